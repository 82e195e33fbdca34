import datetime
import doctest
import string

from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from odoo.tests import BaseCase

from ..kernel import identity

DATES = st.dates(datetime.date(1900, 1, 1)).map("{:%Y%m%d}".format)
PLACES = st.sampled_from(["440306", "810000", "830000", "999999"])
SERIALS = st.integers(0, 999).map("{:03}".format)


@st.composite
def id_cards(draw):
    body = draw(PLACES) + draw(DATES) + draw(SERIALS)
    return body + ric.calc_check_digit(body + "0")


class TestIdentity(BaseCase):
    def test_doctests(self):
        self.assertFalse(doctest.testmod(identity).failed)

    def test_reasons(self):
        reason = {
            "": "length",
            "4403061990010112": "length",
            "44030619900101123": "length",
            "440306199001011234X": "length",
            "4403O6199001011234": "format",
            "440306900101123": "old",
        }
        for number, expected in reason.items():
            self.assertEqual(identity.check_id_card(number)[1], expected, number)

    def test_birth_date_in_id_card(self):
        body = "44030619900230001"
        number = body + ric.calc_check_digit(body + "0")
        self.assertEqual(identity.check_id_card(number), (number, "birth_date"))

    def test_credit_code(self):
        for number, expected in {
            "91110000600037341L": None,
            "91110000600037341M": "checksum",
            "9111": "length",
            "9111000060003734OI": "format",
        }.items():
            self.assertEqual(identity.check_credit_code(number)[1], expected)

    def test_mobile(self):
        for number, expected in {
            "13812345678": None,
            "0086-138-1234-5678": None,
            "８６13812345678": None,
            "1381234567": "length",
            "0755-27781234": "length",
            "1381234567x": "format",
        }.items():
            self.assertEqual(identity.check_mobile(number)[1], expected, number)

    def test_bank_account(self):
        self.assertEqual(identity.check_bank_account("62220200")[1], "length")
        self.assertEqual(identity.check_bank_account("6222x")[1], "format")
        company = identity.check_bank_account("000123456789", card=False)
        self.assertEqual(company, ("000123456789", None))

    @given(id_cards())
    def test_good_id_card(self, number):
        self.assertEqual(identity.check_id_card(number), (number, None))
        self.assertEqual(identity.check_id_card(number.lower())[0], number)

    @given(id_cards(), st.integers(0, 16), st.sampled_from(string.digits))
    def test_one_wrong_digit_is_found(self, number, position, digit):
        wrong = number[:position] + digit + number[position + 1 :]
        if wrong != number:
            self.assertIsNotNone(identity.check_id_card(wrong)[1])

    @given(st.from_regex(r"[1-9][0-9]{12,17}", fullmatch=True))
    def test_luhn(self, body):
        number = body + luhn.calc_check_digit(body)
        self.assertEqual(identity.check_bank_account(number), (number, None))

    @given(st.text(max_size=40))
    def test_any_text_is_answered(self, text):
        for check in (
            identity.check_id_card,
            identity.check_credit_code,
            identity.check_bank_account,
            identity.check_mobile,
        ):
            check(text)
        for mask in (
            identity.mask_id_card,
            identity.mask_phone,
            identity.mask_bank_account,
        ):
            mask(text)

    @given(st.from_regex(r"[0-9]{6,19}", fullmatch=True))
    def test_mask_hides_enough(self, number):
        for mask in (
            identity.mask_id_card,
            identity.mask_phone,
            identity.mask_bank_account,
        ):
            self.assertGreaterEqual(mask(number).count("*"), 4)
