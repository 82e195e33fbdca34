from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..kernel import election as kernel


class CoopElectionPost(models.Model):
    """Seats that an election fills (应选职数): so many of a role in an organ."""

    _name = "coop.election.post"
    _description = "Seats to Fill"
    _inherit = ["coop.election.part.mixin"]
    _order = "election_id, sequence, id"
    _rec_name = "organ_id"

    _open_in = ("draft",)

    name = fields.Char(compute="_compute_name")
    sequence = fields.Integer(default=10)
    organ_id = fields.Many2one(
        "community.organ",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('cooperative_id', '=', cooperative_id)]",
    )
    role_id = fields.Many2one("community.seat.role", required=True, ondelete="restrict")
    seats = fields.Integer(required=True, default=1)
    candidate_ids = fields.One2many("coop.election.candidate", "post_id", "Candidates")
    sheet_ids = fields.One2many("coop.election.sheet", "post_id", "Counts")
    candidates_needed = fields.Integer(compute="_compute_candidates_needed")

    _seats_positive = models.Constraint(
        "CHECK (seats > 0)", "At least one seat is filled."
    )
    _post_once = models.Constraint(
        "UNIQUE (election_id, organ_id, role_id)", "These seats are listed already."
    )

    @api.depends_context("lang")
    @api.depends("organ_id", "role_id")
    def _compute_name(self):
        posts = self.env["coop.post"]
        for post in self:
            known = posts._find(post.organ_id, post.role_id)
            post.name = known.name or (
                f"{post.sudo().organ_id.kind_id.name or ''} {post.role_id.name or ''}"
            )

    @api.depends("name")
    def _compute_display_name(self):
        for post in self:
            post.display_name = post.name

    @api.depends("seats", "election_id.rule_id")
    def _compute_candidates_needed(self):
        for post in self:
            rule = post.election_id.rule_id
            post.candidates_needed = kernel.candidates_needed(
                post.seats, rule.surplus_percent, rule.equal_allowed
            )

    @api.constrains("organ_id", "role_id", "election_id")
    def _check_post(self):
        for post in self:
            organ = post.organ_id.sudo()
            if organ.cooperative_id != post.election_id.cooperative_id:
                raise ValidationError(
                    self.env._(
                        "%(organ)s is no organ of %(cooperative)s.",
                        organ=organ.name,
                        cooperative=post.election_id.cooperative_id.name,
                    )
                )
            known = self.env["coop.post"]._find(organ, post.role_id)
            if not known or known.filled_by == "appointment":
                raise ValidationError(
                    self.env._(
                        "%(role)s in %(organ)s is not filled by election.",
                        role=post.role_id.name,
                        organ=organ.name,
                    )
                )

    def _get_last_sheet(self):
        """Return the last count of these seats that is closed."""
        closed = self.sheet_ids.filtered(lambda one: one.round_id.state == "closed")
        return closed.sorted(lambda sheet: sheet.round_id.number)[-1:]
