import doctest

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..kernel import matching
from ..kernel.matching import Match, Person, match, twins

EMPTY_OR = st.sampled_from(["", "a", "b", "c"])
PEOPLE = st.lists(
    st.tuples(st.sampled_from(["张伟", "张 伟", "李娜", "王芳"]), EMPTY_OR, EMPTY_OR),
    max_size=8,
).map(lambda rows: [Person(number, *row) for number, row in enumerate(rows, 2)])


class TestMatching(BaseCase):
    def match_one(self, row, *known):
        people = [Person(number, *other) for number, other in enumerate(known, 100)]
        return match([Person(2, *row)], people)[2]

    def test_doctests(self):
        self.assertFalse(doctest.testmod(matching).failed)

    def test_evidence(self):
        for row, known, expected in (
            (("张伟", "A"), ("张伟", "A", "1"), "known"),
            (("张伟", "A"), ("张 伟", "A"), "known"),
            (("张伟", "A"), ("张玮", "A"), "other_name"),
            (("张伟", "A", "1"), ("张伟", "B", "1"), "new"),
            (("张伟", "A", "1"), ("张伟", "", "1"), "probable"),
            (("张伟", "", "1"), ("张伟", "B", "1"), "probable"),
            (("张伟", "", "1"), ("张伟", "B", "2"), "possible"),
            (("张伟",), ("张伟", "B"), "possible"),
            (("张伟", "", "1"), ("李娜", "", "1"), "new"),
        ):
            with self.subTest(row=row, known=known):
                self.assertEqual(self.match_one(row, known).status, expected)

    def test_all_candidates_are_named(self):
        found = self.match_one(("张伟",), ("张伟", "A"), ("张伟", "B"), ("李娜",))
        self.assertEqual(found, Match("possible", (100, 101)))

    @given(PEOPLE)
    def test_nobody_is_new_twice(self, people):
        """What is on file with an ID number is recognized when it comes again."""
        found = match(people, [p._replace(key=p.key + 100) for p in people])
        for person in people:
            status, candidates = found[person.key]
            self.assertNotEqual(status, "new")
            self.assertEqual(status == "new", not candidates)
            if person.id_card:
                self.assertIn(status, ("known", "other_name"))
                self.assertTrue(candidates)

    @given(PEOPLE)
    def test_twins_point_back_and_never_at_a_twin(self, people):
        pairs = dict(twins(people))
        for key, earlier in pairs.items():
            self.assertLess(earlier, key)
            self.assertNotIn(earlier, pairs)
        rest = [person for person in people if person.key not in pairs]
        self.assertFalse(twins(rest))
        numbers = [person.id_card for person in rest if person.id_card]
        self.assertEqual(len(numbers), len(set(numbers)))
