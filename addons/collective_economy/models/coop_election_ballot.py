from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CoopElectionBallot(models.Model):
    """That a voter was given a ballot (发票登记), himself or by proxy. Never what he
    voted."""

    _name = "coop.election.ballot"
    _description = "Ballot Handed out"
    _inherit = ["coop.election.part.mixin"]
    _order = "round_id, id desc"

    _open_of = "round"
    _open_in = ("ballot",)

    round_id = fields.Many2one(
        "coop.election.round",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('election_id', '=', election_id)]",
    )
    voter_id = fields.Many2one(
        "coop.election.voter",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('election_id', '=', election_id), ('on_roll', '=', True)]",
    )
    shares = fields.Integer(related="voter_id.shares")
    how = fields.Selection(
        [("person", "In Person"), ("proxy", "By Proxy")],
        required=True,
        default="person",
        help="本人领票或委托领票",
    )
    proxy_id = fields.Many2one(
        "coop.election.voter",
        "Given to",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('election_id', '=', election_id), ('on_roll', '=', True)]",
        help="受托人",
    )
    document = fields.Char("Proxy Paper", help="委托书")

    _voter_once = models.Constraint(
        "UNIQUE (round_id, voter_id)", "This voter has his ballot already."
    )
    _proxy = models.Constraint(
        "CHECK ((how = 'proxy') = (proxy_id IS NOT NULL))",
        "A ballot by proxy, and only such a one, says to whom it was given.",
    )
    _proxy_paper = models.Constraint(
        "CHECK (how <> 'proxy' OR document IS NOT NULL)",
        "A proxy has its paper: enter it.",
    )
    _proxy_other = models.Constraint(
        "CHECK (proxy_id <> voter_id)", "Nobody is his own proxy."
    )

    @api.constrains("round_id", "voter_id", "proxy_id", "election_id")
    def _check_voters(self):
        for ballot in self:
            voters = ballot.voter_id | ballot.proxy_id
            if (
                not all(voter.on_roll for voter in voters)
                or (ballot.round_id.election_id | voters.election_id)
                != ballot.election_id
            ):
                raise ValidationError(
                    self.env._("Only who is on the roll of this election votes.")
                )

    @api.constrains("proxy_id", "round_id")
    def _check_proxies(self):
        """Nobody is handed more ballots of others than the charter allows."""
        for round_ in self.filtered("proxy_id").round_id:
            round_._check_proxies()
