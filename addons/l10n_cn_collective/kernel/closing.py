# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Year-end closing (年终结转) of a rural collective, by 财会〔2023〕14号.

Income and expenses go to 本年收益, that to 未分配收益, and so do the appropriations
(各项分配) of the year. Balances are debit positive; what comes out balances.
"""

from typing import NamedTuple


class Balance(NamedTuple):
    """What stands on an account (its id), in yuan, debit positive.

    ``role`` is ``income``, ``expense`` or ``appropriation``.
    """

    account: int
    role: str
    amount: object


class Entry(NamedTuple):
    """One voucher: (account, amount) of each line, debit positive.

    ``kind`` is a role of balances, or ``result`` (本年收益结转).
    """

    kind: str
    lines: tuple


def closing_entries(balances, result, result_amount, kept):
    """Return the vouchers that close a year, in their order.

    ``result`` is 本年收益, with what was posted on it directly; ``kept`` 未分配收益.

    >>> year = [Balance(501, "income", -90), Balance(511, "expense", 60)]
    >>> for entry in closing_entries(year, 321, 0, 32202):
    ...     print(entry.kind, entry.lines)
    income ((501, 90), (321, -90))
    expense ((511, -60), (321, 60))
    result ((321, 30), (32202, -30))
    """
    by_role = {"income": [], "expense": [], "appropriation": []}
    for account, role, amount in balances:
        by_role[role].append((account, amount))
    surplus = result_amount + sum(
        amount for role in ("income", "expense") for _, amount in by_role[role]
    )
    found = (
        _transfer("income", by_role["income"], result),
        _transfer("expense", by_role["expense"], result),
        _transfer("result", [(result, surplus)], kept),
        _transfer("appropriation", by_role["appropriation"], kept),
    )
    return [entry for entry in found if entry]


def _transfer(kind, balances, target):
    """Empty these accounts into another; nothing if they are empty."""
    lines = [(account, -amount) for account, amount in balances if amount]
    total = sum(amount for _, amount in balances)
    if total:
        lines.append((target, total))
    return Entry(kind, tuple(lines)) if lines else None
