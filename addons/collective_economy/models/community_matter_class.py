from odoo import models

#: Classes of the cooperatives' matters are known by their code.
PREFIX = "coop_"
GENERAL = "cooperative_major"


class CommunityMatterClass(models.Model):
    _inherit = "community.matter.class"

    def _is_for_cooperatives(self):
        """Tell whether matters of the class are decided by a cooperative's organs."""
        return self.code.startswith(PREFIX) or self.code == GENERAL
