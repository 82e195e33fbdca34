import doctest
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..kernel import insurance, rounding, slicing, tax
from ..kernel.insurance import Rate, contribution
from ..kernel.rounding import RULES, UNITS, Rounding, round_fen
from ..kernel.tax import Bracket, YearToDate, tax_bonus, withhold


def brackets(*rows):
    """Return brackets from rows of (yuan or None, percent, quick in yuan)."""
    return [
        Bracket(upto and upto * 100, Fraction(percent, 100), quick * 100)
        for upto, percent, quick in rows
    ]


#: 个人所得税法, table 1 (comprehensive income), with its quick deductions.
YEARLY = brackets(
    (36_000, 3, 0),
    (144_000, 10, 2_520),
    (300_000, 20, 16_920),
    (420_000, 25, 31_920),
    (660_000, 30, 52_920),
    (960_000, 35, 85_920),
    (None, 45, 181_920),
)
#: The same by the month, for bonuses taxed apart.
MONTHLY = brackets(
    (3_000, 3, 0),
    (12_000, 10, 210),
    (25_000, 20, 1_410),
    (35_000, 25, 2_660),
    (55_000, 30, 4_410),
    (80_000, 35, 7_160),
    (None, 45, 15_160),
)
BASIC = 5_000_00

months = st.lists(
    st.tuples(st.integers(0, 400_000_00), st.integers(0, 20_000_00)),
    min_size=1,
    max_size=12,
)


def run(figures, start=None):
    """Withhold month after month; ``figures`` are what each month adds, in fen."""
    ytd, results = start or YearToDate(), []
    for month in figures:
        ytd = ytd.plus(**month)
        result = withhold(ytd, YEARLY)
        ytd = ytd.plus(withheld=result.tax)
        results.append(result)
    return results


def yuan(*amounts):
    return [amount * 100 for amount in amounts]


@tagged("post_install", "-at_install")
class TestTaxKernel(BaseCase):
    """Each figure is derived by hand beside it, from the formula of the

    《个人所得税扣缴申报管理办法(试行)》, art. 6: cumulative taxable income × rate −
    quick deduction − what was withheld before.
    """

    def test_documented_examples(self):
        for module in (rounding, slicing, insurance, tax):
            self.assertFalse(doctest.testmod(module).failed)

    def test_twelve_months_through_all_seven_brackets(self):
        """Each month deducts 5,000 basic, 2,000 insurance, 1,000 relief: 8,000."""
        table = [
            # income, cumulative taxable, tax on it, withheld now
            (20_000, 12_000, 360, 360),  # 12,000 × 3 %
            (20_000, 24_000, 720, 360),
            (20_000, 36_000, 1_080, 360),  # on the threshold: still 3 %
            (62_000, 90_000, 6_480, 5_400),  # × 10 % − 2,520
            (62_000, 144_000, 11_880, 5_400),  # 14,400 − 2,520
            (86_000, 222_000, 27_480, 15_600),  # 44,400 − 16,920
            (86_000, 300_000, 43_080, 15_600),  # 60,000 − 16,920
            (128_000, 420_000, 73_080, 30_000),  # 105,000 − 31,920
            (248_000, 660_000, 145_080, 72_000),  # 198,000 − 52,920
            (308_000, 960_000, 250_080, 105_000),  # 336,000 − 85,920
            (108_000, 1_060_000, 295_080, 45_000),  # 477,000 − 181,920
            (8_000, 1_060_000, 295_080, 0),  # nothing is added
        ]
        results = run(
            {
                "income": income * 100,
                "basic": BASIC,
                "insurance": 2_000_00,
                "relief": 1_000_00,
            }
            for income, *_expected in table
        )
        found = [(result.taxable, result.due, result.tax) for result in results]
        self.assertEqual(found, [tuple(yuan(*row[1:])) for row in table])

    def test_one_fen_over_each_threshold(self):
        """A fen over is taxed at the next rate, the rest at the old ones."""
        for bracket, following in zip(YEARLY, YEARLY[1:], strict=False):
            at = withhold(YearToDate(income=bracket.upto), YEARLY)
            over = withhold(YearToDate(income=bracket.upto + 100), YEARLY)
            self.assertEqual((at.rate, over.rate), (bracket.rate, following.rate))
            self.assertEqual(over.due - at.due, following.rate * 100)

    def test_too_much_withheld_is_carried_not_paid_out(self):
        """January 30,000, February nothing, March 12,000.

        January: 25,000 × 3 % = 750. February: 20,000 × 3 % = 600: 150 too much.
        March: 27,000 × 3 % = 810: 60 more than 750.
        """
        results = run(
            {"income": income * 100, "basic": BASIC} for income in (30_000, 0, 12_000)
        )
        self.assertEqual([r.tax for r in results], yuan(750, 0, 60))
        self.assertEqual([r.carried for r in results], yuan(0, -150, 0))

    def test_negative_month_is_carried(self):
        """6,000 is taken back in February: 30,000 − 6,000 − 10,000 = 14,000 × 3 %."""
        results = run(
            {"income": income * 100, "basic": BASIC} for income in (30_000, -6_000)
        )
        self.assertEqual([r.due for r in results], yuan(750, 420))
        self.assertEqual([r.tax for r in results], yuan(750, 0))
        self.assertEqual(results[1].carried, -330_00)

    def test_under_the_basic_deduction_nothing_is_withheld(self):
        results = run({"income": 4_999_99, "basic": BASIC} for _month in range(12))
        self.assertEqual({(r.taxable, r.tax, r.carried) for r in results}, {(0, 0, 0)})

    def test_joiner_in_mid_year_deducts_his_months_only(self):
        """Employed from July: 10,000 a month. By December 6 × 5,000 are deducted.

        30,000 × 3 % = 900; somebody there all year: 60,000 × 10 % − 2,520 = 3,480.
        """
        month = {"income": 10_000_00, "basic": BASIC}
        joined = run([month] * 6)
        stayed = run([month] * 12)
        self.assertEqual(sum(r.tax for r in joined), 900_00)
        self.assertEqual([r.tax for r in joined], yuan(150, 150, 150, 150, 150, 150))
        self.assertEqual(sum(r.tax for r in stayed), 3_480_00)

    def test_deductions_that_start_in_mid_year(self):
        """15,000 a month; 3,000 for the old from July, told in September for all three.

        January to August deduct 5,000: 80,000 × 10 % − 2,520 = 5,480.
        September: 90,000 − 3 × 3,000 = 81,000 × 10 % − 2,520 = 5,580: 100 more.
        October: 100,000 − 12,000 = 88,000 × 10 % − 2,520 = 6,280: 700 more.
        """
        plain = {"income": 15_000_00, "basic": BASIC}
        later = [plain | {"relief": 9_000_00}, plain | {"relief": 3_000_00}]
        results = run([plain] * 8 + later)
        self.assertEqual(results[7].due, 5_480_00)
        self.assertEqual([r.tax for r in results[8:]], yuan(100, 700))

    def test_opening_figures(self):
        """Taken over in June: 100,000 income, 25,000 basic, 1,080 withheld by May.

        June 20,000: 120,000 − 30,000 = 90,000 × 10 % − 2,520 = 6,480, less 1,080.
        """
        opening = YearToDate(income=100_000_00, basic=25_000_00, withheld=1_080_00)
        [june] = run([{"income": 20_000_00, "basic": BASIC}], opening)
        self.assertEqual((june.due, june.tax), (6_480_00, 5_400_00))

    def test_exempt_income_and_reductions(self):
        """20,000 of which 1,000 exempt: 14,000 × 3 % = 420, less 20 reduced."""
        [result] = run(
            [{"income": 20_000_00, "exempt": 1_000_00, "basic": BASIC}],
            YearToDate(reduction=20_00),
        )
        self.assertEqual(result.tax, 400_00)

    def test_bonus_apart_at_each_threshold(self):
        """The whole bonus takes the rate of its twelfth: 36,000 → 3 %, more → 10 %."""
        table = [
            # bonus, tax: by hand bonus × rate − quick
            (36_000, 1_080),  # × 3 %
            (144_000, 14_190),  # × 10 % − 210
            (300_000, 58_590),  # × 20 % − 1,410
            (420_000, 102_340),  # × 25 % − 2,660
            (660_000, 193_590),  # × 30 % − 4,410
            (960_000, 328_840),  # × 35 % − 7,160
        ]
        for bonus, expected in table:
            self.assertEqual(tax_bonus(bonus * 100, MONTHLY).tax, expected * 100)
        over = [
            # a yuan more: the next rate on all of it
            (36_001, 3_390_10),  # 3,600.10 − 210
            (144_001, 27_390_20),  # 28,800.20 − 1,410
            (300_001, 72_340_25),  # 75,000.25 − 2,660
            (420_001, 121_590_30),  # 126,000.30 − 4,410
            (660_001, 223_840_35),  # 231,000.35 − 7,160
            (960_001, 416_840_45),  # 432,000.45 − 15,160
        ]
        for bonus, expected in over:
            self.assertEqual(tax_bonus(bonus * 100, MONTHLY).tax, expected)

    def test_tables_follow_from_their_rates(self):
        self.assertIsNone(tax.find_break(YEARLY))
        self.assertIsNone(tax.find_break(MONTHLY))
        wrong = brackets((36_000, 3, 0), (144_000, 10, 2_520), (None, 20, 16_290))
        self.assertEqual(tax.find_break(wrong), 2)
        self.assertEqual(tax.find_break(YEARLY[:-1]), 5, "nothing for more than that")
        self.assertEqual(tax.find_break(YEARLY[::-1]), 0)
        self.assertEqual(tax.find_break([]), 0)

    @given(months)
    def test_withheld_and_carried_are_what_is_due(self, figures):
        results = run(
            {"income": income, "basic": BASIC, "insurance": taken}
            for income, taken in figures
        )
        total = 0
        for result in results:
            total += result.tax
            self.assertEqual(total + result.carried, result.due)
            self.assertGreaterEqual(result.tax, 0)
            self.assertLessEqual(result.carried, 0)

    @given(months)
    def test_only_the_year_counts_not_its_months(self, figures):
        """If each month is taxed, twelve equal ones bring the tax of any others."""
        figures = [(income + BASIC + taken, taken) for income, taken in figures]
        results = run(
            {"income": income, "basic": BASIC, "insurance": taken}
            for income, taken in figures
        )
        whole = YearToDate(
            income=sum(income for income, _taken in figures),
            basic=BASIC * len(figures),
            insurance=sum(taken for _income, taken in figures),
        )
        self.assertEqual(
            sum(result.tax for result in results), withhold(whole, YEARLY).due
        )


#: Made up: floor 4,775.00, cap 27,549.00.
PENSION = Rate(Fraction(8, 100), floor=4_775_00, cap=27_549_00)


@tagged("post_install", "-at_install")
class TestInsuranceKernel(BaseCase):
    def test_floor_and_cap_at_under_and_over(self):
        table = [
            # declared, base that counts, 8 % of it
            (0, 4_775_00, 382_00),
            (4_774_99, 4_775_00, 382_00),
            (4_775_00, 4_775_00, 382_00),
            (4_775_01, 4_775_01, 382_00),  # 382.0008
            (27_548_99, 27_548_99, 2_203_92),  # 2,203.9192
            (27_549_00, 27_549_00, 2_203_92),  # 2,203.92
            (27_549_01, 27_549_00, 2_203_92),
            (100_000_00, 27_549_00, 2_203_92),
        ]
        for declared, base, amount in table:
            self.assertEqual(contribution(declared, PENSION), (base, amount))

    def test_fixed_amount_on_top(self):
        """Medical insurance of 2 % and 3 yuan: 10,000 × 2 % + 3."""
        medical = Rate(Fraction(2, 100), fixed=3_00)
        self.assertEqual(contribution(10_000_00, medical).amount, 203_00)

    def test_rounding_of_the_place(self):
        """5,555.55 × 8 % = 444.444: 444.44; up to the jiao 444.50; to the yuan 444."""
        for rounding_, expected in (
            (Rounding(), 444_44),
            (Rounding("up", "jiao"), 444_50),
            (Rounding("half_up", "yuan"), 444_00),
            (Rounding("down", "jiao"), 444_40),
        ):
            rate = Rate(Fraction(8, 100), rounding=rounding_)
            self.assertEqual(contribution(5_555_55, rate).amount, expected)

    @given(
        st.fractions(-(10**9), 10**9),
        st.sampled_from(RULES),
        st.sampled_from(sorted(UNITS)),
    )
    def test_rounding_is_near_and_alike_on_both_sides(self, amount, rule, unit):
        found = round_fen(amount, Rounding(rule, unit))
        self.assertEqual(found % UNITS[unit], 0)
        self.assertEqual(round_fen(-amount, Rounding(rule, unit)), -found)
        self.assertLess(abs(found - amount), UNITS[unit])
        if rule == "half_up":
            self.assertLessEqual(2 * abs(found - amount), UNITS[unit])
        if rule == "down":
            self.assertLessEqual(abs(found), abs(amount))
