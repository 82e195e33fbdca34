"""Count one vote (表决) under a rule, on a roll frozen when the meeting opens.

Two thresholds make a rule: the quorum (法定到会人数) and the majority (通过比例).
Each is a fraction, whether it must be exceeded or only reached (过半数 exceeds,
三分之二以上 reaches: 民法典 art. 1259), and what it is a fraction **of**:

``all``      everyone with the right to vote, present or not (全体)
``due``      those of the roll who had to take part (应到)
``present``  those who came, with valid proxies (实到, 到会人员)
``cast``     yes and no; abstentions and invalid ballots left out

Counting
    per head (``head``), per share (``share``) or both (``both``: each of the two
    must reach quorum and majority). Heads and shares are integers and so is
    every figure: ``needed_to_pass`` is the least number that is enough.

Recusal (回避)
    ``stays``: who is recused stays in every denominator and cannot vote.
    ``leaves``: he leaves those due, those present and the base of the quorum, but
    not the majority of ``all``. Either way the result says how many there were.

Proxies (委托)
    A void proxy (the rule allows none, its paper is not valid, its holder is
    recused) leaves the giver absent. More proxies in one hand than the rule
    allows are refused: which of them count is not for a program to choose.

Present without a vote
    abstention (弃权), an invalid ballot (废票), silence (未表态): each counts as
    present and as nothing else.

How to use::

    result = evaluate(rule, roll, ballots, chair="secretary")
    result.outcome, result.heads.needed_to_pass, result.reasons

``evaluate_counted`` does the same from totals (无记名投票), ``elect`` fills seats.
Words are the caller's: see ``REASONS`` and ``ERRORS`` for codes and parameters.
"""

import csv
import datetime
import io
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import NamedTuple

DENOMINATORS = ("all", "due", "present", "cast")
COUNTINGS = ("head", "share", "both")
RECUSALS = ("stays", "leaves")
HOLDERS = ("member", "anyone")
CHOICES = ("yes", "no", "abstain")
OUTCOMES = ("adopted", "rejected", "tie", "no_quorum", "invalid")

#: Why a vote came out as it did, with the names of the parameters.
REASONS = {
    "quorum_met": ("unit", "have", "needed", "base", "of"),
    "quorum_short": ("unit", "have", "needed", "base", "of"),
    "majority_met": ("unit", "have", "needed", "base", "of"),
    "majority_short": ("unit", "have", "needed", "base", "of"),
    "tie": ("votes",),
    "casting_vote": ("choice",),
    "recused_stay": ("count",),
    "recused_leave": ("count",),
    "void_proxies": ("count",),
    "silent": ("count",),
    "returned_over_issued": ("issued", "returned"),
    "issued_over_entitled": ("issued", "entitled"),
}

#: What is refused, with the names of the parameters.
ERRORS = {
    # of a rule
    "unknown_value": ("field", "value"),
    "fraction": ("part",),
    "quorum_denominator": ("of",),
    "casting_needs_simple_majority": (),
    "proxy_limit": ("limit",),
    "rule_row": ("line", "column", "value"),
    "duplicate_rule": ("code",),
    # of a roll
    "duplicate_member": ("member",),
    "bad_shares": ("member", "shares"),
    "present_not_due": ("member",),
    "proxy_of_present": ("member",),
    "proxy_to_self": ("member",),
    "proxy_to_absent": ("member", "holder"),
    "proxy_to_stranger": ("member", "holder"),
    "proxy_over_limit": ("holder", "count", "limit"),
    "chair_not_on_roll": ("member",),
    "figures_contradict": ("figure",),
    # of ballots
    "duplicate_vote": ("member",),
    "vote_by_stranger": ("member",),
    "vote_by_absent": ("member",),
    "vote_by_recused": ("member",),
    "unknown_choice": ("member", "choice"),
    "bad_count": ("figure", "value"),
    "ballots_do_not_add_up": ("returned", "total"),
    "shares_not_counted": (),
    "too_many_votes": ("candidate", "votes", "limit"),
    "seats": ("seats",),
}


class TallyError(ValueError):
    """Input that contradicts itself. ``code`` is one of ``ERRORS``.

    >>> error = RollError("proxy_to_absent", member=7, holder=9)
    >>> error.code, error.params["holder"], str(error)
    ('proxy_to_absent', 9, 'proxy_to_absent (member=7, holder=9)')
    """

    def __init__(self, code, /, **params):
        self.code = code
        self.params = params
        words = ", ".join(f"{name}={value!r}" for name, value in params.items())
        super().__init__(f"{code} ({words})" if words else code)


class RuleError(TallyError):
    """The rule cannot be applied to any vote."""


class RollError(TallyError):
    """The roll contradicts itself or the rule."""


class BallotError(TallyError):
    """The votes contradict the roll or themselves."""


# The rule


@dataclass(frozen=True, slots=True)
class Threshold:
    """A fraction of a denominator, to be reached or (``strict``) exceeded.

    >>> two_thirds = Threshold(Fraction(2, 3), False, "all")
    >>> [two_thirds.needed(base) for base in (3, 4, 9, 10)]
    [2, 3, 6, 7]
    >>> more_than_half = Threshold(Fraction(1, 2), True, "present")
    >>> [more_than_half.needed(base) for base in (0, 1, 9, 10)]
    [1, 1, 5, 6]
    """

    part: Fraction
    strict: bool
    of: str

    def __post_init__(self):
        _check_one_of("of", self.of, DENOMINATORS)
        highest = self.part < 1 if self.strict else self.part <= 1
        if not (isinstance(self.part, Fraction) and self.part > 0 and highest):
            raise RuleError("fraction", part=self.part)

    def needed(self, base):
        """The least whole number that satisfies, never 0: nobody decides nothing."""
        if self.strict:
            return self.part.numerator * base // self.part.denominator + 1
        return max(1, -(-self.part.numerator * base // self.part.denominator))


@dataclass(frozen=True, slots=True)
class Rule:
    """How one organ votes on one kind of matter (表决规则).

    ``quorum``        threshold of ``all`` or ``due``; ``None``: the text names none
    ``majority``      threshold of yes votes
    ``counting``      ``head``, ``share`` or ``both``
    ``recusal``       ``stays`` or ``leaves``
    ``proxies``       proxies that one holder may carry: 0 none, ``None`` no limit
    ``proxy_holder``  ``member`` of the roll, or ``anyone`` (同一户内其他家庭成员)
    ``casting_vote``  the chair's vote decides a tie of heads (主持人加票); only where
                      more than half is asked, since there one vote decides
    """

    majority: Threshold
    quorum: Threshold | None = None
    counting: str = "head"
    recusal: str = "stays"
    proxies: int | None = 0
    proxy_holder: str = "member"
    casting_vote: bool = False

    def __post_init__(self):
        _check_one_of("counting", self.counting, COUNTINGS)
        _check_one_of("recusal", self.recusal, RECUSALS)
        _check_one_of("proxy_holder", self.proxy_holder, HOLDERS)
        if self.quorum and self.quorum.of not in ("all", "due"):
            raise RuleError("quorum_denominator", of=self.quorum.of)
        if self.proxies is not None and not _is_count(self.proxies):
            raise RuleError("proxy_limit", limit=self.proxies)
        simple = self.majority.strict and self.majority.part == Fraction(1, 2)
        if self.casting_vote and not (simple and self.counts("head")):
            raise RuleError("casting_needs_simple_majority")

    def counts(self, unit):
        """Does ``head`` or ``share`` decide?"""
        return self.counting in (unit, "both")


def _check_one_of(field, value, allowed):
    if value not in allowed:
        raise RuleError("unknown_value", field=field, value=value)


def _is_count(value):
    return type(value) is int and value >= 0


# The roll and the ballots


@dataclass(frozen=True, slots=True)
class Member:
    """One line of the roll (名册), as it stood when the meeting opened.

    ``key``          whatever tells members apart
    ``shares``       shares held (股), a whole number
    ``due``          must take part (应到会); a member with leave is in ``all`` only
    ``present``      came himself, also online (实到)
    ``recused``      may not vote on this matter (回避)
    ``holder``       who votes for him by proxy (受托人), a key
    ``proxy_valid``  the paper is in order (委托书); if not he is absent
    """

    key: Hashable
    shares: int = 0
    due: bool = True
    present: bool = False
    recused: bool = False
    holder: Hashable | None = None
    proxy_valid: bool = True


class Ballot(NamedTuple):
    """A vote by name (记名表决): a member's key and one of ``CHOICES``."""

    member: Hashable
    choice: str


@dataclass(frozen=True, slots=True)
class Count:
    """Ballots as scrutineers counted them (计票人), heads or shares.

    For an election ``yes``, ``no`` and ``abstain`` stay 0.
    """

    issued: int
    returned: int
    yes: int = 0
    no: int = 0
    abstain: int = 0
    invalid: int = 0

    def __post_init__(self):
        for figure in fields(self):
            value = getattr(self, figure.name)
            if not _is_count(value):
                raise BallotError("bad_count", figure=figure.name, value=value)


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything counted in one unit, before any recusal is taken off.

    ``due`` = ``present`` + ``absent``; ``present`` = ``yes`` + ``no`` + ``abstain``
    + ``invalid`` + ``silent`` + ``recused_present``.
    """

    all: int
    due: int
    present: int
    recused: int = 0
    recused_due: int = 0
    recused_present: int = 0
    proxies: int = 0
    void_proxies: int = 0
    yes: int = 0
    no: int = 0
    abstain: int = 0
    invalid: int = 0

    def __post_init__(self):
        for figure in fields(self):
            if not _is_count(getattr(self, figure.name)):
                raise RollError("figures_contradict", figure=figure.name)
        for low, high in _NESTED:
            if getattr(self, low) > getattr(self, high):
                raise RollError("figures_contradict", figure=low)

    @property
    def absent(self):
        return self.due - self.present

    @property
    def cast(self):
        return self.yes + self.no

    @property
    def entitled(self):
        """Present and free to vote."""
        return self.present - self.recused_present

    @property
    def silent(self):
        return self.entitled - self.cast - self.abstain - self.invalid

    def majority_base(self, of, leaves):
        """Denominator of a majority; ``leaves``: the recused are taken off."""
        if not leaves or of in ("all", "cast"):
            return getattr(self, of)
        return self.entitled if of == "present" else self.due - self.recused_due

    def quorum_base(self, of, leaves):
        """Denominator of a quorum; the recused leave ``all`` here as well."""
        gone = self.recused if of == "all" else self.recused_due
        return getattr(self, of) - (gone if leaves else 0)


_NESTED = (
    ("due", "all"),
    ("present", "due"),
    ("recused", "all"),
    ("recused_due", "recused"),
    ("recused_due", "due"),
    ("recused_present", "recused_due"),
    ("recused_present", "present"),
    ("proxies", "present"),
)


# The result


class Reason(NamedTuple):
    """``code`` is one of ``REASONS``, ``params`` what the sentence needs."""

    code: str
    params: dict


@dataclass(frozen=True, slots=True)
class Measure:
    """The vote in one unit: ``figures``, and what was needed of what.

    ``yes`` includes a casting vote, ``figures.yes`` does not. Without a quorum in
    the rule ``needed_for_quorum`` is 0.
    """

    unit: str
    figures: Figures
    quorum_base: int
    quorum_have: int
    needed_for_quorum: int
    majority_base: int
    yes: int
    needed_to_pass: int

    @property
    def quorate(self):
        return self.quorum_have >= self.needed_for_quorum

    @property
    def carried(self):
        return self.yes >= self.needed_to_pass


@dataclass(frozen=True, slots=True)
class Result:
    """``outcome`` is one of ``OUTCOMES``; only ``adopted`` decides for the matter.

    ``tie``: as many for as against, one more vote for would have carried it, and
    no casting vote was given. ``shares`` is ``None`` where nobody holds any.
    """

    outcome: str
    heads: Measure
    shares: Measure | None
    casting: str | None
    reasons: tuple[Reason, ...]

    @property
    def adopted(self):
        return self.outcome == "adopted"


def evaluate(
    rule: Rule,
    roll: Iterable[Member],
    ballots: Iterable[Ballot],
    chair: Hashable | None = None,
) -> Result:
    """The result of a vote by name (记名表决). Order plays no part.

    ``chair`` is the key of the member who presides (主持人); his vote counts twice
    in a tie where the rule says so, if he is there himself and votes yes or no.

    Raises ``RollError`` and ``BallotError`` where the input contradicts itself.

    >>> rule = Rule(Threshold(Fraction(1, 2), True, "present"))
    >>> roll = [Member(name, present=True) for name in "abc"]
    >>> result = evaluate(rule, roll, [Ballot("a", "yes"), Ballot("b", "yes")])
    >>> result.outcome, result.heads.needed_to_pass, result.heads.figures.silent
    ('adopted', 2, 1)
    """
    members = _index(roll)
    standing = _standing(rule, members)
    choices = _choices(members, standing, ballots)
    if chair is not None and chair not in members:
        raise RollError("chair_not_on_roll", member=chair)
    here = chair is not None and standing[chair] == "present"
    heads, shares = _sums(members, standing, choices)
    return _judge(rule, heads, shares, choices.get(chair) if here else None)


def attendance(rule: Rule, roll: Iterable[Member]) -> tuple[Figures, Figures]:
    """Who is there, in heads and in shares, before anybody votes (到会情况).

    >>> rule = Rule(Threshold(Fraction(1, 2), True, "present"))
    >>> heads, shares = attendance(rule, [Member("a", 30, present=True), Member("b")])
    >>> heads.present, heads.absent, shares.all
    (1, 1, 30)
    """
    members = _index(roll)
    return _sums(members, _standing(rule, members), {})


def entitled(rule: Rule, roll: Iterable[Member]) -> set[Hashable]:
    """The keys of those who are there, or stood for, and free to vote.

    >>> rule = Rule(Threshold(Fraction(1, 2), True, "present"))
    >>> sorted(entitled(rule, [Member("a", present=True), Member("b")]))
    ['a']
    """
    members = _index(roll)
    return {
        key
        for key, how in _standing(rule, members).items()
        if how in ("present", "proxy") and not members[key].recused
    }


def evaluate_counted(
    rule: Rule,
    heads: Figures,
    count: Count,
    shares: Figures | None = None,
    share_count: Count | None = None,
) -> Result:
    """The result of a secret ballot (无记名投票) from its totals.

    ``heads`` and ``shares`` say who was there, as ``attendance`` gives them. More
    ballots returned than issued, or issued than there were people entitled,
    make the vote ``invalid``. There is no casting vote: nobody knows the chair's.

    Raises ``BallotError`` if the kinds of ballots do not add up to those returned.

    >>> rule = Rule(Threshold(Fraction(1, 2), True, "present"))
    >>> there = Figures(all=20, due=20, present=15)
    >>> evaluate_counted(rule, there, Count(15, 14, yes=8, no=5, invalid=1)).outcome
    'adopted'
    >>> evaluate_counted(rule, there, Count(15, 16, yes=16)).outcome
    'invalid'
    """
    if rule.counts("share") and (shares is None or share_count is None):
        raise BallotError("shares_not_counted")
    heads = _with_count(heads, count)
    faults = _faults(heads, count)
    if shares is not None and share_count is not None:
        shares = _with_count(shares, share_count)
        faults += _faults(shares, share_count)
    return _judge(rule, heads, shares, None, tuple(faults))


# From the roll to figures


def _index(roll):
    members = {}
    for member in roll:
        if member.key in members:
            raise RollError("duplicate_member", member=member.key)
        if not _is_count(member.shares):
            raise RollError("bad_shares", member=member.key, shares=member.shares)
        members[member.key] = member
    return members


def _standing(rule, members):
    """Key to ``present``, ``proxy``, ``void`` (a proxy that counts for nothing) or
    ``absent``."""
    standing = {key: _stand(rule, members, one) for key, one in members.items()}
    for key, how in standing.items():
        if how in ("present", "proxy") and not members[key].due:
            raise RollError("present_not_due", member=key)
    _check_load(rule, members, standing)
    return standing


def _stand(rule, members, member):
    if member.holder is None:
        return "present" if member.present else "absent"
    if member.present:
        raise RollError("proxy_of_present", member=member.key)
    if member.holder == member.key:
        raise RollError("proxy_to_self", member=member.key)
    if rule.proxies == 0 or not member.proxy_valid:
        return "void"
    return _stand_by_holder(rule, member, members.get(member.holder))


def _stand_by_holder(rule, member, holder):
    params = {"member": member.key, "holder": member.holder}
    if holder is None:
        if rule.proxy_holder == "member":
            raise RollError("proxy_to_stranger", **params)
        return "proxy"
    if not holder.present:
        raise RollError("proxy_to_absent", **params)
    return "void" if holder.recused else "proxy"


def _check_load(rule, members, standing):
    if rule.proxies is None:
        return
    load = Counter(
        members[key].holder for key, how in standing.items() if how == "proxy"
    )
    for holder, count in load.items():
        if count > rule.proxies:
            raise RollError(
                "proxy_over_limit", holder=holder, count=count, limit=rule.proxies
            )


def _choices(members, standing, ballots):
    choices = {}
    for key, choice in ballots:
        if key not in members:
            raise BallotError("vote_by_stranger", member=key)
        if key in choices:
            raise BallotError("duplicate_vote", member=key)
        if choice not in CHOICES:
            raise BallotError("unknown_choice", member=key, choice=choice)
        if standing[key] not in ("present", "proxy"):
            raise BallotError("vote_by_absent", member=key)
        if members[key].recused:
            raise BallotError("vote_by_recused", member=key)
        choices[key] = choice
    return choices


def _sums(members, standing, choices):
    heads, shares = Counter(), Counter()
    for key, member in members.items():
        for name in _names(member, standing[key], choices.get(key)):
            heads[name] += 1
            shares[name] += member.shares
    names = [figure.name for figure in fields(Figures)]
    return (
        Figures(**{name: heads[name] for name in names}),
        Figures(**{name: shares[name] for name in names}),
    )


def _names(member, how, choice):
    """The figures that a member is counted in."""
    yield "all"
    if member.due:
        yield "due"
    if how in ("present", "proxy"):
        yield "present"
    if how in ("proxy", "void"):
        yield {"proxy": "proxies", "void": "void_proxies"}[how]
    if member.recused:
        yield "recused"
        if member.due:
            yield "recused_due"
        if how in ("present", "proxy"):
            yield "recused_present"
    if choice:
        yield choice


def _with_count(figures, count):
    total = count.yes + count.no + count.abstain + count.invalid
    if total != count.returned:
        raise BallotError("ballots_do_not_add_up", returned=count.returned, total=total)
    return replace(
        figures,
        yes=count.yes,
        no=count.no,
        abstain=count.abstain,
        invalid=count.invalid,
    )


def _faults(figures, count):
    """What makes a secret ballot invalid."""
    faults = []
    if count.returned > count.issued:
        params = {"issued": count.issued, "returned": count.returned}
        faults.append(Reason("returned_over_issued", params))
    if count.issued > figures.entitled:
        params = {"issued": count.issued, "entitled": figures.entitled}
        faults.append(Reason("issued_over_entitled", params))
    return faults


# From figures to a result


def _judge(rule, heads, shares, chair_choice, faults=()):
    casting = _casting(rule, heads, chair_choice)
    by_head = _measure(rule, "head", heads, extra=casting == "yes")
    by_share = None
    if shares is not None and (shares.all or rule.counts("share")):
        by_share = _measure(rule, "share", shares)
    deciding = [
        measure
        for measure in (by_head, by_share)
        if measure and rule.counts(measure.unit)
    ]
    outcome = _outcome(deciding, casting, faults)
    reasons = (
        *faults,
        *_reasons(rule, outcome, deciding, casting),
        *_notes(rule, heads),
    )
    return Result(outcome, by_head, by_share, casting, reasons)


def _casting(rule, heads, choice):
    if rule.casting_vote and heads.yes == heads.no and choice in ("yes", "no"):
        return choice
    return None


def _measure(rule, unit, figures, extra=False):
    leaves = rule.recusal == "leaves"
    quorum_base = needed_for_quorum = 0
    if rule.quorum:
        quorum_base = figures.quorum_base(rule.quorum.of, leaves)
        needed_for_quorum = rule.quorum.needed(quorum_base)
    majority_base = figures.majority_base(rule.majority.of, leaves)
    return Measure(
        unit=unit,
        figures=figures,
        quorum_base=quorum_base,
        quorum_have=figures.entitled if leaves else figures.present,
        needed_for_quorum=needed_for_quorum,
        majority_base=majority_base,
        yes=figures.yes + extra,
        needed_to_pass=rule.majority.needed(majority_base),
    )


def _outcome(deciding, casting, faults):
    if faults:
        return "invalid"
    if not all(measure.quorate for measure in deciding):
        return "no_quorum"
    if all(measure.carried for measure in deciding):
        return "adopted"
    return "tie" if casting is None and _is_tie(deciding) else "rejected"


def _is_tie(deciding):
    """One head more for it, and all would have been carried."""
    heads, *others = deciding
    figures = heads.figures
    return (
        heads.unit == "head"
        and figures.yes == figures.no > 0
        and heads.yes + 1 == heads.needed_to_pass
        and all(measure.carried for measure in others)
    )


def _reasons(rule, outcome, deciding, casting):
    if rule.quorum:
        for one in deciding:
            params = _params(
                one,
                one.quorum_have,
                one.needed_for_quorum,
                one.quorum_base,
                rule.quorum,
            )
            yield Reason("quorum_met" if one.quorate else "quorum_short", params)
    if outcome not in ("adopted", "rejected", "tie"):
        return
    for one in deciding:
        params = _params(
            one, one.yes, one.needed_to_pass, one.majority_base, rule.majority
        )
        yield Reason("majority_met" if one.carried else "majority_short", params)
    if outcome == "tie":
        yield Reason("tie", {"votes": deciding[0].figures.yes})
    if casting:
        yield Reason("casting_vote", {"choice": casting})


def _params(measure, have, needed, base, threshold):
    return {
        "unit": measure.unit,
        "have": have,
        "needed": needed,
        "base": base,
        "of": threshold.of,
    }


def _notes(rule, heads):
    """What must not pass in silence: heads that counted for less than one may think."""
    recused = "recused_leave" if rule.recusal == "leaves" else "recused_stay"
    for code, count in (
        (recused, heads.recused),
        ("void_proxies", heads.void_proxies),
        ("silent", heads.silent),
    ):
        if count > 0:
            yield Reason(code, {"count": count})


# Elections


@dataclass(frozen=True, slots=True)
class Election:
    """``outcome``: ``complete``, ``vacant`` (a further ballot is needed: 另行选举),
    ``run_off`` (a tie at the border: 再次投票), ``no_quorum``, ``invalid``.

    ``elected`` in the order of their votes; ``run_off`` the candidates who share
    the last seats; ``vacant`` seats that are still open.
    """

    outcome: str
    elected: tuple
    run_off: tuple
    vacant: int
    needed_for_quorum: int
    needed_to_pass: int


def elect(
    rule: Rule,
    seats: int,
    votes: Mapping[Hashable, int],
    heads: Figures,
    count: Count,
) -> Election:
    """Fill ``seats`` from the votes that each candidate got, per head (选举).

    Where a law speaks of those who voted (参加投票的村民, 村委法 art. 15) ``present``
    in ``heads`` is the number of ballots returned. Those who reach the majority
    are elected by their votes; equal votes at the border are never broken here.

    Raises ``BallotError`` for more votes than ballots allow.

    >>> rule = Rule(Threshold(Fraction(1, 2), True, "present"))
    >>> there = Figures(all=100, due=100, present=80)
    >>> elect(rule, 2, {"a": 70, "b": 41, "c": 41}, there, Count(90, 80))
    ... # doctest: +NORMALIZE_WHITESPACE
    Election(outcome='run_off', elected=('a',), run_off=('b', 'c'), vacant=1,
             needed_for_quorum=0, needed_to_pass=41)
    """
    _check_votes(seats, votes, count)
    needed = rule.majority.needed(_election_base(rule, heads, count))
    leaves = rule.recusal == "leaves"
    have, quorum = heads.entitled if leaves else heads.present, 0
    if rule.quorum:
        quorum = rule.quorum.needed(heads.quorum_base(rule.quorum.of, leaves))
    if not count.returned <= count.issued <= heads.all:
        return Election("invalid", (), (), seats, quorum, needed)
    if have < quorum:
        return Election("no_quorum", (), (), seats, quorum, needed)
    elected, run_off = _rank(seats, votes, needed)
    vacant = seats - len(elected)
    outcome = "run_off" if run_off else "vacant" if vacant else "complete"
    return Election(outcome, elected, run_off, vacant, quorum, needed)


def _election_base(rule, heads, count):
    if rule.majority.of == "cast":
        return count.returned - count.invalid
    return heads.majority_base(rule.majority.of, rule.recusal == "leaves")


def _check_votes(seats, votes, count):
    if not (_is_count(seats) and seats):
        raise BallotError("seats", seats=seats)
    valid = max(0, count.returned - count.invalid)
    for candidate, number in votes.items():
        if not _is_count(number):
            raise BallotError("bad_count", figure=candidate, value=number)
        if number > valid:
            raise BallotError(
                "too_many_votes", candidate=candidate, votes=number, limit=valid
            )
    total = sum(votes.values())
    if total > seats * valid:
        raise BallotError(
            "too_many_votes", candidate=None, votes=total, limit=seats * valid
        )


def _rank(seats, votes, needed):
    """The elected in order, and those who tie for what is left of the seats."""
    enough = [one for one in votes if votes[one] >= needed]
    ranked = sorted(enough, key=lambda one: -votes[one])
    if len(ranked) <= seats:
        return tuple(ranked), ()
    border = votes[ranked[seats]]
    if votes[ranked[seats - 1]] > border:
        return tuple(ranked[:seats]), ()
    above = tuple(one for one in ranked if votes[one] > border)
    return above, tuple(one for one in ranked if votes[one] == border)


# Rules that are shipped


@dataclass(frozen=True, slots=True)
class ShippedRule:
    """A rule with the facts around it, as a row of ``data/vote_rules.csv`` says.

    ``notice_days`` (会前通知) and ``publication_days`` (公示) are ``None`` where the
    source fixes none; an empty cell for ``proxies`` is no limit. ``verified``: the
    quorum, the majority and the notice were read in the full text of the law that
    ``source`` names; recusal and casting vote are ours. ``in_force_from`` is the day
    the law came into force; the first of the next year where only the year of its
    adoption is known, and 2021 for practice without a text (``None``: no column).
    """

    code: str
    name: str
    rule: Rule
    notice_days: int | None
    publication_days: int | None
    in_force_from: datetime.date | None
    source: str
    verified: bool


def read_rules(text: str) -> dict[str, ShippedRule]:
    """The rules of a CSV file by their codes; ``RuleError`` names line and column.

    >>> head = (
    ...     "code,name,quorum_num,quorum_den,quorum_strict,quorum_of,majority_num,"
    ...     "majority_den,majority_strict,majority_of,counting,recusal,proxies,"
    ...     "proxy_holder,casting_vote,notice_days,publication_days,source,verified"
    ... )
    >>> row = "board,理事会,2,3,0,all,1,2,1,all,head,stays,0,member,0,,,第三十一条,1"
    >>> rules = read_rules(f"{head}\\n{row}")
    >>> rules["board"].rule.quorum.needed(7), rules["board"].rule.majority.needed(7)
    (5, 4)
    """
    rules = {}
    for line, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        shipped = _read_rule(_Row(line, row))
        if shipped.code in rules:
            raise RuleError("duplicate_rule", code=shipped.code)
        rules[shipped.code] = shipped
    return rules


class _Row(NamedTuple):
    line: int
    values: dict

    def text(self, column):
        value = self.values.get(column)
        if value is None:
            raise RuleError("rule_row", line=self.line, column=column, value=None)
        return value

    def number(self, column):
        """A whole number, ``None`` for an empty cell."""
        value = self.text(column)
        if value and not (value.isascii() and value.isdecimal()):
            raise RuleError("rule_row", line=self.line, column=column, value=value)
        return int(value) if value else None

    def flag(self, column):
        value = self.text(column)
        if value not in ("0", "1"):
            raise RuleError("rule_row", line=self.line, column=column, value=value)
        return value == "1"

    def day(self, column):
        """A date as 2025-05-01, ``None`` for an empty cell or no such column."""
        value = self.values.get(column)
        try:
            return datetime.date.fromisoformat(value) if value else None
        except ValueError:
            raise RuleError(
                "rule_row", line=self.line, column=column, value=value
            ) from None

    def threshold(self, name):
        """``None`` where the row names none."""
        numerator, denominator = self.number(f"{name}_num"), self.number(f"{name}_den")
        if numerator is None and denominator is None:
            return None
        if not (numerator and denominator):
            raise RuleError(
                "rule_row", line=self.line, column=f"{name}_num", value=numerator
            )
        part = Fraction(numerator, denominator)
        return Threshold(part, self.flag(f"{name}_strict"), self.text(f"{name}_of"))


def _read_rule(row):
    majority = row.threshold("majority")
    if majority is None:
        raise RuleError("rule_row", line=row.line, column="majority_num", value="")
    rule = Rule(
        majority=majority,
        quorum=row.threshold("quorum"),
        counting=row.text("counting"),
        recusal=row.text("recusal"),
        proxies=row.number("proxies"),
        proxy_holder=row.text("proxy_holder"),
        casting_vote=row.flag("casting_vote"),
    )
    return ShippedRule(
        code=row.text("code"),
        name=row.text("name"),
        rule=rule,
        notice_days=row.number("notice_days"),
        publication_days=row.number("publication_days"),
        in_force_from=row.day("in_force_from"),
        source=row.text("source"),
        verified=row.flag("verified"),
    )
