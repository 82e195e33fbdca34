from odoo import fields, models


class StaffUnitBudget(models.Model):
    """What a unit may spend on its staff in a year (定经费)."""

    _name = "staff.unit.budget"
    _description = "Budget of a Unit"
    _inherit = ["community.area.mixin"]
    _order = "year desc, id"

    unit_id = fields.Many2one(
        "staff.unit", required=True, index=True, ondelete="cascade"
    )
    area_id = fields.Many2one(related="unit_id.area_id", store=True, required=False)
    year = fields.Integer(required=True)
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.ref("base.CNY"), required=True
    )
    amount = fields.Monetary(required=True)
    document = fields.Char(required=True, help="Document that grants it (预算文号).")

    _year_once = models.Constraint(
        "UNIQUE (unit_id, year)", "The unit has a budget for this year already."
    )
    _figures = models.Constraint(
        "CHECK (amount >= 0 AND year BETWEEN 2000 AND 2100)",
        "A budget is not negative, and its year has four digits.",
    )
