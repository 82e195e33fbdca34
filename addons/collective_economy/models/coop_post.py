from odoo import api, fields, models


class CoopPost(models.Model):
    """A post in the organs of cooperatives (职务), and how it comes to be filled.

    ``is_leader`` says whose appointment and removal need the committee's consent by
    the plan; who was elected follows the count.
    """

    _name = "coop.post"
    _description = "Post in a Cooperative"
    _inherit = ["community.protected.mixin"]
    _order = "sequence, id"

    _fixed_fields = frozenset({"organ_kind_id", "role_id"})

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    organ_kind_id = fields.Many2one(
        "community.organ.kind", "Organ", required=True, index=True, ondelete="restrict"
    )
    role_id = fields.Many2one(
        "community.seat.role", required=True, index=True, ondelete="restrict"
    )
    filled_by = fields.Selection(
        [
            ("election", "Election"),
            ("appointment", "Appointment"),
            ("either", "Election or Appointment"),
        ],
        required=True,
        default="either",
    )
    is_leader = fields.Boolean("Leader", default=True, help="负责人")
    is_finance = fields.Boolean("Finance Staff", help="财会人员")
    source = fields.Char(required=True, help="Law or document that says so (依据).")
    verified = fields.Boolean(help="The source was read and says so (已核对原文).")
    active = fields.Boolean(default=True)

    _post_once = models.Constraint(
        "UNIQUE (organ_kind_id, role_id)", "This post is in the list already."
    )

    @api.model
    def _find(self, organ, role):
        """Return the post of a role in an organ, or nothing."""
        return self.sudo().search(
            [
                ("organ_kind_id", "=", organ.sudo().kind_id.id),
                ("role_id", "=", role.id),
            ]
        )
