from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.community_base.house import today


class StaffQuotaException(models.Model):
    """People beyond a post's quota for a time (超编审批), as the street decided."""

    _name = "staff.quota.exception"
    _description = "Exception from a Quota"
    _inherit = ["staff.guarded.mixin", "mail.thread"]
    _order = "date_start desc, id desc"

    _fixed_fields = frozenset({"post_id"})
    _system_fields = frozenset({"state"})
    _guarded_states = {"in_force": "staff_quota"}
    _guard_fields = ("post_id", "extra", "date_start", "date_end")

    post_id = fields.Many2one(
        "staff.post", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(related="post_id.area_id", store=True, required=False)
    extra = fields.Integer("People more", required=True, default=1, tracking=True)
    date_start = fields.Date(
        "From", required=True, default=lambda self: today(self.env), tracking=True
    )
    date_end = fields.Date("Until", required=True, tracking=True)
    reason = fields.Text(required=True, tracking=True)
    state = fields.Selection(
        [("draft", "Being Prepared"), ("in_force", "Decided")],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
    )

    _dates = models.Constraint(
        "CHECK (date_end >= date_start)", "An exception cannot end before it begins."
    )
    _extra = models.Constraint(
        "CHECK (extra > 0)", "An exception is for one more person at least."
    )

    @api.depends("post_id", "extra")
    def _compute_display_name(self):
        for exempt in self:
            exempt.display_name = f"{exempt.post_id.display_name} +{exempt.extra}"

    def action_put_in_force(self):
        """Let it count, under the resolution that decided it."""
        for exempt in self:
            exempt.check_access("write")
            exempt._act("in_force")

    @api.model
    def _get_extras(self, posts, day):
        """Return ``{post id: people}`` that are in force beyond the quotas."""
        groups = self.sudo()._read_group(
            Domain("post_id", "in", posts.ids)
            & Domain("state", "=", "in_force")
            & Domain("date_start", "<=", day)
            & Domain("date_end", ">=", day),
            ["post_id"],
            ["extra:sum"],
        )
        return {post.id: extra for post, extra in groups}
