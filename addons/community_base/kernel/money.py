"""Amounts of money: databases hold yuan, arithmetic is done in whole fen (元、分)."""


def to_fen(yuan: float | None) -> int:
    """Return an amount in yuan, or nothing at all, in fen.

    >>> to_fen(12.3), to_fen(0.29), to_fen(None)
    (1230, 29, 0)
    """
    return round((yuan or 0) * 100)


def in_yuan(fen: int) -> str:
    """Return fen, not negative, as yuan are written: two places, nothing between.

    >>> in_yuan(1230), in_yuan(5)
    ('12.30', '0.05')
    """
    return f"{fen // 100}.{fen % 100:02d}"
