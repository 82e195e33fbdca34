from odoo import api, models
from odoo.fields import Domain

from odoo.addons.community_base.models.community_home_todo import ITEMS_PER_GROUP


class CommunityHomeReview(models.AbstractModel):
    """Cooperatives' matters that lie with the user's own organs (待把关、待审议)."""

    _inherit = "community.home.todo"

    @api.model
    def _get_todo_groups(self):
        groups = super()._get_todo_groups()
        if not self.env["community.matter"].has_access("read"):
            return groups
        return [self._get_review_group(), *groups]

    @api.model
    def _get_review_group(self):
        """Return what a committee or department has before it, those to hurry first."""
        Matter = self.env["community.matter"]
        domain = self._get_review_domain()
        found = Matter.search(domain, limit=ITEMS_PER_GROUP, order="deadline, id")
        late = domain & Domain("is_overdue", "=", True)
        title = self.env._("Cooperatives' Matters before Us")
        return self._prepare_group(
            "coop_reviews",
            title,
            [self._prepare_review(matter) for matter in found],
            count=len(found) and Matter.search_count(domain),
            overdue=len(found) and Matter.search_count(late),
            action=self._action_list("community.matter", title, domain),
        )

    @api.model
    def _get_review_domain(self):
        seats = self.env["community.seat"].sudo()
        seats = seats.search(
            Domain("person_id", "=", self.env.user.partner_id.id)
            & seats._get_in_force_domain()
        )
        return (
            Domain("cooperative_id", "!=", False)
            & Domain("state", "=", "running")
            & Domain("current_organ_id", "in", seats.organ_id.ids)
        )

    @api.model
    def _prepare_review(self, matter):
        cooperative = matter.sudo().cooperative_id.name
        return self._prepare_item(
            matter,
            matter.name,
            " · ".join(filter(None, [cooperative, matter.current_step_name])),
            matter.deadline,
            badge=matter.open_split_count > 0 and self.env._("Possibly split"),
            wanting=matter.open_split_count > 0,
        )
