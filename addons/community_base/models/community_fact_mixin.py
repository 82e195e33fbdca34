from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CommunityFactMixin(models.AbstractModel):
    """A fact in force for a time (有时效的规定), with its source.

    Rates, thresholds and terms change by decree; each is a record with its dates,
    never a constant. At most one fact of a code is in force on a day: an overlap is
    refused by the database. Code that needs one asks :meth:`_get_fact` with the date
    of the act; a missing fact is an error that names it.
    """

    _name = "community.fact.mixin"
    _description = "Dated Fact"
    _inherit = ["community.protected.mixin"]

    code = fields.Char(required=True, index=True)
    date_start = fields.Date("In Force from", required=True)
    date_end = fields.Date("In Force until")
    source = fields.Char(
        required=True, help="Law, article or document that says so (依据)."
    )
    verified = fields.Boolean(help="The source was read and says so (已核对原文).")

    _fact_dates = models.Constraint(
        "CHECK (date_end >= date_start)", "A fact cannot end before it begins."
    )
    _fact_once = models.Constraint(
        "EXCLUDE USING gist (code WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "Another record of this code is in force in these days already: end it first.",
    )

    @api.model
    def _get_fact(self, code, on_date):
        """Return the fact of a code in force on a day.

        :raise UserError: there is none; the message names the fact and the day
        """
        fact = self.search(Domain("code", "=", code) & self._get_fact_domain(on_date))
        if not fact:
            raise UserError(
                self.env._(
                    "No “%(fact)s” with the code %(code)s is in force on %(day)s: "
                    "enter it with its source first.",
                    fact=self._description,
                    code=code,
                    day=on_date,
                )
            )
        return fact

    @api.model
    def _get_fact_domain(self, on_date):
        return Domain("date_start", "<=", on_date) & (
            Domain("date_end", "=", False) | Domain("date_end", ">=", on_date)
        )
