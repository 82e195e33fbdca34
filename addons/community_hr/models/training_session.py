import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.community_base.house import today, with_pass

NEXT = {
    "planned": {"open", "cancelled"},
    "open": {"held", "planned"},
    "held": {"closed", "open"},
}


class TrainingSession(models.Model):
    """A session of a course (培训班次): invitation, sign-in, exam, and then closed.

    While sign-in is open a code is shown in the room: who is invited signs in with it
    himself, or the officer ticks him off. When the session is closed its hours count,
    certificates are on file, and nothing of it changes any more.
    """

    _name = "training.session"
    _description = "Training Session"
    _inherit = ["community.area.mixin", "mail.thread"]
    _order = "date_start desc, id desc"

    _fixed_fields = frozenset({"course_id"})
    _system_fields = frozenset({"state", "code"})

    course_id = fields.Many2one(
        "training.course",
        "Training Course",
        required=True,
        index=True,
        ondelete="restrict",
    )
    line_id = fields.Many2one(
        "training.plan.line", "Planned as", index="btree_not_null", ondelete="restrict"
    )
    brand_id = fields.Many2one(related="course_id.brand_id", store=True)
    kind = fields.Selection(related="course_id.kind")
    has_exam = fields.Boolean(related="course_id.has_exam")
    date_start = fields.Datetime("Begins", required=True, tracking=True)
    date_end = fields.Datetime("Ends", required=True, tracking=True)
    hours = fields.Float(
        "Credit Hours",
        digits=(6, 1),
        compute="_compute_hours",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    place = fields.Char(tracking=True)
    lecturer = fields.Char(tracking=True)
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("open", "Sign-in Open"),
            ("held", "Held"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        default="planned",
        required=True,
        copy=False,
        tracking=True,
    )
    code = fields.Char(
        "Code for Sign-in",
        copy=False,
        groups="community_hr.group_officer",
        help="Shown in the room while sign-in is open (签到码).",
    )
    attendance_ids = fields.One2many(
        "training.attendance", "session_id", "People Invited"
    )
    invited_count = fields.Integer("Number Invited", compute="_compute_counts")
    present_count = fields.Integer("Number Present", compute="_compute_counts")
    passed_count = fields.Integer("Number Passed", compute="_compute_counts")

    _dates = models.Constraint(
        "CHECK (date_end > date_start)", "A session ends after it begins."
    )
    _hours = models.Constraint("CHECK (hours > 0)", "A session takes some time.")

    def init(self):
        result = super().init()
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION training_closed() RETURNS trigger AS $$
            DECLARE
                session int;
                state text;
            BEGIN
                IF TG_TABLE_NAME = 'training_session' THEN
                    state := OLD.state;
                    IF TG_OP = 'UPDATE' AND (OLD.hours, OLD.course_id, OLD.state,
                                             OLD.date_start, OLD.date_end)
                        IS NOT DISTINCT FROM (NEW.hours, NEW.course_id, NEW.state,
                                              NEW.date_start, NEW.date_end)
                    THEN RETURN NEW;
                    END IF;
                ELSE
                    session := CASE WHEN TG_OP = 'INSERT' THEN NEW.session_id
                                    ELSE OLD.session_id END;
                    SELECT training_session.state INTO state FROM training_session
                     WHERE id = session;
                END IF;
                IF state = 'closed' THEN
                    RAISE EXCEPTION '% of a closed session stays', TG_TABLE_NAME
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN coalesce(NEW, OLD);
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER training_closed
                BEFORE UPDATE OR DELETE ON training_session
                FOR EACH ROW EXECUTE FUNCTION training_closed();
        """)
        return result

    @api.depends("course_id.name", "date_start")
    def _compute_display_name(self):
        for session in self:
            local = session.date_start and fields.Datetime.context_timestamp(
                session, session.date_start
            )
            day = local.strftime("%Y-%m-%d") if local else ""
            session.display_name = f"{session.course_id.name or ''} {day}".strip()

    @api.depends("course_id")
    def _compute_hours(self):
        for session in self:
            session.hours = session.course_id.hours

    @api.depends("attendance_ids.state", "attendance_ids.passed")
    def _compute_counts(self):
        for session in self:
            rows = session.attendance_ids
            session.invited_count = len(rows)
            session.present_count = len(rows.filtered(lambda r: r.state == "present"))
            session.passed_count = len(rows.filtered("passed"))

    @api.onchange("line_id")
    def _onchange_line(self):
        if self.line_id:
            self.course_id = self.line_id.course_id

    @api.ondelete(at_uninstall=False)
    def _unlink_except_planned(self):
        if any(session.state not in ("planned", "cancelled") for session in self):
            raise UserError(self.env._("A session that began stays on record."))

    def _move(self, state, **vals):
        self.ensure_one()
        self.check_access("write")
        self._hold()
        # Once it is closed, the database takes nothing that still waits to be written.
        self.attendance_ids.flush_recordset()
        if state not in NEXT.get(self.state, ()):
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(session)s” is “%(state)s”: this cannot be done now.",
                    session=self.display_name,
                    state=labels[self.state],
                )
            )
        vals = {"state": state, **vals}
        with_pass(self, vals).write(vals)
        self.flush_recordset()

    def action_invite(self):
        """Invite everybody of the area whom the course is for (按岗位邀请)."""
        for session in self:
            session.check_access("write")
            people = session._find_people() - session.attendance_ids.employee_id
            if session.line_id:
                left = session.line_id.places - len(session.attendance_ids)
                people = people[: max(left, 0)]
            session.attendance_ids = [
                (0, 0, {"employee_id": employee.id}) for employee in people
            ]

    def _find_people(self):
        """Return who holds a post of the classes and has not passed the course yet."""
        course = self.course_id
        classes = self.line_id.class_ids or course.class_ids
        domain = Domain("area_id", "child_of", self.area_id.id)
        held = self.env["staff.occupancy"].search(
            self.env["staff.occupancy"]._get_day_domain(today(self.env))
            & (Domain("class_id", "in", classes.ids) if classes else Domain.TRUE)
        )
        passed = self.env["training.attendance"].search(
            Domain("course_id", "=", course.id) & Domain("passed", "=", True)
        )
        domain &= Domain("id", "in", (held.employee_id - passed.employee_id).ids)
        return self.env["hr.employee"].search(domain)

    def action_open_sign_in(self):
        """Let people sign in with a new code (开放签到)."""
        for session in self:
            session._move("open", code=f"{secrets.randbelow(10**6):06d}")

    def action_end_sign_in(self):
        """End the sign-in: who did not come was absent (结束签到)."""
        for session in self:
            session._move("held", code=False)
            rows = session.attendance_ids
            rows.filtered(lambda row: row.state == "invited").state = "absent"

    def action_reopen(self):
        """Open the sign-in again, where it ended too early."""
        self.action_open_sign_in()

    def action_close(self):
        """Close the session: hours count, certificates are on file (办结)."""
        for session in self:
            rows = session.attendance_ids
            missing = rows.filtered(
                lambda row: (
                    row.state == "present"
                    and row.course_id.has_exam
                    and not row.examined
                )
            )
            if missing:
                names = "、".join(missing.employee_id.mapped("name"))
                raise UserError(
                    self.env._("The results of the exam are missing: %s.", names)
                )
            rows._file_certificates()
            session._move("closed")

    def action_cancel(self):
        for session in self:
            session._move("cancelled")
