from odoo import fields, models


class PayPaymentResultLine(models.TransientModel):
    _name = "pay.payment.result.line"
    _inherit = ["community.payment.result.line"]
    _description = "Line of the Bank's Answer"

    wizard_id = fields.Many2one(
        "pay.payment.result", required=True, index=True, ondelete="cascade"
    )
