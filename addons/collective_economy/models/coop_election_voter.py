from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.community_base.house import with_pass


class CoopElectionVoter(models.Model):
    """A shareholder on the roll of an election (选民名册).

    Drawn from the ledger, then corrected by rulings alone, and final with the phase.
    """

    _name = "coop.election.voter"
    _description = "Voter"
    _inherit = ["coop.election.part.mixin"]
    _rec_names_search = ["holder_id.number", "partner_id.name", "partner_id.pinyin"]
    _order = "election_id, id"

    _open_in = ("preparation", "roll")
    _system_fields = frozenset(
        {"election_id", "holder_id", "partner_id", "shares", "on_roll", "objection_id"}
    )

    holder_id = fields.Many2one(
        "coop.holder", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", "Person", required=True, readonly=True, index=True
    )
    number = fields.Char(related="holder_id.number")
    shares = fields.Integer(readonly=True)
    on_roll = fields.Boolean("On the Roll", readonly=True)
    objection_id = fields.Many2one(
        "coop.election.objection", "Corrected by", readonly=True, index="btree_not_null"
    )
    ballot_ids = fields.One2many("coop.election.ballot", "voter_id", "Ballots")

    _holder_once = models.Constraint(
        "UNIQUE (election_id, holder_id)", "This shareholder is on the roll already."
    )
    _shares_positive = models.Constraint(
        "CHECK (shares > 0)", "Who has no voting share is not on the roll."
    )

    @api.depends("holder_id.number", "partner_id.name")
    def _compute_display_name(self):
        for voter in self:
            number = voter.sudo().holder_id.number or ""
            voter.display_name = f"{number} {voter.partner_id.name or ''}".strip()

    def _correct(self, objection):
        """Change the roll as a ruling says."""
        vals = {"objection_id": objection.id}
        voter = objection.election_id.voter_ids.filtered(
            lambda one: one.holder_id == objection.holder_id
        )
        if objection.correction == "strike":
            if not voter.on_roll:
                raise UserError(self.env._("This shareholder is not on the roll."))
            vals["on_roll"] = False
        else:
            vals |= {"on_roll": True, "shares": objection.shares}
        if voter:
            with_pass(voter, vals).write(vals)
            return
        vals |= {
            "election_id": objection.election_id.id,
            "holder_id": objection.holder_id.id,
            "partner_id": objection.holder_id.partner_id.id,
        }
        with_pass(self, vals).create(vals)

    def action_issue(self):
        """Hand a ballot to each who came (发票)."""
        for voter in self:
            self.env["coop.election.ballot"].create(
                {
                    "election_id": voter.election_id.id,
                    "round_id": voter.election_id.round_id.id,
                    "voter_id": voter.id,
                    "how": "person",
                }
            )
