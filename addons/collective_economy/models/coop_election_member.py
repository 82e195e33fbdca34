from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CoopElectionMember(models.Model):
    """Who runs an election: preparatory group (筹备组), scrutineers (监计票人)."""

    _name = "coop.election.member"
    _description = "Officer of an Election"
    _inherit = ["coop.election.part.mixin"]
    _order = "election_id, role, is_head desc, id"

    _open_in = ("draft", "preparation", "roll", "candidates", "review")

    person_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict"
    )
    role = fields.Selection(
        [("group", "Preparatory Group"), ("scrutineer", "Scrutineer")],
        required=True,
        default="group",
    )
    is_head = fields.Boolean("Head")

    _person_once = models.Constraint(
        "UNIQUE (election_id, person_id, role)", "This person is listed already."
    )
    _head_once = models.UniqueIndex(
        "(election_id, role) WHERE is_head", "The group has its head already."
    )

    @api.constrains("person_id", "role", "election_id")
    def _check_not_candidate(self):
        self.election_id.candidate_ids._check_no_scrutineer()
        for member in self.filtered(lambda one: one.role == "group"):
            least_most = member.election_id.rule_id._get_group_size(
                member.election_id.cooperative_id.level
            )
            most = least_most[1]
            group = member.election_id._get_officers("group")
            if most and len(group) > most:
                raise ValidationError(
                    self.env._(
                        "The preparatory group has at most %s members.",
                        most,
                    )
                )
