from odoo import fields, models


class CommunityMeetingCorrection(models.TransientModel):
    """Notes what sealed minutes should have said, and how it is known (勘误)."""

    _name = "community.meeting.correction"
    _description = "Correct Minutes"

    meeting_id = fields.Many2one("community.meeting", required=True)
    passage = fields.Char("What They Say", required=True)
    correction = fields.Char("What Is Right", required=True)
    reason = fields.Char("How It Is Known", required=True)

    def action_apply(self):
        self.ensure_one()
        self.meeting_id.action_correct(self.passage, self.correction, self.reason)
