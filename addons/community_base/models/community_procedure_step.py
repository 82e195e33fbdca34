from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..house import today

KINDS = [
    ("vote", "Vote of an Organ"),
    ("approval", "Approval"),
    ("publication", "Publication"),
    ("outcome", "Outcome"),
    ("filing", "Filing"),
]


class CommunityProcedureStep(models.Model):
    """One step of a procedure: who decides, by which rule, within which time.

    ``vote``         an organ decides under a rule, in a meeting
    ``approval``     one who holds one of the roles in the organ says yes or no (审批)
    ``publication``  the decision is posted for some days (公示)
    ``outcome``      the responsible person reports what was done (实施)
    ``filing``       an organ above takes note and gives a receipt (备案)
    """

    _name = "community.procedure.step"
    _description = "Step of a Procedure"
    _inherit = ["community.protected.mixin"]
    _order = "procedure_id, sequence, id"

    procedure_id = fields.Many2one(
        "community.procedure", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(KINDS, required=True)
    organ_kind_id = fields.Many2one("community.organ.kind", "Organ")
    level = fields.Selection(
        [
            ("community", "Of the Community"),
            ("street", "Of the Street"),
            ("district", "Of the District"),
        ],
        default="community",
        required=True,
    )
    role_ids = fields.Many2many(
        "community.seat.role", string="Decided by", help="Empty: any voting seat."
    )
    rule_code = fields.Char("Voting Rule")
    publication_days = fields.Integer(help="Calendar days, counted in full (公示天数).")
    working_days = fields.Integer("Time Limit", help="In working days (办理时限).")
    is_parallel = fields.Boolean(
        "Beside the Step before", help="Opens together with the step before (并联)."
    )
    secret = fields.Boolean("Secret Ballot")
    source = fields.Char()
    verified = fields.Boolean()

    _kind_organ = models.Constraint(
        "CHECK (kind IN ('publication', 'outcome') OR organ_kind_id IS NOT NULL)",
        "Say which organ decides.",
    )
    _kind_rule = models.Constraint(
        "CHECK (kind <> 'vote' OR rule_code IS NOT NULL)",
        "Say by which rule the organ votes.",
    )
    _kind_days = models.Constraint(
        "CHECK (kind <> 'publication' OR publication_days > 0)",
        "Say how many days the decision is published.",
    )

    def _prepare_step(self, matter):
        self.ensure_one()
        rule = self.env["community.vote.rule"]
        if self.kind == "vote":
            rule = rule._get_fact(self._get_rule_code(matter), today(self.env))
        return {
            "sequence": self.sequence,
            "name": self.name,
            "kind": self.kind,
            "organ_id": self._find_organ(matter).id,
            "role_ids": [(6, 0, self.role_ids.ids)],
            "rule_id": rule.id,
            "publication_days": self.publication_days,
            "working_days": self.working_days,
            "is_parallel": self.is_parallel,
            "secret": self.secret,
        }

    def _get_rule_code(self, matter):
        """Return the code of the voting rule; addons ask what the matter is about."""
        return self.rule_code

    def _get_organ_kind(self, matter):
        """Return the kind of organ that decides; addons ask what it is about."""
        return self.organ_kind_id

    def _get_organ_domain(self, matter):
        """Return the domain of the organs that may be meant: one has to be found."""
        living = Domain("date_end", "=", False) | Domain(
            "date_end", ">=", today(self.env)
        )
        return (
            Domain("kind_id", "=", self._get_organ_kind(matter).id)
            & Domain("area_id", "=", matter.area_id[f"{self.level}_id"].id)
            & living
        )

    def _find_organ(self, matter):
        """Return the one organ of the step's kind, in the community or above."""
        if not self.organ_kind_id:
            return self.env["community.organ"]
        organs = self.env["community.organ"].sudo()
        organs = organs.search(self._get_organ_domain(matter))
        if len(organs) == 1:
            return organs
        place = matter.area_id[f"{self.level}_id"]
        raise UserError(
            self.env._(
                "The step “%(step)s” needs one %(kind)s in %(area)s, but there are "
                "%(count)s: set up the organ first.",
                step=self.name,
                kind=self._get_organ_kind(matter).name,
                area=place.name or matter.area_id.name,
                count=len(organs),
            )
        )
