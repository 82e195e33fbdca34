from odoo import fields, models


class CoopSupervisionPaper(models.Model):
    """A paper that belongs to an item of the supervision list (报审材料)."""

    _name = "coop.supervision.paper"
    _description = "Paper of the Supervision List"
    _inherit = ["community.protected.mixin"]
    _order = "item_id, sequence, id"

    item_id = fields.Many2one(
        "coop.supervision.item", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    required = fields.Boolean(default=True)
    note = fields.Char(help="What it has to contain (要求).")

    _once = models.Constraint(
        "UNIQUE (item_id, name)", "This paper is on the list already."
    )
