from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from ..demo import factory as coops
from .common import CoopCase

MODELS = (
    "coop.cooperative",
    "coop.charter",
    "coop.share.class",
    "coop.holder",
    "coop.share.entry",
    "coop.share.balance",
)
REGISTER = ("coop.holder", "coop.share.entry", "coop.share.balance")


@tagged("post_install", "-at_install")
class TestCoopAccess(CoopCase, HttpCase):
    """Two cooperatives do not see each other, over any route."""

    def seen(self, role, model):
        """Return the cooperatives of the records that a role finds."""
        records = self.as_role(self.env[model], role).search([])
        if model == "coop.cooperative":
            return records.sudo() & (self.lake | self.hill)
        return records.sudo().cooperative_id & (self.lake | self.hill)

    def call_as(self, role, model, method, *args, **kwargs):
        login = self.users[role].login
        self.authenticate(login, login)
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def test_clerks_and_boards_see_their_own(self):
        for model in MODELS:
            with self.subTest(model=model):
                self.assertEqual(self.seen("clerk_a", model), self.lake)
                self.assertEqual(self.seen("clerk_b", model), self.hill)
                self.assertEqual(self.seen("board_a", model), self.lake)
                self.assertEqual(self.seen("board_b", model), self.hill)

    def test_areas_and_auditor(self):
        for model in MODELS:
            with self.subTest(model=model):
                self.assertEqual(self.seen("staff", model), self.lake)
                self.assertEqual(self.seen("auditor", model), self.lake | self.hill)

    def test_portal_without_seat_or_share_sees_nothing(self):
        for model in MODELS:
            self.assertFalse(self.seen("portal", model), model)

    def test_board_after_its_term_sees_nothing(self):
        seat = self.organs["board"].seat_ids
        coops.vacate(seat, self.today.replace(year=2025))
        self.env.flush_all()
        for model in REGISTER:
            self.assertFalse(self.seen("board_a", model), model)

    def test_holder_sees_his_own_shares_alone(self):
        self.register("transfer", 10, self.jia, self.yi)
        self.register("transfer", 10, self.yi, self.bing)
        holders = self.as_role(self.env["coop.holder"], "holder").search([])
        self.assertEqual(holders, self.jia)
        entries = self.as_role(self.env["coop.share.entry"], "holder").search([])
        for entry in entries:
            self.assertIn(self.jia, (entry.from_holder_id | entry.to_holder_id))
        balances = self.as_role(self.env["coop.share.balance"], "holder").search([])
        self.assertEqual(balances.holder_id, self.jia)

    @mute_logger("odoo.http")
    def test_holder_over_rpc(self):
        rows = self.call_as(
            "holder", "coop.holder", "search_read", [], fields=["number"]
        )
        self.assertEqual([row["id"] for row in rows], self.jia.ids)
        with self.assertRaises(JsonRpcException):
            self.call_as("holder", "coop.holder", "read", self.yi.ids, ["number"])
        with self.assertRaises(JsonRpcException):
            self.call_as("holder", "coop.roll", "create", [{}])

    def test_holders_page(self):
        self.register("transfer", 10, self.jia, self.yi)
        self.authenticate("t_holder", "t_holder")
        page = self.url_open("/my/shares").text
        self.assertIn("南湖股份合作公司", page)
        self.assertIn("股东乙", page)
        self.assertNotIn("股东丙", page)

    def test_statement_of_another_is_not_found(self):
        self.authenticate("t_board_a", "t_board_a")
        answer = self.url_open(f"/my/shares/{self.jia.id}/statement")
        self.assertEqual(answer.status_code, 404)

    def test_clerk_sees_nothing_else_of_the_community(self):
        for model in ("community.matter", "community.seat", "community.organ"):
            with self.assertRaises(AccessError):
                self.as_role(self.env[model], "clerk_a").search([])

    def test_clerk_who_is_dismissed_sees_nothing(self):
        self.lake.clerk_ids = [(5,)]
        self.assertFalse(self.seen("clerk_a", "coop.holder"))
        self.assertNotIn(self.lake.company_id, self.users["clerk_a"].company_ids)

    def test_clerk_changes_neither_charter_nor_classes(self):
        for record in (self.lake, self.lake.charter_ids, self.lake.class_ids[0]):
            self.assertFalse(self.as_clerk(record).has_access("write"))

    def test_nobody_is_clerk_by_his_own_hand(self):
        with self.assertRaises(AccessError):
            self.hill.with_user(self.users["clerk_a"]).write(
                {"clerk_ids": [(4, self.users["clerk_a"].id)]}
            )

    def test_charter_stays(self):
        with self.assertRaises(AccessError):
            self.lake.charter_ids.issue_resolution = False
        with self.assertRaises(IntegrityError):
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                coops.make_charter(self.lake, date_start=self.day("2026-01-01"))
