from odoo import api, fields, models
from odoo.exceptions import ValidationError


class TrainingCourse(models.Model):
    """What is taught (培训课程): to which posts, how long, with what exam."""

    _name = "training.course"
    _description = "Training Course"
    _inherit = ["community.area.mixin", "mail.thread"]
    _order = "sequence, id"

    name = fields.Char("Course Name", required=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("entrant", "New Entrants"),
            ("post", "For a Post"),
            ("general", "General"),
        ],
        required=True,
        default="post",
    )
    brand_id = fields.Many2one("training.brand", index=True, ondelete="restrict")
    class_ids = fields.Many2many(
        "staff.post.class", string="Post Classes", help="Empty: all classes."
    )
    hours = fields.Float("Credit Hours", digits=(6, 1), required=True, tracking=True)
    content = fields.Text()
    has_exam = fields.Boolean("Exam at the End", tracking=True)
    pass_mark = fields.Float(
        default=60, digits=(5, 2), help="Hours count from this mark on.", tracking=True
    )
    certificate_kind_id = fields.Many2one(
        "staff.certificate.kind",
        "Gives the Certificate",
        ondelete="restrict",
        help="Who passes has it on file from the day the session is closed.",
    )

    _numbers = models.Constraint(
        "CHECK (hours > 0 AND pass_mark BETWEEN 0 AND 100)",
        "A course takes some time, and marks lie between 0 and 100.",
    )

    @api.constrains("certificate_kind_id", "has_exam")
    def _check_certificate_by_exam(self):
        for course in self:
            if course.certificate_kind_id and not course.has_exam:
                raise ValidationError(
                    self.env._(
                        "%s: a certificate is for who passes an exam.", course.name
                    )
                )
