"""What past months still owe, or were paid too much (补发与扣回).

Each past month is computed anew with all that is known today. What it should have
brought less what was paid for it is paid now, by component, on lines that carry the
past month's days. As such lines count as paid for that month from then on, nothing is
paid back twice. Tax is no part of it: the cumulative method taxes what is paid when it
is paid.
"""

from collections.abc import Iterable, Mapping

from .pay import Component, Line
from .slicing import WHOLE, Month


def difference(
    month: Month, due: Iterable[Line], paid: Mapping[Component, int]
) -> list[Line]:
    """Return the lines that make up for a past month, by component.

    :param due: the month's lines as computed today
    :param paid: component to the sum of all lines that were paid for this month
    """
    sums, rules = {}, {}
    for line in due:
        if line.component.kind != "tax":
            component = line.component
            sums[component] = sums.get(component, 0) + line.amount
            rules[component] = line.rule
    before = {c: fen for c, fen in paid.items() if c.kind != "tax"}
    return [
        _line(month, component, rules.get(component), sums, before)
        for component in {**sums, **before}
        if sums.get(component, 0) != before.get(component, 0)
    ]


def _line(month, component, rule, due, paid):
    due, paid = due.get(component, 0), paid.get(component, 0)
    return Line(
        rule,
        component,
        month.first,
        month.last,
        0,
        due,
        WHOLE,
        due - paid,
        None,
        {"due": due, "paid": paid},
    )
