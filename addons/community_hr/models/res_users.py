from odoo import models

from .pay_run import COMPLETE


class ResUsers(models.Model):
    _inherit = "res.users"

    def _pay_domain(self, domain, run="run_id"):
        """Return the domain of what belongs to runs: those under way are their
        officer's alone.

        :param domain: the areas he may see
        :param run: path to the run; empty on runs themselves
        """
        path = f"{run}." if run else ""
        mine = (f"{path}user_id", "=", self.id)
        return ["|", (f"{path}state", "in", COMPLETE), mine, *domain]
