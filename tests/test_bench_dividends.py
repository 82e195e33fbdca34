"""The measurement of dividends works: each way brings the same rows."""

import sys
from pathlib import Path
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))


@tagged("post_install", "-at_install")
class TestBenchDividends(TransactionCase):
    def test_each_way_brings_the_same_rows(self):
        import dividends

        with patch.multiple(dividends, COOPERATIVES=3, HOLDERS=4, REPEATS=1):
            drawing, rolls = dividends.run(self.env)
        self.assertEqual({variant.rows for variant in drawing.variants}, {3 * 4})
        self.assertEqual(len({variant.rows for variant in rolls.variants}), 1)
