from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.base.models.res_company import ResCompany
from odoo.addons.community_base.house import with_pass

from ..demo import factory as coops
from .common import CoopCase


@tagged("post_install", "-at_install")
class TestAuditorBooks(CoopCase):
    """An auditor reads the books of the cooperatives in his areas, and no others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = cls.users["auditor"]

    def test_books_of_his_areas(self):
        books = self.lake.company_id | self.hill.company_id
        self.assertEqual(self.auditor.company_ids & books, books)
        self.auditor.area_ids = self.south
        self.assertEqual(self.auditor.company_ids & books, self.lake.company_id)
        self.auditor.area_ids |= self.north
        self.assertEqual(self.auditor.company_ids & books, books)

    def test_new_cooperative(self):
        new = coops.make_cooperative(self.env, self.south, "新塘股份合作公司")
        self.assertIn(new.company_id, self.auditor.company_ids)
        for role in ("staff", "street", "clerk_a"):
            self.assertNotIn(new.company_id, self.users[role].company_ids)

    def test_community_moved_to_another_street(self):
        self.auditor.area_ids = self.north.parent_id
        self.assertIn(self.hill.company_id, self.auditor.company_ids)
        moved = with_pass(self.north, {"parent_id"})
        moved.parent_id = self.west_street
        self.assertNotIn(self.hill.company_id, self.auditor.company_ids)

    def test_auditor_no_more(self):
        self.auditor.group_ids -= self.env.ref("community_base.group_auditor")
        self.assertNotIn(self.lake.company_id, self.auditor.company_ids)

    def test_reads_statements_and_writes_nothing(self):
        self.lake.profile_id = self.env.ref("collective_economy.profile_national2025")
        self.lake.action_load_chart()
        company = self.lake.company_id
        action = self.lake.with_user(self.auditor).action_view_statements()
        self.assertEqual(action["params"]["company_id"], company.id)
        env = self.env(
            user=self.auditor,
            context={"allowed_company_ids": [company.id]},
        )
        wizard = env["l10n_cn.statement"].create({"company_id": company.id})
        self.assertTrue(wizard.action_view()["res_id"])
        for model in ("account.move", "account.move.line", "account.account"):
            for operation in ("create", "write", "unlink"):
                self.assertFalse(env[model].has_access(operation), model)

    def test_books_keep_the_chart_of_their_law(self):
        """Odoo loads that of enterprises into new companies before it commits."""
        with patch.object(ResCompany, "install_l10n_modules", lambda _self: True):
            new = coops.make_cooperative(
                self.env, self.south, "新塘股份合作公司", profile="national2025"
            )
            new.action_load_chart()
            self.env.cr.precommit.run()
        self.assertEqual(new.company_id.chart_template, "cn_collective")
