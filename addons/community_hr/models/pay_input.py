from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class PayInput(models.Model):
    """Something that pays or costs a person in one month (当月变动项).

    Overtime and duty, absence, a one-off item: an amount, or a quantity that the rule
    of the component pays by its rate. What is entered for a month that was paid is made
    up for in the next run.
    """

    _name = "pay.input"
    _description = "Pay Input"
    _inherit = ["community.protected.mixin"]
    _order = "month desc, employee_id, component_id, id"

    _fixed_fields = frozenset({"employee_id"})

    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(related="employee_id.area_id", store=True, index=True)
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        readonly=True,
        default=lambda self: self.env.ref("base.CNY"),
    )
    month = fields.Date(required=True, index=True, help="First day of the month.")
    component_id = fields.Many2one(
        "pay.component", required=True, index=True, ondelete="restrict"
    )
    by_quantity = fields.Boolean(
        help="Hours or days, which the policy pays by its rate (按数量计)."
    )
    quantity = fields.Float(digits=(9, 2))
    amount = fields.Monetary()
    reason = fields.Char(required=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Documents")

    _month_first = models.Constraint(
        "CHECK (extract(day FROM month) = 1)", "A month is given by its first day."
    )
    _one_way = models.Constraint(
        "CHECK (by_quantity AND amount = 0 AND quantity <> 0"
        " OR NOT by_quantity AND quantity = 0 AND amount <> 0)",
        "Enter an amount, or a quantity.",
    )

    @api.depends("employee_id", "component_id")
    def _compute_display_name(self):
        for entry in self:
            name = entry.employee_id.sudo().name or ""
            entry.display_name = f"{name} {entry.component_id.name or ''}".strip()

    @api.onchange("month")
    def _onchange_month(self):
        if self.month:
            self.month = self.month.replace(day=1)

    @api.onchange("by_quantity")
    def _onchange_by_quantity(self):
        if self.by_quantity:
            self.amount = 0
        else:
            self.quantity = 0

    @api.constrains("component_id")
    def _check_component(self):
        for entry in self:
            if entry.component_id.kind == "tax":
                raise ValidationError(
                    self.env._("Taxes are computed; they are not entered.")
                )

    def write(self, vals):
        if set(vals) - {"reason", "attachment_ids"}:
            self._check_unpaid()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_paid(self):
        self._check_unpaid()

    def _check_unpaid(self):
        """What was paid is put right by another entry, not by a change of this one."""
        for entry in self:
            if self.env["pay.slip"]._is_paid(entry.employee_id, entry.month):
                raise UserError(
                    self.env._(
                        "“%s” was paid and stays: enter another one with the "
                        "difference.",
                        entry.display_name,
                    )
                )
