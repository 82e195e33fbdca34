"""Income tax withheld from pay by the cumulative method (累计预扣法), and on bonuses.

How to use::

    before = YearToDate(income=…, basic=…, relief=…, withheld=…)
    month = withhold(before.plus(income=20_000_00, insurance=2_000_00), brackets)
    month.tax, month.carried

How it works
    1. Cumulative taxable income is income less exempt income, basic deduction,
       insurance (专项扣除), special additional deductions (专项附加扣除) and others
       (其他扣除) of the year so far; less than nothing counts as nothing.
    2. The tax on it, by the bracket it lies in, less what was withheld before, is
       what this month withholds. A negative result is not paid out but carried: it
       lowers the next months' tax, and what is left is settled with the tax office
       after the year (汇算清缴). 个人所得税扣缴申报管理办法(试行), art. 6.
    3. A yearly bonus may be taxed apart: a twelfth of it finds the bracket, whose
       rate and quick deduction are then applied once to the whole.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from .rounding import round_fen


class Bracket(NamedTuple):
    """Up to ``upto`` fen (``None``: without end) at ``rate``, less ``quick`` fen."""

    upto: int | None
    rate: Fraction
    quick: int


class YearToDate(NamedTuple):
    """The figures of a tax year so far at one employer, in fen."""

    income: int = 0
    exempt: int = 0
    basic: int = 0
    insurance: int = 0
    relief: int = 0
    other: int = 0
    reduction: int = 0
    withheld: int = 0

    def plus(self, **figures):
        """Return the sums with more of some of them.

        >>> YearToDate(income=5).plus(income=2, withheld=1)[:2]
        (7, 0)
        """
        return self._replace(
            **{name: getattr(self, name) + more for name, more in figures.items()}
        )

    @property
    def taxable(self) -> int:
        left = self.income - self.exempt - self.basic - self.insurance
        return max(0, left - self.relief - self.other)


class Withheld(NamedTuple):
    """What a month withholds, and how it comes about.

    ``due``      tax on the year so far
    ``tax``      withheld now, never less than 0
    ``carried``  withheld too much so far, 0 or less: kept for the next months
    """

    taxable: int
    rate: Fraction
    quick: int
    due: int
    tax: int
    carried: int


def find_bracket(brackets: Sequence[Bracket], amount) -> Bracket:
    """Return the bracket an amount lies in; its upper end belongs to it."""
    return next(b for b in brackets if b.upto is None or amount <= b.upto)


def withhold(ytd: YearToDate, brackets: Sequence[Bracket]) -> Withheld:
    """Return what to withhold now, this month's figures being in ``ytd`` already.

    >>> three = [Bracket(36_000_00, Fraction(3, 100), 0)]
    >>> withhold(YearToDate(income=25_000_00, basic=5_000_00), three).tax
    60000
    """
    taxable = ytd.taxable
    bracket = find_bracket(brackets, taxable)
    due = round_fen(taxable * bracket.rate) - bracket.quick - ytd.reduction
    due = max(0, due)
    left = due - ytd.withheld
    return Withheld(
        taxable, bracket.rate, bracket.quick, due, max(0, left), min(0, left)
    )


def tax_bonus(amount: int, brackets: Sequence[Bracket]) -> Withheld:
    """Return the tax on a yearly bonus that is taxed apart (全年一次性奖金单独计税).

    A fen more than a threshold costs the whole bonus the next rate; that is the law.

    >>> monthly = [Bracket(3_000_00, Fraction(3, 100), 0),
    ...            Bracket(None, Fraction(1, 10), 210_00)]
    >>> tax_bonus(36_000_00, monthly).tax, tax_bonus(36_000_01, monthly).tax
    (108000, 339000)
    """
    taxable = max(0, amount)
    bracket = find_bracket(brackets, Fraction(taxable, 12))
    due = max(0, round_fen(taxable * bracket.rate) - bracket.quick)
    return Withheld(taxable, bracket.rate, bracket.quick, due, due, 0)


def find_break(brackets: Sequence[Bracket]) -> int | None:
    """Return the place of the first bracket that does not follow from those before.

    Brackets rise, only the last is without end, and each quick deduction is the one
    before plus what the lower rate saved up to the threshold.

    >>> find_break([Bracket(36_000_00, Fraction(3, 100), 0),
    ...             Bracket(None, Fraction(10, 100), 2_520_00)])
    >>> find_break([Bracket(36_000_00, Fraction(3, 100), 0),
    ...             Bracket(None, Fraction(10, 100), 2_000_00)])
    1
    """
    quick, before = 0, Bracket(0, Fraction(0), 0)
    for place, bracket in enumerate(brackets):
        last = place == len(brackets) - 1
        if place:
            quick += before.upto * (bracket.rate - before.rate)
        rises = last or (bracket.upto is not None and bracket.upto > before.upto)
        if not rises or bracket.rate <= before.rate or bracket.quick != quick:
            return place
        if last and bracket.upto is not None:
            return place
        before = bracket
    return None if brackets else 0
