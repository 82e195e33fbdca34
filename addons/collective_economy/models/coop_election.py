from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.community_base.house import today

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
    _inherit = ["community.files.mixin", "coop.clerk.mixin", "mail.thread"]
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
    handover_receipt_ids = fields.Many2many(
        "community.handover.receipt", string="Handover Receipts", copy=False
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
    voter_count = fields.Integer(compute="_compute_voters")
    voter_shares = fields.Integer(compute="_compute_voters")
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
        self.env.cr.execute(SQL(ELECTION_MOVES, pairs))
        return result

    # What is shown

    @api.depends("round_ids.state", "round_ids.ballot_ids")
    def _compute_round(self):
        for election in self:
            rounds = election.round_ids.filtered(lambda one: one.state != "annulled")
            election.round_id = rounds.sorted("number")[-1:]
            election.issued = election.round_id.issued

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

    @api.depends("state", "handover_until", "phase_ids.date_end")
    def _compute_is_late(self):
        day = today(self.env)
        for election in self:
            end = election._get_phase(election.state).date_end
            if election.state == "handover":
                end = election.handover_until or end
            election.is_late = election.state in RUNNING and end and end < day

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


ELECTION_MOVES = """
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
"""
