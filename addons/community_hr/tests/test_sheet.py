import io

import openpyxl

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.community_hr.demo import factory as staff

from .common import StaffCase


@tagged("post_install", "-at_install")
class TestSheet(StaffCase):
    """六定表: what stands on it, and for whom."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        staff.make_scale(cls.env, cls.east_street)
        cls.post = cls.make_post(quota=2, grade_from=1, grade_to=3, duties="受理事项")
        cls.post.unit_id.write(
            {
                "duties": "服务居民",
                "budget_ids": [(0, 0, {"year": 2026, "amount": 9e5, "document": "x"})],
            }
        )
        cls.worker.version_id.write({"post_id": cls.post.id, "grade_number": 2})
        cls.colleague.version_id.concurrent_post_ids = cls.post

    def sheet(self, role="officer", **vals):
        sheets = self.as_role(self.env["staff.sheet"], role)
        return sheets.create({"area_id": self.south.id, "date": "2026-05-01", **vals})

    def test_the_six_things(self):
        values = self.sheet()._prepare_sheet()
        [unit] = values["units"]
        [post] = unit["posts"]
        self.assertEqual((unit["duties"], unit["budget"]), ("服务居民", 900000))
        self.assertEqual((values["quota"], values["headcount"]), (2, 1))
        self.assertEqual((post["people"], post["beside"]), (["袁小满"], ["邱立秋"]))
        self.assertEqual((post["vacant"], post["duties"]), (1, "受理事项"))
        # Grades 1 to 3 of 3000 × 1.0, 1.1, 1.2
        self.assertEqual((post["low"], post["high"]), (3000, 3600))

    def test_as_of_an_earlier_day(self):
        values = self.sheet(date="2023-05-01")._prepare_sheet()
        self.assertEqual(values["headcount"], 0)

    def test_committee_and_auditor_see_it(self):
        for role in ("committee", "staff", "auditor", "department", "street"):
            with self.subTest(role):
                values = self.sheet(role)._prepare_sheet()
                self.assertEqual(values["headcount"], 1)

    def test_other_street_sees_nothing(self):
        self.assertFalse(self.sheet("officer_west")._prepare_sheet()["units"])

    def test_sheet_of_another_is_closed(self):
        mine = self.sheet()
        reports = self.env["ir.actions.report"].with_user(self.users["committee"])
        for name, render in (
            ("report_sheet", "_render_qweb_html"),
            ("report_sheet_xlsx", "_render_xlsx"),
        ):
            with self.assertRaises(AccessError):
                getattr(reports, render)(f"community_hr.{name}", mine.ids, {})

    def test_page(self):
        reports = self.env["ir.actions.report"].with_user(self.users["officer"])
        page, _kind = reports._render_qweb_html(
            "community_hr.report_sheet", self.sheet().ids
        )
        text = page.decode()
        for word in (
            "袁小满",
            "邱立秋",
            "3,000.00",
            "3,600.00",
            "900,000.00",
            "受理事项",
        ):
            self.assertIn(word, text)

    def test_workbook(self):
        reports = self.env["ir.actions.report"].with_user(self.users["officer"])
        content, kind = reports._render_xlsx(
            "community_hr.report_sheet_xlsx", self.sheet().ids, {}
        )
        self.assertEqual(kind, "xlsx")
        page = openpyxl.load_workbook(io.BytesIO(content)).active
        rows = list(page.iter_rows(values_only=True))
        self.assertEqual(page.title, "南湖社区")
        self.assertEqual(rows[2][1:6], ("窗口受理岗", rows[2][2], 2, 1, 1))
        self.assertEqual(rows[2][9:11], (3000, 3600))
        self.assertEqual(rows[5][4], 900000)
