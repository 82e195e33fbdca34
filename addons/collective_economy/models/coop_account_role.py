from odoo import api, fields, models
from odoo.exceptions import UserError

ROLES = [
    ("result", "Result of the Year"),
    ("kept", "Distribution and Undistributed Proceeds"),
    ("reserve_out", "Appropriation to the Reserve"),
    ("dividend_out", "Distribution to Shareholders"),
    ("other_out", "Other Allocations"),
    ("reserve", "Reserve"),
    ("payable", "Dividends Payable"),
    ("other", "Other Allocations Payable"),
    ("tax", "Taxes Payable"),
    ("fund", "Kept for the Collective"),
    ("rent", "Rent of Assets"),
    ("deposit", "Deposits of Tenants"),
]


class CoopAccountRole(models.Model):
    """Which account of a chart serves which purpose of the year-end (年终分配科目).

    The books say it by codes, so charts of other places need no code of ours.
    """

    _name = "coop.account.role"
    _description = "Account of the Year-End"
    _inherit = ["community.protected.mixin"]
    _order = "chart_template, id"
    _rec_name = "role"

    chart_template = fields.Char(
        "Chart of Accounts",
        required=True,
        help="Code of the chart template (会计科目).",
    )
    role = fields.Selection(ROLES, "Purpose", required=True)
    account_code = fields.Char(
        required=True, help="The code, or how the codes begin (科目代码前缀)."
    )
    source = fields.Char(
        required=True, help="Law, article or document that says so (依据)."
    )
    verified = fields.Boolean(help="The source was read and says so (已核对原文).")

    _once = models.Constraint(
        "UNIQUE (chart_template, role)", "This chart has an account for it already."
    )

    @api.model
    def _get_code(self, company, role):
        """Return how the codes of a purpose begin in a company's chart.

        :raise UserError: the company has no chart, or nobody said which account it is
        """
        chart = company.sudo().chart_template
        if not chart:
            raise UserError(
                self.env._("%s has no accounts yet: load them first.", company.name)
            )
        found = self.search([("chart_template", "=", chart), ("role", "=", role)])
        if not found:
            raise UserError(
                self.env._(
                    "For the chart “%(chart)s” nobody has said which account is "
                    "“%(role)s”: enter it with its source first.",
                    chart=chart,
                    role=dict(self._fields["role"]._description_selection(self.env))[
                        role
                    ],
                )
            )
        return found.account_code

    @api.model
    def _get_account(self, company, role):
        """Return the account of a purpose in a company's books."""
        code = self._get_code(company, role)
        # Whoever may press the button need not read the chart of accounts.
        accounts = self.env["account.account"].sudo().with_company(company)
        found = accounts.search(
            [*accounts._check_company_domain(company), ("code", "=like", f"{code}%")],
            order="code",
            limit=1,
        )
        if not found:
            raise UserError(
                self.env._(
                    "%(company)s has no account %(code)s.",
                    company=company.name,
                    code=code,
                )
            )
        return found

    @api.model
    def _post(self, company, day, reference, lines, journal_type="general"):
        """Post one voucher; the caller has checked who may.

        :param lines: ``(account, debit positive amount in fen, text)``, zeros left out
        """
        # Clerks press the button, the voucher follows from what was decided.
        books = self.env["account.move"].sudo().with_company(company)
        journal = books.env["account.journal"].search(
            [("company_id", "=", company.id), ("type", "=", journal_type)], limit=1
        )
        move = books.create(
            {
                "company_id": company.id,
                "journal_id": journal.id,
                "date": day,
                "ref": reference,
                "line_ids": [
                    fields.Command.create(
                        {"account_id": account.id, "balance": fen / 100, "name": text}
                    )
                    for account, fen, text in lines
                    if fen
                ],
            }
        )
        move.action_post()
        return move.with_env(self.env)
