from odoo import api, models


class CommunityTrail(models.Model):
    _inherit = "community.trail"

    @api.model
    def _get_event_labels(self):
        return super()._get_event_labels() | {
            "coop_registered": self.env._("Entered into the share ledger"),
            "coop_activated": self.env._("Cooperative put into operation"),
            "coop_dissolved": self.env._("Cooperative dissolved"),
            "coop_contract_minor": self.env._("In force below the thresholds"),
            "coop_contract_inherited": self.env._("Taken over from before"),
            "coop_contract_ended": self.env._("Ended with its term"),
            "coop_contract_terminated": self.env._("Terminated"),
            "coop_contract_void": self.env._("Noted as void"),
            "coop_paid": self.env._("Paid below the thresholds"),
            "coop_deposit": self.env._("Deposit invoiced"),
            "coop_deposit_back": self.env._("Deposit given back"),
            "year_disclosed": self.env._("Opened to the shareholders"),
            "year_taken_back": self.env._("Disclosure taken back"),
            "year_distributed": self.env._("Distributed"),
            "distribution_paying": self.env._("Payment begun"),
            "distribution_closed": self.env._("Payment ended"),
            "payout_sent": self.env._("Bank file made"),
            "payout_file": self.env._("Bank file downloaded"),
            "payout_done": self.env._("Outcome of the payments entered"),
            "coop_vacated": self.env._("Seat fallen vacant"),
            "coop_election_moved": self.env._("Next phase"),
            "coop_election_published": self.env._("Result published"),
            "coop_objection_ruled": self.env._("Objection ruled on"),
            "coop_candidate_withdrawn": self.env._("Candidacy taken back"),
            "coop_candidate_declined": self.env._("Seat declined"),
            "coop_ballot_annulled": self.env._("Ballot annulled"),
            "coop_split_dismissed": self.env._("Looked at, and not split"),
            "finding_doubted": self.env._("Called a false hit"),
            "finding_upheld": self.env._("Finding upheld"),
            "finding_dismissed": self.env._("Dismissed as a false hit"),
            "explanation_voided": self.env._("Explanation voided"),
        }
