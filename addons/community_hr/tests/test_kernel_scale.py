import doctest
import unittest
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.community_hr.kernel import growth, scale
from odoo.addons.community_hr.kernel.rounding import Rounding

DAYS = st.dates(date(2026, 1, 1), date(2026, 4, 30))


class TestScaleKernel(unittest.TestCase):
    def test_doctests(self):
        for module in (scale, growth):
            self.assertEqual(doctest.testmod(module).failed, 0)

    def test_jinzhou_ends(self):
        """2958 × 1.00 and × 1.45 are the 2958 and 4289 yuan that were reported."""
        yuan = Rounding("half_up", "yuan")
        self.assertEqual(scale.grade_fen(295800, "1.00", yuan), 295800)
        # 2958 × 1.45 = 4289.10
        self.assertEqual(scale.grade_fen(295800, "1.45", yuan), 428900)

    def test_unknown_grade_is_named(self):
        with self.assertRaises(scale.ScaleError) as caught:
            scale.monthly(scale.Profile("lead", 9), scale.Table())
        self.assertEqual(caught.exception.args, ("lead", 9))

    def test_concurrent_posts_pay_once(self):
        table = scale.Table(
            {("lead", 1): 100}, {("concurrent", ""): scale.Allowance(15000)}
        )
        for posts, fen in ((0, 100), (1, 15100), (3, 15100)):
            parts = scale.monthly(scale.Profile("lead", 1, concurrent=posts), table)
            self.assertEqual(sum(part.fen for part in parts), fen)

    @given(DAYS, DAYS, st.lists(st.tuples(DAYS, st.integers(0, 60)), max_size=4))
    def test_layers_agree_with_each_day(self, first, last, spans):
        """Whatever the pieces, on each day stands what the nearest level says."""
        first, last = sorted((first, last))
        levels = [
            [(start, start + timedelta(length), number)]
            for number, (start, length) in enumerate(spans, 1)
        ]
        pieces = scale.layer(levels, first, last)
        day = first
        while day <= last:
            wanted = next(
                (number for [(a, b, number)] in levels if a <= day <= b), None
            )
            found = [key for a, b, key in pieces if a <= day <= b]
            self.assertEqual(found, [wanted] if wanted else [])
            day += timedelta(1)
