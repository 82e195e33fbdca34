"""Statistical division codes (统计用区划代码) and what changed between two lists.

Codes
    12 digits: province 2, city 2, district 2, street 3, community 3. The levels
    below are written as zeros, or left out: ``440306``, ``440306017`` and
    ``440306017001`` are a district, one of its streets, one of its communities.

Lists
    ``parse`` turns rows of a list into divisions and says what is wrong with
    them; ``compare`` says what a list would change; ``apply`` is what the
    database does with these changes, as plain data: the tests use it to prove
    that the same list, loaded again, changes nothing.

A problem is a :class:`~.table.Problem` whose column is the name of the field; the
words are the caller's.
"""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import NamedTuple

from .table import Problem

LEVELS = ("province", "city", "district", "street", "community")
AREA_LEVELS = LEVELS[2:]
_LENGTH = dict(zip(LEVELS, (2, 4, 6, 9, 12), strict=True))

#: Cities without districts: their streets stand directly under the city.
UNDIVIDED_CITIES = frozenset({"4419", "4420", "4604"})

_COMMITTEE = re.compile(
    r"(?P<village>村民委员会|村民委会|村委会?)$"
    r"|(?:居民委员会|居民居?委会|居委会?|(?:人民)?委员会)$"
)
_OFFICE = re.compile(r"(?<=街道|地区)(?:办事处|办)$")
_NUMERAL = re.compile(r"第?[一二三四五六七八九十百零〇0-9]+")
_VILLAGE_ENDS = ("村", "社区", "嘎查", "庄子", "生活区")


@dataclass(frozen=True, order=True)
class Division:
    """One entry of a list, or one area as it stands: name as officially written."""

    code: str
    name: str
    parent: str = ""
    closed: bool = False

    @property
    def level(self):
        return level_of(self.code)


class Change(NamedTuple):
    """What a list does to one area.

    ``status`` is one of: new, renamed, moved (another parent, or another code
    with the same name), reopened, gone, same.
    """

    status: str
    old: Division | None
    new: Division | None

    @property
    def code(self):
        return (self.new or self.old).code


# Codes


def normalize_code(text):
    """Twelve digits, or the reason why ``text`` is no code of an area.

    >>> normalize_code("440306017"), normalize_code(" 440306017001 ")
    (('440306017000', None), ('440306017001', None))
    >>> normalize_code("4403060170"), normalize_code("44")[1]
    (('4403060170', 'length'), 'level')
    >>> normalize_code("440306000001")[1]
    'structure'
    """
    code = re.sub(r"\s", "", unicodedata.normalize("NFKC", text or ""))
    if not (code.isascii() and code.isdecimal()):
        return code, "format"
    if len(code) not in _LENGTH.values():
        return code, "length"
    full = code.ljust(12, "0")
    if full.startswith("00") or (full[6:9] == "000" and full[9:] != "000"):
        return code, "structure"
    if level_of(full) not in AREA_LEVELS:
        return code, "level"
    return full, None


def level_of(code):
    """Level of a code of 12 digits.

    >>> [level_of(code) for code in ("440306000000", "440306017000", "440306017001")]
    ['district', 'street', 'community']
    >>> level_of("440300000000"), level_of("441900000000")
    ('city', 'district')
    """
    if code[9:] != "000":
        return "community"
    if code[6:9] != "000":
        return "street"
    if code[4:6] != "00" or code[:4] in UNDIVIDED_CITIES:
        return "district"
    return "city" if code[2:4] != "00" else "province"


def parent_of(code):
    """Code one level up; ``""`` above a district.

    >>> parent_of("440306017001"), parent_of("440306017000")
    ('440306017000', '440306000000')
    >>> parent_of("440306000000")
    ''
    """
    level = level_of(code)
    if level not in ("street", "community"):
        return ""
    above = LEVELS[LEVELS.index(level) - 1]
    return code[: _LENGTH[above]].ljust(12, "0")


def is_under(code, scope):
    """Whether ``code`` lies at or under the area with the code ``scope``.

    >>> is_under("440306017001", "440306000000"), is_under("440307001", "440306")
    (True, False)
    """
    prefix = scope.ljust(12, "0")
    return code.startswith(prefix[: _LENGTH[level_of(prefix)]])


# Names


def short_name(name):
    """Name of the area whose committee or office the list names.

    >>> short_name("宝民社区居委会"), short_name("大北家园社区居民委员会")
    ('宝民社区', '大北家园社区')
    >>> short_name("楼梓庄村委会"), short_name("小红门村民委员会")
    ('楼梓庄村', '小红门村')
    >>> short_name("牌坊村村民委员会"), short_name("刘南社区村委会")
    ('牌坊村', '刘南社区')
    >>> short_name("黄麻布社区居委"), short_name("新安街道办事处")
    ('黄麻布社区', '新安街道')
    >>> short_name("第一居委会"), short_name("六铺炕南小街居委会")
    ('第一居委会', '六铺炕南小街')
    """
    name = re.sub(r"\s", "", name or "")
    if match := _OFFICE.search(name):
        return name[: match.start()]
    match = _COMMITTEE.search(name)
    stem = name[: match.start()] if match else ""
    if len(stem) < 2 or _NUMERAL.fullmatch(stem):
        return name
    if match["village"] and not stem.endswith(_VILLAGE_ENDS):
        return stem + "村"
    return stem


def same_name(one, other):
    """Whether two entries name the same area: 居委会 and 居民委员会 do.

    >>> same_name("宝民社区居委会", "宝民社区居民委员会")
    True
    >>> same_name("沙一村委会", "沙一社区居委会")
    False
    """
    return short_name(one) == short_name(other)


# Lists


def parse(rows):
    """Divisions of a list, and what is wrong with it.

    :param rows: ``(row number, {"code":, "name":, "parent_code":})``; the parent
        may be left out, the code says it.
    :return: ``({code: (row, Division)}, [Problem])``. An entry that stands twice
        with the same name counts once.
    """
    found, problems = {}, []
    for row, values in rows:
        division, errors = _parse_row(row, values)
        problems += errors
        if not division:
            continue
        first_row, first = found.setdefault(division.code, (row, division))
        if first != division:
            params = {"code": division.code, "first_row": first_row}
            problems.append(Problem(row, "code", "duplicate", params))
    return found, problems


def _parse_row(row, values):
    name = re.sub(r"\s", "", values.get("name") or "")
    code, reason = normalize_code(values.get("code"))
    problems = []
    if reason:
        problems.append(Problem(row, "code", reason, {"value": code}))
    if not name:
        problems.append(Problem(row, "name", "missing"))
    if problems:
        return None, problems
    parent, reason = _parse_parent(code, values.get("parent_code"))
    if reason:
        problems.append(Problem(row, "parent_code", reason, {"value": parent}))
    return Division(code, name, parent), problems


def _parse_parent(code, text):
    """Parent as the list says it, else as the code says it."""
    expected = parent_of(code)
    if not text or not expected:
        return expected, None
    parent, reason = normalize_code(text)
    if not reason and level_of(parent) != level_of(expected):
        reason = "parent_level"
    return parent, reason


def missing_parents(found, known_codes):
    """Problems for entries whose parent is neither in the list nor known.

    A district has no parent in the tree of areas.
    """
    return [
        Problem(row, "parent_code", "no_parent", {"value": division.parent})
        for row, division in found.values()
        if division.parent
        and division.parent not in found
        and division.parent not in known_codes
    ]


# Changes


def compare(existing, incoming, *, complete=True):
    """Say what ``incoming`` changes in ``existing``, in the order of the codes.

    :param existing: divisions as they stand, also the closed ones.
    :param incoming: divisions of the list.
    :param complete: the list names all areas of its kind in the districts and
        streets it speaks of, so that what it leaves out is gone.
    """
    old = {division.code: division for division in existing}
    new = {division.code: division for division in incoming}
    changes = [
        Change(_status(old.get(code), division), old.get(code), division)
        for code, division in new.items()
    ]
    gone = [
        Change("gone", division, None)
        for division in _left_out(old, new)
        if not division.closed
    ]
    changes, gone = _pair_moves(changes, gone)
    return sorted(changes + (gone if complete else []), key=_order)


def _order(change):
    return change.code, change.status


def _status(old, new):
    if old is None:
        return "new"
    if old.closed:
        return "reopened"
    if old.parent != new.parent:
        return "moved"
    return "same" if same_name(old.name, new.name) else "renamed"


def _left_out(old, new):
    """Existing divisions of the kinds and places that the list speaks of."""
    levels = {(division.code[:6], division.level) for division in new.values()}
    missing = [division for code, division in old.items() if code not in new]
    streets = [
        division
        for division in missing
        if division.level == "street" and (division.code[:6], "street") in levels
    ]
    spoken_of = {street.code for street in streets}
    for division in new.values():
        if division.level == "community":
            spoken_of.add(division.parent)
        elif (division.code[:6], "community") in levels:
            spoken_of.add(division.code)
    communities = [
        division
        for division in missing
        if division.level == "community" and division.parent in spoken_of
    ]
    return streets + communities


def _pair_moves(changes, gone):
    """Join a new and a gone entry of one name, where no other has this name."""
    groups = defaultdict(lambda: ([], []))
    for change in changes:
        if change.status == "new":
            groups[_identity(change.new)][0].append(change)
    for change in gone:
        groups[_identity(change.old)][1].append(change)
    pairs = [
        (came[0], left[0])
        for came, left in groups.values()
        if len(came) == len(left) == 1
    ]
    paired = {change for pair in pairs for change in pair}
    moved = [Change("moved", left.old, came.new) for came, left in pairs]
    return (
        [change for change in changes if change not in paired] + moved,
        [change for change in gone if change not in paired],
    )


def _identity(division):
    return division.code[:6], division.level, short_name(division.name)


def apply(existing, changes):
    """The divisions after all ``changes``; what is gone stays, closed."""
    result = {division.code: division for division in existing}
    for change in changes:
        if change.old:
            result.pop(change.old.code, None)
    for change in changes:
        if change.status == "same":
            result[change.code] = change.old
        elif change.new:
            result[change.code] = replace(change.new, closed=False)
        else:
            result[change.code] = replace(change.old, closed=True)
    return sorted(result.values())
