from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from ..demo import factory
from .engine_common import EngineCase


class TestHandover(EngineCase):
    """工作交接: one act moves what names a person, and leaves a receipt."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old = cls.users["committee"]
        cls.new = factory.make_user(
            cls.env, "t_heir", "继任者", "committee", cls.south, lang="en_US"
        )
        factory.make_seat(cls.committee, "organization_member", cls.new.partner_id)
        cls.officer = cls.users["street"]

    def wizard(self, user=None, **vals):
        wizards = self.env["community.handover"].with_user(user or self.officer)
        return wizards.create(
            {
                "organ_id": self.committee.id,
                "from_person_id": self.old.partner_id.id,
                "to_person_id": self.new.partner_id.id,
                "reason": "换届",
                **vals,
            }
        )

    def make_duties(self):
        self.matter = self.make_matter("small_expense", amount=8, user=self.old)
        self.matter.action_submit()
        second = factory.make_seat(
            self.committee,
            "secretary",
            self.deputy,
            tenure="delegated",
            delegator_seat_id=self.secretary_seat.id,
        )
        approver = factory.make_user(
            self.env, "t_second", "何守一", "committee", self.south, second.person_id
        )
        self.matter.current_step_id.with_user(approver).action_return("补发票")
        self.running = self.make_matter("small_expense", amount=9, user=self.old)
        self.running.action_submit()
        self.meeting = self.env["community.meeting"].create(
            {
                "organ_id": self.committee.id,
                "date": "2026-03-20",
                "chair_id": self.old.partner_id.id,
                "recorder_id": self.old.partner_id.id,
            }
        )
        self.case = self.env["community.accountability.case"].create(
            {
                "organ_id": self.residents_committee.id,
                "facts": "逾期",
                "handler_id": self.old.partner_id.id,
            }
        )
        self.own_case = self.case.copy({"organ_id": False, "seat_id": self.seat.id})
        self.activity = self.matter.sudo().activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.old.id, summary="联系居民"
        )

    @property
    def seat(self):
        return self.new.partner_id.seat_ids

    def test_everything_open_moves_in_one_act(self):
        self.make_duties()
        wizard = self.wizard()
        self.assertIn("联系居民", wizard.preview)
        action = wizard.action_apply()
        person = self.new.partner_id
        self.assertEqual(self.matter.submitted_by_id, person)
        self.assertEqual(self.meeting.chair_id | self.meeting.recorder_id, person)
        self.assertEqual(self.case.handler_id, person)
        self.assertEqual(self.activity.user_id, self.new)
        self.assertIn("handed_over", self.matter.trail_ids.mapped("event"))
        receipt = self.env["community.handover.receipt"].browse(action["res_id"])
        self.assertEqual(len(receipt.line_ids), 5)
        self.assertEqual(receipt.done_by_id, self.officer.partner_id)
        self.assertNotIn(self.running.name, self.wizard().preview)

    def test_what_binds_a_person_stays(self):
        self.make_duties()
        self.wizard().action_apply()
        self.assertEqual(self.running.submitted_by_id, self.old.partner_id)
        self.assertEqual(self.own_case.handler_id, self.old.partner_id)

    def test_only_between_people_of_the_organ(self):
        stranger = self.people[-1]
        for vals in (
            {"to_person_id": stranger.id},
            {"from_person_id": stranger.id},
            {"to_person_id": self.old.partner_id.id},
        ):
            with self.assertRaises(UserError):
                self.wizard(**vals).action_apply()

    def test_only_who_may_change_the_seats(self):
        for role in ("staff", "committee", "department", "auditor"):
            with self.assertRaises(AccessError):
                self.wizard(self.users[role])
        elsewhere = factory.make_user(
            self.env, "t_west", "西街", "street", self.west_street
        )
        with self.assertRaises(AccessError):
            self.wizard(elsewhere).action_apply()

    def test_activities_need_a_login(self):
        self.make_duties()
        with self.assertRaises(UserError):
            self.wizard(to_person_id=self.member.id).action_apply()

    @mute_logger("odoo.sql_db")
    def test_the_receipt_is_only_added_to(self):
        self.make_duties()
        action = self.wizard().action_apply()
        receipt = self.env["community.handover.receipt"].browse(action["res_id"])
        with self.assertRaises(AccessError):
            receipt.reason = "别的"
        for record in (receipt, receipt.line_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.officer).unlink()
            for query in ("DELETE FROM %s", "UPDATE %s SET create_uid = 1"):
                with self.assertRaises(IntegrityError), self.cr.savepoint():
                    self.cr.execute(query % record._table)

    def test_many_duties_take_no_more_queries_than_few(self):
        counts = []
        for count in (2, 2, 8):
            for number in range(count):
                self.env["community.meeting"].create(
                    {
                        "organ_id": self.committee.id,
                        "date": "2026-03-20",
                        "chair_id": self.old.partner_id.id,
                    }
                )
                self.env["community.accountability.case"].create(
                    {
                        "organ_id": self.residents_committee.id,
                        "facts": f"逾期{number}",
                        "handler_id": self.old.partner_id.id,
                    }
                )
            wizard = self.wizard()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            action = wizard.action_apply()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
            receipt = self.env["community.handover.receipt"].browse(action["res_id"])
            self.assertEqual(len(receipt.line_ids), 2 * count)
        self.assertEqual(counts[1], counts[2])
