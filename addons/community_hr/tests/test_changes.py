import base64
import io

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.community_hr.demo import factory as staff

from .common import StaffEngineCase

HEAD = ("姓名", "社区", "岗位", "档级", "学历", "工龄起算日", "聘用日期", "现月工资")


class ChangeCase(StaffEngineCase):
    """南湖 has a post for two that pays by the street's scale (3000 × 1.0, 1.1, …)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scale = staff.make_scale(cls.env, cls.east_street)
        cls.post = cls.make_post(quota=2)
        cls.lead = cls.make_post("站长", post_class="lead")

    def by_officer(self, model):
        return self.env[model].with_user(self.officer)


@tagged("post_install", "-at_install")
class TestTransition(ChangeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.transition = (
            cls.env["staff.transition"]
            .with_user(cls.officer)
            .create(
                {
                    "name": "套改",
                    "area_id": cls.east_street.id,
                    "date": "2026-07-01",
                }
            )
        )

    def open_wizard(self, *rows):
        book = openpyxl.Workbook()
        for row in (HEAD, *rows):
            book.active.append(row)
        content = io.BytesIO()
        book.save(content)
        wizard = self.by_officer("staff.transition.import").create(
            {
                "transition_id": self.transition.id,
                "source": "file",
                "file": base64.b64encode(content.getvalue()),
            }
        )
        wizard.action_preview()
        return wizard

    def row(self, name="袁小满", post="窗口受理岗", grade=None, pay=2900, **more):
        values = {
            "area": "南湖社区",
            "education": "本科",
            "since": "2018-03-01",
            "hired": "2020-01-01",
            **more,
        }
        return (
            name,
            values["area"],
            post,
            grade,
            values["education"],
            values["since"],
            values["hired"],
            pay,
        )

    def load(self, *rows):
        wizard = self.open_wizard(*rows)
        self.assertFalse(wizard.problem_ids.mapped("message"))
        wizard.action_apply()
        self.assertEqual(wizard.state, "done")
        return self.transition.line_ids

    def test_preview_of_old_and_new_pay(self):
        """8 full years: two steps of three, so grade 3: 3000 × 1.2 + 8 × 20."""
        wizard = self.open_wizard(self.row(), self.row("新人", grade=1, pay=3500.5))
        self.assertEqual(
            [
                (line.name, line.status, line.grade_number, line.old_pay, line.new_pay)
                for line in wizard.line_ids
            ],
            [
                ("袁小满", "known", 3, 2900, 3760),
                ("新人", "new", 1, 3500.5, 3160),
            ],
        )
        self.assertEqual((wizard.total_old, wizard.total_new), (6400.5, 6920))

    def test_only_what_was_agreed_is_loaded(self):
        wizard = self.open_wizard(self.row(), self.row("新人"))
        wizard.line_ids[1].chosen = False
        wizard.action_apply()
        self.assertEqual(self.transition.line_ids.employee_id, self.worker)
        self.assertFalse(self.env["hr.employee"].search([("name", "=", "新人")]))

    def test_every_problem_has_its_place(self):
        for row, place in (
            (self.row(area="天边社区"), (2, "Area", "天边社区")),
            (self.row(post="没有的岗"), (2, "Post", "窗口受理岗")),
            (self.row(grade=99), (2, "Grade", "no scale")),
            (self.row("迟到", hired="2026-08-01"), (2, "Hired on", "2026-08-01")),
            (self.row(pay=-1), (2, "Paid a Month", "-1")),
            (self.row(since="去年"), (2, "Seniority from", "去年")),
            (self.row(education="神童"), (2, "Education", "神童")),
        ):
            with self.subTest(place=place):
                wizard = self.open_wizard(row)
                problem = wizard.problem_ids[:1]
                self.assertEqual(problem.row, place[0])
                self.assertIn(problem.column, (place[1], *HEAD))
                self.assertIn(place[2], problem.message)
                self.assertEqual(wizard.state, "source")

    def test_list_beyond_the_quota(self):
        wizard = self.open_wizard(*(self.row(f"新人{n}") for n in range(3)))
        self.assertEqual(wizard.problem_ids.row, 4)
        self.assertIn("quota of 2", wizard.problem_ids.message)

    def test_in_effect_as_decided(self):
        lines = self.load(self.row(), self.row("新人"))
        with self.assertRaises(AccessError):
            self.transition.action_apply()
        self.decide(self.transition)
        self.transition.action_apply()
        self.assertEqual(self.transition.state, "applied")
        for line in lines:
            version = line.employee_id._get_versions_on(self.day("2026-07-01"))[
                line.employee_id
            ]
            self.assertEqual(str(version.date_version), "2026-07-01")
            self.assertEqual((version.post_id, version.grade_number), (self.post, 3))
            # Two years are left over of the eight: the next step comes in 2027.
            self.assertEqual(str(version.step_from), "2024-03-01")
        before = self.worker._get_versions_on(self.day("2026-06-30"))[self.worker]
        self.assertFalse(before.post_id)
        with self.assertRaisesRegex(UserError, "stays as it is"):
            lines[0].grade_number = 9

    def test_changed_after_the_decision(self):
        lines = self.load(self.row())
        self.decide(self.transition)
        lines.grade_number = 9
        with self.assertRaisesRegex(UserError, "changed after it was submitted"):
            self.transition.action_apply()

    def test_other_pay_than_decided(self):
        """A certificate entered since pays 200 more: nobody has decided that."""
        self.load(self.row())
        self.decide(self.transition)
        self.env["staff.certificate"].create(
            {
                "employee_id": self.worker.id,
                "kind_id": self.env.ref("community_hr.certificate_social_worker").id,
                "date_start": "2026-01-01",
            }
        )
        with self.assertRaisesRegex(UserError, "changed after it was submitted"):
            self.transition.action_apply()

    def test_two_change_places(self):
        one, two = self.make_post("甲岗"), self.make_post("乙岗")
        for employee, post in ((self.worker, one), (self.colleague, two)):
            employee.version_id.write({"post_id": post.id, "grade_number": 1})
        self.load(
            self.row(post="乙岗", grade=1), self.row("邱立秋", post="甲岗", grade=1)
        )
        self.decide(self.transition)
        self.transition.action_apply()
        day = self.day("2026-07-01")
        held = (self.worker | self.colleague)._get_versions_on(day)
        self.assertEqual(held[self.worker].post_id, two)
        self.assertEqual(held[self.colleague].post_id, one)

    def test_amounts_are_nobody_s_to_write(self):
        line = self.load(self.row())
        for vals in ({"new_pay": 1}, {"problem": "x"}, {"area_id": self.west.id}):
            with self.assertRaises(AccessError):
                line.write(vals)
        with self.assertRaises(AccessError):
            self.transition.state = "applied"

    def test_other_street_and_committee(self):
        self.load(self.row())
        with self.assertRaises(AccessError):
            self.as_role(self.transition, "officer_west").read(["name"])
        line = self.as_role(self.transition.line_ids, "committee")
        self.assertEqual(line.new_pay, 3760)
        with self.assertRaises(AccessError):
            line.write({"grade_number": 1})
        with self.assertRaises(AccessError):
            self.as_role(line, "worker").read(["new_pay"])


@tagged("post_install", "-at_install")
class TestGrowth(ChangeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker.version_id.write(
            {
                "post_id": cls.post.id,
                "grade_number": 2,
                "step_from": "2023-01-01",
                "seniority_from": "2023-01-01",
            }
        )
        cls.colleague.version_id.write(
            {
                "post_id": cls.post.id,
                "grade_number": 2,
                "step_from": "2024-01-01",
            }
        )
        cls.growth = (
            cls.env["staff.growth"]
            .with_user(cls.officer)
            .create({"name": "晋档", "area_id": cls.south.id, "date": "2026-04-01"})
        )

    def fail_year(self, *years):
        results = {self.worker: dict.fromkeys(years, False)}
        self.patch(
            type(self.env["staff.growth"]),
            "_get_year_results",
            lambda growth, employees: results,
        )

    def test_step_after_three_good_years(self):
        """2023, 2024, 2025: grade 3 pays 3600 + 3 × 20, grade 2 3300 + 3 × 20."""
        self.growth.action_propose()
        line = self.growth.line_ids
        self.assertEqual(line.employee_id, self.worker)
        self.assertEqual((line.from_grade, line.grade_number), (2, 3))
        self.assertEqual((line.old_pay, line.new_pay), (3360, 3660))
        self.assertIn("3 good years", line.reason)

    def test_failed_year_does_not_count(self):
        self.fail_year(2024)
        self.growth.action_propose()
        self.assertFalse(self.growth.line_ids)
        self.growth.date = "2027-04-01"
        self.growth.action_propose()
        line = self.growth.line_ids.filtered(
            lambda line: line.employee_id == self.worker
        )
        self.assertEqual(line.grade_number, 3)
        self.assertIn("not counted: 2024", line.reason)

    def test_no_step_beyond_the_post(self):
        self.post.write({"grade_from": 1, "grade_to": 2})
        self.growth.action_propose()
        self.assertFalse(self.growth.line_ids)

    def test_community_s_committee_decides_and_history_keeps_it(self):
        self.growth.action_propose()
        resolution = self.decide(self.growth)
        self.assertEqual(resolution.organ_id, self.committee)
        self.growth.action_apply()
        version = self.worker._get_versions_on(self.day("2026-04-01"))[self.worker]
        self.assertEqual(version.grade_number, 3)
        self.assertEqual(str(version.step_from), "2026-01-01")
        self.assertEqual(len(self.worker.version_ids), 2)
        again = self.growth.copy({"date": "2026-05-01"})
        again.action_propose()
        self.assertFalse(again.line_ids)

    def test_street_decides_for_the_street(self):
        run = self.by_officer("staff.growth").create(
            {"name": "晋档", "area_id": self.east_street.id, "date": "2026-04-01"}
        )
        run.action_propose()
        self.assertEqual(self.decide(run).organ_id, self.working_committee)

    def test_who_is_taken_off_the_list_does_not_rise(self):
        self.growth.action_propose()
        self.growth.line_ids.unlink()
        with self.assertRaisesRegex(UserError, "changes nothing"):
            self.growth.action_request_matter()

    def test_promotion_pays_no_less(self):
        """Grade 2 pays 3300: so does grade 2 of the other class, by the scale."""
        wizard = self.by_officer("staff.promotion").create(
            {
                "growth_id": self.growth.id,
                "employee_id": self.worker.id,
                "post_id": self.lead.id,
            }
        )
        wizard.action_add()
        line = self.growth.line_ids
        self.assertEqual((line.kind, line.grade_number), ("promotion", 2))
        # 3300 + 3 × 20 + 800 for the post
        self.assertEqual(line.new_pay, 4160)
        self.growth.action_propose()
        self.assertEqual(self.growth.line_ids, line)
        self.decide(self.growth)
        self.growth.action_apply()
        day = self.day("2026-04-01")
        version = self.worker._get_versions_on(day)[self.worker]
        self.assertEqual(version.post_id, self.lead)

    def test_new_base_is_told(self):
        """3000 → 3100 from April: two people at 1.1 get 110 more each."""
        self.scale.date_end = "2026-03-31"
        self.scale.flush_recordset()
        staff.make_scale(
            self.env, self.east_street, base=3100, code="next", date_start="2026-04-01"
        )
        self.growth.action_propose()
        self.assertEqual(self.growth.base_more, 220)

    def test_later_entry_stands_in_the_way(self):
        self.growth.action_propose()
        self.worker.create_version({"date_version": "2026-06-01", "grade_number": 5})
        self.decide(self.growth)
        with self.assertRaisesRegex(UserError, "entered after 2026-04-01"):
            self.growth.action_apply()
