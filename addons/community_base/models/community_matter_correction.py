from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..house import today

#: What follows by itself on somebody's act, and is no act of its own.
FOLLOWS = ("adopted", "procedure_done", "escalated", "archived")


class CommunityMatterCorrection(models.Model):
    """Correcting one's own mistake, on the trail (本人更正).

    Who submitted a matter takes it back while nobody has acted on it. Who approved
    takes it back the same day, while nobody has built on it.
    """

    _inherit = "community.matter"

    can_recall = fields.Boolean(compute="_compute_can_correct")
    can_take_back = fields.Boolean(compute="_compute_can_correct")

    @api.depends_context("uid")
    @api.depends("state", "step_ids.state")
    def _compute_can_correct(self):
        """Tell which buttons to show; whether it may still be done is asked then."""
        me = self.env.user.partner_id
        for matter in self:
            acted = matter._get_steps().filtered("closed_on")
            own = matter.state == "running" and matter.submitted_by_id == me
            matter.can_recall = own and not acted
            matter.can_take_back = bool(matter._get_own_approvals())

    def _get_steps(self):
        """Return the steps of this round."""
        return self.step_ids.filtered(lambda step: step.round == self.round)

    def _get_own_approvals(self):
        """Return what the person behind the login approved today."""
        day, me = today(self.env), self.env.user.partner_id
        if self.state not in ("running", "adopted", "closed"):
            return self.step_ids.browse()
        return self._get_steps().filtered(
            lambda step: (
                (step.kind, step.state, step.closed_on, step.person_id)
                == ("approval", "done", day, me)
            )
        )

    def action_recall(self, reason=None):
        """Take back what nobody has acted on yet, to correct it (收回修改)."""
        self.check_access("write")
        for matter in self:
            matter.sudo()._hold()
            matter._check_untouched()
            matter._move("draft", "recalled", reason=reason)
            matter.step_ids._cancel()

    def _check_untouched(self):
        if self.submitted_by_id != self.env.user.partner_id:
            raise AccessError(
                self.env._(
                    "Only %s, who submitted it, takes this matter back.",
                    self.submitted_by_id.name,
                )
            )
        steps = self.sudo()._get_steps()
        if steps.filtered("closed_on") or steps.publication_ids:
            raise UserError(
                self.env._("Somebody has acted on this already: withdraw it instead.")
            )
        steps._check_on_no_agenda()

    def action_take_back(self, reason):
        """Take one's own approval back (撤回审批)."""
        for matter in self:
            steps = matter._get_own_approvals()
            if not steps:
                raise UserError(self.env._("You have approved nothing of this today."))
            steps.sorted("sequence")[-1:].action_take_back(reason)

    def _get_last_act(self):
        """Return the newest row of the trail that is somebody's act."""
        domain = (
            Domain("model", "=", self._name)
            & Domain("res_id", "=", self.id)
            & Domain("event", "not in", FOLLOWS)
        )
        return self.env["community.trail"].sudo().search(domain, limit=1)
