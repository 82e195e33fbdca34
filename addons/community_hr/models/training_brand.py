from odoo import fields, models


class TrainingBrand(models.Model):
    """A name under which a street trains its people (培训品牌)."""

    _name = "training.brand"
    _description = "Training Brand"
    _inherit = ["community.protected.mixin"]
    _order = "sequence, id"

    _fixed_fields = frozenset({"code"})

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    description = fields.Text(translate=True, help="For whom and what for.")
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint("UNIQUE (code)", "There is such a brand already.")
