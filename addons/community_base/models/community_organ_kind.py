from odoo import fields, models
from odoo.fields import Command


class CommunityOrganKind(models.Model):
    """A kind of organ (组织类型), with its usual term and seats.

    The term is a fact with a source; organs copy term and positions when they
    are made, so that a later edit here touches no organ in office.
    """

    _name = "community.organ.kind"
    _description = "Kind of Organ"
    _inherit = ["community.protected.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    family = fields.Selection(
        [
            ("party", "Party"),
            ("administration", "Administration"),
            ("self_government", "Self-Government"),
            ("supervision", "Supervision"),
            ("cooperative", "Cooperative"),
            ("housing", "Housing and Property"),
        ],
        required=True,
    )
    assembly = fields.Boolean(
        help="Its members come from a register, not from seats (大会)."
    )
    at_district = fields.Boolean("In Districts")
    at_street = fields.Boolean("In Streets")
    at_community = fields.Boolean("In Communities")
    term_years = fields.Integer("Term (Years)")
    source = fields.Char("Legal Basis", help="Law or document that sets the term.")
    verified = fields.Boolean(help="The source was read and says so.")
    position_ids = fields.One2many(
        "community.organ.kind.position", "kind_id", "Usual Seats", copy=True
    )
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint("UNIQUE (code)", "This code is taken.")
    _term_positive = models.Constraint(
        "CHECK (term_years >= 0)", "A term cannot be negative."
    )

    def _prepare_positions(self):
        """Return the commands that give a new organ its usual seats."""
        return [
            Command.create({"role_id": line.role_id.id, "number": line.number})
            for line in self.position_ids
        ]
