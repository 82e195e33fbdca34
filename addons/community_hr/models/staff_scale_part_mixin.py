from odoo import api, fields, models


class StaffScalePartMixin(models.AbstractModel):
    """A line of a scale: it changes until the scale is put in force, then never."""

    _name = "staff.scale.part.mixin"
    _description = "Part of a Scale"
    _inherit = ["community.protected.mixin"]

    scale_id = fields.Many2one(
        "staff.scale", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="scale_id.currency_id")

    @api.model_create_multi
    def create(self, vals_list):
        ids = {vals.get("scale_id") for vals in vals_list} - {None, False}
        self.env["staff.scale"].browse(ids)._check_open()
        return super().create(vals_list)

    def write(self, vals):
        scales = self.scale_id
        if vals.get("scale_id"):
            scales |= scales.browse(vals["scale_id"])
        scales._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        self.scale_id._check_open()
