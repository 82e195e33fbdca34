from odoo import models

from odoo.addons.community_base.kernel import officialdoc


class ReportCoopElectionResult(models.AbstractModel):
    """The report of the result of a ballot (选举结果报告单), as it was sealed."""

    _name = "report.collective_economy.report_election_result"
    _description = "Report of the Result"
    _inherit = ["community.document.report"]

    _document_model = "coop.election.result"

    def _prepare_document(self, result):
        known = result.sudo()
        scrutineers = known.election_id._get_officers("scrutineer")
        return {
            "id": result.id,
            "title": self.env._("Report of the Result of an Election"),
            "number": known.number,
            "cooperative": known.cooperative_id.name,
            "election": known.election_id.name,
            "round": known.round_id.number,
            "posts": known._prepare_report(),
            "scrutineers": "、".join(scrutineers.person_id.mapped("name")),
            "date": officialdoc.chinese_date(known.date),
            "seal": self._prepare_seal(known),
        }
