from odoo import api, fields, models

WEEKDAYS = [
    ("0", "Monday"),
    ("1", "Tuesday"),
    ("2", "Wednesday"),
    ("3", "Thursday"),
    ("4", "Friday"),
    ("5", "Saturday"),
    ("6", "Sunday"),
]


class StaffWindowOpening(models.Model):
    """Hours of a weekday at which a window is open (开放时间)."""

    _name = "staff.window.opening"
    _description = "Opening Hours"
    _inherit = ["community.area.mixin"]
    _order = "window_id, weekday, hour_from"

    window_id = fields.Many2one(
        "staff.window", required=True, index=True, ondelete="cascade"
    )
    area_id = fields.Many2one(related="window_id.area_id", store=True, required=False)
    weekday = fields.Selection(WEEKDAYS, required=True, default="0")
    hour_from = fields.Float("From", required=True, default=9)
    hour_to = fields.Float("To", required=True, default=12)
    hours = fields.Char(compute="_compute_hours")

    _hours = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_to <= 24 AND hour_from < hour_to)",
        "A window opens before it closes, within one day.",
    )
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (window_id WITH =, weekday WITH =, "
        "numrange(hour_from::numeric, hour_to::numeric) WITH &&)",
        "The window is open at these hours already.",
    )

    @api.depends("hour_from", "hour_to")
    def _compute_hours(self):
        for opening in self:
            opening.hours = "–".join(
                f"{int(hour)}:{round(hour % 1 * 60):02d}"
                for hour in (opening.hour_from, opening.hour_to)
            )
