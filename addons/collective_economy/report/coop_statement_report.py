from odoo import models

from odoo.addons.community_base.house import today


class ReportCoopStatement(models.AbstractModel):
    """A shareholder's statement (持股对账单): what he has, and how it came about."""

    _name = "report.collective_economy.report_statement"
    _description = "Statement of a Shareholder"
    _inherit = ["community.document.report"]

    _document_model = "coop.holder"

    def _prepare_document(self, holder):
        known = holder.sudo()
        return {
            "id": holder.id,
            "title": self.env._("Statement of Shares"),
            "cooperative": known.cooperative_id.name,
            "number": known.number,
            "name": known.name,
            "day": self._get_day(today(self.env)),
            "rows": [
                (row.class_id.name, row.quantity, row.pledged, row.free)
                for row in known.balance_ids
            ],
            "movements": [
                {**line, "date": self._get_day(line["date"])}
                for line in known._prepare_movements()
            ],
        }
