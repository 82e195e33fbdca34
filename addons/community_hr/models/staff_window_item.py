from odoo import fields, models


class StaffWindowItem(models.Model):
    """Something that residents get done at a window (服务事项)."""

    _name = "staff.window.item"
    _description = "Item of a Window"
    _inherit = ["community.area.mixin"]
    _order = "window_id, sequence, id"

    window_id = fields.Many2one(
        "staff.window", required=True, index=True, ondelete="cascade"
    )
    area_id = fields.Many2one(related="window_id.area_id", store=True, required=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    name = fields.Char(required=True)
    subject = fields.Selection(
        [
            ("party", "Party Affairs"),
            ("civil", "Civil Affairs"),
            ("labor", "Employment and Insurance"),
            ("family", "Family and Health"),
            ("housing", "Housing and Tenancy"),
            ("certificate", "Certificates"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    working_days = fields.Integer(
        "Promised Days", default=0, help="Working days; 0: done while one waits (即办)."
    )
    papers = fields.Char("Papers to Bring")
    basis = fields.Char(help="What it rests on (办理依据).")

    _days = models.Constraint("CHECK (working_days >= 0)", "Days cannot be negative.")
    _name_once = models.UniqueIndex(
        "(window_id, name) WHERE active", "The window has this item already."
    )
