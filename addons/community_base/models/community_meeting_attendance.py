from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..house import with_pass
from ..kernel import tally


class CommunityMeetingAttendance(models.Model):
    """A line of a meeting's roll (签到表): who is due, who came, who stands for whom.

    Lines are drawn from the seats when the meeting opens and nobody can add one.
    While it is in session, who is present and who stands for whom is noted.
    """

    _name = "community.meeting.attendance"
    _description = "Line of a Meeting's Roll"
    _inherit = ["community.meeting.part.mixin"]
    _order = "meeting_id, id"

    _system_fields = frozenset({"meeting_id", "person_id", "shares", "due", "seat_id"})

    meeting_id = fields.Many2one(
        "community.meeting", required=True, index=True, ondelete="cascade"
    )
    area_id = fields.Many2one(related="meeting_id.area_id", store=True, index=True)
    person_id = fields.Many2one("res.partner", required=True, ondelete="restrict")
    seat_id = fields.Many2one("community.seat", ondelete="restrict")
    shares = fields.Integer(help="股")
    due = fields.Boolean("Due to Take Part", default=True, help="应到")
    status = fields.Selection(
        [("absent", "Absent"), ("present", "Present"), ("proxy", "By Proxy")],
        default="absent",
        required=True,
    )
    holder_id = fields.Many2one(
        "community.meeting.attendance",
        "Represented by",
        domain="[('meeting_id', '=', meeting_id), ('status', '=', 'present'), "
        "('id', '!=', id)]",
    )
    is_there = fields.Boolean(compute="_compute_is_there")

    _person_once = models.Constraint(
        "UNIQUE (meeting_id, person_id)", "This person is on the roll already."
    )
    _proxy_holder = models.Constraint(
        "CHECK ((status = 'proxy') = (holder_id IS NOT NULL))",
        "Whoever votes by proxy names who represents him.",
    )

    @api.onchange("holder_id")
    def _onchange_holder(self):
        self.status = "proxy" if self.holder_id else "absent"

    @api.constrains("holder_id")
    def _check_holder(self):
        for line in self.filtered("holder_id"):
            if line.holder_id.meeting_id != line.meeting_id:
                raise UserError(self.env._("A proxy is on the roll of this meeting."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The roll was drawn when the meeting opened."))

    @api.depends("status")
    def _compute_is_there(self):
        for line in self:
            line.is_there = line.status == "present"

    @api.depends("person_id.name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.person_id.name

    def write(self, vals):
        self._check_in_session()
        for name in {"status", "holder_id"} & vals.keys():
            self.filtered(
                lambda line, name=name: line._is_changing(name, vals[name])
            )._check_not_voted()
        before = {line: line._describe() for line in self if line.status != "absent"}
        result = super().write(vals)
        for line, words in before.items():
            if line._describe() != words:
                line.meeting_id._note_correction(
                    "roll_corrected", f"{line.display_name}：{words}", line._describe()
                )
        return result

    def _describe(self):
        """Say how the line stands: present, absent, or who stands for the member."""
        words = self.meeting_id._say(self._fields["status"], self.status)
        return f"{words} {self.holder_id.display_name or ''}".strip()

    def _check_not_voted(self, items=None):
        """Refuse where a secret ballot was cast: it cannot be found and taken out.

        :param items: the items that matter; all of the meeting's without it
        """
        if not self.sudo().meeting_id.item_ids.filtered("is_electronic"):
            return
        lines = self._with_proxies()
        lines._hold()  # against a ballot cast meanwhile
        marks = self.env["community.meeting.ballot.mark"].sudo()
        found = marks.search(
            Domain("attendance_id", "in", lines.ids)
            & (Domain("item_id", "in", items.ids) if items else Domain.TRUE)
        )
        if found:
            raise UserError(
                self.env._(
                    "%s voted by secret ballot, which cannot be taken out of the urn "
                    "again.",
                    "、".join(found.attendance_id.mapped("display_name")),
                )
            )

    def _with_proxies(self):
        """Return the lines and those that they stand for."""
        return self | self.search([("holder_id", "in", self.ids)])

    def _check_in_session(self):
        if any(line.meeting_id.state != "open" for line in self):
            raise UserError(
                self.env._("Who is present is noted while the meeting is in session.")
            )

    @api.model
    def _draw(self, vals_list):
        """Write the roll of a meeting that is being opened; nobody else may."""
        return with_pass(self, self._get_system_fields()).create(vals_list)

    def action_present(self):
        """Sign in (签到)."""
        self.write({"status": "present", "holder_id": False})

    def action_absent(self):
        self.write({"status": "absent", "holder_id": False})

    def action_name_proxy(self):
        """Open the line by itself, to say who stands for this member (委托)."""
        return self._get_records_action(name=self.env._("Represented by"), target="new")

    def _to_sealed_line(self):
        """Return what is sealed of the line with the minutes."""
        return [
            *(self.id, self.person_id.id, self.seat_id.id, self.shares),
            *(self.due, self.status, self.holder_id.id),
        ]

    def _to_roll(self, recused):
        """Return the lines as :class:`~..kernel.tally.Member` each."""
        return [
            tally.Member(
                key=line.id,
                shares=line.shares,
                due=line.due,
                present=line.status == "present",
                recused=line.person_id in recused,
                holder=line.holder_id.id or None,
            )
            for line in self
        ]
