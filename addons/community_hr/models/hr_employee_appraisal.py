from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain


class HrEmployee(models.Model):
    """Staff as the subject of appraisals: who held a post long enough (考核对象)."""

    _name = "hr.employee"
    _inherit = ["hr.employee", "appraisal.subject.mixin"]

    appraisal_ids = fields.One2many(
        "appraisal.sheet",
        "employee_id",
        "Appraisals",
        groups="community_hr.group_officer,community_base.group_auditor",
    )

    @api.model
    def _find_appraised(self, cycle):
        days = defaultdict(int)
        for spell in self._get_spells(cycle):
            last = min(spell.date_end or cycle.date_to, cycle.date_to)
            first = max(spell.date_start, cycle.date_from)
            days[spell.employee_id] += (last - first).days + 1
        least = max(cycle.scheme_id.sudo().min_days, 1)
        ids = [employee.id for employee, count in days.items() if count >= least]
        people = self.with_context(active_test=False)
        taken = self.env["appraisal.sheet"]._search(
            Domain("subject_model", "=", "hr.employee")
            & Domain("period", "=", cycle.period)
            & Domain("date_from", "=", cycle.date_from)
            & Domain("voided", "=", False)
        )
        return people.search(
            Domain("id", "in", ids)
            & Domain("area_id", "child_of", cycle.area_id.id)
            & Domain("work_contact_id", "!=", False)
            & Domain("id", "not in", taken.subselect("subject_id"))
        )

    @api.model
    def _get_spells(self, cycle):
        """Return the spells on posts of the period, of the classes appraised."""
        spells = self.env["staff.occupancy"].with_context(active_test=False)
        domain = Domain("date_start", "<=", cycle.date_to) & (
            Domain("date_end", "=", False) | Domain("date_end", ">=", cycle.date_from)
        )
        if cycle.class_ids:
            domain &= Domain("class_id", "in", cycle.class_ids.ids)
        return spells.search(domain, order="date_start")

    def _prepare_appraised(self, cycle):
        last = {
            spell.employee_id: spell
            for spell in self._get_spells(cycle)
            if spell.employee_id in self
        }
        return {
            employee: employee._prepare_appraised_one(cycle, last[employee])
            for employee in self
        }

    def _prepare_appraised_one(self, cycle, spell):
        post = spell.post_id.sudo()
        months = 1 if cycle.period == "monthly" else 12
        return {
            "employee_id": self.id,
            "person_id": self.work_contact_id.id,
            "area_id": self.area_id.id,
            "name": self.name,
            "post_name": post.name,
            "training_hours": round(post.training_hours * months / 12, 2),
            "unit_id": post.unit_id,
        }
