import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..kernel import photo


class CoopAssetPhoto(models.Model):
    """A photo on a property card (资产照片), without what the camera wrote into it."""

    _name = "coop.asset.photo"
    _description = "Photo of an Asset"
    _inherit = ["community.area.mixin"]
    _order = "asset_id, sequence, id"

    _fixed_fields = frozenset({"asset_id"})

    name = fields.Char("Caption")
    sequence = fields.Integer(default=10)
    asset_id = fields.Many2one(
        "coop.asset", required=True, index=True, ondelete="cascade"
    )
    cooperative_id = fields.Many2one(
        related="asset_id.cooperative_id", store=True, index=True
    )
    area_id = fields.Many2one(related="asset_id.area_id", store=True, required=False)
    date = fields.Date("Taken on")
    image = fields.Image(required=True, attachment=True)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._strip(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._strip(vals))

    @api.model
    def _strip(self, vals):
        if not vals.get("image"):
            return vals
        try:
            bare = photo.strip(base64.b64decode(vals["image"]))
        except photo.NotAPhoto as error:
            raise UserError(
                self.env._("This is no photo that can be kept: use JPEG or PNG.")
            ) from error
        return {**vals, "image": base64.b64encode(bare)}
