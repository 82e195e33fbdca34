import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..house import today, with_pass
from ..kernel import chain

LEVELS = [("low", "Low"), ("medium", "Medium"), ("high", "High")]


class CommunityRiskAssessment(models.Model):
    """What may go wrong if a matter is decided (社会稳定风险评估), and who says so.

    One person assesses, another reviews; a high risk is approved by name, by a seat in
    the street's Party work committee. The review covers the matter as it was then,
    with every file of its papers: if any of it changed afterwards, it is assessed
    again.
    """

    _name = "community.risk.assessment"
    _description = "Risk Assessment"
    _inherit = ["community.files.mixin", "community.area.mixin"]
    _order = "id desc"

    _file_fields = ("attachment_ids",)
    _fixed_fields = frozenset({"matter_id"})
    _system_fields = frozenset(
        {
            "area_id",
            "state",
            "assessor_id",
            "assessed_on",
            "reviewer_id",
            "reviewer_seat_id",
            "reviewed_on",
            "matter_digest",
            "approver_id",
            "approver_seat_id",
            "approved_on",
        }
    )
    _content_fields = frozenset({"level", "risks", "measures", "attachment_ids"})

    matter_id = fields.Many2one(
        "community.matter", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(related="matter_id.area_id", store=True, required=False)
    level = fields.Selection(LEVELS, "Level of Risk", required=True)
    risks = fields.Text(required=True, help="What could happen, and to whom (风险点).")
    measures = fields.Text(required=True, help="What is done about it (防范化解措施).")
    attachment_ids = fields.Many2many(
        "ir.attachment", string="Files", help="评估报告、征求意见记录等"
    )
    state = fields.Selection(
        [("draft", "To Review"), ("reviewed", "Reviewed"), ("approved", "Approved")],
        default="draft",
        required=True,
        copy=False,
    )
    assessor_id = fields.Many2one("res.partner", copy=False, help="评估人")
    assessed_on = fields.Date(copy=False)
    reviewer_id = fields.Many2one("res.partner", copy=False, help="审核人")
    reviewer_seat_id = fields.Many2one(
        "community.seat", "Reviewed as", copy=False, ondelete="restrict"
    )
    reviewed_on = fields.Date(copy=False)
    matter_digest = fields.Char(copy=False)
    approver_id = fields.Many2one("res.partner", "Approved by", copy=False)
    approver_seat_id = fields.Many2one(
        "community.seat", "Approved as", copy=False, ondelete="restrict"
    )
    approved_on = fields.Date(copy=False)
    is_current = fields.Boolean(
        compute="_compute_is_current", help="The matter is still what was assessed."
    )

    @api.depends("level", "matter_id.name")
    def _compute_display_name(self):
        levels = dict(self._fields["level"]._description_selection(self.env))
        for item in self:
            level = levels.get(item.level, "")
            item.display_name = f"{item.matter_id.name or ''} · {level}"

    @api.depends("matter_digest", "matter_id")
    def _compute_is_current(self):
        for item in self:
            item.is_current = item._covers_matter()

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        vals = {
            "assessor_id": self.env.user.partner_id.id,
            "assessed_on": today(self.env),
        }
        with_pass(items, vals).write(vals)
        return items

    def write(self, vals):
        changed = self._content_fields.intersection(vals)
        fixed = self.filtered(lambda item: item.state != "draft")
        if changed and any(fixed._is_changing(name, vals[name]) for name in changed):
            raise UserError(
                self.env._(
                    "A reviewed assessment stays as it is. Make a new one if the risk "
                    "is seen differently now."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(item.state != "draft" for item in self):
            raise UserError(self.env._("A reviewed assessment stays on record."))

    def action_review(self):
        """Confirm the assessment (审核): by a seat here or above, not by its author."""
        self.check_access("write")
        self._hold()
        for item in self:
            item._check_state("draft")
            item._check_other_person(item.assessor_id)
            vals = {
                "state": "reviewed",
                "reviewer_id": self.env.user.partner_id.id,
                "reviewer_seat_id": item._find_reviewing_seat().id,
                "reviewed_on": today(self.env),
                "matter_digest": item._get_digest(),
            }
            with_pass(item, vals).write(vals)
            item._note("risk_reviewed", item.reviewer_seat_id)

    def action_approve(self):
        """Take a high risk upon oneself, by name and seat in the work committee."""
        self.check_access("read")
        self.sudo()._hold()
        for item in self:
            item._check_state("reviewed")
            if item.level != "high":
                raise UserError(self.env._("Only a high risk needs an approval."))
            item.sudo()._check_covers_matter()
            seat = item._get_work_committee()._require_authority(voting=True)
            item._check_other_person(item.assessor_id | item.reviewer_id)
            vals = {
                "state": "approved",
                "approver_id": self.env.user.partner_id.id,
                "approver_seat_id": seat.id,
                "approved_on": today(self.env),
            }
            with_pass(item.sudo(), vals).write(vals)
            item._note("risk_approved", seat)

    def _check_state(self, state):
        if self.state != state:
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "The assessment is “%s”: this cannot be done now.",
                    states[self.state],
                )
            )

    def _check_other_person(self, people):
        if self.env.user.partner_id in people:
            raise UserError(
                self.env._(
                    "Assessing, reviewing and approving are done by different people."
                )
            )

    def _find_reviewing_seat(self):
        """Return a seat of the person behind the login, in the area or above it."""
        seats = self.env["community.seat"].sudo()
        seat = seats.search(
            Domain("person_id", "=", self.env.user.partner_id.id)
            & Domain("area_id", "parent_of", self.area_id.ids)
            & seats._get_in_force_domain(),
            limit=1,
        )
        if not seat:
            raise UserError(
                self.env._(
                    "Only who holds a seat in %s or above it can review an assessment.",
                    self.area_id.name,
                )
            )
        return seat

    def _get_work_committee(self):
        """Return the Party work committee of the matter's street (街道党工委)."""
        street = self.street_id or self.area_id
        organ = (
            self.env["community.organ"]
            .sudo()
            .search(
                Domain("kind_id.code", "=", "party_work_committee")
                & Domain("area_id", "=", street.id)
                & (
                    Domain("date_end", "=", False)
                    | Domain("date_end", ">=", today(self.env))
                ),
                limit=1,
            )
        )
        if not organ:
            raise UserError(
                self.env._(
                    "%s has no Party work committee to approve it: set it up first.",
                    street.name,
                )
            )
        return organ.with_env(self.env)

    def _are_files_fixed(self):
        return self.state != "draft"

    def _covers_matter(self):
        """Tell whether the matter is still what was reviewed, to the last file."""
        self.ensure_one()
        return self.matter_digest == self._get_digest()

    def _get_digest(self):
        """Return the digest of what is assessed: the matter, its papers, all files."""
        self.ensure_one()
        # What the reviewer may not read is a part of it all the same.
        matter = self.sudo().matter_id
        papers = matter.paper_ids.sorted("id")
        payload = {
            "name": matter.name or "",
            "class": matter.class_id.code or "",
            "area": matter.area_id.code or "",
            "description": str(matter.description or ""),
            "amount": f"{matter.amount:.2f}",
            "counterparty": matter.counterparty_id.id or 0,
            "papers": [[paper.name, self._get_sums(paper)] for paper in papers],
            "files": self._get_sums(self.sudo()),
        }
        return hashlib.sha256(chain.canonical(payload)).hexdigest()

    @api.model
    def _get_sums(self, record):
        """Return name and checksum of each file; of a link, its address."""
        files = record.attachment_ids
        return sorted([file.name, file.checksum or file.url or ""] for file in files)

    @api.model
    def _check_matter(self, matter):
        """Refuse a matter whose class needs an assessment that it does not have."""
        if not matter.class_id.needs_risk_assessment:
            return
        latest = self.sudo().search(Domain("matter_id", "=", matter.id), limit=1)
        if latest.state in ("reviewed", "approved"):
            latest._check_covers_matter()
        if not latest or latest.state == "draft":
            message = self.env._(
                "A reviewed risk assessment is missing: make one first."
            )
        elif latest.level == "high" and latest.state != "approved":
            message = self.env._(
                "The risk is high: a member of the street's Party work committee has "
                "to approve the assessment first."
            )
        else:
            return
        raise UserError(message)

    def _check_covers_matter(self):
        if not self._covers_matter():
            raise UserError(
                self.env._(
                    "The matter or one of its files was changed after its risk was "
                    "assessed: assess it again."
                )
            )

    def _note(self, event, seat):
        self.env["community.trail"]._note(
            self.matter_id,
            event,
            after=self.level,
            seat=seat,
        )
