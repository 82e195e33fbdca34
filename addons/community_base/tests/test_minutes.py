from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..demo import factory
from .engine_common import EngineCase


class MinutesCase(EngineCase):
    """A meeting of 南湖's committee that has been closed on a Monday."""

    def setUp(self):
        super().setUp()
        self.matter = self.make_matter("support")
        self.matter.action_submit()
        self.item = self.hold_meeting(self.matter.current_step_id, no=1)
        self.meeting = self.item.meeting_id
        self.env.flush_all()

    def finalise(self):
        self.item.discussion = "何守一同志提出先试点"
        self.meeting.minutes = "<p>会议由书记主持。</p>"
        self.meeting.minutes_scan_ids = self.upload(self.meeting, "签字会议记录.pdf")
        self.meeting.action_finalise()
        return self.meeting.sudo().register_id

    def alter(self, statement, record):
        """Change a row as one who can switch triggers off."""
        self.env.flush_all()
        table = record._table
        self.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        self.cr.execute(f"{statement} WHERE id = %s", [record.id])
        self.cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        self.env.invalidate_all()

    def refused(self, statement, record):
        self.env.flush_all()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError, msg=statement),
        ):
            with self.cr.savepoint():
                self.cr.execute(statement, [record.id])


@tagged("post_install", "-at_install")
class TestMinutes(MinutesCase):
    """会议记录: results are fixed at the end, the text some days later, then sealed."""

    def test_two_acts(self):
        self.assertFalse(self.meeting.seal)
        self.assertEqual(self.meeting.recorder_id, self.staff.partner_id)
        # Five working days after Monday, the second of March.
        self.assertEqual(self.meeting.deadline, self.day("2026-03-09"))
        register = self.finalise()
        self.assertEqual(register.key, f"minutes/{self.committee.id}/2026")
        self.assertEqual(self.meeting.register_number, 1)
        self.assertEqual(
            (self.meeting.minutes_final_on, self.meeting.minutes_final_by_id),
            (self.day("2026-03-02"), self.staff.partner_id),
        )
        self.assertIsNone(register._verify())
        self.assertIn("minutes_final", self.meeting.trail_ids.mapped("event"))

    def test_late_minutes_are_shown(self):
        late = [("is_overdue", "=", True), ("id", "=", self.meeting.id)]
        self.later(days=7)
        self.assertFalse(self.meeting.search(late))
        self.later(days=1)
        self.meeting.invalidate_recordset()
        self.assertTrue(self.meeting.is_overdue)
        self.assertEqual(self.meeting.search(late), self.meeting)
        self.finalise()
        self.assertFalse(self.meeting.is_overdue)
        self.assertFalse(self.meeting.search(late))

    def test_late_minutes_are_said_in_one_sentence(self):
        self.assertFalse(self.meeting.late_words)
        self.later(days=8)
        self.meeting.invalidate_recordset()
        self.assertEqual(
            self.meeting.late_words,
            "The minutes were due on 2026/03/09 and are not final yet.",
        )

    def remind(self):
        reminder = self.env["community.reminder"].sudo()
        [domain] = [
            domain
            for items, domain in reminder._get_due_domains().items()
            if items._name == "community.meeting"
        ]
        due = self.env["community.meeting"].sudo().search(domain)
        if due:
            reminder._remind(due)
        keys = [self.meeting._get_due_key()]
        return self.env["mail.activity"].search([("community_due", "in", keys)])

    def test_recorder_and_chair_are_reminded_and_the_organ_above_is_told(self):
        chair = self.users["committee"]
        boss = self.users["street"]
        self.committee.parent_id = factory.make_organ(
            self.env, "party_work_committee", self.east_street, "东街道党工委"
        )
        factory.make_seat(self.committee.parent_id, "secretary", boss.partner_id)
        self.assertFalse(self.remind())
        self.later(days=7)
        tasks = self.remind()
        self.assertEqual(tasks.user_id, self.staff | chair)
        self.assertEqual(set(tasks.mapped("date_deadline")), {self.meeting.deadline})
        self.assertEqual(set(tasks.mapped("summary")), {"Finalise the minutes"})
        self.later(days=5)
        told = self.remind() - tasks
        self.assertEqual(told.user_id, boss)
        self.assertIn("escalated", self.meeting.trail_ids.mapped("event"))
        self.finalise()
        self.assertFalse((tasks | told).exists())
        self.assertFalse(self.remind())

    def test_they_are_on_the_desk_of_recorder_and_chair(self):
        chair = self.users["committee"]
        self.assertEqual(self.meeting.chair_id, chair.partner_id)
        for user in (self.staff, chair):
            group = self.get_desk(user)
            self.assertEqual((group["count"], group["overdue"]), (1, 0))
            self.assertEqual(group["items"][0]["title"], self.meeting.name)
        self.assertFalse(self.get_desk(self.users["street"])["count"])
        self.later(days=8)
        self.env.invalidate_all()
        self.assertEqual(self.get_desk(self.staff)["overdue"], 1)
        self.finalise()
        self.assertFalse(self.get_desk(self.staff)["count"])

    def get_desk(self, user):
        groups = self.env["community.home"].with_user(user)._get_todo_groups()
        return next(group for group in groups if group["key"] == "minutes")

    def test_nothing_is_finalised_unwritten_early_or_twice(self):
        with self.assertRaises(UserError):
            self.meeting.action_finalise()
        self.meeting.minutes = "<p><br></p>"
        with self.assertRaises(UserError):
            self.meeting.action_finalise()
        self.finalise()
        with self.assertRaises(UserError):
            self.meeting.action_finalise()
        matter = self.make_matter("support")
        matter.action_submit()
        running = self.hold_meeting(matter.current_step_id, close=False).meeting_id
        running.minutes = "<p>记</p>"
        with self.assertRaises(UserError):
            running.action_finalise()
        for role in ("auditor", "department"):
            with self.assertRaises(AccessError):
                self.as_role(running, role).action_finalise()

    def test_what_is_closed_stays_by_the_program(self):
        other = self.users["street"].partner_id
        for vals in (
            {"chair_id": other.id},
            {"recorder_id": other.id},
            {"name": "另一会议"},
            {"place": "别处"},
            {"date": "2026-03-03"},
            {"scan_ids": [(5,)]},
        ):
            with self.assertRaises(UserError, msg=vals):
                self.meeting.write(vals)
        for vals in ({"deadline": "2027-01-01"}, {"minutes_final_on": "2026-03-02"}):
            with self.assertRaises(AccessError, msg=vals):
                self.meeting.write(vals)
        self.meeting.minutes = "<p>可以写</p>"

    def test_what_is_closed_stays_in_the_database(self):
        line, vote = self.meeting.attendance_ids[0], self.item.vote_ids[0]
        for statement, record in (
            ("UPDATE community_meeting SET chair_id = 1", self.meeting),
            ("UPDATE community_meeting SET state = 'open'", self.meeting),
            ("UPDATE community_meeting SET recorder_id = 1", self.meeting),
            ("DELETE FROM community_meeting", self.meeting),
            ("UPDATE community_meeting_item SET outcome = 'tie'", self.item),
            ("UPDATE community_meeting_item SET name = 'x'", self.item),
            ("DELETE FROM community_meeting_item", self.item),
            ("UPDATE community_meeting_attendance SET due = false", line),
            ("DELETE FROM community_meeting_attendance", line),
            ("UPDATE community_meeting_vote SET choice = 'no'", vote),
            ("DELETE FROM community_meeting_vote", vote),
            (
                "INSERT INTO community_meeting_recusal (item_id, person_id, reason)"
                " SELECT id, 1, 'x' FROM community_meeting_item",
                self.item,
            ),
            (
                "INSERT INTO community_meeting_attendance"
                " (meeting_id, person_id, status)"
                " SELECT id, 1, 'present' FROM community_meeting",
                self.meeting,
            ),
        ):
            self.refused(statement, record)

    def test_what_is_sealed_stays(self):
        self.finalise()
        for write in (
            lambda: self.meeting.write({"minutes": "<p>改</p>"}),
            lambda: self.meeting.write({"minutes_scan_ids": [(5,)]}),
            lambda: self.item.write({"discussion": "改"}),
            lambda: self.meeting.unlink(),
            lambda: self.meeting.minutes_scan_ids.unlink(),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                write()
        for statement, record in (
            ("UPDATE community_meeting SET minutes = 'x'", self.meeting),
            ("UPDATE community_meeting SET seal = NULL", self.meeting),
            ("DELETE FROM community_meeting", self.meeting),
            ("UPDATE community_meeting_item SET discussion = 'x'", self.item),
        ):
            self.refused(statement, record)

    def test_whatever_is_altered_is_named(self):
        register = self.finalise()
        line, vote = self.meeting.attendance_ids[0], self.item.vote_ids[0]
        file = self.meeting.minutes_scan_ids
        for statement, record in (
            ("UPDATE community_meeting SET minutes = '<p>改</p>'", self.meeting),
            ("UPDATE community_meeting SET chair_id = 1", self.meeting),
            ("UPDATE community_meeting SET recorder_id = 1", self.meeting),
            ("UPDATE community_meeting_item SET discussion = '改'", self.item),
            ("UPDATE community_meeting_item SET outcome = 'rejected'", self.item),
            ("UPDATE community_meeting_item SET figures = '{}'", self.item),
            ("UPDATE community_meeting_attendance SET person_id = 1", line),
            ("UPDATE community_meeting_vote SET choice = 'abstain'", vote),
            ("DELETE FROM community_meeting_vote", vote),
            ("UPDATE ir_attachment SET db_datas = '\\x00', store_fname = NULL", file),
        ):
            with self.cr.savepoint() as point:
                self.alter(statement, record)
                self.assertEqual(register._verify(), 1, statement)
                point.rollback()
            self.env.invalidate_all()
        self.assertIsNone(register._verify())

    def test_no_name_is_sealed_as_it_is(self):
        self.finalise()
        payload = str(self.meeting._get_seal_payload(1))
        names = self.meeting.attendance_ids.person_id.mapped("name")
        for text in (*names, "试点", "书记"):
            self.assertNotIn(text, payload)

    def test_a_mistake_is_noted_beside(self):
        wizard = self.env["community.meeting.correction"].with_user(self.staff)
        vals = {
            "meeting_id": self.meeting.id,
            "passage": "九时",
            "correction": "十时",
            "reason": "主持人核对",
        }
        with self.assertRaises(UserError):
            wizard.create(vals).action_apply()
        register = self.finalise()
        with self.assertRaises(UserError):
            self.meeting.action_correct("九时", "十时", " ")
        wizard.create(vals).action_apply()
        [row] = self.meeting.trail_ids.filtered(
            lambda row: row.event == "minutes_corrected"
        )
        self.assertEqual(
            (row.before, row.after, row.reason), ("九时", "十时", "主持人核对")
        )
        self.assertIsNone(register._verify())
        report = self.env["report.community_base.report_meeting"]
        [text] = report._prepare_document(self.meeting)["corrections"]
        self.assertIn("十时", text)

    def test_without_a_limit_no_meeting_ends(self):
        limit = self.env["community.limit"].search([("code", "=", "minutes_days")])
        limit.date_end = "2026-01-01"
        matter = self.make_matter("support")
        matter.action_submit()
        with self.assertRaisesRegex(UserError, "minutes_days"):
            self.hold_meeting(matter.current_step_id)
