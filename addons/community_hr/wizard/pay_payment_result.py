from odoo import fields, models


class PayPaymentResult(models.TransientModel):
    """Takes over the bank's answer about pay (导入代发结果)."""

    _name = "pay.payment.result"
    _inherit = ["community.payment.result"]
    _description = "Load the Bank's Answer"

    payment_id = fields.Many2one(
        "pay.payment",
        "Payment",
        required=True,
        domain=[("state", "=", "sent")],
        default=lambda self: self.env.context.get("active_id"),
    )
    line_ids = fields.One2many("pay.payment.result.line", "wizard_id", "Payments")

    def _get_payment(self):
        return self.payment_id

    def _get_payee(self, line):
        return line.employee_id.sudo().work_contact_id.name
