from odoo.tests import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common import CollectiveCase

# 财会〔2023〕14号, appendix: the 42 accounts, and the side on which each stands.
FIRST_LEVEL = (
    "101 102 111 112 113 121 131 132 133 134 141 151 152 153 154 161 162 171 181 "
    "201 211 212 213 214 221 231 241 301 311 321 322 401 "
    "501 502 503 504 511 512 513 514 515 521"
).split()
GROUPS = {"1": "asset", "2": "liability", "3": "equity", "4": "asset"}


@tagged("post_install", "-at_install")
class TestChart(CollectiveCase):
    def accounts(self, company):
        return (
            self.env["account.account"]
            .with_company(company)
            .search([("company_ids", "in", company.ids)])
        )

    def test_first_level_is_that_of_the_standard(self):
        codes = self.accounts(self.company).mapped("code")
        self.assertEqual([code for code in codes if len(code) == 3], FIRST_LEVEL)

    def test_what_is_below_belongs_to_a_first_level_account(self):
        for account in self.accounts(self.company):
            first = self.chart.ref(f"account_{account.code[:3]}")
            self.assertEqual(
                account.internal_group in ("asset",), first.code[0] in "14"
            )

    def test_each_account_is_of_its_class(self):
        for account in self.accounts(self.company):
            group = GROUPS.get(account.code[0])
            if group:
                self.assertEqual(account.internal_group, group, account.code)
            else:
                wanted = "income" if account.code[:2] == "50" else "expense"
                self.assertEqual(account.internal_group, wanted, account.code)

    def test_there_is_one_account_for_the_year_s_proceeds(self):
        unaffected = self.company.get_unaffected_earnings_account()
        self.assertEqual(unaffected, self.chart.ref("account_321"))
        types = self.accounts(self.company).mapped("account_type")
        self.assertEqual(types.count("equity_unaffected"), 1)

    def test_partners_get_112_and_211(self):
        partner = self.env["res.partner"].create({"name": "张三"})
        receivable = partner.property_account_receivable_id
        self.assertEqual(receivable, self.chart.ref("account_112"))
        payable = partner.property_account_payable_id
        self.assertEqual(payable, self.chart.ref("account_211"))
        self.assertTrue(self.chart.ref("account_113").reconcile)

    def test_currency_and_journals(self):
        self.assertEqual(self.company.currency_id.name, "CNY")
        bank = self.chart.ref("bank")
        self.assertEqual(bank.default_account_id, self.chart.ref("account_102"))
        cash = self.chart.ref("cash")
        self.assertEqual(cash.default_account_id, self.chart.ref("account_101"))
        self.assertEqual(bank.with_context(lang="zh_CN").name, "银行存款")

    def test_another_company_has_accounts_of_its_own(self):
        mine, theirs = self.accounts(self.company), self.accounts(self.other)
        self.assertFalse(mine & theirs)
        self.assertEqual(len(mine), len(theirs))

    def test_odoo_loads_no_other_chart_at_the_end_of_the_transaction(self):
        self.env.cr.precommit.run()
        self.assertEqual(self.company.chart_template, "cn_collective")
        self.assertIn("321", self.accounts(self.company).mapped("code"))

    def test_what_companies_share_is_loaded_once(self):
        def cost(*names):
            before = self.env.cr.sql_log_count
            self.env["res.company"]._create_collectives([{"name": n} for n in names])
            return self.env.cr.sql_log_count - before

        cost("甲社")
        self.assertLess(cost("乙社", "丙社", "丁社", "戊社"), 3 * cost("己社"))

    def test_every_account_says_that_its_source_is_not_verified(self):
        chinese = self.accounts(self.company).with_context(lang="zh_CN")
        first = chinese.filtered(lambda account: len(account.code) == 3)
        self.assertTrue(all("尚未与制度原文核对" in a.description for a in first))


@tagged("post_install", "-at_install")
class TestInvoices(AccountTestInvoicingCommon):
    """Odoo's own documents work on the chart."""

    @classmethod
    @AccountTestInvoicingCommon.setup_chart_template("cn_collective")
    def setUpClass(cls):
        super().setUpClass()

    def test_an_invoice_stands_on_the_right_accounts(self):
        invoice = self.init_invoice(
            "out_invoice", partner=self.partner_a, amounts=[1200], post=True
        )
        balances = {line.account_id.code: line.balance for line in invoice.line_ids}
        self.assertEqual(balances, {"112": 1200, "501": -1200})
        self.assertEqual(invoice.l10n_cn_voucher, "记-1")
