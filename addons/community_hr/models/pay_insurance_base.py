from odoo import api, fields, models

from .pay_insurance_rate import INSURANCES


class PayInsuranceBase(models.Model):
    """The base that was declared for a person in an insurance (缴费基数).

    Whoever has none is not insured there in these months. As a rule it holds for a
    year, being last year's average pay; floor and cap are applied by the rate.
    """

    _name = "pay.insurance.base"
    _description = "Insurance Base"
    _inherit = ["community.protected.mixin"]
    _order = "employee_id, kind, date_start desc"

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
    kind = fields.Selection(INSURANCES, "Insurance", required=True)
    base = fields.Monetary("Declared Base", required=True)
    date_start = fields.Date("From Month", required=True)
    date_end = fields.Date("Until Month")

    _dates = models.Constraint(
        "CHECK (date_end >= date_start)", "It cannot end before it begins."
    )
    _base_positive = models.Constraint(
        "CHECK (base >= 0)", "A base cannot be negative."
    )
    _once = models.Constraint(
        "EXCLUDE USING gist (employee_id WITH =, kind WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "This person has a base in this insurance for some of these months already.",
    )

    @api.depends("employee_id", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for base in self:
            name = base.employee_id.sudo().name or ""
            base.display_name = f"{name} {kinds.get(base.kind, '')}".strip()
