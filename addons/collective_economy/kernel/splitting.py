"""Acts that stay under a threshold each and pass it together (拆分认定).

Acts belong together that share a key (the same counterparty, asset or account) and lie
within one window of days. No database, whole numbers only.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from .supervision import MEASURES, Figures, applies, reached


class Act(NamedTuple):
    """One act: who it is, its day, how large, and what it has in common with others."""

    ref: Hashable
    day: date
    figures: Figures
    keys: frozenset = frozenset()


class Group(NamedTuple):
    """Acts that pass a threshold together by one key, and in which measures."""

    key: Hashable
    acts: tuple[Act, ...]
    total: Figures
    measures: tuple[str, ...]


def find(
    act: Act,
    others: Iterable[Act],
    thresholds: Figures,
    window_days: int,
    measures_of: Callable[[Hashable], Iterable[str]] = lambda key: MEASURES,
) -> list[Group]:
    """Return, by key, the acts that pass the thresholds together with ``act``.

    An act that reaches a threshold by itself is looked at anyway and hides nothing. Of
    all windows of ``window_days`` days that hold the act, the one with the largest sum
    in the measure counts; the window is closed: two acts so many days apart are in it.
    ``measures_of`` says in which measures the acts of a key add up.

    >>> lease = Act(1, date(2026, 3, 1), Figures(60), frozenset({"甲"}))
    >>> other = Act(2, date(2026, 3, 9), Figures(50), frozenset({"甲"}))
    >>> [(g.key, g.total.amount) for g in find(lease, [other], Figures(100), 90)]
    [('甲', 110)]
    """
    if not any(thresholds) or applies(thresholds, act.figures):
        return []
    small = [
        other
        for other in others
        if other.ref != act.ref and not applies(thresholds, other.figures)
    ]
    groups = []
    for key in sorted(act.keys, key=str):
        alike = [other for other in small if key in other.keys]
        limits = thresholds.only(measures_of(key))
        group = _find_by_key(key, act, alike, limits, window_days)
        if group:
            groups.append(group)
    return groups


def _find_by_key(key, act, alike, thresholds, window_days):
    """Return the group of one key, or nothing; the largest window that passes."""
    acts = sorted([*alike, act], key=lambda item: (item.day, str(item.ref)))
    best = None
    for window in _windows(acts, act.day, window_days):
        total = sum((item.figures for item in window), Figures())
        measures = reached(thresholds, total)
        if measures and (best is None or total > best.total):
            best = Group(key, tuple(window), total, measures)
    return best


def _windows(acts, day, window_days):
    """Yield the slices of ``acts``, by day, that a window holding ``day`` can hold."""
    days = [item.day for item in acts]
    span = timedelta(days=window_days)
    first = bisect_left(days, day - span)
    for start in range(first, bisect_left(days, day) + 1):
        yield acts[start : bisect_right(days, days[start] + span)]
