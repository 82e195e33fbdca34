from odoo import api, fields, models


class CommunityOrganPosition(models.Model):
    """How many seats of a role an organ has (席位设置); vacancies follow from it."""

    _name = "community.organ.position"
    _description = "Seats of an Organ"
    _inherit = ["community.protected.mixin"]
    _order = "organ_id, sequence, id"

    organ_id = fields.Many2one(
        "community.organ", required=True, index=True, ondelete="cascade"
    )
    area_id = fields.Many2one(related="organ_id.area_id", store=True, index=True)
    role_id = fields.Many2one("community.seat.role", required=True, ondelete="restrict")
    sequence = fields.Integer(default=10)
    number = fields.Integer("Number of Seats", default=1)
    filled = fields.Integer(compute="_compute_filled")
    vacant = fields.Integer(compute="_compute_filled")

    _number_positive = models.Constraint(
        "CHECK (number > 0)", "The number of seats must be at least one."
    )
    _role_unique = models.Constraint(
        "UNIQUE (organ_id, role_id)", "Each role is listed once for an organ."
    )

    @api.depends("number", "organ_id.seat_ids", "role_id")
    def _compute_filled(self):
        counts = self.env["community.seat"]._count_in_office(self.organ_id)
        for position in self:
            filled = counts.get((position.organ_id.id, position.role_id.id), 0)
            position.filled = filled
            position.vacant = max(position.number - filled, 0)
