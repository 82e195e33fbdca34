"""A person's month is cut wherever anything changes (按变动日分段计薪).

How to use::

    month = Month(date(2026, 3, 1), calendar.is_working_day)
    for piece in cut(month, terms, turns):
        piece.first, piece.last, piece.days, piece.share(month, "calendar"), piece.key

How it works
    1. A term is a stretch in which a person is employed on one footing (one contract,
       one grade). Two terms on one day are refused: nobody can be paid twice for it.
    2. Days on which something else changes (a scale, a policy) are ``turns``.
    3. A slice is a share of its month, by calendar days or by working days. The
       shares of an unbroken month add up to 1, however it was cut.
"""

import calendar
from collections.abc import Callable, Hashable, Iterable
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

#: ``none``: paid in full for any day at all.
PRORATIONS = ("calendar", "working", "none")
DAY = timedelta(days=1)
WHOLE = Fraction(1)


class SliceError(ValueError):
    """Two terms cover one day: ``day``, and the ``keys`` of both."""

    def __init__(self, day, *keys):
        self.day, self.keys = day, keys
        super().__init__(f"overlap on {day} of {keys}")


class Month:
    """A calendar month, and how many working days it has up to each of its days."""

    __slots__ = ("days", "first", "last", "worked")

    def __init__(self, day: date, is_working: Callable[[date], bool] | None = None):
        self.first = day.replace(day=1)
        self.days = calendar.monthrange(day.year, day.month)[1]
        self.last = day.replace(day=self.days)
        is_working = is_working or (lambda each: each.weekday() < 5)
        self.worked = [0]
        for number in range(self.days):
            works = bool(is_working(self.first + number * DAY))
            self.worked.append(self.worked[-1] + works)

    @property
    def working_days(self) -> int:
        return self.worked[-1]

    def before(self) -> date:
        return self.first - DAY


class Term(NamedTuple):
    """Employed on one footing from ``first`` to ``last``; ``None``: until further."""

    first: date
    last: date | None
    key: Hashable


class Slice(NamedTuple):
    """Days of one month on which nothing changes."""

    first: date
    last: date
    days: int
    working_days: int
    key: Hashable

    def share(self, month: Month, proration: str) -> Fraction:
        """Return the part of a month's amount that these days bring.

        A month of no working day at all has none to lose: it counts by its calendar.
        """
        if self.days == month.days:
            return WHOLE
        if proration == "working" and month.working_days:
            return Fraction(self.working_days, month.working_days)
        return Fraction(self.days, month.days)


def cut(month: Month, terms: Iterable[Term], turns: Iterable[date] = ()) -> list[Slice]:
    """Return the slices of a month in their order; the order of the input is none.

    :raise SliceError: two terms cover one day

    >>> march = Month(date(2026, 3, 1))
    >>> hired = [Term(date(2026, 3, 16), None, "grade 3")]
    >>> [(one.first.day, one.days, one.working_days) for one in cut(march, hired)]
    [(16, 16, 12)]
    """
    slices = []
    for term in _within(month, terms):
        edges = {turn for turn in turns if term.first < turn <= term.last}
        starts = sorted({term.first, *edges}) + [term.last + DAY]
        slices += [
            _slice(month, first, after - DAY, term.key)
            for first, after in pairwise(starts)
        ]
    return slices


def _within(month, terms):
    """Return what lies in the month of each term, sorted; overlaps are refused."""
    clipped = [_clip(month, term) for term in terms]
    clipped = sorted((c for c in clipped if c.first <= c.last), key=lambda c: c.first)
    for one, after in pairwise(clipped):
        if after.first <= one.last:
            raise SliceError(after.first, one.key, after.key)
    return clipped


def _clip(month, term):
    last = min(term.last or month.last, month.last)
    return Term(max(term.first, month.first), last, term.key)


def _slice(month, first, last, key):
    return Slice(
        first,
        last,
        (last - first).days + 1,
        month.worked[last.day] - month.worked[first.day - 1],
        key,
    )
