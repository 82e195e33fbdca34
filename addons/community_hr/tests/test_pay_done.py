"""What comes after a run was computed: reviewed, approved, booked, paid, put right."""

import base64
import io
from datetime import date

import openpyxl
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.community_base.demo import factory
from odoo.addons.community_hr.demo import pay_factory as pay

from .common import StaffEngineCase
from .pay_common import APRIL, MARCH, PayMaker, make_plain_rules

PENSION = {"insurance": "pension"}
ACCOUNTS = {
    "5602": ("管理费用", "expense"),
    "2211": ("应付职工薪酬", "liability_current"),
    "2241": ("其他应付款", "liability_current"),
    "2221": ("应交税费", "liability_current"),
    "1002": ("银行存款", "asset_cash"),
}


class DoneCase(PayMaker, StaffEngineCase):
    """南湖's staff earn 9,300 and 3,100; books of the street with five accounts.

    Of 9,300: pension of 8 % of 9,000 = 720.00; taxable 9,300 − 5,000 × 3 − 720 < 0,
    so no tax. Employer's pension 16 % of 9,000 = 1,440.00. Net 8,580.00 and 3,100.00.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = cls.env
        rules = make_plain_rules(env)
        rules += [
            pay.prepare_rule(env, f"pension_{party}", "insurance", **PENSION)
            for party in ("person", "unit")
        ]
        pay.make_policy(env, cls.east_street, rules=rules)
        cls.worker.version_ids.wage = 9_300
        cls.colleague.version_ids.wage = 3_100
        pay.insure(cls.worker, 9_000, ["pension"])
        [seat] = cls.working_committee.seat_ids.filtered(
            lambda seat: seat.role_id.code == "secretary"
        )
        cls.chief = factory.make_user(
            env,
            "t_chief",
            seat.person_id.name,
            "community_base.group_committee",
            cls.east_street,
            seat.person_id,
        )
        cls.company = env.company
        cls.company.chart_template = "cn"
        accounts = {
            code: env["account.account"].create(
                {
                    "name": name,
                    "code": f"{code}.T",
                    "account_type": kind,
                    "company_ids": [Command.set(cls.company.ids)],
                }
            )
            for code, (name, kind) in ACCOUNTS.items()
        }
        cls.accounts = accounts
        env["account.journal"].create(
            [
                {"name": "记账", "code": "TGEN", "type": "general", "sequence": 1},
                {
                    "name": "银行",
                    "code": "TBNK",
                    "type": "bank",
                    "sequence": 1,
                    "default_account_id": accounts["1002"].id,
                },
            ]
        )
        for person, number in ((cls.worker, "1"), (cls.colleague, "2")):
            factory.make_file(
                cls.south,
                person.work_contact_id,
                bank_name="农商银行",
                bank_account=f"62220210000000000{number}",
                id_number=factory.make_id_number(int(number)),
            )

    def compute(self, month=MARCH, **vals):
        return self.pay_run(month, user=self.officer, **vals)

    def approve(self, run):
        """Have the Secretary of the street approve a run that was reviewed."""
        run.remark_ids._dismiss("已核对")
        run.action_review()
        action = run.action_request_matter()
        matter = self.env["community.matter"].browse(action["res_id"])
        matter = matter.with_user(self.officer)
        matter.action_submit()
        matter.current_step_id.with_user(self.chief).action_approve("同意")
        run.action_approve()
        return run

    def book(self, run):
        self.approve(run).action_post()
        return run

    def pay_all(self, run, back=False):
        payment = self.env["pay.payment"].browse(
            (run.action_take_return() if back else run.action_pay())["res_id"]
        )
        payment = payment.with_user(self.officer)
        if not back:
            payment.action_send()
        payment.action_all_paid()
        return payment

    def balances(self, *moves):
        """Return {account code: balance} of vouchers together."""
        sums = {}
        for line in self.env["account.move.line"].search(
            [("move_id", "in", [move.id for move in moves])]
        ):
            code = line.account_id.code.split(".")[0]
            sums[code] = round(sums.get(code, 0) + line.balance, 2)
        return sums

    def refuse(self, statement, *params):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.cr.savepoint():
                self.cr.execute(statement, params)


@tagged("post_install", "-at_install")
class TestReview(DoneCase):
    def codes(self, run):
        return sorted(
            (remark.code, remark.employee_id.id or 0) for remark in run.remark_ids
        )

    def test_first_month_has_nothing_to_differ_from(self):
        self.assertFalse(self.compute().remark_ids)

    def test_new_gone_and_changed_much(self):
        self.settle(self.compute())
        self.worker.create_version({"date_version": APRIL, "wage": 12_400})
        self.colleague.version_ids.contract_date_end = date(2026, 3, 31)
        new = self._employ(self.south, self.users["employee"], wage=5_000)
        run = self.compute(APRIL)
        self.assertEqual(
            self.codes(run),
            sorted(
                [
                    ("outlier", self.worker.id),
                    ("gone", self.colleague.id),
                    ("new", new.id),
                    ("account", new.id),
                ]
            ),
        )
        with self.assertRaisesRegex(UserError, "4 remarks are open"):
            run.action_review()

    def test_change_below_the_threshold_is_no_remark(self):
        """20 % and 300 yuan: 3,100 → 3,719 is 619 more, but 19.97 %."""
        self.settle(self.compute())
        self.colleague.create_version({"date_version": APRIL, "wage": 3_719})
        self.assertFalse(self.compute(APRIL).remark_ids)

    def test_change_at_the_threshold_is_one(self):
        self.settle(self.compute())
        self.colleague.create_version({"date_version": APRIL, "wage": 3_720})
        self.assertEqual(
            self.codes(self.compute(APRIL)), [("outlier", self.colleague.id)]
        )

    def test_reason_stays_as_long_as_the_figures(self):
        self.settle(self.compute())
        self.colleague.create_version({"date_version": APRIL, "wage": 9_000})
        run = self.compute(APRIL)
        with self.assertRaisesRegex(UserError, "Say why"):
            run.remark_ids._dismiss(" ")
        run.remark_ids._dismiss("三月补签合同，工资按新合同")
        run.action_compute()
        self.assertEqual(run.remark_ids.state, "dismissed")
        self.assertEqual(run.remark_ids.reason, "三月补签合同，工资按新合同")
        pay.enter(self.colleague, "one_off", APRIL, amount=1)
        run.action_compute()
        self.assertEqual(run.remark_ids.state, "open", "the figures are others now")

    def test_missing_and_over_budget(self):
        post = self.make_post()
        self.worker.version_ids.post_id = post
        budget = {"year": 2026, "amount": 10_000, "document": "街财〔2026〕1号"}
        post.unit_id.budget_ids = [Command.create(budget)]
        self.colleague.version_ids.wage = 0
        run = self.compute()
        self.assertEqual(
            self.codes(run), [("budget", 0), ("missing", self.colleague.id)]
        )
        over = run.remark_ids.filtered("unit_id")
        self.assertEqual((over.before, over.after), (10_000, 10_740))

    def test_differences_by_component(self):
        self.settle(self.compute())
        pay.enter(self.worker, "one_off", APRIL, amount=250)
        run = self.compute(APRIL)
        rows = self.env["pay.difference"].with_user(self.officer)
        rows = rows.search([("run_id", "=", run.id), ("difference", "!=", 0)])
        self.assertEqual(
            [(row.component_id.code, row.before, row.after) for row in rows],
            [("one_off", 0, 250)],
        )
        self.assertEqual(rows.employee_id, self.worker)

    def test_nobody_else_says_that_it_is_right(self):
        self.settle(self.compute())
        self.colleague.create_version({"date_version": APRIL, "wage": 9_000})
        remark = self.compute(APRIL).remark_ids
        for role in ("auditor", "officer_west", "colleague", "committee"):
            with self.assertRaises(AccessError):
                self.as_role(remark, role)._dismiss("没问题")
        with self.assertRaises(AccessError):
            remark.write({"state": "dismissed", "reason": "没问题"})


@tagged("post_install", "-at_install")
class TestApproval(DoneCase):
    def test_needs_a_decision(self):
        run = self.compute()
        with self.assertRaises(UserError):
            run.action_approve()
        run.action_review()
        with self.assertRaises(AccessError):
            run.action_approve()
        self.refuse("UPDATE pay_run SET state = 'approved' WHERE id = %s", run.id)

    def test_other_figures_need_another_decision(self):
        run = self.compute()
        run.action_review()
        matter = self.env["community.matter"].browse(
            run.action_request_matter()["res_id"]
        )
        matter.with_user(self.officer).action_submit()
        matter.current_step_id.with_user(self.chief).action_approve("同意")
        run.action_take_back()
        pay.enter(self.worker, "one_off", MARCH, amount=100)
        pay.enter(self.colleague, "one_off", MARCH, amount=-100)
        run.action_compute()
        run.action_review()
        with self.assertRaisesRegex(UserError, "decided again"):
            run.action_approve()

    def test_approved_stays_and_is_sealed_with_its_lines(self):
        run = self.approve(self.compute())
        self.assertEqual(run.state, "approved")
        with self.assertRaises(UserError):
            run.action_compute()
        self.env["community.batch.sealed.mixin"]._seal_all_waiting()
        slips = run.sudo().slip_ids
        self.assertTrue(all(slips.mapped("seal")))
        register = slips.register_id
        self.assertEqual(len(register), 1)
        self.assertIsNone(register._verify())
        for statement in (
            "UPDATE pay_run SET net = net + 1 WHERE id = %s",
            "UPDATE pay_run SET state = 'computing' WHERE id = %s",
            "UPDATE pay_slip SET tax = 1 WHERE run_id = %s",
            "UPDATE pay_slip SET seal = 'x' WHERE run_id = %s",
            "UPDATE pay_slip_line SET amount = 1 WHERE run_id = %s",
            "DELETE FROM pay_slip_line WHERE run_id = %s",
            "DELETE FROM pay_slip WHERE run_id = %s",
        ):
            self.refuse(statement, run.id)
        before = slips[0]._get_seal_payload(1)
        self.cr.execute("ALTER TABLE pay_slip_line DISABLE TRIGGER USER")
        self.cr.execute(
            "UPDATE pay_slip_line SET amount = amount + 1 WHERE slip_id = %s",
            slips[0].ids,
        )
        self.assertNotEqual(before, slips[0]._get_seal_payload(1))

    def test_what_is_not_final_is_not_sealed(self):
        run = self.compute()
        self.env["community.batch.sealed.mixin"]._seal_all_waiting()
        self.assertFalse(any(run.slip_ids.mapped("seal")))
        run.action_compute()


@tagged("post_install", "-at_install")
class TestBooks(DoneCase):
    def test_booked_by_community_and_component(self):
        """Cost 9,300 + 3,100 + 1,440; owed to the staff 11,680 and 1,440 for them."""
        run = self.book(self.compute())
        self.assertEqual(
            self.balances(run.sudo().move_id),
            {"5602": 13_840, "2211": -13_120, "2241": -720},
        )
        lines = run.sudo().move_id.line_ids
        costs = lines.filtered(lambda line: line.account_id.code == "5602.T")
        center = self.south._get_analytic_accounts()[self.south]
        self.assertEqual(
            {tuple(line.analytic_distribution) for line in costs}, {(str(center.id),)}
        )
        self.assertEqual(len(costs), 2, "one line for each component")
        self.assertEqual(run.sudo().move_id.state, "posted")
        self.assertEqual(run.sudo().move_id.date, date(2026, 3, 31))

    def test_booked_once_and_for_good(self):
        run = self.book(self.compute())
        with self.assertRaises(UserError):
            run.action_post()
        move = run.sudo().move_id
        self.refuse("UPDATE account_move SET state = 'draft' WHERE id = %s", move.id)
        self.refuse("DELETE FROM account_move_line WHERE move_id = %s", move.id)
        self.refuse(
            "UPDATE account_move_line SET balance = 1, debit = 1 WHERE move_id = %s",
            move.id,
        )

    def test_account_that_nobody_named_is_an_error_that_names_it(self):
        run = self.approve(self.compute())
        self.env.ref("community_hr.pay_account_cn_withheld").unlink()
        with self.assertRaisesRegex(UserError, "Withheld from the Staff"):
            run.action_post()
        self.assertEqual(run.state, "approved")

    def test_account_of_a_component_goes_first(self):
        component = pay.component(self.env, "pension_person")
        other = self.env["account.account"].create(
            {"name": "代扣养老", "code": "2242.T", "account_type": "liability_current"}
        )
        component.credit_account_id = other
        run = self.book(self.compute())
        self.assertEqual(self.balances(run.sudo().move_id)["2242"], -720)


@tagged("post_install", "-at_install")
class TestPayment(DoneCase):
    def draw(self, run):
        payment = self.env["pay.payment"].browse(run.action_pay()["res_id"])
        return payment.with_user(self.officer)

    def test_all_paid(self):
        run = self.book(self.compute())
        payment = self.pay_all(run)
        self.assertEqual((payment.state, run.state), ("done", "paid"))
        self.assertEqual(
            self.balances(*payment.sudo().move_ids), {"2211": 11_680, "1002": -11_680}
        )

    def test_bank_file_and_its_log(self):
        payment = self.draw(self.book(self.compute()))
        payment.action_send()
        before = self.env["community.person.access"].search_count([])
        name, content = payment._make_file()
        text = content.decode("gb18030")
        self.assertIn("622202100000000001", text)
        self.assertIn("8580.00", text)
        self.assertIn("2026-03", name)
        after = self.env["community.person.access"].search_count([])
        self.assertEqual(after - before, 2, "each account is logged")

    def test_failed_is_kept_and_paid_again(self):
        run = self.book(self.compute())
        payment = self.draw(run)
        payment.action_send()
        table = "序号\t户名\t金额\t结果\t失败原因\n" + "\n".join(
            f"{line.serial}\t{line.employee_id.work_contact_id.name}\t{line.amount}\t"
            + ("失败\t户名不符" if line.employee_id == self.colleague else "成功\t")
            for line in payment.line_ids
        )
        wizard = self.env["pay.payment.result"].with_user(self.officer)
        wizard = wizard.create({"payment_id": payment.id, "text": table})
        wizard.action_preview()
        self.assertFalse(wizard.problem_ids.mapped("message"))
        wizard.action_apply()
        self.assertEqual(
            (payment.state, payment.failed, run.state), ("done", 1, "posted")
        )
        again = self.draw(run)
        self.assertEqual(again.line_ids.employee_id, self.colleague)
        again.action_send()
        again.action_all_paid()
        self.assertEqual(run.state, "paid")

    def test_answer_that_does_not_fit_changes_nothing(self):
        payment = self.draw(self.book(self.compute()))
        payment.action_send()
        wizard = self.env["pay.payment.result"].with_user(self.officer)
        name = payment.line_ids[0].employee_id.work_contact_id.name
        text = f"序号\t户名\t金额\t结果\n1\t{name}\t1\t成功\n9\t某\t1\t成功"
        wizard = wizard.create({"payment_id": payment.id, "text": text})
        wizard.action_preview()
        self.assertEqual(wizard.state, "source")
        self.assertGreaterEqual(wizard.error_count, 2)
        self.assertEqual(set(payment.line_ids.mapped("state")), {"waiting"})

    def test_nobody_is_paid_twice(self):
        run = self.book(self.compute())
        payment = self.draw(run)
        with self.assertRaises(UserError):
            run.action_pay()
        line = payment.line_ids[0]
        self.refuse("UPDATE pay_payment_line SET amount = 1 WHERE id = %s", line.id)
        self.refuse(
            "INSERT INTO pay_payment_line (payment_id, run_id, slip_id, area_id, "
            "employee_id, amount, state) SELECT payment_id, run_id, slip_id, area_id, "
            "employee_id, amount, 'waiting' FROM pay_payment_line WHERE id = %s",
            line.id,
        )

    def test_without_account_nothing_is_sent(self):
        run = self.book(self.compute())
        files = self.env["community.person.private"].search(
            [("partner_id", "=", self.colleague.work_contact_id.id)]
        )
        files.bank_account = False
        payment = self.draw(run)
        payment.action_send()
        failed = payment.line_ids.filtered(lambda line: line.state == "failed")
        self.assertEqual(failed.employee_id, self.colleague)

    def test_who_may_make_the_file(self):
        payment = self.draw(self.book(self.compute()))
        payment.action_send()
        for role in ("auditor", "committee", "officer_west", "colleague"):
            with self.assertRaises(AccessError):
                self.as_role(payment, role)._make_file()


@tagged("post_install", "-at_install")
class TestCorrection(DoneCase):
    def reverse(self, slips, **vals):
        run = pay.make_run(
            self.east_street.with_user(self.officer),
            vals.pop("month", MARCH),
            kind="reversal",
            reason="工资标准录错",
            reversed_ids=[Command.set(slips.ids)],
            **vals,
        )
        run.action_compute()
        return run

    def test_reversal_takes_back_line_by_line(self):
        first = self.book(self.compute())
        self.pay_all(first)
        wrong = self.slip(first, self.worker)
        run = self.reverse(wrong)
        mine = run.sudo().slip_ids
        self.assertEqual(
            (mine.net, mine.gross, mine.kind), (-8_580, -9_300, "reversal")
        )
        self.assertEqual(mine.reverses_id, wrong)
        self.assertEqual(
            sorted(mine.line_ids.mapped("amount")),
            sorted(-amount for amount in wrong.line_ids.mapped("amount")),
        )
        self.book(run)
        self.assertEqual(
            self.balances(run.sudo().move_id),
            {"5602": -10_740, "2211": 10_020, "2241": 720},
        )
        with self.assertRaises(UserError):
            run.action_pay()
        back = self.pay_all(run, back=True)
        self.assertEqual(
            self.balances(*back.sudo().move_ids), {"2211": -8_580, "1002": 8_580}
        )
        self.assertEqual(run.state, "paid")

    def test_after_a_reversal_a_supplement_pays_what_is_right(self):
        first = self.book(self.compute())
        self.book(self.reverse(self.slip(first, self.worker)))
        self.worker.version_ids.wage = 6_200
        again = self.compute(kind="supplement")
        self.assertEqual(again.sudo().slip_ids.employee_id, self.worker)
        self.assertEqual(again.sudo().slip_ids.gross, 6_200)

    def test_unpaid_and_reversed_settle_each_other(self):
        first = self.book(self.compute())
        run = self.book(self.reverse(self.slip(first, self.worker)))
        run.action_close()
        self.assertEqual(run.state, "paid")
        payment = self.pay_all(first)
        self.assertEqual(payment.line_ids.employee_id, self.colleague)
        self.assertEqual(first.state, "paid")

    def test_reversed_once_and_not_while_the_bank_is_at_it(self):
        first = self.book(self.compute())
        wrong = self.slip(first, self.worker)
        payment = self.env["pay.payment"].browse(first.action_pay()["res_id"])
        with self.assertRaisesRegex(UserError, "bank's answer"), self.cr.savepoint():
            self.reverse(wrong)
        self.env.invalidate_all()
        payment = payment.with_user(self.officer)
        payment.action_send()
        payment.action_all_paid()
        self.book(self.reverse(wrong))
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.cr.savepoint():
                self.reverse(wrong)

    def test_another_month_or_a_run_under_way_is_not_reversed(self):
        run = self.book(self.compute())
        slip = run.sudo().slip_ids[0]
        with self.assertRaisesRegex(UserError, "cannot be reversed"):
            self.reverse(slip, month=APRIL)

    def test_reason_is_wanted(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.cr.savepoint():
                pay.make_run(self.east_street, MARCH, kind="reversal")


@tagged("post_install", "-at_install")
class TestOwnSlips(DoneCase):
    def seen(self, role, model="pay.slip"):
        return self.env[model].with_user(self.users[role]).search([])

    def test_each_sees_his_own_once_it_is_booked(self):
        run = self.approve(self.compute())
        self.assertFalse(self.seen("worker"))
        run.action_post()
        own = self.slip(run, self.worker)
        self.assertEqual(self.seen("worker"), own)
        self.assertEqual(self.seen("worker", "pay.slip.line"), own.line_ids)
        self.assertEqual(self.seen("colleague"), self.slip(run, self.colleague))
        for role in ("employee", "committee", "staff", "officer_west", "street"):
            self.assertFalse(self.seen(role), role)
        self.assertEqual(self.seen("officer"), run.sudo().slip_ids)
        self.assertEqual(self.seen("auditor"), run.sudo().slip_ids)

    def test_others_are_closed(self):
        run = self.book(self.compute())
        other = self.slip(run, self.colleague)
        for role in ("worker", "committee", "officer_west"):
            for records in (other, other.line_ids[0]):
                with self.assertRaises(AccessError):
                    self.as_role(records, role).read(["area_id"])

    def test_why_this_amount_down_to_the_policy(self):
        run = self.book(self.compute())
        lines = self.slip(run, self.worker).line_ids
        statement = self.as_role(lines.slip_id, "worker")._prepare_statement()
        rows = {row["name"]: row for row in statement["rows"]}
        pension = pay.component(self.env, "pension_person")
        self.assertIn("9,000.00", rows[pension.name]["words"])
        self.assertIn("薪酬办法", rows[pension.name]["basis"])
        self.assertIn(pay.SOURCE, rows[pension.name]["basis"])
        self.assertEqual(statement["net"], 8_580)

    def test_statement_adds_up(self):
        """39,300 − 720 − (39,300 − 720 − 15,000) × 3 % = 707.40 is 37,872.60."""
        pay.enter(self.worker, "one_off", MARCH, amount=30_000)
        run = self.book(self.compute())
        statement = self.slip(run, self.worker)._prepare_statement()
        names = ("gross", "withheld", "tax", "net")
        self.assertEqual(
            [round(statement[name], 2) for name in names],
            [39_300, -720, 707.4, 37_872.6],
        )

    def test_own_menu_shows_his_own(self):
        run = self.book(self.compute())
        slips = self.env["pay.slip"].with_user(self.officer)
        self.assertFalse(slips.search([("is_own", "=", True)]))
        mine = self.env["pay.slip"].with_user(self.users["worker"])
        found = mine.search([("is_own", "=", True)])
        self.assertEqual(found, self.slip(run, self.worker))
        record = found.web_read(
            {
                "is_own": {},
                "net": {},
                "line_ids": {
                    "fields": {
                        "component_id": {"fields": {"display_name": {}}},
                        "words": {},
                        "basis": {},
                        "amount": {},
                    }
                },
            }
        )[0]
        self.assertTrue(record["is_own"])
        self.assertTrue(all(line["component_id"] for line in record["line_ids"]))


@tagged("post_install", "-at_install")
class TestDeclaration(DoneCase):
    def table(self, code, run):
        template = self.env.ref(f"community_hr.declaration_{code}")
        _name, content = run._make_declaration(template.with_user(self.officer))
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        return [[cell.value for cell in row] for row in sheet.iter_rows()]

    def test_tax_table(self):
        run = self.approve(self.compute())
        head, *rows = self.table("tax", run)
        by_name = {row[1]: dict(zip(head, row, strict=True)) for row in rows}
        row = by_name["袁小满"]
        self.assertEqual(row["本期收入"], 9_300)
        self.assertEqual(row["基本养老保险费"], 720)
        self.assertEqual(row["*证件号码"], factory.make_id_number(1))
        self.assertEqual(len(rows), 2)

    def test_insurance_table_with_sums(self):
        rows = self.table("insurance", self.approve(self.compute()))
        self.assertIn("2026-03", rows[1][0])
        worker = next(row for row in rows if row[1] == "袁小满")
        self.assertEqual(worker[3:6], [9_000, 1_440, 720])
        self.assertEqual(rows[-1][0], "合计")
        self.assertEqual(rows[-1][4], 1_440)

    def test_id_numbers_are_logged(self):
        run = self.approve(self.compute())
        before = self.env["community.person.access"].search_count([])
        self.table("tax", run)
        after = self.env["community.person.access"].search_count([])
        self.assertEqual(after - before, 2)
        for role in ("auditor", "committee", "officer_west"):
            with self.assertRaises(AccessError):
                template = self.env.ref("community_hr.declaration_tax")
                self.as_role(run, role)._make_declaration(self.as_role(template, role))

    def test_template_with_an_unknown_name_is_refused(self):
        book = openpyxl.Workbook()
        book.active.append(["{name}", "{secret}"])
        buffer = io.BytesIO()
        book.save(buffer)
        with self.assertRaisesRegex(ValidationError, "secret"):
            self.env["pay.declaration"].create(
                {
                    "name": "x",
                    "file": base64.b64encode(buffer.getvalue()),
                    "source": "x",
                }
            )
        with self.assertRaisesRegex(ValidationError, "workbook"):
            self.env["pay.declaration"].create(
                {"name": "x", "file": base64.b64encode(b"no"), "source": "x"}
            )

    def test_formula_in_a_name_stays_text(self):
        self.worker.work_contact_id.name = "=1+1"
        rows = self.table("tax", self.approve(self.compute()))
        self.assertIn("=1+1", [row[1] for row in rows])
