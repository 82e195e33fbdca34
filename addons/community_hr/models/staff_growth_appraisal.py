from odoo import api, models


class StaffGrowth(models.Model):
    """Years count for a step by the yearly appraisals that are sealed (考核结果)."""

    _inherit = "staff.growth"

    @api.model
    def _get_year_results(self, employees):
        return {
            **super()._get_year_results(employees),
            **self.env["appraisal.sheet"]._get_year_results(employees),
        }
