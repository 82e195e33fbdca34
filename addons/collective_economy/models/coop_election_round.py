from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.community_base.house import today, with_pass


class CoopElectionRound(models.Model):
    """A ballot of an election (投票轮次): handed out, cast, counted, sealed.

    Only its own actions move it. Ballots are handed out while it is open, counts are
    entered after; once its result is sealed nothing of it changes. An appeal annuls
    it, which leaves the result where it is and gives no seat any more.
    """

    _name = "coop.election.round"
    _description = "Ballot"
    _inherit = ["community.area.mixin"]
    _order = "election_id, number desc"

    _system_fields = frozenset(
        {
            "election_id",
            "number",
            "date",
            "state",
            "candidate_ids",
            "proxy_limit",
            "annulled_reason",
            "closed_on",
        }
    )

    election_id = fields.Many2one(
        "coop.election", required=True, readonly=True, index=True, ondelete="restrict"
    )
    cooperative_id = fields.Many2one(
        related="election_id.cooperative_id", store=True, index=True
    )
    area_id = fields.Many2one(related="election_id.area_id", store=True, required=False)
    number = fields.Integer(required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    state = fields.Selection(
        [
            ("ballot", "Open"),
            ("count", "Being Counted"),
            ("closed", "Counted"),
            ("annulled", "Annulled"),
        ],
        required=True,
        readonly=True,
        default="ballot",
    )
    proxy_limit = fields.Integer("Proxies per Holder", readonly=True)
    annulled_reason = fields.Char(readonly=True)
    closed_on = fields.Date(readonly=True)
    candidate_ids = fields.Many2many("coop.election.candidate", readonly=True)
    sheet_ids = fields.One2many("coop.election.sheet", "round_id", "Counts")
    ballot_ids = fields.One2many("coop.election.ballot", "round_id", "Ballots")
    result_ids = fields.One2many("coop.election.result", "round_id", "Sealed Results")
    result_id = fields.Many2one("coop.election.result", compute="_compute_result")
    issued = fields.Integer("Ballots Issued", compute="_compute_issued")
    issued_shares = fields.Integer(compute="_compute_issued")

    _number_once = models.Constraint(
        "UNIQUE (election_id, number)", "There is a ballot of this number already."
    )
    _open_once = models.UniqueIndex(
        "(election_id) WHERE state IN ('ballot', 'count')",
        "A ballot of this election is under way already.",
    )

    def init(self):
        """A ballot goes one way, and is closed with a sealed result alone."""
        result = super().init()
        self.env.cr.execute(ELECTION_ROUND_MOVES)
        return result

    @api.depends("election_id.name", "number")
    def _compute_display_name(self):
        for one in self:
            one.display_name = self.env._(
                "%(election)s, ballot %(number)s",
                election=one.election_id.name or "",
                number=one.number,
            )

    @api.depends("result_ids")
    def _compute_result(self):
        for one in self:
            one.result_id = one.result_ids[:1]

    @api.depends("ballot_ids")
    def _compute_issued(self):
        sums = self._sum_issued()
        for one in self:
            one.issued, one.issued_shares = sums.get(one.id, (0, 0))

    def _sum_issued(self):
        """Return ``{round id: (ballots, shares)}`` of what was handed out."""
        self.env["coop.election.ballot"].flush_model()
        self.env["coop.election.voter"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT ballot.round_id, count(*), sum(voter.shares)
                  FROM coop_election_ballot ballot
                  JOIN coop_election_voter voter ON voter.id = ballot.voter_id
                 WHERE ballot.round_id = ANY(%s)
              GROUP BY ballot.round_id
                """,
                self.ids,
            )
        )
        return {round_: (heads, int(shares)) for round_, heads, shares in rows}

    @api.model
    def _open(self, election, seats, candidates):
        """Open a ballot.

        :param seats: ``[(post, number of seats, kind of ballot)]``
        :param candidates: who stands in it
        """
        day = today(self.env)
        cooperative = election.cooperative_id.sudo()
        vals = {
            "election_id": election.id,
            "number": len(election.round_ids) + 1,
            "date": day,
            "state": "ballot",
            "proxy_limit": cooperative._get_proxies(day),
            "candidate_ids": [Command.set(candidates.ids)],
        }
        rounds = self.sudo()
        opened = with_pass(rounds, vals).create(vals).with_env(rounds.env)
        opened._make_sheets(seats, candidates)
        return opened.with_env(self.env)

    def _make_sheets(self, seats, candidates):
        rules = self.env["community.vote.rule"].sudo()
        codes = self.election_id.rule_id
        codes = {"first": codes.vote_rule, "further": codes.further_rule}
        self.env["coop.election.sheet"]._make(
            [
                {
                    "election_id": self.election_id.id,
                    "round_id": self.id,
                    "post_id": post.id,
                    "seats": number,
                    "kind": kind,
                    "rule_id": rules._get_fact(codes[kind], self.date).id,
                    "line_ids": [
                        Command.create(
                            {
                                "candidate_id": one.id,
                                "election_id": self.election_id.id,
                                "round_id": self.id,
                            }
                        )
                        for one in candidates
                        if one.post_id == post
                    ],
                }
                for post, number, kind in seats
            ]
        )

    def _begin_count(self):
        self._hold()
        self._check_proxies()
        self.env.flush_all()
        with_pass(self.sudo(), {"state"}).state = "count"
        self.flush_recordset()

    def _check_proxies(self):
        """Nobody holds more proxies than the charter allows (委托票数)."""
        if self.proxy_limit < 0:
            return
        held = Counter(ballot.proxy_id for ballot in self.ballot_ids if ballot.proxy_id)
        over = [one for one, number in held.items() if number > self.proxy_limit]
        if over:
            raise UserError(
                self.env._(
                    "%(person)s holds more than %(limit)s proxies.",
                    person=over[0].display_name,
                    limit=self.proxy_limit,
                )
            )

    def _close_count(self):
        """Evaluate every sheet, seal the result, close the ballot: all or nothing."""
        self._hold()
        if self.state != "count":
            raise UserError(self.env._("This ballot is counted already."))
        outcomes = [(sheet, sheet._evaluate()) for sheet in self.sheet_ids]
        self.env["coop.election.result"]._record(self, outcomes)
        self.env.flush_all()
        vals = {"state": "closed", "closed_on": today(self.env)}
        with_pass(self.sudo(), vals).write(vals)
        self.flush_recordset()

    def _annul(self, reason):
        vals = {"state": "annulled", "annulled_reason": reason}
        with_pass(self.sudo(), vals).write(vals)
        self.flush_recordset()
        self.env["community.trail"]._note(
            self.election_id, "coop_ballot_annulled", reason=reason
        )


ELECTION_ROUND_MOVES = """
    CREATE OR REPLACE FUNCTION coop_election_round_moves() RETURNS trigger AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW.election_id = OLD.election_id
            AND NEW.number = OLD.number AND NEW.date = OLD.date
            AND NEW.proxy_limit = OLD.proxy_limit
            AND (NEW.state = OLD.state
                 OR OLD.state || '>' || NEW.state = ANY ('{ballot>count,
                    count>closed,closed>annulled}'::text[]))
            AND (NEW.state <> 'closed' OR EXISTS (
                SELECT FROM coop_election_result r
                 WHERE r.round_id = NEW.id AND r.seal IS NOT NULL))
            AND (NEW.state <> 'annulled' OR NOT EXISTS (
                SELECT FROM community_seat seat
                  JOIN coop_election_result r ON r.id = seat.election_result_id
                 WHERE r.round_id = NEW.id))
        THEN
            RETURN NEW;
        ELSIF TG_OP = 'INSERT' AND NEW.state = 'ballot' THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'ballot % keeps its course', coalesce(NEW.id, OLD.id)
              USING ERRCODE = 'integrity_constraint_violation';
    END $$ LANGUAGE plpgsql;
    CREATE OR REPLACE TRIGGER coop_election_round_moves
        BEFORE INSERT OR UPDATE OR DELETE ON coop_election_round
        FOR EACH ROW EXECUTE FUNCTION coop_election_round_moves();
"""
