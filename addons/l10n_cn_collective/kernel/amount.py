# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Amounts in words (大写金额), as vouchers and cheques have them."""

from decimal import Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")
LIMIT = Decimal(10) ** 16


def in_words(amount):
    """Return an amount of yuan with at most two decimals, in words.

    :raise ValueError: it has more decimals, or is 10,000,000,000,000,000 or more

    >>> in_words(Decimal("1409.50")), in_words(Decimal("10007.02"))
    ('壹仟肆佰零玖元伍角整', '壹万零柒元零贰分')
    >>> in_words(Decimal("-0.05")), in_words(0), in_words(100000000)
    ('负伍分', '零元整', '壹亿元整')
    """
    amount = Decimal(amount)
    fen = amount.scaleb(2)
    if fen != fen.to_integral_value() or abs(amount) >= LIMIT:
        raise ValueError(f"no amount of money: {amount}")
    yuan, rest = divmod(int(abs(fen)), 100)
    sign = "负" if fen < 0 else ""
    return sign + (_yuan(yuan) + _parts(yuan, *divmod(rest, 10)) or "零元整")


def _yuan(number):
    """Groups of four figures; one 零 stands for all that are skipped."""
    words, skipped = "", False
    for index in reversed(range(len(_GROUPS))):
        group = number // 10000**index % 10000
        if not group:
            skipped = bool(words)
            continue
        if words and (skipped or group < 1000):
            words += "零"
        words += _four(group) + _group_name(index, number)
        skipped = False
    return words + "元" if words else ""


def _group_name(index, number):
    """万亿 is 万 alone where 亿 follows with figures of its own."""
    return "万" if index == 3 and number // 10**8 % 10000 else _GROUPS[index]


def _four(group):
    words, skipped = "", False
    for index in reversed(range(4)):
        digit = group // 10**index % 10
        if digit:
            words += ("零" if skipped else "") + _DIGITS[digit] + _UNITS[index]
        skipped = bool(words) and not digit
    return words


def _parts(yuan, jiao, fen):
    if not jiao and not fen:
        return "整" if yuan else ""
    words = _DIGITS[jiao] + "角" if jiao else ("零" if yuan else "")
    return words + (_DIGITS[fen] + "分" if fen else "整")
