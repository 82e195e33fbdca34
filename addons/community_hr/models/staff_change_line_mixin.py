from odoo import api, fields, models

from ..kernel.scale import Profile, full_years
from .hr_version import EDUCATIONS

#: What the scale says of a line.
PRICED = ("new_pay", "breakdown", "problem")
#: What a line enters in the employee's history.
ENTERED = ("post_id", "grade_number", "education", "seniority_from", "step_from")


class StaffChangeLineMixin(models.AbstractModel):
    """What changes for one employee: his post and grade then, and his pay by it.

    Whoever inherits it adds ``change_id``, a cascading Many2one to the change.
    """

    _name = "staff.change.line.mixin"
    _description = "Change for One Employee"
    _inherit = ["community.area.mixin"]
    _order = "change_id, area_id, id"

    area_id = fields.Many2one(related="employee_id.area_id", store=True, required=False)
    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="restrict"
    )
    post_id = fields.Many2one("staff.post", index=True, ondelete="restrict")
    class_id = fields.Many2one(related="post_id.class_id")
    grade_number = fields.Integer("Grade", default=0)
    education = fields.Selection(EDUCATIONS)
    seniority_from = fields.Date("Seniority Counts from")
    step_from = fields.Date("Years for a Step from")
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.ref("base.CNY"), required=True
    )
    old_pay = fields.Monetary("Paid so far")
    new_pay = fields.Monetary("Paid then", compute="_compute_new_pay", store=True)
    more = fields.Monetary("Difference", compute="_compute_more")
    breakdown = fields.Char(compute="_compute_new_pay", store=True)
    problem = fields.Char(compute="_compute_new_pay", store=True)

    @api.depends("old_pay", "new_pay")
    def _compute_more(self):
        for line in self:
            line.more = line.new_pay - line.old_pay

    @api.depends(
        "change_id.date",
        "employee_id",
        "post_id",
        "grade_number",
        "education",
        "seniority_from",
    )
    def _compute_new_pay(self):
        ready = self.filtered(lambda line: line.employee_id and line.change_id.date)
        profiles = ready._get_profiles()
        wanted = [
            (line.employee_id.sudo().area_id, line.change_id.date, profile)
            for line, profile in profiles.items()
        ]
        scales = self.env["staff.scale"]
        found = dict(zip(profiles, scales._price(wanted), strict=True))
        labels = scales._get_part_labels()
        for line in self:
            line._set_pay(found.get(line), labels)

    def _refresh_pay(self):
        """Work out anew what is paid: scales and certificates are no dependencies."""
        for name in PRICED:
            self.env.add_to_compute(self._fields[name], self)
        self._recompute_recordset(PRICED)

    def _set_pay(self, parts, labels):
        self.new_pay = sum(part.fen for part in parts or ()) / 100
        self.breakdown = " + ".join(
            f"{labels[part.kind]} {part.fen / 100:g}" for part in parts or ()
        )
        self.problem = self._describe_problem(parts)

    def _describe_problem(self, parts):
        if not self.post_id:
            return self.env._("No post is given.")
        if parts is None:
            return self.env._(
                "On %(day)s no scale here has grade %(grade)s of the class %(name)s.",
                day=self.change_id.date,
                grade=self.grade_number,
                name=self.class_id.name,
            )
        return False

    def _get_profiles(self):
        """Return what each line would be paid by: ``{line: Profile}``."""
        # What somebody holds is read to price it, by who may prepare the change.
        certificates = self.env["staff.certificate"].sudo()
        result = {}
        for change, lines in self.sudo().grouped("change_id").items():
            codes = certificates._get_codes(lines.employee_id, change.date)
            for line in lines.filtered("post_id"):
                held = codes.get(line.employee_id.id, frozenset())
                result[line.with_env(self.env)] = line._get_profile(change.date, held)
        return result

    def _get_profile(self, day, certificates):
        version = self.employee_id.current_version_id
        return Profile(
            self.class_id.code,
            self.grade_number,
            self.education or "",
            certificates,
            full_years(self.seniority_from, day),
            len(version.concurrent_post_ids),
        )

    def _get_guard_payload(self):
        return {
            "employee": self.employee_id.id,
            "post": self.post_id.id,
            **{
                name: str(self[name] or "")
                for name in (*ENTERED[1:], "old_pay", "new_pay")
            },
        }

    def _prepare_version(self):
        """Return what is entered in the history from the day on."""
        values = {name: self[name] for name in ENTERED if self[name]}
        return values | {"post_id": self.post_id.id}

    @api.model_create_multi
    def create(self, vals_list):
        ids = {vals.get("change_id") for vals in vals_list} - {None, False}
        self.env[self._fields["change_id"].comodel_name].browse(ids)._check_draft()
        return super().create(vals_list)

    def write(self, vals):
        changes = self.change_id
        if vals.get("change_id"):
            changes |= changes.browse(vals["change_id"])
        changes._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_applied(self):
        self.change_id._check_draft()
