"""A hostile client with a password tries every route over HTTP; none leads through.

Each attempt is a call that a browser's console or a script could send. It counts as
let through when the server answers without an error, or when the database looks
different afterwards. The table of attempts is printed: N tried, 0 through.
"""

import json
from datetime import datetime, timedelta

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.community_base.demo import factory
from odoo.addons.community_base.tests.common import CommunityCase


@tagged("post_install", "-at_install")
class TestHostileRpc(CommunityCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.west_committee = factory.make_organ(
            cls.env, "party_committee", cls.west, "西口社区党委"
        )
        cls.west_seat = factory.make_seat(
            cls.west_committee, "secretary", factory.make_persons(cls.env, ["易水寒"])
        )

    def call(self, model, method, *args, **kwargs):
        payload = {
            "jsonrpc": "2.0",
            "params": {
                "model": model,
                "method": method,
                "args": list(args),
                "kwargs": kwargs,
            },
        }
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps(payload, default=str),
            headers={"Content-Type": "application/json"},
        ).json()
        return "error" not in answer

    def json2(self, role, model, method, **body):
        self.authenticate(self.users[role].login, factory.PASSWORD)
        key = (
            self.env["res.users.apikeys"]
            .with_user(self.users[role])
            ._generate("rpc", "test", datetime.now() + timedelta(hours=8))
        )
        answer = self.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps(body, default=str),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {key}",
            },
        )
        return answer.status_code < 400

    def snapshot(self):
        """Return all that the attempts are after, straight from the database."""
        self.env.flush_all()
        rows = []
        for table, columns in (
            (
                "community_seat",
                "organ_id, person_id, role_id, tenure, date_start, date_end, single,"
                " votes, voided, area_id",
            ),
            ("community_area", "name, code, parent_id, date_end, active, company_id"),
            ("community_organ", "name, kind_id, area_id, date_end, active"),
            ("community_area_change", "kind, state"),
            ("community_area_users_rel", "user_id, area_id"),
            ("res_groups_users_rel", "uid, gid"),
        ):
            self.env.cr.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2")
            rows.append((table, sorted(map(str, self.env.cr.fetchall()))))
        return rows

    def attempts(self):
        """Yield (role, what is tried, the call)."""
        call, seat, area = self.call, self.member_seat, self.south
        change = [seat.id]
        new_seat = {
            "organ_id": self.committee.id,
            "role_id": self.secretary_seat.role_id.id,
            "person_id": self.deputy.id,
            "date_start": str(self.today),
        }
        role = self.secretary_seat.role_id
        member_role = self.member_seat.role_id.id
        for field, value in {
            "voided": True,
            "date_end": str(self.today - timedelta(1)),
            "date_start": "2020-01-01",
            "person_id": self.deputy.id,
            "tenure": "acting",
            "single": True,
            "votes": False,
            "area_id": self.west.id,
            "community_id": self.west.id,
            "street_id": self.west_street.id,
        }.items():
            yield (
                "street",
                f"write seat.{field}",
                lambda f=field, v=value: call(
                    "community.seat", "write", change, {f: v}
                ),
            )
        yield (
            "street",
            "write with a pass in the context",
            lambda: call(
                "community.seat",
                "write",
                change,
                {"voided": True},
                context={"community_system_pass": True},
            ),
        )
        yield (
            "street",
            "web_save a fixed field",
            lambda: call(
                "community.seat",
                "web_save",
                change,
                {"person_id": self.deputy.id},
                specification={},
            ),
        )
        yield (
            "street",
            "second secretary by create",
            lambda: call("community.seat", "create", [new_seat]),
        )
        yield (
            "street",
            "second secretary, flag left out",
            lambda: call("community.seat", "create", [{**new_seat, "single": False}]),
        )
        yield (
            "street",
            "second secretary by default_single",
            lambda: call(
                "community.seat",
                "create",
                [new_seat],
                context={"default_single": False, "default_voided": False},
            ),
        )
        yield (
            "street",
            "second secretary by copy",
            lambda: call("community.seat", "copy", [self.secretary_seat.id]),
        )
        yield (
            "street",
            "second secretary through the organ",
            lambda: call(
                "community.organ",
                "write",
                [self.committee.id],
                {"seat_ids": [[0, 0, new_seat]]},
            ),
        )
        yield (
            "street",
            "person of a seat through the organ",
            lambda: call(
                "community.organ",
                "write",
                [self.committee.id],
                {"seat_ids": [[1, seat.id, {"person_id": self.deputy.id}]]},
            ),
        )
        yield (
            "street",
            "second secretary by import",
            lambda: not self.is_import_refused(),
        )
        yield (
            "street",
            "role made single no more",
            lambda: call("community.seat.role", "write", [role.id], {"single": False}),
        )
        yield (
            "street",
            "delete a begun seat",
            lambda: call("community.seat", "unlink", change),
        )
        yield (
            "street",
            "private method",
            lambda: call("community.seat", "_void", change, "x"),
        )
        yield (
            "street",
            "seat in another street",
            lambda: call(
                "community.seat",
                "create",
                [
                    {
                        **new_seat,
                        "organ_id": self.west_committee.id,
                        "role_id": member_role,
                    }
                ],
            ),
        )
        yield (
            "street",
            "end a seat of another street by the wizard",
            lambda: call(
                "community.seat.change",
                "create",
                [{"seat_ids": [[6, 0, self.west_seat.ids]], "reason": "x"}],
            ),
        )
        yield (
            "street",
            "organ moved to another area",
            lambda: call(
                "community.organ",
                "write",
                [self.committee.id],
                {"area_id": self.north.id},
            ),
        )
        yield (
            "street",
            "rename an area",
            lambda: call("community.area", "write", [area.id], {"name": "x"}),
        )
        yield (
            "district",
            "rename an area past its history",
            lambda: call("community.area", "write", [area.id], {"name": "x"}),
        )
        yield (
            "district",
            "archive an area",
            lambda: call("community.area", "action_archive", [area.id]),
        )
        yield (
            "district",
            "change of area made done",
            lambda: call(
                "community.area.change",
                "create",
                [{"document": "x", "state": "done", "kind": "close"}],
            ),
        )
        yield (
            "staff",
            "seat somebody",
            lambda: call(
                "community.seat", "create", [{**new_seat, "role_id": member_role}]
            ),
        )
        yield (
            "committee",
            "extend the own term",
            lambda: call(
                "community.seat.change",
                "create",
                [{"seat_ids": [[6, 0, [self.secretary_seat.id]]], "reason": "x"}],
            ),
        )
        for role_ in ("staff", "committee", "street", "district", "auditor"):
            yield (
                role_,
                "widen the own charge",
                lambda r=role_: call(
                    "res.users",
                    "write",
                    [self.users[r].id],
                    {"area_ids": [[4, self.west.id]]},
                ),
            )
        yield (
            "auditor",
            "write an organ",
            lambda: call(
                "community.organ", "write", [self.committee.id], {"name": "x"}
            ),
        )
        yield (
            "staff",
            "read another street's seat by id",
            lambda: call("community.seat", "read", [self.west_seat.id], ["person_id"]),
        )
        yield (
            "staff",
            "read another street's organ by web_read",
            lambda: call(
                "community.organ",
                "web_read",
                [self.west_committee.id],
                specification={"name": {}},
            ),
        )
        yield (
            "employee",
            "read organs without a role",
            lambda: call("community.organ", "search_read", [], ["name"]),
        )
        yield (
            "portal",
            "read seats from the portal",
            lambda: call("community.seat", "search_read", [], ["person_id"]),
        )
        yield (
            "street",
            "write by /json/2",
            lambda: self.json2(
                "street", "community.seat", "write", ids=change, vals={"voided": True}
            ),
        )
        yield (
            "staff",
            "read by /json/2",
            lambda: self.json2(
                "staff",
                "community.seat",
                "read",
                ids=self.west_seat.ids,
                fields=["person_id"],
            ),
        )

    def is_import_refused(self):
        """``load`` answers with messages, not with an error."""
        payload = {
            "jsonrpc": "2.0",
            "params": {
                "model": "community.seat",
                "method": "load",
                "args": [
                    ["organ_id/.id", "role_id/.id", "person_id/.id", "date_start"],
                    [
                        [
                            str(self.committee.id),
                            str(self.secretary_seat.role_id.id),
                            str(self.deputy.id),
                            str(self.today),
                        ]
                    ],
                ],
                "kwargs": {},
            },
        }
        answer = self.url_open(
            "/web/dataset/call_kw/community.seat/load",
            data=json.dumps(payload),
            headers={"Content-Type": "application/json"},
        ).json()
        return "error" in answer or not answer["result"]["ids"]

    def test_the_client_works(self):
        """What is allowed gets through: the refusals below are no accident."""
        self.authenticate(self.users["street"].login, factory.PASSWORD)
        ids = self.member_seat.ids
        self.assertTrue(self.call("community.seat", "read", ids, ["person_id"]))
        self.assertTrue(self.call("community.seat", "write", ids, {"document": "x"}))
        self.assertTrue(
            self.json2("staff", "community.seat", "read", ids=ids, fields=["votes"])
        )
        self.assertTrue(
            self.json2(
                "street", "community.seat", "write", ids=ids, vals={"document": "y"}
            )
        )
        self.assertEqual(self.member_seat.document, "y")

    def test_nothing_leads_through(self):
        before = self.snapshot()
        rows, through = [], []
        signed_in = None
        for role, what, attempt in self.attempts():
            if role != signed_in:
                self.authenticate(self.users[role].login, factory.PASSWORD)
                signed_in = role
            with mute_logger("odoo.http", "odoo.sql_db", "odoo.addons.base.models"):
                answered = attempt()
            self.env.invalidate_all()
            changed = self.snapshot() != before
            verdict = "THROUGH" if answered or changed else "refused"
            rows.append(f"{role:<10} {what:<45} {verdict}")
            if verdict == "THROUGH":
                through.append(rows[-1])
                before = self.snapshot()
        print("\n" + "\n".join(rows))
        print(f"{len(rows)} tried, {len(through)} through")
        self.assertFalse(through, "\n".join(through))
        self.assertGreater(len(rows), 40)
