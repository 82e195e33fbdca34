# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""How the entries get into the statements: two processors beside mis_builder's own."""

import re
from collections import defaultdict
from itertools import compress, count

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.mis_builder.models.aep import AccountingExpressionProcessor
from odoo.addons.mis_builder.models.mis_safe_eval import NameDataError, mis_safe_eval
from odoo.addons.mis_builder.models.simple_array import SimpleArray

#: Only the debit balances, or only the credit balances.
ONE_SIDED = ("pbal", "nbal")


def one_side(field, balance):
    """Return a balance if it is on the side that the field asks for, else nothing."""
    return balance if (balance > 0) is (field == "pbal") else 0.0


class StatementProcessor(AccountingExpressionProcessor):
    """Debit and credit balances are those of each detail account (明细科目).

    Of 内部往来 the statement wants the sum of what members owe and the sum of what is
    owed to members, not what is left when the one is taken from the other. Odoo keeps
    the members' accounts as partners of one account: a balance is one of account and
    partner.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._sides = set()
        self._details = {}

    def parse_expr(self, expr):
        result = super().parse_expr(expr)
        for match in self._ACC_RE.finditer(expr):
            field, mode, _name, accounts, domain = self._parse_match_object(match)
            if field in ONE_SIDED:
                self._sides.add((mode, accounts, domain))
        return result

    def done_parsing(self):
        """Find the accounts of each selector among those of the companies.

        They are read once: mis_builder searches them for each variable by itself.
        """
        charts = [self._read_chart(company) for company in self.companies]
        found = self._account_ids_by_acc_domain
        for key, domains in self._map_account_ids.items():
            for domain in domains - found.keys():
                for chart in charts:
                    found[domain].update(chart.filtered_domain(domain).ids)
            self._map_account_ids[key] = list(set().union(*map(found.get, domains)))

    def _read_chart(self, company):
        accounts = self._account_model.with_company(company)
        return accounts.search([("company_ids", "=", company.id)])

    def do_queries(
        self, date_from, date_to, additional_move_line_filter=None, aml_model=None
    ):
        result = super().do_queries(
            date_from, date_to, additional_move_line_filter, aml_model
        )
        lines = self.env[aml_model or "account.move.line"].with_context(
            active_test=False, allowed_company_ids=self.companies.ids
        )
        for mode, accounts, domain in self._sides:
            condition = Domain.AND(
                [
                    domain,
                    self.get_aml_domain_for_dates(date_from, date_to, mode),
                    additional_move_line_filter or [],
                    [("account_id", "in", self._account_ids_by_acc_domain[accounts])],
                ]
            )
            self._details[mode, accounts, domain] = lines._read_group(
                condition,
                ("account_id", "company_id", "partner_id"),
                ("debit:sum", "credit:sum"),
            )
        return result

    def replace_expr(self, expr):
        return super().replace_expr(self._ACC_RE.sub(self._put_side, expr))

    def _put_side(self, match):
        field, mode, _name, accounts, domain = self._parse_match_object(match)
        if field not in ONE_SIDED:
            return match[0]
        rows = self._details[mode, accounts, domain]
        if not rows:
            return "(AccountingNone)"
        total = sum(one_side(field, debit - credit) for *_key, debit, credit in rows)
        return f"({total!r})"


class CompaniesProcessor:
    """Evaluates templates for many companies at once: one query for all of them.

    Each accounting variable of an expression becomes an array with one amount for
    each company, so that an expression is evaluated once, not once for each of them.
    It understands balances (``bal``, ``pbal``, ``nbal``) of accounts by their codes.
    """

    _ACC_RE = AccountingExpressionProcessor._ACC_RE

    def __init__(self, companies, date_from, date_to):
        self.env = companies.env
        self.companies = companies
        self.date_from, self.date_to = date_from, date_to
        # The year of the first company, as in mis_builder.
        self.year_from = companies[0].compute_fiscalyear_dates(date_from)["date_from"]
        self.columns = {company: n for n, company in enumerate(companies.ids)}
        self.variables = {}
        self.names = (f"v{number}" for number in count())

    def parse_expr(self, expr):
        for match in self._ACC_RE.finditer(expr):
            self.variables.setdefault(match[0], (next(self.names), match))

    def load(self):
        """Read the entries that the parsed expressions ask for."""
        self.accounts = self._read_accounts()
        self.sums = self._read_sums(self._find_split())

    def evaluate(self, kpis):
        """Return {name: array with the amount of each company} of the lines."""
        values = {name: self._sum(match) for name, match in self.variables.values()}
        found, todo = {}, list(kpis)
        while todo:
            left = [kpi for kpi in todo if not self._evaluate_line(kpi, values, found)]
            if len(left) == len(todo):
                names = ", ".join(kpi.name for kpi in left)
                raise UserError(
                    self.env._("These lines name each other in a circle: %s", names)
                )
            todo = left
        return found

    def _evaluate_line(self, kpi, values, found):
        expr = self._ACC_RE.sub(self._put_name, kpi.expression_ids[:1].name or "")
        amounts = mis_safe_eval(expr, {**values, **found}) if expr else ()
        if isinstance(amounts, NameDataError):
            return False
        if expr:
            found[kpi.name] = amounts
        return True

    def _put_name(self, match):
        return self.variables[match[0]][0]

    # Accounts

    def _read_accounts(self):
        """Return {(company, account): (code, whether its balance is carried on)}.

        Odoo keeps the codes of all companies in one JSON value, but searches those of
        one company at a time.
        """
        self.env["account.account"].flush_model(["code_store", "account_type"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT link.res_company_id, account.id,
                       account.code_store ->> split_part(company.parent_path, '/', 1),
                       account.account_type
                  FROM account_account AS account
                  JOIN account_account_res_company_rel AS link
                    ON link.account_account_id = account.id
                  JOIN res_company AS company ON company.id = link.res_company_id
                 WHERE company.id = ANY(%s)
                """,
                self.companies.ids,
            )
        )
        return {
            (company, account): (code, _is_carried_on(kind))
            for company, account, code, kind in rows
            if code
        }

    def _find_split(self):
        """Return the accounts of which the balances of each partner are wanted."""
        tests = [
            _codes(match["account_sel"])
            for _name, match in self.variables.values()
            if match["field"] in ONE_SIDED
        ]
        return [
            account
            for (_company, account), (code, _carried) in self.accounts.items()
            if any(test(code) for test in tests)
        ]

    # Entries

    def _read_sums(self, split):
        """Return {domain: {code: [(column, carried on, before, early, during)]}}.

        The sums are of the years before, of the year before the period, of the period.
        The entries are passed over once, whatever the number of domains.
        """
        texts = list({match["ml_domain"] for _name, match in self.variables.values()})
        totals = defaultdict(lambda: (0.0, 0.0, 0.0))
        for *key, fits, before, early, during in self.env.execute_query(
            self._prepare_sql(texts, split)
        ):
            for text in compress(texts, fits):
                a, b, c = totals[text, *key]
                totals[text, *key] = (a + before, b + early, c + during)
        found = {text: defaultdict(list) for text in texts}
        for (text, company, account, _partner), parts in totals.items():
            if (company, account) in self.accounts:
                code, carried = self.accounts[company, account]
                found[text][code].append((self.columns[company], carried, *parts))
        return found

    def _prepare_sql(self, texts, split):
        lines = self.env["account.move.line"].with_context(
            active_test=False, allowed_company_ids=self.companies.ids
        )
        query = lines._search(
            [
                ("parent_state", "=", "posted"),
                ("date", "<=", self.date_to),
                ("company_id", "in", self.companies.ids),
            ]
        )
        fits = [
            _parse_domain(self.env, text)
            .optimize_full(lines)
            ._to_sql(lines, query.table, query)
            for text in texts
        ]
        lines.flush_model(["company_id", "account_id", "partner_id", "date", "balance"])
        line = SQL.identifier(query.table)
        return SQL(
            SUMS,
            line=line,
            fits=SQL(", ").join(fits),
            year=self.year_from,
            start=self.date_from,
            tables=query.from_clause,
            where=query.where_clause,
            split=split,
        )

    def _sum(self, match):
        field, mode = match["field"], match["mode"] or "p"
        if field not in ("bal", *ONE_SIDED):
            raise UserError(
                self.env._("“%s” cannot be shown for many companies.", match[0])
            )
        test = _codes(match["account_sel"])
        sums = [0.0] * len(self.columns)
        for code, rows in self.sums[match["ml_domain"]].items():
            if not test(code):
                continue
            for column, *parts in rows:
                balance = _at(mode, *parts)
                sums[column] += one_side(field, balance) if field != "bal" else balance
        return SimpleArray(sums)


def _is_carried_on(account_type):
    """Whether the balance goes on into the next year, as Odoo sees it."""
    group = account_type.split("_")[0]
    return group not in ("income", "expense") and account_type != "equity_unaffected"


def _at(mode, carried, before, early, during):
    """Return what a mode of mis_builder takes of the three sums of an account."""
    if mode == "p":
        return during
    if mode == "u":
        return 0.0 if carried else before
    start = early + (before if carried else 0.0)
    return start if mode == "i" else start + during


def _codes(selector):
    """Return a test of account codes, such as ``[101%,102]``."""
    patterns = [part.strip() for part in selector.strip("[]").split(",")]
    tests = [re.escape(part).replace("%", ".*") for part in patterns]
    return re.compile("|".join(f"(?:{test})" for test in tests)).fullmatch


def _parse_domain(env, text):
    """Return the domain that an expression gives behind the accounts, as text."""
    if not text:
        return Domain.TRUE
    processor = AccountingExpressionProcessor(env.company)
    match = processor._ACC_RE.match(f"bal[]{text}")
    return Domain(list(processor._parse_match_object(match)[-1]))


SUMS = """
      SELECT %(line)s.company_id, %(line)s.account_id,
             CASE WHEN %(line)s.account_id = ANY(%(split)s)
                  THEN %(line)s.partner_id END,
             ARRAY[%(fits)s],
             coalesce(sum(%(line)s.balance) FILTER (
                 WHERE %(line)s.date < %(year)s), 0)::float,
             coalesce(sum(%(line)s.balance) FILTER (
                 WHERE %(line)s.date >= %(year)s
                   AND %(line)s.date < %(start)s), 0)::float,
             coalesce(sum(%(line)s.balance) FILTER (
                 WHERE %(line)s.date >= %(start)s), 0)::float
        FROM %(tables)s WHERE %(where)s
    GROUP BY 1, 2, 3, 4
"""
