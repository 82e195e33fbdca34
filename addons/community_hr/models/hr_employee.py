from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..house import IN_SETS, VERSION_GROUPS


class HrEmployee(models.Model):
    """A member of staff; who he is comes from ``work_contact_id``.

    The same contact holds his seats and his personal file, so that one person is one
    record whatever he does. Where he is employed decides who sees him.
    """

    _inherit = "hr.employee"

    area_id = fields.Many2one(
        "community.area",
        "Employed in",
        index=True,
        ondelete="restrict",
        tracking=True,
        groups=VERSION_GROUPS,
        help="Area that employs the person (聘用单位所在区域).",
    )
    version_id = fields.Many2one(groups=VERSION_GROUPS)
    version_ids = fields.One2many(groups=VERSION_GROUPS)
    contract_date_start = fields.Date(groups=VERSION_GROUPS)
    contract_date_end = fields.Date(groups=VERSION_GROUPS)
    date_start = fields.Date(groups=VERSION_GROUPS)
    date_end = fields.Date(groups=VERSION_GROUPS)
    trial_date_end = fields.Date(groups=VERSION_GROUPS)
    post_id = fields.Many2one(
        related="version_id.post_id",
        inherited=True,
        readonly=False,
        groups=VERSION_GROUPS,
    )
    unit_id = fields.Many2one(
        related="version_id.unit_id", inherited=True, groups=VERSION_GROUPS
    )
    class_id = fields.Many2one(
        related="version_id.class_id", inherited=True, groups=VERSION_GROUPS
    )
    grade_number = fields.Integer(
        related="version_id.grade_number",
        inherited=True,
        readonly=False,
        groups=VERSION_GROUPS,
    )
    concurrent_post_ids = fields.Many2many(
        related="version_id.concurrent_post_ids",
        inherited=True,
        readonly=False,
        groups=VERSION_GROUPS,
    )
    education = fields.Selection(
        related="version_id.education",
        inherited=True,
        readonly=False,
        groups=VERSION_GROUPS,
    )
    seniority_from = fields.Date(
        related="version_id.seniority_from",
        inherited=True,
        readonly=False,
        groups=VERSION_GROUPS,
    )
    step_from = fields.Date(
        related="version_id.step_from",
        inherited=True,
        readonly=False,
        groups=VERSION_GROUPS,
    )
    certificate_ids = fields.One2many(
        "staff.certificate", "employee_id", "Certificates", groups=VERSION_GROUPS
    )
    occupancy_ids = fields.One2many(
        "staff.occupancy", "employee_id", "Posts Held", groups=VERSION_GROUPS
    )
    secondment_ids = fields.One2many(
        "staff.secondment", "employee_id", "Secondments", groups=VERSION_GROUPS
    )

    def write(self, vals):
        """Rules are asked before a change: who is moved has to stay in sight after."""
        result = super().write(vals)
        if "area_id" in vals:
            self.check_access("write")
        return result

    @api.constrains("work_contact_id", "area_id", "company_id")
    def _check_person_once(self):
        """One person is employed once: two files would be paid twice."""
        staff = self.sudo().filtered(lambda person: person.area_id)
        groups = self.sudo()._read_group(
            [
                ("work_contact_id", "in", staff.work_contact_id.ids),
                ("area_id", "!=", False),
            ],
            ["work_contact_id"],
            having=[("__count", ">", 1)],
        )
        for (person,) in groups:
            raise ValidationError(
                self.env._(
                    "%s is on the staff already: a person is employed once.",
                    person.name,
                )
            )

    # In sets

    def _get_versions_on(self, day):
        """Return the version that holds for each on a day, for who is employed then."""
        versions = self.env["hr.version"].search(
            Domain("employee_id", "in", self.ids) & Domain("date_version", "<=", day),
            order="employee_id, date_version",
        )
        latest = {version.employee_id: version for version in versions}
        return {
            employee: version
            for employee, version in latest.items()
            if version._is_employed(day)
        }

    def _get_profiles(self, day):
        """Return ``{employee: Profile}``: what each in a post is paid by on a day.

        It takes the same few queries for one and for all.
        """
        certificates = self.env["staff.certificate"]._get_codes(self, day)
        return {
            employee: version._get_profile(
                day, certificates.get(employee.id, frozenset())
            )
            for employee, version in self._get_versions_on(day).items()
            if version.post_id
        }

    def _enter_versions(self, day, values):
        """Enter what holds for many from a day on, in sets.

        The caller has checked that it may be entered. Quotas are judged when all have
        moved, so that two may change places.

        :param values: ``{employee: vals of hr.version}``
        :raise UserError: somebody is not employed then, or has a later version already
        """
        staff = self.with_context(staff_in_sets=IN_SETS, tracking_disable=True)
        versions = staff._get_versions_on(day)
        staff._check_enterable(day, versions)
        vals_list = []
        for employee in staff:
            version, vals = versions[employee], values[employee]
            if version.date_version == day:
                version.write(vals)
            else:
                copied = version.copy_data()[0]
                vals_list.append(copied | vals | {"date_version": day})
        staff.env["hr.version"].create(vals_list)
        self.env["staff.post"]._settle_quota()

    def _check_enterable(self, day, versions):
        missing = self - self.union(*versions)
        if missing:
            raise UserError(
                self.env._(
                    "Not employed on %(day)s: %(names)s.",
                    day=day,
                    names="、".join(missing.mapped("name")),
                )
            )
        later = self.env["hr.version"].search(
            Domain("employee_id", "in", self.ids) & Domain("date_version", ">", day)
        )
        if later:
            raise UserError(
                self.env._(
                    "Something else is entered after %(day)s already for: %(names)s.",
                    day=day,
                    names="、".join(later.employee_id.mapped("name")),
                )
            )
