"""What an insurance or the housing fund takes of a base (社会保险、住房公积金).

The base that was declared for a person is held between the floor and the cap of the
place and the time, then takes the rate of one party, and a fixed amount on top.
"""

from fractions import Fraction
from typing import NamedTuple

from .rounding import FEN, Rounding, round_parts


class Rate(NamedTuple):
    """The share of one party (单位 or 个人) in one insurance, as in force for a time.

    ``None`` as floor or cap: there is none.
    """

    rate: Fraction
    fixed: int = 0
    floor: int | None = None
    cap: int | None = None
    rounding: Rounding = FEN
    key: object = None


class Contribution(NamedTuple):
    base: int
    amount: int


def clamp(base: int, floor: int | None, cap: int | None) -> int:
    """Hold a base between floor and cap (保底封顶).

    >>> clamp(4_000_00, 4_775_00, 27_549_00), clamp(5_000_00, None, None)
    (477500, 500000)
    """
    if floor is not None and base < floor:
        return floor
    return cap if cap is not None and base > cap else base


def contribution(declared: int, rate: Rate) -> Contribution:
    """Return the base that counts and what is due on it.

    >>> contribution(30_000_00, Rate(Fraction(8, 100), cap=27_549_00))
    Contribution(base=2754900, amount=220392)
    """
    base = clamp(declared, rate.floor, rate.cap)
    parts = rate.rate.denominator
    amount = round_parts(
        base * rate.rate.numerator + rate.fixed * parts, parts, rate.rounding
    )
    return Contribution(base, amount)
