from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.community_base.house import with_pass
from odoo.addons.community_base.kernel import tally

from ..kernel import election as kernel


class CoopElectionSheet(models.Model):
    """The count of one ballot for one post (计票单), as the scrutineers signed it."""

    _name = "coop.election.sheet"
    _description = "Count Sheet"
    _inherit = ["community.files.mixin", "coop.election.part.mixin"]
    _order = "round_id desc, post_id"

    _file_fields = ("scan_ids",)
    _open_of = "round"
    _open_in = ("ballot", "count")
    _system_fields = frozenset(
        {"election_id", "round_id", "post_id", "seats", "kind", "rule_id"}
    )

    round_id = fields.Many2one(
        "coop.election.round", required=True, index=True, ondelete="restrict"
    )
    post_id = fields.Many2one(
        "coop.election.post", required=True, index=True, ondelete="restrict"
    )
    round_state = fields.Selection(related="round_id.state")
    seats = fields.Integer(required=True, readonly=True)
    kind = fields.Selection(
        [("first", "First Ballot"), ("further", "Further Ballot")],
        required=True,
        readonly=True,
    )
    rule_id = fields.Many2one("community.vote.rule", required=True, ondelete="restrict")
    counting = fields.Selection(related="rule_id.counting")
    issued = fields.Integer(related="round_id.issued")
    issued_shares = fields.Integer(related="round_id.issued_shares")
    returned = fields.Integer("Ballots Returned", help="收回选票")
    invalid = fields.Integer("Invalid Ballots", help="废票")
    returned_shares = fields.Integer("Shares Returned")
    invalid_shares = fields.Integer()
    is_entered = fields.Boolean("Counted", help="计票完毕")
    line_ids = fields.One2many("coop.election.sheet.line", "sheet_id", "Votes")
    scan_ids = fields.Many2many(
        "ir.attachment", string="Signed Count Sheet", copy=False
    )
    outcome = fields.Selection(
        [
            ("complete", "All Seats Filled"),
            ("vacant", "Seats Left Open"),
            ("run_off", "Equal Votes"),
            ("no_quorum", "Too Few Took Part"),
            ("invalid", "Invalid"),
        ],
        compute="_compute_outcome",
    )
    is_void = fields.Boolean(compute="_compute_outcome")

    _post_once = models.Constraint(
        "UNIQUE (round_id, post_id)", "There is a count for these seats already."
    )
    _figures = models.Constraint(
        "CHECK (returned >= 0 AND invalid >= 0 AND invalid <= returned"
        " AND returned_shares >= 0 AND invalid_shares >= 0"
        " AND invalid_shares <= returned_shares)",
        "More invalid ballots than were returned.",
    )

    @api.depends("post_id.name", "round_id.number")
    def _compute_display_name(self):
        for sheet in self:
            sheet.display_name = f"{sheet.post_id.name or ''} #{sheet.round_id.number}"

    @api.depends("round_id.result_ids")
    def _compute_outcome(self):
        for sheet in self:
            figures = sheet._get_figures()
            sheet.outcome = figures.get("outcome")
            sheet.is_void = sheet.outcome in ("invalid", "no_quorum")

    def _get_figures(self):
        figures = self.round_id.result_id.figures or {}
        return figures.get(str(self.post_id.id), {})

    def _get_tied(self):
        """Return the candidates between whom a further ballot decides."""
        return self.env["coop.election.candidate"].browse(
            self._get_figures().get("run_off", [])
        )

    def _are_files_fixed(self):
        return self.round_state not in self._open_in

    @api.model
    def _make(self, vals_list):
        fields_ = self._get_system_fields() | {"line_ids"}
        lines = self.env["coop.election.sheet.line"]
        for vals in vals_list:
            commands = vals.pop("line_ids")
            sheet = with_pass(self, fields_).create(vals)
            with_pass(lines, lines._get_system_fields()).create(
                [{**command[2], "sheet_id": sheet.id} for command in commands]
            )

    def write(self, vals):
        figures = {"returned", "invalid", "returned_shares", "invalid_shares"}
        if figures.intersection(vals):
            self._check_counting()
        return super().write(vals)

    def _check_counting(self):
        if any(sheet.round_id.state != "count" for sheet in self):
            raise UserError(self.env._("Counts are entered when the boxes are closed."))

    def _evaluate(self):
        """Return the outcome of the count; words where it contradicts itself."""
        rule = self.rule_id.sudo()._to_kernel()
        heads, shares = self._prepare_papers()
        lots = {line.candidate_id.id: line.lot for line in self.line_ids if line.lot}
        tie = self.election_id.rule_id.tie
        try:
            return kernel.count(rule, self.seats, heads, shares, tie, lots)
        except tally.BallotError as error:
            raise UserError(self._describe_fault(error)) from error
        except kernel.ElectionError as error:
            raise UserError(self._describe_lots(error)) from error

    def _prepare_papers(self):
        election, round_ = self.election_id, self.round_id
        heads = kernel.Paper(
            entitled=election.voter_count,
            issued=round_.issued,
            returned=self.returned,
            invalid=self.invalid,
            votes={line.candidate_id.id: line.votes for line in self.line_ids},
        )
        shares = kernel.Paper(
            entitled=election.voter_shares,
            issued=round_.issued_shares,
            returned=self.returned_shares,
            invalid=self.invalid_shares,
            votes={line.candidate_id.id: line.share_votes for line in self.line_ids},
        )
        return heads, shares

    def _describe_fault(self, error):
        person = self.env["coop.election.candidate"].browse(
            error.params.get("candidate") or ()
        )
        return self.env._(
            "%(post)s: more votes%(person)s than valid ballots allow (%(votes)s, at "
            "most %(limit)s). Count again.",
            post=self.post_id.name,
            person=f" ({person.person_id.name})" if person else "",
            votes=error.params.get("votes"),
            limit=error.params.get("limit"),
        )

    def _describe_lots(self, error):
        tied = self.env["coop.election.candidate"].browse(error.params["candidates"])
        return self.env._(
            "%(post)s: equal votes. Draw lots between %(people)s and enter the numbers "
            "that were drawn; the least goes first.",
            post=self.post_id.name,
            people="、".join(tied.person_id.mapped("name")),
        )
