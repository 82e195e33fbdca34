from odoo import fields, models


class CommunitySeatRole(models.Model):
    _inherit = "community.seat.role"

    submits_matters = fields.Boolean(
        "Submits the Cooperative's Matters",
        help="Who holds this role in a cooperative's board submits matters for review "
        "and withdraws them (报审人).",
    )
