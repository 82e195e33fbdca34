from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CoopBarException(models.Model):
    """A named exception from a bar (任职回避的例外), where the law leaves room."""

    _name = "coop.bar.exception"
    _description = "Exception from a Bar"
    _inherit = ["community.area.mixin", "mail.thread"]
    _order = "cooperative_id, date_start desc, id desc"

    _fixed_fields = frozenset(
        {"cooperative_id", "person_id", "bar", "date_start", "document"}
    )

    cooperative_id = fields.Many2one(
        "coop.cooperative", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(
        related="cooperative_id.area_id", store=True, required=False
    )
    person_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict"
    )
    bar = fields.Selection(
        [
            ("cross_holding", "Seat in the Party Committee"),
            ("relative", "Near Relatives"),
            ("incompatible", "Incompatible Posts"),
        ],
        required=True,
    )
    date_start = fields.Date("From", required=True, tracking=True)
    date_end = fields.Date("Until", tracking=True)
    document = fields.Char("Granted by", required=True, help="批准文号")

    _dates = models.Constraint(
        "CHECK (date_end >= date_start)", "An exception cannot end before it begins."
    )

    @api.constrains("cooperative_id", "bar", "date_start")
    def _check_allowed(self):
        """The profile of the day says from which bars there may be exceptions."""
        for exception in self:
            cooperative = exception.cooperative_id.sudo()
            profile = cooperative._get_profile(exception.date_start)
            if not profile.bar_exceptions_allowed:
                raise ValidationError(
                    self.env._("“%s” allows no exception from its bars.", profile.name)
                )
