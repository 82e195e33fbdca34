"""What a scale pays a month for a grade and beside it, in fen.

>>> table = Table(
...     grades={("officer", 3): 313500},
...     allowances={
...         ("certificate", "junior"): Allowance(10000, ladder="social_worker"),
...         ("certificate", "senior"): Allowance(30000, ladder="social_worker"),
...         ("seniority", ""): Allowance(per_year_fen=1000, max_years=20),
...     },
... )
>>> for part in monthly(
...     Profile("officer", 3, certificates=frozenset({"junior", "senior"}), years=25),
...     table,
... ):
...     print(*part)
grade 3 313500
certificate senior 30000
seniority  20000
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from .rounding import exact, round_fen

DAY = timedelta(days=1)


class ScaleError(ValueError):
    """The scale does not know the grade; ``args`` are its class and number."""


class Allowance(NamedTuple):
    """``fen`` a month, and ``per_year_fen`` for each year, at most ``max_years``.

    Of the allowances of one ``ladder`` only the highest is paid.
    """

    fen: int = 0
    per_year_fen: int = 0
    max_years: int = 0
    ladder: str = ""

    def amount(self, years):
        counted = min(years, self.max_years) if self.max_years else years
        return self.fen + self.per_year_fen * counted


@dataclass(frozen=True)
class Table:
    """A scale in force: ``{(class, grade): fen}``, ``{(kind, key): Allowance}``."""

    grades: dict = field(default_factory=dict)
    allowances: dict = field(default_factory=dict)


class Profile(NamedTuple):
    """What somebody is paid by on a day; classes and certificates by their code."""

    post_class: str
    grade: int
    education: str = ""
    certificates: frozenset = frozenset()
    years: int = 0
    concurrent: int = 0

    def keys(self):
        """Return the (kind, key) of every allowance that he may have."""
        yield "post", self.post_class
        if self.education:
            yield "education", self.education
        for code in sorted(self.certificates):
            yield "certificate", code
        yield "seniority", ""
        if self.concurrent:
            yield "concurrent", ""


class Part(NamedTuple):
    kind: str
    key: str
    fen: int


def grade_fen(base_fen, coefficient, rounding):
    """Return base × coefficient, rounded as the scale says."""
    return round_fen(exact(coefficient) * base_fen, rounding)


def monthly(profile, table):
    """Return the :class:`Part` s of a month's pay by the scale.

    :raise ScaleError: the scale has no such grade
    """
    grade = profile.post_class, profile.grade
    if grade not in table.grades:
        raise ScaleError(*grade)
    parts = [Part("grade", str(profile.grade), table.grades[grade])]
    best = {}
    for kind, key in profile.keys():
        allowance = table.allowances.get((kind, key))
        if allowance and (fen := allowance.amount(profile.years)):
            rung = kind, allowance.ladder or key
            best[rung] = max(
                best.get(rung, Part(kind, key, 0)),
                Part(kind, key, fen),
                key=lambda part: part.fen,
            )
    return parts + list(best.values())


def full_years(start: date | None, day: date) -> int:
    """Return the full years from a day to another; none before it.

    >>> full_years(date(2020, 3, 1), date(2026, 2, 28))
    5
    >>> full_years(date(2020, 3, 1), date(2026, 3, 1))
    6
    >>> full_years(date(2020, 2, 29), date(2021, 2, 28))
    0
    """
    if not start or day < start:
        return 0
    return day.year - start.year - ((day.month, day.day) < (start.month, start.day))


def entry_grade(start, years, step_years, top):
    """Return the grade on which somebody begins: one more every so many years.

    >>> [entry_grade(2, years, 3, 5) for years in (0, 2, 3, 8, 40)]
    [2, 2, 3, 4, 5]
    """
    steps = years // step_years if step_years else 0
    return min(start + steps, top)


def layer(levels, first, last):
    """Return ``[(first, last, key)]``: on each day the nearest level that has one.

    :param levels: for each level, the nearest first, ``[(first, last, key)]`` without
        overlaps; ``last`` may be ``None``

    >>> own = [(date(2026, 1, 1), date(2026, 6, 30), "own")]
    >>> street = [(date(2025, 1, 1), None, "street")]
    >>> for piece in layer([own, street], date(2026, 6, 1), date(2026, 7, 31)):
    ...     print(*piece)
    2026-06-01 2026-06-30 own
    2026-07-01 2026-07-31 street
    """
    cuts = {first}
    for start, end, _key in (piece for level in levels for piece in level):
        cuts |= {start, (end or last) + DAY}
    starts = sorted(day for day in cuts if first <= day <= last)
    pieces = []
    for start, after in zip(starts, [*starts[1:], last + DAY], strict=True):
        key = next((key for level in levels if (key := _on(level, start))), None)
        if pieces and pieces[-1][2] == key:
            pieces[-1] = (pieces[-1][0], after - DAY, key)
        else:
            pieces.append((start, after - DAY, key))
    return [piece for piece in pieces if piece[2] is not None]


def _on(level, day):
    for start, end, key in level:
        if start <= day and (end is None or day <= end):
            return key
    return None


@dataclass(frozen=True)
class Rates:
    """The scales of many areas over a time, read at once.

    ``intervals``: ``{area id: [(first, last, scale id)]}``, by the nearest scale;
    ``tables``: ``{scale id: Table}``.
    """

    intervals: dict
    tables: dict

    def find(self, area_id, day):
        """Return (scale id, :class:`Table`) in force in an area on a day, or None."""
        scale_id = _on(self.intervals.get(area_id, ()), day)
        return scale_id and (scale_id, self.tables[scale_id])
