from odoo.tests import tagged

from .common import CoopEngineCase


@tagged("post_install", "-at_install")
class TestHomeReview(CoopEngineCase):
    """The first page shows the cooperatives' matters that lie with one's organ."""

    def group(self, role):
        home = self.env["community.home.todo"].with_user(self.users[role])
        return home._get_review_group()

    def test_with_the_department_then_with_the_committee(self):
        firm = self.env["res.partner"].create({"name": "明湾建筑公司"})
        vals = {"amount": 120_000, "counterparty_id": firm.id}
        first = self.make_coop_matter("large_fund", name="道路养护", **vals)
        first.action_submit()
        group = self.group("department")
        self.assertEqual([item["title"] for item in group["items"]], ["道路养护"])
        self.assertFalse(group["items"][0]["badge"])
        self.assertEqual(self.group("committee")["count"], 0)
        self.pass_check(first)
        self.assertEqual(self.group("department")["count"], 0)
        self.assertEqual(self.group("committee")["count"], 1)
        self.make_coop_matter("large_fund", name="绿化养护", **vals).action_submit()
        self.assertTrue(self.group("department")["items"][0]["badge"])

    def test_nobody_elses(self):
        self.make_coop_matter(amount=300_000).action_submit()
        self.assertEqual(self.group("street")["count"], 0)
