"""What rent falls due (租金计划): steps, growth, rent-free days, parts of months.

How to use::

    steps = [Step(date(2026, 1, 16), 1_000_000, growth=Fraction(5, 100))]
    for month in schedule(steps, date(2026, 1, 16), date(2028, 1, 15)):
        month.start, month.end, month.fen
    total(steps, start, end)

How it works
    1. A step says what a month costs from its day on, until the next step begins.
       Nothing is due before the first one; a step of 0 is a rent-free period.
    2. Within a step the rent grows by ``growth`` every ``every`` months, and is rounded
       to the fen each time it grows: this is the figure that a contract prints.
    3. A day costs the month's rent divided by the days of that calendar month.
    4. A month's due is rounded once, half up. A part of a month is the difference of
       what was due by its last day and by the day before its first, so that parts
       always add up to the whole however a term is cut.

All amounts are whole fen.
"""

import calendar
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple


class Step(NamedTuple):
    """From ``start`` on a month costs ``fen``, more by ``growth`` every ``every``."""

    start: date
    fen: int
    growth: Fraction = Fraction(0)
    every: int = 12


class Due(NamedTuple):
    """What the days from ``start`` to ``end``, both included, cost."""

    start: date
    end: date
    fen: int


def add_months(day: date, months: int) -> date:
    """Return the same day some months on, or the last day of a shorter month.

    >>> add_months(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(years, month + 1)[1]
    return date(years, month + 1, min(day.day, last))


def months_between(start: date, end: date) -> int:
    """Return how many months a term has, a begun one counted whole.

    >>> months_between(date(2026, 1, 1), date(2026, 12, 31))
    12
    >>> months_between(date(2026, 1, 1), date(2027, 1, 1))
    13
    """
    if end < start:
        return 0
    after = end + timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month
    return months + (after > add_months(start, months))


def rent_on(steps, day: date) -> int:
    """Return what a month costs by the rent of a day, in fen; 0 before the first."""
    begun = [step for step in steps if step.start <= day]
    if not begun:
        return 0
    step = max(begun, key=lambda item: item.start)
    return _grown(step, day)


def _grown(step, day):
    fen = step.fen
    if step.growth:
        times = 1
        while add_months(step.start, step.every * times) <= day:
            fen = round_half_up(fen * (1 + step.growth))
            times += 1
    return fen


def round_half_up(amount: Fraction) -> int:
    """Round to whole fen, the half up.

    >>> round_half_up(Fraction(5, 2)), round_half_up(Fraction(7, 3))
    (3, 2)
    """
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def schedule(steps, start: date, end: date) -> list[Due]:
    """Return what is due for each calendar month of a term, rent-free ones with 0."""
    dues = []
    first = start
    while first <= end:
        last = min(_month_end(first), end)
        dues.append(Due(first, last, _due(steps, first, last)))
        first = last + timedelta(days=1)
    return dues


def total(steps, start: date, end: date) -> int:
    """Return what a term costs in all; 0 where it ends before it starts."""
    return sum(due.fen for due in schedule(steps, start, end))


def periods(steps, start: date, end: date, months: int) -> list[Due]:
    """Return what is due for each period of payment, of whole months from ``start``."""
    dues, number = [], 0
    while (first := add_months(start, number * months)) <= end:
        last = min(add_months(start, (number + 1) * months) - timedelta(days=1), end)
        dues.append(Due(first, last, total(steps, first, last)))
        number += 1
    return dues


def _month_end(day):
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _due(steps, first, last):
    """Return what the days of one calendar month cost, ``last`` included."""
    return _by_day(steps, last) - _by_day(steps, first - timedelta(days=1), first)


def _by_day(steps, day, month=None):
    """Return what was due from the month's first to the end of ``day``, rounded."""
    start = (month or day).replace(day=1)
    if day < start:
        return 0
    days = calendar.monthrange(day.year, day.month)[1]
    return round_half_up(
        sum(
            (
                Fraction(fen * count, days)
                for fen, count in _stretches(steps, start, day)
            ),
            Fraction(0),
        )
    )


def _stretches(steps, first, last):
    """Yield (month's rent, days) for the stretches of one rent within a month."""
    turns = {first, last + timedelta(days=1)}
    turns.update(step.start for step in steps if first < step.start <= last)
    turns.update(_growth_days(steps, first, last))
    days = sorted(turns)
    for day, after in zip(days, days[1:], strict=False):
        yield rent_on(steps, day), (after - day).days


def _growth_days(steps, first, last):
    for step in steps:
        if step.growth and step.start < first:
            months = (first.year - step.start.year) * 12 + first.month
            times = (months - step.start.month) // step.every
            day = add_months(step.start, times * step.every)
            if first < day <= last:
                yield day
