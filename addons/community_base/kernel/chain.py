"""Chain the records of a register by hashes (哈希链), so that a change shows.

How it works
    Each record is sealed (封存) with the seal of the one before it: ``seal`` hashes
    the previous seal, the version of the payload and the payload. The first follows
    ``genesis``, which the name of the register makes, so that no chain can pass
    for another's. ``verify`` recomputes them one by one.

What a chain shows, and what not
    A record that was changed, removed from the middle, inserted or moved breaks the
    chain at its place. A chain cut off at its end, or rewritten as a whole,
    is sound in itself: only a head known from outside shows that. So each day's heads
    are published (``day_head``) and given to ``verify`` as ``anchors``.

Payloads
    A dict of ``None``, bool, int, str, date, datetime, Decimal, lists and dicts with
    str keys. Never a float: it would be written differently elsewhere. The version
    says which fields of which types a kind of record had; a new field is a new version.
    No personal data that may have to be purged belongs in here.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

#: How a broken record broke.
BREAKS = {
    "payload": "its payload cannot be written in the canonical form",
    "link": "it does not follow the record before it: one is missing, new or moved",
    "seal": "its content or its seal was changed",
    "anchor": "the head up to it is not the one that was published",
    "end": "records are missing at the end: a published head covers more of them",
}

_ATOMS = frozenset(
    {type(None), bool, int, str, datetime.date, datetime.datetime, Decimal}
)
_HEX = frozenset("0123456789abcdef")


class ChainError(ValueError):
    """Something that cannot be sealed. ``code`` is one of:

    ``type``     a type that has no canonical form; ``key`` no text as key
    ``number``   a Decimal that is no finite number
    ``text``     text that is not Unicode (half of a surrogate pair)
    ``seal``     what should be a seal is none
    ``version``  no whole number from 1
    """

    def __init__(self, code, /, **params):
        self.code = code
        self.params = params
        super().__init__(f"{code} {params}")


class Sealed(NamedTuple):
    """One record of a register as it is stored: ``previous`` and ``seal`` are hex."""

    previous: str
    version: int
    payload: Mapping
    seal: str


class Break(NamedTuple):
    """The first record that does not hold: its place from 0, and one of ``BREAKS``."""

    position: int
    reason: str


# Canonical form


def canonical(payload: Mapping) -> bytes:
    """A payload as bytes, the same on every machine: JSON with sorted keys, UTF-8.

    Dates are ISO 8601; a datetime is UTC to the microsecond (one without a zone is
    taken as UTC, as Odoo stores it); a Decimal is text without needless zeros, so
    that equal amounts are equal bytes. Raises ``ChainError``.

    >>> canonical({"b": Decimal("1.50"), "a": datetime.date(2026, 11, 23)}).decode()
    '{"a":"2026-11-23","b":"1.5"}'
    >>> canonical({"金额": 1.5})
    Traceback (most recent call last):
    ...
    odoo.addons.community_base.kernel.chain.ChainError: type {'value': 1.5}
    """
    _check(payload)
    try:
        return _encode(payload).encode()
    except UnicodeEncodeError as error:
        raise ChainError("text", value=error.object[error.start]) from None


def _check(value):
    """Refuse what JSON would write in its own way: floats, keys that are no text."""
    if isinstance(value, Mapping):
        for key in value:
            if type(key) is not str:
                raise ChainError("key", value=key)
        values = value.values()
    elif isinstance(value, list | tuple):
        values = value
    else:
        values = (value,)
    for one in values:
        if type(one) not in _ATOMS:
            if not isinstance(one, Mapping | list | tuple):
                raise ChainError("type", value=one)
            _check(one)


def _plain(value):
    """What the JSON encoder does not know."""
    if isinstance(value, datetime.datetime):
        if value.tzinfo:
            value = value.astimezone(datetime.UTC).replace(tzinfo=None)
        return value.isoformat(timespec="microseconds") + "Z"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return _decimal_text(value)
    return dict(value)


def _decimal_text(value):
    if not value.is_finite():
        raise ChainError("number", value=value)
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


_encode = json.JSONEncoder(
    ensure_ascii=False,
    allow_nan=False,
    sort_keys=True,
    separators=(",", ":"),
    default=_plain,
).encode


# Seals


def genesis(register: str) -> str:
    """What the first record of a register follows.

    >>> genesis("resolution/12/2026") == genesis("resolution/12/2027")
    False
    """
    return _hash(b"jiedao register", register.encode())


def seal(previous: str, version: int, payload: Mapping) -> str:
    """The seal of a record: 64 hex digits (SHA-256). Raises ``ChainError``.

    >>> first = seal(genesis("example"), 1, {"number": 1})
    >>> len(first), first == seal(genesis("example"), 2, {"number": 1})
    (64, False)
    """
    _check_seal(previous)
    if type(version) is not int or version < 1:
        raise ChainError("version", value=version)
    return _hash(b"jiedao seal", previous.encode(), b"%d" % version, canonical(payload))


def _hash(*parts):
    # No part but the last can hold a line break, so the parts cannot be mistaken.
    return hashlib.sha256(b"\n".join(parts)).hexdigest()


def _check_seal(text):
    if not (isinstance(text, str) and len(text) == 64 and _HEX.issuperset(text)):
        raise ChainError("seal", value=text)


def verify(
    records: Iterable[Sealed], start: str, anchors: Mapping[int, str] | None = None
) -> Break | None:
    """The first record that does not hold, ``None`` for a sound chain.

    ``start`` is what the first record follows: ``genesis(register)``, or a verified
    seal for the part after it. ``anchors``: number of records from there to the head
    that was published then. Reads the records once and keeps none.

    >>> start = genesis("example")
    >>> one = Sealed(start, 1, {"votes": 9}, seal(start, 1, {"votes": 9}))
    >>> verify([one], start), verify([one._replace(payload={"votes": 8})], start)
    (None, Break(position=0, reason='seal'))
    >>> verify([], start, anchors={1: one.seal})
    Break(position=0, reason='end')
    """
    anchors = anchors or {}
    head, count = start, 0
    if anchors.get(0, start) != start:
        return Break(0, "anchor")
    for record in records:
        reason = _broken(record, head)
        if reason:
            return Break(count, reason)
        head, count = record.seal, count + 1
        if anchors.get(count, head) != head:
            return Break(count - 1, "anchor")
    return Break(count, "end") if max(anchors, default=0) > count else None


def _broken(record, head):
    if record.previous != head:
        return "link"
    try:
        expected = seal(record.previous, record.version, record.payload)
    except ChainError:
        return "payload"
    return None if expected == record.seal else "seal"


def day_head(heads: Mapping[str, str]) -> str:
    """One number for a day: over the heads of all registers (当日总摘要).

    ``heads`` maps the name of each register to its head; the order plays no part.
    Printed on minutes and on the public page; a register that keeps them is a
    chain itself.

    >>> heads = {"a": genesis("a"), "b": genesis("b")}
    >>> day_head(heads) == day_head(dict(reversed(heads.items())))
    True
    """
    for head in heads.values():
        _check_seal(head)
    return _hash(b"jiedao day", canonical(heads))
