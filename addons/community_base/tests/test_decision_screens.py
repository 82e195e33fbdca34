from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .engine_common import EngineCase


class TestDecisionScreens(EngineCase):
    """What the screens lean on: who is shown what, one table for many, one press."""

    def submit(self, name, amount=800, user=None):
        matter = self.make_matter("small_expense", name=name, amount=amount, user=user)
        matter.action_submit()
        return matter

    def decide(self, kind, matters, role="committee", comment=None):
        wizard = (
            self.env["community.matter.decision"]
            .with_user(self.users[role])
            .with_context(active_model=matters._name, active_ids=matters.ids)
            .create({"kind": kind, "comment": comment})
        )
        wizard.action_apply()
        return wizard

    def test_the_part_of_each(self):
        matter = self.submit("打印纸")
        self.assertEqual(self.as_role(matter, "committee").my_part, "approval")
        for role in ("staff", "street", "district", "auditor"):
            self.assertFalse(self.as_role(matter, role).my_part, role)

    def test_what_one_asked_for_does_not_wait_for_him(self):
        secretary = self.users["committee"]
        matter = self.submit("打印纸", user=secretary)
        self.assertFalse(matter.with_user(secretary).my_part)
        self.assertFalse(matter.with_user(secretary).waits_for_me)

    def test_votes_wait_for_heads_and_whoever_submitted(self):
        matter = self.make_matter("support")
        matter.action_submit()
        for role, waits in (("committee", True), ("staff", True), ("street", False)):
            self.assertEqual(self.as_role(matter, role).waits_for_me, waits, role)

    def test_many_at_once_show_what_differs(self):
        matters = self.submit("打印纸") | self.submit("饮用水", 300)
        wizard = self.decide("approve", matters, comment="同意")
        self.assertEqual(wizard.count, 2)
        self.assertEqual(wizard.differs, "Subject、Amount")
        self.assertIn("Small Expense", wizard.same)
        self.assertEqual(set(matters.mapped("state")), {"closed"})
        self.assertEqual(set(matters.step_ids.mapped("comment")), {"同意"})

    def test_what_is_not_mine_is_left_out(self):
        mine, voted = self.submit("打印纸"), self.make_matter("support", name="慰问")
        voted.action_submit()
        wizard = self.decide("approve", mine | voted)
        self.assertEqual(wizard.left_out, "慰问")
        self.assertEqual((mine.state, voted.state), ("closed", "running"))

    def test_nothing_of_it_is_mine(self):
        matter = self.submit("打印纸")
        for kind in ("approve", "return", "refuse"):
            with self.assertRaises(UserError):
                self.decide(kind, matter, role="staff", comment="不同意")
        self.assertEqual(matter.state, "running")

    def test_reasons_are_asked_for(self):
        for kind, state in (
            ("return", "returned"),
            ("refuse", "rejected"),
            ("withdraw", "withdrawn"),
        ):
            matter = self.submit(kind)
            role = "staff" if kind == "withdraw" else "committee"
            with self.assertRaises(UserError):
                self.decide(kind, matter, role)
            self.decide(kind, matter, role, "材料不全")
            self.assertEqual(matter.state, state)

    def test_a_decision_is_ones_own(self):
        matter = self.submit("打印纸")
        wizard = self.decide("approve", matter)
        with self.assertRaises(AccessError):
            self.as_role(wizard, "staff").read(["comment"])

    def test_papers_stay_as_submitted(self):
        matter = self.submit("打印纸")
        paper = matter.paper_ids[:1]
        with self.assertRaises(UserError):
            paper.attachment_ids = False
        with self.assertRaises(UserError):
            paper.copy()
        with self.assertRaises(UserError):
            paper.unlink()

    def test_forms_open_for_each_role(self):
        matter = self.make_matter()
        matter.action_submit()
        item = self.hold_meeting(matter.current_step_id)
        for role in ("staff", "committee", "department", "street", "auditor"):
            for record in (
                matter,
                item,
                item.meeting_id,
                item.resolution_id,
                item.resolution_id.register_id,
            ):
                with self.subTest(role=role, model=record._name):
                    Form(self.as_role(record, role))

    def test_a_new_matter_brings_its_papers_and_area(self):
        with Form(self.env["community.matter"].with_user(self.staff)) as form:
            form.name = "慰问"
            form.class_id = self.env.ref("community_base.class_small_expense")
            form.amount = 100
        self.assertEqual(form.record.area_id, self.south)
        self.assertTrue(form.record.paper_ids)


class TestMeetingScreens(EngineCase):
    def setUp(self):
        super().setUp()
        self.matters = self.make_matter("support", name="慰问") | self.make_matter(
            "support", name="走访"
        )
        self.matters.action_submit()
        self.meeting = self.prepare()

    def prepare(self):
        action = self.matters[0].action_prepare_meeting()
        meetings = self.env["community.meeting"].with_user(self.staff)
        with Form(meetings.with_context(**action["context"])) as form:
            form.date = meetings._today()
        return form.record

    def open(self):
        self.meeting.action_take_up()
        self.meeting.action_convene()
        self.meeting.action_open()
        self.meeting.action_all_present()

    def test_prepared_from_a_matter(self):
        self.assertEqual(self.meeting.item_ids.matter_id, self.matters[0])
        self.assertEqual(self.meeting.chair_id, self.secretary)
        self.assertEqual(self.meeting.recorder_id, self.staff.partner_id)
        action = self.matters[0].action_prepare_meeting()
        self.assertEqual(action["res_id"], self.meeting.id)

    def test_take_up_what_waits(self):
        self.assertEqual(self.meeting.waiting_count, 1)
        self.meeting.action_take_up()
        self.assertEqual(self.meeting.item_ids.matter_id, self.matters)
        self.meeting.invalidate_recordset()
        self.assertEqual(self.meeting.waiting_count, 0)

    def test_fill_votes_and_change_the_exception(self):
        self.open()
        self.meeting.attendance_ids[2].action_absent()
        item, other = self.meeting.item_ids
        self.env["community.meeting.recusal"].with_user(self.staff).create(
            {
                "item_id": other.id,
                "person_id": self.meeting.attendance_ids[1].person_id.id,
                "reason": "亲属",
            }
        )
        self.meeting.action_fill_votes()
        self.assertEqual(len(item.vote_ids), 2)
        self.assertEqual(len(other.vote_ids), 1)
        item.vote_ids[1].choice = "no"
        self.meeting.action_fill_votes()
        self.assertEqual(item.vote_ids.mapped("choice"), ["yes", "no"])
        self.assertEqual(item.vote_words, "yes 1, no 1, abstained 0")

    def test_my_vote(self):
        self.open()
        item = self.as_role(self.meeting.item_ids[0], "committee")
        self.assertTrue(item.can_vote)
        self.assertFalse(self.meeting.item_ids[0].can_vote, "staff is not on the roll")
        item.action_vote_no()
        self.assertEqual((item.my_choice, item.can_vote), ("no", False))

    def test_votes_to_confirm_are_on_the_desk(self):
        self.open()
        self.meeting.action_fill_votes()
        home = self.env["community.home"].with_user(self.users["committee"])
        groups = {group["key"]: group for group in home._get_todo_groups()}
        self.assertEqual(groups["votes"]["count"], 2)
        self.assertEqual(groups["meetings"]["count"], 1)
        self.assertEqual(groups["matters"]["count"], 2)
        votes = self.env["community.meeting.vote"].with_user(self.users["committee"])
        votes.search([("is_mine", "=", True)]).action_confirm()
        groups = {group["key"]: group for group in home._get_todo_groups()}
        self.assertEqual(groups["votes"]["count"], 0)

    def test_result_in_words(self):
        self.open()
        self.meeting.action_fill_votes()
        self.meeting.scan_ids = self.upload(self.meeting, "签字扫描件.pdf")
        self.meeting.action_close()
        self.assertEqual(
            self.meeting.item_ids[0].result_words,
            "due 3, present 3; yes 3, no 0, abstained 0; needed to pass: 2",
        )

    def test_the_rule_in_words(self):
        rule = self.env["community.vote.rule"].new(
            {
                "quorum_num": 2,
                "quorum_den": 3,
                "quorum_of": "all",
                "majority_num": 1,
                "majority_den": 2,
                "majority_of": "due",
                "majority_strict": True,
            }
        )
        self.assertEqual(
            rule.in_words,
            "quorum at least 2/3 of all members; adopted by more than 1/2 of those due",
        )

    def test_a_meeting_is_named_after_its_organ_once(self):
        Organ = self.env["community.organ"]
        names = {
            "南湖社区党委": "Meeting of 南湖社区党委",
            "南湖社区居民会议": "南湖社区居民会议",
            "南湖社区党员大会": "南湖社区党员大会",
        }
        for name, usual in names.items():
            organ = Organ.new({"name": name})
            self.assertEqual(self.meeting._get_usual_name(organ), usual)


class TestDeskQueries(EngineCase):
    def test_the_desk_asks_the_same_number_of_questions(self):
        def ask():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            home._get_todo_groups()
            return self.env.cr.sql_log_count - before

        home = self.env["community.home"].with_user(self.users["committee"])
        self.make_matter("small_expense", amount=8).action_submit()
        ask()
        one = ask()
        for number in range(5):
            self.make_matter("small_expense", amount=number + 1).action_submit()
        self.env.flush_all()
        self.assertLessEqual(ask(), one)
