from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.community_base.models import community_matter


class CommunityMatter(models.Model):
    _inherit = "community.matter"

    _content_fields = community_matter.CommunityMatter._content_fields | {
        "cooperative_id"
    }

    cooperative_id = fields.Many2one(
        "coop.cooperative",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        domain="[('area_id', '=', area_id)]",
        help="The cooperative whose organs decide.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """A matter about a cooperative's record is a matter of that cooperative."""
        for vals in vals_list:
            about = self.env.get(vals.get("subject_model") or "")
            if about is not None and "cooperative_id" in about._fields:
                subject = about.sudo().browse(vals["subject_id"])
                vals["cooperative_id"] = subject.cooperative_id.id
        return super().create(vals_list)

    @api.constrains("cooperative_id", "area_id")
    def _check_cooperative_area(self):
        for matter in self.filtered("cooperative_id"):
            if matter.cooperative_id.sudo().area_id != matter.area_id:
                raise ValidationError(
                    self.env._(
                        "A cooperative's matter is decided in its own area (%s).",
                        matter.cooperative_id.sudo().area_id.name,
                    )
                )
