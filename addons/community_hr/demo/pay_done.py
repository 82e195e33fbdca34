"""Three months of pay that went all the way: approved, booked, paid, one put right.

海湾's staff office pays by bank; in the first month one payment failed and was made
again, in the second one person was paid for a day too much: his payslip was reversed
and the right one supplemented. The month that runs is to be reviewed.
"""

from datetime import date, datetime, time, timedelta
from unittest.mock import patch
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from odoo.fields import Command, Date

from odoo.addons.community_base import house
from odoo.addons.community_base.demo import factory as people
from odoo.addons.community_base.demo.matters import DemoMatters

from . import pay_factory as pay

CHIEF = {"login": "chief", "name": None, "role": "街道党工委书记"}
BORN = date(1988, 3, 1)
CARD = "622202400012{:07d}"
REASONS = {
    "new": "本月新聘，已核对聘用合同",
    "gone": "已离职或合同期满，已核对",
    "outlier": "值班、奖励等一次性项目，已核对",
    "account": "银行卡补办中，先以现金发放",
    "budget": "已向财政所报告，列入追加预算",
}


def build(env):
    """Carry the demo's pay through to the banks, once."""
    env = env(context={**env.context, "lang": "zh_CN"}, su=True)
    first = env["pay.run"].search([("state", "=", "computed")], limit=1)
    if first and not env["pay.payment"].search_count([], limit=1):
        DemoPaid(env, first).build()


class DemoPaid(DemoMatters):
    def __init__(self, env, run):
        super().__init__(env, {})
        self.root, self.run, self.street = env, run, run.area_id
        self.month, self.company = run.month, run.company_id

    def build(self):
        self._make_chief()
        self._make_files()
        if not self._open_books():
            return
        with patch.object(house, "now", lambda: self.moment):
            self._finish(self.run, fail=True)
            second = self._compute(self._next(1))
            self._finish(second)
            self._put_right(second)
            self._finish(self._compute(self._next(2)))
        self._compute(self._next(3))

    def _next(self, months):
        return Date.add(self.month, months=months)

    def _go_to(self, day):
        zone = ZoneInfo(house.DEFAULT_TIMEZONE)
        self.moment = datetime.combine(day, time(10), zone)

    def _make_chief(self):
        """The secretary of the street's Party committee gets a login."""
        organ = self.root["community.organ"].search(
            [
                ("kind_id.code", "=", "party_work_committee"),
                ("area_id", "=", self.street.id),
            ]
        )
        seats = organ.seat_ids.filtered(lambda seat: seat.role_id.code == "secretary")
        person = seats[:1].person_id
        if person and not person.user_ids:
            people.make_user(
                self.root,
                CHIEF["login"],
                person.name,
                "community_base.group_committee",
                self.street,
                person,
            )

    def _make_files(self):
        """Everybody but one has a bank account on file."""
        staff = self.root["hr.employee"].search(
            [("area_id", "child_of", self.street.id)], order="id"
        )
        files = self.root["community.person.private"]
        for number, person in enumerate(staff[:-1], 1):
            vals = {"bank_name": "农商银行", "bank_account": CARD.format(number)}
            found = files.search(
                [
                    ("partner_id", "=", person.work_contact_id.id),
                    ("area_id", "=", person.area_id.id),
                ]
            )
            if found:
                found.write(vals)
            else:
                vals["id_number"] = people.make_id_number(number, BORN)
                people.make_file(person.area_id, person.work_contact_id, **vals)

    def _open_books(self):
        """Load the accounts; tell whether there is a chart of accounts to load."""
        charts = self.root["account.chart.template"]
        known = self.root["pay.account"].search([]).mapped("chart_template")
        if self.company.chart_template not in known:
            if "cn" not in charts._get_chart_template_mapping():
                return False
            charts.try_loading("cn", self.company, install_demo=False)
        return True

    # A month

    def _compute(self, month, **vals):
        self._go_to(Date.end_of(month, "month") - timedelta(4))
        run = pay.make_run(
            self.street.with_env(self._as("hr")),
            month,
            company_id=self.company.id,
            **vals,
        )
        run.action_compute()
        return run

    def _finish(self, run, fail=False):
        """Review, have approved, book and pay a run."""
        run = run.with_env(self._as("hr"))
        self._go_to(Date.end_of(run.month, "month") - timedelta(3))
        self._approve(run)
        run.action_post()
        self._go_to(run.month + relativedelta(months=1, day=8))
        self._pay(run, fail)

    def _approve(self, run):
        for remark in run.remark_ids:
            remark._dismiss(REASONS.get(remark.code, "已逐项核对"))
        run.action_review()
        action = run.action_request_matter()
        matter = run.env["community.matter"].browse(action["res_id"])
        matter.action_submit()
        self._step_of(matter, CHIEF["login"]).action_approve("同意发放")
        run.action_approve()

    def _pay(self, run, fail):
        payments = run.env["pay.payment"]
        payment = payments.browse(run.action_pay()["res_id"])
        payment.action_send()
        if fail:
            waiting = payment.line_ids.filtered(lambda line: line.state == "waiting")
            payment._record(waiting[1:], {waiting[0]: "账号与户名不符"})
            self._go_to(run.month + relativedelta(months=1, day=10))
            payment = payments.browse(run.action_pay()["res_id"])
            payment.action_send()
        payment.action_all_paid()
        if run.state == "posted":
            payments.browse(run.action_pay_cash()["res_id"]).action_all_paid()

    def _put_right(self, run):
        """One was paid for a day of absence: taken back, and paid as it was due."""
        slip = run.sudo().slip_ids.filtered(lambda slip: slip.net > 0)[:1]
        reason = "漏扣事假一天，经核实更正"
        back = self._compute(
            run.month,
            kind="reversal",
            reason=reason,
            reversed_ids=[Command.set(slip.ids)],
        )
        self._approve(back)
        back.action_post()
        returned = back.env["pay.payment"].browse(back.action_take_return()["res_id"])
        returned.action_all_paid()
        pay.enter(
            slip.employee_id.with_env(self._as("hr")),
            "absence",
            run.month,
            reason,
            quantity=1,
        )
        more = self._compute(run.month, kind="supplement", reason=reason)
        self._finish(more)
