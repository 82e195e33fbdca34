"""The measurement of loading the chart works, and shows what is loaded once."""

import sys
from pathlib import Path
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))


@tagged("post_install", "-at_install")
class TestBenchChart(TransactionCase):
    def test_all_at_once_asks_less_than_one_after_the_other(self):
        import chart
        import statements

        savepoint = self.env.cr.savepoint()
        with (
            patch.multiple(chart, BATCH=2, REPEATS=1),
            patch.object(statements, "COMPANIES", 3),
        ):
            (bench,) = chart.run(self.env)
        savepoint.close(rollback=True)
        self.env.registry.clear_all_caches()
        self.env.invalidate_all()
        self.assertEqual({variant.rows for variant in bench.variants}, {2})
        counts = {v.role: int(v.query_count) for v in bench.variants}
        self.assertLess(counts["ours"], counts["peer"])
        # As many companies before it as may be: the chart asks no more than at first.
        self.assertLess(counts["ours"], 1.1 * counts["limit"])
