from odoo import fields, models


class StaffGrowthLine(models.Model):
    """One employee's step or promotion."""

    _name = "staff.growth.line"
    _description = "Step or Promotion of One Employee"
    _inherit = ["staff.change.line.mixin"]

    change_id = fields.Many2one(
        "staff.growth", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("step", "Step"), ("promotion", "Promotion")], required=True, default="step"
    )
    from_post_id = fields.Many2one("staff.post", "From Post", ondelete="restrict")
    from_grade = fields.Integer(default=0)
    reason = fields.Char(help="Why it was proposed.")

    _person_once = models.Constraint(
        "UNIQUE (change_id, employee_id)", "This employee is in the list already."
    )
    _rises = models.Constraint(
        "CHECK (kind <> 'step' OR grade_number > from_grade)", "A step leads upwards."
    )
