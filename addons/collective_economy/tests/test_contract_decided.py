from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CoopEngineCase
from .property_common import PropertyCase


@tagged("post_install", "-at_install")
class TestContractDecided(PropertyCase, CoopEngineCase):
    """Over a threshold of the supervision list nothing goes without its resolution."""

    def big(self, kind="lease_out", **vals):
        """Return a draft over the thresholds: five years."""
        vals = {
            "date_start": date(2026, 6, 1),
            "date_end": date(2031, 5, 31),
            **vals,
        }
        if kind == "lease_out":
            vals.setdefault("rent", 20000)
        else:
            vals.setdefault("entered_amount", 5_000_000)
        return self.draft(kind, **vals)

    def renamed(self, contract):
        """Return a copy of a draft that is signed as well."""
        copy = contract.copy()
        self.sign(copy)
        return copy

    def test_minor_is_refused(self):
        for kind in ("lease_out", "purchase", "loan", "investment", "guarantee"):
            contract = self.big(kind)
            with self.subTest(kind=kind):
                self.assertTrue(contract.needs_resolution)
                with self.assertRaises(AccessError):
                    contract.action_activate_minor()
                with self.assertRaises(AccessError):
                    contract.action_activate()
        self.assertFalse(self.draft().needs_resolution)

    def test_comes_into_force_under_its_resolution(self):
        contract = self.big()
        resolution = self.decide(contract)
        self.assertEqual(resolution.class_id.code, "coop_lease")
        self.assertEqual(resolution.amount, contract.amount)
        contract.action_activate()
        self.assertEqual(contract.state, "active")
        self.assertEqual(contract.resolution_id, resolution)
        self.assertEqual(resolution.left, 0)
        with self.assertRaises(UserError):
            contract.action_activate()

    def test_a_change_after_the_decision_needs_a_new_one(self):
        contract = self.big()
        self.decide(contract)
        for name, value, decided in (
            ("partner_id", self.other.id, self.tenant.id),
            ("date_end", date(2031, 6, 30), date(2031, 5, 31)),
            ("asset_ids", [(4, self.workshop.id)], [(3, self.workshop.id)]),
            ("deposit", 1, 0),
        ):
            contract.write({name: value})
            with self.subTest(name=name), self.assertRaises(UserError):
                contract.action_activate()
            contract.write({name: decided})
        contract.action_activate()
        self.assertEqual(contract.state, "active", "as it was decided, it may")

    def test_another_rent_of_the_same_total_needs_a_new_one(self):
        contract = self.big()
        self.decide(contract)
        contract.rate_ids.write({"growth": 1, "growth_months": 999})
        self.assertEqual(contract.amount, 1_200_000)
        with self.assertRaises(UserError):
            contract.action_activate()

    def test_a_resolution_about_another_contract(self):
        contract = self.big()
        self.decide(contract)
        with self.assertRaises(AccessError):
            self.renamed(contract).action_activate()

    def test_in_sql_with_the_resolution_of_another(self):
        contract = self.big()
        resolution = self.decide(contract)
        other = self.renamed(contract)
        self.env.flush_all()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    "UPDATE coop_contract SET state = 'active', resolution_id = %s,"
                    " register_number = 99 WHERE id = %s",
                    [resolution.id, other.id],
                )

    def test_instalments_take_the_amount_that_was_decided(self):
        contract = self.big("works", date_end=date(2026, 12, 31))
        resolution = self.decide(contract)
        contract.action_activate()
        self.assertEqual(resolution.left, 5_000_000)
        first, second = contract.payment_ids.create(
            [
                {
                    "contract_id": contract.id,
                    "name": name,
                    "date_due": date(2026, 9, 1),
                    "amount": amount,
                }
                for name, amount in (("首期", 3_000_000), ("二期", 2_000_001))
            ]
        )
        first.action_pay()
        self.assertEqual(first.state, "paid")
        self.assertEqual(resolution.left, 2_000_000)
        with self.assertRaises(UserError):
            second.action_pay()
        with self.assertRaises(AccessError):
            second.state = "paid"
        second.amount = 2_000_000
        second.action_pay()
        self.assertEqual(resolution.left, 0)

    def test_disposed_of_under_its_resolution(self):
        sale = self.big("disposal", date_end=date(2026, 12, 31))
        self.decide(sale)
        self.assertFalse(self.shop.date_disposed)
        sale.action_activate()
        self.assertEqual(self.shop.disposal_id, sale)

    def test_land_is_decided_as_land(self):
        sale = self.big("disposal", assets=self.plot, entered_amount=1000)
        self.assertTrue(sale.needs_resolution)
        self.assertEqual(sale._get_item(self.today).sudo().class_id.code, "coop_land")

    def test_amended_into_the_thresholds(self):
        """Two years below them, and two more by an amendment: four years in all."""
        lease = self.draft(
            date_start=date(2026, 6, 1), date_end=date(2028, 5, 31), rent=3000
        )
        lease.action_activate_minor()
        new = self.env["coop.contract"].browse(
            lease._follow("amendment", date(2028, 1, 1))["res_id"]
        )
        new.write({"date_end": date(2030, 5, 31)})
        self.sign(new)
        self.assertEqual(new.months, 29)
        with self.assertRaises(AccessError):
            new.action_activate_minor()
        self.assertEqual(lease.state, "minor")

    def test_staff_may_have_it_decided_and_the_clerk_not_decide(self):
        contract = self.big()
        action = contract.with_user(self.staff).action_request_matter()
        matter = self.env["community.matter"].browse(action["res_id"])
        self.assertEqual(matter.cooperative_id, self.lake)
        self.assertEqual(matter.amount, contract.amount)
        with self.assertRaises(UserError):
            self.draft().with_user(self.staff).action_request_matter()

    def test_before_the_publication_is_over(self):
        contract = self.big()
        action = contract.sudo().action_request_matter()
        matter = self.env["community.matter"].browse(action["res_id"])
        matter = matter.with_user(self.staff)
        self.attach_papers(matter)
        matter.action_submit()
        with self.assertRaises(AccessError):
            contract.action_activate()
        self.assertGreater(contract.date_start, self.moment.date() - timedelta(1))
