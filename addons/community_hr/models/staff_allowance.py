from odoo import api, fields, models

from ..kernel import rounding, scale
from .hr_version import EDUCATIONS

KINDS = [
    ("post", "Post"),
    ("education", "Education"),
    ("certificate", "Certificate or Title"),
    ("seniority", "Seniority"),
    ("concurrent", "Concurrent Post"),
]


class StaffAllowance(models.Model):
    """What a scale pays beside the grade (津贴): each month, or for each year."""

    _name = "staff.allowance"
    _description = "Allowance of a Scale"
    _inherit = ["staff.scale.part.mixin"]
    _order = "scale_id, kind, amount, id"

    kind = fields.Selection(KINDS, required=True)
    class_id = fields.Many2one(
        "staff.post.class", index="btree_not_null", ondelete="restrict"
    )
    education = fields.Selection(EDUCATIONS)
    certificate_kind_id = fields.Many2one(
        "staff.certificate.kind", index="btree_not_null", ondelete="restrict"
    )
    key = fields.Char(compute="_compute_key", store=True)
    amount = fields.Monetary("A Month", default=0)
    per_year = fields.Monetary("A Month for Each Year", default=0)
    max_years = fields.Integer("Years at Most", default=0, help="0: no limit.")

    _once = models.Constraint(
        "UNIQUE (scale_id, kind, key)", "The scale has this allowance already."
    )
    _figures = models.Constraint(
        "CHECK (amount >= 0 AND per_year >= 0 AND max_years >= 0 "
        "AND amount + per_year > 0)",
        "An allowance is more than nothing.",
    )
    _complete = models.Constraint(
        "CHECK ((kind = 'post') = (class_id IS NOT NULL)"
        " AND (kind = 'education') = (education IS NOT NULL)"
        " AND (kind = 'certificate') = (certificate_kind_id IS NOT NULL))",
        "Say for which class, education or certificate, and only where it is for one.",
    )

    @api.depends("class_id", "education", "certificate_kind_id")
    def _compute_key(self):
        for item in self:
            code = item.class_id.code or item.certificate_kind_id.code
            item.key = code or item.education or ""

    @api.depends("kind", "class_id", "education", "certificate_kind_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        levels = dict(self._fields["education"]._description_selection(self.env))
        for item in self:
            name = item.class_id.name or item.certificate_kind_id.name
            name = name or levels.get(item.education)
            label = kinds.get(item.kind, "")
            item.display_name = f"{label}（{name}）" if name else label

    def _get_entry(self):
        """Return the allowance for the kernel."""
        return scale.Allowance(
            rounding.to_fen(self.amount),
            rounding.to_fen(self.per_year),
            self.max_years,
            self.certificate_kind_id.ladder or "",
        )
