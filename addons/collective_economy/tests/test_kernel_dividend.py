import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged
from odoo.tools import groupby

from odoo.addons.community_base.kernel import bankfile

from ..kernel import dividend
from ..kernel.dividend import Holding, Rule, apportion, distribute, year_plan

RULES = {
    "collective": Rule(is_taxed=False),
    "cooperative": Rule(),
    "raised": Rule(weight=0, preference=600, par=1_00),
}
holdings = st.lists(
    st.tuples(st.sampled_from(sorted(RULES)), st.integers(0, 100_000)),
    min_size=1,
    max_size=30,
).map(
    lambda rows: [
        Holding(index // 2, str(index // 2), share_class, shares)
        for index, (share_class, shares) in enumerate(dict(enumerate(rows)).values())
        if index % 2 == 0 or rows[index - 1][0] != share_class
    ]
)
amounts = st.integers(0, 10**12)
rates = st.integers(0, 10_000)


def takes_rest(rows):
    return any(row.shares and RULES[row.share_class].weight for row in rows)


@tagged("post_install", "-at_install")
class TestDividendKernel(BaseCase):
    def test_year_plan_by_hand(self):
        # (result, prior, rate, reserve, other) -> (cover, least, distributable)
        table = [
            ((1_000_00, 0, 1000, None, 0), (0, 100_00, 900_00)),
            ((1_000_00, -300_00, 1000, None, 0), (300_00, 70_00, 630_00)),
            ((1_000_00, -1_500_00, 1000, None, 0), (1_000_00, 0, 0)),
            ((1_000_00, 200_00, 3000, None, 50_00), (0, 300_00, 850_00)),
            ((-400_00, 1_000_00, 3000, None, 0), (0, 0, 600_00)),
            ((-400_00, 100_00, 3000, None, 0), (0, 0, 0)),
            ((1_01, 0, 1500, None, 0), (0, 16, 85)),  # 15.15 fen: at least
            ((1_000_00, 0, 1000, 500_00, 100_00), (0, 100_00, 400_00)),
        ]
        for given_, expected in table:
            with self.subTest(given_):
                self.assertEqual(year_plan(*given_), expected)

    def test_shares_by_hand(self):
        """100.00 on 3 shares of 甲, 3 of 乙, 1 of 丙: 42.857… twice, 14.285…

        The floors leave 2 fen. Remainders: 甲 and 乙 5/7, 丙 5/7: all the same, so
        the smaller numbers take them.
        """
        rows = [
            Holding("甲", "1", "cooperative", 3),
            Holding("乙", "2", "cooperative", 3),
            Holding("丙", "10", "cooperative", 1),
        ]
        portions = distribute(100_00, rows[::-1], RULES, 2000)
        self.assertEqual(
            [(p.holder, p.gross, p.tax, p.net) for p in portions],
            [
                ("甲", 42_86, 8_57, 34_29),
                ("乙", 42_86, 8_57, 34_29),
                ("丙", 14_28, 2_86, 11_42),
            ],
        )

    def test_fixed_rate_comes_first(self):
        rows = [
            Holding("集体", "1", "collective", 60),
            Holding("甲", "2", "cooperative", 40),
            Holding("甲", "2", "raised", 1_000),  # 6 % of 1,000.00 is 60.00
        ]
        portions = {p[:2]: p for p in distribute(160_00, rows, RULES, 2000)}
        self.assertEqual(portions["甲", "raised"].gross, 60_00)
        self.assertEqual(portions["集体", "collective"].gross, 60_00)
        self.assertEqual(portions["集体", "collective"].tax, 0)
        self.assertEqual(portions["甲", "cooperative"].gross, 40_00)

    def test_fixed_rate_takes_what_there_is(self):
        rows = [
            Holding("甲", "1", "raised", 2_000),
            Holding("乙", "2", "raised", 1_000),
            Holding("丙", "3", "cooperative", 10),
        ]
        gross = [p.gross for p in distribute(90_00, rows, RULES)]
        self.assertEqual(gross, [60_00, 30_00, 0])

    def test_tax_is_rounded_per_shareholder_not_per_class(self):
        rules = {"a": Rule(), "b": Rule()}
        rows = [Holding(1, "1", "a", 1), Holding(1, "1", "b", 1)]
        portions = distribute(24, rows, rules, 2000)  # 12 fen each: 2.4, together 4.8
        self.assertEqual([p.tax for p in portions], [2, 3])

    def test_nobody_takes_the_rest(self):
        with self.assertRaises(ValueError):
            distribute(1_000_00, [Holding(1, "1", "raised", 10)], RULES)

    @given(amounts, holdings, rates)
    def test_sum_is_the_amount(self, amount, rows, rate):
        if not takes_rest(rows):
            return
        portions = distribute(amount, rows, RULES, rate)
        self.assertEqual(sum(p.gross for p in portions), amount)
        for portion in portions:
            self.assertLessEqual(0, portion.tax)
            self.assertLessEqual(portion.tax, portion.gross)

    @given(amounts, holdings, rates)
    def test_tax_of_each_shareholder_is_that_on_his_sum(self, amount, rows, rate):
        if not takes_rest(rows):
            return
        portions = distribute(amount, rows, RULES, rate)
        for _holder, own in groupby(portions, key=lambda p: p.holder):
            taxed = [p for p in own if RULES[p.share_class].is_taxed]
            base = sum(p.gross for p in taxed)
            self.assertEqual(sum(p.tax for p in taxed), dividend.tax_on(base, rate))

    @given(amounts, holdings, st.randoms(use_true_random=False))
    def test_order_is_of_no_account(self, amount, rows, chance: random.Random):
        if not takes_rest(rows):
            return
        mixed = chance.sample(rows, len(rows))
        self.assertEqual(
            distribute(amount, rows, RULES, 2000),
            distribute(amount, mixed, RULES, 2000),
        )

    @given(amounts, holdings)
    def test_who_has_more_never_gets_less(self, amount, rows):
        if not takes_rest(rows):
            return
        portions = sorted(
            distribute(amount, rows, RULES), key=lambda p: (p.share_class, p.shares)
        )
        for less, more in itertools.pairwise(portions):
            if less.share_class == more.share_class and less.shares < more.shares:
                self.assertLessEqual(less.gross, more.gross)

    @given(st.integers(0, 10**9), st.lists(st.integers(0, 1000), min_size=1))
    def test_each_part_is_within_a_fen_of_its_due(self, amount, weights):
        if not sum(weights):
            return
        for weight, part in zip(weights, apportion(amount, weights), strict=True):
            due = amount * weight
            self.assertLess(abs(part * sum(weights) - due), sum(weights))

    def test_workbook_keeps_every_digit(self):
        columns = (("账号", "account"), ("金额", "yuan"))
        layout = bankfile.Layout("xlsx", "utf-8", ",", True, columns)
        account = "6222020200112233445"
        content = bankfile.render(layout, [{"account": account, "yuan": "0.05"}])
        sheet = bankfile.openpyxl.load_workbook(bankfile.io.BytesIO(content)).active
        self.assertEqual(list(sheet.values), [("账号", "金额"), (account, "0.05")])
