from odoo import models


class CommunityArea(models.Model):
    _inherit = "community.area"

    def _clear_scopes(self):
        """Who sees other areas now reads the books of other cooperatives as well."""
        result = super()._clear_scopes()
        auditors = self.env.ref("community_base.group_auditor").sudo().all_user_ids
        auditors._sync_books()
        return result
