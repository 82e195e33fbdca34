from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class PayTaxRelief(models.Model):
    """A special additional deduction that a person has declared (专项附加扣除).

    What it is worth comes from the kind and the day, times the parts: one child shared
    by two parents is half a part. It counts for each month it reaches into, from the
    month on in which the person is employed here, also when it is told late.
    """

    _name = "pay.tax.relief"
    _description = "Tax Relief of a Person"
    _inherit = ["community.protected.mixin"]
    _order = "employee_id, date_start desc, id"

    _fixed_fields = frozenset({"employee_id"})

    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(related="employee_id.area_id", store=True, index=True)
    kind_id = fields.Many2one(
        "pay.tax.relief.kind", required=True, index=True, ondelete="restrict"
    )
    parts = fields.Float(
        digits=(6, 4),
        default=1,
        required=True,
        help="2 children: 2; one shared by both parents: 0.5 (份额).",
    )
    date_start = fields.Date("From Month", required=True)
    date_end = fields.Date("Until Month")

    _dates = models.Constraint(
        "CHECK (date_end >= date_start)", "It cannot end before it begins."
    )
    _parts_positive = models.Constraint(
        "CHECK (parts > 0)", "A share has to be more than 0."
    )

    @api.depends("employee_id", "kind_id")
    def _compute_display_name(self):
        for relief in self:
            name = relief.employee_id.sudo().name or ""
            relief.display_name = f"{name} {relief.kind_id.name or ''}".strip()

    @api.constrains("employee_id", "kind_id", "date_start", "date_end")
    def _check_alternative(self):
        """Of a loan's interest and a rent only one is deducted at a time."""
        for relief in self.filtered("kind_id.alternative"):
            last = relief.date_end or fields.Date.to_date("9999-12-31")
            others = self.sudo().search(
                Domain("employee_id", "=", relief.employee_id.id)
                & Domain("kind_id.alternative", "=", relief.kind_id.alternative)
                & Domain("id", "!=", relief.id)
                & Domain("date_start", "<=", last)
                & (
                    Domain("date_end", "=", False)
                    | Domain("date_end", ">=", relief.date_start)
                )
            )
            if others:
                raise ValidationError(
                    self.env._(
                        "“%(one)s” and “%(other)s” exclude each other in the same "
                        "months.",
                        one=relief.kind_id.name,
                        other=others[0].kind_id.name,
                    )
                )
