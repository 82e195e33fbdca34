from odoo import api, fields, models
from odoo.fields import Domain


class StaffCertificate(models.Model):
    """A certificate that an employee holds (持证情况), with its paper."""

    _name = "staff.certificate"
    _description = "Certificate of Staff"
    _inherit = [
        "staff.period.mixin",
        "community.files.mixin",
        "community.area.mixin",
        "mail.thread",
    ]
    _order = "employee_id, date_start desc, id"

    _file_fields = ("file_ids",)
    _fixed_fields = frozenset({"employee_id", "kind_id"})

    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(
        compute="_compute_area_id", store=True, precompute=True, required=False
    )
    kind_id = fields.Many2one(
        "staff.certificate.kind", required=True, index=True, ondelete="restrict"
    )
    number = fields.Char("Certificate No.", tracking=True)
    date_start = fields.Date("Valid from", tracking=True)
    date_end = fields.Date("Valid until", tracking=True)
    status = fields.Selection(
        [("coming", "Coming"), ("current", "Valid"), ("ended", "Expired")]
    )
    file_ids = fields.Many2many("ir.attachment", string="Papers", copy=False)

    _dates = models.Constraint(
        "CHECK (date_end >= date_start)",
        "A certificate cannot expire before it is valid.",
    )
    _once = models.Constraint(
        "EXCLUDE USING gist (employee_id WITH =, kind_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "This certificate is on file for these days already.",
    )

    @api.depends("employee_id.area_id")
    def _compute_area_id(self):
        for certificate in self:
            certificate.area_id = certificate.employee_id.area_id

    @api.depends("kind_id.name", "employee_id.name")
    def _compute_display_name(self):
        for certificate in self:
            holder, kind = certificate.employee_id.name, certificate.kind_id.name
            certificate.display_name = f"{holder or ''} {kind or ''}"

    @api.model
    def _get_codes(self, employees, day):
        """Return ``{employee id: codes}`` of what they hold on a day."""
        held = self.search(
            Domain("employee_id", "in", employees.ids) & self._get_day_domain(day)
        )
        return {
            employee.id: frozenset(certificates.kind_id.mapped("code"))
            for employee, certificates in held.grouped("employee_id").items()
        }
