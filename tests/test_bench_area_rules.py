"""The measurement of the area rules works, and what it counts does not grow."""

import sys
from pathlib import Path
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))


@tagged("post_install", "-at_install")
class TestBenchAreaRules(TransactionCase):
    def run_small(self, seats):
        """Run the measurement with few records, each call once; keep none of them."""
        import area_rules

        # Each person in four bodies, as the list also shows where else he sits.
        persons = seats // 4 + 1
        sizes = {"SEATS": seats, "PERSONS": persons, "REPEATS": 1, "PAGE": 40}
        savepoint = self.env.cr.savepoint()
        with patch.multiple(area_rules, **sizes):
            benches = list(area_rules.run(self.env))
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        return benches

    def test_queries_grow_neither_with_records_nor_with_areas(self):
        """A page takes as many queries from 564 seats as from 5,640."""
        few, many = (self.run_small(seats)[0].variants for seats in (4 * 141, 40 * 141))
        counts = [variant.query_count for variant in few + many]
        self.assertLessEqual(max(map(int, counts)) - min(map(int, counts)), 1, counts)

    def test_every_user_finds_his_own(self):
        benches = self.run_small(282)
        rows = {variant.name: variant.rows for variant in benches[-1].variants}
        self.assertEqual(
            rows,
            {
                "no rules": rows["no rules"],
                "10 areas, by hand": 20,
                "1 area, our rules": 2,
                "10 areas, our rules": 20,
                "141 areas, our rules": 282,
            },
        )
        self.assertGreaterEqual(rows["no rules"], 282)
        self.assertEqual([bench.aim for bench in benches], [1.5, 1.5, 1.5, None])
