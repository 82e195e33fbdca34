from odoo import fields, models


class CommunityDivision(models.Model):
    """A field of work that a committee divides among its members (分工)."""

    _name = "community.division"
    _description = "Field of Work"
    _inherit = ["community.protected.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint("UNIQUE (code)", "This code is taken.")
