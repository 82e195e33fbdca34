"""The unified social credit code (统一社会信用代码, GB 32100).

18 characters: who registered it, what it is, where (6 digits), nine of the body itself,
one that checks the others. ``stdnum`` counts the check character but takes digits only
in front, while collective organizations are registered under ``N``.
"""

from stdnum.cn import uscc

ALPHABET = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
LENGTH = 18
PLACE = slice(2, 8)


def check(text: str) -> tuple[str, str | None]:
    """Return the bare code and what is wrong with it: ``length``, ``format``,
    ``checksum`` or nothing.

    >>> check("91110000600037341l")
    ('91110000600037341L', None)
    >>> check("N2440306MA5F000000")[1], check("9111")[1], check("91110000600O37341L")[1]
    ('checksum', 'length', 'format')
    """
    code = uscc.compact(text).upper()
    if len(code) != LENGTH:
        return code, "length"
    if not (ALPHABET.issuperset(code) and code[PLACE].isdecimal()):
        return code, "format"
    if uscc.calc_check_digit(code[:-1]) != code[-1]:
        return code, "checksum"
    return code, None
