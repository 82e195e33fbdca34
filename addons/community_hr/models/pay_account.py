from odoo import api, fields, models
from odoo.exceptions import UserError

SIDES = [
    ("cost", "Cost of Staff"),
    ("payable", "Owed to the Staff"),
    ("withheld", "Withheld from the Staff"),
    ("tax", "Income Tax"),
    ("employer", "Borne by the Employer"),
]


class PayAccount(models.Model):
    """Which account of a chart pay is booked on (工资核算科目), as data.

    The rule of a component goes before that of its side; an account that a component
    names itself in a company's books goes before both.
    """

    _name = "pay.account"
    _description = "Account of Pay"
    _inherit = ["community.protected.mixin"]
    _order = "chart_template, side, component_id, id"
    _rec_name = "side"

    chart_template = fields.Char(
        "Chart of Accounts",
        required=True,
        help="Code of the chart template (会计科目).",
    )
    side = fields.Selection(SIDES, "Purpose", required=True)
    component_id = fields.Many2one(
        "pay.component", ondelete="cascade", help="Empty: all that have no rule."
    )
    account_code = fields.Char(
        required=True, help="The code, or how the codes begin (科目代码前缀)."
    )
    source = fields.Char(
        required=True, help="Law, article or document that says so (依据)."
    )
    verified = fields.Boolean(help="The source was read and says so (已核对原文).")

    _once = models.UniqueIndex(
        "(chart_template, side, coalesce(component_id, 0))",
        "This chart has an account for it already.",
    )

    @api.model
    def _get_accounts(self, company, wanted):
        """Return {(side, component id or None): account} in a company's books.

        :raise UserError: the company has no chart, or nobody said which account it is
        """
        chart = company.sudo().chart_template
        rules = {
            (rule.side, rule.component_id.id or None): rule.account_code
            for rule in self.sudo().search([("chart_template", "=", chart)])
        }
        # Whoever may press the button need not read the chart of accounts.
        books = self.env["account.account"].sudo().with_company(company)
        known = books.search(books._check_company_domain(company), order="code")
        return {key: self._pick(company, known, rules, *key) for key in wanted}

    @api.model
    def _pick(self, company, known, rules, side, component_id):
        component = self.env["pay.component"].sudo().with_company(company)
        component = component.browse(component_id or ())
        own = {
            "cost": component.debit_account_id,
            "payable": known.browse(),
        }.get(side, component.credit_account_id)
        code = rules.get((side, component_id)) or rules.get((side, None))
        found = own or known.filtered(lambda a: code and a.code.startswith(code))
        if not found:
            raise UserError(
                self.env._(
                    "Nobody has said on which account of %(company)s “%(side)s” of "
                    "“%(component)s” is booked: enter it with its source first.",
                    company=company.name,
                    side=dict(self._fields["side"]._description_selection(self.env))[
                        side
                    ],
                    component=component.name or self.env._("pay"),
                )
            )
        return found[0]
