from odoo import fields, models


class CoopClerkMixin(models.AbstractModel):
    """What the clerk of a cooperative enters (经办人录入); it lies in its area."""

    _name = "coop.clerk.mixin"
    _description = "Entered by a Cooperative's Clerk"
    _inherit = ["community.area.mixin"]

    cooperative_id = fields.Many2one(
        "coop.cooperative",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user._get_only_coop_id(),
    )
    area_id = fields.Many2one(
        related="cooperative_id.area_id", store=True, required=False
    )
