from odoo import api, models
from odoo.fields import Domain

from odoo.addons.community_base.models.community_home_todo import ITEMS_PER_GROUP


class CommunityHomeAppraisal(models.AbstractModel):
    """Marks to give and training that lacks, on the first page (待打分、培训缺口)."""

    _inherit = "community.home.todo"

    @api.model
    def _get_todo_groups(self):
        return [
            *super()._get_todo_groups(),
            self._get_mark_group(),
            self._get_need_group(),
        ]

    @api.model
    def _get_mark_group(self):
        """Return whose appraisals wait for the user's marks."""
        rows = self.env["appraisal.score"]
        domain = rows._get_mine_domain() & Domain("given_on", "=", False)
        groups = rows._read_group(domain, ["sheet_id"], ["__count"])
        title = self.env._("Marks to Give")
        items = [
            self._prepare_item(
                sheet,
                sheet.name,
                sheet.cycle_id.display_name,
                sheet.cycle_id.scoring_until,
                badge=self.env._("%s marks", count),
            )
            for sheet, count in groups[:ITEMS_PER_GROUP]
        ]
        return self._prepare_group(
            "appraisal_marks",
            title,
            items,
            count=len(groups),
            action=self._action_list("appraisal.score", title, domain, views=["list"]),
        )

    @api.model
    def _get_need_group(self):
        """Return who lacks training or a certificate, those to hurry first."""
        needs = self.env["training.need"]
        found = needs.search([], limit=ITEMS_PER_GROUP)
        title = self.env._("Training and Certificates Lacking")
        return self._prepare_group(
            "training_needs",
            title,
            [
                self._prepare_item(
                    need,
                    need.employee_id.sudo().name,
                    need.what,
                    need.due,
                    self._action_list("training.need", title, views=["list"]),
                    wanting=need.is_late,
                )
                for need in found
            ],
            count=len(found) and needs.search_count([]),
            overdue=len(found) and needs.search_count([("is_late", "=", True)]),
            action=self._action_list("training.need", title, views=["list"]),
        )
