from odoo.exceptions import AccessError, UserError

from ..demo import factory
from .engine_common import EngineCase


class TestRecall(EngineCase):
    """Who submitted a matter takes it back while nobody has acted on it."""

    def start(self, class_code="small_expense"):
        matter = self.make_matter(class_code, amount=800)
        matter.action_submit()
        return matter

    def test_back_to_draft_and_submitted_again(self):
        matter = self.start()
        self.assertTrue(matter.can_recall)
        wizard = self.env["community.matter.decision"].with_user(self.staff)
        wizard.create(
            {
                "kind": "recall",
                "matter_ids": [(6, 0, matter.ids)],
                "comment": "金额写错",
            }
        ).action_apply()
        self.assertEqual((matter.state, matter.round), ("draft", 1))
        self.assertEqual(set(matter.step_ids.mapped("state")), {"cancelled"})
        row = matter.trail_ids[0]
        self.assertEqual((row.event, row.reason), ("recalled", "金额写错"))
        self.assertEqual(row.person_id, self.staff.partner_id)
        matter.amount = 880
        matter.action_submit()
        self.assertEqual((matter.number, matter.round), ("2026-0001", 2))
        secretary = self.users["committee"]
        matter.current_step_id.with_user(secretary).action_approve()
        self.assertEqual(matter.resolution_ids.amount, 880)
        with self.assertRaises(UserError):
            matter.unlink()

    def test_nobody_else(self):
        matter = self.start()
        for role in ("committee", "street"):
            self.assertFalse(matter.with_user(self.users[role]).can_recall)
            with self.assertRaises(AccessError):
                matter.with_user(self.users[role]).action_recall()

    def test_not_after_somebody_acted(self):
        matter = self.start("support")
        item = self.hold_meeting(matter.current_step_id, close=False)
        with self.assertRaises(UserError):
            matter.action_recall()
        item.meeting_id.action_close()
        self.assertFalse(matter.can_recall)
        with self.assertRaises(UserError):
            matter.action_recall()

    def test_not_what_a_draft_agenda_has_taken_up(self):
        matter = self.start("support")
        meeting = (
            self.env["community.meeting"]
            .with_user(self.staff)
            .create(
                {
                    "organ_id": self.committee.id,
                    "date": "2026-03-05",
                    "item_ids": [(0, 0, {"step_id": matter.current_step_id.id})],
                }
            )
        )
        with self.assertRaises(UserError):
            matter.action_recall()
        meeting.item_ids.unlink()
        matter.action_recall()
        self.assertEqual(matter.state, "draft")


class TestTakeBack(EngineCase):
    """Who approved takes it back the same day, while nobody has built on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls.users["committee"]
        cls.vice = cls._make_login("t_vice")
        factory.make_seat(cls.committee, "deputy_secretary", cls.vice.partner_id)
        cls.head = cls._make_login("t_head")
        station = factory.make_organ(cls.env, "workstation", cls.south, "南湖工作站")
        factory.make_seat(station, "station_head", cls.head.partner_id)

    @classmethod
    def _make_login(cls, login):
        return factory.make_user(cls.env, login, login, "committee", cls.south)

    def start(self, *approvers):
        matter = self.make_matter("office_matter")
        matter.action_submit()
        for user in approvers:
            matter.current_step_id.with_user(user).action_approve("同意")
            self.env.invalidate_all()
        return matter

    def take_back(self, matter, user, reason="看错附件"):
        matter.with_user(user).action_take_back(reason)
        self.env.invalidate_all()

    def test_the_next_step_waits_again(self):
        matter = self.start(self.head)
        first, second, _third = matter.step_ids
        self.assertEqual((first.state, second.state), ("done", "open"))
        self.take_back(matter, self.head)
        self.assertEqual((first.state, second.state), ("open", "waiting"))
        self.assertFalse(second.deadline or first.person_id or first.closed_on)
        row = matter.trail_ids[0]
        self.assertEqual((row.event, row.reason), ("taken_back", "看错附件"))
        first.with_user(self.head).action_approve("同意")
        self.assertEqual(second.state, "open")

    def test_not_by_another_not_later_not_without_a_reason(self):
        matter = self.start(self.head)
        for user in (self.vice, self.staff):
            with self.assertRaises(UserError):
                self.take_back(matter, user)
        with self.assertRaises(UserError):
            matter.step_ids[0].with_user(self.vice).action_take_back("代他撤回")
        with self.assertRaises(UserError):
            self.take_back(matter, self.head, "")
        self.later(days=1)
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            self.take_back(matter, self.head)

    def test_not_once_the_next_one_has_approved(self):
        matter = self.start(self.head, self.vice)
        with self.assertRaises(UserError):
            self.take_back(matter, self.head)
        self.take_back(matter, self.vice)
        self.assertEqual(matter.current_step_id, matter.step_ids[1])
        with self.assertRaises(UserError):
            self.take_back(matter, self.head)

    def test_the_last_approval_voids_its_number(self):
        matter = self.start(self.head, self.vice, self.boss)
        resolution = matter.resolution_ids
        self.assertEqual(matter.state, "closed")
        self.assertTrue(matter.with_user(self.boss).can_take_back)
        self.take_back(matter, self.boss)
        self.assertEqual(matter.state, "running")
        self.assertEqual(resolution.revoked_on, resolution.date)
        self.assertIsNone(resolution.register_id._verify())
        self.assertFalse(matter._get_final())
        matter.current_step_id.with_user(self.boss).action_approve()
        again = matter.resolution_ids - resolution
        self.assertEqual(again.number, "南湖党批〔2026〕2号")
        self.assertEqual(matter._get_final(), again)

    def test_a_closed_matter_is_not_submitted_again(self):
        matter = self.start(self.head, self.vice, self.boss)
        with self.assertRaises(UserError):
            matter.action_submit()


class TestMeetingCorrection(EngineCase):
    """The recorder corrects an entry in session; the old one stays on the trail."""

    def hold(self, class_code="support"):
        matter = self.make_matter(class_code)
        matter.action_submit()
        item = self.hold_meeting(matter.current_step_id, close=False)
        return item, item.meeting_id

    def rows(self, meeting, event):
        return meeting.trail_ids.filtered(lambda row: row.event == event)

    def test_a_vote(self):
        item, meeting = self.hold()
        vote = item.vote_ids[0]
        vote.choice = "yes"
        self.assertFalse(self.rows(meeting, "vote_corrected"))
        vote.choice = "no"
        row = self.rows(meeting, "vote_corrected")
        name = vote.attendance_id.display_name
        field = vote._fields["choice"]
        self.assertEqual(row.before, f"{name}：{meeting._say(field, 'yes')}")
        self.assertEqual(row.after, meeting._say(field, "no"))
        self.assertEqual((row.reason, row.user_id), (item.name, self.staff))
        vote.unlink()
        self.assertEqual(len(self.rows(meeting, "vote_corrected")), 2)

    def test_attendance(self):
        _item, meeting = self.hold()
        line = meeting.attendance_ids[0]
        self.assertFalse(self.rows(meeting, "roll_corrected"))
        line.action_present()
        self.assertFalse(self.rows(meeting, "roll_corrected"))
        line.action_absent()
        row = self.rows(meeting, "roll_corrected")
        field = line._fields["status"]
        self.assertEqual(
            row.before, f"{line.display_name}：{meeting._say(field, 'present')}"
        )
        self.assertEqual(row.after, meeting._say(field, "absent"))

    def test_the_count_of_a_secret_ballot(self):
        item, meeting = self.hold()
        item.yes_count = 5
        self.assertFalse(self.rows(meeting, "count_corrected"))
        item.yes_count = 6
        row = self.rows(meeting, "count_corrected")
        self.assertTrue(row.before.endswith("：5"))
        self.assertEqual(row.after, "6")

    def test_not_once_it_is_closed(self):
        item, meeting = self.hold()
        meeting.action_close()
        for act in (
            lambda: item.vote_ids[0].write({"choice": "no"}),
            lambda: meeting.attendance_ids[0].action_absent(),
            lambda: item.write({"yes_count": 1}),
        ):
            with self.assertRaises(UserError):
                act()
