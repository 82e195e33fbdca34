from odoo import models
from odoo.fields import Domain

from .pay_run import COMPLETE, PUBLISHED

#: Who sees the appraisals and trainings of others, in his areas.
APPRAISERS = (
    "community_hr.group_officer",
    "community_base.group_committee",
    "community_base.group_street",
    "community_base.group_auditor",
)


class ResUsers(models.Model):
    _inherit = "res.users"

    def _pay_domain(self, domain, run="run_id"):
        """Return the domain of what belongs to runs: those under way are their
        officer's alone.

        :param domain: the areas he may see
        :param run: path to the run; empty on runs themselves
        """
        path = f"{run}." if run else ""
        mine = (f"{path}user_id", "=", self.id)
        return ["|", (f"{path}state", "in", COMPLETE), mine, *domain]

    def _appraisal_domain(self, domain, field="person_id", more=()):
        """Return the domain of what is about a person: his own, and for who appraises
        or audits that of his areas.

        :param domain: the areas in his charge, see ``_area_domain``
        :param field: path to the person (a contact)
        :param more: what his own has to fulfil besides
        """
        own = Domain(field, "=", self.partner_id.id) & Domain(list(more))
        if any(self.has_group(group) for group in APPRAISERS):
            return list(own | Domain(domain))
        return list(own)

    def _slip_domain(self, domain):
        """Return the domain of payslips and their lines: those of an area for who
        prepares or audits its pay, and for everybody his own once they are booked.

        :param domain: the areas he may see
        """
        own = [
            "&",
            ("employee_id.user_id", "=", self.id),
            ("run_id.state", "in", PUBLISHED),
        ]
        offices = ("community_hr.group_officer", "community_base.group_auditor")
        if not any(self.has_group(office) for office in offices):
            return own
        return ["|", *own, *self._pay_domain(domain)]
