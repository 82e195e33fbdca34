"""Payslips and payments over HTTP and /json/2, by who may not: none through."""

import json
from datetime import timedelta

from hostile import Attacker

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.community_base.demo.factory import PASSWORD
from odoo.addons.community_hr.tests.test_pay_done import DoneCase

#: Others of the same street, those above, the other street's officer, and outsiders.
STRANGERS = ("colleague", "committee", "staff", "street", "officer_west", "portal")
SECRET = (
    "pay.slip",
    "pay.slip.line",
    "pay.payment",
    "pay.payment.line",
    "pay.remark",
    "pay.difference",
)
STORED = ("pay.run", *SECRET[:-1])


@tagged("post_install", "-at_install")
class TestHostilePayDone(DoneCase, Attacker, HttpCase):
    def setUp(self):
        super().setUp()
        run = self.book(self.compute())
        self.payment = self.env["pay.payment"].browse(run.action_pay()["res_id"])
        self.payment.with_user(self.officer).action_send()
        self.run_id = run.id
        self.own = self.slip(run, self.worker)
        self.env.flush_all()

    def watched_tables(self):
        return [model.replace(".", "_") for model in STORED]

    def json2(self, role, model, method, **params):
        """Return what /json/2 answers to a key of the user's own, or None."""
        user = self.users[role]
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        key = keys._generate("rpc", "x", fields.Datetime.now() + timedelta(days=1))
        self.env["res.users.apikeys"].flush_model()
        with mute_logger("odoo.http"):
            answer = self.url_open(
                f"/json/2/{model}/{method}",
                data=json.dumps(params),
                headers={
                    "Authorization": f"Bearer {key}",
                    "Content-Type": "application/json",
                },
            )
        return answer.json() if answer.status_code == 200 else None

    def secret(self, model):
        """Return the worker's record of a model, which is nobody else's."""
        records = self.env[model].sudo()
        domain = [("employee_id", "=", self.worker.id)]
        if model == "pay.payment":
            return self.payment
        return records.search(domain, limit=1)

    def test_reading_by_json2(self):
        for model in SECRET:
            record = self.secret(model)
            if not record:
                continue
            given = {"ids": record.ids, "fields": ["area_id"]}
            self.assertTrue(self.json2("officer", model, "read", **given), model)
            for role in STRANGERS[:-1]:
                self.assertFalse(self.json2(role, model, "read", **given), model)
                found = self.json2(
                    role, model, "search", domain=[("id", "=", record.id)]
                )
                self.assertFalse(found, f"{role} finds {model}")
        self.assertTrue(
            self.json2("worker", "pay.slip", "read", ids=self.own.ids, fields=["net"])
        )

    def test_nobody_changes_anything(self):
        slip, payment = self.own.id, self.payment.id
        calls = [
            ("pay.slip", "write", [slip], {"net": 1}),
            ("pay.slip", "unlink", [slip]),
            ("pay.slip.line", "write", self.own.line_ids[0].ids, {"amount": 1}),
            ("pay.payment", "action_all_paid", [payment]),
            ("pay.payment", "action_send", [payment]),
            ("pay.payment", "write", [payment], {"state": "done"}),
            ("pay.payment", "create", {"run_id": self.run_id}),
            ("pay.payment.line", "write", self.payment.line_ids.ids, {"amount": 1}),
            ("pay.run", "action_close", [self.run_id]),
            ("pay.run", "action_pay", [self.run_id]),
            ("pay.run", "write", [self.run_id], {"state": "draft"}),
        ]
        attempts = [
            (role, f"{model}.{method}", self.caller(model, method, *args))
            for role in (*STRANGERS, "worker", "auditor")
            for model, method, *args in calls
        ]
        # The officer's own buttons are his; the rest is nobody's.
        attempts += [
            ("officer", f"{model}.{method}", self.caller(model, method, *args))
            for model, method, *args in calls
            if not method.startswith("action_")
        ]
        rows, through = self.run_attempts(attempts, self.sign_in)
        self.assertGreater(len(rows), 90)
        self.assertFalse(through, "\n".join(map(str, through)))

    def caller(self, model, method, *args):
        return lambda: self.post(model, method, *args)

    def sign_in(self, role):
        self.authenticate(self.ROLES[role][0], PASSWORD)

    def test_files_and_pages(self):
        bank = f"/pay/payment/{self.payment.id}/file"
        template = self.env.ref("community_hr.declaration_tax").id
        table = f"/pay/run/{self.run_id}/declaration/{template}"
        page = f"/my/pay/{self.own.id}"
        with mute_logger("odoo.http"):
            for role in (*STRANGERS, "worker", "auditor"):
                self.sign_in(role)
                for url in (bank, table):
                    self.assertEqual(self.url_open(url).status_code, 403, (role, url))
                status = self.url_open(page).status_code
                self.assertEqual(status, 200 if role == "worker" else 404, role)
            self.sign_in("officer")
            self.assertEqual(self.url_open(page).status_code, 404, "not his own")
            for url in (bank, table):
                self.assertEqual(self.url_open(url).status_code, 200, url)
