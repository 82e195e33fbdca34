from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..kernel.amount import in_words
from ..kernel.checksums import LIST, pack, verify
from ..kernel.closing import Balance, closing_entries

DIGITS = {word: value for value, word in enumerate("零壹贰叁肆伍陆柒捌玖")}
SMALL = {"拾": 10, "佰": 100, "仟": 1000}


def read_words(words):
    """The amount that the words say, read by rules of their own."""
    sign = -1 if words.startswith("负") else 1
    words = words.removeprefix("负").removesuffix("整")
    yuan, _, rest = words.rpartition("元") if "元" in words else ("", "", words)
    total = Decimal(read_integer(yuan))
    digit = 0
    for word in rest:
        if word in DIGITS:
            digit = DIGITS[word]
        else:
            total += digit * {"角": Decimal("0.1"), "分": Decimal("0.01")}[word]
    return sign * total


def read_integer(words):
    """仟, 佰, 拾 add up; 万 and 亿 multiply all that stands before them."""
    high, _, low = words.rpartition("亿")
    if high:
        return read_integer(high) * 10**8 + read_integer(low)
    high, _, low = words.rpartition("万")
    if high:
        return read_integer(high) * 10**4 + read_integer(low)
    total, digit = 0, 0
    for word in words:
        if word in DIGITS:
            digit = DIGITS[word]
        else:
            total, digit = total + digit * SMALL[word], 0
    return total + digit


class TestAmountInWords(BaseCase):
    @given(st.integers(-(10**18) + 1, 10**18 - 1))
    def test_words_say_the_amount(self, fen):
        amount = Decimal(fen).scaleb(-2)
        self.assertEqual(read_words(in_words(amount)), amount)

    @given(st.integers(0, 10**18 - 1))
    def test_form(self, fen):
        words = in_words(Decimal(fen).scaleb(-2))
        self.assertNotIn("零零", words)
        self.assertTrue(words.endswith(("整", "分")))
        self.assertNotRegex(words, "零[拾佰仟万亿]")

    def test_examples(self):
        for amount, words in (
            ("107000.53", "壹拾万柒仟元伍角叁分"),
            ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
            ("6007.14", "陆仟零柒元壹角肆分"),
            ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
            ("325.04", "叁佰贰拾伍元零肆分"),
            ("10000000000", "壹佰亿元整"),
            ("0.30", "叁角整"),
        ):
            self.assertEqual(in_words(Decimal(amount)), words)

    def test_no_words_for_fractions_of_a_fen(self):
        for amount in ("0.001", "1e16"):
            with self.assertRaises(ValueError):
                in_words(Decimal(amount))


amounts = st.integers(-(10**9), 10**9)
roles = st.sampled_from(["income", "expense", "appropriation"])


class TestClosingEntries(BaseCase):
    @given(st.lists(st.tuples(roles, amounts), max_size=12), amounts)
    def test_all_is_empty_after_it_and_nothing_is_lost(self, given_, own):
        result, kept = -1, -2
        balances = [Balance(i, role, n) for i, (role, n) in enumerate(given_)]
        after = {b.account: b.amount for b in balances} | {result: own, kept: 0}
        total = sum(after.values())
        for entry in closing_entries(balances, result, own, kept):
            self.assertEqual(sum(amount for _, amount in entry.lines), 0)
            self.assertTrue(all(amount for _, amount in entry.lines))
            for account, amount in entry.lines:
                after[account] += amount
        self.assertEqual(after.pop(kept), total)
        self.assertFalse(any(after.values()))

    def test_an_empty_year_has_no_entries(self):
        self.assertEqual(closing_entries([], 1, 0, 2), [])


class TestChecksums(BaseCase):
    files = st.dictionaries(
        st.sampled_from(["a.csv", "账簿/总账.csv", "b/c.html"]), st.binary(max_size=40)
    )

    @given(files)
    def test_what_is_packed_verifies_and_is_the_same_again(self, files):
        package = pack(files.items())
        self.assertEqual(verify(package.content, package.digest), [])
        self.assertEqual(pack(reversed(files.items())), package)

    @given(files, files)
    def test_every_change_is_found(self, before, after):
        digest, content = pack(before.items()).digest, pack(after.items()).content
        self.assertEqual(verify(content, digest) == [], before == after)

    def test_two_files_of_one_name_are_refused(self):
        for twice in (["a", "a"], [LIST]):
            with self.assertRaises(ValueError):
                pack([(name, b"") for name in twice])
