from odoo import fields, models


class CommunityPaymentResultLine(models.AbstractModel):
    _name = "community.payment.result.line"
    _inherit = ["community.table.import.line"]
    _description = "Line of the Bank's Answer"

    _decision_fields = ()

    serial = fields.Integer("No.", readonly=True)
    name = fields.Char(readonly=True)
    amount = fields.Float(readonly=True, digits=(16, 2))
    status = fields.Selection(
        [("success", "Paid"), ("failed", "Failed")], readonly=True
    )
    reason = fields.Char(readonly=True)
