from datetime import UTC, date, datetime
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_cron import IrCron
from odoo.addons.community_base import house

from .property_common import PropertyCase


@tagged("post_install", "-at_install")
class TestRentInvoices(PropertyCase):
    """Rent through the books of the cooperative: each period once, to the fen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lake.action_load_chart()
        cls.company = cls.lake.company_id
        cls.periods = cls.env["coop.contract.period"]

    def setUp(self):
        super().setUp()
        self.set_day(date(2027, 3, 5))

    def set_day(self, day):
        moment = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        self.patch(house, "now", lambda: moment)
        self.env.invalidate_all()

    def run_cron(self):
        """Run the cron's method; a test does not commit between batches."""
        with patch.object(IrCron, "_commit_progress", lambda *_args, **_kw: 1000):
            self.periods._cron_invoice()

    def moves(self, contract):
        return contract.sudo().period_ids.move_id

    def pay(self, move):
        payments = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        )
        payments.create(
            {"payment_date": max(move.mapped("invoice_date"))}
        ).action_create_payments()

    def test_what_has_begun_is_invoiced_once(self):
        lease = self.minor(rent=1234.56)
        lease.action_invoice()
        moves = self.moves(lease)
        self.assertEqual(len(moves), 3)
        self.assertEqual(moves.mapped("amount_total"), [1234.56] * 3)
        self.assertEqual(set(moves.mapped("state")), {"posted"})
        self.assertEqual(moves.company_id, self.company)
        self.assertEqual(moves.partner_id, self.tenant)
        lease.action_invoice()
        self.run_cron()
        self.assertEqual(
            len(self.env["account.move"].search([("coop_contract_id", "=", lease.id)])),
            3,
        )

    def test_account_of_rent_is_data(self):
        lease = self.minor()
        lease.action_invoice()
        role = self.env["coop.account.role"].search(
            [
                ("chart_template", "=", self.company.chart_template),
                ("role", "=", "rent"),
            ]
        )
        accounts = self.moves(lease).invoice_line_ids.account_id
        self.assertEqual(
            accounts.with_company(self.company).mapped("code")[0][:4], role.account_code
        )

    def test_cron_goes_on_where_it_was_broken_off(self):
        lease = self.minor()
        first = self.periods.search([("contract_id", "=", lease.id)], limit=1)
        first.sudo()._invoice()
        self.run_cron()
        self.assertEqual(len(self.moves(lease)), 3)

    def test_cooperative_without_books_holds_up_nobody(self):
        far = self.draft(
            assets=self.far,
            cooperative_id=self.hill.id,
            user=self.users["clerk_b"],
        )
        far.action_activate_minor()
        lease = self.minor()
        self.run_cron()
        self.assertEqual(len(self.moves(lease)), 3)
        self.assertFalse(self.moves(far))
        with self.assertRaises(UserError):
            far.action_invoice()

    def test_one_invoice_in_the_database(self):
        lease = self.minor()
        lease.action_invoice()
        first, second = self.moves(lease)[:2]
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    "UPDATE account_move SET coop_period_id = %s WHERE id = %s",
                    [first.coop_period_id.id, second.id],
                )

    def test_nobody_ties_entries_by_hand(self):
        lease = self.minor()
        lease.action_invoice()
        move = self.moves(lease)[0]
        with self.assertRaises(AccessError):
            move.copy().coop_contract_id = lease
        with self.assertRaises(AccessError):
            self.env["account.move"].create(
                {"move_type": "entry", "coop_period_id": lease.period_ids[5].id}
            )
        self.assertFalse(move.copy().coop_period_id)

    def test_arrears(self):
        lease = self.minor()
        contracts = self.env["coop.contract"].with_user(self.clerk)
        self.assertEqual(lease.arrears, 2000, "March is due on the 11th")
        lease.action_invoice()
        self.pay(self.moves(lease).sorted("invoice_date")[0])
        self.env.invalidate_all()
        self.assertEqual(lease.arrears, 1000)
        self.assertIn(lease, contracts.search([("is_in_arrears", "=", True)]))
        self.pay(self.moves(lease).sorted("invoice_date")[1])
        self.env.invalidate_all()
        self.assertFalse(lease.is_in_arrears)
        self.assertNotIn(lease, contracts.search([("is_in_arrears", "=", True)]))
        self.assertEqual(
            lease.period_ids.mapped("state"), ["paid", "paid", "due"] + ["planned"] * 9
        )

    def test_states_are_searched_as_they_are_shown(self):
        lease = self.minor()
        lease.action_invoice()
        self.pay(self.moves(lease).sorted("invoice_date")[0])
        self.env.invalidate_all()
        for state in ("paid", "late", "due", "planned"):
            found = self.periods.search(
                [("contract_id", "=", lease.id), ("state", "=", state)]
            )
            shown = lease.period_ids.filtered(lambda row, s=state: row.state == s)
            self.assertEqual(found, shown, state)

    def test_deposit_is_a_liability_and_comes_back(self):
        lease = self.minor(deposit=3000)
        with self.assertRaises(UserError):
            lease.action_return_deposit()
        lease.action_invoice_deposit()
        with self.assertRaises(UserError):
            lease.action_invoice_deposit()
        moves = self.env["account.move"].search([("coop_is_deposit", "=", True)])
        lines = moves.invoice_line_ids
        self.assertIn("liability", lines.account_id.account_type)
        lease._terminate(date(2027, 3, 31), "退租")
        lease.action_return_deposit()
        moves = self.env["account.move"].search([("coop_is_deposit", "=", True)])
        self.assertEqual(sum(moves.invoice_line_ids.mapped("balance")), 0)
        with self.assertRaises(UserError):
            lease.action_return_deposit()

    def test_invoiced_rent_stays(self):
        lease = self.minor()
        lease.action_invoice()
        with self.assertRaises(UserError):
            lease._annul("误签")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    "DELETE FROM coop_contract_period WHERE contract_id = %s",
                    [lease.id],
                )

    def test_another_clerk_invoices_nothing(self):
        lease = self.minor()
        with self.assertRaises(AccessError):
            lease.with_user(self.users["clerk_b"]).action_invoice()
        with self.assertRaises(AccessError):
            lease.period_ids.with_user(self.users["clerk_b"]).action_invoice()
        with self.assertRaises(AccessError):
            lease.with_user(self.users["board_a"]).action_invoice()

    def test_many_contracts_in_one_create(self):
        for number in range(6):
            self.minor(assets=self.make_asset(f"间{number}"))
        moves = type(self.env["account.move"])
        calls = []
        create = moves.create

        def counted(records, vals_list):
            calls.append(len(vals_list))
            return create(records, vals_list)

        with patch.object(moves, "create", counted):
            self.run_cron()
        self.assertEqual(calls, [18])

    def test_tasks_come_and_go(self):
        lease = self.minor()
        contracts = self.env["coop.contract"]
        contracts._cron_remind()
        self.assertEqual(lease.activity_ids.user_id, self.clerk)
        contracts._cron_remind()
        self.assertEqual(len(lease.activity_ids), 1)
        lease.action_invoice()
        self.pay(self.moves(lease))
        self.env.invalidate_all()
        contracts._cron_remind()
        self.env.invalidate_all()
        self.assertFalse(lease.activity_ids)

    def test_tasks_cost_the_same_for_many(self):
        self.minor()
        contracts = self.env["coop.contract"]
        few = self.count(contracts._cron_remind)
        for number in range(10):
            self.minor(assets=self.make_asset(f"间{number}"))
        self.assertLess(self.count(contracts._cron_remind) - few, 40)

    def count(self, action):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
