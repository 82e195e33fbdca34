from odoo import fields, models


class CommunityMatterClassPaper(models.Model):
    """A paper that a matter of the class must or may bring (材料清单)."""

    _name = "community.matter.class.paper"
    _description = "Paper Required by a Class"
    _inherit = ["community.protected.mixin"]
    _order = "class_id, sequence, id"

    class_id = fields.Many2one(
        "community.matter.class", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    required = fields.Boolean(default=True)
