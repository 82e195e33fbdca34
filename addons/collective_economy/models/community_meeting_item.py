from dataclasses import replace

from odoo import models


class CommunityMeetingItem(models.Model):
    _inherit = "community.meeting.item"

    def _get_rule(self):
        """Shareholders stand for others as their charter or the law allows."""
        rule = super()._get_rule()
        if not self.meeting_id.by_shares:
            return rule
        cooperative = self.meeting_id.cooperative_id.sudo()
        limit = cooperative._get_proxies(self.meeting_id.date)
        return replace(rule, proxies=None if limit < 0 else limit)
