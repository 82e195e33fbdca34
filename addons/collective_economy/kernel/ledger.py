"""A share ledger (股权台账) that only ever grows, replayed to balances of any day.

Each entry moves shares of a class from a holder to another, to nobody (repurchase) or
from nobody (issue). A pledge moves nothing: it blocks shares of its giver. A mistake is
taken back by its counter-entry, never by a change.

The order within a day is of no account: what must hold is the balance at the end of
each day, also of the days before an entry that is written later (补录). Balances are
whole shares.

How to use::

    balances(entries, day)[holder, share_class].quantity
    first_overdraft(entries)      # None, or where and when the ledger breaks
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from typing import NamedTuple


class Entry(NamedTuple):
    """One row of the ledger; ``blocks`` is true of a pledge, its release and so on.

    A pledge has its giver in ``giver``, the release of it has him in ``taker``.
    """

    date: date
    share_class: Hashable
    quantity: int
    giver: Hashable | None = None
    taker: Hashable | None = None
    to_class: Hashable | None = None
    blocks: bool = False

    def reversed(self, day: date) -> "Entry":
        """Return the counter-entry (冲正).

        >>> Entry(date(2026, 1, 1), "A", 5, taker="Wang").reversed(date(2026, 2, 1))[:4]
        (datetime.date(2026, 2, 1), 'A', 5, 'Wang')
        """
        source = self.to_class or self.share_class
        target = self.share_class if self.to_class else None
        return Entry(
            day, source, self.quantity, self.taker, self.giver, target, self.blocks
        )


class Leg(NamedTuple):
    """What an entry does to one holder's shares of one class."""

    date: date
    holder: Hashable
    share_class: Hashable
    quantity: int = 0
    pledged: int = 0


class Balance(NamedTuple):
    """Shares of one class in one hand, and how many of them are pledged (质押)."""

    quantity: int = 0
    pledged: int = 0

    @property
    def free(self) -> int:
        return self.quantity - self.pledged

    @property
    def is_sound(self) -> bool:
        return 0 <= self.pledged <= self.quantity


class Overdraft(NamedTuple):
    """The first day on which a holder has less than nothing, or pledged too much."""

    date: date
    holder: Hashable
    share_class: Hashable
    balance: Balance


def legs(entry: Entry) -> Iterator[Leg]:
    """Yield the legs of an entry.

    >>> for leg in legs(Entry(date(2026, 1, 1), "A", 5, giver="Li", taker="Wang")):
    ...     print(leg.holder, leg.quantity)
    Li -5
    Wang 5
    """
    day, number = entry.date, entry.quantity
    if entry.blocks:
        if entry.giver is not None:
            yield Leg(day, entry.giver, entry.share_class, pledged=number)
        if entry.taker is not None:
            yield Leg(day, entry.taker, entry.share_class, pledged=-number)
        return
    if entry.giver is not None:
        yield Leg(day, entry.giver, entry.share_class, -number)
    if entry.taker is not None:
        yield Leg(day, entry.taker, entry.to_class or entry.share_class, number)


def balances(entries: Iterable[Entry], day: date) -> dict[tuple, Balance]:
    """Return the balance of each (holder, class) at the end of a day.

    >>> issue = Entry(date(2026, 1, 1), "A", 5, taker="Wang")
    >>> balances([issue], date(2026, 1, 1))
    {('Wang', 'A'): Balance(quantity=5, pledged=0)}
    >>> balances([issue], date(2025, 12, 31))
    {}
    """
    sums = defaultdict(Balance)
    for entry in entries:
        if entry.date <= day:
            for leg in legs(entry):
                key = leg.holder, leg.share_class
                sums[key] = _add(sums[key], leg)
    return {key: balance for key, balance in sums.items() if any(balance)}


def first_overdraft(entries: Iterable[Entry]) -> Overdraft | None:
    """Return the first day that does not hold, or None for a sound ledger."""
    days = defaultdict(list)
    for entry in entries:
        days[entry.date].extend(legs(entry))
    sums = defaultdict(Balance)
    for day in sorted(days):
        touched = {}
        for leg in days[day]:
            key = leg.holder, leg.share_class
            sums[key] = touched[key] = _add(sums[key], leg)
        for (holder, share_class), balance in touched.items():
            if not balance.is_sound:
                return Overdraft(day, holder, share_class, balance)
    return None


def _add(balance: Balance, leg: Leg) -> Balance:
    return Balance(balance.quantity + leg.quantity, balance.pledged + leg.pledged)
