"""Two clerks transfer the same shares at once; somebody tampers with a ledger row."""

from psycopg2 import OperationalError
from scratch import ScratchCase

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.collective_economy.demo import factory as coops
from odoo.addons.community_base.demo import factory


@tagged("post_install", "-at_install")
class TestSharesAtOnce(ScratchCase):
    @classmethod
    def make_community(cls, env):
        district = factory.make_areas(
            env, [{"name": "并发区", "level": "district", "code": "990006000000"}]
        )
        _street, area = factory.make_street(
            env, "990006001", "并发街道", ["乙社区"], district
        )
        cooperative = coops.make_cooperative(env, area, "并发股份合作公司")
        persons = factory.make_persons(env, ["甲", "乙", "丙", "丁"])
        holders = coops.make_holders(cooperative, persons)
        coops.open_register(holders, "cooperative", 100)
        cooperative.action_activate()
        cls.cooperative_id, cls.holder_ids = cooperative.id, holders.ids

    def transfer(self, giver, taker, quantity):
        def act(env):
            holders = env["coop.holder"].browse(self.holder_ids)
            coops.register(
                env["coop.cooperative"].browse(self.cooperative_id),
                "transfer",
                quantity,
                holders[giver],
                holders[taker],
                date=self.moment.date(),
            )

        return act

    def balances(self, env):
        cooperative = env["coop.cooperative"].browse(self.cooperative_id)
        found = env["coop.holder"]._get_balances(self.moment.date(), cooperative)
        return [
            next((row[0] for key, row in found.items() if key[0] == holder), 0)
            for holder in self.holder_ids
        ]

    def test_the_same_shares_are_given_once(self):
        with self.commits() as env:
            before = self.balances(env)
        ends = self.race(
            self.transfer(0, 1, before[0]), self.transfer(0, 2, before[0]), tries=5
        )
        with self.commits() as env:
            after = self.balances(env)
        self.assertEqual(ends.count("done"), 1, ends)
        self.assertEqual((after[0], sum(after)), (0, sum(before)))

    def test_crossing_transfers_both_pass(self):
        ends = self.race(self.transfer(1, 3, 10), self.transfer(3, 1, 10), tries=20)
        self.assertEqual(ends, ["done", "done"])

    def test_who_saw_it_before_does_not_give_it(self):
        """One reads, another gives all away, then the first goes on: it is refused."""
        with self.commits() as env:
            has = self.balances(env)[2]
        with self.registry.cursor() as late:
            late.execute("SELECT sum(quantity) FROM coop_share_leg")
            with self.commits() as env:
                self.transfer(2, 3, has)(env)
            with self.assertRaises(OperationalError), mute_logger("odoo.sql_db"):
                self.transfer(2, 1, has)(late_env(late))
        with self.commits() as env:
            self.transfer(3, 2, has)(env)

    def test_tampered_row_is_named(self):
        with self.commits() as env:
            register = env["community.register"].search(
                [("key", "=", f"coop/{self.cooperative_id}/shares")]
            )
            self.assertIsNone(register._verify())
            env.cr.execute("ALTER TABLE coop_share_entry DISABLE TRIGGER USER")
            env.cr.execute(
                "UPDATE coop_share_entry SET quantity = 99 WHERE register_id = %s"
                " AND register_number = 3",
                [register.id],
            )
            env.invalidate_all()
            self.assertEqual(register._verify(), 3)
            env.cr.rollback()


def late_env(cr):
    return api.Environment(cr, SUPERUSER_ID, factory.QUIET)
