"""Count one ballot for some seats (选举计票), per head, per share or by both.

A candidate is elected who reaches the rule's majority in every unit that decides.
Among those, heads rank: by both, shares are a condition and never an order. Equal
votes at the border are broken by a lot where the rule draws lots, else by a further
ballot among those who tie (再次投票).

More ballots returned than issued make the whole ballot invalid (收回选票多于发出选票，
选举无效), whatever was voted.
"""

from dataclasses import dataclass

from odoo.addons.community_base.kernel import tally


class ElectionError(tally.TallyError):
    """What a count of an election lacks: ``shares_missing``, ``lots_missing``.

    >>> ElectionError("lots_missing", candidates=(1, 2)).params["candidates"]
    (1, 2)
    """


@dataclass(frozen=True, slots=True)
class Paper:
    """What was counted in one unit, heads or shares.

    Those entitled, ballots issued, returned and invalid, ``{candidate: votes}``.
    """

    entitled: int
    issued: int
    returned: int
    invalid: int
    votes: dict

    def elect(self, rule, seats):
        """Return the :class:`tally.Election` of this unit alone.

        :raise tally.BallotError: the figures contradict themselves
        """
        present = min(self.returned, self.entitled)
        figures = tally.Figures(all=self.entitled, due=self.entitled, present=present)
        count = tally.Count(self.issued, self.returned, invalid=self.invalid)
        return tally.elect(rule, seats, self.votes, figures, count)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a ballot came to: ``complete``, ``vacant``, ``run_off``, or for nothing
    (``invalid``, ``no_quorum``).

    ``elected`` and ``run_off`` are candidates, ``vacant`` is a number of seats;
    ``needed`` and ``quorum`` are votes by unit (``head``, ``share``).
    """

    outcome: str
    elected: tuple
    run_off: tuple
    vacant: int
    needed: dict
    quorum: dict


def candidates_needed(seats, percent, equal_allowed=False):
    """Return how many candidates some seats need (差额).

    At least one more than seats, and at least ``percent`` more, rounded up.

    >>> candidates_needed(5, 20), candidates_needed(6, 20), candidates_needed(1, 20)
    (6, 8, 2)
    >>> candidates_needed(5, 20, equal_allowed=True)
    5
    """
    if equal_allowed:
        return seats
    return seats + max(1, -(-seats * percent // 100))


def count(rule, seats, heads, shares=None, tie="run_off", lots=()):
    """Return the :class:`Outcome` of a ballot.

    :param rule: ``tally.Rule``; its ``counting`` says which unit decides
    :param heads, shares: :class:`Paper` of each unit
    :param tie: ``lot``, or ``run_off`` for a further ballot
    :param lots: ``{candidate: number drawn}``; the least number goes first
    :raise ElectionError: ``shares_missing``, ``lots_missing``
    :raise tally.BallotError: the figures contradict themselves
    """
    papers = _deciding(rule, heads, shares)
    results = {unit: paper.elect(rule, seats) for unit, paper in papers.items()}
    needed = {unit: result.needed_to_pass for unit, result in results.items()}
    quorum = {unit: result.needed_for_quorum for unit, result in results.items()}
    for bad in ("invalid", "no_quorum"):
        if any(result.outcome == bad for result in results.values()):
            return Outcome(bad, (), (), seats, needed, quorum)
    ranking = papers.get("head") or papers["share"]
    enough = {
        one: votes
        for one, votes in ranking.votes.items()
        if all(papers[unit].votes.get(one, 0) >= needed[unit] for unit in papers)
    }
    elected, tied = _rank(seats, enough)
    if tied and tie == "lot":
        elected, tied = _draw(seats, elected, tied, dict(lots)), ()
    vacant = seats - len(elected)
    outcome = "run_off" if tied else "vacant" if vacant else "complete"
    return Outcome(outcome, elected, tied, vacant, needed, quorum)


def _deciding(rule, heads, shares):
    papers = {"head": heads, "share": shares}
    papers = {unit: papers[unit] for unit in papers if rule.counts(unit)}
    if None in papers.values():
        raise ElectionError("shares_missing")
    return papers


def _rank(seats, votes):
    ranked = sorted(votes, key=lambda one: -votes[one])
    if len(ranked) <= seats or votes[ranked[seats - 1]] > votes[ranked[seats]]:
        return tuple(ranked[:seats]), ()
    border = votes[ranked[seats]]
    above = tuple(one for one in ranked if votes[one] > border)
    return above, tuple(one for one in ranked if votes[one] == border)


def _draw(seats, elected, tied, lots):
    """Who drew the least numbers takes the seats that are left."""
    numbers = [lots.get(one) for one in tied]
    if not all(numbers) or len(set(numbers)) < len(numbers):
        raise ElectionError("lots_missing", candidates=tied)
    left = sorted(tied, key=lots.get)[: seats - len(elected)]
    return (*elected, *left)
