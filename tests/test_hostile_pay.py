"""Pay over HTTP, by who may not see or change it: N tried, 0 through."""

from datetime import date

from hostile import Attacker

from odoo.tests import HttpCase, tagged

from odoo.addons.community_base.demo.factory import PASSWORD
from odoo.addons.community_hr.demo import pay_factory as pay
from odoo.addons.community_hr.tests.common import StaffCase
from odoo.addons.community_hr.tests.pay_common import (
    MARCH,
    PayMaker,
    make_plain_rules,
)

#: Who sees nothing of 东街道's pay, and who sees it and changes nothing.
STRANGERS = ("colleague", "employee", "staff", "officer_west", "portal", "street")
READERS = ("auditor",)
SECRET = ("pay.run", "pay.slip", "pay.slip.line", "pay.input", "pay.insurance.base")


@tagged("post_install", "-at_install")
class TestHostilePay(PayMaker, StaffCase, Attacker, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        pay.make_policy(cls.env, cls.east_street, rules=make_plain_rules(cls.env))
        (cls.worker | cls.colleague).version_ids.wage = 3_100
        pay.insure(cls.worker, 9_000, ["pension"], since=date(2026, 4, 1))
        pay.enter(cls.worker, "one_off", MARCH, amount=777)
        run = pay.make_run(cls.east_street.with_user(cls.users["officer"]), MARCH)
        run.action_compute()
        cls.payroll = run.sudo()
        cls.env.flush_all()

    def watched_tables(self):
        return [model.replace(".", "_") for model in SECRET]

    def find(self, model):
        here = [("area_id", "child_of", self.east_street.id)]
        return self.env[model].sudo().search(here, limit=1)

    def test_strangers_see_and_change_nothing(self):
        attempts = [
            (role, f"{model}: {what}", call)
            for role in STRANGERS
            for model in SECRET
            for what, call in self.prepare_readings(model)
        ]
        attempts += self.prepare_changes((*STRANGERS, *READERS))
        self.authenticate(self.ROLES["officer"][0], PASSWORD)
        for model in SECRET:
            for what, call in self.prepare_readings(model)[:6]:
                self.assertEqual(call(), "THROUGH", f"{model}: {what} by its officer")
        self.carry_out(attempts)

    def test_officer_himself_goes_no_other_way(self):
        """His own run: no figure, no state, no line is written but by computing."""
        slip, line = self.payroll.slip_ids[0], self.payroll.slip_ids.line_ids[0]
        tries = [
            ("state", "pay.run", "write", [self.payroll.id], {"state": "approved"}),
            ("net", "pay.run", "write", [self.payroll.id], {"net": 1}),
            ("slip", "pay.slip", "write", [slip.id], {"net": 1}),
            ("line", "pay.slip.line", "write", [line.id], {"amount": 1}),
            ("more", "pay.slip.line", "create", {"slip_id": slip.id, "amount": 9}),
            ("gone", "pay.slip", "unlink", [slip.id]),
            ("copy", "pay.slip", "copy", [slip.id]),
            ("store", "pay.store", "_clear", self.payroll.id),
            ("born", "pay.run", "create", self.prepare_approved()),
            ("two", "pay.run", "web_save", [self.payroll.id], {"state": "paid"}, {}),
        ]
        self.carry_out(
            [
                ("officer", f"{model}.{method} {what}", self.caller(model, method, *a))
                for what, model, method, *a in tries
            ]
        )

    def prepare_approved(self):
        return {
            "area_id": self.east_street.id,
            "month": "2026-05-01",
            "state": "approved",
        }

    def caller(self, model, method, *args):
        return lambda: self.post(model, method, *args)

    def prepare_readings(self, model):
        """Return (what, call); a call that is told anything says so."""
        record, name = self.find(model), "area_id"
        this = [("id", "=", record.id)]
        ways = {
            "read": ("read", [record.id], [name]),
            "web_read": ("web_read", [record.id], {name: {}}),
            "search_read": ("search_read", this, [name]),
            "web_search_read": ("web_search_read", this, {name: {}}),
            "search_count": ("search_count", this),
            "formatted_read_group": ("formatted_read_group", this, [name], ["__count"]),
            "export_data": ("export_data", [record.id], [name]),
            "copy": ("copy", [record.id]),
        }
        return [
            (what, self.reader(model, *call, secret=record.id))
            for what, call in ways.items()
        ]

    def reader(self, model, method, *args, secret):
        def call():
            answer = self.post(model, method, *args)
            result = answer.get("result")
            if isinstance(result, dict):
                result = result.get("records") or result.get("datas")
            return "THROUGH" if result else "refused"

        return call

    def prepare_changes(self, roles):
        calls = [
            ("pay.run", "action_compute", [self.payroll.id]),
            ("pay.run", "action_stop", [self.payroll.id]),
            ("pay.run", "action_cancel", [self.payroll.id]),
            ("pay.run", "unlink", [self.payroll.id]),
        ]
        for model in SECRET:
            record = self.find(model)
            calls += [
                (model, "write", [record.id], {"area_id": self.west.id}),
                (model, "unlink", [record.id]),
            ]
        return [
            (role, f"{model}.{method}", self.caller(model, method, *args))
            for role in roles
            for model, method, *args in calls
        ]

    def carry_out(self, attempts):
        def sign_in(role):
            self.authenticate(self.ROLES[role][0], PASSWORD)

        rows, through = self.run_attempts(attempts, sign_in)
        self.assertGreater(len(rows), 5)
        self.assertFalse(through, "\n".join(map(str, through)))
