from odoo import fields, models

from odoo.addons.community_base.house import today


class ReportCoopRegister(models.AbstractModel):
    """The extract of a cooperative's share register (股东名册) on a day."""

    _name = "report.collective_economy.report_register"
    _description = "Extract of the Share Register"
    _inherit = ["community.document.report"]

    _document_model = "coop.cooperative"

    def _get_report_values(self, docids, data=None):
        day = fields.Date.to_date((data or {}).get("day")) or today(self.env)
        return super(
            ReportCoopRegister, self.with_context(extract_day=day)
        )._get_report_values(docids, data)

    def _prepare_document(self, cooperative):
        day = self.env.context["extract_day"]
        known = cooperative.sudo()
        balances = known.env["coop.holder"]._get_balances(day, known)
        classes = known.class_ids
        rows = [
            (holder.number, holder.name, numbers, sum(numbers))
            for holder in known.holder_ids
            if any(
                numbers := [
                    balances.get((holder.id, item.id), (0, 0))[0] for item in classes
                ]
            )
        ]
        totals = [sum(row[2][place] for row in rows) for place in range(len(classes))]
        return {
            "id": cooperative.id,
            "title": self.env._("Share Register of %s", known.name),
            "summary": self.env._(
                "As of %(day)s: %(heads)s shareholders, %(shares)s shares, %(pledged)s "
                "of them pledged.",
                day=self._get_day(day),
                heads=len(rows),
                shares=sum(totals),
                pledged=sum(pledged for _quantity, pledged in balances.values()),
            ),
            "classes": classes.mapped("name"),
            "rows": rows,
            "totals": totals,
            "total": sum(totals),
        }
