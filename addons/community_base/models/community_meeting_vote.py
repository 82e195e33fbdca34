from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..house import with_pass
from .community_meeting_item import CHOICES


class CommunityMeetingVote(models.Model):
    """A vote by name (记名表决): entered by the recorder or given by the member.

    A vote counts once its member has confirmed it, or a signed scan is attached to
    the meeting. There are no such rows for a secret ballot.
    """

    _name = "community.meeting.vote"
    _description = "Vote"
    _inherit = ["community.meeting.part.mixin"]
    _order = "item_id, id"

    _meeting_column = "item_id"
    _fixed_fields = frozenset({"item_id", "attendance_id"})
    _system_fields = frozenset({"confirmed_on", "confirmed_by_id"})

    item_id = fields.Many2one(
        "community.meeting.item", required=True, index=True, ondelete="cascade"
    )
    area_id = fields.Many2one(related="item_id.area_id", store=True, index=True)
    meeting_id = fields.Many2one(related="item_id.meeting_id")
    attendance_id = fields.Many2one(
        "community.meeting.attendance",
        "Member",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('meeting_id', '=', meeting_id)]",
    )
    choice = fields.Selection(CHOICES, required=True)
    confirmed_on = fields.Datetime(copy=False)
    confirmed_by_id = fields.Many2one("res.partner", copy=False)
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")

    _once = models.Constraint(
        "UNIQUE (item_id, attendance_id)", "This member's vote is entered already."
    )

    @api.depends_context("uid")
    @api.depends("attendance_id.person_id")
    def _compute_is_mine(self):
        for vote in self:
            vote.is_mine = vote.attendance_id.person_id == self.env.user.partner_id

    def _search_is_mine(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return Domain("attendance_id.person_id", "=", self.env.user.partner_id.id)

    @api.model_create_multi
    def create(self, vals_list):
        votes = super().create(vals_list)
        votes._check_open()
        return votes

    def write(self, vals):
        self._check_open()
        if "choice" in vals and any(vote.confirmed_on for vote in self):
            raise UserError(self.env._("A confirmed vote stands."))
        if choice := vals.get("choice"):
            for vote in self.filtered(lambda vote: vote.choice != choice):
                vote._note_correction(choice)
        return super().write(vals)

    def _note_correction(self, choice=None):
        """Keep on the trail what was entered first; None: it is taken out."""
        meeting, field = self.meeting_id, self._fields["choice"]
        meeting._note_correction(
            "vote_corrected",
            f"{self.attendance_id.display_name}：{meeting._say(field, self.choice)}",
            choice and meeting._say(field, choice),
            self.item_id.name,
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_unconfirmed(self):
        self._check_open()
        if any(vote.confirmed_on for vote in self):
            raise UserError(self.env._("A confirmed vote stands."))
        for vote in self:
            vote._note_correction()

    def _check_open(self):
        self.attendance_id.sudo()._hold()  # against closing meanwhile
        for vote in self:
            item = vote.item_id
            if item.meeting_id.state != "open":
                raise UserError(
                    self.env._("Votes are given while the meeting is in session.")
                )
            if item.secret:
                raise UserError(self.env._("A secret ballot knows no names."))
            if vote.attendance_id.meeting_id != item.meeting_id:
                raise UserError(self.env._("This member is not on the meeting's roll."))

    @api.model
    def _cast(self, item, line, choice):
        """Enter and confirm the vote of the person behind the login."""
        votes = self.sudo()
        vote = votes.search(
            [("item_id", "=", item.id), ("attendance_id", "=", line.id)]
        )
        if vote:
            vote.choice = choice
        else:
            vote = votes.create(
                {"item_id": item.id, "attendance_id": line.id, "choice": choice}
            )
        vote.with_user(self.env.user).action_confirm()
        return True

    def action_confirm(self):
        """Confirm one's own vote (本人确认): for the very person, no one else."""
        me = self.env.user.partner_id
        for vote in self.sudo():
            if vote.attendance_id.person_id != me:
                raise AccessError(
                    self.env._(
                        "Only %s can confirm this vote.",
                        vote.attendance_id.display_name,
                    )
                )
            if not vote.confirmed_on:
                vals = {
                    "confirmed_on": fields.Datetime.now(),
                    "confirmed_by_id": me.id,
                }
                with_pass(vote, vals).write(vals)
