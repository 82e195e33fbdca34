from odoo import fields, models


class CommunityMeetingBallotMark(models.Model):
    """That a member has cast his secret ballot (已投票标记): not when, and not what."""

    _name = "community.meeting.ballot.mark"
    _description = "Mark of Having Voted"
    _inherit = ["community.urn.mixin"]
    _log_access = False
    _rec_name = "attendance_id"
    _order = "item_id, attendance_id"
    _urn_key = "attendance_id"

    item_id = fields.Many2one(
        "community.meeting.item", required=True, ondelete="restrict"
    )
    attendance_id = fields.Many2one(
        "community.meeting.attendance",
        "Member",
        required=True,
        index=True,
        ondelete="restrict",
    )

    _once = models.Constraint(
        "UNIQUE (item_id, attendance_id)", "This member has voted already."
    )
