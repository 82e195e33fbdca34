from odoo import fields, models


class CommunityLimit(models.Model):
    _inherit = "community.limit"

    unit = fields.Selection(
        selection_add=[("percent", "Percent"), ("yuan", "Yuan")],
        ondelete={"percent": "cascade", "yuan": "cascade"},
    )
