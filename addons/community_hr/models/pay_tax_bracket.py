from odoo import fields, models

from ..kernel import tax
from ..kernel.rounding import exact, to_fen


class PayTaxBracket(models.Model):
    """One level of a tax table (级距); what bears the tax up to its threshold."""

    _name = "pay.tax.bracket"
    _description = "Income Tax Bracket"
    _inherit = ["community.protected.mixin"]
    # The one without end comes last.
    _order = "table_id, rate"

    _fixed_fields = frozenset({"table_id", "upto", "rate", "quick"})

    table_id = fields.Many2one(
        "pay.tax.table", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="table_id.currency_id")
    upto = fields.Monetary("Up to", help="0：无上限")
    rate = fields.Float("Rate (%)", digits=(6, 3), required=True)
    quick = fields.Monetary("Quick Deduction", help="速算扣除数")

    _figures = models.Constraint(
        "CHECK (upto >= 0 AND quick >= 0 AND rate > 0 AND rate < 100)",
        "Rates lie between 0 and 100, amounts are not negative.",
    )

    def _to_kernel(self):
        return tax.Bracket(
            to_fen(self.upto) or None, exact(self.rate) / 100, to_fen(self.quick)
        )
