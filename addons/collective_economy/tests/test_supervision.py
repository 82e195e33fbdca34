from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.community_base import house

from ..demo import factory as coops
from .common import CoopEngineCase


@tagged("post_install", "-at_install")
class TestSupervision(CoopEngineCase):
    """The list says what is reviewed, by whom, and who decides (监督事项清单)."""

    def find(self, kind, cooperative=None, **figures):
        items = self.env["coop.supervision.item"]
        day = house.today(self.env)
        return items._find(kind, day, cooperative=cooperative or self.lake, **figures)

    def test_thresholds_decide_which_item_holds(self):
        ref = self.env.ref
        self.assertFalse(self.find("lease", amount=299_999.99, months=35, acreage=2999))
        for figures in ({"amount": 300_000}, {"months": 36}, {"acreage": 3000}):
            self.assertEqual(
                self.find("lease", **figures), ref("collective_economy.item_lease")
            )
        major = ref("collective_economy.item_lease_major")
        self.assertEqual(self.find("lease", amount=300_000, months=120), major)

    def test_some_are_reviewed_whatever_their_size(self):
        for kind in ("investment", "guarantee", "charter", "distribution"):
            self.assertTrue(self.find(kind), kind)

    def test_law_of_the_cooperative_decides(self):
        self.assertEqual(self.find("charter").decided_by, "representatives_special")
        self.lake.profile_id = self.env.ref("collective_economy.profile_national2025")
        self.assertEqual(self.find("charter").decided_by, "shareholders_special")

    def test_item_of_another_time_does_not_hold(self):
        item = self.env.ref("collective_economy.item_investment")
        item.date_end = house.today(self.env) - timedelta(days=1)
        self.assertFalse(self.find("investment"))

    def test_amounts_of_ours_are_not_verified(self):
        items = self.env["coop.supervision.item"].search([])
        self.assertEqual(set(items.mapped("number")), set(range(1, 14)))
        for item in items.filtered("thresholds"):
            self.assertFalse(item.verified, item.code)

    def test_matter_falls_under_its_item_while_it_is_a_draft(self):
        matter = self.make_coop_matter(amount=300_000)
        self.assertEqual(matter.supervision_item_id.code, "lease")
        matter.months = 120
        self.assertEqual(matter.supervision_item_id.code, "lease_major")
        self.assertIn("租金评估报告", matter.paper_ids.mapped("name"))

    def test_papers_of_the_list_are_required(self):
        matter = self.make_coop_matter(amount=300_000, papers=False)
        self.assertEqual(matter.missing_papers, "招租方案、租赁合同草案")
        with self.assertRaisesRegex(UserError, "招租方案"):
            matter.action_submit()

    def test_item_stays_what_it_was_submitted_under(self):
        matter = self.make_coop_matter(amount=300_000)
        matter.action_submit()
        with self.assertRaises(UserError):
            matter.amount = 1
        with self.assertRaises(AccessError):
            matter.sudo().supervision_item_id = False
        self.assertEqual(matter.supervision_item_id.code, "lease")

    def test_department_committee_board(self):
        matter = self.make_coop_matter(amount=300_000)
        matter.action_submit()
        steps = matter.step_ids.sorted("sequence")
        self.assertEqual(
            steps.mapped("kind"), ["approval", "vote", "vote", "publication", "outcome"]
        )
        self.assertEqual(
            steps.organ_id, self.department | self.committee | self.organs["board"]
        )
        self.assertEqual(steps[0].working_days, 5)
        self.pass_check(matter)
        self.hold_meeting(matter.current_step_id)
        self.assertEqual(matter.current_organ_id, self.organs["board"])
        resolution = self.carry(matter)
        self.assertEqual(resolution.organ_id, self.organs["board"])
        self.assertEqual(matter.state, "adopted")

    def test_department_committee_shareholders(self):
        matter = self.make_coop_matter("investment", amount=5_000_000)
        matter.action_submit()
        self.pass_check(matter)
        self.hold_meeting(matter.current_step_id)
        step = matter.current_step_id
        self.assertEqual(step.organ_id, self.organs["shareholders_meeting"])
        self.assertEqual(step.rule_id.code, self.lake.profile_id.special_rule)

    def test_representatives_where_charter_and_list_let_them(self):
        other = coops.make_cooperative(
            self.env, self.south, "南湖二公司", charter={"assembly": "representatives"}
        )
        organs = coops.make_organs(
            other, ["shareholder_representatives", "shareholders_meeting"]
        )
        vals = {"cooperative_id": other.id, "amount": 1_000_000}
        matter = self.make_coop_matter("investment", **vals)
        matter.action_submit()
        last = matter.step_ids.filtered(lambda step: step.kind == "vote")[-1]
        self.assertEqual(last.organ_id, organs["shareholder_representatives"])
        other.profile_id = self.env.ref("collective_economy.profile_national2025")
        charter = self.make_coop_matter("charter", **vals)
        charter.action_submit()
        last = charter.step_ids.filtered(lambda step: step.kind == "vote")[-1]
        self.assertEqual(last.organ_id, organs["shareholders_meeting"])

    def test_consent_of_the_committee_is_enough_for_an_appointment(self):
        matter = self.make_coop_matter("appointment")
        matter.action_submit()
        self.assertEqual(matter.current_organ_id, self.committee)
        self.assertEqual(self.carry(matter).organ_id, self.committee)

    def test_filing_follows_where_the_list_asks_for_it(self):
        matter = self.make_coop_matter("restructuring")
        matter.action_submit()
        self.assertEqual(matter.step_ids.sorted("sequence")[-1].kind, "filing")

    def test_who_checks_what(self):
        finance = self.env["community.organ"].create(
            {
                "name": "东街道财政所",
                "kind_id": self.department.kind_id.id,
                "area_id": self.east_street.id,
            }
        )
        checkers = self.env["coop.supervision.checker"]
        checkers.create({"organ_id": finance.id, "kind": "budget"})
        self.assertEqual(checkers._get_organ(self.east_street, "budget"), finance)
        self.assertEqual(
            checkers._get_organ(self.east_street, "lease"), self.department
        )
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                checkers.create({"organ_id": self.department.id, "kind": "budget"})
                self.env.flush_all()

    def test_department_returns_and_the_matter_comes_again(self):
        matter = self.make_coop_matter(amount=300_000)
        matter.action_submit()
        matter.current_step_id.with_user(self.checker).action_return("请补租金参考")
        self.assertEqual(matter.state, "returned")
        matter.action_submit()
        self.assertEqual(matter.current_organ_id, self.department)

    def test_used_item_stays(self):
        self.make_coop_matter(amount=300_000)
        with self.assertRaises(UserError):
            self.env.ref("collective_economy.item_lease").unlink()

    def test_board_member_does_not_check_his_own(self):
        """He has a seat in the department as well: persons are compared."""
        matter = self.make_coop_matter(amount=300_000)
        matter.action_submit()
        step = matter.current_step_id
        self.env["community.seat"].create(
            {
                "organ_id": self.department.id,
                "role_id": self.env.ref("community_base.role_department_officer").id,
                "person_id": self.chair.id,
                "date_start": "2026-01-01",
            }
        )
        chair = self.env["res.users"].search([("login", "=", "t_board_a")])
        with self.assertRaises(UserError):
            step.sudo().with_user(chair).sudo().action_approve("同意")
