from odoo import fields, models


class CoopPayoutResult(models.TransientModel):
    """Takes over the bank's answer about dividends (导入代发结果)."""

    _name = "coop.payout.result"
    _inherit = ["community.payment.result"]
    _description = "Load the Bank's Answer"

    payout_id = fields.Many2one(
        "coop.payout",
        "Payment",
        required=True,
        domain=[("state", "=", "sent")],
        default=lambda self: self.env.context.get("active_id"),
    )
    line_ids = fields.One2many("coop.payout.result.line", "wizard_id", "Payments")

    def _get_payment(self):
        return self.payout_id
