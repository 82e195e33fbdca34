from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.community_hr.demo import factory as staff
from odoo.addons.community_hr.demo import pay_factory as pay

from .common import StaffCase
from .pay_common import (
    APRIL,
    JANUARY,
    MARCH,
    PayMaker,
    make_person,
    make_plain_rules,
)

FEBRUARY = date(2026, 2, 1)


class PayCase(PayMaker, StaffCase):
    """南湖's staff are paid an agreed wage of 3,100: 100 a day in March."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls.users["officer"]
        cls.policy = pay.make_policy(
            cls.env, cls.east_street, rules=make_plain_rules(cls.env)
        )
        (cls.worker | cls.colleague | cls.stranger).version_ids.wage = 3_100

    def compute(self, month=MARCH, **vals):
        return self.pay_run(month, user=self.officer, **vals)


@tagged("post_install", "-at_install")
class TestWhatWentWrongElsewhere(PayCase):
    """Each of these was seen wrong in another payroll on the same Odoo."""

    def test_raise_on_the_16th_is_paid_from_the_16th(self):
        self.worker.create_version({"date_version": date(2026, 3, 16), "wage": 6_200})
        run = self.compute()
        self.assertEqual(
            self.lines(run, self.worker),
            [("grade", 1, 15, 1_500), ("grade", 16, 31, 3_200)],
        )

    def test_hire_on_the_16th_is_paid_from_the_16th(self):
        hired = make_person(self.south, "高新入", contract_date_start=date(2026, 3, 16))
        self.assertEqual(self.lines(self.compute(), hired), [("grade", 16, 31, 1_600)])

    def test_two_contracts_in_a_month_are_both_paid(self):
        twice = make_person(
            self.south,
            "安两签",
            contract_date_start=date(2025, 1, 1),
            contract_date_end=date(2026, 3, 10),
        )
        twice.create_version(
            {
                "date_version": date(2026, 3, 21),
                "contract_date_start": date(2026, 3, 21),
                "contract_date_end": date(2026, 12, 31),
                "wage": 6_200,
            }
        )
        self.assertEqual(
            self.lines(self.compute(), twice),
            [("grade", 1, 10, 1_000), ("grade", 21, 31, 2_200)],
        )

    def test_net_is_the_sum_of_its_lines_in_the_database(self):
        """A line that a statement smuggles in is refused, and so is another net."""
        people = [make_person(self.south, f"员{n}", 3_333 + n / 100) for n in range(20)]
        for person in people:
            person.create_version(
                {"date_version": date(2026, 3, 12), "wage": person.wage + 77.77}
            )
        run = self.compute()
        for slip in run.slip_ids:
            own = slip.line_ids.filtered(lambda line: line.kind != "employer")
            self.assertEqual(
                round(slip.net * 100), sum(round(x.amount * 100) for x in own)
            )
        slip = run.sudo().slip_ids[0]
        self.refuse("UPDATE pay_slip SET net = net + 0.01 WHERE id = %s", slip.id)

    def test_same_person_and_month_is_paid_once(self):
        run = self.compute()
        with self.assertRaises(UserError):
            self.compute()
        self.settle(run)
        second = self.compute()
        self.assertFalse(second.slip_ids, "they are paid for this month")
        late = make_person(self.south, "晚登记")
        second.action_compute()
        self.assertEqual(second.slip_ids.employee_id, late)
        second._move("computing")
        self.refuse(
            """INSERT INTO pay_slip (run_id, employee_id, area_id, company_id, kind,
                                     month, tax_month)
               SELECT %s, employee_id, area_id, company_id, kind, month, tax_month
                 FROM pay_slip WHERE id = %s""",
            second.id,
            run.slip_ids[0].id,
        )
        second.action_compute()
        self.settle(second)
        again = self.compute(kind="supplement")
        self.assertFalse(again.slip_ids, "a supplement pays what is owed: nothing")

    def test_officer_reads_slips_and_lines_of_his_areas_alone(self):
        pay.make_policy(self.env, self.west_street, rules=make_plain_rules(self.env))
        run = self.pay_run(
            MARCH, area=self.west_street, user=self.users["officer_west"]
        )
        for model, records in (
            ("pay.slip", run.slip_ids),
            ("pay.slip.line", run.slip_ids.line_ids),
        ):
            self.assertTrue(records)
            mine = self.env[model].with_user(self.officer)
            self.assertFalse(mine.search([("id", "in", records.ids)]), model)
            with self.assertRaises(AccessError):
                mine.browse(records.ids).read(["amount" if "line" in model else "net"])
        for role in ("colleague", "worker", "staff", "employee"):
            for model in ("pay.slip", "pay.slip.line"):
                seen = self.env[model].with_user(self.users[role]).search([])
                self.assertFalse(seen, (role, model))

    def test_nobody_edits_or_deletes_lines(self):
        run = self.compute()
        line = run.slip_ids.line_ids[0]
        for user in (self.officer, self.env.ref("base.user_admin")):
            mine = line.with_user(user)
            with self.assertRaises(AccessError):
                mine.write({"amount": 1})
            with self.assertRaises(AccessError):
                mine.unlink()
        with self.assertRaises(AccessError):
            line.sudo().write({"amount": 1})
        with self.assertRaises(AccessError):
            line.sudo().unlink()
        with self.assertRaises(AccessError):
            self.env["pay.slip.line"].sudo().create({"amount": 1})

    def test_a_closed_run_is_closed_in_the_database(self):
        run = self.settle(self.compute())
        slip = run.sudo().slip_ids[0]
        self.refuse("DELETE FROM pay_slip_line WHERE slip_id = %s", slip.id)
        self.refuse("UPDATE pay_slip_line SET amount = 1 WHERE slip_id = %s", slip.id)
        self.refuse("UPDATE pay_slip SET gross = 1 WHERE id = %s", slip.id)
        self.refuse("DELETE FROM pay_slip WHERE id = %s", slip.id)
        self.refuse("TRUNCATE pay_slip_line -- %s", slip.id)
        with self.assertRaises(UserError):
            run.action_compute()
        with self.assertRaises(AccessError):
            run.write({"state": "draft"})

    def test_no_text_of_a_rule_is_run(self):
        """Rules have figures and choices; what is text names, and is not evaluated."""
        fields = self.env["pay.policy.line"]._fields
        text = {name for name, f in fields.items() if f.type in ("text", "html")}
        self.assertFalse(text)
        with self.assertRaises(ValueError):
            self.policy.line_ids[0].method = "code"

    def refuse(self, statement, *params):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.cr.savepoint():
                self.cr.execute(statement, params)


@tagged("post_install", "-at_install")
class TestPayRun(PayCase):
    def test_a_month_with_everything(self):
        """Wage 8,000; a quarter of it performance; meal 300; 10 hours; a day absent.

        performance 25 % of 8,000 = 2,000.00; overtime 8,000 ÷ 174 × 1.5 × 10 = 689.66
        (689.655…); absence 8,000 ÷ 21.75 = 367.82 (367.816…)
        gross 8,000 + 2,000 + 300 + 689.66 − 367.82 = 10,621.84
        base 10,000: pension 800, medical 200, unemployment 30, fund 500 = 1,530
        taxable 10,621.84 − 5,000 − 1,530 − 2,000 = 2,091.84 × 3 % = 62.76 (62.7552)
        net 10,621.84 − 1,530 − 62.76 = 9,029.08
        employer: 1,600 + 620 + 70 + 14 + 45 + 500 = 2,849
        """
        self.policy.date_end = date(2025, 12, 31)
        pay.make_policy(self.env, self.east_street, "wage", date_start=JANUARY)
        person = make_person(
            self.south, "全样样", 8_000, contract_date_start=date(2026, 3, 1)
        )
        pay.insure(person, 10_000)
        pay.enter(person, "overtime", MARCH, quantity=10)
        pay.enter(person, "absence", MARCH, quantity=1)
        self.env["pay.tax.relief"].create(
            {
                "employee_id": person.id,
                "kind_id": self.env.ref("community_hr.relief_child_education").id,
                "date_start": JANUARY,
            }
        )
        run = self.compute()
        self.assertFalse(run.issue_ids)
        lines = {code: amount for code, _f, _l, amount in self.lines(run, person)}
        self.assertEqual(
            lines,
            {
                "grade": 8_000,
                "performance": 2_000,
                "meal": 300,
                "overtime": 689.66,
                "absence": -367.82,
                "pension_person": -800,
                "medical_person": -200,
                "unemployment_person": -30,
                "fund_person": -500,
                "income_tax": -62.76,
                "pension_unit": 1_600,
                "medical_unit": 620,
                "unemployment_unit": 70,
                "injury_unit": 14,
                "maternity_unit": 45,
                "fund_unit": 500,
            },
        )
        slip = self.slip(run, person)
        self.assertEqual((slip.gross, slip.net, slip.tax), (10_621.84, 9_029.08, 62.76))
        self.assertEqual(slip.employer_cost, 2_849)
        for line in slip.line_ids:
            self.assertTrue(line.words, line.component_id.code)
        [tax] = slip.line_ids.filtered(lambda line: line.kind == "tax")
        self.assertIn("2,091.84", tax.words)

    def test_year_to_date_over_the_months(self):
        """20,000 a month: January and February bear 450 each, March passes 36,000.

        March: 60,000 − 15,000 = 45,000 × 10 % − 2,520 = 1,980, less 900.
        """
        person = make_person(self.south, "常满级", 20_000)
        taxes = []
        for month in (JANUARY, FEBRUARY, MARCH):
            run = self.settle(self.compute(month))
            taxes.append(self.slip(run, person).tax)
        self.assertEqual(taxes, [450, 450, 1_080])

    def test_opening_figures_and_joiners(self):
        """Opened at February with 40,000, 10,000 basic, 900 withheld: as if from here.

        Who joined in March deducts one month: 20,000 − 5,000 = 15,000 × 3 % = 450.
        """
        person = make_person(self.south, "常满级", 20_000)
        joined = make_person(
            self.south, "新入职", 20_000, contract_date_start=date(2026, 3, 1)
        )
        self.env["pay.tax.opening"].create(
            {
                "employee_id": person.id,
                "until": FEBRUARY,
                "income": 40_000,
                "basic": 10_000,
                "withheld": 900,
                "document": "原系统台账",
            }
        )
        run = self.compute()
        self.assertEqual(self.slip(run, person).tax, 1_080)
        self.assertEqual(self.slip(run, joined).tax, 450)

    def test_raise_known_later_is_paid_back_once(self):
        """From 16 February (28 days) on 6,200 instead of 3,100: 13/28 more."""
        for month in (JANUARY, FEBRUARY):
            self.settle(self.compute(month))
        self.worker.create_version({"date_version": date(2026, 2, 16), "wage": 6_200})
        run = self.settle(self.compute())
        self.assertEqual(
            self.lines(run, self.worker),
            [("grade", 1, 28, 1_439.29), ("grade", 1, 31, 6_200)],
        )
        [back] = self.slip(run, self.worker).line_ids.filtered(
            lambda line: line.date_from < MARCH
        )
        self.assertIn("4539.29", back.words)
        self.assertEqual(self.slip(run, self.colleague).gross, 3_100)
        april = self.compute(APRIL)
        self.assertEqual(self.slip(april, self.worker).gross, 6_200)

    def test_supplement_pays_at_once_what_is_owed(self):
        self.settle(self.compute())
        pay.enter(self.worker, "one_off", MARCH, amount=500)
        late = make_person(self.south, "迟登记", contract_date_start=date(2026, 3, 16))
        run = self.settle(self.compute(kind="supplement"))
        self.assertEqual(run.slip_ids.employee_id, self.worker | late)
        self.assertEqual(self.slip(run, self.worker).net, 500)
        self.assertEqual(self.slip(run, late).net, 1_600)
        self.assertEqual(self.slip(self.compute(APRIL), self.worker).gross, 3_100)

    def test_bonus_taxed_apart_once_a_year(self):
        pay.enter(self.worker, "bonus", JANUARY, amount=36_000)
        run = self.settle(self.compute(JANUARY))
        self.assertEqual(self.slip(run, self.worker).tax, 1_080)
        pay.enter(self.worker, "bonus", MARCH, amount=1_000)
        self.settle(self.compute(FEBRUARY))
        run = self.compute()
        self.assertEqual(run.issue_ids.mapped("code"), ["second_bonus"])
        self.assertEqual(run.issue_ids.employee_id, self.worker)

    def test_who_lacks_something_is_named(self):
        lacks = make_person(self.south, "缺工资", 0)
        pay.enter(self.colleague, "overtime", MARCH, quantity=2)
        run = self.compute()
        words = {issue.employee_id: issue.message for issue in run.issue_ids}
        self.assertEqual(set(words), {lacks, self.colleague})
        self.assertIn("2026-03-01", words[lacks])
        self.assertIn("Overtime Pay", words[self.colleague])
        self.assertEqual((run.head_count, run.done_count, run.issue_count), (3, 1, 2))

    def test_no_policy_no_table(self):
        other = staff.make_employee(self.west, "无办法", wage=1)
        run = self.pay_run(
            MARCH, area=self.west_street, user=self.users["officer_west"]
        )
        self.assertEqual(set(run.issue_ids.mapped("code")), {"missing_policy"})
        self.assertIn(other, run.issue_ids.employee_id)
        self.env.ref("community_hr.tax_table_yearly").date_end = date(2025, 12, 31)
        run = self.compute()
        self.assertEqual(set(run.issue_ids.mapped("code")), {"missing_basic"})

    def test_policy_that_begins_in_mid_month(self):
        """From the 21st on there is a meal allowance of 310: 11 of 31 days."""
        rules = make_plain_rules(self.env)
        rules.insert(1, pay.prepare_rule(self.env, "meal", "amount", amount=310))
        pay.make_policy(
            self.env, self.east_street, rules=rules, date_start=date(2026, 3, 21)
        )
        self.assertEqual(self.policy.date_end, date(2026, 3, 20))
        self.assertEqual(
            self.lines(self.compute(), self.worker),
            [("grade", 1, 20, 2_000), ("grade", 21, 31, 1_100), ("meal", 21, 31, 110)],
        )

    def test_the_nearest_policy_holds(self):
        rules = make_plain_rules(self.env)
        rules.insert(1, pay.prepare_rule(self.env, "meal", "amount", amount=100))
        pay.make_policy(self.env, self.south, rules=rules)
        north = make_person(self.north, "北坡人")
        run = self.compute()
        self.assertEqual(self.slip(run, self.worker).gross, 3_200)
        self.assertEqual(self.slip(run, north).gross, 3_100)

    def test_recompute_takes_what_has_changed(self):
        run = self.compute()
        self.worker.version_ids.wage = 3_200
        run.action_compute()
        self.assertEqual(self.slip(run, self.worker).gross, 3_200)
        self.assertEqual(len(run.slip_ids), 2)
        run.action_stop()
        self.assertEqual((run.state, len(run.slip_ids)), ("draft", 0))
        run.action_compute()
        run.action_cancel()
        self.assertEqual((run.state, len(run.slip_ids)), ("cancelled", 0))
        self.assertTrue(self.compute().slip_ids)

    def test_under_way_it_is_its_officers_alone(self):
        run = self.compute()
        second = self.users["officer_west"]
        second.sudo().area_ids |= self.east_street
        for record in (run, run.slip_ids, run.slip_ids.line_ids):
            self.assertEqual(len(self.seen(record, second)), len(record))
            self.assertEqual(len(self.seen(record, "auditor")), len(record))
        self.cr.execute(
            "UPDATE pay_run SET state = 'computing' WHERE id = %s", [run.id]
        )
        self.env.invalidate_all()
        for record in (run, run.slip_ids, run.slip_ids.line_ids):
            self.assertFalse(self.seen(record, second))
            self.assertFalse(self.seen(record, "auditor"))
            self.assertEqual(len(self.seen(record, self.officer)), len(record))

    def seen(self, records, who):
        user = self.users[who] if isinstance(who, str) else who
        return records.with_user(user).search([("id", "in", records.ids)])

    def test_interrupted_runs_go_on_where_they_were(self):
        people = [make_person(self.south, f"续算{n}") for n in range(5)]
        run = pay.make_run(self.south.with_user(self.officer), MARCH)
        run._move("computing")
        self.assertTrue(run._compute_next(limit=3))
        first = run.sudo().slip_ids
        self.assertEqual((run.state, len(first)), ("computing", 3))
        self.assertFalse(run._compute_next(limit=4))
        self.assertEqual((run.state, len(run.slip_ids)), ("computed", 7))
        self.assertLessEqual(first, run.slip_ids)
        self.assertEqual(run.net, 7 * 3_100)
        self.assertTrue(people)

    def test_the_cron_computes_by_its_officers_rights(self):
        """Each chunk is committed; who the officer may not see is not paid."""
        run = pay.make_run(self.east_street.with_user(self.officer), MARCH)
        run._move("computing")
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", return_value=60) as committed:
            self.env["pay.run"]._cron_compute()
        self.assertTrue(committed.called)
        self.assertEqual((run.state, run.computed_on is not False), ("computed", True))
        self.assertEqual(run.slip_ids.employee_id, self.worker | self.colleague)
        self.assertEqual(run.slip_ids.sudo().create_uid, self.officer)

    def test_earlier_runs_have_to_be_settled(self):
        self.compute(FEBRUARY)
        with self.assertRaises(UserError):
            self.compute()

    def test_number_of_queries_does_not_depend_on_how_many(self):
        self.count_queries(1)  # fills the caches
        few, many = self.count_queries(5), self.count_queries(50)
        self.assertEqual(few, many)
        self.assertLess(few, 40)

    def count_queries(self, size):
        people = [make_person(self.north, f"数{size}_{n}") for n in range(size)]
        for person in people:
            pay.insure(person, 5_000)
            pay.enter(person, "one_off", MARCH, amount=10)
        run = pay.make_run(self.north.with_user(self.officer), MARCH)
        run._move("computing")
        found = run._find_waiting()
        self.env.flush_all()
        self.env.invalidate_all()
        run._compute_people(found[:0])
        before = self.cr.sql_log_count
        run._compute_people(found.browse([person.id for person in people]))
        return self.cr.sql_log_count - before

    def test_only_the_officer_computes(self):
        run = pay.make_run(self.east_street.with_user(self.officer), MARCH)
        for role in ("auditor", "committee", "officer_west"):
            with self.assertRaises(AccessError):
                run.with_user(self.users[role]).action_compute()
        store = self.env["pay.store"].with_user(self.users["auditor"])
        with self.assertRaises(AccessError):
            store._clear(run.with_user(self.users["auditor"]))

    def test_store_takes_nothing_for_a_run_at_rest(self):
        run = self.compute()
        with self.assertRaises(UserError):
            self.env["pay.store"]._clear(run)


@tagged("post_install", "-at_install")
class TestPayByTheScale(PayCase):
    """东街道's scale: base 3,000; officers' grade 3 has the coefficient 1.2."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scale = staff.make_scale(cls.env, cls.east_street)
        rules = pay.prepare_rules(cls.env, "grade")[:6]  # grade and the allowances
        cls.policy.date_end = date(2025, 12, 31)
        pay.make_policy(
            cls.env,
            cls.east_street,
            rules=[*rules, pay.prepare_rule(cls.env, "income_tax", "tax")],
            date_start=JANUARY,
        )
        unit = staff.make_unit(cls.south)
        cls.post = staff.make_post(unit, "窗口", 9)
        cls.lead = staff.make_post(unit, "主任", 9, "lead")
        (cls.worker | cls.colleague).version_ids.write(
            {"post_id": cls.post.id, "grade_number": 3}
        )

    def test_grade_and_allowances_by_hand(self):
        """3,000 × 1.2 = 3,600; 6 years × 20 = 120; master 300; a certificate 200."""
        self.worker.version_ids.write(
            {"education": "master", "seniority_from": date(2019, 7, 1)}
        )
        self.certify(self.worker, date(2025, 1, 1))
        self.assertEqual(
            self.lines(self.compute(), self.worker),
            [
                ("grade", 1, 31, 3_600),
                ("seniority", 1, 31, 120),
                ("education", 1, 31, 300),
                ("certificate", 1, 31, 200),
            ],
        )

    def test_promotion_in_mid_month(self):
        """From the 16th lead of grade 5: 3,000 × 1.4 = 4,200, and 800 for the post.

        15/31 × 3,600 = 1,741.94 (1,741.935…); 16/31 × 4,200 = 2,167.74 (…7.741):
        together 3,909.677… = 3,909.68; 16/31 × 800 = 412.90 (412.903…).
        """
        self.worker.create_version(
            {
                "date_version": date(2026, 3, 16),
                "post_id": self.lead.id,
                "grade_number": 5,
            }
        )
        self.assertEqual(
            self.lines(self.compute(), self.worker),
            [
                ("grade", 1, 15, 1_741.94),
                ("grade", 16, 31, 2_167.74),
                ("post", 16, 31, 412.90),
            ],
        )

    def test_scale_certificate_and_seniority_change_in_mid_month(self):
        """A certificate from the 11th: 21 of 31 days of 200 = 135.48 (135.483…).

        Six years on the 21st: 20 days of 100, 11 of 120: 64.52 + 42.58 (107.096…).
        """
        self.worker.version_ids.seniority_from = date(2020, 3, 21)
        self.certify(self.worker, date(2026, 3, 11))
        lines = self.lines(self.compute(), self.worker)
        sums = {}
        for code, _first, _last, amount in lines:
            sums[code] = round(sums.get(code, 0) + amount, 2)
        self.assertEqual(
            sums, {"grade": 3_600, "seniority": 107.10, "certificate": 135.48}
        )

    def test_new_base_from_its_day_and_back(self):
        """March was paid by 3,000; 3,100 from 1 March is decided in April: 120 more."""
        self.settle(self.compute())
        self.scale.date_end = date(2026, 2, 28)
        self.scale.flush_recordset()
        new = self.scale.copy(
            {
                "code": "scale_new",
                "date_start": MARCH,
                "date_end": False,
                "base_amount": 3_100,
            }
        )
        new.action_put_in_force()
        run = self.compute(APRIL)
        self.assertEqual(
            self.lines(run, self.worker),
            [("grade", 1, 31, 120), ("grade", 1, 30, 3_720)],
        )

    def test_no_grade_no_pay(self):
        self.colleague.version_ids.grade_number = 0
        self.worker.version_ids.grade_number = 99
        run = self.compute()
        words = {issue.employee_id: issue.message for issue in run.issue_ids}
        self.assertIn("By Grade of the Scale", words[self.colleague])
        self.assertIn("99", words[self.worker])

    def certify(self, employee, start):
        self.env["staff.certificate"].create(
            {
                "employee_id": employee.id,
                "kind_id": self.env.ref("community_hr.certificate_social_worker").id,
                "date_start": start,
            }
        )


@tagged("post_install", "-at_install")
class TestPayFacts(PayCase):
    def test_gap_and_overlap_are_refused(self):
        policies = self.policy
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.cr.savepoint():
                policies.copy({"date_start": date(2024, 1, 1)})
        with self.assertRaises(UserError), self.cr.savepoint():
            policies.copy({"date_start": date(2023, 1, 1), "date_end": "2023-06-30"})
        follows = policies.copy({"date_start": APRIL})
        self.assertEqual(policies.date_end, date(2026, 3, 31))
        with self.assertRaises(UserError), self.cr.savepoint():
            policies.date_end = date(2026, 3, 30)
        with self.assertRaises(UserError), self.cr.savepoint():
            policies.unlink()
        self.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.cr.savepoint():
                self.cr.execute(
                    "UPDATE pay_policy SET date_end = '2026-03-30' WHERE id = %s",
                    [policies.id],
                )
        follows.unlink()

    def test_what_was_in_force_stays(self):
        rate = self.env.ref("community_hr.insurance_rate_pension_unit")
        with self.assertRaises(AccessError):
            rate.rate = 14
        new = rate.copy({"date_start": date(2026, 7, 1), "rate": 15})
        self.assertEqual((rate.date_end, new.rate), (date(2026, 6, 30), 15))
        self.settle(self.compute())
        with self.assertRaises(UserError):
            self.policy.line_ids[0].rate = 50
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.cr.savepoint():
                self.cr.execute(
                    "UPDATE pay_policy_line SET rate = 50 WHERE id = %s",
                    self.policy.line_ids[0].ids,
                )
        renewed = self.policy.browse(self.policy.action_renew()["res_id"])
        self.assertEqual(len(renewed.line_ids), len(self.policy.line_ids))

    def test_rules_build_on_what_comes_before(self):
        late = pay.prepare_rule(
            self.env, "performance", "performance", ["grade"], rate=20, sequence=1
        )
        with self.assertRaises(UserError):
            self.env["pay.policy.line"].create({**late, "policy_id": self.policy.id})
        self.assertTrue(
            self.env["pay.policy.line"].create(
                {**late, "policy_id": self.policy.id, "sequence": 15}
            )
        )

    def test_tables_that_do_not_follow_are_refused(self):
        table = self.env.ref("community_hr.tax_table_yearly")
        with self.assertRaises(UserError):
            table.bracket_ids[3].unlink()
            table._check_brackets()

    def test_loan_and_rent_exclude_each_other(self):
        make = self.env["pay.tax.relief"].create
        vals = {"employee_id": self.worker.id, "date_start": JANUARY}
        kind = "community_hr.relief_"
        make({**vals, "kind_id": self.env.ref(kind + "loan").id, "date_end": MARCH})
        rent = self.env.ref(kind + "rent_1500").id
        with self.assertRaises(UserError):
            make({**vals, "kind_id": rent})
        make({**vals, "kind_id": rent, "date_start": APRIL})

    def test_who_keeps_what_holds_for_an_area(self):
        rates = self.env["pay.insurance.rate"].with_user(self.officer)
        vals = {
            "kind": "annuity",
            "party": "unit",
            "rate": 8,
            "date_start": JANUARY,
            "source": "示例",
        }
        rates.create({**vals, "area_id": self.east_street.id})
        for area in (False, self.west_street.id):
            with self.assertRaises(AccessError):
                rates.create({**vals, "area_id": area})
        everywhere = self.env["pay.insurance.rate"].with_user(
            self.users["administrator"]
        )
        self.assertTrue(everywhere.create(vals))

    def test_entries_of_a_paid_month_stay(self):
        entry = pay.enter(self.worker, "one_off", MARCH, amount=10)
        entry.amount = 20
        self.settle(self.compute())
        with self.assertRaises(UserError):
            entry.amount = 30
        with self.assertRaises(UserError):
            entry.unlink()
        entry.reason = "补充说明"
