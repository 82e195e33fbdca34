from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CommunityMatterStepCorrection(models.Model):
    """An approval that is taken back the same day (撤回审批)."""

    # What is taken back reads apart from what is carried out.
    _inherit = "community.matter.step"  # pylint: disable=consider-merging-classes-inherited

    def action_take_back(self, reason):
        """Open the step again, by who approved it, while nobody has built on it."""
        for step in self:
            step.check_access("read")
            step.sudo().matter_id._hold()
            if not reason:
                raise UserError(self.env._("Say why."))
            step.sudo()._check_taken_back()
            seat = step.organ_id._require_authority(
                step.role_ids.mapped("code") or None
            )
            step.sudo()._take_back(seat, reason)

    def _check_taken_back(self):
        """Nobody but the one who approved, today, and nobody after him."""
        self.ensure_one()
        following = self._get_following()
        last = self.matter_id._get_last_act()
        me = self.env.user.partner_id
        if self not in self.matter_id._get_own_approvals():
            raise UserError(
                self.env._("You take back only what you have approved today.")
            )
        if (
            (last.event, last.person_id) != ("step_done", me)
            or following.filtered("closed_on")
            or following.publication_ids
            or following.filing_ids
        ):
            raise UserError(
                self.env._("Somebody has acted on your approval already: it stands.")
            )
        following._check_on_no_agenda()

    def _get_following(self):
        """Return the steps of the round after this one and those beside it."""
        steps = self.matter_id._get_steps().sorted("sequence")
        after = steps.filtered(lambda step: step.sequence > self.sequence)
        while after[:1].is_parallel:
            after = after[1:]
        return after

    def _check_on_no_agenda(self):
        self._hold()  # against an agenda being made meanwhile
        item = self.env["community.meeting.item"].search(
            Domain("step_id", "in", self.ids)
            & Domain("meeting_id.state", "!=", "cancelled"),
            limit=1,
        )
        if item:
            raise UserError(
                self.env._(
                    "“%(matter)s” is on the agenda of “%(meeting)s” already.",
                    matter=item.matter_id.name,
                    meeting=item.meeting_id.name,
                )
            )

    def _take_back(self, seat, reason):
        matter = self.matter_id
        standing = matter.resolution_ids.filtered(
            lambda item: item.step_id == self and not item.revoked_on
        )
        for resolution in standing:
            resolution._revoke(seat)
        self._get_following()._wait_again()
        self._set(
            state="open", closed_on=False, person_id=False, seat_id=False, comment=False
        )
        trail = {"reason": reason, "seat": seat}
        if matter.state == "running":
            before = self.name
            self.env["community.trail"]._note(
                matter, "taken_back", before=before, **trail
            )
        else:
            matter._move("running", "taken_back", **trail)

    def _wait_again(self):
        """Put steps that had opened back to where they were."""
        for step in self.filtered(lambda step: step.state == "open"):
            named = step.kind == "outcome" and step.deadline
            step._set(state="waiting", opened_on=False, deadline=named)
            step._clear_reminders()
