"""A run is booked and paid twice at once; the process dies while it is being booked."""

from datetime import date

from scratch import ScratchCase

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.community_base.demo import factory
from odoo.addons.community_hr.demo import factory as staff
from odoo.addons.community_hr.demo import pay_factory as pay

MONTH = date(2026, 1, 1)
ACCOUNTS = {"5602": "expense", "2211": "liability_current", "1002": "asset_cash"}


@tagged("post_install", "-at_install")
class TestBookedAtOnce(ScratchCase):
    copy = "booked_at_once"

    @classmethod
    def make_community(cls, env):
        district = factory.make_areas(
            env, [{"name": "入账区", "level": "district", "code": "990007000000"}]
        )
        street, area = factory.make_street(
            env, "990007001", "入账街道", ["戊社区"], district
        )
        officer = factory.make_user(
            env, "book-officer", "人事员", "community_hr.group_officer", street
        )
        for number in range(3):
            staff.make_employee(area, f"员工{number}", wage=1_000)
        rules = [
            pay.prepare_rule(env, "grade", "wage"),
            pay.prepare_rule(env, "income_tax", "tax"),
        ]
        pay.make_policy(env, street, rules=rules)
        cls.open_books(env)
        run = pay.make_run(street.with_user(officer), MONTH)
        run.action_compute()
        env.flush_all()
        # How it was decided is tested elsewhere; here it is decided.
        env.cr.execute("ALTER TABLE pay_run DISABLE TRIGGER USER")
        env.cr.execute("UPDATE pay_run SET state = 'approved' WHERE id = %s", run.ids)
        env.cr.execute("ALTER TABLE pay_run ENABLE TRIGGER USER")
        cls.run_id, cls.officer_id = run.id, officer.id

    @classmethod
    def open_books(cls, env):
        company = env.company
        company.chart_template = "cn"
        accounts = {
            code: env["account.account"].create(
                {
                    "name": code,
                    "code": f"{code}.A",
                    "account_type": kind,
                    "company_ids": [Command.set(company.ids)],
                }
            )
            for code, kind in ACCOUNTS.items()
        }
        journals = env["account.journal"]
        journals.create(
            [
                {"name": "记账", "code": "AGEN", "type": "general", "sequence": 0},
                {
                    "name": "现金",
                    "code": "ACSH",
                    "type": "cash",
                    "sequence": 0,
                    "default_account_id": accounts["1002"].id,
                },
            ]
        )

    def find(self, env):
        return env["pay.run"].with_user(self.officer_id).browse(self.run_id)

    def book(self, env):
        self.find(env).action_post()

    def prepare(self, env):
        self.find(env).action_pay_cash()

    def settle(self, env):
        self.find(env).payment_ids.action_all_paid()

    def figures(self):
        """Return (state, vouchers, debits, batches, payments that succeeded)."""
        with self.commits() as env:
            env.flush_all()
            env.cr.execute(
                """SELECT (SELECT state FROM pay_run WHERE id = %(run)s),
                          (SELECT count(DISTINCT move_id) FROM account_move_line line
                             JOIN account_account account
                               ON account.id = line.account_id
                            WHERE account.name->>'en_US' IN ('5602', '1002')),
                          (SELECT coalesce(sum(debit), 0)::int
                             FROM account_move_line),
                          (SELECT count(*) FROM pay_payment),
                          (SELECT count(*) FROM pay_payment_line
                            WHERE state = 'success')""",
                {"run": self.run_id},
            )
            return env.cr.fetchone()

    def test_booked_and_paid_once(self):
        kill = f'run = env["pay.run"].with_user({self.officer_id})'
        kill += f".browse({self.run_id})\n"
        died = self.run_until_killed(kill + "run.action_post()\nenv.flush_all()\n")
        self.assertEqual(died.returncode, -9, died.stderr)
        self.assertEqual(self.figures(), ("approved", 0, 0, 0, 0))

        ends = self.race(self.book, self.book, tries=5)
        self.assertEqual(ends.count("done"), 1, ends)
        self.assertEqual(self.figures(), ("posted", 1, 3_000, 0, 0))

        ends = self.race(self.prepare, self.prepare, tries=5)
        self.assertEqual(ends.count("done"), 1, ends)
        died = self.run_until_killed(
            kill + "run.payment_ids.action_all_paid()\nenv.flush_all()\n"
        )
        self.assertEqual(died.returncode, -9, died.stderr)
        self.assertEqual(self.figures(), ("posted", 1, 3_000, 1, 0))

        ends = self.race(self.settle, self.settle, tries=5)
        self.assertIn("done", ends)
        self.assertEqual(self.figures(), ("paid", 2, 6_000, 1, 3))
