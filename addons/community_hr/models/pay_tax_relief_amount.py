from odoo import api, fields, models


class PayTaxReliefAmount(models.Model):
    """What a special additional deduction is worth a month, from a day on."""

    _name = "pay.tax.relief.amount"
    _description = "Amount of a Tax Relief"
    _inherit = ["pay.fact.mixin"]
    _order = "kind_id, date_start desc"

    _fixed_fields = frozenset({"kind_id", "amount", "date_start"})

    kind_id = fields.Many2one(
        "pay.tax.relief.kind", required=True, index=True, ondelete="restrict"
    )
    amount = fields.Monetary("A Month", required=True)

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A relief is worth something."
    )

    @api.depends("kind_id.code")
    def _compute_code(self):
        for amount in self:
            amount.code = amount.kind_id.code

    @api.depends("kind_id", "date_start")
    def _compute_display_name(self):
        for amount in self:
            name = amount.kind_id.display_name or ""
            amount.display_name = f"{name} {amount.date_start or ''}".strip()
