from odoo import fields, models


class CommunityHandoverReceiptLine(models.Model):
    """One duty that was handed over (交接事项), named as it was called that day."""

    _name = "community.handover.receipt.line"
    _description = "Duty Handed Over"
    _inherit = ["community.append.mixin"]
    _order = "receipt_id, id"

    receipt_id = fields.Many2one(
        "community.handover.receipt", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(
        "community.area", required=True, index=True, ondelete="restrict"
    )
    title = fields.Char("Kind", required=True)
    name = fields.Char("Duty", required=True)
    model = fields.Char(required=True)
    res_id = fields.Many2oneReference("Record", model_field="model", required=True)
