from odoo import api, fields, models


class TrainingPlanLine(models.Model):
    """One batch of a course in a plan (培训批次): who and when."""

    _name = "training.plan.line"
    _description = "Batch of a Training Plan"
    _inherit = ["community.protected.mixin"]
    _order = "plan_id, date, id"

    plan_id = fields.Many2one(
        "training.plan", required=True, index=True, ondelete="cascade"
    )
    area_id = fields.Many2one(related="plan_id.area_id", store=True, index=True)
    course_id = fields.Many2one(
        "training.course",
        "Training Course",
        required=True,
        index=True,
        ondelete="restrict",
    )
    batch = fields.Integer(required=True, default=1)
    class_ids = fields.Many2many("staff.post.class", string="Post Classes")
    date = fields.Date("Planned for", required=True)
    places = fields.Integer(required=True, default=30)
    session_ids = fields.One2many("training.session", "line_id", "Sessions")
    is_done = fields.Boolean("Held", compute="_compute_is_done")

    _batch_once = models.Constraint(
        "UNIQUE (plan_id, course_id, batch)", "The plan has this batch already."
    )
    _places = models.Constraint(
        "CHECK (places > 0 AND batch > 0)", "Batches and places begin at 1."
    )

    @api.depends("course_id.name", "batch")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for line in self:
            line.display_name = self.env._(
                "%(course)s, batch %(batch)s",
                course=line.course_id.name or "",
                batch=line.batch,
            )

    @api.depends("session_ids.state")
    def _compute_is_done(self):
        for line in self:
            states = line.session_ids.mapped("state")
            line.is_done = any(state in ("held", "closed") for state in states)
