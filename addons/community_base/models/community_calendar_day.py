from odoo import api, fields, models, tools

from ..house import today
from ..kernel import deadline


class CommunityCalendarDay(models.Model):
    """A day that is not what its weekday says (节假日、调休): holiday or make-up day.

    Seeded from the package chinesecalendar, which knows the years the State Council
    has announced. Deadlines that reach into a year without any day here count plain
    weekdays, and say so.
    """

    _name = "community.calendar.day"
    _description = "Holiday or Make-up Day"
    _inherit = ["community.protected.mixin"]
    _order = "date desc"

    date = fields.Date(required=True)
    is_working = fields.Boolean("Working Day")
    name = fields.Char(required=True)
    source = fields.Char(required=True)
    verified = fields.Boolean()

    _date_unique = models.Constraint("UNIQUE (date)", "This day is entered already.")

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache()
    def _get_calendar(self):
        """Return the :class:`~..kernel.deadline.Calendar` of all days known."""
        days = {day.date: day.is_working for day in self.sudo().search([])}
        return deadline.Calendar(days, frozenset(day.year for day in days))

    @api.model
    def _get_deadline(self, start, working_days):
        """Return the last of so many working days after ``start``."""
        return deadline.add_working_days(start, working_days, self._get_calendar())

    @api.model
    def _load_year(self, year):
        """Enter the official days of a year, once; none if it is not announced."""
        if year not in deadline.announced_years():
            return self
        known = set(
            self.search(
                [("date", ">=", f"{year}-01-01"), ("date", "<=", f"{year}-12-31")]
            ).mapped("date")
        )
        return self.create(
            [
                {
                    "date": day.date,
                    "is_working": day.working,
                    "name": day.name,
                    "source": f"chinesecalendar {year}",
                }
                for day in deadline.holidays_of(year)
                if day.date not in known
            ]
        )

    @api.model
    def _cron_load_years(self):
        """Look for this year's and next year's days: announced each November."""
        year = today(self.env).year
        for wanted in (year, year + 1):
            self._load_year(wanted)
