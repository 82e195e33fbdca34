from fractions import Fraction

from odoo import api, models
from odoo.tools import SQL

from ..kernel.rounding import exact


class AppraisalEvidence(models.AbstractModel):
    """Marks that the system takes from its own records (系统佐证).

    An addon adds a kind to :meth:`_get_kinds` and a method ``_collect_<kind>`` that
    takes sheets of one period and returns ``{sheet: mark from 0 to 100}``; who has no
    record is left out, which is not a mark of 0.
    """

    _name = "appraisal.evidence"
    _description = "Evidence for Appraisals"

    @api.model
    def _get_kinds(self):
        return [
            ("training", self.env._("Hours of Training the Post Asks for")),
            ("deadlines", self.env._("Steps Done in Time")),
        ]

    @api.model
    def _collect(self, kind, sheets):
        return getattr(self, f"_collect_{kind}")(sheets)

    @api.model
    def _collect_training(self, sheets):
        """Hours done, of those that the post asks for until the period's end."""
        done = self.env["training.attendance"]._count_hours(
            sheets.employee_id, min(sheets.mapped("date_from")), sheets[:1].date_to
        )
        marks = {}
        for sheet in sheets.filtered("training_hours"):
            hours = exact(done.get(sheet.employee_id.id))
            share = 100 * hours / exact(sheet.training_hours)
            marks[sheet] = min(share, Fraction(100))
        return marks

    @api.model
    def _collect_deadlines(self, sheets):
        """Of the steps of matters that the person decided, those decided in time."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT person_id, count(*),
                       count(*) FILTER (WHERE deadline IS NULL
                                           OR closed_on <= deadline)
                  FROM community_matter_step
                 WHERE person_id IN %(people)s AND state = 'done'
                   AND closed_on BETWEEN %(first)s AND %(last)s
              GROUP BY person_id""",
                people=tuple(sheets.person_id.ids) or (0,),
                first=sheets[:1].date_from,
                last=sheets[:1].date_to,
                to_flush=self.env["community.matter.step"]._fields["closed_on"],
            )
        )
        shares = {person: Fraction(100 * good, all_) for person, all_, good in rows}
        return {
            sheet: shares[sheet.person_id.id]
            for sheet in sheets
            if sheet.person_id.id in shares
        }
