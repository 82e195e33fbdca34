import random
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..kernel import pay
from ..kernel.backpay import difference
from ..kernel.insurance import Rate
from ..kernel.pay import (
    Component,
    Input,
    PayError,
    PersonMonth,
    Policy,
    Rule,
    Stretch,
    Taxation,
    compute,
)
from ..kernel.rounding import Rounding
from ..kernel.slicing import Month, SliceError, Term, cut
from ..kernel.tax import YearToDate
from .test_kernel_tax import BASIC, MONTHLY, YEARLY

DAY = timedelta(days=1)
GRADE = Component("grade", "earning", "income")
POST = Component("post", "earning", "income")
MERIT = Component("merit", "earning", "income")
MEAL = Component("meal", "earning", "exempt")
OVERTIME = Component("overtime", "earning", "income")
BONUS = Component("bonus", "earning", "separate")
ABSENCE = Component("absence", "reduction", "income")
PENSION = Component("pension", "withheld", "insurance")
PENSION_UNIT = Component("pension_unit", "employer")
TAX = Component("tax", "tax")
REFUND = Component("refund", "net_only")

RULES = [
    Rule("r1", GRADE, "grade"),
    Rule("r2", POST, "allowance", source="post"),
    Rule("r3", MERIT, "performance", rate=Fraction(20, 100), bases=("grade",)),
    Rule("r4", MEAL, "amount", amount=300_00, proration="working"),
    Rule(
        "r5",
        OVERTIME,
        "input",
        rate=Fraction(3, 2),
        divisor=Fraction(174),
        bases=("grade", "post"),
    ),
    Rule("r6", ABSENCE, "input", divisor=Fraction("21.75"), bases=("grade", "post")),
    Rule("r7", BONUS, "input"),
    Rule("r8", REFUND, "input"),
    Rule("r9", PENSION, "insurance", source="pension", party="person"),
    Rule("r10", PENSION_UNIT, "insurance", source="pension", party="unit"),
    Rule("r11", TAX, "tax"),
    Rule("r12", TAX, "bonus_tax"),
]
POLICY = Policy("p1", RULES)
PLAIN = Policy("p2", RULES[:1] + RULES[10:])
RATES = {
    ("pension", "person"): Rate(Fraction(8, 100), floor=4_775_00),
    ("pension", "unit"): Rate(Fraction(16, 100), floor=4_775_00),
}
MARCH = Month(date(2026, 3, 1))  # 31 days, 22 of them Monday to Friday


def march(day):
    return date(2026, 3, day)


def stretches(month, terms, policy=PLAIN, turns=()):
    """Return stretches of terms whose keys are their monthly pay in fen."""
    return [
        Stretch(piece, policy, {"grade": piece.key})
        for piece in cut(month, terms, turns)
    ]


def paid(month, terms, policy=PLAIN, **vals):
    return compute(PersonMonth(month, policy, stretches(month, terms, policy), **vals))


def amounts(slip):
    return [(line.component.key, line.amount) for line in slip.lines]


@tagged("post_install", "-at_install")
class TestProration(BaseCase):
    """March 2026 has 31 days: 3,100 a month is 100 a day."""

    def check(self, terms, *expected):
        slip = paid(MARCH, terms)
        found = [(line.first.day, line.last.day, line.amount) for line in slip.lines]
        self.assertEqual(found, list(expected))
        self.assertEqual(slip.gross, sum(amount for _f, _l, amount in expected))

    def test_raise_on_the_16th_is_paid_from_the_16th(self):
        """15 days of 3,100 and 16 days of 6,200: 1,500 + 3,200."""
        terms = [
            Term(date(2025, 1, 1), march(15), 3_100_00),
            Term(march(16), None, 6_200_00),
        ]
        self.check(terms, (1, 15, 1_500_00), (16, 31, 3_200_00))

    def test_hire_on_the_16th_is_paid_from_the_16th(self):
        self.check([Term(march(16), None, 3_100_00)], (16, 31, 1_600_00))

    def test_two_contracts_in_a_month_are_both_paid(self):
        """Until the 10th at 3,100, from the 21st at 6,200: 1,000 + 11 × 200."""
        terms = [
            Term(date(2025, 1, 1), march(10), 3_100_00),
            Term(march(21), march(31), 6_200_00),
        ]
        self.check(terms, (1, 10, 1_000_00), (21, 31, 2_200_00))

    def test_from_the_1st_is_the_whole_month(self):
        self.check([Term(march(1), None, 3_100_00)], (1, 31, 3_100_00))

    def test_from_the_last_day_is_one_day(self):
        self.check([Term(march(31), None, 3_100_00)], (31, 31, 100_00))

    def test_until_the_last_day_is_the_whole_month(self):
        terms = [Term(date(2020, 1, 1), march(31), 3_100_00)]
        self.check(terms, (1, 31, 3_100_00))

    def test_hire_and_leave_in_one_month(self):
        self.check([Term(march(9), march(13), 3_100_00)], (9, 13, 500_00))

    def test_not_employed_in_the_month(self):
        self.check([Term(date(2020, 1, 1), date(2026, 2, 28), 3_100_00)])
        self.check([Term(date(2026, 4, 1), None, 3_100_00)])

    def test_by_working_days(self):
        """Hired on Monday the 16th: 12 of 22 working days of 300."""
        slip = paid(MARCH, [Term(march(16), None, 0)], POLICY)
        [meal] = [line for line in slip.lines if line.component is MEAL]
        self.assertEqual((meal.days, meal.amount), (12, 163_64))  # 163.636…

    def test_make_up_days_and_holidays(self):
        """If the 16th is a holiday, 11 of 21 working days are left: 157.142…"""
        month = Month(march(1), lambda day: day.weekday() < 5 and day != march(16))
        slip = paid(month, [Term(march(16), None, 0)], POLICY)
        [meal] = [line for line in slip.lines if line.component is MEAL]
        self.assertEqual((meal.days, meal.amount), (11, 157_14))

    def test_paid_in_full_for_any_day_once(self):
        rule = Rule("r", POST, "amount", amount=200_00, proration="none")
        policy = Policy("p", [rule])
        terms = [Term(march(5), march(9), 1), Term(march(20), None, 2)]
        slip = paid(MARCH, terms, policy)
        self.assertEqual(slip.gross, 200_00)

    def test_leap_february(self):
        """29 days: 15 of them of 2,900."""
        month = Month(date(2028, 2, 1))
        slip = paid(month, [Term(date(2028, 2, 15), None, 2_900_00)])
        self.assertEqual(slip.gross, 1_500_00)

    def test_two_terms_on_one_day_are_refused(self):
        terms = [Term(march(1), march(16), "a"), Term(march(16), None, "b")]
        with self.assertRaises(SliceError) as caught:
            cut(MARCH, terms)
        self.assertEqual(caught.exception.day, march(16))

    def test_a_policy_that_begins_in_mid_month(self):
        """A post allowance of 310 from the 21st on: 11 days of 10."""
        pieces = cut(MARCH, [Term(march(1), None, 3_100_00)], [march(21)])
        facts = {"grade": 3_100_00, "allowance/post": 310_00}
        old, new = Policy("old", RULES[:1]), Policy("new", RULES[:2])
        slip = compute(
            PersonMonth(
                MARCH,
                new,
                [Stretch(pieces[0], old, facts), Stretch(pieces[1], new, facts)],
            )
        )
        self.assertEqual(
            amounts(slip), [("grade", 2_000_00), ("grade", 1_100_00), ("post", 110_00)]
        )


@tagged("post_install", "-at_install")
class TestPayKernel(BaseCase):
    def test_a_whole_slip_by_hand(self):
        """Grade 6,000, post 960; merit 20 % × 1.1; 10 hours overtime; 1 day absent.

        merit     6,000 × 20 % × 1.1                  = 1,320.00
        overtime  6,960 ÷ 174 × 1.5 × 10              =   600.00
        absence   6,960 ÷ 21.75                       =  −320.00
        gross     6,000 + 960 + 1,320 + 300 + 600 − 320 = 8,860.00
        pension   8 % of 6,500                        =  −520.00 (unit: 1,040.00)
        taxable   8,860 − 300 − 5,000 − 520           = 3,040.00 × 3 % = 91.20
        net       8,860 − 520 − 91.20 + 50            = 8,298.80
        """
        month_facts = {
            "grade": 6_000_00,
            "allowance/post": 960_00,
            "performance": Fraction(11, 10),
        }
        [piece] = cut(MARCH, [Term(date(2024, 1, 1), None, "v1")])
        slip = compute(
            PersonMonth(
                MARCH,
                POLICY,
                [Stretch(piece, POLICY, month_facts)],
                [
                    Input(1, "overtime", Fraction(10)),
                    Input(2, "absence", Fraction(1)),
                    Input(3, "refund", amount=50_00),
                ],
                {"pension": 6_500_00},
                RATES,
                Taxation(YearToDate(basic=BASIC), YEARLY, MONTHLY),
            )
        )
        self.assertEqual(
            amounts(slip),
            [
                ("grade", 6_000_00),
                ("post", 960_00),
                ("merit", 1_320_00),
                ("meal", 300_00),
                ("overtime", 600_00),
                ("absence", -320_00),
                ("refund", 50_00),
                ("pension", -520_00),
                ("pension_unit", 1_040_00),
                ("tax", -91_20),
            ],
        )
        self.assertEqual((slip.gross, slip.net), (8_860_00, 8_298_80))
        self.assertEqual((slip.employer, slip.tax), (1_040_00, 91_20))
        self.assertEqual(
            slip.figures,
            YearToDate(income=8_860_00, exempt=300_00, insurance=520_00),
        )

    def test_lines_say_where_they_come_from(self):
        slip = paid(MARCH, [Term(march(16), None, 3_100_00)])
        [line] = slip.lines
        self.assertEqual(
            (line.rule, line.first, line.days, line.base, line.rate, line.version),
            ("r1", march(16), 16, 3_100_00, 1, 3_100_00),
        )

    def test_bonus_apart_once_a_year(self):
        """36,000 × 3 % = 1,080; pay of 5,000 bears no tax."""
        terms = [Term(march(1), None, 5_000_00)]
        entry = [Input(1, "bonus", amount=36_000_00)]
        vals = {"inputs": entry}
        taxed = Taxation(YearToDate(basic=BASIC), YEARLY, MONTHLY)
        policy = Policy("p", [rule for rule in RULES if rule.key not in ("r3", "r4")])
        slip = paid(MARCH, terms, policy, taxation=taxed, **vals)
        self.assertEqual((slip.tax, slip.net), (1_080_00, 39_920_00))
        with self.assertRaises(PayError) as caught:
            again = taxed._replace(bonus_taxed=True)
            paid(MARCH, terms, policy, taxation=again, **vals)
        self.assertEqual(caught.exception.code, "second_bonus")
        with self.assertRaises(PayError) as caught:
            none = taxed._replace(bonus_brackets=None)
            paid(MARCH, terms, policy, taxation=none, **vals)
        self.assertEqual(caught.exception.code, "missing_brackets")

    def test_what_is_missing_is_named(self):
        [piece] = cut(MARCH, [Term(march(1), None, "v")])
        cases = [
            (PersonMonth(MARCH, PLAIN, [Stretch(piece, PLAIN, {})]), "missing_fact"),
            (PersonMonth(MARCH, PLAIN, inputs=[Input(1, "x")]), "missing_rule"),
            (PersonMonth(MARCH, POLICY, inputs=[Input(1, "overtime")]), "missing_base"),
            (PersonMonth(MARCH, POLICY, bases={"pension": 1}), "missing_rate"),
            (
                PersonMonth(
                    MARCH,
                    Policy("p", []),
                    taxation=Taxation(YearToDate(income=9_000_00), YEARLY),
                ),
                "missing_tax_rule",
            ),
        ]
        for person, code in cases:
            with self.subTest(code), self.assertRaises(PayError) as caught:
                compute(person)
            self.assertEqual(caught.exception.code, code)
            self.assertEqual(set(caught.exception.params), set(pay.ERRORS[code]))

    def test_default_where_there_is_no_result(self):
        merit = RULES[2]._replace(default=Fraction(0))
        for rule, expected in ((RULES[2], 200_00), (merit, 0)):
            policy = Policy("p", [RULES[0], rule])
            slip = paid(MARCH, [Term(march(1), None, 1_000_00)], policy)
            self.assertEqual(slip.gross, 1_000_00 + expected)


# For any months

FIRST = date(2026, 1, 1)
months = st.integers(0, 35).map(lambda n: Month(date(2026 + n // 12, n % 12 + 1, 1)))
monthly = st.integers(0, 5_000_000)
roundings = st.builds(
    Rounding,
    st.sampled_from(["half_up", "up", "down"]),
    st.sampled_from(["fen", "jiao", "yuan"]),
)


@st.composite
def broken_months(draw):
    """A month cut at any days, each part at its own pay; and a policy to pay it by."""
    month = draw(months)
    inner = [month.first + n * DAY for n in range(1, month.days)]
    starts = sorted(
        draw(st.sets(st.sampled_from(inner), max_size=4)) | {month.first - 40 * DAY}
    )
    ends = [start - DAY for start in starts[1:]] + [None]
    terms = [
        Term(start, end, draw(monthly)) for start, end in zip(starts, ends, strict=True)
    ]
    rules = [
        RULES[0]._replace(rounding=draw(roundings)),
        RULES[2]._replace(rounding=draw(roundings), proration="working"),
        *RULES[3:],
    ]
    return month, terms, Policy("any", rules)


@tagged("post_install", "-at_install")
class TestPayProperties(BaseCase):
    @given(broken_months(), st.sampled_from(["calendar", "working"]))
    def test_slices_add_up_to_the_month(self, case, proration):
        month, terms, _policy = case
        pieces = cut(month, terms)
        self.assertEqual(sum(piece.share(month, proration) for piece in pieces), 1)
        self.assertEqual(sum(piece.days for piece in pieces), month.days)

    @given(broken_months(), st.randoms(use_true_random=False))
    def test_order_of_slices_does_not_matter(self, case, chance: random.Random):
        month, terms, policy = case
        parts = stretches(month, terms, policy)
        mixed = parts[:]
        chance.shuffle(mixed)
        self.assertEqual(
            compute(PersonMonth(month, policy, parts)),
            compute(PersonMonth(month, policy, mixed)),
        )
        shuffled = terms[:]
        chance.shuffle(shuffled)
        self.assertEqual(cut(month, terms), cut(month, shuffled))

    @given(months, monthly, st.sets(st.integers(2, 28), max_size=5))
    def test_a_cut_at_which_nothing_changes_changes_nothing(self, month, fen, days):
        terms = [Term(FIRST - 400 * DAY, None, fen)]
        turns = [month.first.replace(day=day) for day in days]
        whole = stretches(month, terms, POLICY)
        parts = stretches(month, terms, POLICY, turns)
        one, many = (
            compute(
                PersonMonth(month, POLICY, each, bases={"pension": fen}, rates=RATES)
            )
            for each in (whole, parts)
        )
        self.assertEqual((one.gross, one.net), (many.gross, many.net))

    @given(broken_months(), st.integers(-10_000_00, 50_000_00), monthly)
    def test_net_is_the_sum_of_its_lines(self, case, entered, base):
        month, terms, policy = case
        slip = paid(
            month,
            terms,
            policy,
            inputs=[
                Input(1, "refund", amount=entered),
                Input(2, "overtime", Fraction(7, 2), entered),
                Input(3, "bonus", amount=abs(entered)),
            ],
            bases={"pension": base},
            rates=RATES,
            taxation=Taxation(YearToDate(basic=BASIC), YEARLY, MONTHLY),
        )
        own = [line for line in slip.lines if line.component.kind != "employer"]
        self.assertEqual(slip.net, sum(line.amount for line in own))
        self.assertTrue(all(type(line.amount) is int for line in slip.lines))
        gross = [line for line in own if line.component.kind in pay.GROSS]
        self.assertEqual(slip.gross, sum(line.amount for line in gross))


class Year:
    """Months of one person, paid one after the other, with back pay."""

    def __init__(self, first=FIRST):
        self.first = first
        self.months = []
        for _number in range(15):
            self.months.append(Month(first))
            first = self.months[-1].last + DAY
        self.lines, self.gross, self.net, self.carried = [], 0, 0, 0
        self.ytd, self.year = YearToDate(), None

    def pay(self, number, terms, back=()):
        """Pay a month by the terms known today, and what past months lack."""
        month = self.months[number]
        if month.first.year != self.year:
            self.ytd, self.year = YearToDate(), month.first.year
        self.ytd = self.ytd.plus(basic=BASIC)
        slip = paid(
            month,
            terms,
            taxation=Taxation(self.ytd, YEARLY),
            back=[line for past in back for line in self.owed(past, terms)],
        )
        self.ytd = self.ytd.plus(income=slip.figures.income, withheld=slip.withheld.tax)
        self.lines += slip.lines
        self.gross += slip.gross
        self.net += slip.net
        self.carried = slip.withheld.carried
        return slip

    def owed(self, number, terms):
        month, before = self.months[number], {}
        for line in self.lines:
            if month.first <= line.first <= month.last:
                before[line.component] = before.get(line.component, 0) + line.amount
        return difference(month, paid(month, terms).lines, before)


def known(*changes):
    """Return terms from (first day, monthly fen) pairs."""
    starts = [start for start, _fen in changes]
    ends = [start - DAY for start in starts[1:]] + [None]
    return [
        Term(start, end, fen) for (start, fen), end in zip(changes, ends, strict=True)
    ]


@tagged("post_install", "-at_install")
class TestBackPay(BaseCase):
    def test_within_the_year_by_hand(self):
        """8,000; in April a raise to 9,000 from 16 February (28 days) is known.

        February: 15/28 × 8,000 + 13/28 × 9,000 = 8,464.29 → 464.29 more; March
        1,000 more. April: 9,000 + 1,464.29 = 10,464.29.
        Year to April: 34,464.29 − 20,000 = 14,464.29 × 3 % = 433.93;
        withheld by March 9,000 × 3 % = 270: 163.93 now.
        """
        old = known((FIRST, 8_000_00))
        new = known((FIRST, 8_000_00), (date(2026, 2, 16), 9_000_00))
        year = Year()
        for number in range(3):
            year.pay(number, old)
        april = year.pay(3, new, range(3))
        back = [(x.first, x.amount) for x in april.lines if x.first < date(2026, 4, 1)]
        self.assertEqual(
            back, [(date(2026, 2, 1), 464_29), (date(2026, 3, 1), 1_000_00)]
        )
        self.assertEqual((april.gross, april.tax), (10_464_29, 163_93))
        sure = Year()
        for number in range(4):
            sure.pay(number, new)
        self.assertEqual((year.gross, year.net), (sure.gross, sure.net))

    def test_over_a_year_end_by_hand(self):
        """10,000; in January a raise to 12,000 from 1 December is known.

        January: 12,000 + 2,000 back pay = 14,000, taxed in the year it is paid:
        9,000 × 3 % = 270. Known in December, it had been taxed at 10 %:
        12 months of 10,000: 60,000 × 10 % − 2,520 = 3,480; with 2,000 more 3,680.
        """
        old = known((date(2025, 1, 1), 10_000_00))
        new = known((date(2025, 1, 1), 10_000_00), (date(2025, 12, 1), 12_000_00))
        year, sure = Year(date(2025, 1, 1)), Year(date(2025, 1, 1))
        for number in range(12):
            year.pay(number, old)
            sure.pay(number, old if number < 11 else new)
        january = year.pay(12, new, range(12))
        sure.pay(12, new)
        self.assertEqual((january.gross, january.tax), (14_000_00, 270_00))
        self.assertEqual(year.gross, sure.gross)
        self.assertEqual(year.net - sure.net, 200_00 + 210_00 - 270_00)

    def test_paid_back_once(self):
        old, new = known((FIRST, 8_000_00)), known((FIRST, 9_000_00))
        year = Year()
        year.pay(0, old)
        self.assertEqual(year.pay(1, new, [0]).gross, 10_000_00)
        self.assertEqual(year.pay(2, new, [0, 1]).gross, 9_000_00)

    def test_taken_back(self):
        """He had left on 20 January, as is known in March: 11 of 31 days too much."""
        stays = known((FIRST, 3_100_00))
        left = [Term(FIRST, date(2026, 1, 20), 3_100_00)]
        year = Year()
        year.pay(0, stays)
        slip = year.pay(1, left, [0])
        self.assertEqual(amounts(slip), [("grade", -1_100_00)])

    def test_component_that_is_no_longer_due(self):
        month = Month(FIRST)
        [line] = difference(month, [], {MEAL: 300_00, TAX: -5_00})
        self.assertEqual((line.component, line.amount), (MEAL, -300_00))
        self.assertEqual(line.why, {"due": 0, "paid": 300_00})

    @settings(max_examples=60)
    @given(
        st.lists(
            st.tuples(st.integers(1, 420), st.integers(5_000_00, 90_000_00)),
            max_size=4,
            unique_by=lambda change: change[0],
        ),
        st.integers(1, 13),
    )
    def test_paid_late_is_paid_as_if_known_from_the_start(self, changes, told):
        """Gross always; net within a tax year, but for what is carried over.

        Everybody earns the basic deduction, so nothing is withheld too much.
        """
        changes = [(FIRST + day * DAY, fen) for day, fen in sorted(changes)]
        start = (FIRST - 100 * DAY, 6_000_00)
        new, old = known(start, *changes), known(start)
        late, sure = Year(), Year()
        for number in range(told):
            late.pay(number, old)
            sure.pay(number, new)
        late.pay(told, new, range(told))
        sure.pay(told, new)
        self.assertEqual(late.gross, sure.gross)
        if told < 12:
            self.assertEqual(late.net - late.carried, sure.net - sure.carried)
            if not late.carried and not sure.carried:
                self.assertEqual(late.net, sure.net)
