import datetime
import doctest

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..kernel import officialdoc
from ..kernel.officialdoc import DocumentError, DocumentNumber

senders = st.text("蚝街党社区委居发函", min_size=1, max_size=6)
documents = st.builds(
    DocumentNumber, senders, st.integers(1949, 9999), st.integers(1, 99_999)
)


class TestNumber(BaseCase):
    def test_doctests(self):
        self.assertFalse(doctest.testmod(officialdoc).failed)

    def test_as_people_type_it(self):
        number = DocumentNumber("蚝街党", 2026, 3)
        for text in (
            "蚝街党〔2026〕3号",
            "蚝街党[2026]3号",
            "蚝街党【2026】3号",
            "蚝街党(2026)3号",
            "蚝街党（2026）3号",
            " 蚝街党 ﹝2026﹞ 03 号",
            "蚝街党〔２０２６〕第3号",
        ):
            self.assertEqual(officialdoc.parse_number(text), number, text)

    def test_refused(self):
        for text in (
            "",
            None,
            "蚝街党〔2026〕号",
            "蚝街党〔26〕3号",
            "〔2026〕3号",
            "蚝街党〔2026〕3",
            "蚝街党〔2026〕3号附件",
            "蚝街党2026-3",
        ):
            with self.assertRaises(DocumentError) as caught:
                officialdoc.parse_number(text)
            self.assertEqual(caught.exception.code, "number", text)
        for code, parts in (
            ("sender", ("", 2026, 1)),
            ("sender", ("蚝 街", 2026, 1)),
            ("sender", ("蚝〔", 2026, 1)),
            ("year", ("蚝", 26, 1)),
            ("year", ("蚝", "2026", 1)),
            ("serial", ("蚝", 2026, 0)),
            ("serial", ("蚝", 2026, True)),
        ):
            with self.assertRaises(DocumentError) as caught:
                officialdoc.format_number(*parts)
            self.assertEqual(caught.exception.code, code, parts)
        with self.assertRaisesRegex(DocumentError, "serial"):
            officialdoc.parse_number("蚝街党〔2026〕0号")

    @settings(max_examples=60)
    @given(documents)
    def test_written_and_read_again(self, number):
        self.assertEqual(officialdoc.parse_number(str(number)), number)

    def test_next_number(self):
        for taken, code, serial in (
            ([1, 2, 4], "gap", 3),
            ([2], "gap", 1),
            ([1, 2, 2], "duplicate", 2),
            ([0, 1], "gap", 1),
        ):
            with self.assertRaises(DocumentError) as caught:
                officialdoc.next_number(taken)
            self.assertEqual(caught.exception.code, code)
            self.assertEqual(caught.exception.params, {"serial": serial})

    @settings(max_examples=40)
    @given(st.integers(0, 50), st.randoms())
    def test_next_number_continues(self, count, chance):
        taken = list(range(1, count + 1))
        chance.shuffle(taken)
        self.assertEqual(officialdoc.next_number(taken), count + 1)


class TestDate(BaseCase):
    def test_written(self):
        for day, words, figures in (
            ((2026, 11, 23), "二〇二六年十一月二十三日", "2026年11月23日"),
            ((2026, 1, 1), "二〇二六年一月一日", "2026年1月1日"),
            ((2030, 10, 10), "二〇三〇年十月十日", "2030年10月10日"),
            ((2000, 12, 20), "二〇〇〇年十二月二十日", "2000年12月20日"),
            ((1999, 2, 30 - 2), "一九九九年二月二十八日", "1999年2月28日"),
            ((2027, 5, 31), "二〇二七年五月三十一日", "2027年5月31日"),
        ):
            date = datetime.date(*day)
            self.assertEqual(officialdoc.chinese_date(date), words)
            self.assertEqual(officialdoc.document_date(date), figures)

    def test_every_day_of_a_year_is_written_differently(self):
        days = [datetime.date(2028, 1, 1) + datetime.timedelta(n) for n in range(366)]
        self.assertEqual(len({officialdoc.chinese_date(day) for day in days}), 366)


class TestAmount(BaseCase):
    # The examples of 正确填写票据和结算凭证的基本规定, then zeros in every place.
    GOLDEN = {
        "1409.50": "壹仟肆佰零玖元伍角",
        "6007.14": "陆仟零柒元壹角肆分",
        "1680.32": "壹仟陆佰捌拾元零叁角贰分",
        "107000.53": "壹拾万柒仟元零伍角叁分",
        "16409.02": "壹万陆仟肆佰零玖元零贰分",
        "325.04": "叁佰贰拾伍元零肆分",
        "0.00": "零元整",
        "0.01": "壹分",
        "0.10": "壹角",
        "0.11": "壹角壹分",
        "1.00": "壹元整",
        "1.01": "壹元零壹分",
        "10.00": "壹拾元整",
        "10.01": "壹拾元零壹分",
        "10.10": "壹拾元零壹角",
        "15.00": "壹拾伍元整",
        "100.00": "壹佰元整",
        "101.00": "壹佰零壹元整",
        "110.00": "壹佰壹拾元整",
        "1000.00": "壹仟元整",
        "1001.00": "壹仟零壹元整",
        "1010.00": "壹仟零壹拾元整",
        "1100.00": "壹仟壹佰元整",
        "9999.99": "玖仟玖佰玖拾玖元玖角玖分",
        "10000.00": "壹万元整",
        "10001.00": "壹万零壹元整",
        "10010.00": "壹万零壹拾元整",
        "10100.00": "壹万零壹佰元整",
        "11000.00": "壹万壹仟元整",
        "100000.00": "壹拾万元整",
        "100100.00": "壹拾万零壹佰元整",
        "1000000.00": "壹佰万元整",
        "1000001.00": "壹佰万零壹元整",
        "10000000.00": "壹仟万元整",
        "10010000.00": "壹仟零壹万元整",
        "100000000.00": "壹亿元整",
        "100000001.00": "壹亿零壹元整",
        "100010000.00": "壹亿零壹万元整",
        "101000000.00": "壹亿零壹佰万元整",
        "110000000.00": "壹亿壹仟万元整",
        "110000100.00": "壹亿壹仟万零壹佰元整",
        "100100010.00": "壹亿零壹拾万零壹拾元整",
        "1000000000.00": "壹拾亿元整",
        "120000000000.00": "壹仟贰佰亿元整",
        "1000000000000.00": "壹万亿元整",
        "1000100000000.00": "壹万零壹亿元整",
        "9999999999999999.99": (
            "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"
        ),
    }

    def test_golden(self):
        for amount, words in self.GOLDEN.items():
            fen = int(amount.replace(".", ""))
            self.assertEqual(officialdoc.amount_in_words(fen), f"人民币{words}", amount)

    def test_refused(self):
        for fen in (-1, 1.0, "100", None, True, officialdoc.FEN_LIMIT):
            with self.assertRaisesRegex(DocumentError, "amount"):
                officialdoc.amount_in_words(fen)

    @settings(max_examples=200)
    @given(st.integers(0, officialdoc.FEN_LIMIT - 1) | st.integers(0, 10**7))
    def test_words_say_the_amount(self, fen):
        words = officialdoc.amount_in_words(fen)
        self.assertEqual(fen_of(words), fen)
        self.assertNotIn("零零", words)


def fen_of(words):
    """Read the words back, by another way than they were written."""
    yuan, _sign, rest = words.removeprefix("人民币").rpartition("元")
    total = 100 * read(yuan)
    for unit, size in (("角", 10), ("分", 1)):
        if unit in rest:
            total += size * "零壹贰叁肆伍陆柒捌玖".index(rest[rest.index(unit) - 1])
    return total


def read(words):
    total = section = digit = 0
    if "亿" in words:
        high, words = words.split("亿")
        total = read(high) * 10**8
    for char in words:
        if char in "拾佰仟":
            section += digit * 10 ** ("拾佰仟".index(char) + 1)
            digit = 0
        elif char == "万":
            total += (section + digit) * 10**4
            section = digit = 0
        else:
            digit = "零壹贰叁肆伍陆柒捌玖".index(char)
    return total + section + digit
