import random
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..demo import factory as coops
from ..kernel import ledger
from .common import CoopCase


@tagged("post_install", "-at_install")
class TestShareLedger(CoopCase):
    def test_transfer_moves_shares(self):
        entry = self.register("transfer", 30, self.jia, self.yi)
        self.assertEqual(self.held(self.jia), (70, 0))
        self.assertEqual(self.held(self.yi), (130, 0))
        self.assertEqual(entry.number, "000005")

    def test_balance_of_an_earlier_day(self):
        self.register("transfer", 30, self.jia, self.yi)
        self.assertEqual(
            self.held(self.jia, day=self.today - timedelta(days=1)), (100, 0)
        )

    def test_nobody_gives_what_he_has_not(self):
        with self.assertRaisesRegex(UserError, "less than nothing"):
            self.register("transfer", 101, self.jia, self.yi)

    def test_backdated_entry_is_checked_against_later_days(self):
        self.register("transfer", 80, self.jia, self.yi)
        with self.assertRaisesRegex(UserError, "less than nothing"):
            self.register(
                "transfer", 30, self.jia, self.yi, date=self.day("2025-06-01")
            )

    def test_pledged_shares_stay(self):
        self.register(
            "pledge", 60, self.jia, creditor_id=self.env.company.partner_id.id
        )
        with self.assertRaisesRegex(UserError, "pledge"):
            self.register("transfer", 41, self.jia, self.yi)
        self.register("transfer", 40, self.jia, self.yi)
        self.assertEqual(self.held(self.jia), (60, 60))

    def test_database_refuses_the_overdraft_by_itself(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                """
                INSERT INTO coop_share_entry (cooperative_id, kind, date, registered_on,
                    area_id, from_holder_id, to_holder_id, class_id, quantity, document)
                VALUES (%s, 'transfer', '2025-01-01', '2026-01-01', %s, %s, %s, %s, 101,
                        'x')
                """,
                [
                    self.lake.id,
                    self.south.id,
                    self.jia.id,
                    self.yi.id,
                    self.share("cooperative").id,
                ],
            )

    def test_correction_takes_back(self):
        entry = self.register("transfer", 30, self.jia, self.yi)
        counter = entry._prepare_correction(self.today)
        request = self.as_clerk(self.env["coop.share.request"]).create(
            {**counter, "cooperative_id": self.lake.id, "document": "更正1号"}
        )
        request.action_register()
        self.assertEqual(self.held(self.jia), (100, 0))
        self.assertTrue(entry.is_corrected)

    def test_charter_asks_for_a_resolution(self):
        with self.assertRaisesRegex(AccessError, "needs a resolution"):
            self.register("issue", 10, taker=self.jia)

    def test_nobody_writes_the_ledger_by_hand(self):
        entry = self.register("transfer", 30, self.jia, self.yi)
        with self.assertRaises(AccessError):
            entry.quantity = 5
        with self.assertRaises(AccessError):
            entry.sudo().unlink()
        with self.assertRaises(AccessError):
            self.env["coop.share.entry"].create(
                {"kind": "issue", "to_holder_id": self.jia.id, "quantity": 5}
            )

    def test_other_clerk_sees_and_registers_nothing_here(self):
        other = self.lake.with_user(self.users["clerk_b"])
        self.assertFalse(
            self.env["coop.holder"]
            .with_user(self.users["clerk_b"])
            .search([("cooperative_id", "=", self.lake.id)])
        )
        with self.assertRaises(AccessError):
            coops.register(other, "transfer", 1, self.jia, self.yi)

    def test_replay_equals_the_database_on_every_day(self):
        """Whatever is tried, kernel and SQL tell the same balances of each day."""
        chance = random.Random(20260302)
        days = [self.day("2026-01-01") + timedelta(days=n) for n in range(8)]
        bank = self.env.company.partner_id.id
        done = 0
        for _each in range(40):
            kind = chance.choice(["transfer", "gift", "pledge", "release"])
            one, two = chance.sample(list(self.holders), 2)
            vals = {"date": chance.choice(days), "quantity": chance.randint(1, 60)}
            if kind in ("pledge", "release"):
                vals["creditor_id"] = bank
            giver = None if kind == "release" else one
            taker = None if kind == "pledge" else two
            try:
                with self.env.cr.savepoint():
                    self.register(kind, giver=giver, taker=taker, **vals)
                done += 1
            except UserError:
                self.env.invalidate_all()
        self.assertGreater(done, 5)
        entries = self.env["coop.share.entry"].search(
            [("cooperative_id", "=", self.lake.id)]
        )
        replayed = [entry._to_kernel() for entry in entries]
        self.assertIsNone(ledger.first_overdraft(replayed))
        for day in days:
            found = self.env["coop.holder"]._get_balances(day, self.lake)
            self.assertEqual(found, ledger.balances(replayed, day))

    def test_ledger_verifies(self):
        self.register("transfer", 30, self.jia, self.yi)
        register = self.env["community.register"].search(
            [("key", "=", f"coop/{self.lake.id}/shares")]
        )
        self.assertIsNone(register._verify())
