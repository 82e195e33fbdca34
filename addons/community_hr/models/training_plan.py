from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.community_base.house import today, with_pass


class TrainingPlan(models.Model):
    """What is to be taught in a year (培训计划): to which posts, in which batches."""

    _name = "training.plan"
    _description = "Training Plan"
    _inherit = ["community.area.mixin", "mail.thread"]
    _order = "year desc, id desc"

    _fixed_fields = frozenset({"area_id", "year"})
    _system_fields = frozenset({"state"})

    name = fields.Char("Plan Name", required=True, tracking=True)
    year = fields.Integer(required=True, default=lambda self: today(self.env).year)
    document = fields.Char("Document No.", tracking=True)
    state = fields.Selection(
        [("draft", "Being Prepared"), ("in_force", "In Force")],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
    )
    line_ids = fields.One2many("training.plan.line", "plan_id", "Batches", copy=True)
    done_count = fields.Integer("Batches Held", compute="_compute_done")
    line_count = fields.Integer("Batches Planned", compute="_compute_done")

    @api.depends("line_ids.session_ids.state")
    def _compute_done(self):
        for plan in self:
            plan.line_count = len(plan.line_ids)
            plan.done_count = len(plan.line_ids.filtered("is_done"))

    def action_put_in_force(self):
        """Let the plan count (发布)."""
        for plan in self:
            plan.check_access("write")
            if not plan.line_ids:
                raise UserError(self.env._("A plan has a batch at least."))
            with_pass(plan, {"state"}).state = "in_force"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        if any(plan.state == "in_force" for plan in self):
            raise UserError(self.env._("A plan that was in force stays on record."))
