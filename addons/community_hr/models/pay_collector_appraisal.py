from odoo import api, models


class PayCollector(models.AbstractModel):
    """Performance pay by the appraisals that are sealed (绩效系数)."""

    _inherit = "pay.collector"

    @api.model
    def _get_coefficients(self, gathering):
        return {
            **super()._get_coefficients(gathering),
            **self.env["appraisal.sheet"]._get_coefficients(
                gathering.ids, gathering.first, gathering.last
            ),
        }
