import re
from datetime import date

from odoo.tests import BaseCase

from ..kernel import visitor

DAY = date(2026, 3, 2)


class TestVisitor(BaseCase):
    """One place has one key for a day; nobody reads the place from it."""

    def key(self, address, day=DAY, secret="s"):
        return visitor.key(address, day, secret)

    def test_the_same_place_on_the_same_day(self):
        for one, other in (
            ("203.0.113.7", "203.0.113.7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("2001:db8::1", "2001:db8::ffff:2"),
            ("nowhere", ""),
            (None, ""),
        ):
            self.assertEqual(self.key(one), self.key(other), one)

    def test_all_else_is_another(self):
        keys = [
            self.key("203.0.113.7"),
            self.key("203.0.113.8"),
            self.key("203.0.113.7", date(2026, 3, 3)),
            self.key("203.0.113.7", secret="t"),
            self.key("2001:db8::1"),
            self.key("2001:db8:0:1::1"),
            self.key(""),
        ]
        self.assertEqual(len(set(keys)), len(keys))
        self.assertTrue(all(re.fullmatch("[0-9a-f]{32}", key) for key in keys))
