from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.community_base.house import today


class StaffSheet(models.TransientModel):
    """The sheet of a community's six settled things (六定表), as of a day.

    Units, posts, people, duties, budget and pay, from what its reader may see anyway:
    nobody's own pay is on it, only what the scale pays for a post's grades.
    """

    _name = "staff.sheet"
    _description = "Six-Fixed Sheet"

    area_id = fields.Many2one(
        "community.area",
        required=True,
        default=lambda self: self._default_area(),
        domain=lambda self: self.env.user._area_domain("id"),
    )
    date = fields.Date("As of", required=True, default=lambda self: today(self.env))

    def _default_area(self):
        units = self.env["staff.unit"].search([], limit=1)
        return units.area_id

    def action_show(self):
        return self._print("action_report_sheet")

    def action_print(self):
        return self._print("action_report_sheet_pdf")

    def action_export(self):
        return self._print("action_report_sheet_xlsx")

    def _print(self, name):
        self.ensure_one()
        return self.env.ref(f"community_hr.{name}").report_action(self)

    def _prepare_sheet(self):
        """Return what stands on the sheet, as plain data."""
        self.ensure_one()
        units = self.env["staff.unit"].search([("area_id", "=", self.area_id.id)])
        blocks = [self._prepare_unit(unit) for unit in units]
        return {
            "title": self.env._("Six-Fixed Sheet of %s", self.area_id.name),
            "area": self.area_id.name,
            "day": self.date,
            "units": blocks,
            "quota": sum(block["quota"] for block in blocks),
            "headcount": sum(block["headcount"] for block in blocks),
            "budget": sum(block["budget"] or 0 for block in blocks),
            "loans": self._prepare_loans(),
        }

    def _prepare_unit(self, unit):
        posts = [self._prepare_post(post) for post in unit.post_ids]
        kinds = dict(unit._fields["kind"]._description_selection(self.env))
        budget = unit.budget_ids.filtered(lambda item: item.year == self.date.year)
        return {
            "name": unit.name,
            "kind": kinds[unit.kind],
            "lead": unit.lead_id.name or "",
            "duties": unit.duties or "",
            "document": unit.document or "",
            "budget": budget.amount if budget else None,
            "posts": posts,
            "quota": sum(post["quota"] for post in posts),
            "headcount": sum(len(post["people"]) for post in posts),
        }

    def _prepare_post(self, post):
        held = self.env["staff.occupancy"]
        spells = held.search(
            Domain("post_id", "=", post.id) & held._get_day_domain(self.date)
        )
        people = [spell.employee_id.name for spell in spells]
        extra = self.env["staff.quota.exception"]._get_extras(post, self.date)
        low, high = self._get_pay_range(post)
        return {
            "name": post.name,
            "post_class": post.class_id.name,
            "quota": post.quota,
            "extra": extra.get(post.id, 0),
            "people": people,
            "vacant": max(post.quota - len(people), 0),
            "beside": self._get_concurrent(post),
            "duties": post.duties or "",
            "grades": f"{post.grade_from}–{post.grade_to}" if post.grade_to else "",
            "low": low,
            "high": high,
        }

    def _get_concurrent(self, post):
        """Return who fills the post beside his own; history is the officer's, but who
        works where is no secret."""
        versions = (
            self.env["hr.version"]
            .sudo()
            .search(
                Domain("concurrent_post_ids", "in", post.ids)
                & Domain("date_version", "<=", self.date)
            )
        )
        on_day = versions.employee_id._get_versions_on(self.date)
        return [
            employee.name
            for employee, version in on_day.items()
            if post in version.concurrent_post_ids
        ]

    def _get_pay_range(self, post):
        """Return the least and the most that the scale pays for the post's grades."""
        rates = self.env["staff.scale"]._get_rates(post.area_id, self.date, self.date)
        found = rates.find(post.area_id.id, self.date)
        amounts = [
            fen / 100
            for (code, number), fen in (found[1].grades if found else {}).items()
            if code == post.class_id.code
            and number >= post.grade_from
            and (not post.grade_to or number <= post.grade_to)
        ]
        return (min(amounts), max(amounts)) if amounts else (None, None)

    def _prepare_loans(self):
        loans = self.env["staff.secondment"]
        if not loans.has_access("read"):
            return []
        found = loans.search(
            (
                Domain("area_id", "=", self.area_id.id)
                | Domain("to_area_id", "=", self.area_id.id)
            )
            & loans._get_day_domain(self.date)
        )
        return [
            {
                "name": loan.employee_id.name,
                "from": loan.area_id.name,
                "to": loan.to_area_id.name,
                "post": loan.to_post_id.name or "",
                "until": loan.date_end,
            }
            for loan in found
        ]
