"""Who in a table is somebody we know already (人员查重).

``match`` compares the people of a table with the people on file, and ``twins``
the people of a table with each other. Evidence, from strong to weak:

``known``     the same ID number: the same person
``probable``  the same name and the same phone
``possible``  the same name, and nothing speaks against it: somebody must decide
``new``       nobody

The same name with two different ID numbers is two people. The same ID number with
two different names is ``other_name``: one of the two is wrong or somebody changed
his name, and somebody must look.
"""

import re
import unicodedata
from collections import defaultdict
from typing import Any, NamedTuple


class Person(NamedTuple):
    """``key`` tells people apart: a row of a table, or a record."""

    key: Any
    name: str
    id_card: str = ""
    phone: str = ""


class Match(NamedTuple):
    """``candidates``: keys of the people it may be, the likeliest first."""

    status: str
    candidates: tuple = ()


def normalize_name(name):
    """The name as it is compared: no spaces, one kind of dot, capital letters.

    >>> normalize_name("阿卜杜拉•买买提 "), normalize_name("王 芳")
    ('阿卜杜拉·买买提', '王芳')
    """
    name = unicodedata.normalize("NFKC", name or "").upper()
    return re.sub(r"\s", "", re.sub(r"[•・．.‧∙]", "·", name))


def match(people, known):
    """Return a :class:`Match` for each of ``people``, by key.

    >>> on_file = [Person(7, "张伟", "A"), Person(8, "李娜", "", "1")]
    >>> rows = [Person(2, "张伟", "A"), Person(3, "李娜", "B", "1"), Person(4, "张伟")]
    >>> for key, found in match(rows, on_file).items():
    ...     print(key, *found)
    2 known (7,)
    3 probable (8,)
    4 possible (7,)
    """
    by_id, by_name = defaultdict(list), defaultdict(list)
    for person in known:
        by_name[normalize_name(person.name)].append(person)
        if person.id_card:
            by_id[person.id_card].append(person)
    return {person.key: _match_one(person, by_id, by_name) for person in people}


def _match_one(person, by_id, by_name):
    same_id = by_id.get(person.id_card, ()) if person.id_card else ()
    if same_id:
        name = normalize_name(person.name)
        named = [other for other in same_id if normalize_name(other.name) == name]
        return Match("known" if named else "other_name", _keys(named or same_id))
    namesakes = [
        other
        for other in by_name.get(normalize_name(person.name), ())
        if not _differ(person.id_card, other.id_card)
    ]
    reached = [other for other in namesakes if _agree(person.phone, other.phone)]
    if reached:
        return Match("probable", _keys(reached))
    return Match("possible", _keys(namesakes)) if namesakes else Match("new")


def twins(people):
    """Return pairs ``(key, earlier key)`` of people who stand in a table twice.

    >>> twins([Person(2, "张伟", "A"), Person(3, "张伟", "B"), Person(4, "张三", "A")])
    [(4, 2)]
    >>> twins([Person(2, "张伟", "", "1"), Person(3, "张伟", "A", "1")])
    [(3, 2)]
    """
    pairs, seen_ids, seen_names = [], {}, defaultdict(list)
    for person in people:
        name = normalize_name(person.name)
        earlier = seen_ids.get(person.id_card) if person.id_card else None
        if earlier is None:
            earlier = next(
                (other.key for other in seen_names[name] if _is_twin(person, other)),
                None,
            )
        if earlier is not None:
            pairs.append((person.key, earlier))
            continue
        seen_names[name].append(person)
        if person.id_card:
            seen_ids[person.id_card] = person.key
    return pairs


def _is_twin(person, other):
    """Whether two rows of one name name one person, or cannot be told apart."""
    if _differ(person.id_card, other.id_card):
        return False
    return not _differ(person.phone, other.phone)


def _agree(one, other):
    return bool(one) and one == other


def _differ(one, other):
    return bool(one and other) and one != other


def _keys(people):
    return tuple(sorted({person.key for person in people}))
