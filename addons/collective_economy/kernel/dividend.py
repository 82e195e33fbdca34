"""What a year leaves to distribute, and what of it each shareholder gets.

All amounts are whole fen, all rates whole hundredths of a percent (20 % is 2000).

How it works
    1. The result of the year first covers the losses of earlier years (弥补亏损). Of
       the rest, the reserve (公积公益金) takes its percentage, rounded up to the fen:
       the law says "at least". What is left with the undistributed proceeds of earlier
       years, less other allocations, can be distributed.
    2. Classes with a fixed rate (优先股息) come first: shares × par value × rate. The
       sum is rounded down to the fen; if there is not enough, all of them take their
       part of what there is.
    3. The rest goes by shares × weight of the class.
    4. Both steps share out to the last fen by the largest remainder. Where remainders
       are equal, the smaller number of the shareholder comes first
       (余数相同时股权证号小者先得), then the class that stands first.
    5. Tax is withheld per shareholder on all his taxed classes together, rounded half
       up to the fen.

The outcome does not depend on the order in which holdings are given. In a class, who
has more shares never gets less.
"""

from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple

PERCENT = 10_000  # so many hundredths of a percent are the whole


class YearPlan(NamedTuple):
    """From the result to what can be distributed."""

    loss_cover: int
    reserve_least: int
    distributable: int


class Rule(NamedTuple):
    """How a class of shares takes part.

    ``preference`` is the fixed rate on ``par``; ``weight`` 0 takes nothing of the rest.
    """

    weight: int = 1
    preference: int = 0
    par: int = 0
    is_taxed: bool = True


class Holding(NamedTuple):
    """Whole shares of a class that a holder, of this number (股权证号), has."""

    holder: Hashable
    number: str
    share_class: Hashable
    shares: int


class Portion(NamedTuple):
    """What a shareholder gets on his shares of a class."""

    holder: Hashable
    share_class: Hashable
    shares: int
    gross: int
    tax: int

    @property
    def net(self) -> int:
        return self.gross - self.tax


def year_plan(
    result: int, prior: int, rate: int, reserve: int | None = None, other: int = 0
) -> YearPlan:
    """Return how a result goes on; ``prior`` is negative where losses are uncovered.

    >>> year_plan(1_000_00, -200_00, 3000)
    YearPlan(loss_cover=20000, reserve_least=24000, distributable=56000)
    >>> year_plan(-500_00, 800_00, 3000).distributable
    30000
    """
    cover = min(max(result, 0), max(-prior, 0))
    least = -(-(max(result, 0) - cover) * rate // PERCENT)
    taken = (least if reserve is None else reserve) + other
    return YearPlan(cover, least, max(0, result + prior - taken))


def apportion(amount: int, weights: Sequence[int]) -> list[int]:
    """Share out whole units by the largest remainder; the earlier wins a tie.

    >>> apportion(100, [1, 1, 1])
    [34, 33, 33]
    >>> apportion(5, [0, 3])
    [0, 5]
    """
    total = sum(weights)
    if not total:
        if amount:
            raise ValueError("nobody is there to take the amount")
        return [0] * len(weights)
    pairs = [divmod(amount * weight, total) for weight in weights]
    parts = [whole for whole, _rest in pairs]
    left = amount - sum(parts)
    for index in sorted(range(len(pairs)), key=lambda i: -pairs[i][1])[:left]:
        parts[index] += 1
    return parts


def distribute(
    amount: int, holdings: Iterable[Holding], rules: dict, tax_rate: int = 0
) -> list[Portion]:
    """Return what each shareholder gets, by his number and the order of the classes.

    :param rules: :class:`Rule` by class, in the order in which classes stand
    :raise ValueError: there is an amount left that no class takes

    >>> rules = {"A": Rule(), "R": Rule(weight=0, preference=500, par=100)}
    >>> held = [Holding(1, "01", "A", 2), Holding(2, "02", "A", 1)]
    >>> for p in distribute(1_000, [*held, Holding(1, "01", "R", 10)], rules, 2000):
    ...     print(p.holder, p.share_class, p.gross, p.tax, p.net)
    1 A 633 127 506
    1 R 50 10 40
    2 A 317 63 254
    """
    place = {share_class: index for index, share_class in enumerate(rules)}
    rows = sorted(
        (row for row in holdings if row.shares > 0),
        key=lambda row: (_order(row.number), place[row.share_class]),
    )
    fixed = _preference(amount, rows, rules)
    weights = [row.shares * rules[row.share_class].weight for row in rows]
    rest = apportion(amount - sum(fixed), weights)
    gross = [first + second for first, second in zip(fixed, rest, strict=True)]
    return _withhold(rows, gross, rules, tax_rate)


def _order(number: str) -> tuple:
    """Numbers as people count them: 9 comes before 10."""
    return (0, int(number), number) if number.isdecimal() else (1, 0, number)


def _preference(amount: int, rows: list, rules: dict) -> list[int]:
    claims = []
    for row in rows:
        rule = rules[row.share_class]
        claims.append(row.shares * rule.par * rule.preference)
    return apportion(min(amount, sum(claims) // PERCENT), claims)


def _withhold(rows: list, gross: list, rules: dict, rate: int) -> list[Portion]:
    """Tax the sum of each shareholder; his classes bear it one after the other."""
    portions, holder, base, withheld = [], None, 0, 0
    for row, part in zip(rows, gross, strict=True):
        if row.holder != holder:
            holder, base, withheld = row.holder, 0, 0
        tax = 0
        if rules[row.share_class].is_taxed:
            base += part
            tax = tax_on(base, rate) - withheld
            withheld += tax
        portions.append(Portion(row.holder, row.share_class, row.shares, part, tax))
    return portions


def tax_on(base: int, rate: int) -> int:
    """Return the tax on fen, rounded half up.

    >>> tax_on(12, 2000), tax_on(13, 2000)
    (2, 3)
    """
    return (base * rate + PERCENT // 2) // PERCENT
