"""Matters that the board of 海湾股份合作公司 has handed in, in every state once.

The chairman works on the portal, the department checks, the committee reviews.
"""

from datetime import timedelta
from unittest.mock import patch

from odoo.addons.community_base import house

from .cooperatives import BAY, DemoCooperatives

PAPER = b"%PDF-1.4\n% demo\n"
FIRM = ("明湾市政养护有限公司", "91990001MA0000018X")
# (days ago, item, subject, typed, fate)
MATTERS = [
    (60, "budget", "2026年度财务预算", {}, "rejected"),
    (45, "works", "海湾市场消防改造", {"amount": 860_000}, "committee"),
    (30, "litigation", "与原承租方租金纠纷起诉", {"amount": 720_000}, "withdrawn"),
    (20, "salary", "2026年度班子成员薪酬方案", {}, "returned"),
    (14, "large_fund", "东区道路养护费", {"amount": 160_000}, "department"),
    (6, "large_fund", "西区道路养护费", {"amount": 150_000}, "department"),
    (1, "purchase", "购置巡查车辆", {"amount": 130_000}, "draft"),
]


def build(env):
    """Make the matters under review of the demo's cooperative, once."""
    env = env(context={**env.context, "lang": "zh_CN"}, su=True)
    names = [matter[2] for matter in MATTERS]
    if not env["community.matter"].search_count([("name", "in", names)], limit=1):
        DemoReview(env).build()


class DemoReview(DemoCooperatives):
    def build(self):
        self.bay = self.root["coop.cooperative"].search([("name", "=", BAY)])
        with patch.object(house, "now", lambda: self.moment):
            for days, *matter in MATTERS:
                self.moment = self.start - timedelta(days=days)
                self._hand_in(*matter)

    def _hand_in(self, item, subject, typed, fate):
        board = self._as("board")
        item = self.root.ref(f"collective_economy.item_{item}")
        vals = {"name": subject, "description": f"{subject}：方案见附件。", **typed}
        if item.kind == "large_fund":
            vals |= {"counterparty": FIRM[0], "credit_code": FIRM[1]}
        matters = board["community.matter"]
        matter = matters._portal_create(self.bay.id, item.id, vals).sudo(False)
        if fate == "draft":
            return
        for paper in matter.sudo().paper_ids:
            matter._portal_attach(paper.id, [(f"{paper.name}.pdf", PAPER)])
        matter._portal_submit()
        getattr(self, f"_leave_{fate}")(matter)

    def _leave_department(self, matter):
        """It waits for the department; the second of two payments looks split."""

    def _leave_withdrawn(self, matter):
        self._later(2)
        matter._portal_withdraw("双方已协商一致")

    def _leave_returned(self, matter):
        self._later(2)
        step = self._check(matter)
        step.action_return("请补充上年度经营业绩与考核结果")
        matter._portal_comment("考核结果正在汇总，三日内补齐。")

    def _leave_committee(self, matter):
        self._later(3)
        self._check(matter).action_approve("材料齐全，符合规定")

    def _leave_rejected(self, matter):
        self._leave_committee(matter)
        self._later(3)
        staff = self._as("staff")["community.matter"].browse(matter.id)
        self._vote(staff, yes=0)

    def _check(self, matter):
        """Return the open step as the department's head sees it."""
        step = matter.sudo().current_step_id
        return step.with_env(self._as("department"))
