"""The receipt of a secret ballot (选票回执): short, readable, leading to nobody."""

import secrets

#: Digits and capitals that nobody mistakes for each other on paper or on a screen.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
GROUP = 4


def new_receipt() -> str:
    """Return a receipt of two groups, from the system's own source of randomness.

    >>> import re
    >>> bool(re.fullmatch(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", new_receipt()))
    True
    """
    groups = ("".join(map(secrets.choice, [ALPHABET] * GROUP)) for _group in range(2))
    return "-".join(groups)
