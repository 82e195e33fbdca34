from odoo import api, fields, models
from odoo.exceptions import ValidationError

VERSION_GROUPS = "hr.group_hr_user,community_base.group_auditor"


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
