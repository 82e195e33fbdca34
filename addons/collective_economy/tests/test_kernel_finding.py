import doctest
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..kernel import finding
from ..kernel.finding import Act, clusters, periods

START = date(2026, 1, 1)
DAYS = st.integers(0, 60)
ACTS = st.lists(st.tuples(DAYS, st.integers(1, 150)), max_size=12)


def make_acts(rows):
    return [
        Act(START + timedelta(days), number, amount)
        for number, (days, amount) in enumerate(rows)
    ]


def by_hand(acts, threshold, days):
    """All acts that are in some run that passes the threshold, by trying each run."""
    small = sorted(act for act in acts if act.amount < threshold)
    found = set()
    for first in small:
        run = [a for a in small if first <= a and (a.day - first.day).days <= days]
        total = 0
        for index, act in enumerate(run):
            total += act.amount
            if total >= threshold:
                found.update(run[: index + 1])
    return found


class TestClusters(BaseCase):
    def test_examples(self):
        self.assertEqual(doctest.testmod(finding).failed, 0)

    def found(self, rows, threshold=100, days=10):
        series = clusters(make_acts(rows), threshold, days)
        return [[act.record for act in acts] for acts in series]

    def test_golden(self):
        for rows, expected in (
            ([], []),
            ([(0, 99)], []),
            ([(0, 100)], []),
            ([(0, 50), (10, 50)], [[0, 1]]),
            ([(0, 50), (11, 50)], []),
            ([(0, 50), (0, 50), (20, 60), (25, 60)], [[0, 1], [2, 3]]),
            ([(0, 60), (5, 60), (10, 60)], [[0, 1, 2]]),
            ([(0, 60), (8, 60), (16, 60)], [[0, 1, 2]]),
            ([(0, 10), (8, 60), (16, 60)], [[1, 2]]),
            ([(0, 500), (1, 60), (2, 60)], [[1, 2]]),
        ):
            with self.subTest(rows=rows):
                self.assertEqual(self.found(rows), expected)

    @given(ACTS, st.integers(1, 200), st.integers(0, 30))
    def test_no_act_twice_and_none_by_itself(self, rows, threshold, days):
        series = clusters(make_acts(rows), threshold, days)
        records = [act.record for acts in series for act in acts]
        self.assertEqual(len(records), len(set(records)))
        for acts in series:
            self.assertGreater(len(acts), 1)
            self.assertGreaterEqual(sum(act.amount for act in acts), threshold)

    @given(ACTS, st.integers(2, 200), st.integers(0, 30))
    def test_finds_what_every_run_tried_by_hand_finds(self, rows, threshold, days):
        acts = make_acts(rows)
        series = clusters(acts, threshold, days)
        expected = by_hand(acts, threshold, days)
        self.assertEqual({act for acts in series for act in acts}, expected)

    @given(ACTS, st.permutations(range(12)))
    def test_order_of_entry_does_not_matter(self, rows, order):
        acts = make_acts(rows)
        shuffled = [acts[i] for i in order if i < len(acts)]
        self.assertEqual(clusters(acts, 100, 10), clusters(shuffled, 100, 10))

    @given(ACTS, st.tuples(st.integers(60, 90), st.integers(1, 150)))
    def test_a_later_act_keeps_what_was_found_first(self, rows, later):
        """So the key of a finding, its first act, stays."""
        before = clusters(make_acts(rows), 100, 10)
        after = clusters(make_acts([*rows, later]), 100, 10)
        firsts = [acts[0].record for acts in after]
        for acts in before:
            self.assertIn(acts[0].record, firsts)


FACTS = st.lists(
    st.tuples(DAYS, DAYS, st.integers(0, 9)).filter(lambda f: f[0] <= f[1])
)


class TestPeriods(BaseCase):
    """Each day has one threshold: the lowest of those in force."""

    @given(FACTS, DAYS, DAYS)
    def test_day_by_day(self, rows, first, last):
        facts = [(START + timedelta(a), START + timedelta(b), n) for a, b, n in rows]
        begin, end = START + timedelta(first), START + timedelta(last)
        days = {}
        for start, until, amount in periods(begin, end, facts):
            for number in range((until - start).days + 1):
                day = start + timedelta(number)
                self.assertNotIn(day, days)
                days[day] = amount
        expected = {}
        for number in range((end - begin).days + 1):
            day = begin + timedelta(number)
            amounts = [n for a, b, n in facts if a <= day <= b]
            if amounts:
                expected[day] = min(amounts)
        self.assertEqual(days, expected)
