from odoo import api, fields, models

from odoo.addons.community_base.house import today


class StaffWindow(models.Model):
    """A service window (综合窗口): what is handled there, where, when, by whom."""

    _name = "staff.window"
    _description = "Service Window"
    _inherit = ["community.area.mixin", "mail.thread"]
    _order = "area_id, sequence, id"

    name = fields.Char(required=True, tracking=True)
    unit_id = fields.Many2one(
        "staff.unit",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("kind", "=", "service")],
        tracking=True,
    )
    area_id = fields.Many2one(related="unit_id.area_id", store=True, required=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    address = fields.Char(tracking=True)
    phone = fields.Char(tracking=True)
    item_ids = fields.One2many("staff.window.item", "window_id", "Items")
    counter_ids = fields.One2many("staff.window.counter", "window_id", "Counters")
    opening_ids = fields.One2many("staff.window.opening", "window_id", "Opening Hours")
    figure_ids = fields.One2many("staff.window.figure", "window_id", "Daily Figures")
    item_count = fields.Integer(compute="_compute_counts")
    counter_count = fields.Integer(compute="_compute_counts")
    is_open_today = fields.Boolean("Open Today", compute="_compute_open_today")
    hours_today = fields.Char(compute="_compute_open_today")

    @api.depends("item_ids.active", "counter_ids")
    def _compute_counts(self):
        for window in self:
            window.item_count = len(window.item_ids)
            window.counter_count = len(window.counter_ids)

    @api.depends("opening_ids.weekday", "opening_ids.hour_from", "opening_ids.hour_to")
    def _compute_open_today(self):
        day = today(self.env)
        for window in self:
            hours = window._get_openings(day)
            window.is_open_today = bool(hours)
            window.hours_today = "、".join(hours.mapped("hours"))

    def _get_openings(self, day):
        """Return the hours on a day: of the weekday it counts as (调休), or none."""
        self.ensure_one()
        calendar = self.env["community.calendar.day"]._get_calendar()
        weekday = str(day.weekday())
        is_working = calendar.exceptions.get(day)
        if is_working and day.weekday() > 4:
            # A weekend that is worked stands for a working day; all are alike.
            weekday = "0"
        return self.opening_ids.filtered(
            lambda hours: hours.weekday == weekday and is_working is not False
        )

    def action_view_figures(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "community_hr.staff_window_figure_action"
        )
        return action | {
            "domain": [("window_id", "=", self.id)],
            "context": {"default_window_id": self.id},
        }
