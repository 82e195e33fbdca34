from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..house import today, with_pass
from ..kernel import officialdoc
from .community_sealed_mixin import SEAL_FIELDS, CommunitySealedMixin


class CommunityResolution(models.Model):
    """What an organ has decided (决议): numbered without gaps and sealed.

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
            "subject_model",
            "subject_id",
            "subject_digest",
            *SEAL_FIELDS,
        }
    )
    _unsealed_columns = (*CommunitySealedMixin._unsealed_columns, "used")

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

    @api.depends("used", "amount")
    def _compute_left(self):
        for resolution in self:
            resolution.left = resolution.amount - resolution.used

    @api.depends_context("lang")
    @api.depends("figures")
    def _compute_result_words(self):
        items = self.env["community.meeting.item"]
        for resolution in self:
            resolution.result_words = items._describe_figures(resolution.figures)

    @api.depends("number", "name")
    def _compute_display_name(self):
        for resolution in self:
            resolution.display_name = f"{resolution.number or ''} {resolution.name}"

    @api.model
    def _adopt(self, item, result):
        """Make, number and seal the resolution of an adopted item."""
        step, matter = item.step_id, item.matter_id
        vals = {
            "name": matter.name,
            "organ_id": step.organ_id.id,
            "area_id": matter.area_id.id,
            "matter_id": matter.id,
            "step_id": step.id,
            "meeting_id": item.meeting_id.id,
            "class_id": matter.class_id.id,
            "date": item.meeting_id.date,
            "currency_id": matter.currency_id.id,
            "amount": matter.amount,
            "figures": item._prepare_figures(result),
            "subject_model": matter.subject_model,
            "subject_id": matter.subject_id,
            "subject_digest": matter.subject_digest,
        }
        resolution = with_pass(self, vals).create(vals).with_env(self.env)
        resolution._seal()
        return resolution

    def _get_register(self):
        year = self.date.year
        name = self.env._(
            "Resolutions of %(organ)s, %(year)s", organ=self.organ_id.name, year=year
        )
        return f"resolution/{self.organ_id.id}/{year}", name, self.organ_id.area_id

    def _on_numbered(self):
        prefix = self.organ_id._get_document_sender()
        number = officialdoc.format_number(prefix, self.date.year, self.register_number)
        with_pass(self, {"number"}).number = number

    def _get_seal_payload(self, version):
        return {
            "number": self.number,
            "register_number": self.register_number,
            "name": self.name,
            "organ": self.organ_id.id,
            "area": self.area_id.id,
            "matter": self.matter_id.id,
            "step": self.step_id.id,
            "meeting": self.meeting_id.id,
            "currency": self.currency_id.name,
            "class": self.class_id.code,
            "date": fields.Date.to_string(self.date),
            "amount_fen": round(self.amount * 100),
            "figures": self.figures or {},
            "subject": [self.subject_model or "", self.subject_id or 0],
            "subject_digest": self.subject_digest or "",
        }

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
        )
