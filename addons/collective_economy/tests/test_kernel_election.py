import doctest
from fractions import Fraction
from unittest import TestCase

from odoo.addons.community_base.kernel import tally

from ..kernel import bars, election

HALF = tally.Threshold(Fraction(1, 2), True, "present")
THIRD = tally.Threshold(Fraction(1, 3), False, "present")
QUORUM = tally.Threshold(Fraction(1, 2), True, "all")


def rule(majority=HALF, quorum=QUORUM, counting="head"):
    return tally.Rule(majority=majority, quorum=quorum, counting=counting)


def paper(votes, entitled=100, issued=100, returned=100, invalid=0):
    return election.Paper(entitled, issued, returned, invalid, votes)


class TestElectionKernel(TestCase):
    def count(self, votes, seats=1, majority=HALF, **figures):
        return election.count(rule(majority), seats, paper(votes, **figures))

    def test_half_is_not_enough(self):
        self.assertEqual(self.count({1: 50, 2: 50}).outcome, "vacant")
        self.assertEqual(self.count({1: 51, 2: 49}).elected, (1,))

    def test_invalid_ballots_stay_in_the_base(self):
        """Who returned a ballot took part, though it is invalid."""
        found = self.count({1: 50, 2: 39}, returned=100, invalid=11)
        self.assertEqual((found.outcome, found.needed), ("vacant", {"head": 51}))

    def test_quorum_has_to_be_exceeded(self):
        self.assertEqual(self.count({1: 50}, returned=50).outcome, "no_quorum")
        self.assertEqual(self.count({1: 51}, returned=51).elected, (1,))

    def test_more_returned_than_issued_is_no_ballot(self):
        found = self.count({1: 91}, issued=90, returned=91)
        self.assertEqual((found.outcome, found.elected), ("invalid", ()))

    def test_a_third_is_enough_in_the_further_ballot(self):
        votes = {1: 34, 2: 33, 3: 33}
        self.assertEqual(self.count(votes, majority=THIRD).elected, (1,))
        short = self.count({1: 33, 2: 32}, majority=THIRD)
        self.assertEqual((short.outcome, short.needed["head"]), ("vacant", 34))
        exact = election.count(
            rule(THIRD, None), 1, paper({1: 33}, entitled=99, issued=99, returned=99)
        )
        self.assertEqual(exact.elected, (1,))

    def test_tie_goes_to_a_further_ballot(self):
        found = self.count({1: 80, 2: 60, 3: 60}, seats=2)
        self.assertEqual(found.outcome, "run_off")
        self.assertEqual((found.elected, found.run_off), ((1,), (2, 3)))

    def test_tie_is_drawn_where_the_rule_draws_lots(self):
        papers = paper({1: 80, 2: 60, 3: 60})
        found = election.count(rule(), 2, papers, tie="lot", lots={2: 2, 3: 1})
        self.assertEqual((found.outcome, found.elected), ("complete", (1, 3)))
        for lots in ({}, {2: 1}, {2: 1, 3: 1}):
            with self.assertRaises(election.ElectionError):
                election.count(rule(), 2, papers, tie="lot", lots=lots)

    def test_a_tie_above_the_border_is_none(self):
        self.assertEqual(self.count({1: 60, 2: 60, 3: 55}, seats=2).elected, (1, 2))

    def test_both_heads_and_shares_are_needed(self):
        both = rule(counting="both")
        heads, shares = paper({1: 60, 2: 40}), paper({1: 40, 2: 60})
        found = election.count(both, 1, heads, shares)
        self.assertEqual((found.outcome, found.elected), ("vacant", ()))
        found = election.count(both, 1, heads, paper({1: 51, 2: 49}))
        self.assertEqual(found.elected, (1,))

    def test_shares_returned_over_issued_void_it_as_well(self):
        both = rule(counting="both")
        found = election.count(
            both, 1, paper({1: 60}), paper({1: 60}, issued=90, returned=91)
        )
        self.assertEqual(found.outcome, "invalid")

    def test_shares_are_asked_for(self):
        with self.assertRaises(election.ElectionError):
            election.count(rule(counting="share"), 1, paper({1: 60}))

    def test_more_votes_than_ballots_are_refused(self):
        with self.assertRaises(tally.BallotError):
            self.count({1: 90}, returned=100, invalid=11)
        with self.assertRaises(tally.BallotError):
            self.count({1: 60, 2: 60})

    def test_examples(self):
        for module in (election, bars):
            self.assertFalse(doctest.testmod(module).failed)


class TestBars(TestCase):
    RULES = bars.Rules(relatives_barred=True, finance_barred=True)

    def find(self, *posts, rules=RULES, **more):
        return [bar.code for bar in bars.find(rules, posts, **more)]

    def test_director_is_no_supervisor(self):
        posts = bars.Post(1, "board"), bars.Post(1, "supervisors")
        self.assertEqual(self.find(*posts), ["incompatible"])
        self.assertEqual(self.find(*posts, excepted=[(1, "incompatible")]), [])

    def test_finance_is_no_supervisor_where_barred(self):
        posts = bars.Post(1, "coop_management", True), bars.Post(1, "supervisors")
        self.assertEqual(self.find(*posts), ["incompatible"])
        self.assertEqual(self.find(*posts, rules=bars.Rules()), [])

    def test_relatives_of_directors_and_finance(self):
        posts = (
            bars.Post(1, "board"),
            bars.Post(2, "supervisors"),
            bars.Post(3, "coop_management", True),
        )
        self.assertEqual(self.find(*posts, kin=[(1, 2)]), ["relative"])
        self.assertEqual(self.find(*posts, kin=[(2, 3)]), ["relative"])
        self.assertEqual(self.find(*posts, kin=[(1, 3)]), [])
        self.assertEqual(
            self.find(*posts, kin=[(1, 2)], excepted=[(2, "relative")]), []
        )

    def test_cross_holding(self):
        strict = bars.Rules(cross_holding_allowed=False)
        post = bars.Post(1, "board")
        self.assertEqual(self.find(post, rules=strict, party=[1]), ["cross_holding"])
        self.assertEqual(self.find(post, party=[1]), [])

    def test_size(self):
        self.assertEqual(bars.find_size(12, 5, 11, False), "too_many")
        self.assertIsNone(bars.find_size(4, 0, 0, False))
