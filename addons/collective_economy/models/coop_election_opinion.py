from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.community_base.house import today


class CoopElectionOpinion(models.Model):
    """What the committee thinks of a candidate (审查意见): verdict, body and day.

    No grounds are kept. It is given before the ballot opens and stays; it keeps nobody
    from standing, and the count does not know it.
    """

    _name = "coop.election.opinion"
    _description = "Opinion on a Candidate"
    _inherit = ["coop.election.part.mixin"]
    _order = "election_id, candidate_id, id"

    _open_in = ("candidates", "review")
    _append_only = True

    candidate_id = fields.Many2one(
        "coop.election.candidate",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('election_id', '=', election_id)]",
    )
    organ_id = fields.Many2one(
        "community.organ",
        "Given by",
        required=True,
        ondelete="restrict",
        domain="[('area_id', '=', area_id), ('family', '=', 'party')]",
    )
    verdict = fields.Selection(
        [
            ("suitable", "Suitable"),
            ("unsuitable", "Not Suitable"),
            ("none", "No Opinion"),
        ],
        required=True,
    )
    date = fields.Date(required=True, default=lambda self: today(self.env))

    _candidate_once = models.Constraint(
        "UNIQUE (candidate_id)", "The opinion on this candidate is given."
    )

    @api.constrains("candidate_id", "organ_id", "date", "election_id")
    def _check_opinion(self):
        for one in self:
            organ = one.organ_id.sudo()
            if one.candidate_id.election_id != one.election_id or (
                organ.family != "party" or organ.area_id != one.area_id
            ):
                raise ValidationError(
                    self.env._(
                        "The opinion is given by the Party organization of the area, "
                        "on a candidate of this election."
                    )
                )
            if one.date > today(self.env):
                raise ValidationError(self.env._("The opinion is given already."))
