import doctest
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..kernel import tally
from ..kernel.tally import (
    Ballot,
    BallotError,
    Count,
    Figures,
    Member,
    RollError,
    Rule,
    RuleError,
    Threshold,
)

RULES = tally.read_rules(
    (Path(__file__).parents[1] / "data" / "vote_rules.csv").read_text("utf-8")
)

HALF = Threshold(Fraction(1, 2), True, "present")
QUORUM = Threshold(Fraction(1, 2), True, "all")

# Every rule that is shipped, worked out by hand: what the text says, then for a
# roll of so many the least attendance, and for so many present the least yes.
# ``due`` differs from ``all`` where the text speaks of 应到.
# fmt: off
GOLDEN = {
    "village_assembly": (
        "召开村民会议，应当有本村十八周岁以上村民的过半数……参加，"
        "村民会议所作决定应当经到会人员的过半数通过",
        # all, due, quorum, present, pass
        [(100, 100, 51, 60, 31), (101, 101, 51, 61, 31), (99, 99, 50, 50, 26)],
    ),
    "village_assembly_households": (
        "或者本村三分之二以上的户的代表参加",
        [(90, 90, 60, 60, 31), (91, 91, 61, 65, 33), (92, 92, 62, 62, 32)],
    ),
    "village_representatives": (
        "村民代表会议有三分之二以上的组成人员参加方可召开，"
        "所作决定应当经到会人员的过半数同意",
        [(30, 30, 20, 20, 11), (31, 31, 21, 21, 11), (32, 32, 22, 25, 13)],
    ),
    "village_group": (
        "召开村民小组会议，应当有本村民小组十八周岁以上的村民三分之二以上……参加，"
        "所作决定应当经到会人员的过半数同意",
        [(60, 60, 40, 41, 21), (61, 61, 41, 42, 22)],
    ),
    "village_group_households": (
        "或者本村民小组三分之二以上的户的代表参加",
        [(21, 21, 14, 14, 8), (22, 22, 15, 15, 8)],
    ),
    "village_election": (
        "有登记参加选举的村民过半数投票，选举有效；"
        "候选人获得参加投票的村民过半数的选票，始得当选",
        [(800, 800, 401, 500, 251), (801, 801, 401, 501, 251)],
    ),
    "village_election_further": (
        "候选人以得票多的当选，但是所得票数不得少于已投选票总数的三分之一",
        [(90, 90, 0, 60, 20), (90, 90, 0, 61, 21)],
    ),
    "village_recall": (
        "须有登记参加选举的村民过半数投票，并须经投票的村民过半数通过",
        [(100, 100, 51, 51, 26), (101, 101, 51, 52, 27)],
    ),
    "residents_assembly": (
        "居民会议必须有全体十八周岁以上的居民、户的代表或者居民小组选举的代表的"
        "过半数出席，才能举行。会议的决定，由出席人的过半数通过",
        [(40, 40, 21, 21, 11), (41, 41, 21, 22, 12)],
    ),
    "residents_representatives": (
        "> ½ of those present (or of all reps)",
        [(50, 50, 26, 40, 26), (51, 51, 26, 40, 26)],
    ),
    "party_branch_committee": ("集体研究", [(7, 7, 4, 5, 4), (6, 6, 4, 5, 4)]),
    "joint_committees": ("按多数意见", [(9, 9, 5, 7, 5), (10, 10, 6, 7, 6)]),
    "party_assembly": (
        "三分之二以上党员到会，应到会党员半数以上同意",
        [(30, 30, 20, 20, 15), (31, 31, 21, 21, 16), (30, 26, 20, 22, 13)],
    ),
    "party_committee": ("半数以上到会", [(8, 8, 4, 6, 5), (9, 8, 4, 6, 5)]),
    "party_committee_personnel": (
        "三分之二以上到会", [(9, 9, 6, 7, 5), (10, 10, 7, 7, 6)],
    ),
    "party_election": (
        "五分之四以上到会，赞成票超过实到会人数的一半",
        [(50, 50, 40, 45, 23), (54, 51, 41, 44, 23)],
    ),
    "members_assembly": (
        "有三分之二以上具有完全民事行为能力的成员参加……"
        "应当经本农村集体经济组织成员大会全体成员三分之二以上同意",
        [(90, 90, 60, 70, 60), (91, 91, 61, 70, 61), (92, 92, 62, 70, 62)],
    ),
    "members_representatives": (
        "成员代表大会作出决定，应当经全体成员代表三分之二以上同意",
        [(21, 21, 0, 18, 14), (22, 22, 0, 18, 15), (23, 23, 0, 18, 16)],
    ),
    "members_non_member_benefit": (
        "经农村集体经济组织成员大会全体成员四分之三以上同意",
        [(80, 80, 54, 70, 60), (81, 81, 54, 70, 61), (83, 83, 56, 70, 63)],
    ),
    "board": (
        "理事会会议应当有三分之二以上的理事会成员出席……应当经全体理事的过半数同意",
        [(3, 3, 2, 3, 2), (5, 5, 4, 5, 3), (7, 7, 5, 6, 4)],
    ),
    "shanghai_members_major": (
        "成员大会由全体成员二分之一以上出席方可举行……由出席人数五分之四以上通过",
        [(100, 100, 50, 60, 48), (101, 101, 51, 61, 49)],
    ),
    "shanghai_members_ordinary": (
        "对一般事项的决议，应当由出席人数三分之二以上通过",
        [(100, 100, 50, 60, 40), (101, 101, 51, 61, 41)],
    ),
    "shanghai_representatives_major": (
        "成员代表会议由全体代表三分之二以上出席方可举行",
        [(30, 30, 20, 25, 20), (31, 31, 21, 26, 21)],
    ),
    "shanghai_representatives_ordinary": (
        "对一般事项的决议，应当由出席人数三分之二以上通过",
        [(30, 30, 20, 24, 16), (31, 31, 21, 25, 17)],
    ),
    "zhejiang_major": (
        "⅔ of those who should attend",
        [(30, 30, 0, 25, 20), (33, 31, 0, 25, 21)],
    ),
    "shareholders_special": (
        "股权通过率、股东代表通过率",
        [(30, 30, 16, 21, 14), (31, 31, 16, 22, 15)],
    ),
    "shareholders_ordinary": (
        "股权通过率、股东代表通过率",
        [(30, 30, 16, 20, 11), (31, 31, 16, 21, 11)],
    ),
}
# fmt: on


def roll_of(members, due=None, present=0):
    """So many members, one share each; the last ones have leave (不应到)."""
    due = members if due is None else due
    return [
        Member(number, shares=1, due=number < due, present=number < present)
        for number in range(members)
    ]


def ballots_of(yes=0, no=0, abstain=0, first=0):
    choices = ["yes"] * yes + ["no"] * no + ["abstain"] * abstain
    return [Ballot(first + place, choice) for place, choice in enumerate(choices)]


def result_of(rule, roll, chair=None, **votes):
    return tally.evaluate(rule, roll, ballots_of(**votes), chair)


class TestGolden(BaseCase):
    def test_doctests(self):
        self.assertFalse(doctest.testmod(tally).failed)

    def test_every_shipped_rule_is_in_the_table(self):
        self.assertEqual(set(GOLDEN), set(RULES))

    def test_only_confirmed_rules_are_verified(self):
        unverified = {code for code, one in RULES.items() if not one.verified}
        self.assertEqual(
            unverified,
            {
                "residents_representatives",
                "party_branch_committee",
                "joint_committees",
                "party_assembly",
                "party_committee",
                "party_committee_personnel",
                "party_election",
                "shareholders_special",
                "shareholders_ordinary",
            },
        )
        for code, shipped in RULES.items():
            self.assertTrue(shipped.source, code)

    def test_periods(self):
        notice = {c: s.notice_days for c, s in RULES.items() if s.notice_days}
        self.assertEqual(
            notice,
            {
                "village_assembly": 10,  # 应当提前十天通知村民
                "village_assembly_households": 10,
                "members_assembly": 10,  # 于会议召开十日前通知全体成员
                "members_non_member_benefit": 10,
                "party_assembly": 3,
            },
        )
        published = {c: s.publication_days for c, s in RULES.items()}
        self.assertEqual(published["residents_representatives"], 7)

    def test_quorum_just_under_at_and_over(self):
        for code, (quote, rows) in GOLDEN.items():
            for members, due, quorum, _present, _enough in rows:
                if not quorum:
                    self.assertIsNone(RULES[code].rule.quorum)
                    continue
                for present in (quorum - 1, quorum, quorum + 1):
                    with self.subTest(code, text=quote, of=members, present=present):
                        result = result_of(
                            RULES[code].rule,
                            roll_of(members, due, min(present, due)),
                            yes=min(present, due),
                        )
                        self.assertEqual(result.heads.needed_for_quorum, quorum)
                        self.assertEqual(
                            result.outcome == "no_quorum", present < quorum
                        )

    def test_majority_just_under_at_and_over(self):
        for code, (quote, rows) in GOLDEN.items():
            for members, due, _quorum, present, enough in rows:
                roll = roll_of(members, due, present)
                for yes in (enough - 1, enough, enough + 1):
                    yes = min(yes, present)
                    with self.subTest(code, text=quote, of=members, yes=yes):
                        for votes in (
                            {"no": present - yes},
                            {"abstain": present - yes},
                            {},  # silent
                        ):
                            result = result_of(RULES[code].rule, roll, yes=yes, **votes)
                            self.assertEqual(result.heads.needed_to_pass, enough)
                            self.assertEqual(result.adopted, yes >= enough)

    def test_recused_in_both_modes(self):
        """One of those present is recused: he stays in the figures or leaves them."""
        cases = {
            # code, mode: members, present, quorum, needed to pass
            ("board", "stays"): (7, 5, 5, 4),
            ("board", "leaves"): (7, 5, 4, 4),
            ("village_representatives", "stays"): (31, 21, 21, 11),
            ("village_representatives", "leaves"): (31, 21, 20, 11),
            ("village_assembly", "stays"): (100, 52, 51, 27),
            ("village_assembly", "leaves"): (100, 52, 50, 26),
            ("party_assembly", "stays"): (31, 22, 21, 16),
            ("party_assembly", "leaves"): (31, 22, 20, 15),
            ("members_assembly", "stays"): (91, 70, 61, 61),
            ("members_assembly", "leaves"): (91, 70, 60, 61),
            ("shanghai_members_major", "stays"): (100, 61, 50, 49),
            ("shanghai_members_major", "leaves"): (100, 61, 50, 48),
        }
        for (code, mode), (members, present, quorum, enough) in cases.items():
            with self.subTest(code, mode=mode):
                rule = replace(RULES[code].rule, recusal=mode)
                roll = roll_of(members, present=present)
                roll[present - 1] = replace(roll[present - 1], recused=True)
                result = result_of(rule, roll, yes=min(enough, present - 1))
                self.assertEqual(result.heads.needed_for_quorum, quorum)
                self.assertEqual(result.heads.needed_to_pass, enough)
                self.assertEqual(result.heads.figures.recused_present, 1)
                here = present - (mode == "leaves")
                self.assertEqual(result.heads.quorum_have, here)
                note = "recused_leave" if mode == "leaves" else "recused_stay"
                self.assertIn((note, {"count": 1}), result.reasons)

    def test_recused_and_absent_leave_the_base_of_the_quorum(self):
        rule = replace(RULES["board"].rule, recusal="leaves")
        roll = roll_of(7, present=4)
        for number in (5, 6):
            roll[number] = replace(roll[number], recused=True)
        result = result_of(rule, roll, yes=4)
        self.assertEqual(result.heads.quorum_base, 5)
        self.assertEqual(result.heads.needed_for_quorum, 4)
        self.assertTrue(result.adopted)
        self.assertEqual(result.heads.figures.recused, 2)
        staying = result_of(RULES["board"].rule, roll, yes=4)
        self.assertEqual(staying.outcome, "no_quorum")

    def test_recused_on_leave_leaves_the_base_of_all(self):
        rule = replace(RULES["board"].rule, recusal="leaves")
        roll = roll_of(7, due=6, present=4)
        roll[6] = replace(roll[6], recused=True)
        result = result_of(rule, roll, yes=4)
        self.assertEqual((result.heads.quorum_base, result.outcome), (6, "adopted"))
        of_due = replace(rule, quorum=replace(rule.quorum, of="due"))
        self.assertEqual(result_of(of_due, roll, yes=4).heads.quorum_base, 6)

    def test_all_recused_decide_nothing(self):
        for mode in tally.RECUSALS:
            rule = replace(RULES["board"].rule, recusal=mode)
            roll = [replace(one, recused=True) for one in roll_of(3, present=3)]
            self.assertFalse(result_of(rule, roll).adopted)

    def test_abstention_is_present_and_not_yes(self):
        rule = RULES["village_assembly"].rule
        roll = roll_of(100, present=60)
        self.assertFalse(result_of(rule, roll, yes=30, abstain=30).adopted)
        of_cast = replace(rule, majority=replace(rule.majority, of="cast"))
        result = result_of(of_cast, roll, yes=30, no=29, abstain=1)
        self.assertTrue(result.adopted)
        self.assertEqual(result.heads.majority_base, 59)

    def test_nobody_votes(self):
        of_cast = Rule(Threshold(Fraction(1, 2), False, "cast"))
        self.assertEqual(result_of(of_cast, roll_of(3, present=3)).outcome, "rejected")
        self.assertEqual(result_of(of_cast, []).outcome, "rejected")

    def test_reasons(self):
        roll = roll_of(31, present=21)
        rule = RULES["village_representatives"].rule
        self.assertEqual(
            result_of(rule, roll, yes=10, no=9, abstain=1).reasons,
            (
                (
                    "quorum_met",
                    {"unit": "head", "have": 21, "needed": 21, "base": 31, "of": "all"},
                ),
                (
                    "majority_short",
                    {
                        "unit": "head",
                        "have": 10,
                        "needed": 11,
                        "base": 21,
                        "of": "present",
                    },
                ),
                ("silent", {"count": 1}),
            ),
        )
        short = result_of(rule, roll_of(31, present=20), yes=20)
        self.assertEqual([one.code for one in short.reasons], ["quorum_short"])

    def test_reasons_are_documented(self):
        rule = Rule(HALF, QUORUM, casting_vote=True, proxies=1)
        roll = roll_of(4, present=2)
        roll[2] = replace(roll[2], holder=1, proxy_valid=False)
        for chair in (None, 0):
            result = result_of(rule, roll, chair, yes=1, no=1)
            for code, params in result.reasons:
                self.assertEqual(tuple(params), tally.REASONS[code])


class TestShares(BaseCase):
    def setUp(self):
        super().setUp()
        self.rule = RULES["shareholders_special"].rule
        # 9 heads and 900 shares, one with 500 of them
        self.roll = [Member(0, 500, present=True)] + [
            Member(number, 50, present=True) for number in range(1, 9)
        ]

    def vote(self, yes):
        ballots = [Ballot(one, "yes" if one in yes else "no") for one in range(9)]
        return tally.evaluate(self.rule, self.roll, ballots)

    def test_each_of_both_must_pass(self):
        for yes, heads, shares in (
            ({0, 1, 2, 3, 4}, 5, 700),  # shares enough, heads not
            ({1, 2, 3, 4, 5, 6, 7, 8}, 8, 400),  # heads enough, shares not
        ):
            result = self.vote(yes)
            self.assertEqual(result.outcome, "rejected")
            self.assertEqual(result.heads.yes, heads)
            self.assertEqual(result.shares.yes, shares)
            self.assertNotEqual(result.heads.carried, result.shares.carried)
        self.assertTrue(self.vote({0, 1, 2, 3, 4, 5}).adopted)

    def test_shares_at_the_border(self):
        self.assertEqual(self.vote(set()).shares.needed_to_pass, 600)
        self.roll[0] = replace(self.roll[0], shares=199)
        # 599 shares present: ⅔ is 399⅓
        self.roll[1:] = [replace(one, shares=50) for one in self.roll[1:]]
        self.assertEqual(self.vote(set()).shares.needed_to_pass, 400)
        self.assertFalse(self.vote({1, 2, 3, 4, 5, 6, 7}).adopted)  # 350
        self.assertFalse(self.vote({0, 1, 2, 3, 4}).adopted)  # 399, 5 heads
        self.assertFalse(self.vote({0, 1, 2, 3}).adopted)
        self.assertTrue(self.vote({1, 2, 3, 4, 5, 6, 7, 8}).adopted)  # 400, 8 heads

    def test_quorum_of_shares(self):
        self.roll[0] = replace(self.roll[0], present=False)
        ballots = [Ballot(one, "yes") for one in range(1, 9)]
        result = tally.evaluate(self.rule, self.roll, ballots)
        self.assertEqual(result.outcome, "no_quorum")
        self.assertTrue(result.heads.quorate)
        self.assertEqual(result.shares.needed_for_quorum, 451)

    def test_shares_alone_and_shares_for_information(self):
        by_share = replace(self.rule, counting="share")
        ballots = [Ballot(0, "yes"), Ballot(1, "yes"), Ballot(2, "yes")]
        self.assertTrue(tally.evaluate(by_share, self.roll, ballots).adopted)
        by_head = replace(self.rule, counting="head")
        result = tally.evaluate(by_head, self.roll, ballots)
        self.assertEqual(result.outcome, "rejected")
        self.assertTrue(result.shares.carried)

    def test_no_shares(self):
        roll = [replace(one, shares=0) for one in self.roll]
        ballots = [Ballot(one, "yes") for one in range(9)]
        self.assertFalse(tally.evaluate(self.rule, roll, ballots).adopted)
        board = tally.evaluate(RULES["board"].rule, roll, ballots)
        self.assertIsNone(board.shares)

    def test_tie_of_heads_where_shares_pass(self):
        rule = replace(RULES["shareholders_ordinary"].rule, casting_vote=True)
        roll = [Member(0, 9, present=True), Member(1, 1, present=True)]
        ballots = [Ballot(0, "yes"), Ballot(1, "no")]
        self.assertEqual(tally.evaluate(rule, roll, ballots).outcome, "tie")
        self.assertTrue(tally.evaluate(rule, roll, ballots, chair=0).adopted)
        swapped = [Ballot(0, "no"), Ballot(1, "yes")]
        self.assertEqual(tally.evaluate(rule, roll, swapped).outcome, "rejected")
        result = tally.evaluate(rule, roll, swapped, chair=1)
        self.assertEqual(result.outcome, "rejected")


class TestCastingVote(BaseCase):
    rule = Rule(HALF, QUORUM, casting_vote=True)

    def test_chair_decides_a_tie(self):
        roll = roll_of(10, present=10)
        for chair, outcome in ((0, "adopted"), (9, "rejected"), (None, "tie")):
            result = result_of(self.rule, roll, chair, yes=5, no=5)
            self.assertEqual(result.outcome, outcome)
            self.assertEqual(result.heads.figures.yes, 5)
        self.assertEqual(result_of(self.rule, roll, 0, yes=5, no=5).heads.yes, 6)

    def test_without_the_rule_it_stays_a_tie(self):
        rule = replace(self.rule, casting_vote=False)
        result = result_of(rule, roll_of(10, present=10), 0, yes=5, no=5)
        self.assertEqual((result.outcome, result.casting), ("tie", None))
        self.assertEqual(result.reasons[-1], ("tie", {"votes": 5}))

    def test_chair_must_be_there_himself_and_vote(self):
        rule = replace(self.rule, proxies=1)
        abstains = roll_of(11, present=11)
        recused = roll_of(11, present=11)
        recused[10] = replace(recused[10], recused=True)
        proxy = roll_of(11, present=10)
        proxy[10] = replace(proxy[10], holder=1)
        ballots = ballots_of(5, 5)
        for roll, more in (
            (abstains, [Ballot(10, "abstain")]),
            (abstains, []),
            (recused, []),
            (proxy, [Ballot(10, "abstain")]),
            (roll_of(11, present=10), []),
        ):
            result = tally.evaluate(rule, roll, ballots + more, chair=10)
            self.assertIsNone(result.casting)
            self.assertFalse(result.adopted)

    def test_a_proxy_vote_of_the_chair_does_not_cast(self):
        rule = replace(self.rule, proxies=1)
        roll = roll_of(10, present=9)
        roll[9] = replace(roll[9], holder=0)
        ballots = ballots_of(4, 5) + [Ballot(9, "yes")]
        self.assertEqual(tally.evaluate(rule, roll, ballots, chair=9).outcome, "tie")

    def test_only_a_tie_is_decided(self):
        roll = roll_of(10, present=10)
        result = result_of(self.rule, roll, 0, yes=5, no=4, abstain=1)
        self.assertEqual((result.outcome, result.casting), ("rejected", None))

    def test_far_from_the_majority_is_no_tie(self):
        result = result_of(self.rule, roll_of(10, present=10), yes=4, no=4, abstain=2)
        self.assertEqual(result.outcome, "rejected")


class TestProxies(BaseCase):
    def setUp(self):
        super().setUp()
        self.rule = Rule(HALF, QUORUM, proxies=2)
        self.roll = roll_of(5, present=2)

    def give(self, **proxies):
        """giver=holder, as m2=0"""
        for giver, holder in proxies.items():
            number = int(giver[1:])
            self.roll[number] = replace(self.roll[number], holder=holder)

    def figures(self, rule=None):
        heads, _shares = tally.attendance(rule or self.rule, self.roll)
        return heads.present, heads.proxies, heads.void_proxies, heads.absent

    def test_valid_proxy_is_present_and_votes(self):
        self.give(m2=0, m3=0)
        self.assertEqual(self.figures(), (4, 2, 0, 1))
        result = result_of(self.rule, self.roll, yes=3, no=1)
        self.assertEqual(result.outcome, "adopted")

    def test_void_proxies_are_absent(self):
        self.give(m2=0, m3=1)
        self.assertEqual(self.figures(replace(self.rule, proxies=0)), (2, 0, 2, 3))
        self.roll[2] = replace(self.roll[2], proxy_valid=False)
        self.assertEqual(self.figures(), (3, 1, 1, 2))
        self.roll[1] = replace(self.roll[1], recused=True)
        self.assertEqual(self.figures(), (2, 0, 2, 3))
        with self.assertRaisesRegex(BallotError, "vote_by_absent"):
            tally.evaluate(self.rule, self.roll, [Ballot(2, "yes")])

    def test_void_proxy_may_cost_the_quorum(self):
        self.give(m2=0)
        self.assertTrue(result_of(self.rule, self.roll, yes=3).adopted)
        refused = replace(self.rule, proxies=0)
        result = result_of(refused, self.roll, yes=2)
        self.assertEqual(result.outcome, "no_quorum")
        self.assertIn(("void_proxies", {"count": 1}), result.reasons)

    def test_void_proxies_do_not_fill_the_hand(self):
        self.give(m2=0, m3=0, m4=0)
        self.roll[4] = replace(self.roll[4], proxy_valid=False)
        self.assertEqual(self.figures(), (4, 2, 1, 1))

    def test_another_of_the_household(self):
        """成员大会: 书面委托同一户内其他家庭成员, who may be no member."""
        self.give(m2="his son")
        rule = RULES["members_assembly"].rule
        self.assertEqual(self.figures(rule), (3, 1, 0, 2))
        with self.assertRaisesRegex(RollError, "proxy_to_stranger"):
            self.figures()

    def test_recused_giver_is_present_by_proxy(self):
        self.give(m2=0)
        self.roll[2] = replace(self.roll[2], recused=True)
        heads, _shares = tally.attendance(self.rule, self.roll)
        self.assertEqual((heads.present, heads.recused_present), (3, 1))


class TestRefused(BaseCase):
    def refused(self, error, code, roll, ballots=(), rule=None, chair=None):
        rule = rule or Rule(HALF, QUORUM, proxies=1)
        with self.assertRaises(error) as caught:
            tally.evaluate(rule, roll, ballots, chair)
        self.assertEqual(caught.exception.code, code)
        self.assertEqual(tuple(caught.exception.params), tally.ERRORS[code])

    def test_roll(self):
        here = Member("h", present=True)
        for code, roll in {
            "duplicate_member": [here, here],
            "bad_shares": [Member("a", -1)],
            "present_not_due": [Member("a", due=False, present=True)],
            "proxy_of_present": [here, Member("a", present=True, holder="h")],
            "proxy_to_self": [Member("a", holder="a")],
            "proxy_to_absent": [Member("b"), Member("a", holder="b")],
            "proxy_to_stranger": [Member("a", holder="x")],
            "proxy_over_limit": [
                here,
                Member("a", holder="h"),
                Member("b", holder="h"),
            ],
        }.items():
            self.refused(RollError, code, roll)
        self.refused(RollError, "bad_shares", [Member("a", 1.0)])
        self.refused(RollError, "bad_shares", [Member("a", True)])
        chain = [here, Member("a", holder="h"), Member("b", holder="a")]
        self.refused(RollError, "proxy_to_absent", chain)
        leave = [here, Member("a", due=False, holder="h")]
        self.refused(RollError, "present_not_due", leave)
        self.refused(RollError, "chair_not_on_roll", [here], chair="x")

    def test_ballots(self):
        roll = [
            Member("h", present=True),
            Member("a"),
            Member("r", 1, True, True, True),
        ]
        for code, ballots in {
            "duplicate_vote": [Ballot("h", "yes"), Ballot("h", "yes")],
            "vote_by_stranger": [Ballot("x", "yes")],
            "vote_by_absent": [Ballot("a", "yes")],
            "vote_by_recused": [Ballot("r", "abstain")],
            "unknown_choice": [Ballot("h", "maybe")],
        }.items():
            self.refused(BallotError, code, roll, ballots)

    def test_rules(self):
        half = Fraction(1, 2)
        for code, make in {
            "unknown_value": lambda: Threshold(half, True, "most"),
            "fraction": lambda: Threshold(Fraction(1), True, "all"),
            "quorum_denominator": lambda: Rule(HALF, HALF),
            "proxy_limit": lambda: Rule(HALF, proxies=-1),
            "casting_needs_simple_majority": lambda: Rule(
                Threshold(Fraction(2, 3), False, "present"), casting_vote=True
            ),
        }.items():
            with self.assertRaises(RuleError) as caught:
                make()
            self.assertEqual(caught.exception.code, code)
            self.assertEqual(tuple(caught.exception.params), tally.ERRORS[code])
        for part in (0.5, Fraction(0), Fraction(3, 2), Fraction(-1, 2)):
            with self.assertRaisesRegex(RuleError, "fraction"):
                Threshold(part, False, "all")
        for wrong in ({"counting": "heads"}, {"recusal": ""}, {"proxy_holder": "x"}):
            with self.assertRaisesRegex(RuleError, "unknown_value"):
                Rule(HALF, **wrong)
        with self.assertRaisesRegex(RuleError, "casting"):
            Rule(HALF, counting="share", casting_vote=True)

    def test_rows(self):
        source = (Path(__file__).parents[1] / "data" / "vote_rules.csv").read_text(
            "utf-8"
        )
        head, first = source.splitlines()[:2]
        for old, new, code in (
            ("assembly,", "assembly,", None),
            (",1,2,1,present", ",1,0,1,present", "rule_row"),
            (",1,2,1,present", ",,,1,present", "rule_row"),
            (",1,2,1,present", ",1,2,yes,present", "rule_row"),
            (",10,", ",ten,", "rule_row"),
            (",present,", ",here,", "unknown_value"),
            (first, f"{first}\n{first}", "duplicate_rule"),
        ):
            text = f"{head}\n{first.replace(old, new)}\n"
            if code is None:
                self.assertEqual(list(tally.read_rules(text)), ["village_assembly"])
                continue
            with self.assertRaises(RuleError) as caught:
                tally.read_rules(text)
            self.assertEqual(caught.exception.code, code)
        with self.assertRaisesRegex(RuleError, "line=2, column='majority_num'"):
            tally.read_rules("code,name\nx,y\n")


class TestCounted(BaseCase):
    rule = Rule(HALF, QUORUM)
    there = Figures(all=30, due=28, present=20)

    def outcome(self, *count, **kinds):
        return tally.evaluate_counted(self.rule, self.there, Count(*count, **kinds))

    def test_invalid_ballots_are_present_and_not_cast(self):
        result = self.outcome(20, 20, yes=10, no=5, invalid=5)
        self.assertEqual(result.outcome, "rejected")
        of_cast = replace(self.rule, majority=Threshold(Fraction(1, 2), True, "cast"))
        count = Count(20, 20, yes=10, no=5, invalid=5)
        result = tally.evaluate_counted(of_cast, self.there, count)
        self.assertEqual((result.outcome, result.heads.majority_base), ("adopted", 15))

    def test_returned_and_issued(self):
        self.assertEqual(self.outcome(20, 20, yes=11, no=9).outcome, "adopted")
        fewer = self.outcome(20, 12, yes=11, no=1)
        self.assertEqual((fewer.outcome, fewer.heads.figures.silent), ("adopted", 8))
        more = self.outcome(19, 20, yes=20)
        self.assertEqual(more.outcome, "invalid")
        self.assertEqual(
            more.reasons[0], ("returned_over_issued", {"issued": 19, "returned": 20})
        )
        stuffed = self.outcome(21, 20, yes=20)
        self.assertEqual(stuffed.outcome, "invalid")
        self.assertEqual(stuffed.reasons[0].code, "issued_over_entitled")

    def test_what_does_not_add_up_is_refused(self):
        with self.assertRaisesRegex(BallotError, "do_not_add_up"):
            self.outcome(20, 20, yes=11)
        with self.assertRaisesRegex(BallotError, "bad_count"):
            self.outcome(20, 20, yes=21, no=-1)
        with self.assertRaisesRegex(RollError, "present"):
            Figures(all=30, due=18, present=20)
        both = replace(self.rule, counting="both")
        with self.assertRaisesRegex(BallotError, "shares_not_counted"):
            tally.evaluate_counted(both, self.there, Count(20, 20, yes=20))

    def test_recused_get_no_ballot(self):
        there = replace(self.there, recused=2, recused_due=2, recused_present=2)
        ok = tally.evaluate_counted(self.rule, there, Count(18, 18, yes=18))
        self.assertEqual((ok.outcome, ok.heads.needed_to_pass), ("adopted", 11))
        stuffed = tally.evaluate_counted(self.rule, there, Count(19, 18, yes=18))
        self.assertEqual(stuffed.outcome, "invalid")

    def test_both_units(self):
        both = replace(self.rule, counting="both")
        shares = Figures(all=300, due=280, present=250)
        result = tally.evaluate_counted(
            both,
            self.there,
            Count(20, 20, yes=11, no=9),
            shares,
            Count(250, 250, yes=125, no=125),
        )
        self.assertEqual(result.outcome, "rejected")
        self.assertEqual(result.shares.needed_to_pass, 126)


class TestElections(BaseCase):
    def elect(
        self, seats, votes, code="village_election", voted=500, issued=600, bad=0
    ):
        """参加投票的村民: who returned a ballot has taken part."""
        there = Figures(all=800, due=800, present=voted)
        count = Count(issued, voted, invalid=bad)
        return tally.elect(RULES[code].rule, seats, votes, there, count)

    def test_complete(self):
        result = self.elect(2, {"a": 251, "b": 400, "c": 250})
        self.assertEqual((result.outcome, result.elected), ("complete", ("b", "a")))
        self.assertEqual(result.needed_to_pass, 251)
        self.assertEqual(result.needed_for_quorum, 401)

    def test_more_reach_the_majority_than_there_are_seats(self):
        result = self.elect(2, {"a": 300, "b": 400, "c": 299})
        self.assertEqual((result.outcome, result.elected), ("complete", ("b", "a")))

    def test_a_tie_at_the_border_is_not_broken(self):
        result = self.elect(2, {"a": 295, "b": 400, "c": 295})
        self.assertEqual(result.outcome, "run_off")
        self.assertEqual((result.elected, result.run_off), (("b",), ("a", "c")))
        self.assertEqual(result.vacant, 1)

    def test_equal_votes_inside_the_border_do_no_harm(self):
        result = self.elect(2, {"a": 300, "b": 300, "c": 299})
        self.assertEqual(
            (result.outcome, set(result.elected)), ("complete", {"a", "b"})
        )

    def test_vacant_then_a_further_ballot(self):
        first = self.elect(3, {"a": 300, "b": 250, "c": 240, "d": 100})
        self.assertEqual((first.outcome, first.elected), ("vacant", ("a",)))
        self.assertEqual(first.vacant, 2)
        second = self.elect(2, {"b": 200, "c": 150}, "village_election_further", 450)
        self.assertEqual((second.outcome, second.elected), ("complete", ("b", "c")))
        third = self.elect(2, {"b": 200, "c": 149}, "village_election_further", 450)
        self.assertEqual((third.outcome, third.elected), ("vacant", ("b",)))

    def test_majority_of_valid_ballots(self):
        rule = Rule(Threshold(Fraction(1, 2), True, "cast"))
        there = Figures(all=100, due=100, present=80)
        result = tally.elect(rule, 1, {"a": 36}, there, Count(80, 80, invalid=10))
        self.assertEqual((result.outcome, result.needed_to_pass), ("complete", 36))

    def test_turnout_and_ballots(self):
        self.assertEqual(self.elect(1, {"a": 400}, voted=400).outcome, "no_quorum")
        self.assertEqual(self.elect(1, {"a": 401}, voted=401).outcome, "complete")
        self.assertEqual(self.elect(1, {"a": 9}, issued=499).outcome, "invalid")
        self.assertEqual(self.elect(1, {"a": 9}, issued=801).outcome, "invalid")
        for votes, seats, code in (
            ({"a": 491}, 1, "too_many_votes"),
            ({"a": 300, "b": 191}, 1, "too_many_votes"),
            ({"a": 1}, 0, "seats"),
            ({"a": -1}, 1, "bad_count"),
        ):
            with self.assertRaisesRegex(BallotError, code):
                self.elect(seats, votes, bad=10)


# Properties

parts = st.integers(1, 12).flatmap(
    lambda den: st.builds(Fraction, st.integers(1, den), st.just(den))
)


@st.composite
def thresholds(draw, of):
    part = draw(parts)
    return Threshold(part, part < 1 and draw(st.booleans()), draw(st.sampled_from(of)))


@st.composite
def rules(draw, **fixed):
    values = {
        "majority": draw(thresholds(tally.DENOMINATORS)),
        "quorum": draw(st.none() | thresholds(("all", "due"))),
        "counting": draw(st.sampled_from(tally.COUNTINGS)),
        "recusal": draw(st.sampled_from(tally.RECUSALS)),
    } | fixed
    if values["counting"] != "share" and draw(st.booleans()):
        of = draw(st.sampled_from(tally.DENOMINATORS))
        values["majority"] = Threshold(Fraction(1, 2), True, of)
        values["casting_vote"] = True
    return Rule(proxies=None, **values)


STANDINGS = ("present", "present", "present", "absent", "leave", "proxy")
VOTES = ("yes", "yes", "no", "abstain", None)


@st.composite
def meetings(draw, recusals=True):
    """A roll whose first member is there, and ballots of those who may vote."""
    roll, ballots = [], []
    drawn = st.tuples(
        st.sampled_from(STANDINGS),
        st.integers(0, 5),
        st.booleans() if recusals else st.just(False),
        st.sampled_from(VOTES),
    )
    lines = draw(st.lists(drawn, max_size=8))
    first = ("present", 1, False, draw(st.sampled_from(VOTES)))
    for key, (how, shares, recused, vote) in enumerate([first, *lines]):
        roll.append(
            Member(
                key,
                shares,
                due=how != "leave",
                present=how == "present",
                recused=recused,
                holder=0 if how == "proxy" else None,
            )
        )
        if vote and how in ("present", "proxy") and not recused:
            ballots.append(Ballot(key, vote))
    return roll, ballots


class TestProperties(BaseCase):
    @settings(max_examples=60)
    @given(rules(), meetings(), st.randoms())
    def test_order_plays_no_part(self, rule, meeting, chance):
        roll, ballots = meeting
        before = tally.evaluate(rule, roll, ballots, chair=0)
        chance.shuffle(roll)
        chance.shuffle(ballots)
        self.assertEqual(tally.evaluate(rule, roll, ballots, chair=0), before)

    @settings(max_examples=100)
    @given(rules(), meetings(), st.data())
    def test_one_more_yes_never_undoes_a_pass(self, rule, meeting, data):
        """Whoever did not vote yes, or did not come, now votes yes."""
        roll, ballots = meeting
        before = tally.evaluate(rule, roll, ballots, chair=0)
        able = [one for one in roll if one.due and not one.recused]
        turned = data.draw(st.sampled_from(able))
        roll[turned.key] = replace(turned, present=turned.holder is None)
        ballots = [one for one in ballots if one.member != turned.key]
        ballots.append(Ballot(turned.key, "yes"))
        after = tally.evaluate(rule, roll, ballots, chair=0)
        self.assertGreaterEqual(after.adopted, before.adopted)

    @settings(max_examples=60)
    @given(rules(), meetings())
    def test_no_into_abstention_of_those_cast(self, rule, meeting):
        roll, ballots = meeting
        rule = replace(rule, majority=replace(rule.majority, of="cast"))
        before = tally.evaluate(rule, roll, ballots, chair=0)
        for place, (member, choice) in enumerate(ballots):
            if choice == "no":
                softer = [*ballots]
                softer[place] = Ballot(member, "abstain")
                after = tally.evaluate(rule, roll, softer, chair=0)
                self.assertGreaterEqual(after.adopted, before.adopted)

    @settings(max_examples=60)
    @given(rules(), meetings(recusals=False))
    def test_without_recusal_both_modes_agree(self, rule, meeting):
        one = tally.evaluate(replace(rule, recusal="stays"), *meeting, chair=0)
        two = tally.evaluate(replace(rule, recusal="leaves"), *meeting, chair=0)
        self.assertEqual(one, two)

    @settings(max_examples=60)
    @given(rules(counting="both"), meetings())
    def test_both_is_head_and_share(self, rule, meeting):
        def adopted(**change):
            return tally.evaluate(replace(rule, **change), *meeting, chair=None).adopted

        plain = {"casting_vote": False}
        self.assertEqual(
            adopted(**plain),
            adopted(counting="head", **plain) and adopted(counting="share", **plain),
        )

    @settings(max_examples=60)
    @given(rules(), meetings())
    def test_figures_add_up(self, rule, meeting):
        heads, shares = tally.attendance(rule, meeting[0])
        result = tally.evaluate(rule, *meeting)
        for figures in (heads, shares, result.heads.figures):
            self.assertEqual(figures.due, figures.present + figures.absent)
            self.assertGreaterEqual(figures.silent, 0)
        figures = result.heads.figures
        self.assertEqual(figures.all, len(meeting[0]))
        self.assertEqual(figures.cast + figures.abstain, len(meeting[1]))
        self.assertEqual(heads.silent, figures.silent + len(meeting[1]))
        self.assertIn(result.outcome, tally.OUTCOMES)

    @settings(max_examples=60)
    @given(thresholds(tally.DENOMINATORS), st.integers(0, 10_000))
    def test_needed_is_the_least_that_satisfies(self, threshold, base):
        def satisfies(number):
            share = threshold.part * base
            return number > share if threshold.strict else number >= share

        needed = threshold.needed(base)
        self.assertTrue(satisfies(needed))
        self.assertTrue(needed == 1 or not satisfies(needed - 1))

    @settings(max_examples=60)
    @given(rules(counting="head"), st.integers(1, 20), st.data())
    def test_passes_at_needed_and_fails_at_one_less(self, rule, present, data):
        of = "present" if rule.majority.of == "cast" else rule.majority.of
        majority = replace(rule.majority, of=of)
        rule = replace(rule, majority=majority, quorum=None, casting_vote=False)
        absent = data.draw(st.integers(0, 10))
        roll = roll_of(present + absent, present=present)
        needed = result_of(rule, roll).heads.needed_to_pass
        for yes in range(present + 1):
            self.assertEqual(result_of(rule, roll, yes=yes).adopted, yes >= needed)

    @settings(max_examples=60)
    @given(rules(), meetings())
    def test_counted_and_by_name_agree(self, rule, meeting):
        """The same vote, once by name and once from its totals."""
        roll, ballots = meeting
        rule = replace(rule, casting_vote=False)
        by_name = tally.evaluate(rule, roll, ballots)
        heads, shares = tally.attendance(rule, roll)

        def count(figures):
            kinds = {kind: getattr(figures, kind) for kind in tally.CHOICES}
            return Count(figures.entitled, sum(kinds.values()), **kinds)

        share_figures = by_name.shares.figures if by_name.shares else shares
        counted = tally.evaluate_counted(
            rule, heads, count(by_name.heads.figures), shares, count(share_figures)
        )
        self.assertEqual(counted, by_name)

    @settings(max_examples=60)
    @given(
        st.integers(1, 4),
        st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 9)),
        thresholds(("present", "cast")),
    )
    def test_election_never_prefers_fewer_votes(self, seats, votes, majority):
        there = Figures(all=60, due=60, present=54)
        result = tally.elect(Rule(majority), seats, votes, there, Count(54, 54))
        chosen = [*result.elected, *result.run_off]
        left = [votes[one] for one in votes if one not in chosen]
        enough = [number for number in left if number >= result.needed_to_pass]
        for one in result.elected:
            self.assertGreaterEqual(votes[one], result.needed_to_pass)
            self.assertTrue(all(votes[one] > number for number in enough))
        self.assertEqual(len(result.elected) + result.vacant, seats)
        self.assertTrue(not result.run_off or len(result.run_off) > result.vacant)
