# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools.misc import format_date

from ..kernel import statement as form
from ..kernel.statement import PARTS

TRIAL_BALANCE = "trial_balance"
#: Columns of the trial balance: opening, of the period by side, and the rest closing.
BEFORE, PERIOD = (0, 1), {2: "debit", 3: "credit"}


class L10nCnStatement(models.TransientModel):
    """Which statement (报表) of which company and time: to see, print or export."""

    _name = "l10n_cn.statement"
    _description = "Statements"

    statement = fields.Selection(
        [
            ("balance_sheet", "Balance Sheet"),
            ("income", "Statement of Proceeds and Distribution"),
            ("receipts", "Statement of Income and Expenses"),
            (TRIAL_BALANCE, "Trial Balance"),
        ],
        default="balance_sheet",
        required=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        domain="[('id', 'in', allowed_company_ids)]",
    )
    year = fields.Integer(
        required=True, default=lambda self: fields.Date.context_today(self).year
    )
    part = fields.Selection(
        "_get_parts", string="Period", required=True, default="year"
    )
    date_from = fields.Date("From", compute="_compute_dates")
    date_to = fields.Date("To", compute="_compute_dates")

    _year = models.Constraint(
        "CHECK (year BETWEEN 1900 AND 2999)", "A year has four figures."
    )

    @api.model
    def _get_parts(self):
        quarters = [(f"q{n}", self.env._("Quarter %s", n)) for n in range(1, 5)]
        months = [(f"m{n:02}", self.env._("Month %s", n)) for n in range(1, 13)]
        return [("year", self.env._("Whole Year")), *quarters, *months]

    @api.depends("year", "part")
    def _compute_dates(self):
        for wizard in self:
            days = (False, False)
            if wizard.part in PARTS and 1900 <= wizard.year <= 2999:
                days = form.period(wizard.year, wizard.part)
            wizard.date_from, wizard.date_to = days

    # What to do with it

    def action_view(self):
        if self.statement == TRIAL_BALANCE:
            # Its own page in account_financial_report speaks no Chinese.
            action = self._report("action_report_trial_balance")
            name = self.env._("Trial Balance")
            return {**action, "report_type": "qweb-html", "name": name}
        instance = self._make_instance()
        # The widget of mis_builder finds the report in the context alone.
        context = {
            "active_model": instance._name,
            "active_id": instance.id,
            "active_ids": instance.ids,
        }
        return {**instance.preview(), "context": context}

    def action_print(self):
        if self.statement == TRIAL_BALANCE:
            return self._report("action_report_trial_balance")
        return self._make_instance().print_pdf()

    def action_export(self):
        if self.statement == TRIAL_BALANCE:
            return self._report("action_report_trial_balance_xlsx")
        return self._make_instance().export_xls()

    def _report(self, name):
        report = self.env.ref(f"l10n_cn_collective.{name}")
        return report.report_action(self, config=False)

    # Statements of mis_builder

    def _make_instance(self):
        """Return the statement as a report of mis_builder, thrown away after a day."""
        self._check_company()
        self._check_chart()
        report = self.env["mis.report"]._get_statement(self.statement)
        # Who may read the books may look at a statement of them, though only who
        # keeps them may set up reports.
        instance = (
            self.env["mis.report.instance"]
            .sudo()
            .create(
                {
                    "name": f"{report.name} {self._describe_period()}",
                    "report_id": report.id,
                    "company_id": self.company_id.id,
                    "currency_id": self.company_id.currency_id.id,
                    "temporary": True,
                    "widget_show_filters": False,
                    "period_ids": [
                        Command.create(
                            {
                                "name": name,
                                "sequence": number,
                                "manual_date_from": start,
                                "manual_date_to": end,
                            }
                        )
                        for number, (name, (start, end)) in enumerate(self._columns())
                    ],
                }
            )
        )
        return instance.with_env(self.env)

    def _check_company(self):
        self.ensure_one()
        self.env["account.move.line"].check_access("read")
        if self.company_id not in self.env.companies:
            raise UserError(
                self.env._(
                    "Choose %s among your companies first.", self.company_id.sudo().name
                )
            )

    def _check_chart(self):
        if self.company_id.sudo().chart_template != "cn_collective":
            raise UserError(
                self.env._(
                    "%s does not keep its books by the chart of collectives, which "
                    "this statement is made of: open the trial balance.",
                    self.company_id.sudo().name,
                )
            )

    def _columns(self):
        """Return name and days of the columns of a statement, in their order."""
        to_date = form.year_to(self.date_to)
        before = form.last_year((to_date[0], to_date[0].replace(month=12, day=31)))
        if self.statement == "balance_sheet":
            return [
                (self.env._("Beginning of Year"), before),
                (self.env._("End of Period"), to_date),
            ]
        if self.statement == "income":
            return [
                (self.env._("This Year"), to_date),
                (self.env._("Last Year"), form.last_year(to_date)),
            ]
        return [
            (self.env._("This Period"), (self.date_from, self.date_to)),
            (self.env._("Year to Date"), to_date),
        ]

    def _describe_period(self):
        part = dict(self._get_parts())[self.part]
        return self.env._("%(year)s, %(part)s", year=self.year, part=part)

    # Trial balance (科目余额表) of account_financial_report

    def _make_trial_balance(self):
        self._check_company()
        return self.env["trial.balance.report.wizard"].create(
            {
                "company_id": self.company_id.id,
                "date_from": self.date_from,
                "date_to": self.date_to,
                "target_move": "posted",
                "hide_account_at_0": True,
            }
        )

    def _prepare_form(self):
        """Return the trial balance with balances on both sides, as plain data."""
        wizard = self._make_trial_balance()
        report = self.env["report.account_financial_report.trial_balance"]
        data = wizard._prepare_report_data()
        accounts = report._get_report_values(wizard.ids, data)["trial_balance"]
        lines = [_make_line(account) for account in accounts]
        total = form.Line(self.env._("Total"), 0, _total(lines), bold=True, source=0)
        return {
            "id": self.id,
            "title": self.env._("Trial Balance"),
            "company": self.company_id.name,
            "date": self.env._(
                "%(start)s to %(end)s",
                start=format_date(self.env, self.date_from),
                end=format_date(self.env, self.date_to),
            ),
            "columns": [
                self.env._("Opening, Debit"),
                self.env._("Opening, Credit"),
                self.env._("Period, Debit"),
                self.env._("Period, Credit"),
                self.env._("Closing, Debit"),
                self.env._("Closing, Credit"),
            ],
            "head": [self.env._("Account")],
            "rows": [form.cells(line, 6) for line in [*lines, total]],
            "banner": "",
            "warnings": self._get_warnings(total.values),
        }

    def drilldown(self, column, account_id):
        """Open the entries behind a figure of the trial balance.

        :param column: its place among the amounts of the line
        :param account_id: the account, or 0 on the line of the total
        """
        self._check_company()
        account = self.env["account.account"].browse(account_id or ())
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_account_moves_all"
        )
        title = [self.env._("Trial Balance"), self._describe_period()]
        name = " ".join([*title, *account.mapped("display_name")])
        return {
            **action,
            "name": name,
            "display_name": name,
            "domain": list(self._get_entries(column, account)),
            "context": {"active_test": False},
        }

    def _get_entries(self, column, account):
        """Return the domain of the entries that a figure is made of (明细)."""
        entries = Domain("company_id", "=", self.company_id.id)
        entries &= Domain("parent_state", "=", "posted")
        day, begin = self._get_span(column), form.year_to(self.date_from)[0]
        sides = Domain("balance", "!=", 0)
        if column in PERIOD:
            sides = Domain(PERIOD[column], "!=", 0)
        if not account:
            return entries & sides & day
        own = Domain("account_id", "=", account.id)
        if not account.include_initial_balance:
            own &= Domain("date", ">=", begin)
        if account.account_type == "equity_unaffected" and column not in PERIOD:
            # What earlier years brought and nobody closed is carried on here.
            own |= Domain("account_id.include_initial_balance", "=", False) & Domain(
                "date", "<", begin
            )
        return entries & own & sides & day

    def _get_span(self, column):
        """Return the days of a column: before the period, in it, or up to its end."""
        if column in BEFORE:
            return Domain("date", "<", self.date_from)
        until = Domain("date", "<=", self.date_to)
        if column in PERIOD:
            return until & Domain("date", ">=", self.date_from)
        return until

    def _get_warnings(self, total):
        pairs = list(zip(total[::2], total[1::2], strict=True))
        if not any(form.differs(debit - credit) for debit, credit in pairs):
            return []
        return [self.env._("Debit and credit of the trial balance do not agree.")]


def _make_line(account):
    return form.Line(
        f"{account['code']} {account['name']}",
        0,
        (
            *form.both_sides(account["initial_balance"]),
            account["debit"],
            account["credit"],
            *form.both_sides(account["ending_balance"]),
        ),
        source=account["id"],
    )


def _total(lines):
    columns = zip(*(line.values for line in lines), strict=True) if lines else [()] * 6
    return tuple(sum(value or 0 for value in column) for column in columns)
