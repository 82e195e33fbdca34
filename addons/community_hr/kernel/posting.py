"""What a month's pay is in the books (工资分录): sums to balances, to the fen.

What is earned is a cost and owed to the staff; what is withheld from them is owed to
others instead; what the employer adds is a cost and owed to others. So each sum is
booked twice, with opposite signs, and the entry balances whatever the sums are.

How to use::

    entries([Total(place=7, component=1, kind="earning", fen=310_000)])
"""

from collections import defaultdict
from typing import NamedTuple

#: By kind of component: the side that is debited, and the one that is credited.
SIDES = {
    "earning": ("cost", "payable"),
    "reduction": ("cost", "payable"),
    "net_only": ("cost", "payable"),
    "withheld": ("payable", "withheld"),
    "tax": ("payable", "tax"),
    "employer": ("cost", "employer"),
}
#: Amounts have the sign of what they do to the net: these are booked the other way.
TAKEN = ("withheld", "tax")


class Total(NamedTuple):
    place: int
    component: int
    kind: str
    fen: int


class Entry(NamedTuple):
    """One line of the voucher: costs by place, debts to others by component."""

    side: str
    place: int | None
    component: int | None
    fen: int


def entries(totals) -> list:
    """Return the lines of the voucher; those that add up to nothing are left out.

    >>> for entry in entries([
    ...     Total(7, 1, "earning", 310_000), Total(7, 2, "tax", -9_000)
    ... ]):
    ...     print(*entry)
    cost 7 1 310000
    payable None None -301000
    tax None 2 -9000
    """
    balances = defaultdict(int)
    for total in totals:
        fen = -total.fen if total.kind in TAKEN else total.fen
        debit, credit = SIDES[total.kind]
        balances[_key(debit, total)] += fen
        balances[_key(credit, total)] -= fen
    return [Entry(*key, fen) for key, fen in balances.items() if fen]


def _key(side, total):
    if side == "payable":
        return side, None, None
    return side, total.place if side == "cost" else None, total.component
