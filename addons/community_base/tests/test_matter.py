from odoo.exceptions import AccessError, UserError, ValidationError

from ..demo import factory
from .engine_common import EngineCase


class TestFourTwo(EngineCase):
    """四议两公开: from a proposal to the published outcome, step by step."""

    def test_the_whole_way(self):
        matter = self.make_matter()
        matter.action_submit()
        self.assertEqual(matter.number, "2026-0001")
        for name in ("提议", "商议", "审议", "决议"):
            step = matter.current_step_id
            self.assertEqual((step.kind, matter.state), ("vote", "running"), name)
            item = self.hold_meeting(step)
            self.assertEqual(item.outcome, "adopted", name)
        self.assertEqual(matter.state, "adopted")
        self.assertEqual(len(matter.resolution_ids), 4)
        self.assertFalse(matter._is_effective())
        self.publish(matter, "decision")
        self.assertTrue(matter._is_effective())
        step = matter.current_step_id.with_user(self.staff)
        step.action_assign(self.committee.id, deadline="2026-12-31")
        step.action_report("公园改造完工")
        self.publish(matter, "outcome")
        self.assertEqual(matter.state, "closed")

    def publish(self, matter, kind):
        page = self.env["community.publication"].search(
            [("matter_id", "=", matter.id), ("state", "=", "posted")]
        )
        self.assertEqual(page.kind, kind)
        with self.assertRaises(UserError):
            page.with_user(self.staff).action_end()
        self.later(days=7)
        with self.assertRaises(UserError):
            page.with_user(self.staff).action_end()
        self.later(days=1)
        page.with_user(self.staff).action_end()

    def test_resolutions_are_numbered_and_sealed(self):
        matter = self.make_matter()
        matter.action_submit()
        item = self.hold_meeting(matter.current_step_id)
        resolution = item.resolution_id
        self.assertEqual(resolution.number, "南湖党〔2026〕1号")
        self.assertEqual(resolution.figures["head"]["yes"], 3)
        self.assertIsNone(resolution.register_id._verify())

    def test_a_name_that_cannot_stand_in_a_number_is_told_in_time(self):
        """Before the notice goes out, not when the votes are counted."""
        self.committee.write({"name": "南湖第1党委", "document_prefix": False})
        matter = self.make_matter("support")
        matter.action_submit()
        with self.assertRaises(UserError) as refusal:
            self.hold_meeting(matter.current_step_id)
        self.assertIn("Document Prefix", str(refusal.exception))
        self.committee.document_prefix = "南湖党"
        self.assertEqual(self.hold_meeting(matter.current_step_id).outcome, "adopted")

    def test_no_quorum_adjourns_and_is_called_again(self):
        matter = self.make_matter("support")
        matter.action_submit()
        item = self.hold_meeting(matter.current_step_id, absent=2)
        self.assertEqual(item.outcome, "no_quorum")
        self.assertEqual(item.meeting_id.state, "adjourned")
        self.assertEqual(matter.state, "running")
        self.assertFalse(matter.resolution_ids)
        item.meeting_id.action_second_call()

    def test_without_majority_it_is_rejected(self):
        matter = self.make_matter("support")
        matter.action_submit()
        item = self.hold_meeting(matter.current_step_id, yes=1, no=2)
        self.assertEqual((item.outcome, matter.state), ("rejected", "rejected"))

    def test_no_roll_is_filled_from_elsewhere(self):
        other = factory.make_organ(self.env, "party_committee", self.north, "北坡党委")
        with self.assertRaises(ValidationError):
            self.joint.with_user(self.users["street"]).member_organ_ids += other

    def test_papers_must_be_there(self):
        matter = self.make_matter(papers=False)
        with self.assertRaises(UserError):
            matter.action_submit()

    def test_papers_stay_as_they_were_submitted(self):
        matter = self.make_matter("fund_use", amount=5)
        file = matter.paper_ids[0].attachment_ids
        file.with_user(self.staff).raw = b"y"
        self.assess(matter).with_user(self.users["committee"]).action_review()
        matter.action_submit()
        for act in (
            lambda: file.with_user(self.staff).write({"raw": b"z"}),
            lambda: file.with_user(self.staff).write({"res_id": 1}),
            file.with_user(self.staff).unlink,
        ):
            with self.assertRaises(UserError):
                act()

    def test_a_running_matter_is_not_edited(self):
        matter = self.make_matter()
        matter.action_submit()
        for vals in (
            {"name": "别的"},
            {"amount": 5},
            {"class_id": self.env.ref("community_base.class_support").id},
        ):
            with self.assertRaises(UserError):
                matter.write(vals)
        with self.assertRaises(AccessError):
            matter.state = "adopted"


class TestApproval(EngineCase):
    """Office sign-off: by a seat in force today, never by the one who asked."""

    def start(self, user=None):
        matter = self.make_matter("small_expense", amount=800, user=user)
        matter.action_submit()
        return matter

    def test_secretary_approves(self):
        matter = self.start()
        secretary = self.users["committee"]
        self.assertTrue(matter.with_user(secretary).waits_for_me)
        matter.current_step_id.with_user(secretary).action_approve("同意")
        self.assertEqual(matter.state, "closed")

    def test_no_one_else_can(self):
        matter = self.start()
        for role in ("staff", "street", "district", "administrator"):
            with self.assertRaises(AccessError):
                matter.current_step_id.with_user(self.users[role]).action_approve()

    def test_not_the_one_who_asked(self):
        matter = self.start(self.users["committee"])
        with self.assertRaises(UserError):
            matter.current_step_id.with_user(self.users["committee"]).action_approve()

    def test_yesterdays_seat_is_nothing(self):
        matter = self.start()
        self.secretary_seat._end(self.day("2026-03-01"), "调任")
        with self.assertRaises(AccessError):
            matter.current_step_id.with_user(self.users["committee"]).action_approve()

    def test_returned_and_submitted_again(self):
        matter = self.start()
        secretary = self.users["committee"]
        step = matter.current_step_id
        with self.assertRaises(UserError):
            step.with_user(secretary).action_return("")
        step.with_user(secretary).action_return("补发票")
        self.assertEqual(matter.state, "returned")
        matter.name = "打印纸"
        matter.action_submit()
        self.assertEqual(matter.round, 2)
        matter.current_step_id.with_user(secretary).action_approve()
        self.assertEqual(matter.state, "closed")


class TestRecusal(EngineCase):
    """Who sits on both sides of a matter is found and withdraws."""

    def test_the_chairman_of_the_other_side(self):
        firm = self.env["res.partner"].create({"name": "南湖公司", "is_company": True})
        board = factory.make_organ(
            self.env, "board", self.south, "南湖公司董事会", partner_id=firm.id
        )
        factory.make_seat(board, "board_chair", self.deputy)
        matter = self.make_matter("support", counterparty_id=firm.id)
        matter.action_submit()
        item = self.hold_meeting(matter.current_step_id, close=False)
        self.assertEqual(item.recusal_ids.person_id, self.deputy)
        with self.assertRaises(UserError):
            item.recusal_ids.unlink()
        with self.assertRaises(UserError):
            item.meeting_id.action_close()
        votes = item.vote_ids
        votes.filtered(lambda v: v.attendance_id.person_id == self.deputy).unlink()
        item.meeting_id.action_close()
        self.assertEqual(item.figures["head"]["recused"], 1)
        self.assertEqual(item.outcome, "adopted")


class TestShippedRules(EngineCase):
    """A rule is in force from the day of its law, not before."""

    def test_the_collective_law_of_2024_begins_in_may_2025(self):
        rules = self.env["community.vote.rule"]
        with self.assertRaises(UserError):
            rules._get_fact("members_assembly", self.day("2025-04-30"))
        rule = rules._get_fact("members_assembly", self.day("2025-05-01"))
        self.assertTrue(rule.verified)
        self.assertEqual((rule.majority_num, rule.majority_den), (2, 3))


class TestStepNames(EngineCase):
    """A running matter is read in Chinese and English, whoever submitted it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("zh_CN", "en_US"):
            cls.env["res.lang"]._activate_lang(code)
        step = cls.env.ref("community_base.procedure_four_two_1")
        step.with_context(lang="zh_CN").name = "党组织提议"

    def test_each_reads_his_own_language(self):
        for lang in ("zh_CN", "en_US"):
            matter = self.make_matter()
            matter.with_context(lang=lang).action_submit()
            names = {
                code: matter.with_context(lang=code).current_step_name
                for code in ("zh_CN", "en_US")
            }
            self.assertEqual(names["zh_CN"], "党组织提议")
            self.assertEqual(names["en_US"], "Proposal by the Party Committee")

    def test_the_copy_stays_when_the_procedure_is_renamed(self):
        matter = self.make_matter()
        matter.action_submit()
        step = self.env.ref("community_base.procedure_four_two_1")
        step.with_context(lang="zh_CN").name = "另一名称"
        self.assertEqual(
            matter.with_context(lang="zh_CN").current_step_name, "党组织提议"
        )

    def test_a_list_reads_all_names_at_once(self):
        matters = self.env["community.matter"]
        for _number in range(6):
            matter = self.make_matter()
            matter.action_submit()
            matters |= matter
        reader = matters.with_context(lang="zh_CN")
        counts = []
        for some in (reader[:2], reader[:2], reader):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            some.mapped("current_step_name")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
