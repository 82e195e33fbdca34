from collections import Counter
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from odoo.addons.community_base.house import public_lang, today, with_pass

from .coop_election_state import NEXT, STATES

RUNNING = tuple(
    state for state, _label in STATES if state not in ("draft", "done", "cancelled")
)


class CoopElection(models.Model):
    """An election of a cooperative's organs (换届选举), phase by phase.

    Each phase has its own parts, which are changed in it and never after. The roll is
    drawn from the ledger and corrected by rulings alone; the committee's opinion is
    given before the ballot and blocks nobody; what was counted is sealed, and seats
    are made of it. Nothing overwrites a result: an appeal that is upheld, or seats
    that stay open, lead to a further ballot.
    """

    _name = "coop.election"
    _description = "Election"
    _inherit = ["community.files.mixin", "community.area.mixin", "mail.thread"]
    _order = "date_start desc, id desc"

    _file_fields = ("term_audit_file_ids",)
    _fixed_fields = frozenset({"cooperative_id", "kind"})
    _system_fields = frozenset(
        {
            "state",
            "rule_id",
            "roll_id",
            "roll_posted_on",
            "objections_until",
            "roll_final_on",
            "published_on",
            "date_office",
            "handover_until",
            "done_on",
        }
    )
    # What the notice told stays as it was told.
    _editable_in = {
        "date_start": ("draft",),
        "record_date": ("draft", "preparation"),
        "ballot_date": ("draft", "preparation", "roll", "candidates", "review"),
    }

    name = fields.Char(required=True, tracking=True)
    cooperative_id = fields.Many2one(
        "coop.cooperative",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["coop.share.request"]._default_cooperative_id(),
    )
    area_id = fields.Many2one(
        related="cooperative_id.area_id", store=True, required=False
    )
    kind = fields.Selection(
        [("regular", "Regular"), ("by_election", "By-election")],
        required=True,
        default="regular",
        tracking=True,
        help="换届选举、补选",
    )
    state = fields.Selection(
        STATES, default="draft", required=True, copy=False, tracking=True
    )
    rule_id = fields.Many2one("coop.election.rule", readonly=True, ondelete="restrict")
    date_start = fields.Date(
        "Begins on", required=True, default=lambda self: today(self.env), tracking=True
    )
    record_date = fields.Date(tracking=True, help="股权登记日")
    ballot_date = fields.Date("Day of the Ballot", tracking=True)
    place = fields.Char("Polling Place", tracking=True)
    document = fields.Char("Plan Filed under", tracking=True, help="实施方案备案文号")
    roll_id = fields.Many2one("coop.roll", readonly=True, ondelete="restrict")
    roll_posted_on = fields.Date(readonly=True, copy=False)
    objections_until = fields.Date(readonly=True, copy=False)
    roll_final_on = fields.Date("Roll Final since", readonly=True, copy=False)
    published_on = fields.Date("Result Published on", readonly=True, copy=False)
    date_office = fields.Date("Took Office on", readonly=True, copy=False)
    handover_until = fields.Date(readonly=True, copy=False)
    done_on = fields.Date(readonly=True, copy=False)
    phase_ids = fields.One2many("coop.election.phase", "election_id", "Phases")
    post_ids = fields.One2many("coop.election.post", "election_id", "Seats to Fill")
    member_ids = fields.One2many("coop.election.member", "election_id", "Officers")
    voter_ids = fields.One2many("coop.election.voter", "election_id", "Voters")
    objection_ids = fields.One2many(
        "coop.election.objection", "election_id", "Objections and Appeals"
    )
    candidate_ids = fields.One2many(
        "coop.election.candidate", "election_id", "Candidates"
    )
    round_ids = fields.One2many("coop.election.round", "election_id", "Ballots")
    round_id = fields.Many2one(
        "coop.election.round", "Current Ballot", compute="_compute_round"
    )
    result_ids = fields.One2many("coop.election.result", "election_id", "Results")
    page_ids = fields.One2many("community.publication", "election_id", "Pages")
    handover_receipt_ids = fields.Many2many(
        "community.handover.receipt", string="Handover Receipts", copy=False
    )
    seat_ids = fields.One2many(
        "community.seat", compute="_compute_seats", string="Seats Given"
    )
    # Term audit before the election (任期审计): who audits enters it here.
    term_audit_date = fields.Date("Term Audit Reported on", tracking=True)
    term_audit_document = fields.Char("Term Audit Report", tracking=True)
    term_audit_file_ids = fields.Many2many(
        "ir.attachment",
        "coop_election_term_audit_rel",
        "election_id",
        "attachment_id",
        "Term Audit, Text",
        copy=False,
    )
    has_term_audit = fields.Boolean(compute="_compute_has_term_audit")
    sheet_ids = fields.One2many("coop.election.sheet", "election_id", "Counts")
    issued = fields.Integer("Ballots Issued", compute="_compute_round")
    vacant_count = fields.Integer(compute="_compute_vacant_count")
    voter_count = fields.Integer(compute="_compute_voters")
    voter_shares = fields.Integer(compute="_compute_voters")
    page_count = fields.Integer(compute="_compute_page_count")
    checklist = fields.Html(compute="_compute_checklist", sanitize=False)
    next_step = fields.Char(compute="_compute_next_step")
    is_late = fields.Boolean(compute="_compute_is_late")

    _dates = models.Constraint(
        "CHECK (record_date <= ballot_date AND date_start <= ballot_date)",
        "The ballot is after the record date and after the beginning.",
    )
    _running_once = models.UniqueIndex(
        "(cooperative_id) WHERE kind = 'regular'"
        " AND state NOT IN ('draft', 'done', 'cancelled')",
        "An election of this cooperative is under way already.",
    )

    def init(self):
        """States follow one another; a result needs the sealed count."""
        result = super().init()
        pairs = [f"{was}>{now}" for was, states in NEXT.items() for now in states]
        self.env.cr.execute(
            SQL(
                """
            CREATE OR REPLACE FUNCTION coop_election_moves() RETURNS trigger AS $$
            DECLARE
                problem text;
            BEGIN
                IF TG_OP = 'INSERT' THEN
                    IF NEW.state <> 'draft' THEN
                        problem := 'begins as a plan';
                    END IF;
                ELSIF TG_OP = 'DELETE' THEN
                    IF OLD.state <> 'draft' THEN
                        problem := 'stays on record';
                    END IF;
                ELSIF NEW.state <> OLD.state THEN
                    IF OLD.state || '>' || NEW.state <> ALL (%s) THEN
                        problem := 'does not go from ' || OLD.state || ' to '
                                   || NEW.state;
                    ELSIF NEW.state = 'result' AND EXISTS (
                        SELECT FROM coop_election_round round
                         WHERE round.election_id = NEW.id
                           AND round.state IN ('ballot', 'count')) THEN
                        problem := 'has a ballot that is not counted';
                    ELSIF NEW.state = 'result' AND NOT EXISTS (
                        SELECT FROM coop_election_result r
                         WHERE r.election_id = NEW.id AND r.seal IS NOT NULL) THEN
                        problem := 'has no sealed result';
                    END IF;
                END IF;
                IF problem IS NOT NULL THEN
                    RAISE EXCEPTION 'election %% %%', coalesce(NEW.id, OLD.id), problem
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN coalesce(NEW, OLD);
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER coop_election_moves
                BEFORE INSERT OR UPDATE OR DELETE ON coop_election
                FOR EACH ROW EXECUTE FUNCTION coop_election_moves();
                """,
                pairs,
            )
        )
        return result

    # What is shown

    @api.depends("round_ids.state", "round_ids.ballot_ids")
    def _compute_round(self):
        for election in self:
            rounds = election.round_ids.filtered(lambda one: one.state != "annulled")
            election.round_id = rounds.sorted("number")[-1:]
            election.issued = election.round_id.issued

    @api.depends("result_ids")
    def _compute_seats(self):
        seats = self.env["community.seat"].sudo()
        found = seats.search([("election_result_id", "in", self.result_ids.ids)])
        for election in self:
            election.seat_ids = found.filtered(
                lambda seat, own=election.result_ids: seat.election_result_id in own
            )

    @api.depends("term_audit_date", "term_audit_document", "term_audit_file_ids")
    def _compute_has_term_audit(self):
        for election in self:
            election.has_term_audit = bool(
                election.term_audit_date
                and election.term_audit_document
                and election.term_audit_file_ids
            )

    @api.depends("state", "voter_ids.on_roll", "voter_ids.shares")
    def _compute_voters(self):
        groups = self.env["coop.election.voter"]._read_group(
            Domain("election_id", "in", self.ids) & Domain("on_roll", "=", True),
            ["election_id"],
            ["__count", "shares:sum"],
        )
        sums = {election.id: (heads, shares) for election, heads, shares in groups}
        for election in self:
            heads, shares = sums.get(election.id, (0, 0))
            election.voter_count, election.voter_shares = heads, shares

    @api.depends("state", "result_ids", "candidate_ids.declined_document")
    def _compute_vacant_count(self):
        for election in self:
            election.vacant_count = election._count_vacant()

    @api.depends("page_ids")
    def _compute_page_count(self):
        for election in self:
            election.page_count = len(election.page_ids)

    @api.depends("state", "handover_until", "phase_ids.date_end")
    def _compute_is_late(self):
        day = today(self.env)
        for election in self:
            phase = election._get_phase(election.state)
            end = election.handover_until or phase.date_end
            if election.state != "handover":
                end = phase.date_end
            election.is_late = election.state in RUNNING and end and end < day

    @api.depends_context("lang")
    @api.depends("state")
    def _compute_next_step(self):
        for election in self:
            missing = [words for done, words in election._get_checks() if not done]
            election.next_step = missing[0] if missing else False

    @api.depends_context("lang")
    @api.depends("state")
    def _compute_checklist(self):
        for election in self:
            election.checklist = self.env["ir.qweb"]._render(
                "collective_economy.election_checklist",
                {"checks": election._get_checks()},
            )

    def _get_checks(self):
        """Return ``[(done, words)]``: what the phase asks for before the next."""
        checks = getattr(self, f"_get_{self.state}_checks", list)
        return checks() if self.id else []

    def _get_draft_checks(self):
        return [
            (bool(self.post_ids), self.env._("Enter the seats to fill")),
            (bool(self.ballot_date), self.env._("Set the day of the ballot")),
        ]

    def _get_preparation_checks(self):
        least, most = self.rule_id._get_group_size(self.cooperative_id.level)
        group = self._get_officers("group")
        heads = group.filtered("is_head")
        return [
            (
                least <= len(group) <= most,
                self.env._(
                    "Preparatory group of %(least)s to %(most)s (now %(number)s)",
                    least=least,
                    most=most,
                    number=len(group),
                ),
            ),
            (len(heads) == 1, self.env._("The group has its head")),
            (bool(self.record_date), self.env._("Set the record date")),
            (self.has_term_audit, self.env._("Term audit before the election")),
        ]

    def _get_roll_checks(self):
        waiting = self._get_open_objections("roll")
        over = self.objections_until and self.objections_until < today(self.env)
        return [
            (
                over,
                self.env._("Objections are received until %s", self.objections_until),
            ),
            (not waiting, self.env._("Objections ruled on (%s open)", len(waiting))),
        ]

    def _get_candidates_checks(self):
        checks = []
        for post in self.post_ids:
            running = post.candidate_ids.filtered(lambda one: one.state == "stands")
            checks.append(
                (
                    len(running) >= post.candidates_needed,
                    self.env._(
                        "%(post)s: at least %(needed)s candidates (now %(number)s)",
                        post=post.name,
                        needed=post.candidates_needed,
                        number=len(running),
                    ),
                )
            )
        return checks

    def _get_review_checks(self):
        missing = self._get_standing().filtered(lambda one: not one.opinion_ids)
        earliest = self._get_earliest_ballot()
        helpers = self._get_officers("scrutineer")
        return [
            *self._get_candidates_checks(),
            (
                not missing,
                self.env._(
                    "The committee's opinion on each candidate (%s missing)",
                    len(missing),
                ),
            ),
            (
                not self._get_open_objections("candidates"),
                self.env._("Objections to candidates ruled on"),
            ),
            (
                len(helpers) >= self.rule_id.scrutineers_min,
                self.env._(
                    "At least %(least)s scrutineers (now %(number)s)",
                    least=self.rule_id.scrutineers_min,
                    number=len(helpers),
                ),
            ),
            (
                bool(self.ballot_date and self.ballot_date >= earliest),
                self.env._("The ballot is not before %s", earliest),
            ),
            (
                bool(self.ballot_date and self.ballot_date <= today(self.env)),
                self.env._("The ballot opens on %s", self.ballot_date or ""),
            ),
        ]

    def _get_ballot_checks(self):
        issued = self.round_id.issued
        words = self.env._("Hand out the ballots (%s issued)", issued)
        return [(bool(issued), words)]

    def _get_count_checks(self):
        sheets = self.round_id.sheet_ids
        entered = sheets.filtered("is_entered")
        return [
            (
                len(entered) == len(sheets),
                self.env._(
                    "Enter the count of each post (%(done)s of %(all)s)",
                    done=len(entered),
                    all=len(sheets),
                ),
            ),
        ]

    def _get_result_checks(self):
        waiting = self._get_open_objections("result")
        return [
            (
                not self._get_vacant(),
                self.env._("Every seat is filled (%s open)", self._count_vacant()),
            ),
            (bool(self.published_on), self.env._("Publish the result")),
            (not waiting, self.env._("Appeals ruled on (%s open)", len(waiting))),
        ]

    def _get_handover_checks(self):
        return [
            (
                bool(self.handover_receipt_ids) or not self._get_predecessors(),
                self.env._("Handover receipts, until %s", self.handover_until),
            ),
        ]

    # What there is

    def _get_phase(self, code):
        return self.phase_ids.filtered(lambda phase: phase.phase == code)[:1]

    def _get_officers(self, role):
        return self.member_ids.filtered(lambda member: member.role == role)

    def _get_standing(self):
        return self.candidate_ids.filtered(lambda one: one.state == "stands")

    def _get_open_objections(self, stage):
        return self.objection_ids.filtered(
            lambda one: one.stage == stage and one.state == "open"
        )

    def _get_earliest_ballot(self):
        """Return the first day on which the roll was posted long enough."""
        posted = self.roll_posted_on or today(self.env)
        return posted + timedelta(days=self.rule_id.roll_days)

    def _get_closed_rounds(self):
        return self.round_ids.filtered(lambda one: one.state == "closed")

    def _get_elected(self):
        """Return the candidates whom the counts elected, with their result."""
        candidates = self.env["coop.election.candidate"]
        elected = []
        for round_ in self._get_closed_rounds().sorted("number"):
            for organ, role, person in round_.result_id.elected or []:
                found = self.candidate_ids.filtered(
                    lambda one, key=(organ, role, person): one._get_key() == key
                )
                elected.append((found or candidates, round_.result_id))
        return elected

    def _count_elected(self):
        """Return ``{post: number of seats that are filled}``; who declined is not."""
        return Counter(
            candidate.post_id
            for candidate, _result in self._get_elected()
            if not candidate.declined_document
        )

    def _get_vacant(self):
        """Return ``{post: seats still open}``."""
        filled = self._count_elected()
        vacant = {post: post.seats - filled[post] for post in self.post_ids}
        return {post: number for post, number in vacant.items() if number > 0}

    def _count_vacant(self):
        return sum(self._get_vacant().values())

    def _get_predecessors(self):
        """Return the seats that this election ended."""
        return (
            self.env["community.seat"]
            .sudo()
            .search([("closing_result_id", "in", self.result_ids.ids)])
        )

    # Entering

    def write(self, vals):
        for name in self._editable_in.keys() & vals.keys():
            late = self.filtered(
                lambda one, name=name: one.state not in self._editable_in[name]
            )
            if late and late._is_changing(name, vals[name]):
                late._raise_over()
        return super().write(vals)

    def _are_files_fixed(self):
        return self.state in ("done", "cancelled")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_planned(self):
        if any(election.state != "draft" for election in self):
            raise UserError(self.env._("An election that began stays on record."))

    @api.constrains("cooperative_id")
    def _check_cooperative(self):
        for election in self:
            if election.cooperative_id.state != "active":
                raise ValidationError(
                    self.env._(
                        "%s is not active: it holds no election.",
                        election.cooperative_id.name,
                    )
                )

    @api.onchange("cooperative_id", "date_start")
    def _onchange_cooperative(self):
        if self.cooperative_id and self.date_start and not self.name:
            self.name = self.env._(
                "Election of %(cooperative)s, %(year)s",
                cooperative=self.cooperative_id.name,
                year=self.date_start.year,
            )

    # Moving on

    def _check_state(self, *states):
        for election in self:
            if election.state not in states:
                election._raise_over()

    def _raise_over(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        raise UserError(
            self.env._(
                "“%(election)s” is in the phase “%(state)s”: this is not changed now.",
                election=self[0].name,
                state=states[self[0].state],
            )
        )

    def _check_done(self, *optional):
        """Refuse to go on while something of the phase is missing."""
        missing = [words for done, words in self._get_checks() if not done]
        missing = [words for words in missing if words not in optional]
        if missing:
            raise UserError(self.env._("This is missing: %s.", "; ".join(missing)))

    def _begin(self, *states):
        """Take the election for a move: nobody else moves it at the same time."""
        self.ensure_one()
        self.check_access("write")
        self._hold()
        self._check_state(*states)

    def _move(self, state, **vals):
        before = self.state
        phase = self._get_phase(before)
        if phase and not phase.done_on:
            with_pass(phase, {"done_on"}).done_on = today(self.env)
        # What is still to be written belongs to the phase that ends.
        self.env.flush_all()
        vals = {"state": state, **vals}
        with_pass(self, vals).write(vals)
        self.flush_recordset()
        self.env["community.trail"]._note(
            self, "coop_election_moved", before=before, after=state
        )

    def action_start(self):
        """Begin: the rule in force becomes the election's, its phases are planned."""
        self._begin("draft")
        self._check_done()
        self._check_sizes()
        profile = self.cooperative_id.profile_id.sudo().code
        rule = self.env["coop.election.rule"].sudo()._get_fact(profile, self.date_start)
        if not self.phase_ids:
            self.phase_ids = [
                Command.create(
                    {
                        "phase": line.phase,
                        "date_start": self.date_start
                        + timedelta(days=line.offset_days),
                        "date_end": self.date_start
                        + timedelta(days=line.offset_days + line.days - 1),
                    }
                )
                for line in rule.phase_ids
            ]
        self._move("preparation", rule_id=rule.id)

    def _check_sizes(self):
        """A regular election fills organs of a size that the law allows."""
        if self.kind != "regular":
            return
        sizes = Counter()
        for post in self.post_ids:
            sizes[post.organ_id] += post.seats
        problems = []
        for organ, number in sizes.items():
            problems += self.cooperative_id.sudo()._find_size_problem(
                organ.sudo(), number, self.date_start
            )
        if problems:
            raise UserError("\n".join(problems))

    def action_draw_roll(self):
        """Draw the roll from the ledger at the record date, and post it (公布名册)."""
        self._begin("preparation")
        self._check_done(self.env._("Term audit before the election"))
        roll = self.env["coop.roll"]._freeze(self.cooperative_id, self.record_date)
        with_pass(self, {"roll_id"}).roll_id = roll
        self._draw_voters()
        day = today(self.env)
        self._post_page("roll", self.rule_id.objection_days)
        self._move(
            "roll",
            roll_posted_on=day,
            objections_until=day + timedelta(days=self.rule_id.objection_days),
        )

    def _draw_voters(self):
        """Copy the roll into the election in one statement."""
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO coop_election_voter (
                       election_id, cooperative_id, area_id, community_id, street_id,
                       holder_id, partner_id, shares, on_roll, create_uid, create_date)
                SELECT e.id, e.cooperative_id, e.area_id, e.community_id, e.street_id,
                       line.holder_id, line.partner_id, line.shares, TRUE, %s,
                       now() AT TIME ZONE 'UTC'
                  FROM coop_election e
                  JOIN coop_roll_line line ON line.roll_id = e.roll_id
                 WHERE e.id = %s
              ORDER BY line.id
                """,
                self.env.uid,
                self.id,
            )
        )
        self.invalidate_recordset(["voter_ids"])

    def action_close_roll(self):
        """Make the roll final: objections are ruled on and their days are over."""
        self._begin("roll")
        self._check_done()
        self._move("candidates", roll_final_on=today(self.env))

    def action_close_candidates(self):
        """Close the list of candidates and post it (公布候选人)."""
        self._begin("candidates")
        self._check_done()
        for candidate in self._get_standing():
            candidate._check_eligible()
        self._post_page("candidates", self.rule_id.candidate_days)
        self._move("review")

    def action_reopen_candidates(self):
        """Take further candidates, when too few are left (补充候选人)."""
        self._begin("review")
        self._move("candidates")

    def action_open_ballot(self):
        """Open the ballot: the opinions are recorded, whatever they say (开始投票)."""
        self._begin("review")
        self._check_done()
        self._move("ballot")
        self.env["coop.election.round"]._open(
            self,
            [(post, post.seats, "first") for post in self.post_ids],
            self._get_standing(),
        )

    def action_begin_count(self):
        """Close the ballot boxes and begin to count (封箱计票)."""
        self._begin("ballot")
        self._check_done()
        self.round_id._begin_count()
        self._move("count")

    def action_close_count(self):
        """Count, seal the result and hand it to the election, in one (确认计票结果)."""
        self._begin("count")
        self._check_done()
        self.round_id._close_count()
        self._move("result", published_on=False)

    def action_publish_result(self):
        """Post the result (公布选举结果)."""
        self._begin("result")
        if self.published_on:
            raise UserError(self.env._("The result is published already."))
        self._post_page("result", self.rule_id.result_days)
        with_pass(self, {"published_on"}).published_on = today(self.env)
        self.env["community.trail"]._note(self, "coop_election_published")

    def action_further_ballot(self):
        """Hold a further ballot for the seats that are still open (另行选举)."""
        self._begin("result")
        vacant = self._get_vacant()
        if not vacant:
            raise UserError(self.env._("Every seat is filled."))
        elected = {candidate.id for candidate, _result in self._get_elected()}
        standing, sheets = self.env["coop.election.candidate"], []
        for post, seats in vacant.items():
            left = self._get_standing().filtered(
                lambda one, post=post: one.post_id == post and one.id not in elected
            )
            last = post._get_last_sheet()
            stands = last._get_tied() or left
            if stands:
                kind = last.kind if last.is_void else "further"
                sheets.append((post, seats, kind))
                standing |= stands
        if not standing:
            raise UserError(
                self.env._("No candidate is left: fill the seats by a by-election.")
            )
        self._move("ballot")
        self.env["coop.election.round"]._open(self, sheets, standing)

    def _repeat(self, reason):
        """Annul the ballot after an appeal; it is held again (重新选举)."""
        last = self.round_id
        last._annul(reason)
        self._move("ballot", published_on=False)
        self.env["coop.election.round"]._open(
            self,
            [(sheet.post_id, sheet.seats, sheet.kind) for sheet in last.sheet_ids],
            last.candidate_ids,
        )

    def action_take_office(self):
        """Seat who was elected; the terms before end the day before (就任)."""
        self._begin("result")
        self._check_done(
            self.env._("Every seat is filled (%s open)", self._count_vacant())
        )
        elected = [
            (candidate, result)
            for candidate, result in self._get_elected()
            if not candidate.declined_document
        ]
        if not elected:
            raise UserError(self.env._("Nobody was elected."))
        self.cooperative_id.sudo()._hold()
        self._check_bars([candidate for candidate, _result in elected])
        day = today(self.env)
        with_pass(self, {"date_office"}).date_office = day
        self.flush_recordset()
        if self.kind == "regular":
            self._end_terms(day - timedelta(days=1))
        self._seat(elected, day)
        until = day + timedelta(days=self.rule_id.handover_days)
        self._move("handover", handover_until=until)

    def _check_bars(self, candidates):
        """Who was elected stays elected; but no one sits who is barred."""
        found = self.cooperative_id.sudo()._find_bars(
            [
                (one.person_id, one.post_id.sudo().organ_id, one.post_id.role_id)
                for one in candidates
            ],
            today(self.env),
            leaving=self._get_ending(),
        )
        if found:
            raise UserError(
                "\n".join(
                    [
                        *found,
                        self.env._(
                            "The count stands as it is. Either an exception is "
                            "granted, or one of them declines the seat."
                        ),
                    ]
                )
            )

    def _get_ending(self):
        """Return the seats in force that a regular election ends."""
        seats = self.env["community.seat"].sudo()
        if self.kind != "regular":
            return seats
        domain = Domain.OR(
            Domain("organ_id", "=", post.organ_id.id)
            & Domain("role_id", "=", post.role_id.id)
            for post in self.post_ids
        )
        return seats.search(domain & seats._get_in_force_domain(today(self.env)))

    def _end_terms(self, day):
        rounds = self._get_closed_rounds()
        for seat in self._get_ending():
            sheets = rounds.sheet_ids.filtered(
                lambda sheet, seat=seat: (
                    sheet.post_id.organ_id == seat.organ_id
                    and sheet.post_id.role_id == seat.role_id
                )
            )
            ground = {"closing_result_id": sheets[:1].round_id.result_id.id}
            seat._end_in_cooperative(day, self.name, ground)

    def _seat(self, elected, day):
        years = self.cooperative_id.sudo()._get_term("term_years", day)
        end = day + relativedelta(years=years, days=-1) if years else False
        self.env["community.seat"].sudo()._seat_in_cooperative(
            [
                {
                    "organ_id": candidate.post_id.organ_id.id,
                    "role_id": candidate.post_id.role_id.id,
                    "person_id": candidate.person_id.id,
                    "date_start": day,
                    "date_end": end,
                    "document": result.number,
                    "election_result_id": result.id,
                }
                for candidate, result in elected
            ]
        )

    def action_finish(self):
        """Conclude: what had to be handed over was handed over (办结)."""
        self._begin("handover")
        self._check_done()
        self._move("done", done_on=today(self.env))

    def action_cancel(self):
        """Call the election off before the ballot opens (中止)."""
        self._begin("draft", "preparation", "roll", "candidates", "review")
        self._move("cancelled")

    # Pages

    def _post_page(self, phase, days):
        """Post what everybody may read: names and numbers, and nothing else."""
        phase = self._get_phase(phase)
        if not phase or not days:
            return
        election = self.with_context(lang=public_lang(self.env))
        body = election.env["ir.qweb"]._render(
            "collective_economy.election_page",
            {"election": election.sudo(), "phase": phase.phase},
        )
        titles = dict(phase._fields["phase"]._description_selection(election.env))
        pages = self.env["community.publication"].sudo()
        name = f"{self.name}：{titles[phase.phase]}"
        pages._post([pages._prepare_page(phase.sudo(), "election", name, body)])

    def action_view_pages(self):
        return self.page_ids._get_records_action(name=self.env._("Pages"))

    def action_view_voters(self):
        return self._view("coop.election.voter", self.env._("Voters"))

    def action_view_ballots(self):
        return self._view("coop.election.ballot", self.env._("Ballots Handed out"))

    def _view(self, model, name):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "list,form",
            "domain": [("election_id", "=", self.id)],
            "context": {
                "default_election_id": self.id,
                "default_round_id": self.round_id.id,
            },
        }

    # The portal

    @api.model
    def _get_for_holder(self, person):
        """Return the elections that a shareholder is told of: his cooperatives'."""
        holders = (
            self.env["coop.holder"].sudo().search([("partner_id", "=", person.id)])
        )
        return self.sudo().search(
            Domain("cooperative_id", "in", holders.cooperative_id.ids)
            & Domain("state", "not in", ("draft", "cancelled"))
        )

    def _prepare_portal(self, person):
        """Return what a shareholder may read: the notice, and his own line."""
        self.ensure_one()
        voter = self.voter_ids.filtered(lambda one: one.partner_id == person)[:1]
        states = dict(self._fields["state"]._description_selection(self.env))
        return {
            "id": self.id,
            "name": self.name,
            "cooperative": self.cooperative_id.name,
            "state": states[self.state],
            "ballot_date": self.ballot_date,
            "record_date": self.record_date,
            "place": self.place,
            "has_roll": bool(self.roll_id),
            "on_roll": bool(voter.on_roll),
            "shares": voter.shares if voter.on_roll else 0,
            "objections_until": self.objections_until,
            "stage": self.env["coop.election.objection"]._get_stage(self),
            "posts": [
                {"name": post.name, "seats": post.seats} for post in self.post_ids
            ],
            "phases": [
                {
                    "name": phase.display_name,
                    "date_start": phase.date_start,
                    "date_end": phase.date_end,
                    "is_now": phase.phase == self.state,
                    "is_done": bool(phase.done_on),
                }
                for phase in self.phase_ids
            ],
            "pages": [
                {"id": page.id, "name": page.name}
                for page in self.page_ids
                if page.state != "withdrawn"
            ],
            "objections": [
                one._prepare_portal()
                for one in self.objection_ids
                if one.person_id == person
            ],
        }
