from datetime import date
from fractions import Fraction
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.community_base.demo import factory
from odoo.addons.community_hr.demo import appraisal_factory as made
from odoo.addons.community_hr.demo import factory as staff
from odoo.addons.community_hr.demo import pay_factory as pay

from .appraisal_common import YEAR, AppraisalCase


@tagged("post_install", "-at_install")
class TestScheme(AppraisalCase):
    def test_in_force_stays_as_it_is(self):
        for change in (
            lambda: self.scheme.write({"missing": "refuse"}),
            lambda: self.scheme.party_ids[0].write({"weight": 20}),
            lambda: self.scheme.criterion_ids[0].unlink(),
            lambda: self.scheme.grade_ids.create(
                {"scheme_id": self.scheme.id, "code": "x", "name": "x"}
            ),
            lambda: self.scheme.unlink(),
        ):
            with self.assertRaisesRegex(UserError, "in force and stays"):
                change()

    def test_database_keeps_its_parts(self):
        for table in ("appraisal_party", "appraisal_criterion", "appraisal_grade"):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(f"UPDATE {table} SET code = code || 'x'")

    def test_rules_that_give_no_result_are_refused(self):
        heavy = [("self", "自评", "self", None, 60), *made.PARTIES[1:]]
        with self.assertRaisesRegex(ValidationError, "make up 100"):
            made.make_scheme(self.env, parties=heavy, code="heavy")
        silent = [(*made.CRITERIA[2][:4], False), *made.CRITERIA[:2]]
        with self.assertRaisesRegex(ValidationError, "say from what"):
            made.make_scheme(self.env, criteria=silent, code="silent")

    def test_copy_names_its_own_parties(self):
        copy = self.scheme.copy()
        self.assertEqual(copy.state, "draft")
        self.assertEqual(copy.criterion_ids.party_ids, copy.party_ids)
        self.assertEqual(len(copy.criterion_ids), 3)

    def test_cycle_wants_a_scheme_in_force_there(self):
        draft = self.scheme.copy()
        with self.assertRaisesRegex(ValidationError, "not in force"):
            made.make_cycle(draft, self.south, YEAR)
        with self.assertRaisesRegex(ValidationError, "not in force"):
            made.make_cycle(self.scheme, self.west, YEAR)
        with self.assertRaisesRegex(ValidationError, "not in force"):
            made.make_cycle(self.scheme, self.south, date(2023, 1, 1))

    def test_missing_quota_is_named(self):
        scheme = made.make_scheme(self.env, quota_code="nowhere", code="other")
        with self.assertRaisesRegex(UserError, "nowhere"):
            self.open_cycle(scheme=scheme)

    def test_shipped_quota_is_not_claimed_to_be_verified(self):
        quota = self.env.ref("community_hr.quota_excellent")
        self.assertEqual((quota.ratio, quota.verified), (20, False))


@tagged("post_install", "-at_install")
class TestMarks(AppraisalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle = made.make_cycle(
            cls.scheme.with_user(cls.users["officer"]), cls.south, YEAR
        )
        cls.cycle.action_open()

    def rows(self, employee, party):
        rows = self.sheet(self.cycle.sudo(), employee).score_ids
        return rows.filtered(lambda row: row.party_id.code == party)

    def test_sheets_are_laid_out(self):
        self.assertEqual(self.cycle.sheet_ids.employee_id, self.people)
        self.assertEqual(len(self.sheet(self.cycle, self.worker).score_ids), 6)
        self.assertEqual(self.cycle.workload_ids.heads, 4)

    def test_too_short_in_service(self):
        late = staff.make_employee(
            self.south,
            "新来者",
            post_id=self.desk.id,
            contract_date_start=date(2025, 12, 1),
        )
        scheme = made.make_scheme(self.env, code="ninety", min_days=90)
        self.cycle.action_cancel()
        cycle = self.open_cycle(scheme=scheme)
        self.assertNotIn(late, cycle.sheet_ids.employee_id)
        self.assertIn(self.worker, cycle.sheet_ids.employee_id)

    def test_each_gives_his_own(self):
        self.mark(self.cycle, "worker", "self", {self.worker: 90})
        row = self.rows(self.worker, "self")[0]
        self.assertEqual(row.given_by_id, self.worker.work_contact_id)
        self.mark(self.cycle, "committee", "committee", {self.worker: 80})
        row = self.rows(self.worker, "committee")[0]
        self.assertEqual(row.seat_id, self.secretary_seat)

    def test_nobody_gives_what_is_not_his(self):
        for role, employee, party in (
            ("worker", self.worker, "committee"),
            ("worker", self.colleague, "self"),
            ("colleague", self.worker, "self"),
            ("officer", self.worker, "self"),
            ("officer", self.worker, "committee"),
            ("committee", self.worker, "residents"),
            ("committee", self.worker, "self"),
            ("officer", self.worker, "system"),
            ("auditor", self.worker, "residents"),
            ("officer_west", self.worker, "residents"),
            ("street", self.worker, "committee"),
        ):
            with self.subTest(role, party=party), self.assertRaises(AccessError):
                self.mark(self.cycle, role, party, {employee: 99})

    def test_nobody_marks_himself_by_his_seat(self):
        """The secretary is on the staff as well."""
        boss = staff.make_employee(self.south, self.secretary)
        boss.version_id.post_id = self.desk
        self.cycle.action_cancel()
        cycle = self.open_cycle()
        self.mark(cycle, "committee", "self", {boss: 90})
        with self.assertRaises(AccessError):
            self.mark(cycle, "committee", "committee", {boss: 99})

    def test_seat_ends_with_its_day(self):
        self.secretary_seat.sudo()._end(date(2026, 1, 11), "离任")
        with self.assertRaises(AccessError):
            self.mark(self.cycle, "committee", "committee", {self.worker: 80})

    def test_who_gave_it_is_not_chosen(self):
        row = self.as_role(self.rows(self.worker, "committee")[0], "committee")
        for vals in (
            {"given_by_id": self.deputy.id},
            {"given_on": "2026-01-01", "value": 3},
            {"party_id": self.scheme.party_ids[0].id},
        ):
            with self.assertRaises(AccessError):
                row.write(vals)

    def test_residents_marks_rest_on_a_paper(self):
        row = self.as_role(self.rows(self.worker, "residents"), "officer")
        with self.assertRaisesRegex(UserError, "attach it"):
            row.value = 88

    def test_marks_out_of_range(self):
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.rows(self.worker, "self")[0].sudo().with_user(
                self.users["worker"]
            ).write({"value": 101})
            self.env.flush_all()

    def test_evidence_comes_from_trainings(self):
        """6 of the 8 hours that the post asks for: 75."""
        self.desk.training_hours = 8
        course = made.make_course(self.south, hours=6)
        session = made.make_session(course, date(2025, 5, 6), self.worker)
        session.attendance_ids.state = "present"
        session.action_open_sign_in()
        session.action_end_sign_in()
        session.action_close()
        self.cycle.action_cancel()
        cycle = self.open_cycle()
        row = self.sheet(cycle.sudo(), self.worker).score_ids.filtered(
            lambda one: one.rater == "system"
        )
        self.assertEqual((row.value, row.given_on), (75, date(2026, 1, 12)))

    def test_once_for_a_period(self):
        with self.assertRaisesRegex(UserError, "nobody to appraise"):
            self.open_cycle()
        made.make_course(self.south)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE appraisal_sheet SET subject_id = %s WHERE cycle_id = %s",
                (self.worker.id, self.cycle.id),
            )


@tagged("post_install", "-at_install")
class TestResults(AppraisalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle = made.make_cycle(
            cls.scheme.with_user(cls.users["officer"]), cls.south, YEAR
        )
        cls.cycle.action_open()

    def grade(self, employee):
        return self.sheet(self.cycle.sudo(), employee).grade_id.code

    def named(self, code):
        return self.scheme.grade_ids.filtered(lambda one: one.code == code)

    def calibrate(self, employee, code, reason="经集体研究", role="officer"):
        sheet = self.as_role(self.sheet(self.cycle, employee), role)
        sheet._calibrate(self.named(code), reason)

    def test_totals_and_grades(self):
        """Committee 50 and residents 30 alone, both 95: 95. A fifth of 4 people,
        rounded down, is no place: the best is good."""
        self.mark_all(self.cycle)
        self.cycle.action_close_scoring()
        sheet = self.sheet(self.cycle, self.worker)
        self.assertEqual((sheet.total, sheet.rank, sheet.tied), (95, 1, False))
        self.assertEqual(
            [self.grade(one) for one in self.people], ["good", "good", "basic", "fail"]
        )
        self.assertIn("62.5%", sheet.how)

    def test_self_assessment_counts(self):
        """self 10 × 55, committee 50 × 95, residents 30 × 95: 8150/90 = 90.56."""
        self.mark(self.cycle, "worker", "self", {self.worker: 55})
        self.mark_all(self.cycle)
        self.cycle.action_close_scoring()
        self.assertEqual(self.sheet(self.cycle, self.worker).total, 90.56)

    def test_missing_marks_are_named(self):
        scheme = made.make_scheme(self.env, code="strict", missing="refuse")
        self.cycle.action_cancel()
        cycle = self.open_cycle(scheme=scheme)
        with self.assertRaisesRegex(UserError, "袁小满：本人自评 gave no mark"):
            cycle.action_close_scoring()

    def test_marks_are_final_after_the_marking(self):
        self.mark_all(self.cycle)
        self.cycle.action_close_scoring()
        with self.assertRaises(AccessError):
            self.mark(self.cycle, "committee", "committee", {self.worker: 99})
        for statement in (
            "UPDATE appraisal_score SET value = 99",
            "DELETE FROM appraisal_score",
            "TRUNCATE appraisal_score CASCADE",
        ):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement)

    def test_calibration_lifts_nobody_above_his_total(self):
        self.mark_all(self.cycle)
        self.cycle.action_close_scoring()
        with self.assertRaisesRegex(UserError, "begins at 90"):
            self.calibrate(self.colleague, "excellent")
        with self.assertRaisesRegex(UserError, "Say why"):
            self.calibrate(self.colleague, "basic", " ")
        for role in ("worker", "committee", "auditor"):
            with self.assertRaises(AccessError):
                self.calibrate(self.colleague, "basic", role=role)
        self.calibrate(self.colleague, "basic")
        self.assertEqual(self.grade(self.colleague), "basic")

    def test_nobody_calibrates_himself(self):
        self.mark_all(self.cycle)
        self.cycle.action_close_scoring()
        self.users["officer"].sudo().partner_id = self.worker.work_contact_id
        self.users["worker"].sudo().partner_id = self.third.work_contact_id
        with self.assertRaisesRegex(AccessError, "his own appraisal"):
            self.calibrate(self.worker, "good")

    def test_more_best_than_places_are_not_told(self):
        self.mark_all(self.cycle)
        self.cycle.action_close_scoring()
        self.calibrate(self.worker, "excellent")
        with self.assertRaisesRegex(UserError, "0 places of the best, and 1"):
            self.cycle.action_tell()
        self.env.cr.execute("SAVEPOINT before")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env.cr.execute(
                "UPDATE appraisal_cycle SET state = 'hearing' WHERE id = %s",
                (self.cycle.id,),
            )
        self.env.cr.execute("ROLLBACK TO before")

    def test_hearing(self):
        self.tell(self.cycle)
        mine = self.as_role(self.sheet(self.cycle, self.worker), "worker")
        mine.action_state("群众测评当日我在外出差。")
        with self.assertRaises(AccessError):
            self.as_role(mine, "officer").action_state("代他说")
        self.later(11)
        with self.assertRaisesRegex(UserError, "Answer what they said"):
            self.cycle.action_publish()
        self.as_role(mine, "officer").action_answer("已核实，不影响结果。")
        self.cycle.action_publish()
        with self.assertRaises(UserError):
            mine.action_state("再说一句")

    def test_time_to_be_heard_is_kept(self):
        self.tell(self.cycle)
        with self.assertRaisesRegex(UserError, "wait"):
            self.cycle.action_publish()
        self.later(6)
        with self.assertRaisesRegex(UserError, "was over on"):
            self.as_role(self.sheet(self.cycle, self.worker), "worker").action_state(
                "x"
            )
        with self.assertRaisesRegex(UserError, "wait"):
            self.cycle.action_publish()

    def test_second_reviewer_decides_an_appeal(self):
        self.tell(self.cycle)
        self.as_role(self.sheet(self.cycle, self.worker), "worker").action_appeal(
            "偏低"
        )
        appeal = self.cycle.sheet_ids.appeal_ids
        self.later(11)
        with self.assertRaisesRegex(UserError, "not decided"):
            self.cycle.action_publish()
        for role in ("officer", "committee"):
            with self.assertRaisesRegex(AccessError, "second reviewer"):
                self.as_role(appeal, role)._decide("维持")
        for role in ("worker", "colleague", "auditor", "officer_west"):
            with self.assertRaises(AccessError):
                self.as_role(appeal, role)._decide("维持")
        with self.assertRaisesRegex(UserError, "no place of the best"):
            self.as_role(appeal, "street")._decide("改", self.named("excellent"))
        self.as_role(appeal, "street")._decide("改", self.named("basic"))
        self.assertEqual((appeal.state, self.grade(self.worker)), ("changed", "basic"))
        self.cycle.action_publish()

    def act(self, role, kind, sheet, text="据实", **vals):
        """Act by the dialog, as the button of a form opens it."""
        acts = self.as_role(self.env["appraisal.act"], role)
        vals = {"kind": kind, "sheet_id": sheet.id, "text": text, **vals}
        return acts.create(vals).action_apply()

    def test_dialog_carries_out_each_act(self):
        self.mark_all(self.cycle)
        self.cycle.action_close_scoring()
        sheet = self.sheet(self.cycle, self.worker)
        basic = self.named("basic")
        self.act("officer", "calibrate", sheet, grade_id=basic.id)
        self.assertEqual(self.grade(self.worker), "basic")
        self.cycle.action_tell()
        self.act("worker", "state", sheet, "有异议")
        self.act("worker", "appeal", sheet)
        with self.assertRaises(AccessError):
            self.act("colleague", "state", sheet)
        self.act("officer", "answer", sheet)
        self.assertEqual((sheet.statement, sheet.answer), ("有异议", "据实"))
        good = self.named("good")
        appeal = {"appeal_id": sheet.appeal_ids.id, "grade_id": good.id}
        with self.assertRaises(AccessError):
            self.act("officer", "decide", sheet, **appeal)
        self.act("street", "decide", sheet, **appeal)
        self.assertEqual(self.grade(self.worker), "good")

    def test_appeal_is_ones_own(self):
        self.tell(self.cycle)
        sheet = self.sheet(self.cycle, self.worker)
        for role in ("colleague", "officer", "committee"):
            with self.assertRaises(AccessError):
                self.as_role(sheet, role).action_appeal("x")
        with self.assertRaises(AccessError):
            self.as_role(self.env["appraisal.appeal"], "worker").create(
                {"sheet_id": sheet.id, "text": "x", "filed_on": self.today}
            )

    def test_posted_page_names_the_best_alone(self):
        quota = self.env.ref("community_hr.quota_excellent")
        quota.copy({"date_start": "2020-01-01", "date_end": "2020-12-31", "ratio": 50})
        self.cycle.action_cancel()
        half = self.env["appraisal.quota"].create(
            {
                "name": "一半",
                "code": "half",
                "ratio": 50,
                "date_start": "2020-01-01",
                "source": "测试",
            }
        )
        scheme = made.make_scheme(self.env, code="half", quota_code=half.code)
        cycle = self.open_cycle(scheme=scheme)
        self.tell(cycle, fourth=20)
        self.later(11)
        cycle.action_publish()
        page = cycle.page_ids
        self.assertIn("袁小满", page.body)
        self.assertNotIn("吕四娘", page.body)
        self.assertEqual(page.days, 5)
        with self.assertRaisesRegex(UserError, "wait"):
            cycle.action_seal()

    def test_objection_is_answered_before_the_seal(self):
        self.tell(self.cycle)
        self.later(11)
        self.cycle.action_publish()
        objections = type(self.env["community.publication"])
        self.later(6)
        with (
            patch.object(objections, "open_objection_count", 1),
            self.assertRaisesRegex(UserError, "objections"),
        ):
            self.cycle.action_seal()

    def test_what_proved_wrong_is_calibrated_anew(self):
        self.tell(self.cycle)
        self.later(11)
        self.cycle.action_publish()
        self.cycle.action_recalibrate()
        self.calibrate(self.colleague, "basic", "公示期异议属实")
        self.cycle.action_tell()
        self.later(11)
        self.cycle.action_publish()
        pages = self.cycle.page_ids
        self.assertEqual(sorted(pages.mapped("state")), ["posted", "withdrawn"])


@tagged("post_install", "-at_install")
class TestSeal(AppraisalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle = made.make_cycle(
            cls.scheme.with_user(cls.users["officer"]), cls.south, YEAR
        )
        cls.cycle.action_open()

    def setUp(self):
        super().setUp()
        self.finish(self.cycle)

    def test_sealed_results_never_change(self):
        sheet = self.sheet(self.cycle, self.worker)
        self.assertTrue(sheet.seal and self.cycle.seal)
        self.env.flush_all()
        for statement in (
            f"UPDATE appraisal_sheet SET total = 100 WHERE id = {sheet.id}",
            f"UPDATE appraisal_sheet SET coefficient = 2 WHERE id = {sheet.id}",
            f"DELETE FROM appraisal_sheet WHERE id = {sheet.id}",
            "UPDATE appraisal_cycle SET state = 'scoring'",
            "UPDATE appraisal_score SET value = 100",
        ):
            with (
                self.subTest(statement),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement)
        for state in ("calibrating", "scoring", "cancelled"):
            with self.assertRaises(AccessError):
                self.as_role(self.cycle, "officer").state = state
        for act in ("action_recalibrate", "action_cancel", "action_open"):
            with self.assertRaises(UserError):
                getattr(self.cycle, act)()

    def test_register_verifies(self):
        for record in (self.cycle, self.sheet(self.cycle, self.worker)):
            register = record.sudo().register_id
            self.assertIsNone(register._verify())

    def test_yearly_result_pays_in_the_next_year(self):
        found = self.env["appraisal.sheet"]._get_coefficients(
            self.people.ids, date(2025, 12, 1), date(2026, 2, 28)
        )
        self.assertEqual(
            found,
            {
                (one.id, date(2026, month, 1)): coefficient
                for one, coefficient in zip(
                    self.people, (1, 1, Fraction(4, 5), 0), strict=True
                )
                for month in (1, 2)
            },
        )

    def test_month_counts_before_the_year(self):
        scheme = made.make_scheme(
            self.env, code="monthly", period="monthly", effect="period"
        )
        cycle = self.open_cycle(scheme=scheme, first=date(2026, 1, 1))
        self.finish(cycle, fourth=80)
        found = self.env["appraisal.sheet"]._get_coefficients(
            self.fourth.ids, date(2026, 1, 1), date(2026, 2, 28)
        )
        self.assertEqual(
            found,
            {
                (self.fourth.id, date(2026, 1, 1)): 1,
                (self.fourth.id, date(2026, 2, 1)): 0,
            },
        )

    def test_performance_pay_follows(self):
        """A quarter of 3,100 is 775: times 1, 1, 0.8 and 0."""
        rules = [
            pay.prepare_rule(self.env, "grade", "wage"),
            pay.prepare_rule(
                self.env, "performance", "performance", ["grade"], rate=25
            ),
            pay.prepare_rule(self.env, "income_tax", "tax"),
        ]
        pay.make_policy(self.env, self.east_street, rules=rules)
        self.people.version_id.wage = 3100
        run = pay.make_run(
            self.south.with_user(self.users["officer"]), date(2026, 1, 1)
        )
        run.action_compute()
        lines = run.slip_ids.line_ids.filtered(
            lambda line: line.component_id.code == "performance"
        )
        amounts = {line.employee_id: line.amount for line in lines}
        self.assertEqual(
            [amounts.get(one, 0) for one in self.people], [775, 775, 620, 0]
        )

    def test_failed_year_reaches_growth(self):
        results = self.env["staff.growth"]._get_year_results(self.people)
        self.assertEqual(results[self.fourth], {2025: False})
        self.assertEqual(results[self.worker], {2025: True})

    def test_award_rests_on_a_sealed_best(self):
        with self.assertRaisesRegex(ValidationError, "among the best"):
            self.env["appraisal.award"].create(
                {
                    "sheet_id": self.sheet(self.cycle, self.fourth).id,
                    "name": "年度先进个人",
                    "document": "东街〔2026〕3号",
                }
            )


@tagged("post_install", "-at_install")
class TestAppraisalAccess(AppraisalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cycle = made.make_cycle(
            cls.scheme.with_user(cls.users["officer"]), cls.south, YEAR
        )
        cls.cycle.action_open()

    def seen(self, role, model="appraisal.sheet"):
        return self.as_role(self.env[model], role).search([])

    def test_who_sees_which_sheets(self):
        sheets = self.cycle.sheet_ids
        for role in ("officer", "committee", "auditor", "street", "district"):
            self.assertEqual(self.seen(role), sheets, role)
        for role in ("staff", "employee", "officer_west"):
            self.assertFalse(self.seen(role), role)
        self.assertEqual(self.seen("worker"), self.sheet(self.cycle, self.worker))

    def test_others_marks_are_seen_when_told(self):
        own = self.sheet(self.cycle, self.worker).score_ids
        mine = own.filtered(lambda row: row.rater == "self")
        self.assertEqual(self.seen("worker", "appraisal.score"), mine)
        self.mark_all(self.cycle)
        self.cycle.action_close_scoring()
        self.assertFalse(self.seen("worker"))
        self.cycle.action_tell()
        self.assertEqual(self.seen("worker", "appraisal.score"), own)

    def test_nobody_writes_a_result(self):
        sheet = self.sheet(self.cycle, self.worker)
        for role in ("worker", "officer", "committee", "auditor", "administrator"):
            for vals in ({"total": 99}, {"grade_id": self.scheme.grade_ids[0].id}):
                with self.assertRaises(AccessError):
                    self.as_role(sheet, role).write(vals)
        with self.assertRaises(AccessError):
            sheet.sudo().write({"total": 99})

    def test_first_page_shows_the_marks_to_give(self):
        home = self.as_role(self.env["community.home"], "committee")
        group = home._get_mark_group()
        self.assertEqual(group["count"], 4)
        self.mark_all(self.cycle)
        self.assertEqual(home._get_mark_group()["count"], 0)
        for role, count in (
            ("worker", 1),
            ("employee", 0),
            ("staff", 0),
            ("auditor", 0),
        ):
            home = self.as_role(self.env["community.home"], role)
            self.assertEqual(home._get_mark_group()["count"], count, role)

    def test_who_marks_by_a_seat_need_not_read_the_scheme(self):
        """A seat alone, without the committee's group, breaks no page."""
        person = self.users["staff"].partner_id
        factory.make_seat(
            self.committee, "committee_member", person, date_start="2025-01-01"
        )
        home = self.as_role(self.env["community.home"], "staff")
        self.assertEqual(home._get_mark_group()["count"], 0)
