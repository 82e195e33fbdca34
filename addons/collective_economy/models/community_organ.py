from odoo import fields, models


class CommunityOrgan(models.Model):
    _inherit = "community.organ"

    cooperative_id = fields.Many2one(
        "coop.cooperative",
        index="btree_not_null",
        tracking=True,
        domain="[('area_id', '=', area_id)]",
        help="The cooperative whose organ it is (股份合作公司).",
    )
