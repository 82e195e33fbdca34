from odoo import fields, models


class CommunityBankLayoutColumn(models.Model):
    _name = "community.bank.layout.column"
    _description = "Column of a Bank File"
    _inherit = ["community.protected.mixin"]
    _order = "layout_id, sequence, id"

    layout_id = fields.Many2one(
        "community.bank.layout", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    header = fields.Char(required=True)
    value = fields.Selection(
        [
            ("serial", "Serial Number"),
            ("account", "Bank Account"),
            ("name", "Name of the Account"),
            ("bank", "Bank"),
            ("yuan", "Amount in Yuan"),
            ("fen", "Amount in Fen"),
            ("number", "Personal Number"),
            ("remark", "Remark"),
        ],
        required=True,
    )
