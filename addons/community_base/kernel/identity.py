"""Numbers that name a person or a body: check digits and masks.

The check digits are python-stdnum's. Each ``check_...`` function takes what a
person typed and returns ``(number, reason)``: the number in its bare form and
``None``, or the reason why it is refused:

``length``    not as many characters as such a number has
``format``    characters that do not belong there
``checksum``  the check digit does not fit: a digit is wrong or two are swapped
``old``       an ID number of 15 digits, not valid since 2013
``birth_date``  the date of birth inside the ID number does not exist
"""

import datetime
import re
import unicodedata

from stdnum import luhn
from stdnum.cn import ric, uscc
from stdnum.exceptions import (
    InvalidChecksum,
    InvalidComponent,
    InvalidFormat,
    InvalidLength,
    ValidationError,
)
from stdnum.util import isdigits

REASONS = {
    InvalidLength: "length",
    InvalidFormat: "format",
    InvalidChecksum: "checksum",
    InvalidComponent: "birth_date",
}
MASK = "*"

_SEPARATORS = re.compile(r"[\s'’‐-―\-()（）]+")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_FIXED_NETWORK = re.compile(r"(0\d{2,3})?[2-9]\d{6,7}")
_COUNTRY = re.compile(r"^(\+|00)?86(?=1\d{10}$)")


def compact(text):
    """Without spaces, hyphens and full-width forms.

    >>> compact(" ６２２２ 0200-0000 ")
    '622202000000'
    """
    text = unicodedata.normalize("NFKC", text or "")
    return _SEPARATORS.sub("", text).upper()


def check_id_card(text):
    """Resident identity number (公民身份号码), GB 11643: 18 characters.

    The first six digits are not compared with a list of places: numbers keep the
    code of a county that has gone, and residence permits of people from Hong
    Kong, Macao and Taiwan use codes that are in no such list.

    >>> check_id_card("11010519491231002x")
    ('11010519491231002X', None)
    >>> check_id_card("110105194912310021")
    ('110105194912310021', 'checksum')
    >>> check_id_card("110105491231002")
    ('110105491231002', 'old')
    """
    number = compact(text)
    if len(number) == 15 and number.isdecimal():
        return number, "old"
    return number, _reason(_validate_id_card, number)


def _validate_id_card(number):
    # Not ric.validate: it looks the place up in a data file, which stdnum cannot
    # open inside Odoo (Odoo's import hook hides the package's resources).
    if len(number) != 18:
        raise InvalidLength()
    if not isdigits(number[:-1]):
        raise InvalidFormat()
    if number[-1] != ric.calc_check_digit(number):
        raise InvalidChecksum()
    if birth_date(number) is None:
        raise InvalidComponent()


def birth_date(id_card):
    """Date of birth in an ID number, ``None`` where it holds no real date.

    >>> birth_date("11010519491231002X")
    datetime.date(1949, 12, 31)
    >>> birth_date("110105194913310020") is None
    True
    """
    try:
        date = datetime.datetime.strptime(compact(id_card)[6:14], "%Y%m%d").date()
    except ValueError:
        return None
    return date if date.year >= 1850 else None


def check_credit_code(text):
    """Unified social credit code (统一社会信用代码), GB 32100: 18 characters.

    >>> check_credit_code("91110000600037341L")
    ('91110000600037341L', None)
    """
    number = compact(text)
    return number, _reason(uscc.validate, number)


def check_bank_account(text, *, card=True):
    """Bank card number (银行卡号): 13 to 19 digits with Luhn's check digit.

    Accounts of companies have no common form: with ``card=False`` only their
    characters and length are looked at.

    >>> check_bank_account("6222 0200 0000 0000 006")
    ('6222020000000000006', 'checksum')
    >>> check_bank_account("4444 4444 4444 4448")
    ('4444444444444448', None)
    """
    number = compact(text)
    if not number.isascii() or not number.isdecimal():
        return number, "format"
    if not (13 if card else 6) <= len(number) <= (19 if card else 32):
        return number, "length"
    return number, _reason(luhn.validate, number) if card else None


def check_mobile(text):
    """Mobile number of the mainland (手机号码), with or without +86.

    >>> check_mobile("+86 138 1234 5678")
    ('13812345678', None)
    >>> check_mobile("12345678901")
    ('12345678901', 'format')
    """
    number = _COUNTRY.sub("", compact(text))
    if _MOBILE.fullmatch(number):
        return number, None
    digits = number.isascii() and number.isdecimal()
    return number, "length" if digits and len(number) != 11 else "format"


def check_phone(text):
    """Mobile number, or a number of the fixed network (固定电话) with or without area.

    >>> check_phone("+86 138 1234 5678"), check_phone("0755-2778 1234")
    (('13812345678', None), ('075527781234', None))
    >>> check_phone("1381234567")
    ('1381234567', 'length')
    """
    number, reason = check_mobile(text)
    return number, None if _FIXED_NETWORK.fullmatch(number) else reason


def _reason(validate, number):
    try:
        validate(number)
    except ValidationError as error:
        return REASONS.get(type(error), "format")
    return None


def mask(text, start, end):
    """Only the first ``start`` and last ``end`` characters.

    What is too short to hide at least as much as it shows is hidden whole.

    >>> mask("abcdefghijkl", 2, 3), mask("abcd", 2, 1), mask("", 1, 1)
    ('ab*******jkl', '****', '')
    """
    text = (text or "").strip()
    hidden = len(text) - start - end
    if hidden < start + end and hidden < 4:
        return MASK * len(text)
    return text[:start] + MASK * hidden + text[len(text) - end :]


def mask_id_card(text):
    """
    >>> mask_id_card("440306199001011234")
    '440306********1234'
    """
    return mask(compact(text), 6, 4)


def mask_phone(text):
    """
    >>> mask_phone("138 1234 5678"), mask_phone("0755-27781234")
    ('138****5678', '0755****1234')
    """
    number = compact(text)
    return mask(number, 3 if len(number) == 11 else 4, 4)


def mask_bank_account(text):
    """In groups of four, as on a card; always two groups hidden.

    >>> mask_bank_account("6222020000000001234"), mask_bank_account("")
    ('6222 **** **** 1234', '')
    """
    number = compact(text)
    if len(number) < 12:
        return MASK * len(number)
    hidden = MASK * 4
    return f"{number[:4]} {hidden} {hidden} {number[-4:]}"
