from odoo import models


class ReportCoopDividend(models.AbstractModel):
    """What a shareholder got from one distribution (分红单)."""

    _name = "report.collective_economy.report_dividend"
    _description = "Dividend Statement"
    _inherit = ["community.document.report"]

    _document_model = "coop.distribution.line"

    def _prepare_document(self, line):
        own = line.sudo().distribution_id.line_ids.filtered(
            lambda other: other.holder_id == line.holder_id
        )
        [statement] = own._prepare_statements()
        item = line.sudo().distribution_id
        states = dict(line._fields["state"]._description_selection(self.env))
        return {
            **statement,
            "id": line.id,
            "title": self.env._("Dividend Statement"),
            "record_date": self._get_day(statement["record_date"]),
            "paid_on": self._get_day(statement["paid_on"]),
            "state": states[statement["state"]],
            "seal": self._prepare_seal(item) if item.seal else [],
        }
