import doctest
import unittest
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.community_hr.kernel import appraisal
from odoo.addons.community_hr.kernel.appraisal import (
    AppraisalError,
    Criterion,
    Grade,
    Party,
    Quota,
    Rules,
)

GRADES = (
    Grade("excellent", Fraction(90), Fraction(6, 5), limited=True),
    Grade("good", Fraction(75), Fraction(1)),
    Grade("basic", Fraction(60), Fraction(4, 5)),
    Grade("fail", Fraction(0), Fraction(0), passes=False),
)


def make_rules(parties=None, criteria=None, **more):
    parties = parties or {"self": 10, "station": 40, "committee": 50}
    criteria = criteria or {"work": 60, "conduct": 40}
    floors = more.pop("floors", {})
    return Rules(
        tuple(
            Party(code, Fraction(weight), Fraction(floors.get(code, 0)))
            for code, weight in parties.items()
        ),
        tuple(
            Criterion(code, Fraction(weight), tuple(parties))
            for code, weight in criteria.items()
        ),
        GRADES,
        **more,
    )


def make_marks(**parties):
    return {
        (party, criterion): mark
        for party, marks in parties.items()
        for criterion, mark in zip(("work", "conduct"), marks, strict=True)
        if mark is not None
    }


class TestScores(unittest.TestCase):
    """Figures derived by hand."""

    def test_doctests(self):
        self.assertEqual(doctest.testmod(appraisal).failed, 0)

    def test_all_present(self):
        """self .6×90+.4×80=86, station .6×80+.4×70=76, committee .6×85+.4×95=89;
        .1×86 + .4×76 + .5×89 = 8.6+30.4+44.5 = 83.5."""
        marks = make_marks(self=(90, 80), station=(80, 70), committee=(85, 95))
        scored = appraisal.score(marks, make_rules())
        self.assertEqual(scored.total, Fraction("83.5"))
        self.assertEqual(scored.parties, {"self": 86, "station": 76, "committee": 89})

    def test_party_missing(self):
        """Without self: (40×76 + 50×89) / 90 = 7490/90 = 83.22; with a neutral 60:
        6 + 30.4 + 44.5 = 80.9. Never as if it had given 0 (74.9)."""
        marks = make_marks(station=(80, 70), committee=(85, 95))
        for policy, total in (("spread", "83.22"), ("neutral", "80.9")):
            rules = make_rules(missing=policy, neutral=Fraction(60))
            self.assertEqual(appraisal.score(marks, rules).total, Fraction(total))
        with self.assertRaises(AppraisalError) as caught:
            appraisal.score(marks, make_rules(missing="refuse"))
        self.assertEqual(
            caught.exception.params, {"party": "self", "criterion": "work"}
        )

    def test_criterion_missing(self):
        """The station did not mark conduct: 80 alone; 8.6 + 32 + 44.5 = 85.1."""
        marks = make_marks(self=(90, 80), station=(80, None), committee=(85, 95))
        rules = make_rules(missing="spread")
        self.assertEqual(appraisal.score(marks, rules).total, Fraction("85.1"))

    def test_floor(self):
        """The community weighs 70 at least: it may not be left out."""
        parties = {"host": 30, "community": 70}
        rules = make_rules(parties, missing="spread", floors={"community": 70})
        appraisal.check(rules)
        without_host = make_marks(community=(80, 80))
        self.assertEqual(
            appraisal.score(without_host, rules).weights, {"community": 100}
        )
        with self.assertRaisesRegex(AppraisalError, "below_floor"):
            appraisal.score(make_marks(host=(80, 80)), rules)
        light = make_rules(
            {"host": 40, "community": 60}, floors={"community": 70}, missing="spread"
        )
        with self.assertRaisesRegex(AppraisalError, "below_floor"):
            appraisal.check(light)

    def test_nothing_and_out_of_range(self):
        rules = make_rules(missing="spread")
        with self.assertRaisesRegex(AppraisalError, "nothing"):
            appraisal.score({}, rules)
        for mark in (-1, 101):
            with self.assertRaisesRegex(AppraisalError, "range"):
                appraisal.score(make_marks(self=(mark, 50)), rules)

    def test_rules_that_give_no_score(self):
        for rules, code in (
            (make_rules({"self": 60, "station": 30}), "weights"),
            (make_rules(criteria={"work": 100, "conduct": 0}), "weights"),
            (make_rules()._replace(grades=GRADES[:3]), "grades"),
            (make_rules()._replace(grades=(*GRADES, GRADES[0])), "grades"),
        ):
            with self.assertRaisesRegex(AppraisalError, code):
                appraisal.check(rules)
        appraisal.check(make_rules())


class TestGrades(unittest.TestCase):
    def place(self, *totals, **quota):
        rules = make_rules(quota=Quota(Fraction(1, 5), **quota))
        placed = appraisal.rank(dict(enumerate(totals)), rules)
        return [
            (placed[key].rank, placed[key].grade.code, placed[key].tied)
            for key in range(len(totals))
        ]

    def test_a_fifth_of_ten(self):
        """Two places: 97 and 95; 94 falls to the next grade."""
        found = self.place(97, 80, 95, 94, 74, 60, 59, 90, 80, 80)
        self.assertEqual(
            found,
            [
                (1, "excellent", False),
                (5, "good", False),
                (2, "excellent", False),
                (3, "good", False),
                (8, "basic", False),
                (9, "basic", False),
                (10, "fail", False),
                (4, "good", False),
                (5, "good", False),
                (5, "good", False),
            ],
        )

    def test_tie_for_the_last_place_is_stated(self):
        """Two places for 96, 93, 93: one is left, and nobody gets it by the ranking."""
        found = self.place(96, 93, 93, 92, *[80] * 6)
        self.assertEqual(
            found[:4],
            [
                (1, "excellent", False),
                (2, "good", True),
                (2, "good", True),
                (4, "good", False),
            ],
        )

    def test_place_stays_empty_where_nobody_reaches_it(self):
        self.assertEqual({one[1] for one in self.place(*[89] * 10)}, {"good"})

    def test_rounding_of_places(self):
        """A fifth of 7 is 1.4; of 8, 1.6."""
        for people, down, half_up, up in ((7, 1, 1, 2), (8, 1, 2, 2), (4, 0, 1, 1)):
            for rounding, places in (
                ("down", down),
                ("half_up", half_up),
                ("up", up),
            ):
                quota = Quota(Fraction(1, 5), rounding)
                self.assertEqual(appraisal.count_places(people, quota), places)


WEIGHTS = st.lists(st.integers(1, 60), min_size=1, max_size=6)
MARKS = st.integers(0, 100)


@st.composite
def marked_rules(draw):
    """Rules of any parties and criteria, with marks of which some are missing."""
    parts = draw(WEIGHTS)
    parties = {
        f"p{n}": Fraction(100 * part, sum(parts)) for n, part in enumerate(parts)
    }
    parts = draw(WEIGHTS)
    criteria = {
        f"c{n}": Fraction(100 * part, sum(parts)) for n, part in enumerate(parts)
    }
    rules = make_rules(
        parties,
        criteria,
        missing=draw(st.sampled_from(("spread", "neutral"))),
        neutral=Fraction(60),
        digits=4,
    )
    cells = [(party, criterion) for party in parties for criterion in criteria]
    marks = {cell: draw(st.none() | MARKS) for cell in cells}
    marks = {cell: mark for cell, mark in marks.items() if mark is not None}
    return rules, marks or {cells[0]: draw(MARKS)}


class TestProperties(unittest.TestCase):
    @given(marked_rules())
    def test_weights_make_up_one_hundred(self, case):
        rules, marks = case
        scored = appraisal.score(marks, rules)
        self.assertEqual(sum(scored.weights.values()), 100)
        self.assertEqual(set(scored.weights), set(scored.parties))

    @given(marked_rules())
    def test_score_lies_between_the_marks(self, case):
        rules, marks = case
        values = [*marks.values(), rules.neutral]
        total = appraisal.score(marks, rules).total
        self.assertTrue(min(values) <= total <= max(values))

    @given(marked_rules(), st.randoms())
    def test_order_does_not_matter(self, case, random):
        rules, marks = case
        shuffled = rules._replace(
            parties=tuple(random.sample(rules.parties, len(rules.parties))),
            criteria=tuple(random.sample(rules.criteria, len(rules.criteria))),
        )
        cells = random.sample(list(marks.items()), len(marks))
        self.assertEqual(
            appraisal.score(marks, rules).total,
            appraisal.score(dict(cells), shuffled).total,
        )

    @given(marked_rules(), st.data())
    def test_a_better_mark_never_gives_a_worse_score(self, case, data):
        rules, marks = case
        cell = data.draw(st.sampled_from(sorted(marks)))
        better = {**marks, cell: data.draw(st.integers(marks[cell], 100))}
        self.assertGreaterEqual(
            appraisal.score(better, rules).total, appraisal.score(marks, rules).total
        )

    @given(
        st.lists(MARKS, min_size=1, max_size=12),
        st.sampled_from(appraisal.ROUNDINGS),
        st.data(),
    )
    def test_a_better_total_never_gives_a_worse_place(self, totals, rounding, data):
        rules = make_rules(quota=Quota(Fraction(1, 5), rounding))
        before = appraisal.rank(dict(enumerate(totals)), rules)
        one = data.draw(st.integers(0, len(totals) - 1))
        risen = [*totals]
        risen[one] = data.draw(st.integers(totals[one], 100))
        after = appraisal.rank(dict(enumerate(risen)), rules)
        self.assertLessEqual(after[one].rank, before[one].rank)
        self.assertGreaterEqual(after[one].grade.at_least, before[one].grade.at_least)
        for placed, values in ((before, totals), (after, risen)):
            limited = sum(place.grade.limited for place in placed.values())
            places = appraisal.count_places(len(values), rules.quota)
            self.assertLessEqual(limited, places)

    @given(marked_rules())
    def test_rules_come_back_from_json(self, case):
        rules, _marks = case
        self.assertEqual(appraisal.load(appraisal.dump(rules)), rules)
