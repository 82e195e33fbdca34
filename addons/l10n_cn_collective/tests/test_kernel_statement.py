# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date

from odoo.tests import TransactionCase, tagged

from ..kernel import statement
from ..kernel.statement import Line


@tagged("post_install", "-at_install")
class TestKernelStatement(TransactionCase):
    def test_periods(self):
        self.assertEqual(
            statement.period(2024, "m02"), (date(2024, 2, 1), date(2024, 2, 29))
        )
        self.assertEqual(
            statement.period(2025, "q3"), (date(2025, 7, 1), date(2025, 9, 30))
        )
        self.assertEqual(
            statement.last_year((date(2025, 1, 1), date(2025, 2, 28))),
            (date(2024, 1, 1), date(2024, 2, 29)),
        )
        self.assertEqual(
            statement.last_year((date(2024, 2, 29), date(2024, 2, 28))),
            (date(2023, 2, 28), date(2023, 2, 28)),
        )

    def test_totals_of_both_sides_stand_in_one_row(self):
        left = [Line("a"), Line("b"), Line("total", 3)]
        right = [Line("c"), Line("sum", 5)]
        for one, other in ((left, right), (right, left)):
            rows = statement.two_sided(one, other)
            self.assertEqual(len(rows), 3)
            self.assertEqual(rows[-1], (one[-1], other[-1]))
            self.assertEqual(rows[0], (one[0], other[0]))

    def test_figures(self):
        self.assertEqual(statement.in_figures(None), "")
        self.assertEqual(statement.in_figures(-0.001), "0.00")
        self.assertEqual(statement.in_figures(-1234.5), "-1,234.50")
        self.assertEqual(statement.both_sides(-3), (None, 3))
        self.assertEqual(statement.both_sides(3), (3, None))
        self.assertEqual(statement.both_sides(0.001), (None, None))
        self.assertFalse(statement.differs(None))
        self.assertTrue(statement.differs(-0.01))
