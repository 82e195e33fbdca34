from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..kernel import tax


class PayTaxTable(models.Model):
    """Rates of income tax in force from a day on (个人所得税税率表)."""

    _name = "pay.tax.table"
    _description = "Income Tax Table"
    _inherit = ["pay.fact.mixin"]
    _order = "kind desc, date_start desc"

    _fixed_fields = frozenset({"kind", "date_start", "basic"})

    name = fields.Char(required=True)
    kind = fields.Selection(
        [("yearly", "Pay of the Year so far"), ("bonus", "Bonus Taxed Apart")],
        required=True,
        default="yearly",
    )
    basic = fields.Monetary(
        "Basic Deduction a Month", help="基本减除费用，每月", default=0
    )
    bracket_ids = fields.One2many("pay.tax.bracket", "table_id", "Brackets", copy=True)

    _basic_positive = models.Constraint(
        "CHECK (basic >= 0)", "A deduction cannot be negative."
    )

    @api.depends("kind")
    def _compute_code(self):
        for table in self:
            table.code = table.kind

    @api.constrains("bracket_ids")
    def _check_brackets(self):
        for table in self:
            brackets = table._to_kernel()
            place = tax.find_break(brackets)
            if place is not None:
                raise ValidationError(
                    self.env._(
                        "Bracket %(number)s of “%(table)s” does not follow from those "
                        "before it: thresholds and rates rise, only the last is "
                        "without end, and its quick deduction is the one before plus "
                        "what the lower rate saved up to the threshold.",
                        number=place + 1,
                        table=table.name,
                    )
                )

    def _to_kernel(self):
        return [bracket._to_kernel() for bracket in self.bracket_ids]
