"""The measurement of the engine works, and what its screens ask for does not grow."""

import sys
from itertools import islice
from pathlib import Path
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))

COMMUNITIES = 141


@tagged("post_install", "-at_install")
class TestBenchEngine(TransactionCase):
    def run_small(self, matters, benches=None, **sizes):
        """Run the first of the measurements with few matters; keep none of them."""
        import engine

        sizes = {"MATTERS": matters, "TRAIL_ROWS": 1, "PAGE": 3, **sizes}
        sizes |= {"REPEATS": 1, "SLOW_REPEATS": 1}
        savepoint = self.env.cr.savepoint()
        with patch.multiple(engine, **sizes):
            found = list(islice(engine.run(self.env), benches))
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        return found

    def test_queries_do_not_grow_with_the_matters(self):
        """Kanban, list and "waits for me" ask as often of 20 matters as of 80.

        That many has each community; and a page of 12 asks as often as one of 3.
        """
        runs = [
            self.run_small(20 * COMMUNITIES, benches=3),
            self.run_small(80 * COMMUNITIES, benches=3, PAGE=12),
        ]
        for few, many in zip(*runs, strict=True):
            for less, more in zip(few.variants, many.variants, strict=True):
                with self.subTest(bench=few.title, variant=less.name):
                    self.assertGreater(more.rows, less.rows)
                    self.assertLessEqual(
                        int(more.query_count), int(less.query_count) + 1
                    )

    def test_screens_and_bare_sql_find_the_same(self):
        for bench in self.run_small(20 * COMMUNITIES, benches=4, PAGE=10):
            for ours in bench.variants[1::2]:
                with self.subTest(bench=bench.title, variant=ours.name):
                    self.assertEqual(ours.rows, bench.limit_of(ours).rows)
                    self.assertTrue(ours.rows or bench.title.startswith("public"))

    def test_closing_asks_as_often_of_many_items_and_voters_as_of_few(self):
        import engine

        sizes = {"MATTERS": 60 * COMMUNITIES, "TRAIL_ROWS": 1, "VOTERS": 9}
        with patch.multiple(engine, SLOW_REPEATS=1, **sizes):
            ground = engine.Ground(self.env)
            [many] = engine.bench_meeting(ground).variants[1:]
            ground.people = ground.people[:5]
            with patch.object(engine, "ITEMS", 2):
                [few] = engine.bench_meeting(ground).variants[1:]
        self.assertEqual((few.rows, many.rows), (2, 6))
        self.assertEqual(few.query_count, many.query_count)

    def test_meeting_and_chain_are_measured(self):
        sizes = {"ITEMS": 2, "VOTERS": 9, "CHAIN": 100}
        meeting, register = self.run_small(20 * COMMUNITIES, **sizes)[4:]
        self.assertEqual([v.rows for v in meeting.variants], [2, 2])
        self.assertEqual({v.rows for v in register.variants}, {100})
