from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.fields import Domain

UNITS = [
    ("days", "Days"),
    ("working_days", "Working Days"),
    ("times", "Times"),
]


class CommunityLimit(models.Model):
    """A term or a quantity that a rule sets (时限与限额), as dated data.

    How early to remind, how long minutes may take, how many objections an hour: the
    code asks by a name and a day, see :meth:`_get`. A limit that was in force stays
    as it was; a new value is a new record from its day on, which ends the one before.
    """

    _name = "community.limit"
    _description = "Limit"
    _inherit = ["community.fact.mixin"]
    _order = "name, date_start desc"

    _fixed_fields = frozenset({"code", "value", "unit", "date_start"})

    name = fields.Char(required=True)
    value = fields.Integer(required=True)
    unit = fields.Selection(UNITS, required=True, default="days")

    _value_positive = models.Constraint(
        "CHECK (value >= 0)", "A limit cannot be negative."
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        for vals in vals_list:
            self._end_predecessor(vals.get("code"), vals.get("date_start"))
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    def _end_predecessor(self, code, date_start):
        """End what is in force without an end, the day before a new value begins."""
        start = fields.Date.to_date(date_start)
        if start:
            before = self.search(
                Domain("code", "=", code)
                & Domain("date_start", "<", start)
                & Domain("date_end", "=", False)
            )
            before.date_end = start - timedelta(days=1)
            before.flush_recordset()

    @api.model
    def _get(self, code, day):
        """Return the value of a limit on a day.

        :raise UserError: none is in force then; the message names it
        """
        return self._get_value(code, day)[0]

    @api.model
    def _get_deadline(self, code, start):
        """Return the last day of a term that begins on ``start``, in its unit."""
        value, unit = self._get_value(code, start)
        if unit == "working_days":
            calendar = self.env["community.calendar.day"]
            return calendar._get_deadline(start, value).date
        return start + timedelta(days=value)

    @api.model
    @tools.ormcache("code", "day")
    def _get_value(self, code, day):
        # What is allowed does not depend on who asks: residents neither.
        limit = self.sudo()._get_fact(code, day)
        return limit.value, limit.unit
