"""What was done in small parts: acts that together pass a threshold within a time."""

from datetime import date, timedelta
from typing import NamedTuple


class Act(NamedTuple):
    """One act of a series: what was done on a day, and for how much (in fen)."""

    day: date
    record: int
    amount: int


def clusters(acts, threshold, days):
    """Return the series of small acts that pass the threshold together.

    A series is found where a run of acts, the last at most ``days`` days after the
    first, reaches the threshold; it then goes on as long as each further act makes up
    the threshold with those of the ``days`` before it. Acts that pass the threshold
    by themselves are no matter of splitting and are left out.

    >>> d = date(2026, 1, 1)
    >>> [len(c) for c in clusters([Act(d, 1, 60), Act(d, 2, 50)], 100, 30)]
    [2]

    :return: lists of acts by day; no act is in two of them
    """
    small = sorted(act for act in acts if 0 < act.amount < threshold)
    found, first, total = [], 0, 0
    for index, act in enumerate(small):
        total += act.amount
        while act.day - small[first].day > timedelta(days=days):
            total -= small[first].amount
            first += 1
        if total >= threshold:
            _add(found, small, first, index)
    return [small[start : end + 1] for start, end in found]


def _add(found, small, first, last):
    """Join a run to the series before, where they have acts in common."""
    if found and first <= found[-1][1]:
        found[-1] = (found[-1][0], last)
    else:
        found.append((first, last))


def periods(first, last, facts):
    """Return (from, until, amount) without overlap: the lowest amount in force.

    Days that no fact names are left out.

    :param facts: (from, until, amount), which may overlap

    >>> d = date(2026, 1, 1)
    >>> periods(d, d, [(d, d, 7), (d, d, 5)]) == [(d, d, 5)]
    True
    """
    day = timedelta(days=1)
    starts = {first, *(begin for begin, _end, _amount in facts)}
    starts |= {end + day for _begin, end, _amount in facts if end < last}
    cuts = sorted(start for start in starts if first <= start <= last)
    ends = [*(start - day for start in cuts[1:]), last]
    lowest = [_lowest(start, facts) for start in cuts]
    return [
        (start, end, amount)
        for start, end, amount in zip(cuts, ends, lowest, strict=False)
        if amount is not None
    ]


def _lowest(day, facts):
    amounts = [amount for begin, end, amount in facts if begin <= day <= end]
    return min(amounts, default=None)
