from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import CoopEngineCase

QUIET = ("odoo.http", "odoo.sql_db", "odoo.models")


@tagged("post_install", "-at_install")
class TestReviewOverRpc(CoopEngineCase, HttpCase):
    """A clerk of the community with a browser does not get round the review."""

    def call(self, model, method, *args):
        params = {"model": model, "method": method, "args": args, "kwargs": {}}
        url = f"/web/dataset/call_kw/{model}/{method}"
        with mute_logger(*QUIET):
            return self.url_open(url, json={"params": params}).json()

    def test_no_way_round_the_review(self):
        firm = self.env["res.partner"].create({"name": "明湾建筑公司"})
        vals = {"amount": 120_000, "counterparty_id": firm.id}
        self.make_coop_matter("large_fund", **vals).action_submit()
        split = self.make_coop_matter("large_fund", **vals)
        split.action_submit()
        matter = self.make_coop_matter("investment", amount=5_000_000)
        matter.action_submit()
        vote = matter.step_ids.sorted("sequence")[2]
        residents = self.env.ref("community_base.class_residents_matter").id
        agenda = {
            "organ_id": vote.organ_id.id,
            "date": "2026-03-02",
            "item_ids": [(0, 0, {"step_id": vote.id})],
        }
        attempts = [
            ("community.matter", "write", matter.ids, {"class_id": residents}),
            ("community.matter", "write", matter.ids, {"cooperative_id": False}),
            ("community.matter", "write", matter.ids, {"supervision_item_id": False}),
            ("community.matter", "write", matter.ids, {"state": "adopted"}),
            (
                "community.matter",
                "create",
                {
                    "name": "x",
                    "class_id": residents,
                    "area_id": self.south.id,
                    "cooperative_id": self.lake.id,
                },
            ),
            ("community.matter.step", "write", vote.ids, {"state": "open"}),
            ("community.matter.step", "action_approve", vote.ids),
            ("community.meeting", "create", agenda),
            ("community.resolution", "create", {"name": "x", "matter_id": matter.id}),
            (
                "coop.split.hit",
                "write",
                split.split_hit_ids.ids,
                {"state": "dismissed"},
            ),
            ("coop.split.hit", "unlink", split.split_hit_ids.ids),
            ("coop.split.hit", "action_dismiss", split.split_hit_ids.ids, "没有拆分"),
            ("coop.split.hit", "_supersede", split.split_hit_ids.ids),
            ("coop.supervision.item", "write", matter.ids, {"amount_from": 9e9}),
            ("coop.supervision.checker", "create", {"organ_id": self.committee.id}),
        ]
        self.env.flush_all()
        self.authenticate(self.staff.login, self.staff.login)
        for attempt in attempts:
            with self.subTest(attempt=attempt[:2]):
                self.assertIn("error", self.call(*attempt))
        self.env.invalidate_all()
        self.assertEqual((vote.state, split.open_split_count), ("waiting", 1))

    def test_what_is_allowed_goes_through(self):
        matter = self.make_coop_matter(amount=300_000)
        self.env.flush_all()
        self.authenticate(self.staff.login, self.staff.login)
        self.assertNotIn(
            "error", self.call("community.matter", "action_submit", matter.ids)
        )
        self.assertEqual(matter.state, "running")
