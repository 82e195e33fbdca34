from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..kernel import rounding, scale


class StaffScaleGrade(models.Model):
    """A grade (档级) of a class of posts: a coefficient of the base, or an amount."""

    _name = "staff.scale.grade"
    _description = "Grade of a Scale"
    _inherit = ["staff.scale.part.mixin"]
    _order = "scale_id, class_id, number"

    class_id = fields.Many2one(
        "staff.post.class", required=True, index=True, ondelete="restrict"
    )
    number = fields.Integer("Grade", required=True)
    coefficient = fields.Float(
        digits=(8, 4), default=0, help="Of the base; 0: the amount counts."
    )
    amount = fields.Monetary(default=0, help="Where no coefficient is given.")
    monthly = fields.Monetary("A Month", compute="_compute_monthly")

    _once = models.Constraint(
        "UNIQUE (scale_id, class_id, number)", "The scale has this grade already."
    )
    _figures = models.Constraint(
        "CHECK (number > 0 AND coefficient >= 0 AND amount >= 0)",
        "Grades begin at 1, and no pay is negative.",
    )

    @api.depends("class_id.name", "number")
    def _compute_display_name(self):
        for grade in self:
            grade.display_name = f"{grade.class_id.name or ''} {grade.number}"

    @api.depends(
        "coefficient", "amount", "scale_id.base_amount", "scale_id.rounding_unit"
    )
    def _compute_monthly(self):
        for grade in self:
            grade.monthly = grade._get_fen() / 100

    @api.constrains("coefficient", "amount")
    def _check_one_of_both(self):
        for grade in self:
            if bool(grade.coefficient) == bool(grade.amount):
                raise ValidationError(
                    self.env._(
                        "%s: enter either a coefficient or an amount.",
                        grade.display_name,
                    )
                )

    def _get_fen(self):
        if not self.coefficient:
            return rounding.to_fen(self.amount)
        # What the database keeps has four digits; a float in the cache has more.
        coefficient = f"{self.coefficient:.4f}"
        return scale.grade_fen(
            rounding.to_fen(self.scale_id.base_amount),
            coefficient,
            self.scale_id._get_rounding(),
        )
