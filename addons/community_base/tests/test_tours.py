from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from odoo.addons.community_base.demo import factory

from .common import CommunityCase


@tagged("post_install", "-at_install")
class TestTours(CommunityCase, HttpCase):
    """What the people of a street office do, in their browser and in Chinese."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        for user in cls.users.values():
            user.lang = "zh_CN"
        cls.northern = factory.make_organ(
            cls.env, "party_committee", cls.north, "北坡社区党委"
        )
        cls.candidate, former = factory.make_persons(cls.env, ["吴若兰", "前任书记"])
        factory.make_seat(
            cls.committee,
            "secretary",
            former,
            date_start=date(2019, 1, 1),
            date_end=date(2023, 12, 31),
        )

    def play(self, tour, role):
        """Play a tour as the user of a role, then see what came of it."""
        login = self.users[role].login
        self.start_tour("/odoo", f"community_base.{tour}", login=login, timeout=60)
        self.env.invalidate_all()

    def call_as(self, role, model, method, *args):
        """Call a method as the client of a role would, past all buttons."""
        login = self.users[role].login
        self.authenticate(login, login)
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": {}},
        )

    def test_administrator_loads_a_district(self):
        self.play("load_district", "administrator")
        district = self.env["community.area"].search([("code", "=", "440306000000")])
        streets = district.child_ids
        self.assertEqual(district.name, "宝安区")
        self.assertEqual(len(streets.filtered(lambda a: a.name.endswith("街道"))), 10)
        self.assertEqual(len(streets.child_ids), 141)

        before = streets.child_ids.mapped("write_date")
        self.play("load_district_again", "administrator")
        self.assertEqual(district.child_ids, streets)
        self.assertEqual(streets.child_ids.mapped("write_date"), before)

    def test_district_renames_a_community(self):
        self.play("rename_area", "district")
        self.assertEqual(self.north.name, "北岭社区")
        change = self.north.change_ids
        self.assertEqual((change.state, change.date), ("done", self.today))
        self.assertIn("北坡社区", change.record)

    def test_officer_fills_a_vacancy(self):
        self.play("fill_vacancy", "street")
        seat = self.northern.seat_ids
        self.assertEqual(seat.person_id, self.candidate)
        self.assertEqual(seat.role_id.code, "secretary")
        self.assertEqual(seat.date_start, self.today)
        self.assertEqual(seat.create_uid, self.users["street"])
        authority = self.northern._get_authority(
            self.candidate, self.today, roles=["secretary"]
        )
        self.assertEqual(authority, seat)

    def test_second_secretary_is_refused(self):
        seats = self.committee.seat_ids
        with mute_logger("odoo.sql_db", "odoo.http"):
            self.play("second_secretary", "street")
        self.assertEqual(self.committee.seat_ids, seats)

    def test_officer_ends_a_term(self):
        self.play("end_term", "street")
        self.assertEqual(self.member_seat.date_end, self.today)
        self.assertEqual(self.member_seat.end_reason, "调离（测街组〔2026〕7号）")
        self.assertFalse(self.secretary_seat.date_end)

    def test_auditor_looks_and_changes_nothing(self):
        self.play("auditor_reads", "auditor")
        organ, seat = self.committee.id, self.secretary_seat.id
        self.assertTrue(
            self.call_as("auditor", "community.seat", "read", [seat], ["person_id"])
        )
        for model, method, args in [
            ("community.organ", "write", ([organ], {"name": "改名"})),
            ("community.seat", "write", ([seat], {"document": "改号"})),
            ("community.seat", "unlink", ([seat],)),
            ("community.area", "create", ([{"name": "某区", "level": "district"}],)),
            ("community.organ.position", "create", ([{"organ_id": organ}],)),
        ]:
            with (
                self.subTest(model=model, method=method),
                mute_logger("odoo.http"),
                self.assertRaises(JsonRpcException) as caught,
            ):
                self.call_as("auditor", model, method, *args)
            self.assertIn(AccessError.__name__, str(caught.exception))
        self.assertEqual(self.committee.name, "南湖社区党委")

    def test_desk_leads_a_secretary_to_his_committee(self):
        self.play("desk_leads_to_my_organ", "committee")
        home = self.call_as("committee", "community.home", "get_home")
        seats = next(s for s in home["sections"] if s["key"] == "seats")
        self.assertEqual([seat["organ"] for seat in seats["items"]], ["南湖社区党委"])

    def test_staff_find_the_people_of_their_own_community(self):
        neighbour = factory.make_persons(self.env, ["邻社区人"])
        own = factory.make_file(self.south, self.deputy, phone="13800138001")
        other = factory.make_file(self.north, neighbour, phone="13900139002")
        self.play("search_people", "staff")
        accesses = self.env["community.person.access"].search(
            [("user_id", "=", self.users["staff"].id)]
        )
        self.assertEqual(accesses.partner_id, self.deputy, "the opened file, no other")

        files = "community.person.private"
        found = self.call_as(
            "staff", files, "search", [("look_up", "=", "13800138001")]
        )
        self.assertEqual(found, own.ids)
        for domain in [
            [("look_up", "=", "13900139002")],
            [("phone", "=like", "139%")],
            [("partner_id", "=", neighbour.id)],
        ]:
            with self.subTest(domain=domain), mute_logger("odoo.http"):
                try:
                    self.assertFalse(self.call_as("staff", files, "search", domain))
                except JsonRpcException as refused:
                    self.assertIn(AccessError.__name__, str(refused))
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self.call_as("staff", files, "read", other.ids, ["phone"])
        (contact,) = self.call_as(
            "staff", "res.partner", "read", neighbour.ids, ["name", "phone"]
        )
        self.assertEqual((contact["name"], contact["phone"]), ("邻社区人", False))


@tagged("post_install", "-at_install")
class TestForms(CommunityCase):
    def test_forms_send_back_nothing_protected(self):
        """A form sends every field that is not read-only, and system fields refuse."""
        creators = [self.users[role] for role in self.ROLES]
        open_fields = [
            f"{name}.{field}"
            for name, model in self.env.items()
            for field in getattr(model, "_system_fields", ())
            if not model.fields_get([field], ["readonly"])[field]["readonly"]
            and any(model.with_user(user).has_access("create") for user in creators)
        ]
        self.assertFalse(open_fields, "forms would send these back")
