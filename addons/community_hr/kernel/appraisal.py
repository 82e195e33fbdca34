"""Appraisal (考核): what several parties think of somebody, as one score and a grade.

Each party (考核主体) marks the criteria that are its own, 0 to 100. Its marks make its
score by the criteria's weights; the parties' scores make the total by theirs. What is
missing is dealt with by one stated policy, for a criterion as for a whole party:

``spread``   the others bear its weight, in proportion to their own (按比例分摊)
``neutral``  it counts as a stated mark (按中性分计)
``refuse``   there is no score without it (缺一不可)

A party may have a floor: if it would weigh less than that in the end, there is no
score. So a community that must weigh seven tenths cannot be left out.

The grade that is limited (优秀) goes to the best of each unit, no more than the quota
has places. Who ties for the last of them gets none by the ranking: people decide, and
the ranking says between whom. All arithmetic is exact; only the total is rounded, half
up, and ranks follow the rounded total that everybody reads.
"""

from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

MISSING = ("spread", "neutral", "refuse")
ROUNDINGS = ("down", "half_up", "up")
FULL = 100


class AppraisalError(ValueError):
    """Rules or marks that give no score. ``code`` is one of:

    ``weights``    the weights of ``what`` are not positive or do not make up 100
    ``below_floor``  ``party`` would weigh ``weight``, less than its ``floor``
    ``unmarked``   no party marks ``criterion``, or ``party`` marks none
    ``grades``     no grade begins at 0, two begin alike, or two are limited
    ``missing``    ``party`` gave no mark on ``criterion`` and may not be missing
    ``nothing``    there is no mark at all
    ``range``      ``mark`` is not between 0 and 100
    """

    def __init__(self, code, **params):
        self.code = code
        self.params = params
        super().__init__(f"{code} {params}")


class Party(NamedTuple):
    """Who marks; ``weight`` and ``floor`` are parts of 100."""

    code: str
    weight: Fraction
    floor: Fraction = Fraction(0)


class Criterion(NamedTuple):
    """What is marked, by which ``parties`` (codes)."""

    code: str
    weight: Fraction
    parties: tuple[str, ...]


class Grade(NamedTuple):
    """A result from a total on: its coefficient of pay, whether the year counts."""

    code: str
    at_least: Fraction
    coefficient: Fraction
    passes: bool = True
    limited: bool = False


class Quota(NamedTuple):
    """Places of the limited grade: a ratio of the people of a unit, rounded."""

    ratio: Fraction
    rounding: str = "down"


class Rules(NamedTuple):
    parties: tuple[Party, ...]
    criteria: tuple[Criterion, ...]
    grades: tuple[Grade, ...]
    missing: str = "refuse"
    neutral: Fraction = Fraction(0)
    digits: int = 2
    quota: Quota = Quota(Fraction(1))


class Scored(NamedTuple):
    """A total, what each party weighed in the end, and its score."""

    total: Fraction
    weights: dict[str, Fraction]
    parties: dict[str, Fraction]


class Placing(NamedTuple):
    """``rank`` in the unit (equal totals share it); ``tied``: for the last place."""

    rank: int
    grade: Grade
    tied: bool = False


# Rules


def check(rules):
    """Refuse rules by which somebody could not be given a score or a grade.

    :raise AppraisalError: the first thing that is wrong
    """
    for what in ("parties", "criteria"):
        weights = [one.weight for one in getattr(rules, what)]
        if sum(weights) != FULL or min(weights) <= 0:
            raise AppraisalError("weights", what=what, sum=sum(weights))
    _check_floors({one.code: one.weight for one in rules.parties}, rules.parties)
    marked = {code for criterion in rules.criteria for code in criterion.parties}
    for party in rules.parties:
        if party.code not in marked:
            raise AppraisalError("unmarked", party=party.code)
    for criterion in rules.criteria:
        if not criterion.parties:
            raise AppraisalError("unmarked", criterion=criterion.code)
    starts = [grade.at_least for grade in rules.grades]
    limited = sum(grade.limited for grade in rules.grades)
    if 0 not in starts or len({*starts}) < len(starts) or limited > 1:
        raise AppraisalError("grades")
    if any(grade.limited and not grade.at_least for grade in rules.grades):
        raise AppraisalError("grades")


def _check_floors(weights, parties):
    for party in parties:
        weight = weights.get(party.code, Fraction(0))
        if weight < party.floor:
            raise AppraisalError(
                "below_floor", party=party.code, weight=weight, floor=party.floor
            )


# Scores


def spread(weights, present):
    """Return the weights of those present, in proportion, with the same sum (100).

    >>> spread({"self": 10, "station": 40, "committee": 50}, {"station", "committee"})
    {'station': Fraction(400, 9), 'committee': Fraction(500, 9)}
    """
    total = sum(weight for code, weight in weights.items() if code in present)
    return {
        code: Fraction(FULL * weight, total)
        for code, weight in weights.items()
        if code in present
    }


def score(marks, rules):
    """Return the :class:`Scored` of one person.

    :param marks: ``{(party, criterion): 0 … 100}``; what is missing is left out
    """
    parties = {}
    for party in rules.parties:
        found = _score_party(party.code, marks, rules)
        if found is not None:
            parties[party.code] = found
    if not parties:
        raise AppraisalError("nothing")
    weights = spread({one.code: one.weight for one in rules.parties}, parties)
    _check_floors(weights, rules.parties)
    total = sum(weights[code] * value for code, value in parties.items()) / FULL
    return Scored(round_half_up(total, rules.digits), weights, parties)


def _score_party(code, marks, rules):
    """Return the score that one party gives, or None if it gave no mark."""
    own = {one.code: one.weight for one in rules.criteria if code in one.parties}
    given = {}
    for criterion in own:
        mark = marks.get((code, criterion))
        if mark is None and rules.missing == "refuse":
            raise AppraisalError("missing", party=code, criterion=criterion)
        if mark is None and rules.missing == "neutral":
            mark = rules.neutral
        if mark is not None:
            given[criterion] = _check_range(mark)
    if not given:
        return None
    weights = spread(own, given)
    return sum(weights[one] * mark for one, mark in given.items()) / FULL


def _check_range(mark):
    if not 0 <= mark <= FULL:
        raise AppraisalError("range", mark=mark)
    return mark


def round_half_up(number, digits):
    """Return a number that is not negative with so many decimals.

    >>> round_half_up(Fraction(17, 8), 2), round_half_up(Fraction(2), 0)
    (Fraction(213, 100), Fraction(2, 1))
    """
    scale = 10**digits
    return Fraction(floor(number * scale + Fraction(1, 2)), scale)


# Grades


def count_places(people, quota):
    """Return how many of so many people may have the limited grade.

    >>> fifth = Fraction(1, 5)
    >>> [count_places(13, Quota(fifth, how)) for how in ROUNDINGS]
    [2, 3, 3]
    >>> [count_places(12, Quota(fifth, how)) for how in ROUNDINGS]
    [2, 2, 3]
    """
    exact = people * quota.ratio
    if quota.rounding == "half_up":
        return floor(exact + Fraction(1, 2))
    return ceil(exact) if quota.rounding == "up" else floor(exact)


def get_grade(total, grades, limited=True):
    """Return the highest grade that a total reaches.

    :param limited: the limited grade is among them
    """
    return max(
        (
            grade
            for grade in grades
            if total >= grade.at_least and (limited or not grade.limited)
        ),
        key=lambda grade: grade.at_least,
    )


def rank(totals, rules):
    """Return ``{key: Placing}`` of the people of one unit.

    :param totals: ``{key: total}``, rounded
    """
    places = count_places(len(totals), rules.quota)
    return {
        key: _place(total, [*totals.values()], places, rules.grades)
        for key, total in totals.items()
    }


def _place(total, everybody, places, grades):
    better = sum(other > total for other in everybody)
    grade = get_grade(total, grades)
    if not grade.limited:
        return Placing(better + 1, grade)
    if better + everybody.count(total) <= places:
        return Placing(better + 1, grade)
    below = get_grade(total, grades, limited=False)
    return Placing(better + 1, below, tied=better < places)


# As JSON, which keeps the numbers exact as text


def dump(rules):
    """Return rules as what JSON can say; :func:`load` reads it.

    >>> party = Party("self", Fraction(100))
    >>> rules = Rules((party,), (Criterion("work", Fraction(100), ("self",)),), ())
    >>> load(dump(rules)) == rules
    True
    """
    return _plain(rules)


def _plain(value):
    if isinstance(value, Fraction):
        return str(value)
    if hasattr(value, "_asdict"):
        return {name: _plain(part) for name, part in value._asdict().items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


def load(data):
    """Return the rules that :func:`dump` wrote."""
    return Rules(
        tuple(_load(Party, one) for one in data["parties"]),
        tuple(_load(Criterion, one) for one in data["criteria"]),
        tuple(_load(Grade, one) for one in data["grades"]),
        data["missing"],
        Fraction(data["neutral"]),
        data["digits"],
        _load(Quota, data["quota"]),
    )


NUMBERS = {"weight", "floor", "at_least", "coefficient", "ratio"}


def _load(kind, data):
    values = {
        name: Fraction(value) if name in NUMBERS else value
        for name, value in data.items()
    }
    if "parties" in values:
        values["parties"] = tuple(values["parties"])
    return kind(**values)
