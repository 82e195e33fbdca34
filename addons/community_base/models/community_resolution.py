from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..house import today, with_pass
from ..kernel import officialdoc
from .community_sealed_mixin import SEAL_FIELDS, CommunitySealedMixin


class CommunityResolution(models.Model):
    """What an organ has decided (决议、批准决定): numbered without gaps and sealed.

    A meeting makes it of what it has adopted (决议). Where the last to decide is one
    who approves, his approval makes it (批准决定), in a register of its own.

    Other models' acts point at it. Its amount is used up act by act, under the lock of
    its row, so that one resolution never pays twice.
    """

    _name = "community.resolution"
    _description = "Resolution"
    _inherit = ["community.sealed.mixin", "community.area.mixin"]
    _rec_names_search = ["number", "name"]
    _order = "date desc, id desc"

    _system_fields = frozenset(
        {
            "name",
            "number",
            "organ_id",
            "area_id",
            "matter_id",
            "step_id",
            "meeting_id",
            "class_id",
            "date",
            "currency_id",
            "amount",
            "used",
            "figures",
            "seat_id",
            "revoked_on",
            "subject_model",
            "subject_id",
            "subject_digest",
            *SEAL_FIELDS,
        }
    )
    _unsealed_columns = (
        *CommunitySealedMixin._unsealed_columns,
        "used",
        "revoked_on",
    )
    _seal_version = 2

    name = fields.Char(required=True, readonly=True)
    number = fields.Char(readonly=True, index="btree_not_null")
    organ_id = fields.Many2one(
        "community.organ", required=True, readonly=True, index=True, ondelete="restrict"
    )
    matter_id = fields.Many2one(
        "community.matter",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    step_id = fields.Many2one(
        "community.matter.step", readonly=True, index=True, ondelete="restrict"
    )
    meeting_id = fields.Many2one(
        "community.meeting", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    kind = fields.Selection(related="step_id.kind")
    seat_id = fields.Many2one(
        "community.seat",
        "Approved by",
        readonly=True,
        ondelete="restrict",
        help="Seat by which it was approved, where no organ voted.",
    )
    revoked_on = fields.Date(
        "Taken Back on",
        readonly=True,
        help="The approval was taken back the same day; the number stays (作废).",
    )
    class_id = fields.Many2one(
        "community.matter.class", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Date(required=True, readonly=True)
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.ref("base.CNY"), readonly=True
    )
    amount = fields.Monetary(readonly=True)
    figures = fields.Json(readonly=True)
    subject_model = fields.Char(readonly=True)
    subject_id = fields.Many2oneReference(
        "About", model_field="subject_model", readonly=True
    )
    subject_digest = fields.Char(readonly=True)
    use_ids = fields.One2many("community.resolution.use", "resolution_id", "Used by")
    used = fields.Monetary(readonly=True, copy=False)
    left = fields.Monetary(compute="_compute_left")
    result_words = fields.Char("Result", compute="_compute_result_words")

    _not_overdrawn = models.Constraint(
        "CHECK (used >= 0 AND used <= amount)", "A resolution never pays twice."
    )
    _revoked_unused = models.Constraint(
        "CHECK (revoked_on IS NULL OR used = 0)",
        "What was used is not taken back any more.",
    )
    _step_once = models.UniqueIndex(
        "(step_id) WHERE revoked_on IS NULL",
        "What this step has decided is numbered already.",
    )

    @api.depends("used", "amount")
    def _compute_left(self):
        for resolution in self:
            resolution.left = resolution.amount - resolution.used

    @api.depends_context("lang")
    @api.depends("figures", "seat_id", "revoked_on")
    def _compute_result_words(self):
        items = self.env["community.meeting.item"].sudo()
        found = items.search([("resolution_id", "in", self.ids)])
        urns = found.filtered("is_electronic").resolution_id
        for resolution in self:
            words = items._describe_figures(resolution.figures)
            if resolution in urns:
                words = self.env._("secret ballot, electronic: %s", words)
            resolution.result_words = resolution._describe_approval() or words

    def _describe_approval(self):
        """Say by which role it was approved, where no organ voted."""
        # Whose seat it is plays no part, nor who may look it up.
        role = self.sudo().seat_id.role_id.name
        if self.revoked_on:
            return self.env._("approval taken back on %s", self.revoked_on)
        return role and self.env._("approved by the %s", role)

    @api.depends("number", "name")
    def _compute_display_name(self):
        for resolution in self:
            resolution.display_name = f"{resolution.number or ''} {resolution.name}"

    @api.model
    def _adopt(self, steps, day, meeting=None, figures=None, seat=None):
        """Make, number and seal what steps have decided, in their order.

        :param meeting: the meeting that voted
        :param figures: what it counted, by step
        :param seat: ``community.seat`` by which it was approved, without a vote
        """
        given = {
            "date": day,
            "meeting_id": meeting.id if meeting else False,
            "seat_id": seat.id if seat else False,
        }
        figures = figures or dict.fromkeys(steps)
        vals_list = [
            {**self._prepare_decided(step), "figures": figures[step], **given}
            for step in steps
        ]
        resolutions = with_pass(self, self._get_system_fields()).create(vals_list)
        resolutions = resolutions.with_env(self.env)
        resolutions._seal()
        return resolutions

    @api.model
    def _prepare_decided(self, step):
        matter = step.matter_id
        return {
            "name": matter.name,
            "organ_id": step.organ_id.id,
            "area_id": matter.area_id.id,
            "matter_id": matter.id,
            "step_id": step.id,
            "class_id": matter.class_id.id,
            "currency_id": matter.currency_id.id,
            "amount": matter.amount,
            "subject_model": matter.subject_model,
            "subject_id": matter.subject_id,
            "subject_digest": matter.subject_digest,
        }

    def _get_register(self):
        year, organ = self.date.year, self.organ_id
        if self.kind == "approval":
            name = self.env._(
                "Approvals of %(organ)s, %(year)s", organ=organ.name, year=year
            )
            return f"approval/{organ.id}/{year}", name, organ.area_id
        name = self.env._(
            "Resolutions of %(organ)s, %(year)s", organ=organ.name, year=year
        )
        return f"resolution/{organ.id}/{year}", name, organ.area_id

    def _on_numbered(self):
        senders = {organ: organ._get_document_sender() for organ in self.organ_id}
        for entry in self:
            sender = senders[entry.organ_id]
            sender += "批" if entry.kind == "approval" else ""
            with_pass(entry, {"number"}).number = officialdoc.format_number(
                sender, entry.date.year, entry.register_number
            )

    def _get_seal_payload(self, version):
        [payload] = self._get_seal_payloads(version)
        return payload

    def _get_seal_payloads(self, version):
        rows = {row["id"]: row for row in self._read_sealed_rows()}
        return [self._prepare_payload(rows[one], version) for one in self.ids]

    def _read_sealed_rows(self):
        """Read what is sealed, past the records: a register may be long."""
        self.flush_recordset()
        self.env["community.matter.class"].flush_model(["code"])
        self.env.cr.execute(
            SQL(
                """
                SELECT entry.id, entry.number, entry.register_number, entry.name,
                       entry.organ_id, entry.area_id, entry.matter_id, entry.step_id,
                       entry.meeting_id, entry.seat_id, entry.date::text, entry.amount,
                       entry.figures, entry.subject_model, entry.subject_id,
                       entry.subject_digest, step.kind, class.code,
                       currency.name AS currency
                  FROM community_resolution entry
                  JOIN community_matter_class class ON class.id = entry.class_id
             LEFT JOIN community_matter_step step ON step.id = entry.step_id
             LEFT JOIN res_currency currency ON currency.id = entry.currency_id
                 WHERE entry.id = ANY(%s)
                """,
                self.ids,
            )
        )
        return self.env.cr.dictfetchall()

    @api.model
    def _prepare_payload(self, row, version):
        approved = {"kind": row["kind"] or False, "seat": row["seat_id"] or 0}
        return {
            **(approved if version > 1 else {}),
            "number": row["number"] or False,
            "register_number": row["register_number"],
            "name": row["name"],
            "organ": row["organ_id"],
            "area": row["area_id"],
            "matter": row["matter_id"],
            "step": row["step_id"] or False,
            "meeting": row["meeting_id"] or False,
            "currency": row["currency"] or False,
            "class": row["code"],
            "date": row["date"],
            "amount_fen": round((row["amount"] or 0) * 100),
            "figures": row["figures"] or {},
            "subject": [row["subject_model"] or "", row["subject_id"] or 0],
            "subject_digest": row["subject_digest"] or "",
        }

    def _revoke(self, seat):
        """Mark an approval as taken back; its number and seal stay (作废)."""
        self._hold()
        if self.use_ids:
            raise UserError(
                self.env._(
                    "Approval %s has been carried out already and stands.", self.number
                )
            )
        with_pass(self, {"revoked_on"}).revoked_on = today(self.env)
        self.env["community.trail"]._note(
            self.matter_id, "revoked", before=self.number, seat=seat
        )

    # Use by guarded acts

    def _find_obstacle(self, record, amount, purpose):
        """Say why nothing is left for an act, or return nothing."""
        same = self.use_ids.filtered(
            lambda use: (use.model, use.purpose) == (record._name, purpose)
        )
        if record.id in same.mapped("res_id") or (same and not amount):
            return self.env._(
                "Resolution %s has been used for this already.", self.number
            )
        if amount < 0 or self.currency_id.compare_amounts(amount, self.left) > 0:
            return self.env._(
                "Resolution %(number)s allows %(amount)s, of which %(left)s is left: "
                "not enough for %(wanted)s.",
                number=self.number,
                amount=self.amount,
                left=self.left,
                wanted=amount,
            )
        return None

    def _consume(self, record, amount, purpose):
        """Use part of the amount for an act; refused when not enough is left.

        :param record: the record that acts
        :param amount: in yuan; 0 for an act without money, which happens once
        """
        self.ensure_one()
        self._hold()
        obstacle = self._find_obstacle(record, amount, purpose)
        if obstacle:
            raise UserError(obstacle)
        vals = {
            "resolution_id": self.id,
            "model": record._name,
            "res_id": record.id,
            "purpose": purpose,
            "amount": amount,
            "date": today(self.env),
            "area_id": self.area_id.id,
        }
        with_pass(self, {"used"}).used += amount
        return with_pass(self.env["community.resolution.use"], vals).create(vals)

    @api.model
    def _get_in_force_domain(self, class_codes, record):
        """Return the domain of the resolutions that permit acts on a record."""
        return (
            Domain("class_id.code", "in", list(class_codes))
            & Domain("subject_model", "=", record._name)
            & Domain("subject_id", "=", record.id)
            & Domain("matter_id.state", "in", ("adopted", "closed"))
            & Domain("revoked_on", "=", False)
        )
