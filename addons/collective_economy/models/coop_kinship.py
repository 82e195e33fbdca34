from odoo import fields, models


class CoopKinship(models.Model):
    """That two persons declared to be near relatives (近亲属申报), and nothing more.

    Seen by the street alone: everybody else is told that a bar stands in the way,
    not between whom.
    """

    _name = "coop.kinship"
    _description = "Declared Near Relatives"
    _inherit = ["community.area.mixin"]
    _order = "cooperative_id, id"

    _fixed_fields = frozenset({"cooperative_id", "person_id", "relative_id"})

    cooperative_id = fields.Many2one(
        "coop.cooperative", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(
        related="cooperative_id.area_id", store=True, required=False
    )
    person_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict"
    )
    relative_id = fields.Many2one(
        "res.partner", "Near Relative", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [
            ("spouse", "Spouse"),
            ("parent", "Parent and Child"),
            ("sibling", "Siblings"),
            ("grandparent", "Grandparent and Grandchild"),
            ("in_law", "By Marriage"),
        ],
        required=True,
        help="民法典第一千零四十五条",
    )
    declared_on = fields.Date(required=True, default=fields.Date.context_today)

    _pair_once = models.UniqueIndex(
        "(cooperative_id, LEAST(person_id, relative_id),"
        " GREATEST(person_id, relative_id))",
        "These two are declared already.",
    )
    _two_persons = models.Constraint(
        "CHECK (person_id <> relative_id)", "Nobody is his own relative."
    )
