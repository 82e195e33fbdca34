from odoo import fields, models


class CommunityOrganKindPosition(models.Model):
    _name = "community.organ.kind.position"
    _description = "Usual Seats of a Kind of Organ"
    _inherit = ["community.protected.mixin"]
    _order = "kind_id, sequence, id"

    kind_id = fields.Many2one(
        "community.organ.kind", required=True, index=True, ondelete="cascade"
    )
    role_id = fields.Many2one("community.seat.role", required=True, ondelete="restrict")
    sequence = fields.Integer(default=10)
    number = fields.Integer("Number of Seats", default=1)

    _number_positive = models.Constraint(
        "CHECK (number > 0)", "The number of seats must be at least one."
    )
