from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.community_base.house import today


class StaffPeriodMixin(models.AbstractModel):
    """What holds from a day to a day, both counted; the last may be open."""

    _name = "staff.period.mixin"
    _description = "Holds for a Time"

    date_start = fields.Date("From", required=True)
    date_end = fields.Date("Until")
    status = fields.Selection(
        [("coming", "Coming"), ("current", "Current"), ("ended", "Ended")],
        compute="_compute_status",
        search="_search_status",
    )

    @api.depends("date_start", "date_end")
    def _compute_status(self):
        day = today(self.env)
        for record in self:
            if record.date_start and record.date_start > day:
                record.status = "coming"
            elif record.date_end and record.date_end < day:
                record.status = "ended"
            else:
                record.status = "current"

    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        day = today(self.env)
        domains = {
            "coming": Domain("date_start", ">", day),
            "ended": Domain("date_end", "<", day),
            "current": self._get_day_domain(day),
        }
        return Domain.OR(domains[status] for status in value if status in domains)

    @api.model
    def _get_day_domain(self, day):
        """Return the domain of what holds on a day."""
        return Domain("date_start", "<=", day) & (
            Domain("date_end", "=", False) | Domain("date_end", ">=", day)
        )
