from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.community_hr.demo import factory as staff

from .common import StaffCase, StaffEngineCase


@tagged("post_install", "-at_install")
class TestQuota(StaffCase):
    """Nobody more on a post than its quota, whatever way he is put there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.post = cls.make_post(quota=1)
        cls.other = cls.make_post("网格岗", quota=1)

    def officer(self, record):
        return self.as_role(record, "officer")

    def place(self, employee, post, day=None):
        """Put an employee on a post as the officer does, from a day or from ever."""
        if day:
            return self.officer(employee).create_version(
                {"date_version": day, "post_id": post.id}
            )
        self.officer(employee).version_id.post_id = post.id

    def assertFull(self):
        return self.assertRaisesRegex(ValidationError, "has a quota of 1")

    def test_second_one_is_refused(self):
        self.place(self.worker, self.post)
        self.assertEqual((self.post.headcount, self.post.vacancies), (1, 0))
        with self.assertFull():
            self.place(self.colleague, self.post)

    def test_refused_at_hiring(self):
        self.place(self.worker, self.post)
        with self.assertFull():
            staff.make_employee(self.south, "新来者", post_id=self.post.id)

    def test_refused_for_a_day_in_the_middle(self):
        """Free today, but somebody comes in June: who stays on would be too many."""
        self.place(self.worker, self.post, "2026-06-01")
        with self.assertFull():
            self.place(self.colleague, self.post, "2026-03-01")

    def test_free_until_the_other_comes(self):
        self.place(self.worker, self.post, "2026-06-01")
        self.colleague.version_id.contract_date_end = "2026-05-31"
        self.place(self.colleague, self.post, "2026-03-01")
        spells = self.post.occupancy_ids
        self.assertEqual(
            [(str(s.date_start), str(s.date_end)) for s in spells],
            [("2026-06-01", "False"), ("2026-03-01", "2026-05-31")],
        )

    def test_longer_contract_does_not_overrun(self):
        self.colleague.version_id.contract_date_end = "2026-05-31"
        self.place(self.colleague, self.post)
        self.place(self.worker, self.post, "2026-06-01")
        with self.assertFull():
            self.officer(self.colleague.version_id).contract_date_end = "2026-07-31"

    def test_next_step_of_the_holder_asks_nothing(self):
        """After a cut of the quota he stays, rises, leaves; nobody else comes."""
        post = self.make_post("巡查岗", quota=2)
        self.place(self.worker, post)
        self.place(self.colleague, post)
        post.quota = 1
        self.assertEqual(post.state, "over")
        self.officer(self.worker).create_version(
            {"date_version": "2026-04-01", "grade_number": 3}
        )
        self.place(self.worker, self.other, "2026-08-01")
        with self.assertFull():
            staff.make_employee(self.south, "新来者", post_id=post.id)

    def test_undoing_a_move_does_not_overfill(self):
        """The days of a version that goes fall back to the one before."""
        self.place(self.worker, self.post)
        moved = self.place(self.worker, self.other, "2026-04-01")
        self.place(self.colleague, self.post, "2026-04-01")
        for undo in (
            lambda: self.officer(moved).unlink(),
            lambda: self.officer(moved).write({"active": False}),
            lambda: self.officer(moved).write({"date_version": "2026-05-01"}),
        ):
            with self.subTest(undo), self.assertFull(), self.env.cr.savepoint():
                undo()

    def test_return_from_the_archive_is_counted(self):
        self.place(self.worker, self.post)
        self.officer(self.worker).action_archive()
        self.place(self.colleague, self.post)
        with self.assertFull():
            self.officer(self.worker).action_unarchive()

    def test_database_refuses_plain_statements(self):
        self.place(self.worker, self.post)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE hr_version SET post_id = %s WHERE id = %s",
                (self.post.id, self.colleague.version_id.id),
            )
            self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_officer_does_not_raise_the_quota(self):
        with self.assertRaises(AccessError):
            self.officer(self.post).quota = 9
        self.as_role(self.post, "street").quota = 2

    def test_post_of_another_street_is_refused(self):
        alien = self.make_post("西口岗", area=self.west)
        with self.assertRaisesRegex(ValidationError, "is no post of 东街道"):
            self.worker.version_id.post_id = alien.id

    def test_grades_of_the_post(self):
        self.other.write({"grade_from": 2, "grade_to": 4})
        version = self.worker.version_id
        version.write({"post_id": self.other.id, "grade_number": 4})
        for grade in (1, 5):
            with self.assertRaisesRegex(ValidationError, "has the grades 2 to 4"):
                version.grade_number = grade

    def test_own_post_is_entered_by_somebody_else(self):
        me = self._employ(self.south, self.users["officer"])
        for change in (
            lambda: self.officer(me).write({"grade_number": 9}),
            lambda: self.officer(me.version_id).write({"post_id": self.post.id}),
            lambda: self.place(me, self.post, "2026-06-01"),
            lambda: self.officer(self.env["hr.version"]).create(
                {"employee_id": me.id, "date_version": "2026-07-01"}
            ),
        ):
            with self.assertRaisesRegex(AccessError, "somebody else"):
                change()

    def test_held_post_stays(self):
        self.place(self.worker, self.post)
        street = self.as_role(self.post, "street")
        with self.assertRaisesRegex(ValidationError, "is held by 袁小满"):
            street.active = False
        with self.assertRaisesRegex(UserError, "stays on record"):
            street.unlink()
        with self.assertRaises(AccessError):
            street.class_id = self.env.ref("community_hr.class_lead")

    def test_vacant_posts_are_found(self):
        self.place(self.worker, self.post)
        posts = self.env["staff.post"]
        ours = posts.browse((self.post | self.other).ids)
        vacant = posts.search([("state", "=", "vacant"), ("id", "in", ours.ids)])
        self.assertEqual(vacant, self.other)
        self.assertEqual(self.post.holders, "袁小满")

    def test_certificates_lacking(self):
        kind = self.env.ref("community_hr.certificate_social_worker")
        self.post.certificate_kind_ids = kind
        self.place(self.worker, self.post)
        spell = self.env["staff.occupancy"].search([("post_id", "=", self.post.id)])
        self.assertEqual(spell.lacking, kind.name)
        self.env["staff.certificate"].create(
            {
                "employee_id": self.worker.id,
                "kind_id": kind.id,
                "date_start": "2025-01-01",
            }
        )
        spell.invalidate_recordset(["lacking"])
        self.assertFalse(spell.lacking)


@tagged("post_install", "-at_install")
class TestQuotaException(StaffEngineCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.post = cls.make_post(quota=0)

    def make_exception(self, **vals):
        vals = {
            "post_id": self.post.id,
            "date_start": "2026-03-01",
            "date_end": "2026-12-31",
            "reason": "经济普查",
            **vals,
        }
        return self.env["staff.quota.exception"].with_user(self.officer).create(vals)

    def test_one_more_under_the_street_s_decision(self):
        exempt = self.make_exception()
        place = {"date_version": "2026-04-01", "post_id": exempt.post_id.id}
        with self.assertRaisesRegex(ValidationError, "has a quota of 0"):
            self.worker.create_version(dict(place))
        resolution = self.decide(exempt)
        self.assertEqual(resolution.organ_id, self.working_committee)
        exempt.action_put_in_force()
        self.worker.create_version(dict(place))
        with self.assertRaisesRegex(ValidationError, "has a quota of 0"):
            self.colleague.create_version(dict(place))

    def test_not_outside_its_days(self):
        exempt = self.make_exception()
        self.decide(exempt)
        exempt.action_put_in_force()
        with self.assertRaisesRegex(ValidationError, "2027-01-01"):
            self.worker.create_version(
                {"date_version": "2027-01-01", "post_id": exempt.post_id.id}
            )

    def test_nothing_but_the_resolution_puts_it_in_force(self):
        exempt = self.make_exception()
        with self.assertRaises(AccessError):
            exempt.action_put_in_force()
        with self.assertRaises(AccessError):
            exempt.state = "in_force"
        with self.assertRaises(AccessError):
            self.make_exception(state="in_force")
        self.decide(exempt)
        exempt.extra = 5
        with self.assertRaisesRegex(UserError, "changed after it was submitted"):
            exempt.action_put_in_force()


@tagged("post_install", "-at_install")
class TestWindow(StaffCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        unit = cls.make_post().unit_id
        hours = [
            (0, 0, {"weekday": day, "hour_from": 9, "hour_to": 12.5}) for day in "01234"
        ]
        cls.window = cls.env["staff.window"].create(
            {"name": "综合窗口", "unit_id": unit.id, "opening_ids": hours}
        )

    def test_hours_of_holidays_and_make_up_days(self):
        days = self.env["community.calendar.day"]
        days.search([("date", "in", ("2026-10-01", "2026-10-10"))]).unlink()
        days.create(
            [
                {"date": day, "is_working": working, "name": "国庆", "source": "测试"}
                for day, working in (("2026-10-01", False), ("2026-10-10", True))
            ]
        )
        for day, hours in (
            ("2026-09-30", ["9:00–12:30"]),
            ("2026-10-01", []),
            ("2026-10-10", ["9:00–12:30"]),
            ("2026-10-11", []),
        ):
            with self.subTest(day):
                openings = self.window._get_openings(self.day(day))
                self.assertEqual(openings.mapped("hours"), hours)

    def test_hours_do_not_overlap(self):
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.window.opening_ids[0].copy({"hour_from": 12, "hour_to": 18})

    def test_staff_enter_the_day_s_figures_once(self):
        figures = self.as_role(self.env["staff.window.figure"], "staff")
        vals = {"window_id": self.window.id, "date": "2026-03-02", "tickets": 5}
        figure = figures.create({**vals, "served": 4, "on_the_spot": 3})
        for bad in ({"served": 6}, {"on_the_spot": 5}, {"complaints": 9}):
            with (
                self.subTest(bad),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                figure.write(bad)
                figure.flush_recordset()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            figures.create(dict(vals))
        with self.assertRaisesRegex(ValidationError, "still to come"):
            figures.create({**vals, "date": "2099-01-01"})
        with self.assertRaises(AccessError):
            self.as_role(figure, "officer_west").read(["served"])


@tagged("post_install", "-at_install")
class TestSecondment(StaffCase):
    def lend(self, **vals):
        vals = {
            "employee_id": self.worker.id,
            "to_area_id": self.north.id,
            "date_start": "2026-03-01",
            "date_end": "2026-05-31",
            "document": "东街组〔2026〕1号",
            **vals,
        }
        return self.as_role(self.env["staff.secondment"], "officer").create(vals)

    def test_own_post_stays_and_counts(self):
        post = self.make_post()
        self.worker.version_id.post_id = post.id
        loan = self.lend()
        self.assertEqual(loan.area_id, self.south)
        self.assertEqual(post.headcount, 1)

    def test_in_one_place_at_a_time(self):
        self.lend()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.lend(date_start="2026-05-31", date_end="2026-06-30")

    def test_borrower_reads_and_does_not_write(self):
        loan = self.lend(to_area_id=self.west.id)
        seen = self.as_role(loan, "officer_west")
        self.assertEqual(seen.employee_id.name, "袁小满")
        with self.assertRaises(AccessError):
            seen.date_end = "2026-04-01"
        with self.assertRaises(AccessError):
            self.as_role(loan, "worker").read(["document"])

    def test_post_lies_where_he_is_lent(self):
        with self.assertRaisesRegex(ValidationError, "is no post of 北坡社区"):
            self.lend(to_post_id=self.make_post().id)
