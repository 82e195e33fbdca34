from odoo import api, models


class CommunityTrail(models.Model):
    _inherit = "community.trail"

    @api.model
    def _get_event_labels(self):
        return super()._get_event_labels() | {
            "coop_registered": self.env._("Entered into the share ledger"),
            "coop_activated": self.env._("Cooperative put into operation"),
            "coop_dissolved": self.env._("Cooperative dissolved"),
        }
