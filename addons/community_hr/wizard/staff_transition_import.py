from collections import Counter
from decimal import Decimal
from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.community_base.kernel.table import Column, Problem
from odoo.addons.community_base.wizard.community_table_import import PlannedLine

from ..kernel.growth import year_later
from ..kernel.scale import Profile, full_years
from ..models.hr_version import EDUCATIONS

#: How people write it in their lists, the shortest form last.
EDUCATION_WORDS = {
    "高中": "secondary",
    "中专": "secondary",
    "初中": "secondary",
    "大专": "college",
    "专科": "college",
    "本科": "bachelor",
    "大学本科": "bachelor",
    "研究生": "master",
    "硕士": "master",
    "博士": "master",
}
CENT = Decimal("0.01")


class Mover(NamedTuple):
    """What a row means: who goes where, and what he is paid before and after."""

    name: str
    employee_id: int
    area_id: int
    post_id: int
    grade: int
    education: str
    seniority_from: object
    hired: object
    step_from: object
    old_pay: Decimal
    new_fen: int


class StaffTransitionImport(models.TransientModel):
    """Reads today's staff list (导入现有人员名册) into a transition.

    Who is found by his name among the area's staff is taken as he is; who is not, comes
    onto the staff when the list is loaded, without a post: that comes by the decision.
    A grade that is not given follows from the entry rules. A problem in any row, and
    nothing is loaded.
    """

    _name = "staff.transition.import"
    _inherit = ["community.table.import"]
    _description = "Load a Staff List"

    transition_id = fields.Many2one(
        "staff.transition", required=True, ondelete="cascade", readonly=True
    )
    line_ids = fields.One2many("staff.transition.import.line", "wizard_id", "People")
    currency_id = fields.Many2one(related="transition_id.currency_id")
    total_old = fields.Monetary("Paid so far a Month", compute="_compute_totals")
    total_new = fields.Monetary("Paid then a Month", compute="_compute_totals")

    def _compute_totals(self):
        for wizard in self:
            chosen = wizard.line_ids.filtered("chosen")
            wizard.total_old = sum(chosen.mapped("old_pay"))
            wizard.total_new = sum(chosen.mapped("new_pay"))

    def _check_allowed(self):
        self.transition_id.check_access("write")
        self.transition_id._check_draft()
        self.env["hr.employee"].check_access("create")

    def _get_columns(self):
        levels = dict(
            self.env["hr.version"]._fields["education"]._description_selection(self.env)
        )
        choices = {levels[code]: code for code, _label in EDUCATIONS} | EDUCATION_WORDS
        return (
            Column(
                "name",
                (self.env._("Full Name"), "姓名"),
                required=True,
                max_length=60,
            ),
            Column("area", (self.env._("Area"), "社区", "所在社区", "单位")),
            Column("post", (self.env._("Post"), "岗位", "拟聘岗位"), required=True),
            Column("grade", (self.env._("Grade"), "档级", "档次"), kind="number"),
            Column(
                "education",
                (self.env._("Education"), "学历"),
                kind="choice",
                choices=choices,
            ),
            Column(
                "seniority_from",
                (self.env._("Seniority from"), "工龄起算日", "参加工作时间"),
                kind="date",
                required=True,
            ),
            Column(
                "hired",
                (self.env._("Hired on"), "聘用日期", "入职日期"),
                kind="date",
                required=True,
            ),
            Column(
                "old_pay",
                (self.env._("Paid a Month"), "现月工资", "月工资", "现工资"),
                kind="number",
                required=True,
            ),
        )

    def _plan(self, rows):
        found = _Lists(self.transition_id)
        movers, problems, seen = [], [], {}
        for row in rows:
            mover, wrong = self._plan_row(row, found)
            key = (row.values["name"], row.values.get("area"))
            if key in seen:
                wrong = [Problem(row.number, "name", "twice", {"row": seen[key]})]
            seen.setdefault(key, row.number)
            problems += wrong
            movers.append((row, mover))
        if problems:
            return [], problems
        plan = [self._prepare_planned(row, mover, found) for row, mover in movers]
        return plan, found.check_places(movers)

    def _plan_row(self, row, found):
        """Return what a row means, or None, and its problems."""
        values, problems = row.values, []
        area = found.find_area(row, problems)
        post = area and found.find_post(row, area, problems)
        employee = area and found.find_employee(row, area, problems)
        grade = post and self._find_grade(row, post, found, problems)
        if values["old_pay"] < 0 or values["old_pay"] % CENT:
            problems.append(
                Problem(
                    row.number, "old_pay", "not_money", {"value": values["old_pay"]}
                )
            )
        if problems:
            return None, problems
        return found.prepare(row, area, post, employee, grade, problems), problems

    def _find_grade(self, row, post, found, problems):
        given = row.values.get("grade")
        if given is not None:
            return int(given)
        scale = found.scale_of(post.area_id)
        years = full_years(row.values["seniority_from"], found.day)
        try:
            return scale and scale._get_entry_grade(
                post.class_id, row.values.get("education") or False, years
            )
        except UserError as error:
            problems.append(
                Problem(row.number, "grade", "no_rule", {"reason": error.args[0]})
            )
            return None

    def _prepare_planned(self, row, mover, found):
        new_pay = mover.new_fen / 100
        vals = {
            "row": row.number,
            "name": mover.name,
            "area_name": found.areas.browse(mover.area_id).name,
            "post_name": found.posts.browse(mover.post_id).name,
            "grade_number": mover.grade,
            "old_pay": float(mover.old_pay),
            "new_pay": new_pay,
            "more": new_pay - float(mover.old_pay),
            "status": "known" if mover.employee_id else "new",
        }
        return PlannedLine(str(row.number), vals, mover)

    def _apply_plan(self, plan, lines):
        movers = [line.data for line in plan if lines[line.key].chosen]
        hired = iter(self._hire([mover for mover in movers if not mover.employee_id]))
        self.transition_id.line_ids.filtered(
            lambda line: line.employee_id.id in {mover.employee_id for mover in movers}
        ).unlink()
        self.env["staff.transition.line"].create(
            [
                self._prepare_line(mover, mover.employee_id or next(hired).id)
                for mover in movers
            ]
        )
        return self.env._("%s people were loaded.", len(movers))

    def _prepare_line(self, mover, employee_id):
        return {
            "change_id": self.transition_id.id,
            "employee_id": employee_id,
            "post_id": mover.post_id,
            "grade_number": mover.grade,
            "education": mover.education,
            "seniority_from": mover.seniority_from,
            "step_from": mover.step_from,
            "old_pay": float(mover.old_pay),
        }

    def _hire(self, movers):
        """Put people on the staff; their contacts hold nothing but the name."""
        # Contacts are otherwise kept by nobody: personal files make them likewise.
        persons = (
            self.env["res.partner"]
            .sudo()
            .create([{"name": mover.name, "is_person": True} for mover in movers])
        )
        return self.env["hr.employee"].create(
            [
                {
                    "name": mover.name,
                    "work_contact_id": person.id,
                    "area_id": mover.area_id,
                    "date_version": mover.hired,
                    "contract_date_start": mover.hired,
                }
                for mover, person in zip(movers, persons, strict=True)
            ]
        )

    def _action_show_result(self):
        return self.transition_id._get_records_action()

    def _get_problem_texts(self):
        return super()._get_problem_texts() | {
            "twice": self.env._("The same person stands in row %(row)s already."),
            "no_area": self.env._(
                "“%(value)s” is no area here; these are: %(choices)s."
            ),
            "which_area": self.env._("Enter in which area the person works."),
            "no_post": self.env._(
                "%(area)s has no post “%(value)s”; it has: %(choices)s."
            ),
            "which_person": self.env._(
                "%(count)s employees of this name work there: enter this one by hand."
            ),
            "elsewhere": self.env._("This person is on the staff of %(area)s."),
            "not_money": self.env._("%(value)s is no amount of money."),
            "no_rule": "%(reason)s",
            "no_grade": self.env._(
                "On %(day)s no scale of %(area)s has the grade %(grade)s of the class "
                "%(name)s."
            ),
            "beyond_post": self.env._("The post has the grades %(first)s to %(last)s."),
            "after_day": self.env._(
                "The person is hired on %(value)s, after the transition."
            ),
            "full": self.env._(
                "The post has a quota of %(quota)s; with this row %(count)s would hold "
                "it."
            ),
        }


class _Lists:
    """What the rows are looked up in, read once for all of them."""

    def __init__(self, transition):
        env = transition.env
        self.day = transition.date
        self.areas = env["community.area"].search(
            Domain("id", "child_of", transition.area_id.id)
        )
        self.posts = env["staff.post"].search(Domain("area_id", "in", self.areas.ids))
        self.employees = env["hr.employee"].search(
            Domain("area_id", "in", self.areas.ids)
        )
        self.scales = env["staff.scale"]
        self.rates = self.scales._get_rates(self.areas, self.day, self.day)
        self.codes = env["staff.certificate"]._get_codes(self.employees, self.day)
        held = env["staff.occupancy"]
        self.held = held.search(
            Domain("post_id", "in", self.posts.ids) & held._get_day_domain(self.day)
        )
        self.extras = env["staff.quota.exception"]._get_extras(self.posts, self.day)

    def scale_of(self, area):
        found = self.rates.find(area.id, self.day)
        return self.scales.browse(found[0]) if found else self.scales

    def find_area(self, row, problems):
        name = row.values.get("area")
        if not name and len(self.areas) == 1:
            return self.areas
        if not name:
            problems.append(Problem(row.number, "area", "which_area"))
            return None
        area = self.areas.filtered(lambda area: name in (area.name, area.official_name))
        if len(area) == 1:
            return area
        params = {"value": name, "choices": self.areas.mapped("name")}
        problems.append(Problem(row.number, "area", "no_area", params))
        return None

    def find_post(self, row, area, problems):
        name = row.values["post"]
        here = self.posts.filtered(lambda post: post.area_id == area)
        post = here.filtered(lambda post: post.name == name)
        if len(post) == 1:
            return post
        params = {"value": name, "area": area.name, "choices": here.mapped("name")}
        problems.append(Problem(row.number, "post", "no_post", params))
        return None

    def find_employee(self, row, area, problems):
        known = self.employees.filtered(lambda item: item.name == row.values["name"])
        here = known.filtered(lambda item: item.area_id == area)
        if len(here) > 1:
            params = {"count": len(here)}
            problems.append(Problem(row.number, "name", "which_person", params))
        elif known and not here:
            params = {"area": known[0].area_id.name}
            problems.append(Problem(row.number, "name", "elsewhere", params))
        return here

    def prepare(self, row, area, post, employee, grade, problems):
        values = row.values
        if not employee and values["hired"] > self.day:
            params = {"value": values["hired"]}
            problems.append(Problem(row.number, "hired", "after_day", params))
        self._check_range(row, post, grade, problems)
        profile = Profile(
            post.class_id.code,
            grade or 0,
            values.get("education") or "",
            self.codes.get(employee.id, frozenset()),
            full_years(values["seniority_from"], self.day),
        )
        parts = self.scales._price_one(self.rates, area, self.day, profile)
        if parts is None:
            params = {
                "day": self.day,
                "area": area.name,
                "grade": grade or 0,
                "name": post.class_id.name,
            }
            problems.append(Problem(row.number, "grade", "no_grade", params))
        return Mover(
            name=values["name"],
            employee_id=employee.id,
            area_id=area.id,
            post_id=post.id,
            grade=grade or 0,
            education=values.get("education") or False,
            seniority_from=values["seniority_from"],
            hired=values["hired"],
            step_from=self._find_step_from(values["seniority_from"], post),
            old_pay=values["old_pay"],
            new_fen=sum(part.fen for part in parts or ()),
        )

    def _check_range(self, row, post, grade, problems):
        if grade and (
            grade < post.grade_from or (post.grade_to and grade > post.grade_to)
        ):
            params = {"first": post.grade_from, "last": post.grade_to}
            problems.append(Problem(row.number, "grade", "beyond_post", params))

    def _find_step_from(self, start, post):
        """Return from when years count: those left over after the full steps."""
        years = self.scale_of(post.area_id).step_years
        counted = full_years(start, self.day)
        for _year in range(counted - counted % years if years else counted):
            start = year_later(start)
        return start

    def check_places(self, movers):
        """Return the problems of posts that are full with who comes and who stays."""
        listed = {mover.employee_id for _row, mover in movers}
        taken = Counter(
            spell.post_id.id
            for spell in self.held
            if spell.employee_id.id not in listed
        )
        problems = []
        for row, mover in movers:
            post = self.posts.browse(mover.post_id)
            quota = post.quota + self.extras.get(post.id, 0)
            taken[post.id] += 1
            if taken[post.id] > quota:
                params = {"quota": quota, "count": taken[post.id]}
                problems.append(Problem(row.number, "post", "full", params))
        return problems
