from odoo import fields, models

from .hr_version import EDUCATIONS


class StaffScaleEntry(models.Model):
    """On which grade of a class somebody begins, by his education (定档规则)."""

    _name = "staff.scale.entry"
    _description = "Entry Rule of a Scale"
    _inherit = ["staff.scale.part.mixin"]
    _order = "scale_id, class_id, grade_number, id"

    class_id = fields.Many2one(
        "staff.post.class", required=True, index=True, ondelete="restrict"
    )
    education = fields.Selection(EDUCATIONS, help="Empty: whatever it is.")
    grade_number = fields.Integer("Begins on Grade", required=True, default=1)

    _once = models.UniqueIndex(
        "(scale_id, class_id, COALESCE(education, ''))",
        "There is a rule for this class and education already.",
    )
    _grade = models.Constraint("CHECK (grade_number > 0)", "Grades begin at 1.")
