"""Forms of official documents (公文): numbers, dates and amounts in words.

Document number (发文字号, GB/T 9704-2012, 7.2.5): the sender's code (机关代字), the
year in full in hexagonal brackets, the serial without leading zeros and 号:
``蚝街党〔2026〕3号``. Serials run from 1 each year, without gaps.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

_DIGITS = "〇一二三四五六七八九"
_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
_NUMBER = re.compile(
    r"(?P<sender>[^\W\d_]+)[〔\[【(](?P<year>\d{4})[〕\]】)]第?(?P<serial>\d+)号"
)
_CODE = re.compile(r"[^\W\d_]+")
FEN_LIMIT = 10**18


class DocumentError(ValueError):
    """A form that cannot be written or read. ``code`` is one of:

    ``number``     no document number at all
    ``sender``     a sender's code is one or more letters, in Chinese as a rule
    ``year``, ``serial``  out of range
    ``duplicate``  a serial was given twice; ``gap``  one is missing before the last
    ``amount``     no whole number of fen, negative, or from 10¹⁸ on
    """

    def __init__(self, code, /, **params):
        self.code = code
        self.params = params
        super().__init__(f"{code} {params}")


# Numbers


class DocumentNumber(NamedTuple):
    """``str()`` gives it as it is printed.

    >>> str(DocumentNumber("蚝街党", 2026, 3))
    '蚝街党〔2026〕3号'
    """

    sender: str
    year: int
    serial: int

    def __str__(self):
        return format_number(*self)


def format_number(sender: str, year: int, serial: int) -> str:
    """The number of a document as it is printed. Raises ``DocumentError``.

    >>> format_number("蚝街党", 2026, 3)
    '蚝街党〔2026〕3号'
    """
    if not (isinstance(sender, str) and _CODE.fullmatch(sender)):
        raise DocumentError("sender", sender=sender)
    if type(year) is not int or not 1000 <= year <= 9999:
        raise DocumentError("year", year=year)
    if type(serial) is not int or serial < 1:
        raise DocumentError("serial", serial=serial)
    return f"{sender}〔{year}〕{serial}号"


def entry_number(year: int, serial: int) -> str:
    """The number of an entry in an office's own book of a year (登记号).

    >>> entry_number(2026, 3)
    '2026-0003'
    """
    return f"{year}-{serial:04d}"


def parse_number(text: str) -> DocumentNumber:
    """Read a number as people type it: any brackets, 第, zeros, wide digits, spaces.

    >>> parse_number("蚝街党 [２０２６] 第003号")
    DocumentNumber(sender='蚝街党', year=2026, serial=3)
    """
    squeezed = re.sub(r"\s", "", unicodedata.normalize("NFKC", text or ""))
    # NFKC narrows digits and round brackets; 〔〕 and 【】 stay what they are.
    match = _NUMBER.fullmatch(squeezed)
    if not match:
        raise DocumentError("number", text=text)
    number = DocumentNumber(match["sender"], int(match["year"]), int(match["serial"]))
    format_number(*number)
    return number


def next_number(taken: Iterable[int]) -> int:
    """The serial after those given out this year; they must run from 1 without gaps.

    The caller holds the lock of the register. Raises ``DocumentError`` that names
    the first serial that is missing or was given twice.

    >>> next_number([]), next_number([2, 1, 3])
    (1, 4)
    """
    expected = 1
    for serial in sorted(taken):
        if serial != expected:
            code = "duplicate" if 1 <= serial < expected else "gap"
            raise DocumentError(
                code, serial=serial if code == "duplicate" else expected
            )
        expected += 1
    return expected


# Dates


def chinese_date(day: datetime.date) -> str:
    """The date of a resolution in Chinese numerals (汉字日期).

    >>> chinese_date(datetime.date(2026, 11, 23))
    '二〇二六年十一月二十三日'
    """
    year = "".join(_DIGITS[int(digit)] for digit in f"{day.year:04}")
    return f"{year}年{_small(day.month)}月{_small(day.day)}日"


def document_date(day: datetime.date) -> str:
    """The date under a document (成文日期): Arabic, no leading zeros (7.3.5.4).

    >>> document_date(datetime.date(2026, 1, 5))
    '2026年1月5日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def _small(number):
    """1 to 99 in Chinese: 十, 十一, 二十."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


# Amounts


def amount_in_words(fen: int) -> str:
    """An amount in capitals (人民币大写) from whole fen. Raises ``DocumentError``.

    As 正确填写票据和结算凭证的基本规定 (支付结算办法, annex) asks: 零 for zeros between
    digits, once for several; 零 after 元 where jiao is 0 and fen is not; 整 after 元.
    Where it leaves a choice, the form it names first: 零 after 元 if the yuan end in
    0 and jiao follow; nothing after 角.

    >>> amount_in_words(168032)
    '人民币壹仟陆佰捌拾元零叁角贰分'
    >>> amount_in_words(100_000_00)
    '人民币壹拾万元整'
    """
    if type(fen) is not int or not 0 <= fen < FEN_LIMIT:
        raise DocumentError("amount", fen=fen)
    yuan, cents = divmod(fen, 100)
    whole = f"{_integer(yuan)}元" if yuan else ""
    if not cents:
        return f"人民币{whole or '零元'}整"
    return f"人民币{whole}{_cents(yuan, *divmod(cents, 10))}"


def _cents(yuan, jiao, fen):
    linked = "零" if yuan and (not jiao or yuan % 10 == 0) else ""
    tail = f"{_CAPITALS[jiao]}角" if jiao else ""
    return linked + tail + (f"{_CAPITALS[fen]}分" if fen else "")


def _integer(number):
    """A number from 1 in capitals: in steps of 亿, 万 and single digits."""
    for size, unit in ((10**8, "亿"), (10**4, "万")):
        high, low = divmod(number, size)
        if high:
            return _integer(high) + unit + _rest(low, size // 10)
    return _below_ten_thousand(number)


def _rest(low, full):
    """What follows a unit: nothing, or 零 first where the next place is empty."""
    if not low:
        return ""
    return ("" if low >= full else "零") + _integer(low)


def _below_ten_thousand(number):
    words, pending = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            words += ("零" if pending else "") + _CAPITALS[digit] + _UNITS[place]
        pending = not digit and bool(words)
    return words
