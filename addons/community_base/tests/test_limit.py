from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CommunityCase

USED = {
    "term_notice_days",
    "reminder_days",
    "escalation_days",
    "accountability_overdue_days",
    "objection_per_hour",
    "objection_answer_days",
    "objection_contact_days",
    "minutes_days",
}


@tagged("post_install", "-at_install")
class TestLimit(CommunityCase):
    """时限与限额: what the code asks for is there, dated, and says where it is from."""

    def setUp(self):
        super().setUp()
        self.limits = self.env["community.limit"]

    def test_what_is_asked_for_is_shipped(self):
        for code in USED:
            limit = self.limits._get_fact(code, self.today)
            self.assertTrue(limit.source, code)
            self.assertGreater(limit.value, 0, code)

    def test_a_missing_one_is_named(self):
        with self.assertRaisesRegex(UserError, "no_such_limit.*2026-01-01"):
            self.limits._get("no_such_limit", self.day("2026-01-01"))
        with self.assertRaisesRegex(UserError, "minutes_days.*2000-01-01"):
            self.limits._get("minutes_days", self.day("2000-01-01"))

    def test_a_new_value_ends_the_one_before(self):
        before = self.limits._get_fact("minutes_days", self.today)
        self.set_limit("minutes_days", 9)
        yesterday = self.today - timedelta(days=1)
        self.assertEqual(before.date_end, yesterday)
        self.assertEqual(self.limits._get("minutes_days", yesterday), 5)
        self.assertEqual(self.limits._get("minutes_days", self.today), 9)

    def test_residents_are_held_to_it_too(self):
        for role in ("public", "portal", "employee"):
            limits = self.as_role(self.limits, role)
            self.assertEqual(limits._get("objection_per_hour", self.today), 20)
            with self.assertRaises(AccessError):
                limits.search([])

    def test_what_was_in_force_stays(self):
        limit = self.limits._get_fact("minutes_days", self.today)
        limit = self.as_role(limit, "administrator").sudo(False)
        for vals in (
            {"value": 1},
            {"code": "x"},
            {"unit": "times"},
            {"date_start": "2026-01-01"},
        ):
            with self.assertRaises(AccessError, msg=vals):
                limit.write(vals)
        with self.assertRaises(AccessError):
            limit.unlink()
        limit.verified = True

    @mute_logger("odoo.sql_db")
    def test_never_two_at_once_and_never_below_zero(self):
        self.set_limit("minutes_days", 9)
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.set_limit("minutes_days", 7)
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.set_limit("escalation_days", -1)

    def test_a_term_ends_in_its_unit(self):
        # 2026-11-20 is a Friday.
        friday = self.day("2026-11-20")
        end = self.limits._get_deadline
        self.assertEqual(end("minutes_days", friday), self.day("2026-11-27"))
        self.assertEqual(end("escalation_days", friday), self.day("2026-11-23"))
