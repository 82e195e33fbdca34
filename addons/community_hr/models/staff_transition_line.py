from odoo import fields, models


class StaffTransitionLine(models.Model):
    """One employee's transition: what he is paid today, and by the scale."""

    _name = "staff.transition.line"
    _description = "Transition of One Employee"
    _inherit = ["staff.change.line.mixin"]

    change_id = fields.Many2one(
        "staff.transition", required=True, index=True, ondelete="cascade"
    )

    _person_once = models.Constraint(
        "UNIQUE (change_id, employee_id)", "This employee is in the list already."
    )
