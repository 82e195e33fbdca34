from odoo import api, fields, models

from .. import house
from ..house import with_pass


class CommunityTrail(models.Model):
    """Append-only log of what happened to a record (留痕): who, as what, when, why.

    Rows are added by the models' own actions only. The database refuses to change or
    delete them, whoever asks; each night at the latest they are sealed.
    """

    _name = "community.trail"
    _description = "Trail"
    _inherit = ["community.batch.sealed.mixin"]
    _order = "id desc"
    _log_access = False

    _sealed_columns = (
        *("model", "res_id", "area_id", "moment"),
        *("user_id", "person_id", "seat_id", "event"),
    )
    _hashed_columns = ("before", "after", "reason")
    _dated_by = "moment"

    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="model", readonly=True)
    area_id = fields.Many2one("community.area", readonly=True, index=True)
    moment = fields.Datetime(
        required=True,
        readonly=True,
        default=lambda self: house.now().replace(tzinfo=None),
    )
    user_id = fields.Many2one("res.users", "Login", readonly=True)
    person_id = fields.Many2one("res.partner", readonly=True)
    seat_id = fields.Many2one(
        "community.seat",
        "Acting as",
        readonly=True,
        help="Seat by which the person acted; empty for clerical work.",
    )
    event = fields.Char(required=True, readonly=True)
    before = fields.Char(readonly=True)
    after = fields.Char(readonly=True)
    reason = fields.Char(readonly=True)
    what = fields.Char(compute="_compute_what")
    change = fields.Char(compute="_compute_what")

    _record = models.Index("(model, res_id)")

    @api.model
    def _get_event_labels(self):
        """Return what the events are called; addons add theirs."""
        return {
            "submit": self.env._("Submitted"),
            "withdraw": self.env._("Withdrawn"),
            "step_done": self.env._("Step done"),
            "step_failed": self.env._("Step refused"),
            "returned": self.env._("Returned for completion"),
            "rejected": self.env._("Rejected"),
            "adopted": self.env._("Adopted"),
            "procedure_done": self.env._("Procedure completed"),
            "convened": self.env._("Notice sent"),
            "opened": self.env._("Meeting opened"),
            "closed": self.env._("Meeting closed"),
            "minutes_final": self.env._("Minutes finalised"),
            "minutes_corrected": self.env._("Correction noted"),
            "adjourned": self.env._("Adjourned for lack of a quorum"),
            "cancelled": self.env._("Cancelled"),
            "act": self.env._("Carried out under a resolution"),
            "archived": self.env._("Archive package made"),
            "page_withdrawn": self.env._("Page withdrawn and replaced"),
            "risk_reviewed": self.env._("Risk assessment reviewed"),
            "risk_approved": self.env._("High risk approved"),
            "filed": self.env._("Filed"),
            "receipt_given": self.env._("Receipt given"),
            "filing_returned": self.env._("Filing returned"),
            "case_opened": self.env._("Case opened"),
            "measures_ordered": self.env._("Measures ordered"),
            "case_closed": self.env._("Case closed with its outcome"),
            "escalated": self.env._("Told the organ above"),
            "handed_over": self.env._("Handed over"),
            "objection_answered": self.env._("Objection answered"),
            "assigned": self.env._("Named who carries it out"),
            "recalled": self.env._("Taken back to be corrected"),
            "taken_back": self.env._("Approval taken back"),
            "vote_corrected": self.env._("Vote corrected"),
            "roll_corrected": self.env._("Attendance corrected"),
            "count_corrected": self.env._("Count of the ballots corrected"),
            "revoked": self.env._("Number of the approval void"),
        }

    @api.depends_context("lang")
    @api.depends("event", "before", "after")
    def _compute_what(self):
        labels = self._get_event_labels()
        for row in self:
            words = row._get_state_labels()
            row.what = labels.get(row.event, row.event)
            row.change = " → ".join(
                words.get(state, state) for state in (row.before, row.after) if state
            )

    def _get_state_labels(self):
        field = (
            self.env[self.model]._fields.get("state") if self.model in self.env else 0
        )
        return dict(field._description_selection(self.env)) if field else {}

    def init(self):
        # First, for the tables that use it; this one is the first of them.
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION community_append_only() RETURNS trigger AS $$
            BEGIN
                RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME
                      USING ERRCODE = 'integrity_constraint_violation';
            END $$ LANGUAGE plpgsql;
        """)
        return super().init()

    @api.model
    def _get_locked_fields(self):
        return {name for name, field in self._fields.items() if field.store}

    @api.model
    def _note(self, records, event, before=None, after=None, reason=None, seat=None):
        """Add a row for each record: this event, by the person behind the login.

        :param seat: ``community.seat`` by which the person acted, if he needed one
        """
        vals = {
            "seat_id": seat.id if seat else False,
            "before": before,
            "after": after,
            "reason": reason,
        }
        return self._note_each(event, [(record, vals) for record in records])

    @api.model
    def _note_each(self, event, noted):
        """Add a row for each ``(record, vals)``: the same event, told of each anew."""
        vals_list = [
            {
                "model": record._name,
                "res_id": record.id,
                "area_id": record.area_id.id if "area_id" in record else False,
                "user_id": self.env.uid,
                "person_id": self.env.user.partner_id.id,
                "event": event,
                **vals,
            }
            for record, vals in noted
        ]
        trail = self.sudo()
        return with_pass(trail, trail._get_locked_fields()).create(vals_list)
