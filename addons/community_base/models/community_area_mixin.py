from odoo import fields, models


class CommunityAreaMixin(models.AbstractModel):
    """A business record that belongs to an area.

    ``community_id`` and ``street_id`` repeat where ``area_id`` lies, for cheap
    rules and grouping of heavy tables. A model that inherits this also ships
    the global record rule ``user._area_domain('area_id')``; the access matrix
    fails for a model that has none.
    """

    _name = "community.area.mixin"
    _description = "Belongs to an Area"
    _inherit = ["community.protected.mixin"]

    area_id = fields.Many2one(
        "community.area", required=True, index=True, ondelete="restrict"
    )
    community_id = fields.Many2one(
        "community.area",
        related="area_id.community_id",
        store=True,
        index="btree_not_null",
    )
    street_id = fields.Many2one(
        "community.area",
        related="area_id.street_id",
        store=True,
        index="btree_not_null",
    )
