"""Two let one asset at once, two invoice one month, a run of invoices is broken off.

On real connections that really commit, in a copy of the test database: contracts in
force can be removed from no database by any test, and that is as it should be.
"""

import threading
from contextlib import contextmanager
from datetime import date

import psycopg2
from psycopg2 import IntegrityError, OperationalError

from odoo import SUPERUSER_ID, api, sql_db, tools
from odoo.exceptions import LockError, UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from odoo.addons.collective_economy.demo import factory as coops
from odoo.addons.community_base.demo import factory

REFUSED = (IntegrityError, OperationalError, LockError, UserError)


@tagged("post_install", "-at_install")
class TestPropertyAtOnce(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scratch = f"{get_db_name()}_property"
        cls.on_server(f'DROP DATABASE IF EXISTS "{cls.scratch}" WITH (FORCE)')
        sql_db.close_db(get_db_name())
        cls.on_server(f'CREATE DATABASE "{cls.scratch}" TEMPLATE "{get_db_name()}"')
        cls.addClassCleanup(cls.drop)
        cls.registry = cls.load_registry()
        with cls.commits() as env:
            cls.make_cooperative(env)

    @classmethod
    def load_registry(cls):
        """Return the copy's registry; loading it must not start the tests again."""
        testing = tools.config["test_enable"]
        tools.config["test_enable"] = False
        try:
            return Registry(cls.scratch)
        finally:
            tools.config["test_enable"] = testing

    @classmethod
    def on_server(cls, statement):
        _name, info = sql_db.connection_info_for("postgres")
        connection = psycopg2.connect(**info)
        connection.autocommit = True
        try:
            connection.cursor().execute(statement)
        finally:
            connection.close()

    @classmethod
    def drop(cls):
        Registry.delete(cls.scratch)
        sql_db.close_db(cls.scratch)
        cls.on_server(f'DROP DATABASE "{cls.scratch}" WITH (FORCE)')

    @classmethod
    @contextmanager
    def commits(cls):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, factory.QUIET)

    @classmethod
    def make_cooperative(cls, env):
        district = factory.make_areas(
            env, [{"name": "并租区", "level": "district", "code": "990008000000"}]
        )
        _street, area = factory.make_street(
            env, "990008001", "并租街道", ["甲社区"], district
        )
        lake = coops.make_cooperative(env, area, "并租股份合作公司")
        [holder] = coops.make_holders(lake, factory.make_persons(env, ["甲一"]))
        coops.open_register(holder, "cooperative", 100)
        lake.action_activate()
        lake.action_load_chart()
        cls.lake_id = lake.id

    # What the races are about

    def make_asset(self, env, number):
        return env["coop.asset"].create(
            {"cooperative_id": self.lake_id, "name": "商铺", "number": number}
        )

    def make_draft(self, env, asset, **vals):
        vals = {"date_start": date(2026, 1, 1), "date_end": date(2026, 12, 31), **vals}
        scan = env["ir.attachment"].create({"name": "合同.pdf", "raw": b"x"})
        kind = vals.setdefault("kind", "lease_out")
        if kind == "lease_out":
            rate = {"date_start": vals["date_start"], "rent": 100}
            vals["rate_ids"] = [(0, 0, rate)]
        return (
            env["coop.contract"]
            .create(
                {
                    "cooperative_id": self.lake_id,
                    "name": "并租",
                    "new_partner_name": f"租户{asset.number}{vals['date_start']}",
                    "asset_ids": [(6, 0, asset.ids)],
                    "scan_ids": [(6, 0, scan.ids)],
                    **vals,
                }
            )
            .id
        )

    def activate(self, contract_id):
        def act(env):
            env["coop.contract"].browse(contract_id).action_activate_minor()
            env.flush_all()

        return act

    def meet(self, first, second):
        """Do the one, do the other before the first commits; say how that one ended.

        Who is refused by the database tries once more, as Odoo has him do.
        """
        ended, begun = [], threading.Event()

        def other():
            for _attempt in (1, 2):
                try:
                    with mute_logger("odoo.sql_db"), self.commits() as env:
                        env.cr.execute("SELECT 1")
                        begun.set()
                        second(env)
                    ended.append("done")
                    return
                except OperationalError as error:
                    ended.append(type(error).__name__)
                except REFUSED as error:
                    ended.append(type(error).__name__)
                    return

        thread = threading.Thread(target=other)
        with self.commits() as env:
            first(env)
            thread.start()
            self.assertTrue(begun.wait(30))
            thread.join(1)
        thread.join(60)
        self.assertFalse(thread.is_alive())
        return ended[-1]

    def test_two_leases_of_one_asset(self):
        with self.commits() as env:
            asset = self.make_asset(env, "A-1")
            contracts = [self.make_draft(env, asset) for _number in (1, 2)]
            asset_id = asset.id
        ended = self.meet(*map(self.activate, contracts))
        self.assertNotEqual(ended, "done")
        with self.commits() as env:
            rows = env["coop.asset.occupancy"].search([("asset_id", "=", asset_id)])
            self.assertEqual(rows.contract_id.ids, contracts[:1])
            states = env["coop.contract"].browse(contracts).mapped("state")
            self.assertEqual(states, ["minor", "draft"])

    def test_a_lease_and_a_disposal(self):
        with self.commits() as env:
            asset = self.make_asset(env, "A-2")
            lease = self.make_draft(env, asset)
            sale = self.make_draft(env, asset, kind="disposal", entered_amount=10)
            asset_id = asset.id
        self.assertNotEqual(
            self.meet(self.activate(sale), self.activate(lease)), "done"
        )
        with self.commits() as env:
            self.assertEqual(env["coop.asset"].browse(asset_id).disposal_id.id, sale)
            self.assertEqual(env["coop.contract"].browse(lease).state, "draft")

    def test_two_take_a_number(self):
        with self.commits() as env:
            contracts = [
                self.make_draft(env, self.make_asset(env, number))
                for number in ("A-3", "A-4")
            ]
        self.assertEqual(self.meet(*map(self.activate, contracts)), "done")
        with self.commits() as env:
            records = env["coop.contract"].search([("register_id", "!=", False)])
            numbers = sorted(records.mapped("register_number"))
            self.assertEqual(numbers, list(range(1, len(numbers) + 1)))

    def test_two_invoice_the_same_rent(self):
        with self.commits() as env:
            lease = self.make_draft(env, self.make_asset(env, "A-5"))
            self.activate(lease)(env)

        def invoice(env):
            env["coop.contract"].browse(lease).action_invoice()
            env.flush_all()

        self.meet(invoice, invoice)
        self.assert_invoiced_once(lease)

    def test_broken_off_and_resumed(self):
        """The process dies after some invoices were written and not committed."""
        with self.commits() as env:
            lease = self.make_draft(env, self.make_asset(env, "A-6"))
            self.activate(lease)(env)
            periods = env["coop.contract"].browse(lease).period_ids.ids
            env["coop.contract.period"].browse(periods[:3]).action_invoice()
        cr = self.registry.cursor()
        env = api.Environment(cr, SUPERUSER_ID, factory.QUIET)
        env["coop.contract.period"].browse(periods[3:6]).action_invoice()
        env.flush_all()
        cr.execute("SELECT pg_backend_pid()")
        [pid] = cr.fetchone()
        self.on_server(f"SELECT pg_terminate_backend({pid})")
        with self.assertRaises(OperationalError), mute_logger("odoo.sql_db"):
            cr.execute("SELECT 1")
        cr._closed = True
        with self.commits() as env:
            env["coop.contract.period"]._cron_invoice()
        self.assert_invoiced_once(lease)

    def assert_invoiced_once(self, lease):
        with self.commits() as env:
            contract = env["coop.contract"].browse(lease)
            begun = contract.period_ids.filtered(lambda row: row.state != "planned")
            self.assertTrue(begun)
            moves = env["account.move"].search([("coop_contract_id", "=", lease)])
            self.assertEqual(moves.coop_period_id, begun)
            self.assertEqual(len(moves), len(begun))
            self.assertEqual(set(moves.mapped("state")), {"posted"})
