from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.community_base.house import today


class StaffWindowFigure(models.Model):
    """What a window did on a day (窗口日报)."""

    _name = "staff.window.figure"
    _description = "Daily Figures of a Window"
    _inherit = ["community.area.mixin"]
    _order = "date desc, window_id"
    _rec_name = "date"

    _fixed_fields = frozenset({"window_id", "date"})

    window_id = fields.Many2one(
        "staff.window", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(related="window_id.area_id", store=True, required=False)
    date = fields.Date(required=True, default=lambda self: today(self.env), index=True)
    tickets = fields.Integer("Tickets Drawn", default=0, help="Numbers drawn (取号数).")
    served = fields.Integer(default=0, help="People served (办件数).")
    on_the_spot = fields.Integer(default=0, help="Done while they waited (即办件).")
    wait_minutes = fields.Float(
        "Waiting (Minutes)", default=0, aggregator="avg", digits=(8, 1)
    )
    praised = fields.Integer("Good Marks", default=0, help="好评数")
    complaints = fields.Integer(default=0, help="差评和投诉")
    note = fields.Char()

    _day_once = models.Constraint(
        "UNIQUE (window_id, date)", "The figures of this day are entered already."
    )
    _figures = models.Constraint(
        "CHECK (on_the_spot >= 0 AND served >= on_the_spot AND tickets >= served "
        "AND praised >= 0 AND complaints >= 0 AND wait_minutes >= 0 "
        "AND praised + complaints <= served)",
        "Not more are served than came, nor more on the spot than were served, nor "
        "more marks given than people served.",
    )

    @api.constrains("date")
    def _check_not_ahead(self):
        day = today(self.env)
        for figure in self:
            if figure.date > day:
                raise ValidationError(
                    self.env._(
                        "%s is still to come: figures tell what was.", figure.date
                    )
                )
