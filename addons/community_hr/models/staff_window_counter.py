from odoo import fields, models


class StaffWindowCounter(models.Model):
    """A counter of a window (窗口台位) and who sits there."""

    _name = "staff.window.counter"
    _description = "Counter"
    _inherit = ["community.area.mixin"]
    _order = "window_id, number, id"
    _rec_name = "number"

    window_id = fields.Many2one(
        "staff.window", required=True, index=True, ondelete="cascade"
    )
    area_id = fields.Many2one(related="window_id.area_id", store=True, required=False)
    number = fields.Integer(required=True)
    employee_id = fields.Many2one(
        "hr.employee", "On Duty", index="btree_not_null", ondelete="set null"
    )
    scope = fields.Char(help="What is handled here, if not everything.")

    _number_once = models.Constraint(
        "UNIQUE (window_id, number)", "There is a counter of this number already."
    )
