from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.community_base.house import today, with_pass

SHAREHOLDERS = "shareholders_meeting"


class CommunityMeeting(models.Model):
    """A shareholders' meeting: its roll comes from the ledger at the record date."""

    _inherit = "community.meeting"

    _system_fields = frozenset({"roll_id"})

    cooperative_id = fields.Many2one(
        related="organ_id.cooperative_id", store=True, index="btree_not_null"
    )
    by_shares = fields.Boolean(compute="_compute_by_shares")
    record_date = fields.Date(
        help="Who holds shares at the end of this day may vote (股权登记日). "
        "Empty: the day before the meeting."
    )
    roll_id = fields.Many2one(
        "coop.roll",
        "Roll of Shareholders",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    due_shares = fields.Integer(compute="_compute_shares")
    present_shares = fields.Integer(compute="_compute_shares")

    @api.depends("organ_id.kind_id.code", "organ_id.cooperative_id")
    def _compute_by_shares(self):
        for meeting in self:
            organ = meeting.organ_id.sudo()
            meeting.by_shares = organ.cooperative_id and (
                organ.kind_id.code == SHAREHOLDERS
            )

    @api.depends("attendance_ids.status", "attendance_ids.shares")
    def _compute_shares(self):
        for meeting in self:
            roll = meeting.attendance_ids.filtered("due")
            meeting.due_shares = sum(roll.mapped("shares"))
            there = roll.filtered(lambda line: line.status != "absent")
            meeting.present_shares = sum(there.mapped("shares"))

    @api.depends("item_ids.rule_id.notice_days", "organ_id")
    def _compute_notice_days(self):
        """The law or the charter asks for the notice, whatever is voted on."""
        result = super()._compute_notice_days()
        for meeting in self.filtered("by_shares"):
            profile = meeting.cooperative_id.sudo()._get_profile(today(self.env))
            meeting.notice_days = max(meeting.notice_days, profile.notice_days)
        return result

    @api.constrains("record_date", "date")
    def _check_record_date(self):
        for meeting in self:
            if meeting.record_date and meeting.record_date > meeting.date:
                raise ValidationError(
                    self.env._("The record date is not after the meeting.")
                )

    @api.model
    def _get_editable_states(self):
        return {**super()._get_editable_states(), "record_date": ("draft",)}

    def _draw_roll(self):
        """One line per shareholder of the record date, with his voting shares."""
        if not self.by_shares:
            return super()._draw_roll()
        day = self.record_date or fields.Date.subtract(self.date, days=1)
        roll = self.env["coop.roll"]._freeze(self.cooperative_id, day)
        with_pass(self, {"roll_id"}).roll_id = roll
        self.env["community.meeting.attendance"]._draw(
            [
                {
                    "meeting_id": self.id,
                    "person_id": line.partner_id.id,
                    "shares": line.shares,
                }
                for line in roll.line_ids
            ]
        )
        return None
