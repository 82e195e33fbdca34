from odoo import fields, models

from ..kernel import pay

KINDS = [
    ("earning", "Earning"),
    ("reduction", "Reduction"),
    ("withheld", "Withheld"),
    ("tax", "Income Tax"),
    ("net_only", "Outside the Gross"),
    ("employer", "Borne by the Employer"),
]
TREATMENTS = [
    ("income", "Taxed"),
    ("exempt", "Tax-Exempt"),
    ("insurance", "Deducted as Insurance"),
    ("other", "Deducted as Other"),
    ("separate", "Taxed Apart as a Bonus"),
    ("none", "No Matter of Tax"),
]


class PayComponent(models.Model):
    """A kind of line on a payslip (薪酬项目), and where its amounts are booked."""

    _name = "pay.component"
    _description = "Pay Component"
    _inherit = ["community.protected.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]

    _fixed_fields = frozenset({"code", "kind", "tax"})

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        KINDS, required=True, default="earning", help="应发、应扣、代扣、单位承担等"
    )
    tax = fields.Selection(
        TREATMENTS,
        "Income Tax",
        required=True,
        default="income",
        help="How it counts for the income tax (个人所得税口径).",
    )
    insured = fields.Boolean(
        "Part of Insurance Base", help="计入次年社会保险、公积金缴费基数"
    )
    debit_account_id = fields.Many2one(
        "account.account",
        "Cost Account",
        company_dependent=True,
        help="Where what is earned or borne by the employer is debited (费用科目); "
        "empty: by the rules of the chart.",
    )
    credit_account_id = fields.Many2one(
        "account.account",
        "Account Owed",
        company_dependent=True,
        help="Where what is withheld or borne by the employer is owed (代扣科目); "
        "empty: by the rules of the chart.",
    )

    _code_once = models.Constraint("UNIQUE (code)", "This code is taken.")
    _tax_fits = models.Constraint(
        "CHECK (tax IN ('none', 'income', 'exempt', 'separate')"
        " AND kind IN ('earning', 'reduction')"
        " OR tax IN ('insurance', 'other', 'none') AND kind = 'withheld'"
        " OR tax = 'none')",
        "Earnings are taxed, exempt or taxed apart; what is withheld is deducted as "
        "insurance or other; the rest is no matter of tax.",
    )

    def _to_kernel(self):
        return {one.id: pay.Component(one.id, one.kind, one.tax) for one in self}
