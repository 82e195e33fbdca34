from odoo import fields, models


class PayTaxReliefKind(models.Model):
    """A special additional deduction that the law knows (专项附加扣除项目)."""

    _name = "pay.tax.relief.kind"
    _description = "Kind of Tax Relief"
    _inherit = ["community.protected.mixin"]
    _order = "sequence, id"

    _fixed_fields = frozenset({"code"})

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=100)
    alternative = fields.Char(
        help="Of kinds with the same word a person has one at a time, as interest on "
        "a home loan or rent (只能择一享受)."
    )
    amount_ids = fields.One2many("pay.tax.relief.amount", "kind_id", "Amounts")

    _code_once = models.Constraint("UNIQUE (code)", "This code is taken.")
