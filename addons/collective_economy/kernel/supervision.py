"""Which item of the supervision list an act falls under (监督事项清单的适用).

A threshold of 0 is none. An item without thresholds always applies; one with several
applies as soon as one of them is reached.
"""

from typing import NamedTuple

MEASURES = ("amount", "months", "acreage")


class Figures(NamedTuple):
    """How large an act is: money in fen, months, and square metres in hundredths."""

    amount: int = 0
    months: int = 0
    acreage: int = 0

    def only(self, measures):
        """Return the figures of some measures; the others are 0.

        >>> Figures(1, 2, 3).only(["months"])
        Figures(amount=0, months=2, acreage=0)
        """
        return Figures(**{name: getattr(self, name) for name in measures})

    def __add__(self, other):
        return Figures(*(a + b for a, b in zip(self, other, strict=True)))


def in_units(amount=0, months=0, acreage=0) -> Figures:
    """Return figures as whole numbers, so that sums are exact.

    >>> in_units(0.1, 6, 12.345)
    Figures(amount=10, months=6, acreage=1234)
    """
    return Figures(round(amount * 100), int(months or 0), round(acreage * 100))


def reached(thresholds: Figures, figures: Figures) -> tuple[str, ...]:
    """Return the measures in which figures reach their threshold.

    >>> reached(Figures(amount=100), Figures(amount=100))
    ('amount',)
    """
    return tuple(
        name
        for name, limit, value in zip(MEASURES, thresholds, figures, strict=True)
        if limit and value >= limit
    )


def applies(thresholds: Figures, figures: Figures) -> bool:
    """Tell whether an item with these thresholds applies to an act."""
    return not any(thresholds) or bool(reached(thresholds, figures))
