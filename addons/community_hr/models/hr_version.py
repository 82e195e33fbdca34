from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..house import IN_SETS, VERSION_GROUPS
from ..kernel.scale import Profile, full_years

EDUCATIONS = [
    ("secondary", "Secondary School or Less"),
    ("college", "Junior College"),
    ("bachelor", "Bachelor"),
    ("master", "Master or Higher"),
]
#: What somebody is paid by; nobody enters these about himself.
PAY_FIELDS = frozenset(
    {
        "employee_id",
        "post_id",
        "grade_number",
        "concurrent_post_ids",
        "education",
        "seniority_from",
        "step_from",
        "date_version",
        "contract_date_start",
        "contract_date_end",
        "departure_date",
        "active",
        "wage",
    }
)
QUOTA_FIELDS = frozenset(
    {
        "employee_id",
        "post_id",
        "date_version",
        "contract_date_start",
        "contract_date_end",
        "departure_date",
        "active",
    }
)


class HrVersion(models.Model):
    """What holds for an employee from a day on; the day's history of his post and pay.

    The contract's dates are the officer's business here, not the administrator's: who
    pays people has to know from when till when.
    """

    _inherit = "hr.version"

    date_version = fields.Date(groups=VERSION_GROUPS)
    contract_date_start = fields.Date(groups=VERSION_GROUPS)
    contract_date_end = fields.Date(groups=VERSION_GROUPS)
    trial_date_end = fields.Date(groups=VERSION_GROUPS)
    date_start = fields.Date(groups=VERSION_GROUPS)
    date_end = fields.Date(groups=VERSION_GROUPS)
    area_id = fields.Many2one(related="employee_id.area_id", groups=VERSION_GROUPS)
    post_id = fields.Many2one(
        "staff.post",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        groups=VERSION_GROUPS,
    )
    unit_id = fields.Many2one(related="post_id.unit_id", groups=VERSION_GROUPS)
    class_id = fields.Many2one(related="post_id.class_id", groups=VERSION_GROUPS)
    grade_number = fields.Integer(
        "Grade", tracking=True, groups=VERSION_GROUPS, help="Grade of the scale (档级)."
    )
    concurrent_post_ids = fields.Many2many(
        "staff.post",
        "staff_concurrent_post_rel",
        "version_id",
        "post_id",
        "Concurrent Posts",
        tracking=True,
        groups=VERSION_GROUPS,
        help="Posts filled beside the own one; they take no place of the quota (兼岗).",
    )
    education = fields.Selection(EDUCATIONS, tracking=True, groups=VERSION_GROUPS)
    seniority_from = fields.Date(
        "Seniority Counts from",
        tracking=True,
        groups=VERSION_GROUPS,
        help="Day from which years of service count (工龄起算日).",
    )
    step_from = fields.Date(
        "Years for a Step from",
        tracking=True,
        groups=VERSION_GROUPS,
        help="Day from which the years for the next step count (晋档起算日).",
    )

    @api.model
    def _get_whitelist_fields_from_template(self):
        return [
            *super()._get_whitelist_fields_from_template(),
            "post_id",
            "grade_number",
        ]

    @api.model_create_multi
    def create(self, vals_list):
        versions = super().create(vals_list)
        if any(PAY_FIELDS.intersection(vals) for vals in vals_list):
            versions._check_not_own()
            versions._settle()
        return versions

    def write(self, vals):
        if PAY_FIELDS.intersection(vals):
            self._check_not_own()
        result = super().write(vals)
        if "employee_id" in vals:
            # Odoo makes a version before its employee: whose it becomes counts.
            self.check_access("write")
        if QUOTA_FIELDS.intersection(vals):
            self._settle()
        return result

    def unlink(self):
        self._check_not_own()
        result = super().unlink()
        self._settle()
        return result

    def _settle(self):
        """Judge the quotas; who writes for many judges when all have moved."""
        if self.env.context.get("staff_in_sets") is not IN_SETS:
            self.env["staff.post"]._settle_quota()

    def _check_not_own(self):
        """Nobody enters his own post and pay, whatever he may do to others'."""
        if self.env.context.get("staff_in_sets") is IN_SETS:
            return
        me = self.env.user
        if any(
            employee.user_id == me or employee.work_contact_id == me.partner_id
            for employee in self.sudo().employee_id
        ):
            raise AccessError(
                self.env._("Your own post and pay are entered by somebody else.")
            )

    @api.constrains("post_id", "concurrent_post_ids", "employee_id")
    def _check_posts_in_street(self):
        # Odoo makes the version before its employee, and asks again with him.
        for version in self.sudo().filtered("employee_id"):
            street = version.area_id.street_id or version.area_id
            posts = version.post_id | version.concurrent_post_ids
            for post in posts:
                if (post.area_id.street_id or post.area_id) != street:
                    raise ValidationError(
                        self.env._(
                            "%(post)s is no post of %(street)s, which employs %(who)s.",
                            post=post.display_name,
                            street=street.name or self.env._("no street"),
                            who=version.employee_id.name,
                        )
                    )
            if version.post_id in version.concurrent_post_ids:
                raise ValidationError(
                    self.env._("A concurrent post is another one than the own.")
                )

    @api.constrains("post_id", "grade_number")
    def _check_grade_of_post(self):
        for version in self.sudo().filtered("grade_number"):
            post = version.post_id
            beyond = post.grade_to and version.grade_number > post.grade_to
            if beyond or version.grade_number < post.grade_from:
                raise ValidationError(
                    self.env._(
                        "%(post)s has the grades %(first)s to %(last)s, not %(grade)s.",
                        post=post.display_name,
                        first=post.grade_from,
                        last=post.grade_to or "…",
                        grade=version.grade_number,
                    )
                )

    @api.constrains("post_id", "active")
    def _check_post_open(self):
        for version in self.sudo():
            if version.active and version.post_id and not version.post_id.active:
                raise ValidationError(
                    self.env._("%s is closed.", version.post_id.display_name)
                )

    def _get_profile(self, day, certificates=frozenset()):
        """Return what the employee is paid by on a day, for the kernel."""
        self.ensure_one()
        return Profile(
            self.class_id.code,
            self.grade_number,
            self.education or "",
            certificates,
            full_years(self.seniority_from, day),
            len(self.concurrent_post_ids),
        )

    def _is_employed(self, day):
        """Tell whether the contract runs on a day; the archive counts as its end."""
        self.ensure_one()
        ends = [end for end in (self.contract_date_end, self.departure_date) if end]
        if not ends and not self.employee_id.active:
            return False
        start = self.contract_date_start
        return bool(start) and start <= day and all(day <= end for end in ends)
