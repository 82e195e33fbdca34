from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..kernel import appraisal
from ..kernel.rounding import exact


class AppraisalParty(models.Model):
    """Who marks by a scheme (考核主体), with his weight."""

    _name = "appraisal.party"
    _description = "Party of an Appraisal"
    _inherit = ["appraisal.scheme.part.mixin"]

    rater = fields.Selection(
        [
            ("self", "The Person Himself"),
            ("seat", "Seat in an Organ"),
            ("officer", "Staff Officer, from a File"),
            ("system", "The System, from Its Records"),
        ],
        "Marks Given by",
        required=True,
        default="seat",
        help="Residents' opinions are entered by the officer with the paper that says "
        "them (测评表).",
    )
    organ_kind_id = fields.Many2one(
        "community.organ.kind",
        "Organ",
        help="Organ of the person's area whose members mark.",
    )
    leads_only = fields.Boolean(
        "Its Head Only", help="Only who leads the organ marks (负责人打分)."
    )
    weight = fields.Float("Weight (%)", digits=(5, 2), required=True)
    floor = fields.Float(
        "At Least (%)",
        digits=(5, 2),
        help="There is no result in which the party weighs less (权重下限).",
    )

    _weights = models.Constraint(
        "CHECK (weight BETWEEN 0 AND 100 AND floor BETWEEN 0 AND 100)",
        "A weight lies between 0 and 100 %.",
    )

    @api.constrains("rater", "organ_kind_id")
    def _check_organ(self):
        for party in self:
            if (party.rater == "seat") != bool(party.organ_kind_id):
                raise ValidationError(
                    self.env._(
                        "%s: an organ is named where its members mark, and only there.",
                        party.name,
                    )
                )

    def _to_kernel(self):
        return appraisal.Party(self.code, exact(self.weight), exact(self.floor))
