import csv
import doctest
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..kernel import division
from ..kernel.division import Division, Problem

BAOAN = Path(__file__).parents[1] / "data" / "divisions" / "baoan.csv"
DISTRICT, STREET = "440306000000", "440306017000"

NAMES = st.sampled_from(
    ["宝民社区居委会", "上川社区居委会", "沙一村委会", "沙一社区居委会", "龙井社区"],
)
COMMUNITIES = st.builds(
    "440306{:03}{:03}".format,
    st.integers(1, 3),
    st.integers(1, 4),
)


ALWAYS_OPEN = st.just(False)


@st.composite
def lists(draw, closed=ALWAYS_OPEN):
    """A district, its streets and some communities, each street being there."""
    codes = draw(st.sets(COMMUNITIES, max_size=8))
    streets = draw(st.sets(st.integers(1, 3).map("440306{:03}000".format)))
    codes |= {division.parent_of(code) for code in codes} | streets | {DISTRICT}
    return [
        Division(code, draw(NAMES), division.parent_of(code), draw(closed))
        for code in sorted(codes)
    ]


def statuses(changes):
    return {change.code: change.status for change in changes}


def rows(*values):
    keys = ("code", "name", "parent_code")
    return [
        (number, dict(zip(keys, row, strict=False)))
        for number, row in enumerate(values, 2)
    ]


class TestDivision(BaseCase):
    def test_doctests(self):
        self.assertFalse(doctest.testmod(division).failed)

    # codes and rows

    def test_baoan(self):
        with BAOAN.open(encoding="utf-8") as file:
            found, problems = division.parse(enumerate(csv.DictReader(file), 2))
        self.assertFalse(problems)
        self.assertFalse(division.missing_parents(found, ()))
        levels = [entry.level for _row, entry in found.values()]
        self.assertEqual(levels.count("district"), 1)
        self.assertEqual(levels.count("community"), 141)
        streets = [e for _row, e in found.values() if e.level == "street"]
        self.assertEqual(sum(e.name.endswith("街道") for e in streets), 10)
        self.assertEqual(len(streets), 11, "ten streets and the airport")

    def test_problems(self):
        found, problems = division.parse(
            rows(
                ("440306017001", "宝民社区居委会"),
                ("440306017001", "宝民社区居委会"),
                ("440306017001", "上川社区居委会"),
                ("4403O6", "宝安区"),
                ("44030601", "宝安区"),
                ("44", "广东省"),
                ("440306000001", "宝民社区"),
                ("", ""),
                ("440306018001", "固戍社区", "440306"),
            ),
        )
        self.assertEqual(
            [(problem.row, problem.column, problem.code) for problem in problems],
            [
                (4, "code", "duplicate"),
                (5, "code", "format"),
                (6, "code", "length"),
                (7, "code", "level"),
                (8, "code", "structure"),
                (9, "code", "format"),
                (9, "name", "missing"),
                (10, "parent_code", "parent_level"),
            ],
        )
        self.assertIn("440306017001", found)

    def test_missing_parents(self):
        found, _problems = division.parse(rows(("440306017001", "宝民社区居委会")))
        expected = Problem(2, "parent_code", "no_parent", {"value": STREET})
        self.assertEqual(division.missing_parents(found, ()), [expected])
        self.assertFalse(division.missing_parents(found, {STREET}))

    @given(COMMUNITIES, st.sampled_from([6, 9, 12]))
    def test_padding_changes_nothing(self, code, length):
        full, reason = division.normalize_code(code[:length])
        self.assertIsNone(reason)
        self.assertEqual(full, code[:length].ljust(12, "0"))
        self.assertEqual(division.normalize_code(full), (full, None))
        self.assertTrue(division.is_under(full, division.parent_of(full) or full))

    @given(st.text(max_size=20))
    def test_any_text(self, text):
        division.normalize_code(text)
        division.short_name(text)

    # changes

    def test_statuses(self):
        existing = [
            Division(DISTRICT, "宝安区"),
            Division(STREET, "新安街道", DISTRICT),
            Division("440306017001", "宝民社区居委会", STREET),
            Division("440306017002", "上川社区居委会", STREET),
            Division("440306017003", "洪浪社区居委会", STREET),
            Division("440306017004", "龙井社区居委会", STREET, closed=True),
            Division("440306018001", "固戍社区居委会", "440306018000"),
        ]
        incoming = [
            Division(STREET, "新安街道办事处", DISTRICT),
            Division("440306017001", "宝民社区居民委员会", STREET),
            Division("440306017002", "上川新社区居委会", STREET),
            Division("440306017004", "龙井社区居委会", STREET),
            Division("440306017009", "海富社区居委会", STREET),
        ]
        self.assertEqual(
            statuses(division.compare(existing, incoming)),
            {
                STREET: "same",
                "440306017001": "same",
                "440306017002": "renamed",
                "440306017003": "gone",
                "440306017004": "reopened",
                "440306017009": "new",
            },
        )
        part = statuses(division.compare(existing, incoming, complete=False))
        self.assertNotIn("440306017003", part)

    def test_move_to_another_street_under_a_new_code(self):
        existing = [Division("440306020009", "新和社区居委会", "440306020000")]
        incoming = [
            Division("440306020001", "兴围社区居委会", "440306020000"),
            Division("440306021001", "新和社区居委会", "440306021000"),
        ]
        moved = division.compare(existing, incoming)[1]
        self.assertEqual(moved, ("moved", existing[0], incoming[1]))

    def test_two_of_one_name_are_never_taken_for_a_move(self):
        """Two streets of Bao'an have a 麻布社区 each."""
        existing = [Division("440306018014", "麻布社区", "440306018000")]
        incoming = [
            Division("440306018001", "固戍社区", "440306018000"),
            Division("440306019014", "麻布社区", "440306019000"),
            Division("440306026018", "麻布社区", "440306026000"),
        ]
        self.assertEqual(
            sorted(statuses(division.compare(existing, incoming)).values()),
            ["gone", "new", "new", "new"],
        )

    def test_a_list_of_streets_says_nothing_about_communities(self):
        existing = [Division("440306017001", "宝民社区居委会", STREET)]
        incoming = [Division(STREET, "新安街道", DISTRICT)]
        self.assertEqual(
            statuses(division.compare(existing, incoming)),
            {STREET: "new"},
        )

    def test_a_list_of_one_street_says_nothing_about_another(self):
        existing = [Division("440306018001", "固戍社区", "440306018000")]
        incoming = [Division("440306017001", "宝民社区", STREET)]
        self.assertEqual(
            statuses(division.compare(existing, incoming)),
            {"440306017001": "new"},
        )

    @given(lists())
    def test_compared_with_itself_nothing_changes(self, entries):
        changes = division.compare(entries, entries)
        self.assertEqual({change.status for change in changes}, {"same"})

    @given(lists(closed=st.booleans()), lists(), st.randoms())
    def test_applied_changes_leave_nothing_to_change(self, existing, incoming, chance):
        changes = division.compare(existing, incoming)
        after = division.apply(existing, changes)
        again = division.compare(after, incoming)
        self.assertEqual({change.status for change in again}, {"same"})
        self.assertEqual(len({entry.code for entry in after}), len(after))
        chance.shuffle(existing)
        chance.shuffle(incoming)
        self.assertEqual(division.compare(existing, incoming), changes)

    @given(lists(closed=st.booleans()), lists())
    def test_a_district_becomes_what_the_list_says(self, existing, incoming):
        """With every level in the list, all that is open afterwards is in it."""
        levels = {entry.level for entry in incoming}
        after = division.apply(existing, division.compare(existing, incoming))
        if levels == set(division.AREA_LEVELS):
            self.assertEqual(
                [entry.code for entry in after if not entry.closed],
                [entry.code for entry in incoming],
            )
