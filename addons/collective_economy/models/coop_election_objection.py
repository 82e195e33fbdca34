import mimetypes
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.community_base.house import today, with_pass

MAX_TEXT = 2000
MAX_FILE = 10 * 1024 * 1024
FILE_TYPES = ("application/pdf", "image/jpeg", "image/png")
STAGES = [
    ("roll", "To the Roll"),
    ("candidates", "To the Candidates"),
    ("result", "Appeal against the Result"),
]


class CoopElectionObjection(models.Model):
    """What is said against a roll, a candidate or a result (申诉), and the ruling.

    It is received while its days run, and ruled on within days; a ruling is given
    once. The roll changes by a ruling alone. An appeal that is upheld annuls the
    ballot, which is held again: no result is written over.
    """

    _name = "coop.election.objection"
    _description = "Objection to an Election"
    _inherit = ["community.files.mixin", "community.area.mixin", "mail.thread"]
    _order = "id desc"

    _file_fields = ("file_ids",)
    _fixed_fields = frozenset({"election_id", "person_id", "text"})
    _system_fields = frozenset(
        {"stage", "state", "received_on", "deadline", "ruled_on", "ruled_by_id"}
    )

    election_id = fields.Many2one(
        "coop.election", required=True, index=True, ondelete="restrict"
    )
    cooperative_id = fields.Many2one(
        related="election_id.cooperative_id", store=True, index=True
    )
    area_id = fields.Many2one(related="election_id.area_id", store=True, required=False)
    stage = fields.Selection(STAGES, readonly=True, copy=False)
    person_id = fields.Many2one(
        "res.partner", "By", required=True, index=True, ondelete="restrict"
    )
    text = fields.Text(required=True)
    file_ids = fields.Many2many("ir.attachment", string="Papers", copy=False)
    received_on = fields.Date(readonly=True, copy=False)
    deadline = fields.Date("Ruling until", readonly=True, copy=False)
    state = fields.Selection(
        [("open", "Open"), ("upheld", "Upheld"), ("dismissed", "Dismissed")],
        default="open",
        required=True,
        copy=False,
        tracking=True,
    )
    ruling = fields.Text(help="处理意见：答复申诉人", copy=False)
    correction = fields.Selection(
        string="Correction of the Roll",
        selection=[
            ("add", "Add to the Roll"),
            ("strike", "Strike from the Roll"),
            ("shares", "Correct the Shares"),
        ],
        copy=False,
    )
    holder_id = fields.Many2one(
        "coop.holder",
        "Shareholder",
        copy=False,
        ondelete="restrict",
        domain="[('cooperative_id', '=', cooperative_id)]",
    )
    shares = fields.Integer(copy=False)
    ruled_on = fields.Date(readonly=True, copy=False)
    ruled_by_id = fields.Many2one("res.partner", readonly=True, copy=False)
    is_late = fields.Boolean(compute="_compute_is_late")

    _ruled = models.Constraint(
        "CHECK (state = 'open' OR (ruled_on IS NOT NULL AND ruling IS NOT NULL))",
        "A ruling has its day and its words.",
    )

    def init(self):
        """A ruling is given once, and what was said stays as it was said."""
        result = super().init()
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION coop_election_ruled() RETURNS trigger AS $$
            BEGIN
                IF TG_OP = 'DELETE' OR (OLD.state <> 'open' AND
                    (NEW.state, NEW.ruling, NEW.correction, NEW.holder_id, NEW.shares,
                     NEW.ruled_on)
                    IS DISTINCT FROM
                    (OLD.state, OLD.ruling, OLD.correction, OLD.holder_id, OLD.shares,
                     OLD.ruled_on))
                    OR (NEW.text, NEW.person_id, NEW.election_id, NEW.stage,
                        NEW.received_on)
                    IS DISTINCT FROM
                    (OLD.text, OLD.person_id, OLD.election_id, OLD.stage,
                     OLD.received_on)
                THEN
                    RAISE EXCEPTION 'objection % stays on record', OLD.id
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER coop_election_ruled
                BEFORE UPDATE OR DELETE ON coop_election_objection
                FOR EACH ROW EXECUTE FUNCTION coop_election_ruled();
        """)
        return result

    @api.depends("person_id.name", "stage")
    def _compute_display_name(self):
        stages = dict(self._fields["stage"]._description_selection(self.env))
        for one in self:
            one.display_name = f"{stages.get(one.stage, '')} {one.person_id.name or ''}"

    @api.depends("deadline", "ruled_on", "state")
    def _compute_is_late(self):
        day = today(self.env)
        for one in self:
            one.is_late = one.deadline and (one.ruled_on or day) > one.deadline

    @api.model
    def _get_stage(self, election):
        """Return what may be objected to today, or nothing."""
        day = today(self.env)
        if election.state == "roll" and day <= election.objections_until:
            return "roll"
        if election.state == "review":
            return "candidates"
        published = election.published_on
        if election.state in ("result", "handover") and published:
            until = published + timedelta(days=election.rule_id.appeal_days)
            return "result" if day <= until else False
        return False

    @api.model_create_multi
    def create(self, vals_list):
        """Take objections in while the days for them run."""
        for vals in vals_list:
            election = self.env["coop.election"].browse(vals["election_id"]).sudo()
            stage = self._get_stage(election)
            if not stage:
                raise UserError(
                    self.env._(
                        "Nothing can be objected to in “%s” today.", election.name
                    )
                )
            day = today(self.env)
            received = {
                "stage": stage,
                "received_on": day,
                "deadline": day + timedelta(days=election.rule_id.ruling_days),
            }
            if self._get_locked_fields().intersection(vals):
                self._raise_protected(self._get_locked_fields().intersection(vals))
            vals.update(received)
        allowed = {"stage", "received_on", "deadline"}
        records = super(CoopElectionObjection, with_pass(self, allowed)).create(
            vals_list
        )
        return records.with_env(self.env)

    def write(self, vals):
        content = {"ruling", "correction", "holder_id", "shares", "file_ids"}
        ruled = self.filtered(lambda one: one.state != "open")
        content = content.intersection(vals)
        if any(ruled._is_changing(name, vals[name]) for name in content):
            raise UserError(self.env._("A ruling stays as it was given."))
        return super().write(vals)

    def _are_files_fixed(self):
        return self.state != "open"

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was received stays on record."))

    @api.constrains("correction", "holder_id", "election_id")
    def _check_correction(self):
        for one in self.filtered("correction"):
            holder = one.holder_id
            if one.stage != "roll" or (
                not holder or holder.cooperative_id != one.cooperative_id
            ):
                raise ValidationError(
                    self.env._(
                        "A correction is of the roll, and names a shareholder of the "
                        "cooperative."
                    )
                )
            if one.correction != "strike" and one.shares <= 0:
                raise ValidationError(self.env._("Enter the shares."))

    # Ruling

    def action_uphold(self):
        """Uphold it: the roll is corrected, the ballot is held again."""
        self._rule("upheld")
        for one in self:
            if one.correction:
                self.env["coop.election.voter"].sudo()._correct(one.sudo())
            elif one.stage == "result":
                one.election_id._repeat(one.ruling)

    def action_dismiss(self):
        self._rule("dismissed")

    def _rule(self, state):
        self.check_access("write")
        self._hold()
        for one in self:
            if one.state != "open" or not one.ruling:
                raise UserError(
                    self.env._("Write the ruling of an open objection first.")
                )
            one.election_id._hold()
            one._check_ruler(state)
            vals = {
                "state": state,
                "ruled_on": today(self.env),
                "ruled_by_id": self.env.user.partner_id.id,
            }
            with_pass(one, vals).write(vals)
            self.env["community.trail"]._note(
                one, "coop_objection_ruled", before="open", after=state
            )

    def _check_ruler(self, state):
        if self.env.user.partner_id == self.person_id:
            raise AccessError(self.env._("Nobody rules on his own objection."))
        if state != "upheld":
            return
        if self.stage == "roll":
            self.election_id._check_state("roll")
            if not self.correction:
                raise UserError(self.env._("Say what is corrected on the roll."))
        elif self.stage == "result":
            if self.election_id.state != "result":
                raise UserError(
                    self.env._(
                        "Who was elected has taken office: a new election is held."
                    )
                )

    # The portal

    @api.model
    def _receive(self, election_id, person, text, files=()):
        """Take in what a shareholder sends (收到申诉).

        :param files: ``[(name, content)]``
        :return: ``(objection, None)``, or ``(nothing, code)``: ``closed``, ``empty``,
            ``long``, ``file``
        """
        election = (
            self.env["coop.election"]
            ._get_for_holder(person)
            .filtered(lambda one: one.id == election_id)
        )
        text = (text or "").strip()
        if not election or not self._get_stage(election):
            return self.browse(), "closed"
        if not text:
            return self.browse(), "empty"
        if len(text) > MAX_TEXT:
            return self.browse(), "long"
        if len(files) > 5 or any(not self._is_file_taken(*file) for file in files):
            return self.browse(), "file"
        objection = self.sudo().create(
            {"election_id": election.id, "person_id": person.id, "text": text}
        )
        objection._attach(files)
        return objection, None

    def _attach(self, files):
        owner = {"res_model": self._name, "res_id": self.id}
        self.file_ids = self.env["ir.attachment"].create(
            [{"name": name, "raw": content, **owner} for name, content in files]
        )

    @api.model
    def _is_file_taken(self, name, content):
        kind = mimetypes.guess_type(name)[0]
        return kind in FILE_TYPES and 0 < len(content) <= MAX_FILE

    def _prepare_portal(self):
        stages = dict(self._fields["stage"]._description_selection(self.env))
        states = dict(self._fields["state"]._description_selection(self.env))
        return {
            "stage": stages[self.stage],
            "state": states[self.state],
            "received_on": self.received_on,
            "deadline": self.deadline,
            "text": self.text,
            "ruling": self.ruling if self.state != "open" else "",
            "files": len(self.file_ids),
        }
