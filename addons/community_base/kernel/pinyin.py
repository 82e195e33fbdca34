"""Pinyin keys (拼音检索): find 张伟 by typing ``zhangwei``, ``zw`` or a part.

How it works
    ``search_key`` is stored beside a name, in a column with a trigram index;
    ``search_term`` prepares what the user typed; then ``ilike`` does the rest.

Readings
    pypinyin knows phrases (重庆 → chongqing) but reads 单, 曾 or 仇 as words,
    not as surnames. ``SURNAMES`` and ``READINGS`` name the other readings that
    occur in names of people and places. A key holds every combination of them,
    at most ``MAX_VARIANTS``. Taking all readings of the dictionary instead would
    file 蚝乡 under ``cixiang`` as well.
"""

import itertools
import re
import unicodedata

from pypinyin import lazy_pinyin

MAX_VARIANTS = 8

#: Surnames that pypinyin reads as words, with the reading of the family name.
SURNAMES = {
    "万俟": "mo qi",
    "单于": "chan yu",
    "尉迟": "yu chi",
    "毌丘": "guan qiu",
    "长孙": "zhang sun",
    "不": "fou",
    "区": "ou",
    "单": "shan",
    "卜": "bu",
    "召": "shao",
    "员": "yun",
    "啜": "chuo",
    "仇": "qiu",
    "宿": "su",
    "折": "she",
    "撖": "han",
    "曾": "zeng",
    "朴": "piao",
    "查": "zha",
    "柏": "bo",
    "洗": "xian",
    "牟": "mu",
    "盖": "ge",
    "祭": "zhai",
    "种": "chong",
    "秘": "bi",
    "句": "gou",
    "繁": "po",
    "缪": "miao",
    "翟": "zhai",
    "能": "nai",
    "莘": "xin",
    "覃": "qin",
    "解": "xie",
    "谌": "shen",
    "贠": "yun",
    "费": "bi",
    "郇": "huan",
    "阚": "kan",
    "隗": "wei",
    "黑": "he",
    "哈": "ha",
    "乐": "yue",
    "晟": "cheng",
}

#: Characters with another reading anywhere in a name of a person or a place.
READINGS = {
    "乐": "yue le",
    "圩": "xu wei",
    "埔": "bu pu",
    "堡": "bao bu pu",
    "厦": "xia sha",
    "晟": "sheng cheng",
    "曾": "zeng",
    "朝": "chao zhao",
    "柏": "bai bo",
    "涌": "yong chong",
    "茜": "qian xi",
    "莞": "guan wan",
    "蔚": "wei yu",
    "藏": "cang zang",
    "行": "xing hang",
    "都": "du dou",
    "重": "chong zhong",
    "长": "chang zhang",
}

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORDS = re.compile(rf"(?P<han>[{_HAN}]+)|[^\W_{_HAN}]+")
_APOSTROPHE = re.compile(r"['’`]")
_NOT_TYPED = re.compile(r"[\W_]+")


def normalize(text):
    """Full-width letters made plain, lower case, no apostrophes.

    >>> normalize(" ＡＢＣ１２ ")
    'abc12'
    """
    text = unicodedata.normalize("NFKC", text or "").strip().lower()
    return _APOSTROPHE.sub("", text)


def search_term(text):
    """What to look for in the pinyin column, or ``""`` for no pinyin at all.

    >>> search_term("Zhang Wei"), search_term("xi'an"), search_term("张wei")
    ('zhangwei', 'xian', '')
    """
    term = _NOT_TYPED.sub("", normalize(text).replace("ü", "v"))
    return term if term.isascii() else ""


def search_key(name):
    """All that ``name`` can be found by: full readings, then initials.

    >>> search_key("张伟")
    'zhangwei zw'
    >>> search_key("单雄信")
    'shanxiongxin danxiongxin sxx dxx'
    >>> search_key("蚝乡")
    'haoxiang hx'
    >>> search_key("John O'Neill")
    'johnoneill jo'
    >>> search_key("吕A2栋")
    'lva2dong lua2dong la2d'
    >>> search_key(False)
    ''
    """
    readings = _readings(normalize(name))
    variants = list(
        itertools.islice(itertools.product(*readings), MAX_VARIANTS),
    )
    full = ("".join(parts) for parts in variants)
    short = ("".join(map(_initial, parts)) for parts in variants)
    return " ".join(dict.fromkeys(key for key in (*full, *short) if key))


def _initial(part):
    """First letter of a syllable; a word with digits (a2, 12) stays whole."""
    return part if any(char.isdigit() for char in part) else part[:1]


def _readings(name):
    """A tuple of readings for each Chinese character or other word of ``name``."""
    result = []
    for match in _WORDS.finditer(name):
        if not match["han"]:
            result.append((match[0],))
            continue
        chars = zip(match[0], _syllables(match[0]), strict=True)
        result += (_options(syllable, READINGS.get(char)) for char, syllable in chars)
    for position, syllable in enumerate(_surname(name)):
        result[position] = _options(syllable, " ".join(result[position]))
    return result


def _syllables(chars):
    """One syllable a character, as the phrases it stands in are read."""
    syllables = lazy_pinyin(chars, errors=list)
    if len(syllables) == len(chars):
        return syllables
    return [lazy_pinyin(char, errors=list)[0] for char in chars]


def _surname(name):
    """Syllables of the family name at the start, if it is a special one."""
    return (SURNAMES.get(name[:2]) or SURNAMES.get(name[:1]) or "").split()


def _options(syllable, others):
    """Readings in the order given, each once; lü is also typed lu."""
    return tuple(
        dict.fromkeys(
            option
            for reading in (syllable, *(others or "").split())
            for option in (reading, reading.replace("v", "u"))
        ),
    )
