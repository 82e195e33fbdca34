from odoo import api, models


class CommunityTrail(models.Model):
    _inherit = "community.trail"

    @api.model
    def _get_event_labels(self):
        return super()._get_event_labels() | {
            "coop_registered": self.env._("Entered into the share ledger"),
            "coop_activated": self.env._("Cooperative put into operation"),
            "coop_dissolved": self.env._("Cooperative dissolved"),
            "year_disclosed": self.env._("Opened to the shareholders"),
            "year_taken_back": self.env._("Disclosure taken back"),
            "year_distributed": self.env._("Distributed"),
            "distribution_paying": self.env._("Payment begun"),
            "distribution_closed": self.env._("Payment ended"),
            "payout_sent": self.env._("Bank file made"),
            "payout_file": self.env._("Bank file downloaded"),
            "payout_done": self.env._("Outcome of the payments entered"),
        }
