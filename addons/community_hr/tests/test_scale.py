from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.community_hr.demo import factory as staff

from .common import StaffCase


@tagged("post_install", "-at_install")
class TestScale(StaffCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scale = staff.make_scale(cls.env, cls.east_street)

    def rates(self, areas, first="2026-01-01", last="2026-12-31"):
        scales = self.env["staff.scale"]
        return scales._get_rates(areas, self.day(first), self.day(last))

    def end(self, day):
        self.scale.date_end = day
        self.scale.flush_recordset()

    def test_street_s_scale_is_paid_in_its_communities(self):
        scale_id, table = self.rates(self.south).find(self.south.id, date(2026, 5, 1))
        self.assertEqual(scale_id, self.scale.id)
        # 3000 × 1.2
        self.assertEqual(table.grades["officer", 3], 360000)
        self.assertEqual(table.allowances["seniority", ""].amount(25), 40000)
        self.assertIsNone(self.rates(self.west).find(self.west.id, date(2026, 5, 1)))

    def test_nearest_scale_counts(self):
        own = staff.make_scale(
            self.env,
            self.south,
            base=4000,
            date_start="2026-07-01",
            date_end="2026-09-30",
        )
        pieces = self.rates(self.south | self.north).intervals
        self.assertEqual(
            pieces[self.south.id],
            [
                (date(2026, 1, 1), date(2026, 6, 30), self.scale.id),
                (date(2026, 7, 1), date(2026, 9, 30), own.id),
                (date(2026, 10, 1), date(2026, 12, 31), self.scale.id),
            ],
        )
        self.assertEqual(len(pieces[self.north.id]), 1)

    def test_same_queries_for_one_area_and_for_all(self):
        counts = []
        for areas in (self.south, self.south | self.north | self.east_street):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.rates(areas)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_examples_pay_nobody(self):
        example = self.env.ref("community_hr.scale_jinzhou")
        self.assertFalse(example.verified)
        self.assertEqual(
            [row.monthly for row in example.grade_ids if row.number in (1, 16)],
            [2958, 4289] * 3,
        )
        with self.assertRaisesRegex(UserError, "adopt it first"):
            example.action_put_in_force()

    def test_example_is_adopted_for_one_s_own_area(self):
        example = self.env.ref("community_hr.scale_twelve")
        self.end(self.today)
        action = self.as_role(example, "district").action_adopt()
        adopted = self.env["staff.scale"].browse(action["res_id"])
        self.assertEqual(adopted.area_id, self.district)
        self.assertEqual((adopted.state, adopted.is_example), ("draft", False))
        self.assertEqual(len(adopted.grade_ids), 36)

    def test_in_force_it_stays(self):
        grade = self.scale.grade_ids[0]
        for change in (
            lambda: self.scale.write({"base_amount": 9000}),
            lambda: self.scale.write({"grade_ids": [(1, grade.id, {"amount": 9})]}),
            lambda: grade.write({"coefficient": 9}),
            lambda: grade.unlink(),
            lambda: self.scale.allowance_ids[0].write({"amount": 9}),
            lambda: self.scale.allowance_ids[-1].copy(),
            lambda: self.scale.entry_ids[0].unlink(),
            lambda: self.scale.unlink(),
        ):
            with self.assertRaisesRegex(UserError, "in force"):
                change()
        with self.assertRaises(AccessError):
            self.scale.state = "draft"
        self.end("2029-12-31")
        draft = self.scale.copy(
            {"code": "x", "date_start": "2030-01-01", "date_end": False}
        )
        self.assertEqual(draft.state, "draft")
        with self.assertRaisesRegex(UserError, "in force"):
            draft.grade_ids[0].scale_id = self.scale

    def test_officer_does_not_make_the_scale_he_pays_by(self):
        past = {"code": "x", "date_start": "2020-01-01", "date_end": "2020-12-31"}
        for change in (
            lambda: self.as_role(self.scale, "officer").write({"date_end": self.today}),
            lambda: self.as_role(self.scale, "officer").copy(past),
        ):
            with self.assertRaises(AccessError):
                change()

    def test_one_scale_a_day(self):
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            staff.make_scale(self.env, self.east_street, code="second")

    def test_grade_has_coefficient_or_amount(self):
        self.end("2029-12-31")
        draft = self.scale.copy(
            {"code": "x", "date_start": "2030-01-01", "date_end": False}
        )
        with self.assertRaisesRegex(ValidationError, "either a coefficient"):
            draft.grade_ids[0].amount = 100

    def test_entry_grade_by_education_and_years(self):
        officer = self.env.ref("community_hr.class_officer")
        for education, years, grade in (
            ("college", 0, 1),
            ("master", 0, 3),
            ("master", 7, 5),
            ("college", 60, 12),
        ):
            with self.subTest(education=education, years=years):
                self.assertEqual(
                    self.scale._get_entry_grade(officer, education, years), grade
                )

    def test_next_year_s_adjustment(self):
        """The new base is entered on a copy; the old scale ends the day before."""
        action = self.as_role(self.scale, "street").action_prepare_next()
        following = self.env["staff.scale"].browse(action["res_id"])
        year = following.date_start.year
        following.base_amount = 3100
        following.action_put_in_force()
        rates = self.rates(self.south, f"{year - 1}-12-31", f"{year}-01-01")
        for day, fen in ((date(year - 1, 12, 31), 300000), (date(year, 1, 1), 310000)):
            self.assertEqual(
                rates.find(self.south.id, day)[1].grades["officer", 1], fen
            )
