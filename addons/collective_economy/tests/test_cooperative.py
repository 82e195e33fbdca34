from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..demo import factory as coops
from ..models.coop_charter import RESOLUTION_KINDS
from ..models.coop_share_entry import KINDS, PARTIES
from .common import CoopCase


@tagged("post_install", "-at_install")
class TestCooperative(CoopCase):
    def test_figures(self):
        self.assertEqual((self.lake.heads, self.lake.shares), (4, 800))
        self.assertEqual(self.lake.voting_shares, 300)

    def test_books_of_its_own(self):
        companies = self.lake.company_id | self.hill.company_id
        self.assertEqual(len(companies), 2)
        self.assertEqual(companies.currency_id.name, "CNY")
        self.assertIn(self.lake.company_id, self.users["clerk_a"].company_ids)
        self.assertNotIn(self.hill.company_id, self.users["clerk_a"].company_ids)

    def test_chart_is_the_profiles(self):
        self.lake.profile_id = self.env.ref("collective_economy.profile_national2025")
        self.lake.action_load_chart()
        self.assertEqual(self.lake.company_id.chart_template, "cn_collective")
        with self.assertRaises(UserError):
            self.lake.action_load_chart()

    def test_credit_code(self):
        self.lake.credit_code = coops.make_credit_code(41).lower()
        self.assertEqual(self.lake.credit_code, coops.make_credit_code(41))
        with self.assertRaisesRegex(ValidationError, "credit code"):
            self.lake.credit_code = "N29900010000000410"

    def test_no_charter_no_entry(self):
        bare = coops.make_cooperative(
            self.env, self.south, "将设公司", charter={"date_start": "2030-01-01"}
        )
        with self.assertRaisesRegex(UserError, "no charter in force"):
            bare.action_activate()

    def test_silent_charter_follows_the_law(self):
        self.assertEqual(self.lake._get_term("statement_days", self.today), 10)
        self.assertEqual(self.lake._get_proxies(self.today), 1)

    def test_every_kind_says_who_is_named(self):
        kinds = {kind for kind, _label in KINDS}
        self.assertEqual(set(PARTIES), kinds - {"correction"})
        self.assertLessEqual(set(RESOLUTION_KINDS), set(PARTIES))

    def test_register_takes_no_gender(self):
        names = set(self.env["coop.holder"]._fields)
        self.assertFalse(names & {"gender", "sex", "marital", "marital_status"})

    def test_reports_say_what_the_ledger_says(self):
        self.register("transfer", 30, self.jia, self.yi)
        report = self.env["ir.actions.report"]
        html = report._render_qweb_html(
            "collective_economy.report_register", self.lake.ids
        )[0].decode()
        for text in ("股东甲", "130", "800"):
            self.assertIn(text, html)
        html = report._render_qweb_html(
            "collective_economy.report_statement", self.jia.ids
        )[0].decode()
        self.assertIn("股东乙", html)
        html = report._render_qweb_html(
            "collective_economy.report_certificate", self.jia.ids
        )[0].decode()
        self.assertIn("70", html)
