from datetime import timedelta
from secrets import compare_digest

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.community_base import house
from odoo.addons.community_base.house import today, with_pass


class TrainingAttendance(models.Model):
    """One person in a session (参训记录): signed in how, examined how, what counts."""

    _name = "training.attendance"
    _description = "Attendance at a Training"
    _inherit = ["community.files.mixin", "community.area.mixin"]
    _order = "session_id desc, employee_id, id"

    _file_fields = ("file_ids",)
    _fixed_fields = frozenset({"session_id", "employee_id"})
    _system_fields = frozenset({"signed_on", "signed_by", "area_id"})

    session_id = fields.Many2one(
        "training.session", required=True, index=True, ondelete="cascade"
    )
    session_state = fields.Selection(related="session_id.state", string="Stage")
    course_id = fields.Many2one(
        related="session_id.course_id",
        string="Training Course",
        store=True,
        index=True,
    )
    date = fields.Datetime(related="session_id.date_start", store=True)
    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="restrict"
    )
    person_id = fields.Many2one(
        related="employee_id.work_contact_id",
        store=True,
        index=True,
        string="Person",
        related_sudo=True,
    )
    area_id = fields.Many2one(
        compute="_compute_area_id", store=True, precompute=True, required=False
    )
    state = fields.Selection(
        [
            ("invited", "Notified"),
            ("present", "Attended"),
            ("excused", "Excused"),
            ("absent", "Did Not Come"),
        ],
        default="invited",
        required=True,
    )
    signed_on = fields.Datetime()
    signed_by = fields.Selection(
        [("self", "Himself"), ("officer", "Officer")], "Signed in by"
    )
    examined = fields.Boolean(help="The mark of the exam is entered.")
    mark = fields.Float(digits=(5, 2), aggregator="avg")
    file_ids = fields.Many2many("ir.attachment", string="Exam Papers", copy=False)
    passed = fields.Boolean(compute="_compute_passed", store=True)
    hours = fields.Float("Hours Counted", compute="_compute_passed", store=True)
    note = fields.Char()

    _once = models.Constraint(
        "UNIQUE (session_id, employee_id)", "This person is invited already."
    )
    _mark = models.Constraint(
        "CHECK (mark BETWEEN 0 AND 100)", "Marks lie between 0 and 100."
    )

    def init(self):
        result = super().init()
        self.env.cr.execute("""
            CREATE OR REPLACE TRIGGER training_closed
                BEFORE INSERT OR DELETE OR UPDATE OF state, mark, examined, passed,
                       hours, session_id, employee_id
                ON training_attendance
                FOR EACH ROW EXECUTE FUNCTION training_closed();
        """)
        return result

    @api.depends("employee_id.area_id")
    def _compute_area_id(self):
        for row in self:
            row.area_id = row.employee_id.area_id

    @api.depends("employee_id.name", "session_id.display_name")
    def _compute_display_name(self):
        for row in self.sudo():
            row.display_name = f"{row.employee_id.name} {row.session_id.display_name}"

    @api.depends("state", "mark", "examined", "session_id.hours")
    def _compute_passed(self):
        for row in self:
            course = row.session_id.course_id
            good = row.examined and row.mark >= course.pass_mark
            row.passed = row.state == "present" and (good or not course.has_exam)
            row.hours = row.session_id.hours if row.passed else 0

    @api.onchange("mark")
    def _onchange_mark(self):
        self.examined = True

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_changeable()
        return rows

    def write(self, vals):
        if {"state", "mark", "examined"} & vals.keys():
            self._check_changeable()
            self._check_not_own()
        result = super().write(vals)
        if "state" in vals and not self._has_system_pass({"signed_on", "signed_by"}):
            present = vals["state"] == "present"
            self._stamp("officer" if present else False)
        return result

    def _stamp(self, who):
        moment = house.now().replace(tzinfo=None) if who else False
        vals = {"signed_on": moment, "signed_by": who}
        with_pass(self, vals).write(vals)

    def _check_changeable(self):
        for row in self:
            if row.session_id.sudo().state in ("closed", "cancelled"):
                raise UserError(
                    self.env._(
                        "“%s” is closed and stays so.",
                        row.session_id.sudo().display_name,
                    )
                )

    def _check_not_own(self):
        """Nobody enters his own presence or mark; he signs in with the code."""
        if self.env.su:
            return
        if self.env.user.partner_id in self.sudo().person_id:
            raise AccessError(
                self.env._("Your own attendance is entered by somebody else.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_planned(self):
        if any(row.session_id.sudo().state not in ("planned", "open") for row in self):
            raise UserError(self.env._("Who was invited stays on record."))

    def action_sign_in(self, code):
        """Sign in oneself, with the code that is shown in the room (签到)."""
        self.ensure_one()
        self.check_access("read")
        row = self.sudo()
        session = row.session_id
        if row.person_id != self.env.user.partner_id:
            raise AccessError(self.env._("Everybody signs in for himself."))
        if session.state != "open" or not session.code:
            raise UserError(self.env._("Sign-in is not open."))
        if not compare_digest(str(code or "").encode(), session.code.encode()):
            raise UserError(self.env._("This is not the code."))
        vals = {
            "state": "present",
            "signed_on": house.now().replace(tzinfo=None),
            "signed_by": "self",
        }
        with_pass(row, vals).write(vals)

    def action_ask_code(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sign in"),
            "res_model": "training.sign.in",
            "view_mode": "form",
            "target": "new",
            "context": {"default_attendance_id": self.id},
        }

    def _file_certificates(self):
        """Put the certificates of those who passed on file, from today on."""
        day = today(self.env)
        kinds = {row: row.course_id.certificate_kind_id for row in self}
        certificates = self.env["staff.certificate"]
        for row in self.filtered(lambda row: row.passed and kinds[row]):
            years = kinds[row].years_valid
            held = certificates.search(
                Domain("employee_id", "=", row.employee_id.id)
                & Domain("kind_id", "=", kinds[row].id)
                & certificates._get_day_domain(day)
            )
            end = years and fields.Date.add(day, years=years) - timedelta(days=1)
            if held and (not held.date_end or (end and held.date_end >= end)):
                continue
            if held:
                held.date_end = max(day - timedelta(days=1), held.date_start)
                held.flush_recordset()
            certificates.create(
                {
                    "employee_id": row.employee_id.id,
                    "kind_id": kinds[row].id,
                    "number": row.session_id.display_name,
                    "date_start": day,
                    "date_end": end,
                }
            )

    def _are_files_fixed(self):
        return self.session_id.sudo().state == "closed"

    @api.model
    def _count_hours(self, employees, first, last):
        """Return ``{employee id: hours}`` of closed sessions in a period."""
        groups = self.sudo()._read_group(
            Domain("employee_id", "in", employees.ids)
            & Domain("session_id.state", "=", "closed")
            & Domain("date", ">=", first)
            & Domain("date", "<", last + timedelta(days=1)),
            ["employee_id"],
            ["hours:sum"],
        )
        return {employee.id: hours for employee, hours in groups}
