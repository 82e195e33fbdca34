import doctest

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..kernel import pinyin

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


class TestPinyin(BaseCase):
    def assert_found(self, name, *terms):
        key = pinyin.search_key(name)
        for term in terms:
            self.assertIn(pinyin.search_term(term), key, name)

    def test_doctests(self):
        self.assertFalse(doctest.testmod(pinyin).failed)

    def test_surnames(self):
        for name, term in (
            ("曾国藩", "zengguofan"),
            ("仇和", "qh"),
            ("解晓东", "xiexiaodong"),
            ("区伯", "oubo"),
            ("翟志刚", "zhaizhigang"),
            ("尉迟恭", "yuchigong"),
            ("单于夫罗", "cyfl"),
            ("欧阳娜娜", "Ouyang Nana"),
            ("覃辉", "qinhui"),
            ("覃辉", "tanhui"),
        ):
            self.assert_found(name, term)

    def test_places(self):
        self.assert_found("步涌社区", "buchong", "buyong", "bysq")
        self.assert_found("白石厦社区", "baishixia", "baishisha")
        self.assert_found("重庆", "chongqing")
        self.assert_found("朝阳社区", "chaoyang", "cysq")

    def test_part_of_a_name(self):
        self.assert_found("蚝乡街道办事处", "xiangjiedao", "jdbsc", "hxjd")

    def test_term_with_chinese_is_not_pinyin(self):
        self.assertEqual(pinyin.search_term("张w"), "")
        self.assertEqual(pinyin.search_term(None), "")

    @given(st.text(HAN, max_size=30))
    def test_key_is_bounded_and_never_fails(self, name):
        keys = pinyin.search_key(name).split()
        self.assertLessEqual(len(keys), 2 * pinyin.MAX_VARIANTS)
        self.assertEqual(len(keys), len(set(keys)))
        self.assertEqual(bool(keys), bool(name))

    @given(st.text(max_size=30))
    def test_any_text(self, text):
        key = pinyin.search_key(text)
        self.assertEqual(key, pinyin.search_key(text))
        pinyin.search_term(text)

    @given(st.from_regex(r"[A-Za-z0-9]{1,20}", fullmatch=True))
    def test_ascii_is_found_by_itself(self, text):
        self.assertIn(pinyin.search_term(text), pinyin.search_key(text))
