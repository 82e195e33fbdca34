from odoo import fields, models


class CoopRollLine(models.Model):
    """A shareholder on a roll, with his voting shares on the record date."""

    _name = "coop.roll.line"
    _description = "Line of a Roll"
    _inherit = ["community.protected.mixin"]
    _order = "roll_id, id"

    _system_fields = frozenset(
        {"roll_id", "cooperative_id", "area_id", "holder_id", "partner_id", "shares"}
    )

    roll_id = fields.Many2one(
        "coop.roll", required=True, readonly=True, index=True, ondelete="restrict"
    )
    cooperative_id = fields.Many2one("coop.cooperative", readonly=True, index=True)
    area_id = fields.Many2one("community.area", readonly=True, index=True)
    holder_id = fields.Many2one(
        "coop.holder", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", "Person", required=True, readonly=True, index=True
    )
    shares = fields.Integer(readonly=True)

    _holder_once = models.Constraint(
        "UNIQUE (roll_id, holder_id)", "This shareholder is on the roll already."
    )
    _shares_positive = models.Constraint(
        "CHECK (shares > 0)", "Who has no voting share is not on the roll."
    )
