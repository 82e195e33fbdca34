from odoo import fields, models


class StaffPostClass(models.Model):
    """A class of posts (岗位类别): in charge, handling, assisting."""

    _name = "staff.post.class"
    _description = "Class of Posts"
    _inherit = ["community.protected.mixin"]
    _order = "sequence, id"

    _fixed_fields = frozenset({"code"})

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    description = fields.Char(translate=True)

    _code_unique = models.Constraint("UNIQUE (code)", "There is such a class already.")
