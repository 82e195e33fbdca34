from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.community_base.house import today, with_pass

from .coop_election_part_mixin import CoopElectionPartMixin


class CoopElectionCandidate(models.Model):
    """Who stands for seats (候选人). The committee's opinion is shown beside him."""

    _name = "coop.election.candidate"
    _description = "Candidate"
    _inherit = ["coop.election.part.mixin"]
    _rec_name = "person_id"
    _order = "election_id, post_id, sequence, id"

    _open_in = ("candidates",)
    _free_columns = (
        *CoopElectionPartMixin._free_columns,
        "state",
        "declined_document",
    )
    _fixed_fields = frozenset({"election_id", "person_id"})
    _system_fields = frozenset({"state", "declined_document"})

    post_id = fields.Many2one(
        "coop.election.post",
        "Stands for",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('election_id', '=', election_id)]",
    )
    sequence = fields.Integer(default=10)
    person_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("is_company", "=", False)],
    )
    nominated_by = fields.Char(help="提名方式：股东联名、筹备组提名等")
    state = fields.Selection(
        [("stands", "Stands"), ("withdrawn", "Withdrawn")],
        default="stands",
        required=True,
        copy=False,
    )
    opinion_ids = fields.One2many("coop.election.opinion", "candidate_id", "Opinions")
    verdict = fields.Selection(related="opinion_ids.verdict", string="Opinion")
    advice = fields.Char(compute="_compute_advice")
    declined_document = fields.Char(
        "Declined by", readonly=True, copy=False, help="不愿就任的书面声明文号"
    )

    is_elected = fields.Boolean(compute="_compute_is_elected")

    _person_once = models.Constraint(
        "UNIQUE (election_id, post_id, person_id)", "This person stands here already."
    )

    @api.depends_context("lang")
    @api.depends("person_id", "post_id")
    def _compute_advice(self):
        """What is recommended of who stands for the chair, and never enforced."""
        for one in self:
            one.advice = False
            if one.post_id.role_id.code == "board_chair" and one.person_id:
                cooperative = one.sudo().cooperative_id
                one.advice = cooperative._advise_on_chair(one.person_id)

    @api.depends("election_id.result_ids")
    def _compute_is_elected(self):
        for election, candidates in self.grouped("election_id").items():
            elected = {one.id for one, _result in election._get_elected()}
            for one in candidates:
                one.is_elected = one.id in elected

    @api.constrains("post_id", "election_id")
    def _check_post(self):
        for one in self:
            if one.post_id.election_id != one.election_id:
                raise ValidationError(
                    self.env._("These seats belong to another election.")
                )

    @api.constrains("person_id", "election_id")
    def _check_no_scrutineer(self):
        for one in self:
            scrutineers = one.election_id._get_officers("scrutineer").person_id
            if one.person_id in scrutineers:
                raise ValidationError(
                    self.env._(
                        "%s stands for election and counts no ballots.",
                        one.person_id.name,
                    )
                )

    def _get_key(self):
        return (self.post_id.organ_id.id, self.post_id.role_id.id, self.person_id.id)

    def _check_eligible(self):
        """Refuse who is barred whatever the others get: his own other posts bar him."""
        cooperative = self.cooperative_id.sudo()
        found = cooperative._find_bars(
            [(self.person_id, self.post_id.sudo().organ_id, self.post_id.role_id)],
            today(self.env),
            leaving=self.election_id._get_ending(),
        )
        if found:
            raise UserError("\n".join(found))

    def action_withdraw(self):
        """Take the candidacy back, before the ballot opens."""
        self.check_access("write")
        for one in self:
            one.election_id._hold()
            one.election_id._check_state("candidates", "review")
            with_pass(one, {"state"}).state = "withdrawn"
            self.env["community.trail"]._note(
                one.election_id, "coop_candidate_withdrawn", after=one.person_id.name
            )

    def action_decline(self):
        """Ask for the document by which who was elected declines."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Does Not Take Office"),
            "res_model": "coop.election.declining",
            "view_mode": "form",
            "target": "new",
            "context": {"default_candidate_id": self.id},
        }

    def _decline(self, document):
        """Note that who was elected does not take the seat (不就任)."""
        self.ensure_one()
        self.check_access("write")
        self.election_id._hold()
        self.election_id._check_state("result")
        if not document:
            raise UserError(self.env._("Enter the document by which he declines."))
        if self not in [one for one, _result in self.election_id._get_elected()]:
            raise UserError(self.env._("%s was not elected.", self.person_id.name))
        with_pass(self, {"declined_document"}).declined_document = document
        self.env["community.trail"]._note(
            self.election_id,
            "coop_candidate_declined",
            after=self.person_id.name,
            reason=document,
        )
