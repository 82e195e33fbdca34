from odoo import fields, models


class CoopElectionSheetLine(models.Model):
    """The votes that one candidate got in one count (得票)."""

    _name = "coop.election.sheet.line"
    _description = "Votes of a Candidate"
    _inherit = ["coop.election.part.mixin"]
    _order = "sheet_id, votes desc, id"

    _open_of = "round"
    _open_in = ("ballot", "count")
    _system_fields = frozenset({"election_id", "round_id", "sheet_id", "candidate_id"})

    round_id = fields.Many2one(
        "coop.election.round", required=True, index=True, ondelete="restrict"
    )
    sheet_id = fields.Many2one(
        "coop.election.sheet", required=True, index=True, ondelete="cascade"
    )
    candidate_id = fields.Many2one(
        "coop.election.candidate", required=True, index=True, ondelete="restrict"
    )
    votes = fields.Integer(help="赞成票数（人数）")
    share_votes = fields.Integer("Votes by Shares", help="赞成票数（股数）")
    lot = fields.Integer("Lot Drawn", help="抽签号：小者当选")

    _candidate_once = models.Constraint(
        "UNIQUE (sheet_id, candidate_id)", "Each candidate is listed once."
    )
    _votes = models.Constraint(
        "CHECK (votes >= 0 AND share_votes >= 0 AND lot >= 0)",
        "Votes cannot be negative.",
    )

    def write(self, vals):
        if {"votes", "share_votes", "lot"} & set(vals):
            self.sheet_id._check_counting()
        return super().write(vals)
