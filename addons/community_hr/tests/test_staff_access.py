from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.community_hr.demo import factory as staff

from .common import StaffCase


@tagged("post_install", "-at_install")
class TestStaffAccess(StaffCase):
    """Who sees and keeps whom."""

    def found(self, role, model="hr.employee"):
        return self.as_role(self.env[model], role).search([])

    def test_officer_sees_the_staff_of_his_street(self):
        self.assertEqual(self.found("officer"), self.worker | self.colleague)
        self.assertEqual(self.found("officer_west"), self.stranger)

    def test_history_follows_the_employee(self):
        versions = self.found("officer", "hr.version")
        self.assertEqual(versions.employee_id, self.worker | self.colleague)

    def test_other_street_is_closed(self):
        alien = self.as_role(self.worker, "officer_west")
        with self.assertRaises(AccessError):
            alien.read(["birthday"])
        with self.assertRaises(AccessError):
            alien.write({"birthday": "1990-01-01"})
        with self.assertRaises(AccessError):
            self.as_role(self.worker.version_id, "officer_west").read(["wage"])

    def test_officer_does_not_move_staff_into_another_street(self):
        with self.assertRaises(AccessError):
            self.as_role(self.worker, "officer").area_id = self.west

    def test_auditor_reads_and_changes_nothing(self):
        seen = self.as_role(self.worker, "auditor")
        self.assertEqual(seen.contract_date_start, staff.HIRED)
        for role in ("auditor", "worker", "colleague", "committee"):
            with self.assertRaises(AccessError):
                self.as_role(self.worker, role).write({"name": "x"})

    def test_colleague_reads_nothing_of_the_history(self):
        for role in ("worker", "colleague", "committee", "employee"):
            with self.assertRaises(AccessError):
                self.as_role(self.worker.version_id, role).read(["date_version"])

    def test_without_area_only_the_administrator(self):
        outside = self.env["hr.employee"].create({"name": "外聘"})
        self.assertNotIn(outside, self.found("officer"))
        self.assertNotIn(outside, self.found("auditor"))
        manager = self.users["administrator"]
        manager.group_ids += self.env.ref("hr.group_hr_manager")
        self.assertIn(outside, self.found("administrator"))
        self.assertNotIn(self.worker, self.found("administrator"))

    def test_person_is_employed_once(self):
        with self.assertRaisesRegex(ValidationError, "employed once"):
            staff.make_employee(self.north, self.worker.work_contact_id)

    def test_cost_center_is_opened_once(self):
        accounts = (self.south | self.north)._get_analytic_accounts()
        self.assertEqual(accounts[self.south].name, "南湖社区")
        again = self.south._get_analytic_accounts()
        self.assertEqual(again[self.south], accounts[self.south])

    def test_officer_hires(self):
        person = self.users["employee"].partner_id
        hired = staff.make_employee(self.as_role(self.south, "officer"), person)
        self.assertEqual(hired.area_id, self.south)
        with self.assertRaises(AccessError):
            staff.make_employee(self.as_role(self.west, "officer"), "外街新人")

    def test_loose_version_is_tied_to_nobody_elsewhere(self):
        loose = self.as_role(self.env["hr.version"], "officer").create({})
        with self.assertRaises(AccessError):
            loose.employee_id = self.stranger
