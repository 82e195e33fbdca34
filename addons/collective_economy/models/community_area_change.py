from odoo import api, models
from odoo.fields import Domain


class CommunityAreaChange(models.Model):
    _inherit = "community.area.change"

    @api.model
    def _get_dissolved_domain(self, areas, last_day):
        """A cooperative is a company of its own: its organs outlive the area."""
        domain = super()._get_dissolved_domain(areas, last_day)
        return domain & Domain("cooperative_id", "=", False)
