from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..kernel import appraisal
from ..kernel.rounding import exact


class AppraisalCriterion(models.Model):
    """What is marked by a scheme (考核指标), with its weight (德能勤绩廉 …)."""

    _name = "appraisal.criterion"
    _description = "Criterion of an Appraisal"
    _inherit = ["appraisal.scheme.part.mixin"]

    weight = fields.Float("Weight (%)", digits=(5, 2), required=True)
    description = fields.Text("What Is Looked at")
    party_ids = fields.Many2many(
        "appraisal.party",
        "appraisal_criterion_party_rel",
        "criterion_id",
        "party_id",
        "Marked by",
        required=True,
    )
    evidence = fields.Selection(
        "_selection_evidence",
        help="What the system takes the mark from, where it marks.",
    )

    _weights = models.Constraint(
        "CHECK (weight BETWEEN 0 AND 100)", "A weight lies between 0 and 100 %."
    )

    @api.model
    def _selection_evidence(self):
        return self.env["appraisal.evidence"]._get_kinds()

    @api.constrains("party_ids", "scheme_id")
    def _check_parties(self):
        for criterion in self:
            if criterion.party_ids.scheme_id - criterion.scheme_id:
                raise ValidationError(
                    self.env._("%s is marked by parties of its scheme.", criterion.name)
                )

    def _check_evidence(self):
        system = any(party.rater == "system" for party in self.party_ids)
        if system != bool(self.evidence):
            raise ValidationError(
                self.env._(
                    "%s: where the system marks, say from what; and only there.",
                    self.name,
                )
            )

    def _to_kernel(self):
        codes = tuple(sorted(self.party_ids.mapped("code")))
        return appraisal.Criterion(self.code, exact(self.weight), codes)
