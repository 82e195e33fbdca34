# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import io
import json

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.pdf import PdfReader

from .statement_common import StatementCase

#: What the accountant worked out by hand: line, number, beginning, end.
LEFT = [
    ("Current assets:", "", "", ""),
    ("Cash and bank", "1", "51,000.00", "89,700.00"),
    ("Short-term investments", "2", "5,000.00", "0.00"),
    ("Receivables", "3", "11,000.00", "10,000.00"),
    ("Inventories", "4", "4,000.00", "9,200.00"),
    ("Consumable biological assets", "5", "2,000.00", "2,400.00"),
    ("Assets pending disposal gains and losses", "6", "", "0.00"),
    ("Total current assets", "7", "73,000.00", "111,300.00"),
    ("Non-current assets:", "", "", ""),
    ("Long-term investments", "8", "20,000.00", "21,000.00"),
    ("Productive biological assets, at cost", "9", "10,000.00", "10,000.00"),
    (
        "Less: accumulated depreciation of productive biological assets",
        *("10", "2,000.00", "2,600.00"),
    ),
    ("Productive biological assets, net", "11", "8,000.00", "7,400.00"),
    ("Fixed assets, at cost", "12", "100,000.00", "122,500.00"),
    ("Less: accumulated depreciation", "13", "30,000.00", "34,200.00"),
    ("Fixed assets, net", "14", "70,000.00", "88,300.00"),
    ("Construction in progress", "15", "15,000.00", "2,000.00"),
    ("Disposal of fixed assets", "16", "", "700.00"),
    ("Subtotal of fixed assets", "17", "85,000.00", "91,000.00"),
    ("Intangible assets, at cost", "18", "12,000.00", "12,000.00"),
    ("Less: accumulated amortization", "19", "4,000.00", "5,000.00"),
    ("Intangible assets, net", "20", "8,000.00", "7,000.00"),
    ("Public-benefit biological assets", "21", "6,000.00", "6,100.00"),
    ("Long-term deferred expenses", "22", "3,000.00", "2,500.00"),
    ("Total non-current assets", "23", "130,000.00", "135,000.00"),
    ("Total assets", "24", "203,000.00", "246,300.00"),
]
RIGHT = [
    ("Current liabilities:", "", "", ""),
    ("Short-term loans", "25", "10,000.00", "6,000.00"),
    ("Payables", "26", "6,000.00", "18,000.00"),
    ("Wages payable", "27", "2,000.00", "11,000.00"),
    ("Labor fees payable", "28", "500.00", "3,500.00"),
    ("Taxes payable", "29", "1,500.00", "3,600.00"),
    ("Total current liabilities", "30", "20,000.00", "42,100.00"),
    ("Non-current liabilities:", "", "", ""),
    ("Long-term loans and payables", "31", "25,000.00", "25,000.00"),
    ("Funds for works agreed case by case", "32", "4,000.00", "3,000.00"),
    ("Special payables", "33", "8,000.00", "12,000.00"),
    ("Total non-current liabilities", "34", "37,000.00", "40,000.00"),
    ("Total liabilities", "35", "57,000.00", "82,100.00"),
    ("Owners' equity:", "", "", ""),
    ("Capital", "36", "90,000.00", "91,000.00"),
    ("Reserve and public welfare funds", "37", "41,000.00", "45,000.00"),
    ("Undistributed proceeds", "38", "15,000.00", "28,200.00"),
    ("Total owners' equity", "39", "146,000.00", "164,200.00"),
    *[("", "", "", "")] * 7,
    ("Total liabilities and owners' equity", "40", "203,000.00", "246,300.00"),
]
#: This year and the year before, in which the balances were taken over.
INCOME = [
    ("I. Operating income", "1", "60,000.00", ""),
    ("Add: investment income", "2", "4,200.00", ""),
    ("Less: operating expenses", "3", "18,600.00", ""),
    ("Taxes and surcharges", "4", "1,200.00", ""),
    ("Administrative expenses", "5", "22,500.00", ""),
    ("II. Operating proceeds", "6", "21,900.00", ""),
    ("Add: subsidy income", "7", "10,000.00", ""),
    ("Other income", "8", "500.00", ""),
    ("Less: public welfare expenses", "9", "6,000.00", ""),
    ("Other expenses", "10", "300.00", ""),
    ("III. Total proceeds", "11", "26,100.00", ""),
    ("Less: income tax expense", "12", "900.00", ""),
    ("IV. Net proceeds", "13", "25,200.00", ""),
    (
        "Add: undistributed proceeds at the beginning of the year",
        *("14", "15,000.00", ""),
    ),
    ("Other transfers in", "15", "2,000.00", "15,000.00"),
    (
        "Less: appropriation to reserve and public welfare funds",
        *("16", "5,000.00", ""),
    ),
    ("V. Distributable proceeds", "17", "37,200.00", "15,000.00"),
    ("Less: distribution to members", "18", "8,000.00", ""),
    ("Other distributions", "19", "1,000.00", ""),
    (
        "VI. Undistributed proceeds at the end of the year",
        *("20", "28,200.00", "15,000.00"),
    ),
]
#: December, and the year up to it.
RECEIPTS = [
    ("I. Total income", "1", "200.00", "74,700.00"),
    ("Operating income", "2", "", "60,000.00"),
    ("501 Operating Income", "", "", "60,000.00"),
    ("Investment income", "3", "200.00", "4,200.00"),
    ("502 Investment Income", "", "200.00", "4,200.00"),
    ("Subsidy income", "4", "", "10,000.00"),
    ("503 Subsidy Income", "", "", "10,000.00"),
    ("Other income", "5", "", "500.00"),
    ("504 Other Income", "", "", "500.00"),
    ("II. Total expenses", "6", "1,400.00", "49,500.00"),
    ("Operating expenses", "7", "", "18,600.00"),
    ("511 Operating Expenses", "", "", "18,600.00"),
    ("Taxes and surcharges", "8", "", "1,200.00"),
    ("512 Taxes and Surcharges", "", "", "1,200.00"),
    ("Administrative expenses", "9", "500.00", "22,500.00"),
    ("513 Administrative Expenses", "", "500.00", "22,500.00"),
    ("Public welfare expenses", "10", "", "6,000.00"),
    ("514 Public Welfare Expenses", "", "", "6,000.00"),
    ("Other expenses", "11", "", "300.00"),
    ("515 Other Expenses", "", "", "300.00"),
    ("Income tax expense", "12", "900.00", "900.00"),
    ("521 Income Tax Expense", "", "900.00", "900.00"),
    ("III. Income less expenses", "13", "-1,200.00", "25,200.00"),
]
#: Account; beginning, period and end, each on both sides. October to December.
TRIAL_BALANCE = {
    "101": ("1,500.00", "", "3,000.00", "500.00", "4,000.00", ""),
    "113": ("3,000.00", "", "0.00", "3,000.00", "", ""),
    "152": ("", "35,000.00", "800.00", "0.00", "", "34,200.00"),
    "501": ("", "60,000.00", "0.00", "0.00", "", "60,000.00"),
    "32202": ("", "15,000.00", "0.00", "2,000.00", "", "17,000.00"),
}


@tagged("post_install", "-at_install")
class TestStatements(StatementCase):
    def test_balance_sheet(self):
        rows = self.grid("balance_sheet")
        self.assertEqual([row[:4] for row in rows], LEFT)
        self.assertEqual([row[4:] for row in rows], RIGHT)

    def test_income(self):
        self.assertEqual(self.grid("income"), INCOME)

    def test_receipts(self):
        self.assertEqual(self.grid("receipts", part="m12"), RECEIPTS)

    def test_quarter_of_the_year(self):
        """At the end of June nothing is distributed yet; the year is not over."""
        income = self.column("income", part="q2")
        self.assertEqual(income["net_proceeds"], 60000 + 4000 + 10500 - 41200)
        sheet = self.column("balance_sheet", part="q2", column=1)
        self.assertEqual(sheet["undistributed"], 15000 + income["net_proceeds"])
        self.assertEqual(sheet["difference"], 0)

    def test_loss_of_the_next_year(self):
        """What was never closed is carried on, and a loss is a negative number."""
        self.post(self.company, "2026-05-01", {"511": 30000, "102": -30000})
        income = self.column("income", year=2026)
        self.assertEqual(income["net_proceeds"], -30000)
        self.assertEqual(income["opening_undistributed"], 28200)
        self.assertEqual(income["undistributed_end"], -1800)
        sheet = self.column("balance_sheet", year=2026, column=1)
        self.assertEqual(sheet["undistributed"], -1800)
        begin = self.column("balance_sheet", year=2026, column=0)
        self.assertEqual(begin["undistributed"], 28200)

    def test_closing_the_year_changes_no_statement(self):
        """Neither of that year nor of the next one; nor does taking it back."""
        names = ("balance_sheet", "income")
        before = [self.grid(name) for name in names]
        closings = self.env["l10n_cn.year.closing"]
        closing = closings._close(self.company, 2025)
        self.assertTrue(closing.move_ids)
        self.assertEqual([self.grid(name) for name in names], before)
        self.assertFalse(self.instance("income").statement_warning)
        following = self.column("income", year=2026)
        self.assertEqual(following["opening_undistributed"], 28200)
        self.assertEqual(following["undistributed_end"], 28200)
        self.assertEqual(
            [row[3] for row in self.grid("income", year=2026)],
            [row[2] for row in INCOME],
        )
        sheet = self.grid("balance_sheet", year=2026)
        self.assertEqual([row[2] for row in sheet], [row[3] for row in LEFT])
        closing._reopen("补记一笔")
        self.assertEqual([self.grid(name) for name in names], before)
        self.assertFalse(self.instance("income").statement_warning)

    def test_drafts_and_other_companies_do_not_count(self):
        self.post(self.other, "2025-03-01", {"102": 7, "501": -7})
        draft = self.post(self.company, "2025-03-01", {"102": 9, "501": -9})
        draft.button_draft()
        self.assertEqual(self.grid("income"), INCOME)

    def test_trial_balance(self):
        form = self.wizard("trial_balance", part="q4")._prepare_form()
        rows = [tuple(cell["text"] for cell in row) for row in form["rows"]]
        found = {row[0].split()[0]: row[2:] for row in rows}
        for code, amounts in TRIAL_BALANCE.items():
            with self.subTest(account=code):
                self.assertEqual(found[code], amounts)
        debit, credit = rows[-1][2::2], rows[-1][3::2]
        self.assertEqual(debit, credit)
        self.assertEqual(form["warnings"], [])

    def test_every_figure_of_the_trial_balance_opens_its_entries(self):
        """In the year after one that nobody closed, too."""
        self.post(self.company, "2026-02-01", {"102": 80, "501": -80})
        self.post(self.company, "2026-05-02", {"511": 30, "102": -30})
        for year, part in ((2025, "q4"), (2026, "q2")):
            wizard = self.wizard("trial_balance", year=year, part=part)
            for cells in wizard._prepare_form()["rows"]:
                amounts = [cell for cell in cells if cell["kind"] == "amount"]
                for cell, balance in zip(amounts, self.signed(amounts), strict=True):
                    if cell["line"].source and cell["opens"]:
                        with self.subTest(line=cell["line"].label, of=cell["opens"]):
                            action = wizard.drilldown(*json.loads(cell["opens"]))
                            lines = self.env["account.move.line"].search(
                                action["domain"]
                            )
                            self.assertAlmostEqual(
                                sum(lines.mapped("balance")), balance
                            )

    def signed(self, amounts):
        """Return amounts in pairs of debit and credit as balances."""
        return [
            -(cell["value"] or 0) if column % 2 else cell["value"]
            for column, cell in enumerate(amounts)
        ]

    def test_total_of_the_trial_balance_opens_all_of_the_period(self):
        wizard = self.wizard("trial_balance", part="q4")
        *_rows_, total = wizard._prepare_form()["rows"]
        for column, side in ((2, "debit"), (3, "credit")):
            action = wizard.drilldown(column, 0)
            lines = self.env["account.move.line"].search(action["domain"])
            expected = total[2 + column]["value"]
            self.assertAlmostEqual(sum(lines.mapped(side)), expected)

    def test_books_by_another_chart_have_a_trial_balance_alone(self):
        self.company.chart_template = "cn"
        with self.assertRaisesRegex(UserError, "chart of collectives"):
            self.instance("income")
        self.assertTrue(self.wizard("trial_balance")._prepare_form()["rows"])

    def test_trial_balance_on_the_screen_is_that_on_paper(self):
        action = self.wizard("trial_balance").action_view()
        self.assertEqual(action["report_type"], "qweb-html")
        html, _type = (
            self.env["ir.actions.report"]
            .with_user(self.reader)
            ._render_qweb_html(action["report_name"], action["context"]["active_ids"])
        )
        self.assertIn("Opening, Debit", html.decode())


@tagged("post_install", "-at_install")
class TestStatementsAgree(StatementCase):
    def test_every_figure_opens_its_entries(self):
        """Totals too: the entries behind a figure add up to it."""
        for statement in ("balance_sheet", "income"):
            instance = self.instance(statement)
            for row in instance._compute_matrix().iter_rows():
                cells = list(row.iter_cells())
                if row.kpi.type == "str":
                    continue
                with self.subTest(line=row.kpi.name):
                    action = instance.drilldown(cells[-1].drilldown_arg)
                    self.assertEqual(action["res_model"], "account.move.line")
        instance = self.instance("balance_sheet")
        cells = {r.kpi.name: list(r.iter_cells()) for r in _rows(instance)}
        for name in ("cash", "fixed_net", "fixed_subtotal"):
            action = instance.drilldown(cells[name][1].drilldown_arg)
            lines = self.env["account.move.line"].search(action["domain"])
            self.assertAlmostEqual(sum(lines.mapped("balance")), cells[name][1].val)

    def test_account_of_no_line_is_found_out(self):
        """Money on an account that stands on no line: a warning with the amount."""
        self.assertFalse(self.instance("balance_sheet").statement_warning)
        self.env["account.account"].with_company(self.company).create(
            {"code": "191", "name": "待摊", "account_type": "asset_current"}
        )
        self.post(self.company, "2025-08-08", {"191": 12.34, "101": -12.34})
        instance = self.instance("balance_sheet")
        self.assertIn("End of Period", instance.statement_warning)
        self.assertIn("-12.34", instance.statement_warning)
        self.assertNotIn("Beginning", instance.statement_warning)

    def test_closing_by_hand_is_found_out(self):
        self.post(self.company, "2025-12-31", {"501": 60000, "321": -60000})
        warning = self.instance("income").statement_warning
        self.assertIn("-60,000.00", warning)

    def test_a_statement_is_read_as_often_whatever_is_in_the_books(self):
        """More accounts and more entries cost no more queries."""
        self.count_queries("balance_sheet")
        before = self.count_queries("balance_sheet")
        self.assertLess(before, 50)
        accounts = self.env["account.account"].with_company(self.company)
        for number in range(10):
            code = f"1129{number}"
            accounts.create(
                {"code": code, "name": code, "account_type": "asset_current"}
            )
            self.post(self.company, "2025-08-08", {code: 1, "101": -1})
        self.assertEqual(self.count_queries("balance_sheet"), before)

    def count_queries(self, statement):
        instance = self.instance(statement)
        instance._prepare_form()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        instance._prepare_form()
        return self.env.cr.sql_log_count - before

    def test_form_is_marked_until_it_is_checked(self):
        instance = self.instance("income")
        self.assertIn("[2023] No. 14", instance.statement_banner)
        report = self.env["mis.report"]._get_statement("income")
        report.verified = True
        instance.invalidate_recordset()
        self.assertFalse(instance.statement_banner)


@tagged("post_install", "-at_install")
class TestStatementsOnPaper(StatementCase):
    def pdf(self, wizard):
        action = wizard.action_print()
        record = self.paper_record(wizard, action)
        reports = self.env["ir.actions.report"].with_user(self.reader)
        pdf, kind = reports.with_context(force_report_rendering=True)._render_qweb_pdf(
            action["report_name"], record.ids
        )
        self.assertEqual(kind, "pdf")
        return PdfReader(io.BytesIO(pdf))

    def paper_record(self, wizard, action):
        ids = action["context"]["active_ids"]
        model = self.env["ir.actions.report"]._get_report(action["report_name"]).model
        return wizard.env[model].browse(ids)

    def sheet(self, wizard):
        action = wizard.action_export()
        record = self.paper_record(wizard, action)
        reports = self.env["ir.actions.report"].with_user(self.reader)
        content, kind = reports._render_xlsx(action["report_name"], record.ids, {})
        self.assertEqual(kind, "xlsx")
        return load_workbook(io.BytesIO(content)).active

    def test_pdf_of_each(self):
        for statement, words in {
            "balance_sheet": ("南湖经济联合社", "246,300.00", "Head of finance"),
            "income": ("28,200.00", "V. Distributable proceeds"),
            "receipts": ("74,700.00", "III. Income less expenses"),
            "trial_balance": ("32202", "Closing, Credit"),
        }.items():
            with self.subTest(statement=statement):
                pages = self.pdf(self.wizard(statement)).pages
                text = "".join(page.extract_text() for page in pages)
                for word in words:
                    self.assertIn(word.replace(" ", ""), "".join(text.split()))
                if statement != "trial_balance":
                    self.assertEqual(len(pages), 1, "one sheet of paper")

    def test_sheet_has_the_figures_of_the_screen(self):
        grid = self.grid("balance_sheet")
        form = self.instance("balance_sheet")._prepare_form()
        found = list(
            self.sheet(self.wizard("balance_sheet")).iter_rows(values_only=True)
        )
        top = next(n for n, row in enumerate(found) if row[0] == "Assets")
        self.assertEqual(found[top][4], "Liabilities and Owners' Equity")
        for cells, row, texts in zip(
            form["rows"], found[top + 1 :], grid, strict=False
        ):
            for cell, value, text in zip(cells, row, texts, strict=True):
                expected = text if cell["value"] is None else round(cell["value"], 2)
                self.assertEqual(value or "", expected or "", cell["line"].label)
        self.assertEqual(len(found) - top - 1 >= len(grid), True)

    def test_paper_of_books_that_do_not_agree_says_so(self):
        self.env["account.account"].with_company(self.company).create(
            {"code": "191", "name": "待摊", "account_type": "asset_current"}
        )
        self.post(self.company, "2025-08-08", {"191": 12.34, "101": -12.34})
        text = "".join(
            page.extract_text() for page in self.pdf(self.wizard("balance_sheet")).pages
        )
        self.assertIn("doesnotagree", "".join(text.split()))
        values = list(self.sheet(self.wizard("balance_sheet")).iter_rows(max_col=1))
        self.assertIn("-12.34", values[1][0].value)


@tagged("post_install", "-at_install")
class TestStatementAccess(StatementCase):
    def test_only_who_may_read_the_books(self):
        invoicing = self.make_user("collective-bills", "account.group_account_invoice")
        employee = self.make_user("collective-none", "base.group_user")
        for user in (invoicing, employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.wizard("income", user=user)
            with self.assertRaises(AccessError):
                self.env["l10n_cn.statement.overview"].with_user(user).create(
                    {"year": 2025}
                )
        made = self.instance("balance_sheet").with_user(employee)
        with self.assertRaises(AccessError):
            made.compute()
        with self.assertRaises(AccessError):
            made._prepare_form()

    def test_no_other_company(self):
        """Neither one that is not his, nor one that is not switched on."""
        (stranger,) = self.env["res.company"]._create_collectives([{"name": "外社"}])
        with self.assertRaises(UserError):
            self.instance("income", company=stranger)
        wizard = self.wizard("income", company=stranger)
        switched = [*self.env.companies.ids, stranger.id]
        with self.assertRaises(AccessError):
            wizard.with_context(allowed_company_ids=switched).action_view()
        wizard = self.wizard("income", company=self.other)
        with self.assertRaises(UserError):
            wizard.with_context(allowed_company_ids=self.company.ids).action_view()
        one = self.instance("income", company=self.other)
        with self.assertRaises(AccessError):
            one.with_context(allowed_company_ids=self.company.ids).read(["name"])

    def test_reader_cannot_set_up_reports(self):
        with self.assertRaises(AccessError):
            self.instance("income").write({"name": "x"})

    def test_wizards_are_one_s_own(self):
        other = self.make_user("collective-second", "account.group_account_readonly")
        wizard = self.wizard("income")
        with self.assertRaises(AccessError):
            wizard.with_user(other).read(["year"])


def _rows(instance):
    return [r for r in instance._compute_matrix().iter_rows() if not r.account_id]
