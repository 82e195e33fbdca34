from odoo import models
from odoo.exceptions import UserError

SUBJECTS = ("coop.year", "coop.distribution")
CLASSES = ("coop_accounts", "coop_distribution")
ORGANS = ("shareholders_meeting", "shareholder_representatives")


class CommunityMeeting(models.Model):
    """Accounts and dividends come before shareholders who could read the papers."""

    # Which papers lie open reads apart from who is on the roll.
    _inherit = "community.meeting"  # pylint: disable=consider-merging-classes-inherited

    def _check_notice(self):
        result = super()._check_notice()
        self._check_statements_open()
        return result

    def action_open(self):
        for meeting in self:
            meeting._check_statements_open()
        return super().action_open()

    def _check_statements_open(self):
        if self.organ_id.kind_id.code not in ORGANS:
            return
        for matter in self.item_ids.step_id.matter_id.sudo():
            if matter.subject_model in SUBJECTS:
                self._get_year(matter._get_subject())._check_open_before(self.date)
            elif matter.class_id.code in CLASSES:
                raise UserError(
                    self.env._(
                        "“%s” does not say which year's papers it is about: have it "
                        "decided from the year or the distribution itself.",
                        matter.name,
                    )
                )

    def _get_year(self, subject):
        return subject if subject._name == "coop.year" else subject.year_id
