from odoo import models


class CommunityProcedure(models.Model):
    _inherit = "community.procedure"

    def _get_steps(self, matter):
        """Steps that the supervision list does not ask for are left out."""
        steps = super()._get_steps(matter)
        if not matter.cooperative_id:
            return steps
        return steps.filtered(lambda step: step._is_needed(matter))

    def _prepare_steps(self, matter):
        """Whatever the procedure says, a cooperative's matter is reviewed first."""
        steps = super()._prepare_steps(matter)
        if matter.cooperative_id:
            matter._check_reviewed_first(steps)
        return steps
