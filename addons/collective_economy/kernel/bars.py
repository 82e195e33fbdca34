"""Who may not sit beside whom in a cooperative's organs (任职回避), from plain data.

Nothing here knows names: persons are keys, and words are the caller's.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import NamedTuple

#: Organs whose members manage, and the organ that watches over them.
MANAGING = ("board",)
WATCHING = ("supervisors",)


class Post(NamedTuple):
    """A seat held or to be held; ``organ`` is the code of the organ's kind."""

    person: Hashable
    organ: str
    finance: bool = False


class Bar(NamedTuple):
    """``code``: ``cross_holding``, ``relative``, ``incompatible``."""

    code: str
    person: Hashable
    other: Hashable | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """Which bars hold, as the cooperative's profile says.

    May the Party committee's members sit in the board (交叉任职); are near relatives of
    managers barred from watching over them; is the finance staff barred from it.
    """

    cross_holding_allowed: bool = True
    relatives_barred: bool = False
    finance_barred: bool = False


def find(rules, posts, kin=(), party=(), excepted=()):
    """Return the bars among all posts of a cooperative, each once.

    :param kin: pairs of persons who are near relatives
    :param party: persons who sit in the community's Party committee
    :param excepted: ``(person, code)`` that an exception names

    >>> posts = [Post(1, "board"), Post(2, "supervisors")]
    >>> find(Rules(relatives_barred=True), posts, kin=[(2, 1)])
    [Bar(code='relative', person=2, other=1)]
    """
    managers = {p.person for p in posts if p.organ in MANAGING}
    finance = {p.person for p in posts if p.finance}
    watchers = {p.person for p in posts if p.organ in WATCHING}
    bars = []
    if not rules.cross_holding_allowed:
        seated = sorted(managers & set(party), key=repr)
        bars += [Bar("cross_holding", person) for person in seated]
    both = watchers & (managers | (finance if rules.finance_barred else set()))
    bars += [Bar("incompatible", person) for person in sorted(both, key=repr)]
    if rules.relatives_barred:
        bars += _relatives(watchers, managers | finance, kin)
    excepted = set(excepted)
    return [
        bar
        for bar in bars
        if (bar.person, bar.code) not in excepted
        and (bar.other, bar.code) not in excepted
    ]


def _relatives(watchers, others, kin):
    pairs = {frozenset(pair) for pair in kin}
    found = [
        Bar("relative", watcher, other)
        for watcher in watchers
        for other in others - {watcher}
        if frozenset((watcher, other)) in pairs
    ]
    return sorted(found, key=repr)


def find_size(number, least, most, odd):
    """Return what is wrong with the size of an organ: a code or nothing.

    >>> find_size(4, 5, 11, True), find_size(6, 5, 11, True), find_size(5, 5, 11, True)
    ('too_few', 'not_odd', None)
    """
    if number < least:
        return "too_few"
    if most and number > most:
        return "too_many"
    return "not_odd" if odd and number % 2 == 0 else None
