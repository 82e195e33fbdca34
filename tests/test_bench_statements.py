"""The measurement of the statements works, and what it counts does not grow."""

import sys
from pathlib import Path
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))


@tagged("post_install", "-at_install")
class TestBenchStatements(TransactionCase):
    def run_small(self, companies):
        """Run the measurement with few companies; keep none of them."""
        import statements

        sizes = {"COMPANIES": companies, "ITEMS": companies * 80, "REPEATS": 1}
        savepoint = self.env.cr.savepoint()
        with patch.multiple(statements, **sizes):
            benches = list(statements.run(self.env))
        savepoint.close(rollback=True)
        self.env.registry.clear_all_caches()
        self.env.invalidate_all()
        return benches

    def test_queries_do_not_grow_with_the_companies(self):
        """The list asks as often for 12 companies as for 3; the peer asks each."""
        few, many = (self.run_small(number) for number in (3, 12))
        for number, benches in ((3, few), (12, many)):
            overview = benches[0]
            self.assertEqual({v.rows for v in overview.variants}, {number})
        counts = [int(b[0].find("ours").query_count) for b in (few, many)]
        self.assertLessEqual(counts[1], counts[0] + 2, counts)
        peers = [int(b[0].find("peer").query_count) for b in (few, many)]
        self.assertGreater(peers[1], 2 * peers[0])
        self.assertEqual(few[0].aim, 4)

    def test_books_of_the_measurement_agree(self):
        import statements

        savepoint = self.env.cr.savepoint()
        with patch.multiple(statements, COMPANIES=2, ITEMS=400):
            ground = statements.Ground(self.env)
            env = ground.as_auditor(ground.companies)
            overview = env["l10n_cn.statement.overview"].create({"year": 2025})
            overview._read_figures()
            lines = overview.line_ids
            self.assertEqual(len(lines), 2)
            for line in lines:
                self.assertAlmostEqual(line.difference, 0, 2)
                self.assertAlmostEqual(line.income_difference, 0, 2)
                self.assertNotEqual(line.net_proceeds, 0)
        savepoint.close(rollback=True)
        self.env.registry.clear_all_caches()
        self.env.invalidate_all()
