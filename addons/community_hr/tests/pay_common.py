from datetime import date

from odoo.addons.community_base.house import with_pass
from odoo.addons.community_hr.demo import factory as staff
from odoo.addons.community_hr.demo import pay_factory as pay

JANUARY = date(2026, 1, 1)
MARCH = date(2026, 3, 1)
APRIL = date(2026, 4, 1)


class PayMaker:
    """Steps of the story of a month's pay, for cases on any database."""

    def pay_run(self, month=MARCH, area=None, user=None, **vals):
        """Return a run that its officer has computed."""
        run = pay.make_run((area or self.east_street).with_user(user), month, **vals)
        run.action_compute()
        return run

    def settle(self, run):
        """Have a run approved, as the next months need it; how, is tested elsewhere."""
        run.env.flush_all()
        run.env.cr.execute("ALTER TABLE pay_run DISABLE TRIGGER community_guard")
        with_pass(run.sudo(), {"state"}).state = "approved"
        run.env.flush_all()
        run.env.cr.execute("ALTER TABLE pay_run ENABLE TRIGGER community_guard")
        return run

    def lines(self, run, employee):
        """Return [(component code, first day, last day, amount)] of a slip."""
        slip = run.sudo().slip_ids.filtered(lambda s: s.employee_id == employee)
        return [
            (
                line.component_id.code,
                line.date_from.day,
                line.date_to.day,
                round(line.amount, 2),
            )
            for line in slip.line_ids
        ]

    def slip(self, run, employee):
        return run.sudo().slip_ids.filtered(lambda s: s.employee_id == employee)


def make_plain_rules(env):
    """Rules of nothing but the agreed wage and its tax."""
    return [
        pay.prepare_rule(env, "grade", "wage"),
        pay.prepare_rule(env, "income_tax", "tax"),
        pay.prepare_rule(env, "one_off", "input"),
        pay.prepare_rule(env, "bonus", "input"),
        pay.prepare_rule(env, "bonus_tax", "bonus_tax"),
    ]


def make_person(area, name, wage=3_100, **vals):
    return staff.make_employee(area, name, wage=wage, **vals)
