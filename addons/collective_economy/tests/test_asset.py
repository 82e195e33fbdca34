import base64
from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .property_common import PropertyCase


@tagged("post_install", "-at_install")
class TestAsset(PropertyCase):
    """What stands empty, is let below the market, is past its term."""

    def let(self, asset=None, rent=1000, ended=False):
        start = self.today - timedelta(days=100)
        end = self.today + timedelta(days=-1 if ended else 200)
        return self.minor(
            assets=asset or self.shop, rent=rent, date_start=start, date_end=end
        )

    def reference(self, asset, amount, days=0):
        return self.env["coop.asset.valuation"].create(
            {
                "asset_id": asset.id,
                "kind": "rent",
                "date": self.today - timedelta(days=days),
                "amount": amount,
                "source": "同地段成交价",
            }
        )

    def found(self, *domain):
        return self.env["coop.asset"].search(
            [*domain, ("cooperative_id", "=", self.lake.id)]
        )

    def test_state_follows_from_the_day(self):
        self.let()
        self.workshop.purpose = "own"
        self.assertEqual(self.shop.state, "leased")
        self.assertEqual(self.workshop.state, "in_use")
        self.assertEqual(self.plot.state, "idle")
        for asset in (self.shop, self.workshop, self.plot):
            self.assertEqual(self.found(("state", "=", asset.state)), asset)

    def test_empty_after_the_lease(self):
        self.let()
        self.assertNotIn(self.shop, self.found(("state", "=", "idle")))
        self.patch_clock(days=201)
        self.env.invalidate_all()
        self.assertEqual(self.shop.state, "idle")
        self.assertIn(self.shop, self.found(("state", "=", "idle")))

    def test_below_the_market_by_the_last_reference(self):
        self.let(rent=1000)
        self.reference(self.shop, 900, days=10)
        self.assertFalse(self.shop.is_below_market)
        self.reference(self.shop, 1200)
        self.reference(self.shop, 5000, days=-30)
        self.env.invalidate_all()
        self.assertEqual(self.shop.market_rent, 1200)
        self.assertTrue(self.shop.is_below_market)
        self.assertEqual(self.found(("is_below_market", "=", True)), self.shop)
        self.assertNotIn(self.shop, self.found(("is_below_market", "=", False)))

    def test_rent_of_two_assets_by_their_acreage(self):
        self.let(self.shop | self.workshop, rent=3800)
        self.assertEqual(self.shop.rent, 800)
        self.assertEqual(self.workshop.rent, 3000)

    def test_past_its_term(self):
        lease = self.let(ended=True)
        self.assertEqual(self.found(("is_past_term", "=", True)), self.shop)
        self.assertTrue(self.shop.is_past_term)
        self.assertTrue(lease.is_past_term)
        lease.action_end()
        self.env.invalidate_all()
        self.assertFalse(self.found(("is_past_term", "=", True)))

    def test_ends_soon(self):
        lease = self.let()
        contracts = self.env["coop.contract"]
        self.assertNotIn(lease, contracts.search([("is_expiring", "=", True)]))
        self.patch_clock(days=150)
        self.env.invalidate_all()
        self.assertIn(lease, contracts.search([("is_expiring", "=", True)]))
        self.assertTrue(lease.is_expiring)

    def test_boards_cost_the_same_for_many(self):
        assets = self.make_asset("一间")
        for number in range(20):
            assets |= self.make_asset(f"第{number}间")
        for asset in assets:
            self.let(asset)
        self.assertEqual(self.queries(assets[:2]), self.queries(assets))

    def queries(self, assets):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        assets.read(["state", "rent", "market_rent", "is_below_market", "is_past_term"])
        return self.env.cr.sql_log_count - before

    def test_photos_are_bare(self):
        photos = self.env["coop.asset.photo"].with_user(self.clerk)
        photo = photos.create({"asset_id": self.shop.id, "image": self.photo()})
        self.assertNotIn(b"camera", base64.b64decode(photo.image))
        photo.image = self.photo()
        self.assertNotIn(b"camera", base64.b64decode(photo.image))
        with self.assertRaises(UserError):
            photo.image = base64.b64encode(b"%PDF-1.7")

    def test_map_point(self):
        self.assertFalse(self.shop.map_url)
        self.shop.write({"latitude": 22.54, "longitude": 114.06})
        self.assertIn("114.060000,22.540000", self.shop.map_url)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                self.shop.latitude = 114
                self.env.flush_all()

    def test_who_is_spoken_of_stays(self):
        self.draft()
        with self.assertRaises(UserError):
            self.shop.unlink()
        self.plot.with_user(self.clerk).unlink()

    def test_number_once(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                self.make_asset("再来", number=self.shop.number)
        self.assertTrue(self.make_asset("北坡的", self.hill, number=self.shop.number))

    def test_term_in_words_of_a_day(self):
        self.assertEqual(self.shop.date_lease_end, False)
        lease = self.let()
        self.env.invalidate_all()
        self.assertEqual(self.shop.date_lease_end, lease.date_end)
        self.assertGreater(lease.date_end, date(2026, 1, 1))
