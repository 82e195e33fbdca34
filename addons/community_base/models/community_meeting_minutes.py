import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date, is_html_empty

from ..house import declared, today, with_pass
from ..kernel import chain
from .community_meeting import ENDED
from .community_sealed_mixin import SEAL_FIELDS

#: What is written after the meeting, until the minutes are final.
MINUTES_FIELDS = frozenset({"minutes", "minutes_scan_ids"})


class CommunityMeeting(models.Model):
    """The minutes of a meeting (会议记录): written after it, then sealed.

    Two acts, as offices do it. Closing the meeting fixes who came, who voted how and
    what came of it, on the spot. The text is put in order in the days after, printed,
    signed and scanned; :meth:`action_finalise` (记录定稿) then seals all of it in the
    register of the organ and year. How many working days that may take is a dated
    fact. From then on nothing of it changes: a mistake is noted beside it, with its
    reason (勘误).
    """

    _name = "community.meeting"
    _inherit = ["community.meeting", "community.due.mixin", "mail.activity.mixin"]

    _due_activity_type = "community_base.activity_type_minutes"
    _file_fields = ("minutes_scan_ids",)
    _system_fields = frozenset(
        {"deadline", "minutes_final_on", "minutes_final_by_id", *SEAL_FIELDS}
    )
    _open_columns = (
        *("minutes", "deadline", "minutes_final_on", "minutes_final_by_id"),
        *("write_uid", "write_date", "community_id", "street_id"),
        *SEAL_FIELDS,
    )

    minutes_scan_ids = fields.Many2many(
        "ir.attachment",
        "community_meeting_minutes_scan_rel",
        string="Signed Minutes",
        copy=False,
        help="Scans of the minutes that chair and recorder have signed.",
    )
    deadline = fields.Date("Minutes Due")
    minutes_final_on = fields.Date("Minutes Final", copy=False)
    minutes_final_by_id = fields.Many2one(
        "res.partner", "Finalised by", copy=False, ondelete="restrict"
    )
    late_words = fields.Char(compute="_compute_late_words")

    def init(self):
        result = super().init()
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE TRIGGER community_closed_meeting
                    BEFORE UPDATE OR DELETE ON community_meeting FOR EACH ROW
                    WHEN (OLD.state = 'closed' OR OLD.state = 'adjourned')
                    EXECUTE FUNCTION community_refuse_sealed(%s)
                """,
                "{%s}" % ",".join(self._open_columns),
            )
        )
        return result

    @api.depends_context("lang")
    @api.depends("is_overdue")
    def _compute_late_words(self):
        for meeting in self:
            meeting.late_words = meeting.is_overdue and self.env._(
                "The minutes were due on %s and are not final yet.",
                format_date(self.env, meeting.deadline),
            )

    @api.depends("deadline", "state", "seal")
    def _compute_is_overdue(self):
        return super()._compute_is_overdue()

    def write(self, vals):
        if not self._minutes_files.isdisjoint(vals):
            self._hold()  # against finalising meanwhile
        sealed = self.filtered("seal")
        changed = MINUTES_FIELDS & vals.keys()
        if any(sealed._is_changing(name, vals[name]) for name in changed if sealed):
            raise UserError(
                self.env._(
                    "The minutes of “%s” are final: note a correction instead.",
                    sealed[0].name,
                )
            )
        return super().write(vals)

    @property
    def _minutes_files(self):
        return declared(self, "_file_fields")

    # Finalising

    def action_finalise(self):
        """Finalise the minutes and seal them in the organ's register (记录定稿)."""
        self.check_access("write")
        for meeting in self:
            meeting.sudo().item_ids._hold()
            meeting._hold()
            meeting._check_state("closed", "adjourned")
            meeting._check_written()
            vals = {
                "minutes_final_on": today(self.env),
                "minutes_final_by_id": self.env.user.partner_id.id,
            }
            with_pass(meeting, vals).write(vals)
            meeting.sudo()._seal()
            meeting._clear_reminders()
            self.env["community.trail"]._note(meeting, "minutes_final")

    def _check_written(self):
        if self.seal:
            raise UserError(
                self.env._("The minutes of “%s” are final already.", self.name)
            )
        if is_html_empty(self.minutes) and not self.minutes_scan_ids:
            raise UserError(
                self.env._("Write the minutes or attach the signed ones first.")
            )

    def action_correct(self, passage, correction, reason):
        """Note beside sealed minutes what they should have said (勘误).

        :param passage: what the minutes say; :param correction: what is right
        """
        self.ensure_one()
        self.check_access("write")
        if not self.seal:
            raise UserError(
                self.env._("The minutes are not final yet: correct their text.")
            )
        if not all((text or "").strip() for text in (passage, correction, reason)):
            raise UserError(
                self.env._("Say what is wrong, what is right, and how it is known.")
            )
        self.env["community.trail"]._note(
            self,
            "minutes_corrected",
            before=passage,
            after=correction,
            reason=reason,
        )

    # Reminders

    @api.model
    def _get_due_domain(self):
        return Domain("state", "in", ENDED) & Domain("seal", "=", False)

    def _get_due_name(self):
        return self.env._("Finalise the minutes")

    def _get_answering_organ(self):
        self.ensure_one()
        return self.organ_id

    def _get_answering_organs(self):
        return self.organ_id | self.organ_id.member_organ_ids

    def _get_answering_people(self, by_organ):
        """Who kept the minutes and who chaired; both sign them."""
        return {*self.recorder_id, *self.chair_id}

    @api.model
    def _get_unwritten_domain(self):
        """Return the meetings whose minutes the user has still to finalise."""
        person = self.env.user.partner_id.id
        return self._get_due_domain() & (
            Domain("recorder_id", "=", person) | Domain("chair_id", "=", person)
        )

    # The seal

    def _get_register(self):
        year = self.date.year
        name = self.env._(
            "Minutes of %(organ)s, %(year)s", organ=self.organ_id.name, year=year
        )
        return f"minutes/{self.organ_id.id}/{year}", name, self.organ_id.area_id

    def _get_seal_payload(self, version):
        # Who may verify the register may not be one who opens the scans.
        meeting = self.sudo()
        return {
            "register_number": meeting.register_number,
            "meeting": meeting.id,
            "organ": meeting.organ_id.id,
            "area": meeting.area_id.id,
            "second_call_of": meeting.second_call_of_id.id,
            "state": meeting.state,
            "date": meeting.date,
            "minute_of_day": round(meeting.hour * 60),
            "convened_on": meeting.convened_on or None,
            "opened_at": meeting.opened_at or None,
            "closed_at": meeting.closed_at or None,
            "chair": meeting.chair_id.id,
            "recorder": meeting.recorder_id.id,
            "final_on": meeting.minutes_final_on or None,
            "final_by": meeting.minutes_final_by_id.id,
            "texts": self._digest(
                [meeting.name, meeting.place or "", str(meeting.minutes or "")]
            ),
            "scans": self._hash_files(meeting.scan_ids),
            "signed": self._hash_files(meeting.minutes_scan_ids),
            "roll": [line._to_sealed_line() for line in meeting.attendance_ids],
            "items": [item._to_sealed_item() for item in meeting.item_ids.sorted("id")],
        }

    @api.model
    def _digest(self, texts):
        """Return the hash of texts in which there may be names."""
        return hashlib.sha256(chain.canonical({"texts": texts})).hexdigest()

    @api.model
    def _hash_files(self, files):
        return sorted(hashlib.sha256(file.raw or b"").hexdigest() for file in files)
