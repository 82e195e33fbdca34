from odoo import fields, models

from ..kernel import appraisal
from ..kernel.rounding import exact


class AppraisalGrade(models.Model):
    """A result (考核等次) from a total on, and what follows from it."""

    _name = "appraisal.grade"
    _description = "Grade of an Appraisal"
    _inherit = ["appraisal.scheme.part.mixin"]
    _order = "scheme_id, at_least desc"

    at_least = fields.Float("Points from", digits=(5, 2), required=True)
    coefficient = fields.Float(
        digits=(6, 4), required=True, default=1, help="Of performance pay (绩效系数)."
    )
    passes = fields.Boolean(
        "Good Year", default=True, help="The year counts for the next step of pay."
    )
    limited = fields.Boolean(help="No more people than the quota has places (优秀).")

    _numbers = models.Constraint(
        "CHECK (at_least BETWEEN 0 AND 100 AND coefficient >= 0)",
        "A grade begins between 0 and 100, and no coefficient is negative.",
    )

    def _to_kernel(self):
        return appraisal.Grade(
            self.code,
            exact(self.at_least),
            exact(self.coefficient),
            self.passes,
            self.limited,
        )
