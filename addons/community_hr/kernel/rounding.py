"""Amounts are whole fen; what is computed exactly is rounded once, by a stated rule.

Both sides of zero are alike: what is taken back is what was given, whatever the rule.

>>> jiao = Rounding("half_up", "jiao")
>>> [round_fen(Fraction(amount, 2), jiao) for amount in (9, 10, 11, -9, -10, -11)]
[0, 10, 10, 0, -10, -10]
"""

from fractions import Fraction
from typing import NamedTuple

UNITS = {"fen": 1, "jiao": 10, "yuan": 100}
RULES = ("half_up", "up", "down")


class Rounding(NamedTuple):
    """``rule``: half up (四舍五入), up (进位) or down (舍去), to a ``unit``."""

    rule: str = "half_up"
    unit: str = "fen"


FEN = Rounding()


def round_fen(amount, rounding=FEN) -> int:
    """Return an exact number of fen as whole fen.

    >>> round_fen(Fraction(5, 2)), round_fen(Fraction(-5, 2)), round_fen(Fraction(7, 3))
    (3, -3, 2)
    >>> round_fen(Fraction(7, 3), Rounding("up")), round_fen(2, Rounding("up"))
    (3, 2)
    """
    return round_parts(amount.numerator, amount.denominator, rounding)


def round_parts(number: int, parts: int, rounding=FEN) -> int:
    """Round ``number`` / ``parts`` fen, without the price of making a fraction."""
    unit = UNITS[rounding.unit]
    whole, rest = divmod(abs(number), parts * unit)
    if rest and _rounds_up(rounding.rule, rest, parts * unit):
        whole += 1
    return whole * unit if number > 0 else -whole * unit


def _rounds_up(rule, rest, parts):
    return rule == "up" or (rule == "half_up" and 2 * rest >= parts)


def exact(number) -> Fraction:
    """Return a number as people write it: 0.1 is a tenth, not its nearest float.

    >>> exact(0.1), exact("21.75"), exact(None)
    (Fraction(1, 10), Fraction(87, 4), Fraction(0, 1))
    """
    return Fraction(str(number)) if number else Fraction(0)


def to_fen(yuan) -> int:
    """Return an amount in yuan as fen.

    >>> to_fen(8.29), to_fen("8.29"), to_fen(-0.005)
    (829, 829, -1)
    """
    return round_fen(exact(yuan) * 100)
