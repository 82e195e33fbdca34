from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.community_base.house import today


class StaffChangeMixin(models.AbstractModel):
    """What changes for many people on one day, decided before it takes effect.

    A model that inherits this adds ``line_ids`` and names in ``_guarded_states`` of
    which class the decision is. It is about every line, with its amounts: if a line,
    a scale or somebody's certificate changes what is paid, it has to be decided anew.
    """

    _name = "staff.change.mixin"
    _description = "Change for Staff"
    _inherit = ["staff.guarded.mixin", "mail.thread"]
    _order = "date desc, id desc"

    _fixed_fields = frozenset({"area_id"})
    _system_fields = frozenset({"state"})
    _guard_fields = ("area_id", "date")

    name = fields.Char(required=True, tracking=True)
    date = fields.Date(
        "Takes Effect on",
        required=True,
        default=lambda self: today(self.env),
        tracking=True,
    )
    note = fields.Text()
    state = fields.Selection(
        [("draft", "Being Prepared"), ("applied", "In Effect")],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
    )
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.ref("base.CNY"), required=True
    )
    line_count = fields.Integer("Number of People", compute="_compute_totals")
    total_old = fields.Monetary("Paid so far a Month", compute="_compute_totals")
    total_new = fields.Monetary("Paid then a Month", compute="_compute_totals")
    total_more = fields.Monetary("More a Month", compute="_compute_totals")
    has_problems = fields.Boolean(compute="_compute_totals")

    @api.depends("line_ids.old_pay", "line_ids.new_pay", "line_ids.problem")
    def _compute_totals(self):
        for change in self:
            lines = change.line_ids
            change.line_count = len(lines)
            change.total_old = sum(lines.mapped("old_pay"))
            change.total_new = sum(lines.mapped("new_pay"))
            change.total_more = change.total_new - change.total_old
            change.has_problems = any(lines.mapped("problem"))

    def _get_guard_payload(self):
        lines = self.line_ids.sorted("employee_id")
        return super()._get_guard_payload() | {
            "lines": [line._get_guard_payload() for line in lines]
        }

    def action_request_matter(self):
        self.ensure_one()
        self._check_complete()
        return super().action_request_matter()

    def action_refresh(self):
        """Work out anew what each is paid."""
        self.check_access("write")
        self._check_draft()
        self.line_ids._refresh_pay()

    def action_apply(self):
        """Put it into effect for everybody at once, as it was decided."""
        for change in self:
            change.check_access("write")
            # Decided is what would be paid today, not what was worked out once.
            change.line_ids._refresh_pay()
            change._check_complete()
            change._act("applied")
            # Who decided has decided about each; the officer sees them all.
            employees = change.sudo().line_ids.employee_id
            employees._enter_versions(
                change.date,
                {
                    line.employee_id: line._prepare_version()
                    for line in change.sudo().line_ids
                },
            )

    def _check_complete(self):
        if not self.line_ids:
            raise UserError(self.env._("“%s” changes nothing yet.", self.name))
        bad = self.line_ids.filtered("problem")
        if bad:
            raise UserError(
                "\n".join(f"{line.employee_id.name}: {line.problem}" for line in bad)
            )

    def _check_draft(self):
        for change in self:
            if change.state != "draft":
                raise UserError(
                    self.env._("“%s” is in effect and stays as it is.", change.name)
                )
