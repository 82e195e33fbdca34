from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import CoopEngineCase
from .year_common import YearCase


class CoopTours(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        for user in cls.users.values():
            user.lang = "zh_CN"

    def play(self, tour, role, path):
        """Play a tour as the user of a role, then see what came of it."""
        login = self.users[role].login
        self.start_tour(path, f"collective_economy.{tour}", login=login, timeout=120)
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestReviewTours(CoopTours, CoopEngineCase):
    """From the board's desk at home to the committee's resolution, in Chinese."""

    def test_board_submits_on_the_portal(self):
        matters = self.env["community.matter"]
        before = matters.search([])
        self.play("board_submits", "board_a", "/my")
        matter = matters.search([]) - before
        self.assertEqual((matter.state, matter.name), ("running", "东塘仓库出租"))
        self.assertEqual((matter.amount, matter.months), (400_000, 36))
        self.assertEqual(matter.submitted_by_id, self.chair)
        self.assertEqual(matter.cooperative_id, self.lake)
        self.assertEqual(matter.current_organ_id, self.department)
        files = matter.paper_ids.filtered("required").attachment_ids
        self.assertEqual(
            set(files.mapped("name")), {"招租方案.pdf", "租赁合同草案.pdf"}
        )
        self.assertIn("底价每平方米45元", matter.description)

    def submit(self, name, firm):
        matter = self.make_coop_matter(
            "large_fund", name=name, amount=120_000, counterparty_id=firm.id
        )
        matter.action_submit()
        return matter

    def test_department_and_committee_review(self):
        firm = self.env["res.partner"].create({"name": "明湾市政", "is_company": True})
        self.submit("东区道路养护费", firm)
        matter = self.submit("西区道路养护费", firm)
        check = matter.current_step_id

        self.play("department_checks", "department", "/odoo")
        hit = matter.split_hit_ids
        self.assertEqual(hit.state, "dismissed")
        self.assertEqual(hit.reason, "两处道路分属两个标段，分别招标")
        self.assertEqual((check.state, check.comment), ("done", "材料齐全，符合规定"))
        self.assertEqual(check.person_id, self.checker.partner_id)
        self.assertEqual(matter.current_organ_id, self.committee)

        self.play("committee_reviews", "committee", "/odoo")
        resolution = matter.resolution_ids
        self.assertEqual(resolution.organ_id, self.committee)
        self.assertEqual(matter.state, "running")
        self.assertEqual(matter.current_organ_id, self.organs["board"])


@tagged("post_install", "-at_install")
class TestShareholderTour(CoopTours, YearCase):
    """A shareholder with his phone."""

    browser_size = "390x844"
    touch_enabled = True

    def test_shareholder_reads_his_own_and_nobody_elses(self):
        item = self.approved_distribution()
        line = item.line_ids.filtered(lambda line: line.holder_id == self.jia)
        self.assertEqual(line.gross, 1_000)
        # Those beside him are of the same register, so that they could be his to see.
        self.assertEqual(
            self.env["coop.holder"].browse([self.jia.id - 1, self.jia.id + 1]),
            self.collective | self.yi,
        )
        with mute_logger("odoo.http"):
            self.play("shareholder_reads", "holder", "/my")
