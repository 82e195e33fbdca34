from odoo import fields, models


class CoopPayoutResultLine(models.TransientModel):
    _name = "coop.payout.result.line"
    _inherit = ["community.table.import.line"]
    _description = "Line of the Bank's Answer"

    _decision_fields = ()

    wizard_id = fields.Many2one(
        "coop.payout.result", required=True, index=True, ondelete="cascade"
    )
    serial = fields.Integer("No.", readonly=True)
    name = fields.Char(readonly=True)
    amount = fields.Float(readonly=True, digits=(16, 2))
    status = fields.Selection(
        [("success", "Paid"), ("failed", "Failed")], readonly=True
    )
    reason = fields.Char(readonly=True)
