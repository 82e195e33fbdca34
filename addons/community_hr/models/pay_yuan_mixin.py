from odoo import fields, models


class PayYuanMixin(models.AbstractModel):
    """Something whose amounts are in yuan (人民币), whatever the books are in."""

    _name = "pay.yuan.mixin"
    _description = "In Yuan"

    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")

    def _compute_currency_id(self):
        self.currency_id = self.env.ref("base.CNY")
