from odoo import fields, models


class CoopPayoutResultLine(models.TransientModel):
    _name = "coop.payout.result.line"
    _inherit = ["community.payment.result.line"]
    _description = "Line of the Bank's Answer"

    wizard_id = fields.Many2one(
        "coop.payout.result", required=True, index=True, ondelete="cascade"
    )
