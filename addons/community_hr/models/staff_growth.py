from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.community_base.house import with_pass

from ..kernel import growth


class StaffGrowth(models.Model):
    """Steps and promotions of a day (薪酬动态增长): proposed, decided, entered.

    A step comes after as many good years as the scale in force says; a year that
    failed its appraisal does not count. In a community its Party committee decides,
    for the whole street the Party working committee. What a new base changes for
    everybody, where a new scale begins that day, is told beside it.
    """

    _name = "staff.growth"
    _description = "Steps and Promotions"
    _inherit = ["staff.change.mixin"]

    _guarded_states = {"applied": ("staff_growth", "staff_growth_street")}

    line_ids = fields.One2many("staff.growth.line", "change_id", "People")
    base_more = fields.Monetary(
        "More by the New Base",
        readonly=True,
        copy=False,
        help="What the scale that begins this day adds for all who stay (基数调整).",
    )

    @api.model
    def _get_locked_fields(self):
        return super()._get_locked_fields() | {"base_more"}

    def action_propose(self):
        """Find who has earned a step by the day; what was proposed before goes."""
        for run in self:
            run.check_access("write")
            run._check_draft()
            # Every record read lies in the area that he who asks is in charge of.
            run.sudo()._propose()

    def _propose(self):
        self.line_ids.filtered(lambda line: line.kind == "step").unlink()
        employees = self._get_employees()
        versions = employees._get_versions_on(self.date)
        results = self._get_year_results(employees)
        rates = self.env["staff.scale"]._get_rates(
            employees.area_id, self.date, self.date
        )
        self._check_scales(versions, rates)
        taken = self.line_ids.employee_id
        vals_list = [
            vals
            for employee, version in versions.items()
            if employee not in taken
            and (vals := self._prepare_step(version, rates, results.get(employee, {})))
        ]
        self.env["staff.growth.line"].create(vals_list)
        self._store_base_change(employees)

    def _check_scales(self, versions, rates):
        areas = {version.area_id for version in versions.values() if version.post_id}
        missing = [area for area in areas if not rates.find(area.id, self.date)]
        if missing:
            raise UserError(
                self.env._(
                    "No pay scale is in force on %(day)s in %(areas)s.",
                    day=self.date,
                    areas="、".join(sorted(area.name for area in missing)),
                )
            )

    def _get_employees(self):
        return self.env["hr.employee"].search(
            Domain("area_id", "child_of", self.area_id.id)
        )

    @api.model
    def _get_year_results(self, employees):
        """Return the appraisals by employee: ``{employee: {year: passed}}``.

        The addon's appraisals answer it; a year without any result counts.
        """
        return {}

    def _prepare_step(self, version, rates, results):
        """Return the line of an employee who has earned a step, or nothing."""
        found = rates.find(version.area_id.id, self.date)
        since = version.step_from or version.contract_date_start
        if not (found and since and version.post_id and version.grade_number):
            return None
        scale = self.env["staff.scale"].browse(found[0])
        failed = {year for year, passed in results.items() if not passed}
        steps = growth.earned_steps(since, self.date, scale.step_years, failed)
        grade = self._get_highest(version, found[1], steps.number)
        if grade == version.grade_number:
            return None
        counted = sorted(failed & set(range(since.year, self.date.year)))
        return self._prepare_line(version, grade) | {
            "step_from": steps.since,
            "reason": self._describe_step(since, scale.step_years, counted),
        }

    def _get_highest(self, version, table, steps):
        """Return the grade after so many steps: no further than post and scale go."""
        code = version.class_id.code
        top = max((n for c, n in table.grades if c == code), default=0)
        top = min(top, version.post_id.grade_to or top)
        return max(version.grade_number, min(version.grade_number + steps, top))

    def _describe_step(self, since, years, failed):
        if failed:
            return self.env._(
                "%(years)s good years since %(since)s; not counted: %(failed)s",
                years=years,
                since=since,
                failed="、".join(map(str, failed)),
            )
        return self.env._(
            "%(years)s good years since %(since)s", years=years, since=since
        )

    def _prepare_line(self, version, grade, kind="step"):
        return {
            "change_id": self.id,
            "employee_id": version.employee_id.id,
            "kind": kind,
            "from_grade": version.grade_number,
            "from_post_id": version.post_id.id,
            "post_id": version.post_id.id,
            "grade_number": grade,
            "education": version.education,
            "seniority_from": version.seniority_from,
            "old_pay": self._get_pay(version.employee_id),
        }

    def _get_pay(self, employee):
        """Return what an employee is paid on the day if nothing changes, in yuan."""
        profiles = employee._get_profiles(self.date)
        if not profiles:
            return 0
        wanted = [(employee.area_id, self.date, profiles[employee])]
        parts = self.env["staff.scale"]._price(wanted)[0]
        return sum(part.fen for part in parts or ()) / 100

    def _store_base_change(self, employees):
        """Compare the pay of all, as they are, on the day and on the day before."""
        before = fields.Date.subtract(self.date, days=1)
        profiles = employees._get_profiles(before)
        totals = []
        for day in (before, self.date):
            wanted = [
                (employee.area_id, day, profile)
                for employee, profile in profiles.items()
            ]
            priced = self.env["staff.scale"]._price(wanted)
            totals.append(sum(part.fen for parts in priced for part in parts or ()))
        more = (totals[1] - totals[0]) / 100
        with_pass(self, {"base_more"}).base_more = more

    def _propose_promotion(self, employee, post):
        """Add a promotion to a post of another class, paid no less (晋升)."""
        self._check_draft()
        version = employee._get_versions_on(self.date).get(employee)
        if not version or version.class_id == post.class_id:
            raise UserError(
                self.env._(
                    "%s is promoted from a post of one class to one of another.",
                    employee.name,
                )
            )
        rates = self.env["staff.scale"]._get_rates(
            employee.area_id, self.date, self.date
        )
        found = rates.find(employee.area_id.id, self.date)
        grades = {
            number: fen
            for (code, number), fen in (found[1].grades if found else {}).items()
            if code == post.class_id.code
            and number >= post.grade_from
            and (not post.grade_to or number <= post.grade_to)
        }
        if not grades:
            raise UserError(self.env._("The scale has no grade for %s.", post.name))
        paid = found[1].grades.get((version.class_id.code, version.grade_number), 0)
        grade = growth.grade_at_least(paid, grades)
        vals = self._prepare_line(version, grade, "promotion")
        return self.env["staff.growth.line"].create(
            vals | {"post_id": post.id, "step_from": self.date}
        )
