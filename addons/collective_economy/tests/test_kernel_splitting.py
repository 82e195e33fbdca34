from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..kernel.splitting import Act, find
from ..kernel.supervision import Figures, applies, in_units

DAY = date(2026, 3, 1)


def act(ref, days, amount, *keys):
    return Act(ref, DAY + timedelta(days=days), Figures(amount), frozenset(keys))


acts = st.lists(
    st.builds(
        act,
        st.integers(2, 99),
        st.integers(-200, 200),
        st.integers(0, 120),
        st.sampled_from("甲乙"),
    ),
    max_size=12,
    unique_by=lambda item: item.ref,
)


@tagged("post_install", "-at_install")
class TestSplitting(BaseCase):
    def refs(self, groups):
        return [[item.ref for item in group.acts] for group in groups]

    def test_two_that_pass_together(self):
        groups = find(act(1, 0, 60, "甲"), [act(2, 30, 40, "甲")], Figures(100), 90)
        self.assertEqual(self.refs(groups), [[1, 2]])
        self.assertEqual(groups[0].total.amount, 100)
        self.assertEqual(groups[0].measures, ("amount",))

    def test_one_fen_less_is_none(self):
        others = [act(2, 30, 39, "甲")]
        self.assertFalse(find(act(1, 0, 60, "甲"), others, Figures(100), 90))

    def test_window_is_closed(self):
        mine = act(1, 0, 60, "甲")
        for days in (90, -90):
            self.assertTrue(find(mine, [act(2, days, 60, "甲")], Figures(100), 90))
        for days in (91, -91):
            self.assertFalse(find(mine, [act(2, days, 60, "甲")], Figures(100), 90))

    def test_both_ends_do_not_lie_in_one_window(self):
        """60 days before and 60 days after are 120 days apart."""
        others = [act(2, -60, 30, "甲"), act(3, 60, 30, "甲")]
        self.assertFalse(find(act(1, 0, 45, "甲"), others, Figures(100), 90))

    def test_what_reaches_it_alone_hides_nothing(self):
        mine = act(1, 0, 60, "甲")
        large = act(2, 1, 100, "甲")
        self.assertFalse(find(large, [mine], Figures(100), 90))
        self.assertFalse(find(mine, [large], Figures(100), 90))

    def test_nothing_in_common(self):
        others = [act(2, 1, 60, "乙"), act(3, 1, 60)]
        self.assertFalse(find(act(1, 0, 60, "甲"), others, Figures(100), 90))

    def test_months_and_square_metres_count_as_well(self):
        mine = Act(1, DAY, Figures(months=30), frozenset("甲"))
        next_term = Act(2, DAY, Figures(months=30), frozenset("甲"))
        groups = find(mine, [next_term], Figures(10_000, 60), 90)
        self.assertEqual(groups[0].measures, ("months",))

    def test_measures_that_do_not_add_up(self):
        mine = Act(1, DAY, Figures(months=30), frozenset("甲"))
        other = Act(2, DAY, Figures(months=30), frozenset("甲"))
        limits = Figures(months=60)
        self.assertFalse(find(mine, [other], limits, 90, lambda key: ("amount",)))
        self.assertTrue(find(mine, [other], limits, 90, lambda key: ("months",)))

    def test_same_day_in_any_order(self):
        for first, second in ((1, 2), (2, 1)):
            groups = find(
                act(first, 0, 60, "甲"), [act(second, 0, 60, "甲")], Figures(100), 0
            )
            self.assertEqual(len(groups[0].acts), 2)

    @given(acts, st.integers(0, 120), st.integers(1, 200), st.integers(0, 120))
    def test_found_is_true(self, others, amount, limit, window):
        mine = act(1, 0, amount, "甲")
        for group in find(mine, others, Figures(limit), window):
            self.assertIn(mine, group.acts)
            self.assertGreater(len(group.acts), 1)
            self.assertGreaterEqual(group.total.amount, limit)
            self.assertEqual(
                group.total.amount, sum(item.figures.amount for item in group.acts)
            )
            days = [item.day for item in group.acts]
            self.assertLessEqual(max(days) - min(days), timedelta(days=window))
            for item in group.acts:
                self.assertLess(item.figures.amount, limit)
                self.assertIn("甲", item.keys)

    @given(acts, st.integers(0, 120), st.integers(1, 200), st.integers(0, 120))
    def test_what_is_there_is_found(self, others, amount, limit, window):
        """By brute force: any window that begins on the day of an act."""
        mine = act(1, 0, amount, "甲")
        small = [
            o for o in [mine, *others] if o.figures.amount < limit and "甲" in o.keys
        ]
        span = timedelta(days=window)
        sums = [
            sum(
                o.figures.amount
                for o in small
                if first.day <= o.day <= first.day + span
            )
            for first in small
            if first.day <= mine.day <= first.day + span
        ]
        expected = amount < limit and max(sums, default=0) >= limit
        groups = find(mine, others, Figures(limit), window)
        self.assertEqual(bool(groups), expected)
        if groups:
            self.assertEqual(groups[0].total.amount, max(sums))

    @given(acts, st.randoms())
    def test_order_does_not_matter(self, others, random):
        mine = act(1, 0, 50, "甲", "乙")
        shuffled = random.sample(others, len(others))
        self.assertEqual(
            find(mine, others, Figures(100), 90), find(mine, shuffled, Figures(100), 90)
        )

    def test_thresholds(self):
        limits = in_units(1000, 36, 500)
        self.assertTrue(applies(in_units(), in_units()))
        self.assertTrue(applies(limits, in_units(1000)))
        self.assertTrue(applies(limits, in_units(0, 36)))
        self.assertTrue(applies(limits, in_units(0, 0, 500)))
        self.assertFalse(applies(limits, in_units(999.99, 35, 499.99)))
