from odoo import api, fields, models
from odoo.exceptions import ValidationError


class StaffSecondment(models.Model):
    """An employee lent to another area for a time (借调).

    His own post stays his and counts there; the borrowing area sees him in its list.
    """

    _name = "staff.secondment"
    _description = "Secondment"
    _inherit = [
        "staff.period.mixin",
        "community.files.mixin",
        "community.area.mixin",
        "mail.thread",
    ]
    _order = "date_start desc, id desc"

    _file_fields = ("file_ids",)
    _fixed_fields = frozenset({"employee_id", "to_area_id", "to_post_id", "date_start"})

    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="restrict", tracking=True
    )
    area_id = fields.Many2one(
        string="Lent by",
        compute="_compute_area_id",
        store=True,
        precompute=True,
        required=False,
    )
    to_area_id = fields.Many2one(
        "community.area", "Lent to", required=True, index=True, ondelete="restrict"
    )
    to_post_id = fields.Many2one(
        "staff.post",
        "Works as",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('area_id', '=', to_area_id)]",
    )
    date_start = fields.Date(tracking=True)
    date_end = fields.Date(required=True, tracking=True)
    status = fields.Selection(
        [("coming", "Coming"), ("current", "On Loan"), ("ended", "Returned")]
    )
    document = fields.Char(required=True, help="Document that lends him (借调文号).")
    reason = fields.Char()
    file_ids = fields.Many2many("ir.attachment", string="Papers", copy=False)

    _dates = models.Constraint(
        "CHECK (date_end >= date_start)", "A secondment cannot end before it begins."
    )
    _elsewhere = models.Constraint(
        "CHECK (area_id <> to_area_id)",
        "The employee works in this area already.",
    )
    _one_place = models.Constraint(
        "EXCLUDE USING gist (employee_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "This employee is lent out in these days already.",
    )

    # Only the employee: who moves on later was lent by the area he was in then.
    @api.depends("employee_id")
    def _compute_area_id(self):
        for loan in self:
            loan.area_id = loan.employee_id.area_id

    @api.depends("employee_id.name", "to_area_id.name")
    def _compute_display_name(self):
        for loan in self:
            who, where = loan.employee_id.name, loan.to_area_id.name
            loan.display_name = f"{who or ''} → {where or ''}"

    @api.constrains("to_area_id", "to_post_id")
    def _check_post_there(self):
        for loan in self:
            if loan.to_post_id and loan.to_post_id.area_id != loan.to_area_id:
                raise ValidationError(
                    self.env._(
                        "%(post)s is no post of %(area)s.",
                        post=loan.to_post_id.name,
                        area=loan.to_area_id.name,
                    )
                )
