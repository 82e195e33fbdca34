from odoo import fields, models


class PayRemarkDismissal(models.TransientModel):
    """Say of several remarks at once why they are right (批量说明)."""

    _name = "pay.remark.dismissal"
    _description = "Say Why It Is Right"

    remark_ids = fields.Many2many(
        "pay.remark",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    reason = fields.Char(required=True)

    def action_dismiss(self):
        self.ensure_one()
        self.remark_ids._dismiss(self.reason)
