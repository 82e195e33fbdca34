from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.community_hr.demo import appraisal_factory as made
from odoo.addons.community_hr.demo import factory as staff

from .appraisal_common import AppraisalCase


@tagged("post_install", "-at_install")
class TestTraining(AppraisalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.course = made.make_course(cls.south)
        cls.session = made.make_session(
            cls.course.with_user(cls.users["officer"]),
            date(2026, 1, 12),
            cls.worker | cls.colleague,
        )

    def row(self, employee, session=None):
        rows = (session or self.session).attendance_ids
        return rows.filtered(lambda row: row.employee_id == employee)

    def test_sign_in_with_the_code(self):
        mine = self.as_role(self.row(self.worker), "worker")
        with self.assertRaisesRegex(UserError, "not open"):
            mine.action_sign_in("")
        self.session.action_open_sign_in()
        code = self.session.sudo().code
        with self.assertRaisesRegex(UserError, "not the code"):
            mine.action_sign_in("x")
        with self.assertRaises(AccessError):
            self.as_role(self.row(self.colleague), "worker").action_sign_in(code)
        mine.action_sign_in(code)
        self.assertEqual((mine.state, mine.signed_by), ("present", "self"))
        with self.assertRaises(AccessError):
            self.as_role(self.session, "worker").read(["code"])

    def test_who_did_not_come_was_absent(self):
        self.session.action_open_sign_in()
        self.row(self.worker).state = "present"
        self.assertEqual(self.row(self.worker).signed_by, "officer")
        self.session.action_end_sign_in()
        self.session.action_close()
        self.assertEqual(self.row(self.colleague).state, "absent")
        hours = self.session.attendance_ids.mapped("hours")
        self.assertEqual(sorted(hours), [0, 8])

    def test_closed_session_stays(self):
        self.session.action_open_sign_in()
        self.session.action_end_sign_in()
        self.session.action_close()
        row = self.row(self.worker)
        with self.assertRaisesRegex(UserError, "closed and stays"):
            row.state = "present"
        self.env.flush_all()
        for statement in (
            f"UPDATE training_attendance SET state = 'present' WHERE id = {row.id}",
            f"DELETE FROM training_attendance WHERE id = {row.id}",
            f"UPDATE training_session SET hours = 99 WHERE id = {self.session.id}",
        ):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement)

    def test_nobody_enters_his_own(self):
        self.session.action_open_sign_in()
        self.users["officer"].sudo().partner_id = self.worker.work_contact_id
        self.users["worker"].sudo().partner_id = self.third.work_contact_id
        with self.assertRaisesRegex(AccessError, "somebody else"):
            self.as_role(self.row(self.worker), "officer").state = "present"

    def test_exam_and_certificate(self):
        kind = self.env.ref("community_hr.certificate_first_aid")
        course = made.make_course(
            self.south, "急救", has_exam=True, certificate_kind_id=kind.id
        )
        session = made.make_session(
            course, date(2026, 1, 12), self.worker | self.colleague
        )
        session.action_open_sign_in()
        session.attendance_ids.state = "present"
        session.action_end_sign_in()
        with self.assertRaisesRegex(UserError, "exam are missing"):
            session.action_close()
        self.row(self.worker, session).write({"mark": 60, "examined": True})
        self.row(self.colleague, session).write({"mark": 59.99, "examined": True})
        session.action_close()
        held = self.env["staff.certificate"].search([("kind_id", "=", kind.id)])
        self.assertEqual(held.employee_id, self.worker)
        # Valid for two years.
        self.assertEqual(held.date_end, date(2028, 1, 11))
        self.assertEqual(self.row(self.colleague, session).hours, 0)

    def test_invitation_by_post_class(self):
        lead = self.make_post("站长", post_class="lead")
        self.third.version_id.post_id = lead
        self.course.class_ids = lead.class_id
        session = made.make_session(self.course, date(2026, 1, 20))
        session.action_invite()
        self.assertEqual(session.attendance_ids.employee_id, self.third)

    def test_access(self):
        rows = self.session.attendance_ids
        for role, seen in (
            ("officer", rows),
            ("committee", rows),
            ("worker", self.row(self.worker)),
            ("officer_west", rows.browse()),
            ("staff", rows.browse()),
            ("employee", rows.browse()),
        ):
            found = self.as_role(rows, role).search([])
            self.assertEqual(found, seen, role)
        for role in ("worker", "committee", "auditor", "officer_west"):
            with self.assertRaises(AccessError):
                self.as_role(rows[0], role).write({"state": "present"})


@tagged("post_install", "-at_install")
class TestNeeds(AppraisalCase):
    def needs(self, role="officer"):
        self.env.invalidate_all()
        found = self.as_role(self.env["training.need"], role).search([])
        return {
            (need.employee_id, need.kind, str(need.due), need.needed - need.done)
            for need in found
        }

    def test_hours_of_the_year(self):
        self.desk.training_hours = 10
        session = made.make_session(
            made.make_course(self.south), date(2026, 1, 12), self.worker
        )
        session.attendance_ids.state = "present"
        session.action_open_sign_in()
        session.action_end_sign_in()
        before = self.needs("worker")
        session.action_close()
        self.env.flush_all()
        self.assertEqual(before, {(self.worker, "hours", "2026-12-31", 10)})
        self.assertEqual(
            self.needs("worker"), {(self.worker, "hours", "2026-12-31", 2)}
        )
        self.assertEqual(len(self.needs()), 4)
        self.assertEqual(self.needs("officer_west"), set())

    def test_certificate_until_when(self):
        """A year from taking the post; before it expires, sixty days earlier."""
        kind = self.env.ref("community_hr.certificate_social_worker")
        self.desk.certificate_kind_ids = kind
        expiring = self.env["staff.certificate"].create(
            {
                "employee_id": self.worker.id,
                "kind_id": kind.id,
                "date_start": "2025-01-01",
                "date_end": "2026-03-13",
            }
        )
        held = expiring.copy({"employee_id": self.third.id, "date_end": False})
        self.assertTrue(held)
        self.assertEqual(
            self.needs(),
            {
                (self.worker, "certificate", "2026-03-13", 1),
                (self.colleague, "certificate", "2024-12-31", 1),
                (self.fourth, "certificate", "2024-12-31", 1),
            },
        )
        self.set_day(date(2026, 1, 11))
        self.assertNotIn((self.worker, "certificate", "2026-03-13", 1), self.needs())

    def test_course_for_new_entrants(self):
        new = staff.make_employee(
            self.south,
            "新来者",
            post_id=self.desk.id,
            date_version=date(2025, 12, 1),
            contract_date_start=date(2025, 12, 1),
        )
        self.assertEqual(self.needs(), {(new, "entrant", "2026-03-01", 1)})
        course = made.make_course(self.south, "新入职培训", kind="entrant")
        session = made.make_session(course, date(2026, 1, 12), new)
        session.attendance_ids.state = "present"
        session.action_open_sign_in()
        session.action_end_sign_in()
        session.action_close()
        self.env.flush_all()
        self.assertEqual(self.needs(), set())

    def test_first_page(self):
        self.desk.training_hours = 10
        group = self.as_role(self.env["community.home"], "officer")._get_need_group()
        self.assertEqual((group["count"], group["overdue"]), (4, 0))
