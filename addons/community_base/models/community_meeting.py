from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date

from ..house import public_lang, today, with_pass

STATES = [
    ("draft", "Being Prepared"),
    ("convened", "Convened"),
    ("open", "In Session"),
    ("closed", "Concluded"),
    ("adjourned", "Adjourned"),
    ("cancelled", "Cancelled"),
]
#: It can still come to a vote.
PENDING = ("draft", "convened", "open")
#: It was held, or came to nothing for lack of a quorum: there are minutes.
ENDED = ("closed", "adjourned")
#: An organ called so is itself a meeting (居民会议、党员大会): its name says it once.
ASSEMBLIES = ("会议", "大会")


class CommunityMeeting(models.Model):
    """A meeting of an organ (会议): notice, roll, attendance, votes, minutes.

    The roll is drawn from the seats in force when the meeting opens and is frozen
    then. Closing it decides everything on the agenda in one transaction: the votes
    are counted, resolutions numbered and sealed, and the matters move on.
    """

    _name = "community.meeting"
    _description = "Meeting"
    _inherit = [
        "community.files.mixin",
        "community.sealed.mixin",
        "community.area.mixin",
        "mail.thread",
    ]
    _order = "date desc, id desc"

    _file_fields = ("scan_ids",)
    _fixed_fields = frozenset({"organ_id", "second_call_of_id"})
    _system_fields = frozenset(
        {"state", "convened_on", "opened_at", "closed_at", "area_id"}
    )

    name = fields.Char(required=True, tracking=True)
    organ_id = fields.Many2one(
        "community.organ", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(related="organ_id.area_id", store=True, required=False)
    date = fields.Date(required=True, tracking=True)
    hour = fields.Float("At", default=9.0)
    place = fields.Char(tracking=True)
    state = fields.Selection(
        STATES, default="draft", required=True, copy=False, tracking=True
    )
    convened_on = fields.Date("Notice Sent", copy=False)
    opened_at = fields.Datetime(copy=False)
    closed_at = fields.Datetime(copy=False)
    chair_id = fields.Many2one("res.partner", help="主持人", index="btree_not_null")
    recorder_id = fields.Many2one("res.partner", help="记录人", index="btree_not_null")
    second_call_of_id = fields.Many2one(
        "community.meeting", "Second Call of", index="btree_not_null", copy=False
    )
    item_ids = fields.One2many("community.meeting.item", "meeting_id", "Agenda")
    attendance_ids = fields.One2many(
        "community.meeting.attendance", "meeting_id", "Roll"
    )
    minutes = fields.Html()
    scan_ids = fields.Many2many("ir.attachment", string="Signed Scans", copy=False)
    due_count = fields.Integer("Due", compute="_compute_counts")
    present_count = fields.Integer("Present", compute="_compute_counts")
    notice_days = fields.Integer(
        compute="_compute_notice_days", help="The longest notice its rules ask for."
    )
    allows_proxies = fields.Boolean(compute="_compute_allows_proxies")
    waiting_count = fields.Integer(compute="_compute_waiting_count")
    resolution_ids = fields.One2many(
        "community.resolution", "meeting_id", readonly=True
    )
    trail_ids = fields.One2many(
        "community.trail",
        "res_id",
        "Trail",
        domain=lambda self: [("model", "=", self._name)],
        readonly=True,
    )

    @api.depends("attendance_ids.status")
    def _compute_counts(self):
        for meeting in self:
            roll = meeting.attendance_ids.filtered("due")
            meeting.due_count = len(roll)
            meeting.present_count = len(roll.filtered(lambda line: line.is_there))

    def _are_files_fixed(self):
        return self.state not in PENDING

    @api.depends("item_ids.rule_id.notice_days", "organ_id")
    def _compute_notice_days(self):
        for meeting in self:
            meeting.notice_days = max(
                meeting.item_ids.rule_id.mapped("notice_days"), default=0
            )

    @api.depends("item_ids.rule_id.proxies")
    def _compute_allows_proxies(self):
        """Whom nobody may stand for is absent, whatever the roll said."""
        for meeting in self:
            meeting.allows_proxies = any(meeting.item_ids.rule_id.mapped("proxies"))

    @api.depends("organ_id", "item_ids.step_id")
    def _compute_waiting_count(self):
        """How many matters wait for the organ's vote and are on no agenda yet."""
        steps = self.env["community.matter.step"]
        waiting = steps._read_group(
            self._get_waiting_domain(), ["organ_id"], ["__count"]
        )
        numbers = {organ.id: number for organ, number in waiting}
        for meeting in self:
            meeting.waiting_count = numbers.get(meeting.organ_id.id, 0)

    def _get_waiting_domain(self):
        """Return the open votes of the organs that no coming meeting has taken up."""
        taken = self.env["community.meeting.item"].search(
            Domain("step_id.organ_id", "in", self.organ_id.ids)
            & Domain("meeting_id.state", "in", ("draft", "convened", "open"))
        )
        return (
            Domain("organ_id", "in", self.organ_id.ids)
            & Domain("kind", "=", "vote")
            & Domain("state", "=", "open")
            & Domain("id", "not in", taken.step_id.ids)
        )

    @api.onchange("organ_id")
    def _onchange_organ(self):
        if self.organ_id:
            self.name = self._get_usual_name(self.organ_id)
            self.chair_id = self.organ_id.head_seat_id.person_id
            self.recorder_id = self.env.user.partner_id

    @api.model
    def _get_usual_name(self, organ):
        if organ.name and organ.name.endswith(ASSEMBLIES):
            return organ.name
        return self.env._("Meeting of %s", organ.name)

    @api.model
    def _today(self):
        return today(self.env)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name"):
                continue
            organ = self.env["community.organ"].browse(vals.get("organ_id"))
            vals["name"] = self._get_usual_name(organ)
        return super().create(vals_list)

    @api.model
    def _get_editable_states(self):
        """Return in which states a field may be written, by name of the field."""
        # When it is was told by the notice; who chairs may have a casting vote; the
        # scans stand for the members' own word. Minutes are written until sealed.
        return {
            "name": PENDING,
            "place": PENDING,
            "recorder_id": PENDING,
            "minutes": (*PENDING, *ENDED),
            "minutes_scan_ids": (*PENDING, *ENDED),
            "date": ("draft",),
            "hour": ("draft",),
            "chair_id": ("draft", "convened"),
            "scan_ids": PENDING,
        }

    def write(self, vals):
        editable = self._get_editable_states()
        for name in editable.keys() & vals.keys():
            states = editable[name]
            late = self.filtered(lambda meeting, s=states: meeting.state not in s)
            if late and late._is_changing(name, vals[name]):
                late._check_state(*states)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(meeting.state != "draft" for meeting in self):
            raise UserError(self.env._("A meeting that was convened stays on record."))

    def _check_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for meeting in self:
            if meeting.state not in states:
                raise UserError(
                    self.env._(
                        "“%(meeting)s” is “%(state)s”: this cannot be done now.",
                        meeting=meeting.name,
                        state=labels[meeting.state],
                    )
                )

    def _set(self, event, **vals):
        before = self.state
        with_pass(self, vals).write(vals)
        self.env["community.trail"]._note(
            self, event, before=before, after=vals["state"]
        )

    def _note_correction(self, event, before, after, reason=None):
        """Keep on the trail what was entered before it was corrected (更正留痕)."""
        self.env["community.trail"]._note(
            self, event, before=before, after=after, reason=reason
        )

    def _say(self, field, value=None):
        """Return a field's label, or one of its choices, in the house's language."""
        env = self.env(context={**self.env.context, "lang": public_lang(self.env)})
        if value is None:
            return field._description_string(env)
        return dict(field._description_selection(env))[value]

    def action_convene(self):
        """Send the notice (会议通知): from today the notice days count."""
        self.check_access("write")
        self.lock_for_update()
        for meeting in self:
            meeting._check_state("draft")
            if not meeting.item_ids:
                raise UserError(self.env._("Put something on the agenda first."))
            meeting._check_notice()
            meeting.organ_id._get_document_sender()
            meeting._set("convened", state="convened", convened_on=today(self.env))

    def action_take_up(self):
        """Put every matter that waits for the organ's vote on the agenda (列入议题)."""
        self.check_access("write")
        for meeting in self:
            meeting._check_state("draft")
            steps = self.env["community.matter.step"].search(
                meeting._get_waiting_domain(), order="deadline, id"
            )
            meeting.item_ids = [Command.create({"step_id": step.id}) for step in steps]

    def action_all_present(self):
        """Sign in all of the roll at once; who is missing is marked afterwards."""
        self.attendance_ids.filtered(
            lambda line: line.status == "absent"
        ).action_present()

    def action_fill_votes(self):
        """Enter a yes on all items for who has not voted yet; exceptions follow."""
        self._check_state("open")
        for item in self.item_ids.filtered(lambda item: item.step_id):
            if not item.secret:
                item.action_fill_votes()

    def _check_notice(self):
        """The meeting lies as many days ahead as its rules ask for."""
        needed = self.notice_days
        earliest = today(self.env) + timedelta(days=needed)
        if self.date < earliest:
            raise UserError(
                self.env._(
                    "The rules ask for %(days)s days' notice: the meeting can be held "
                    "from %(day)s on.",
                    days=needed,
                    day=earliest,
                )
            )

    def action_open(self):
        """Open the meeting on its day: the roll is drawn and frozen."""
        self.check_access("write")
        self.lock_for_update()
        for meeting in self:
            meeting._check_state("convened")
            if meeting.date != today(self.env):
                raise UserError(
                    self.env._(
                        "The meeting is on %s and opens on that day only.",
                        format_date(self.env, meeting.date, date_format="long"),
                    )
                )
            if not meeting.chair_id:
                raise UserError(self.env._("Say who chairs the meeting."))
            meeting.sudo()._draw_roll()
            meeting.sudo().item_ids._find_recusals()
            meeting._set("opened", state="open", opened_at=fields.Datetime.now())

    def _draw_roll(self):
        """One line per person who votes, from the seats in force on the day."""
        people = self._get_voting_people()
        if not people:
            raise UserError(
                self.env._(
                    "Nobody holds a voting seat in %s on this day: there is no roll.",
                    self.organ_id.name,
                )
            )
        self.env["community.meeting.attendance"]._draw(
            [
                {"meeting_id": self.id, "person_id": person.id, "seat_id": own[0].id}
                for person, own in people.items()
            ]
        )

    def _get_voting_people(self):
        """Return {person: seats} of who votes on the day of the meeting."""
        organs = self.organ_id | self.organ_id.member_organ_ids
        seats = self.env["community.seat"].search(
            Domain("organ_id", "in", organs.ids)
            & Domain("votes", "=", True)
            & Domain("tenure", "!=", "delegated")
            & self.env["community.seat"]._get_in_force_domain(self.date)
        )
        return seats.grouped("person_id")

    def action_close(self):
        """Close the meeting: count, decide, number and seal, all or nothing."""
        self.check_access("write")
        self.lock_for_update()
        for meeting in self:
            meeting._check_state("open")
            # Whoever enters something about these now is refused or counted.
            meeting.sudo().attendance_ids._hold()
            meeting.sudo().item_ids._hold()
            meeting._check_attendance_kept()
            meeting.item_ids._open_urns()
            items = meeting.sudo().item_ids
            items._decide(items._count())
            short = items and all(item.outcome == "no_quorum" for item in items)
            state = "adjourned" if short else "closed"
            meeting._end(state)

    def _end(self, state):
        """Enter the state after which the database lets nothing more be entered."""
        if not self.recorder_id:
            self.recorder_id = self.env.user.partner_id
        self.env.flush_all()
        limits = self.env["community.limit"]
        self._set(
            state,
            state=state,
            closed_at=fields.Datetime.now(),
            deadline=limits._get_deadline("minutes_days", today(self.env)),
        )

    def _check_attendance_kept(self):
        if self.chair_id not in self.attendance_ids.filtered("is_there").person_id:
            raise UserError(self.env._("The chair is not marked as present."))

    def action_cancel(self):
        self.check_access("write")
        self.lock_for_update()
        for meeting in self:
            meeting._check_state("draft", "convened")
            meeting._set("cancelled", state="cancelled")

    def action_second_call(self):
        """Call the meeting again after it lacked its quorum (第二次召集)."""
        self.ensure_one()
        self._check_state("adjourned")
        again = self.create(
            {
                "organ_id": self.organ_id.id,
                "date": today(self.env) + timedelta(days=1),
                "place": self.place,
                "chair_id": self.chair_id.id,
                "recorder_id": self.recorder_id.id,
                "second_call_of_id": self.id,
            }
        )
        for item in self.item_ids:
            item.copy({"meeting_id": again.id})
        return again._get_records_action()
