"""Two runs pay the same month at once; the process dies while a run is computed."""

from datetime import date

from scratch import ScratchCase

from odoo.tests import tagged

from odoo.addons.community_base.demo import factory
from odoo.addons.community_hr.demo import factory as staff
from odoo.addons.community_hr.demo import pay_factory as pay

MONTH = date(2026, 3, 1)


@tagged("post_install", "-at_install")
class TestPaidAtOnce(ScratchCase):
    copy = "pay_at_once"

    @classmethod
    def make_community(cls, env):
        district = factory.make_areas(
            env, [{"name": "工资区", "level": "district", "code": "990006000000"}]
        )
        street, area = factory.make_street(
            env, "990006001", "工资街道", ["丁社区"], district
        )
        officer = factory.make_user(
            env, "pay-officer", "人事员", "community_hr.group_officer", street
        )
        for number in range(5):
            staff.make_employee(area, f"员工{number}", wage=6_000 + number)
        rules = [
            pay.prepare_rule(env, "grade", "wage"),
            pay.prepare_rule(env, "income_tax", "tax"),
        ]
        pay.make_policy(env, street, rules=rules)
        cls.street_id, cls.officer_id = street.id, officer.id

    def make_run(self, env, month=MONTH):
        street = env["community.area"].browse(self.street_id)
        return pay.make_run(street.with_user(self.officer_id), month)

    def figures(self, month=MONTH):
        """Return (slips of a month, lines, people who have a slip twice)."""
        with self.commits() as env:
            env.cr.execute(
                """SELECT count(DISTINCT slip.id), count(line.id),
                          count(DISTINCT slip.id) - count(DISTINCT slip.employee_id)
                     FROM pay_slip slip
                LEFT JOIN pay_slip_line line ON line.slip_id = slip.id
                    WHERE slip.month = %s""",
                [month],
            )
            return env.cr.fetchone()

    def test_one_month_is_paid_once(self):
        with self.commits() as env:
            runs = [self.make_run(env).id for _number in range(2)]

        def compute(number):
            def act(env):
                run = env["pay.run"].with_user(self.officer_id).browse(runs[number])
                run.action_compute()

            return act

        ends = self.race(compute(0), compute(1))
        self.assertEqual(ends.count("done"), 1, ends)
        self.assertEqual(self.figures(), (5, 5, 0))

    def test_killed_run_goes_on_where_it_was(self):
        month = date(2025, 1, 1)
        with self.commits() as env:
            run = self.make_run(env, month)
            run._move("computing", head_count=5)
            run_id = run.id
        died = self.run_until_killed(
            f"""
            run = env["pay.run"].with_user({self.officer_id}).browse({run_id})
            run._compute_next(2)
            env.cr.commit()
            run._compute_next(2)
            env.flush_all()
            """
        )
        self.assertEqual(died.returncode, -9, died.stderr)
        self.assertEqual(self.figures(month), (2, 4, 0), "a chunk is whole or absent")
        with self.commits() as env:
            run = env["pay.run"].browse(run_id)
            self.assertEqual(run.state, "computing")
            env["pay.run"].with_user(self.officer_id).browse(run_id)._compute_next()
            self.assertEqual((run.state, run.done_count), ("computed", 5))
            self.assertEqual(run.net, sum(run.slip_ids.mapped("net")))
        self.assertEqual(self.figures(month), (5, 10, 0))
