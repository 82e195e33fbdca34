from odoo import api, fields, models

from ..kernel import tax
from ..kernel.rounding import to_fen

FIGURES = (
    "income",
    "exempt",
    "basic",
    "insurance",
    "relief",
    "other",
    "reduction",
    "withheld",
)


class PayTaxOpening(models.Model):
    """What a person's tax year held before this system paid him (年初至接管前累计数).

    Basic deduction and reliefs of the months up to ``until`` are in it and are not
    counted again; later months are.
    """

    _name = "pay.tax.opening"
    _description = "Opening Tax Figures"
    _inherit = ["community.protected.mixin"]
    _order = "year desc, employee_id"

    _fixed_fields = frozenset({"employee_id"})

    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(related="employee_id.area_id", store=True, index=True)
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        readonly=True,
        default=lambda self: self.env.ref("base.CNY"),
    )
    until = fields.Date("Until Month", required=True, help="累计至（月）")
    year = fields.Integer(compute="_compute_year", store=True, aggregator=False)
    income = fields.Monetary(required=True, help="累计收入")
    exempt = fields.Monetary("Exempt Income", help="累计免税收入")
    basic = fields.Monetary("Basic Deduction", required=True, help="累计减除费用")
    insurance = fields.Monetary("Insurances", help="累计专项扣除")
    relief = fields.Monetary("Special Additional Deductions", help="累计专项附加扣除")
    other = fields.Monetary("Other Deductions", help="累计其他扣除")
    reduction = fields.Monetary("Tax Reduction", help="累计减免税额")
    withheld = fields.Monetary("Tax Withheld", help="累计已预扣税额")
    bonus_taxed = fields.Boolean(
        "Bonus Taxed Apart", help="本年度已单独计税全年一次性奖金"
    )
    document = fields.Char(required=True, help="What the figures are taken from.")
    attachment_ids = fields.Many2many("ir.attachment", string="Documents")

    _year_once = models.UniqueIndex(
        "(employee_id, year)", "This person has opening figures for the year already."
    )
    _positive = models.Constraint(
        "CHECK (basic >= 0 AND insurance >= 0 AND relief >= 0 AND other >= 0"
        " AND withheld >= 0 AND reduction >= 0)",
        "Deductions and taxes are entered without a sign.",
    )

    @api.depends("until")
    def _compute_year(self):
        for opening in self:
            opening.year = opening.until.year if opening.until else 0

    @api.depends("employee_id", "year")
    def _compute_display_name(self):
        for opening in self:
            name = opening.employee_id.sudo().name or ""
            opening.display_name = f"{name} {opening.year or ''}".strip()

    def _to_kernel(self):
        return tax.YearToDate(**{name: to_fen(self[name]) for name in FIGURES})
