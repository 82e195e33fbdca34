from odoo import api, fields, models

from ..kernel import appraisal
from ..kernel.rounding import exact


class AppraisalQuota(models.Model):
    """How many may get the limited grade (优秀比例): of whom, and rounded how."""

    _name = "appraisal.quota"
    _description = "Quota of the Best"
    _inherit = ["community.fact.mixin"]
    _order = "code, date_start desc"

    _fixed_fields = frozenset({"code", "ratio", "unit", "rounding", "date_start"})

    name = fields.Char("Quota Name", required=True, translate=True)
    ratio = fields.Float(
        "Share (%)",
        digits=(5, 2),
        required=True,
        help="Of those appraised (优秀等次占参加考核人数的比例).",
    )
    unit = fields.Selection(
        [
            ("all", "Everybody Appraised"),
            ("community", "Each Community"),
            ("unit", "Each Unit"),
        ],
        "Counted over",
        required=True,
        default="all",
        help="Of whom the share is taken: places do not pass from one to another.",
    )
    rounding = fields.Selection(
        [("down", "Down"), ("half_up", "Half Up"), ("up", "Up")],
        required=True,
        default="down",
    )

    _ratio = models.Constraint(
        "CHECK (ratio BETWEEN 0 AND 100)", "A share lies between 0 and 100 %."
    )

    @api.depends("name", "ratio")
    def _compute_display_name(self):
        for quota in self:
            quota.display_name = f"{quota.name or ''} {quota.ratio:g}%"

    def _to_kernel(self):
        return appraisal.Quota(exact(self.ratio) / 100, self.rounding)
