"""A clerk of 南湖社区 tries to get at a phone number of 西口社区 over HTTP."""

import json
import threading
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..demo import factory
from ..models.community_person_access import CommunityPersonAccess
from .test_person_private import PHONE, WEST_PHONE, PersonCase

MODEL = "community.person.private"
SECRETS = (WEST_PHONE, "西口街9号", "6222020200007654321", "家庭困难")


@tagged("post_install", "-at_install")
class TestPrivateOverRpc(PersonCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hidden = cls.west_file.id
        cls.secrets = (*SECRETS, cls.west_file.id_number)
        cls.west_file.message_post(body=f"电话 {WEST_PHONE}")
        cls.env["ir.attachment"].create(
            {
                "name": f"{WEST_PHONE}.txt",
                "raw": WEST_PHONE.encode(),
                "res_model": MODEL,
                "res_id": cls.hidden,
            }
        )

    def call_kw(self, model, method, *args, **kwargs):
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "params": {
                        "model": model,
                        "method": method,
                        "args": list(args),
                        "kwargs": kwargs,
                    },
                },
                default=str,
            ),
            headers={"Content-Type": "application/json"},
        )
        return answer.text

    def json2(self, model, method, **body):
        answer = self.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps(body, default=str),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {self.key}",
            },
        )
        return answer.text

    def login(self, role):
        user = self.users[role]
        self.authenticate(user.login, factory.PASSWORD)
        self.key = (
            self.env["res.users.apikeys"]
            .with_user(user)
            ._generate("rpc", "test", datetime.now() + timedelta(hours=8))
        )

    def routes(self):
        """Yield ``(model, method, args, kwargs)`` of all that might lead there."""
        columns = {name: {} for name in ("name", "phone", "id_number", "note")}
        record = [self.hidden]
        domains = [
            [["phone", "=", WEST_PHONE]],
            [["look_up", "=", WEST_PHONE]],
            [["phone", "like", WEST_PHONE[:3]]],
            [["phone", ">", "0"]],
            [["partner_id", "=", self.west_person.id]],
            [["id", "=", self.hidden]],
            ["|", ["id", "=", self.hidden], ["id", "=", 0]],
            [["possible_duplicate", "=", True]],
        ]
        for domain in domains:
            yield MODEL, "search", [domain], {}
            yield MODEL, "search_count", [domain], {}
            yield MODEL, "search_read", [domain, ["phone"]], {}
            yield MODEL, "web_search_read", [domain, columns], {}
            yield MODEL, "formatted_read_group", [domain, ["phone"], []], {}
            yield MODEL, "formatted_read_group", [domain, [], ["phone:array_agg"]], {}
            yield MODEL, "formatted_read_group", [domain, ["area_id"], []], {}
            yield MODEL, "read_group", [domain, ["phone"], ["phone"]], {}
            yield MODEL, "web_read_group", [domain, ["phone"]], {}
            yield MODEL, "name_search", ["易水寒"], {"domain": domain}
            yield MODEL, "search_read", [domain, ["phone"]], {"order": "phone"}
        yield MODEL, "read", [record, ["phone"]], {}
        yield MODEL, "read", [record], {"load": None}
        yield MODEL, "web_read", [record, columns], {}
        yield MODEL, "export_data", [record, ["phone", "partner_id/name"]], {}
        yield MODEL, "copy_data", [record], {}
        yield MODEL, "copy", [record, {"area_id": self.south.id}], {}
        yield MODEL, "onchange", [record, {}, [], columns], {}
        yield MODEL, "web_save", [record, {"purpose": "staff"}, columns], {}
        yield MODEL, "web_override_translations", [record, {}], {}
        yield MODEL, "get_field_translations", [record, "phone"], {}
        yield MODEL, "mapped", [record, "phone"], {}
        yield MODEL, "filtered_domain", [record, [["phone", "=", WEST_PHONE]]], {}
        yield MODEL, "sorted", [record, "phone"], {}
        yield MODEL, "fetch", [record, ["phone"]], {}
        yield MODEL, "action_link", [record], {}
        yield MODEL, "message_get_suggested_recipients", [record], {}
        yield MODEL, "write", [record, {"name": "别人"}], {}
        yield MODEL, "unlink", [record], {}
        yield MODEL, "load", [[".id", "phone"], [[str(self.hidden), PHONE]]], {}
        for path in ("private_ids.phone", "seat_ids.person_id.private_ids.phone"):
            yield "res.partner", "search", [[[path, "=", WEST_PHONE]]], {}
        person = [self.west_person.id]
        yield "res.partner", "read", [person], {}
        yield "res.partner", "search_read", [[["phone", "=", WEST_PHONE]]], {}
        yield (
            "res.partner",
            "export_data",
            [person, ["phone", "bank_ids/acc_number"]],
            {},
        )
        yield "res.partner", "action_view_personal_files", [person], {}
        log = "community.person.access"
        yield log, "search_read", [[], ["partner_id"]], {}
        of_file = [["model", "=", MODEL], ["res_id", "=", self.hidden]]
        yield "mail.message", "search_read", [of_file, ["body"]], {}
        yield "mail.message", "search_read", [[["body", "ilike", WEST_PHONE]]], {}
        yield "mail.tracking.value", "search_read", [[]], {}
        attached = [["res_model", "=", MODEL], ["res_id", "=", self.hidden]]
        yield "ir.attachment", "search_read", [attached, ["name", "datas"]], {}
        yield "mail.followers", "search_read", [attached], {}
        yield "community.area", "read", [[self.west.id]], {}
        yield "community.seat", "search_read", [[["person_id", "in", person]]], {}

    def answers(self, role):
        self.login(role)
        for model, method, args, kwargs in self.routes():
            yield (model, method, args), self.call_kw(model, method, *args, **kwargs)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_access", "odoo.models")
    def test_no_route_leads_to_another_areas_register(self):
        tried = 0
        for role in ("staff", "department", "employee", "administrator"):
            for route, text in self.answers(role):
                tried += 1
                shown = text.encode().decode("unicode_escape", "ignore")
                asked = json.dumps(route, default=str)
                for secret in self.secrets:
                    if secret not in asked:
                        self.assertNotIn(secret, text, (role, route))
                        self.assertNotIn(secret, shown, (role, route))
                if route[0] == MODEL and route[1].startswith("search"):
                    self.assertNotIn(f'"id": {self.hidden}', text, (role, route))
        self.assertGreater(tried, 400)
        self.west_file.invalidate_recordset()
        self.assertEqual(self.west_file.phone, WEST_PHONE)
        self.assertEqual(self.west_file.name, "易水寒")
        self.assertFalse(self.log(partner_id=self.west_person.id))

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_access", "odoo.models")
    def test_a_hit_and_a_miss_answer_alike(self):
        """What a search answers does not tell whether the number exists."""
        self.login("staff")
        for field in ("phone", "look_up", "id_number"):
            number = self.west_file.id_number if field == "id_number" else WEST_PHONE
            for method in ("search", "search_count"):
                hit, miss = (
                    json.loads(self.call_kw(MODEL, method, [[field, "=", value]]))
                    for value in (number, "13511112222")
                )
                self.assertEqual(hit["result"], miss["result"])
                self.assertFalse(hit["result"])

    @mute_logger("odoo.http", "odoo.addons.rpc.controllers.json2")
    def test_json2_leads_nowhere_either(self):
        self.login("staff")
        for method, body in [
            ("search_read", {"domain": [["phone", "=", WEST_PHONE]]}),
            ("search_read", {"domain": [["id", "=", self.hidden]]}),
            ("read", {"ids": [self.hidden], "fields": ["phone"]}),
            ("read", {"ids": [self.hidden], "context": {"su": True, "uid": 1}}),
            ("web_read", {"ids": [self.hidden], "specification": {"phone": {}}}),
            ("formatted_read_group", {"domain": [], "groupby": ["phone"]}),
            ("export_data", {"ids": [self.hidden], "fields_to_export": ["phone"]}),
            ("copy_data", {"ids": [self.hidden]}),
            ("sudo", {"ids": [self.hidden]}),
            ("with_user", {"ids": [self.hidden], "user": 1}),
        ]:
            text = self.json2(MODEL, method, **body)
            for secret in self.secrets:
                if secret not in json.dumps(body):
                    self.assertNotIn(secret, text, method)
        own = self.json2(MODEL, "read", ids=self.file.ids, fields=["phone"])
        self.assertEqual(json.loads(own)[0]["phone"], PHONE)
        self.assertEqual(len(self.log(user_id=self.users["staff"].id)), 1)

    def test_attachment_of_another_area_is_not_served(self):
        self.login("staff")
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", MODEL), ("res_id", "=", self.hidden)]
        )
        for url in (
            f"/web/content/{attachment.id}",
            f"/web/content/{MODEL}/{self.hidden}/phone",
            f"/web/image/{MODEL}/{self.hidden}/phone",
        ):
            self.assertNotIn(WEST_PHONE, self.url_open(url).text)

    def test_opening_one_s_own_is_logged_on_every_cursor(self):
        """Lists may be read on a replica, what writes the log may not."""
        self.login("staff")
        modes = []
        append = CommunityPersonAccess._append

        def spy(model, kind, shown):
            modes.append(threading.current_thread().cursor_mode)
            return append(model, kind, shown)

        masked = {"name": {}, "phone_masked": {}}
        with patch.object(CommunityPersonAccess, "_append", spy):
            self.call_kw(MODEL, "web_search_read", [], masked)
            self.assertFalse(modes, "a masked list is no opening")
            self.call_kw(MODEL, "web_read", self.file.ids, {"phone": {}})
            self.call_kw(MODEL, "read", self.file.ids, ["phone"])
            self.assertEqual(modes, ["rw", "rw"])
            with mute_logger("odoo.http", "odoo.sql_db"):
                text = self.call_kw(MODEL, "web_search_read", [], {"phone": {}})
        self.assertIn(PHONE, text)
        self.assertEqual(modes[-1], "ro->rw")
        self.assertEqual(len(self.log(user_id=self.users["staff"].id)), 3)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_access")
    def test_nobody_forges_the_log(self):
        self.login("administrator")
        log = "community.person.access"
        vals = {
            "at": "2026-01-01 00:00:00",
            "kind": "read",
            "user_id": self.users["staff"].id,
            "partner_id": self.member.id,
            "area_id": self.south.id,
            "res_model": MODEL,
            "field_names": "phone",
        }
        passes = {"context": {"community_system_pass": True}}
        for method, args in (
            ("create", [vals]),
            ("_append", ["read", []]),
            ("load", [list(vals), [list(map(str, vals.values()))]]),
            ("web_save", [[], vals, {}]),
        ):
            self.call_kw(log, method, *args, **passes)
        self.assertFalse(self.log())
