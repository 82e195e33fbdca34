from odoo import api, fields, models
from odoo.fields import Domain

from .pay_run import PUBLISHED


class PaySlip(models.Model):
    """A person's own payslips: his and nobody else's, once booked (我的工资)."""

    _inherit = "pay.slip"

    is_own = fields.Boolean(compute="_compute_is_own", search="_search_is_own")

    @api.depends_context("uid")
    def _compute_is_own(self):
        for slip in self:
            known = slip.sudo()
            mine = known.employee_id.user_id == self.env.user
            slip.is_own = mine and known.state in PUBLISHED

    def _search_is_own(self, operator, value):
        if operator != "in":
            return NotImplemented
        own = self._get_own_domain()
        return own if True in value else ~own

    @api.model
    def _get_own_domain(self):
        # Who he is on the staff is his to know, not the employees' register to read.
        mine = self.env["hr.employee"].sudo().with_context(active_test=False)
        mine = mine.search([("user_id", "=", self.env.uid)])
        runs = self.env["pay.run"].sudo()._search([("state", "in", PUBLISHED)])
        return Domain("employee_id", "in", mine.ids) & Domain("run_id", "in", runs)

    def _prepare_statement(self):
        """Return what a payslip says, as plain data for pages and paper."""
        self.ensure_one()
        slip = self.sudo()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return {
            "id": slip.id,
            "name": slip.employee_id.work_contact_id.name or slip.employee_id.name,
            "area": slip.area_id.name,
            "month": f"{slip.month:%Y-%m}",
            "kind": kinds[slip.kind],
            "is_regular": slip.kind == "regular",
            "reason": slip.run_id.reason or "",
            "gross": slip.gross,
            "tax": slip.tax,
            "withheld": self._sum_kind("withheld"),
            "net": slip.net,
            "employer_cost": slip.employer_cost,
            "rows": [
                line._prepare_row() for line in slip.line_ids if line.kind != "employer"
            ],
            "employer_rows": [
                line._prepare_row() for line in slip.line_ids if line.kind == "employer"
            ],
        }

    def _sum_kind(self, kind):
        lines = self.sudo().line_ids.filtered(lambda line: line.kind == kind)
        return sum(lines.mapped("amount"))

    def _get_portal_url(self):
        return f"/my/pay/{self.id}"
