from itertools import takewhile

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..house import today, with_pass
from ..kernel import officialdoc
from .community_matter_step import PARTS

STATES = [
    ("draft", "Draft"),
    ("returned", "Returned"),
    ("running", "In Procedure"),
    ("adopted", "Adopted"),
    ("rejected", "Rejected"),
    ("withdrawn", "Withdrawn"),
    ("closed", "Closed"),
]
#: What may follow what. Buttons, actions and tests all ask this table.
NEXT_STATES = {
    "draft": {"running", "withdrawn"},
    "returned": {"running", "withdrawn"},
    "running": {"draft", "returned", "adopted", "rejected", "withdrawn", "closed"},
    "adopted": {"closed", "running"},
    "rejected": set(),
    "withdrawn": set(),
    "closed": {"running"},
}
EDITABLE = ("draft", "returned")


class CommunityMatter(models.Model):
    """A matter to be decided (事项), from proposal to published outcome.

    Its class names the procedure; on submission the procedure in force is copied into
    the matter's own steps. A matter is edited while it is a draft or returned; after
    that it changes by its steps alone.
    """

    _name = "community.matter"
    _description = "Matter"
    _inherit = ["community.area.mixin", "mail.thread", "mail.activity.mixin"]
    _rec_names_search = ["name", "number"]
    _order = "id desc"

    _system_fields = frozenset(
        {
            "number",
            "state",
            "round",
            "submitted_by_id",
            "submitted_on",
            "subject_model",
            "subject_id",
            "subject_digest",
        }
    )
    _content_fields = frozenset(
        {
            "name",
            "class_id",
            "area_id",
            "description",
            "currency_id",
            "amount",
            "counterparty_id",
            "origin",
            "proposer",
            "proposer_id",
        }
    )

    name = fields.Char("Subject", required=True, index="trigram", tracking=True)
    number = fields.Char(copy=False, readonly=True, index="btree_not_null")
    class_id = fields.Many2one(
        "community.matter.class",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    power = fields.Selection(related="class_id.power", store=True)
    origin = fields.Selection(
        [
            ("residents", "Proposed by Party Members or Residents"),
            ("cadres", "Proposed by the Committee"),
            ("above", "Assigned from Above"),
        ],
        required=True,
        default="residents",
    )
    area_id = fields.Many2one(default=lambda self: self._default_area())
    proposer = fields.Char("Proposed by", help="In words, as on the proposal (提议人).")
    proposer_id = fields.Many2one(
        "res.partner", "Proposer in the Register", index="btree_not_null"
    )
    description = fields.Html()
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.ref("base.CNY"), required=True
    )
    amount = fields.Monetary(tracking=True)
    counterparty_id = fields.Many2one("res.partner", index="btree_not_null")
    # Not tracked in the chatter: the trail tells it, with the seat that decided.
    state = fields.Selection(
        STATES,
        default="draft",
        required=True,
        copy=False,
        index=True,
        group_expand=True,
    )
    round = fields.Integer(default=0, copy=False, readonly=True)
    submitted_by_id = fields.Many2one(
        "res.partner", copy=False, readonly=True, index="btree_not_null"
    )
    submitted_on = fields.Date(copy=False, readonly=True)
    subject_model = fields.Char(copy=False, readonly=True)
    subject_id = fields.Many2oneReference(
        "About", model_field="subject_model", copy=False, readonly=True
    )
    subject_digest = fields.Char(copy=False, readonly=True)
    paper_ids = fields.One2many("community.matter.paper", "matter_id", copy=True)
    step_ids = fields.One2many(
        "community.matter.step", "matter_id", copy=False, readonly=True
    )
    resolution_ids = fields.One2many(
        "community.resolution", "matter_id", copy=False, readonly=True
    )
    current_step_id = fields.Many2one(
        "community.matter.step",
        compute="_compute_current_step",
        store=True,
        index="btree_not_null",
    )
    current_step_name = fields.Char("Now at", related="current_step_id.name")
    current_organ_id = fields.Many2one(
        "community.organ",
        "Now with",
        related="current_step_id.organ_id",
        store=True,
        index="btree_not_null",
    )
    current_kind = fields.Selection(related="current_step_id.kind")
    deadline = fields.Date(
        compute="_compute_current_step", store=True, index="btree_not_null"
    )
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )
    waits_for_me = fields.Boolean(
        compute="_compute_my_part", search="_search_waits_for_me"
    )
    my_part = fields.Selection(
        PARTS,
        compute="_compute_my_part",
        help="What the person behind the login has to do now.",
    )
    outcome_organ_id = fields.Many2one(
        "community.organ", "Carried out by", compute="_compute_outcome"
    )
    responsible_id = fields.Many2one("res.partner", compute="_compute_outcome")
    outcome_deadline = fields.Date("Carried out until", compute="_compute_outcome")
    can_assign = fields.Boolean(compute="_compute_outcome")
    needs_naming = fields.Boolean(
        compute="_compute_outcome",
        help="It is decided, and nobody is named yet to carry it out.",
    )
    resolution_count = fields.Integer(compute="_compute_counts")
    publication_count = fields.Integer(compute="_compute_counts")
    filing_ids = fields.One2many(
        "community.filing", "matter_id", "Filings", copy=False, readonly=True
    )
    filing_count = fields.Integer(compute="_compute_counts")
    needs_risk_assessment = fields.Boolean(related="class_id.needs_risk_assessment")
    risk_assessment_ids = fields.One2many(
        "community.risk.assessment", "matter_id", "Risk Assessments", copy=False
    )
    publication_ids = fields.One2many(
        "community.publication", "matter_id", "Publications", copy=False, readonly=True
    )
    trail_ids = fields.One2many(
        "community.trail",
        "res_id",
        "Trail",
        domain=lambda self: [("model", "=", self._name)],
        copy=False,
        readonly=True,
    )

    _amount_positive = models.Constraint(
        "CHECK (amount >= 0)", "An amount cannot be negative."
    )

    @api.model
    def _default_area(self):
        """Return the area of a user who works in one only."""
        areas = self.env.user.area_ids
        return areas if len(areas) == 1 else areas.browse()

    @api.depends("step_ids.state", "step_ids.deadline")
    def _compute_current_step(self):
        for matter in self:
            open_steps = matter.step_ids.filtered(lambda step: step.state == "open")
            matter.current_step_id = open_steps.sorted("sequence")[:1]
            deadlines = [step.deadline for step in open_steps if step.deadline]
            matter.deadline = min(deadlines, default=False)

    @api.depends("deadline")
    def _compute_is_overdue(self):
        day = today(self.env)
        for matter in self:
            matter.is_overdue = matter.deadline and matter.deadline < day

    def _search_is_overdue(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return Domain("deadline", "<", today(self.env))

    def _search_waits_for_me(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return self._get_waiting_domain()

    @api.depends_context("uid")
    @api.depends("step_ids.my_part")
    def _compute_my_part(self):
        """Search what waits: a page of matters has many steps that do not."""
        steps = self.env["community.matter.step"]
        waiting = steps.search_fetch(
            Domain("matter_id", "in", self.ids) & steps._get_waiting_domain(),
            ["matter_id", "kind"],
        ).grouped("matter_id")
        for matter in self:
            own = waiting.get(matter._origin, steps)
            matter.waits_for_me = bool(own)
            matter.my_part = own.filtered(lambda step: step._get_part())[:1].kind

    @api.depends(
        *("state", "round", "step_ids.state", "step_ids.organ_id"),
        *("step_ids.responsible_id", "step_ids.deadline"),
    )
    def _compute_outcome(self):
        for matter in self:
            step = matter._get_outcome_step()
            matter.outcome_organ_id = step.organ_id
            matter.responsible_id = step.responsible_id
            matter.outcome_deadline = step.deadline
            left = step.state in ("waiting", "open")
            matter.can_assign = left and matter.state in ("running", "adopted")
            matter.needs_naming = (
                left and matter.state == "adopted" and not step.organ_id
            )

    def _get_my_steps(self):
        """Return the open steps that the person behind the login may decide."""
        return self.step_ids.filtered("may_decide")

    @api.depends("resolution_ids", "publication_ids", "filing_ids")
    def _compute_counts(self):
        for matter in self:
            matter.resolution_count = len(matter.resolution_ids)
            matter.publication_count = len(matter.publication_ids)
            matter.filing_count = len(matter.filing_ids)

    @api.model
    def _get_waiting_domain(self):
        steps = self.env["community.matter.step"]
        return Domain("step_ids", "any", steps._get_waiting_domain())

    @api.onchange("class_id")
    def _onchange_class(self):
        if self.class_id and not self.paper_ids:
            self.paper_ids = self._prepare_papers()

    def _prepare_papers(self):
        return [
            Command.create({"name": paper.name, "required": paper.required})
            for paper in self.class_id.paper_ids
        ]

    @api.model_create_multi
    def create(self, vals_list):
        matters = super().create(vals_list)
        for matter in matters.filtered(lambda matter: not matter.paper_ids):
            matter.paper_ids = matter._prepare_papers()
        return matters

    def write(self, vals):
        locked = self._content_fields.intersection(vals)
        running = self.filtered(lambda matter: matter.state not in EDITABLE)
        if locked and any(running._is_changing(name, vals[name]) for name in locked):
            raise UserError(
                self.env._(
                    "“%s” is in procedure: what is decided about stays as it was "
                    "submitted. Have it returned to correct it.",
                    running[0].name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if any(matter.round for matter in self):
            raise UserError(
                self.env._("A matter that was submitted stays; it can be withdrawn.")
            )

    # The procedure

    def _move(self, state, event, reason=None, seat=None):
        """Change the state, where the table allows it, and note it on the trail."""
        for matter in self:
            matter._check_may_move(state)
        for before, matters in self.grouped("state").items():
            with_pass(matters, {"state"}).state = state
            self.env["community.trail"]._note(
                matters, event, before=before, after=state, reason=reason, seat=seat
            )

    def _check_may_move(self, state, sources=tuple(NEXT_STATES)):
        """Refuse what the table does not allow, or not from where the matter is."""
        if self.state not in sources or state not in NEXT_STATES[self.state]:
            states = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(matter)s” is “%(state)s”: this cannot be done any more.",
                    matter=self.name,
                    state=states[self.state],
                )
            )

    def action_submit(self):
        """Submit the matter: the procedure in force today becomes its own steps."""
        self.check_access("write")
        self.lock_for_update()
        for matter in self:
            matter._check_may_move("running", EDITABLE)
            matter._check_complete()
            matter._start_round()
            matter._move("running", "submit")
            matter.sudo()._open_next()

    def _check_complete(self):
        missing = self.paper_ids.filtered(
            lambda paper: paper.required and not paper.attachment_ids
        )
        if missing:
            raise UserError(
                self.env._(
                    "These papers are missing: %s. Attach them, then submit.",
                    "、".join(missing.mapped("name")),
                )
            )
        if self.class_id.needs_amount and not self.amount:
            raise UserError(self.env._("Enter the amount that is to be decided."))
        self.env["community.risk.assessment"]._check_matter(self)

    def _start_round(self):
        procedure = self.env["community.procedure"]._get_fact(
            self.class_id.procedure_code, today(self.env)
        )
        number = self.round + 1
        subject = self._get_subject()
        vals = {
            "subject_digest": subject._get_guard_digest() if subject else False,
            "round": number,
            "number": self.number or self._take_number(),
            "submitted_by_id": self.env.user.partner_id.id,
            "submitted_on": today(self.env),
        }
        with_pass(self, vals).write(vals)
        vals_list = [
            {**step, "matter_id": self.id, "round": number}
            for step in procedure._prepare_steps(self)
        ]
        steps = self.env["community.matter.step"].sudo()._make(vals_list)
        steps._copy_names(procedure._get_steps(self))
        for organ in steps.filtered(lambda step: step.kind == "approval").organ_id:
            organ._get_document_sender()

    def _get_steps_left(self):
        """Return the steps of the present rounds that are still to come or open."""
        return self.step_ids.filtered(
            lambda step: (
                step.state in ("waiting", "open") and step.round == step.matter_id.round
            )
        )

    def _open_next(self):
        """Open the first waiting step of each matter, and those beside it."""
        opening = self.step_ids.browse()
        waiting = self._get_steps_left().filtered(lambda step: step.state == "waiting")
        for steps in waiting.grouped("matter_id").values():
            first, *later = steps.sorted("sequence")
            beside = takewhile(lambda step: step.is_parallel, later)
            opening = opening.concat(first, *beside)
        opening._open()

    def _go_on(self, seat=None):
        """Do what follows once steps are done: open the next ones, adopt, close."""
        left = self._get_steps_left()
        undecided = left.filtered("is_deciding").matter_id
        running = self.filtered(lambda matter: matter.state == "running")
        (running - undecided)._move("adopted", "adopted", seat=seat)
        (self - left.matter_id)._move("closed", "procedure_done")
        busy = left.filtered(lambda step: step.state == "open").matter_id
        (self - busy)._open_next()

    def _get_subject(self):
        """Return the guarded record that the matter is about, or nothing."""
        if not self.subject_model:
            return None
        return self.env[self.subject_model].browse(self.subject_id).exists()

    def _take_number(self):
        numbers = self.env["community.register"]._number(self)
        return officialdoc.entry_number(today(self.env).year, numbers[self])

    def _get_register(self):
        year, street = today(self.env).year, self.street_id or self.area_id
        name = self.env._("Matters %(year)s, %(area)s", year=year, area=street.name)
        return f"matter/{street.id}/{year}", name, street

    def action_withdraw(self, reason):
        """Take the matter back before it is decided (撤回)."""
        self.check_access("write")
        self.lock_for_update()
        if not reason:
            raise UserError(self.env._("Say why the matter is withdrawn."))
        self._move("withdrawn", "withdraw", reason=reason)
        self.step_ids._cancel()

    def _get_askers(self):
        """Return the persons whose matter this is, and who do not decide about it."""
        submissions = self.env["community.trail"].sudo()
        submissions = submissions.search(
            Domain("model", "=", self._name)
            & Domain("res_id", "in", self.ids)
            & Domain("event", "=", "submit")
        )
        return (
            self.create_uid.partner_id
            | self.submitted_by_id
            | submissions.person_id
            | self.proposer_id
            | self.counterparty_id
        )

    def action_view_publications(self):
        return self.publication_ids._get_records_action(name=self.env._("Publications"))

    def action_view_filings(self):
        return self.filing_ids._get_records_action(name=self.env._("Filings"))

    def action_archive_package(self):
        """Download all there is of the matter as one package (归档包)."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/community/matter/{self.id}/archive",
            "target": "download",
        }

    def action_prepare_meeting(self):
        """Open the meeting that votes on this matter, or a new one with it on it."""
        self.ensure_one()
        items = self.env["community.meeting.item"]
        item = items.search(
            Domain("step_id", "=", self.current_step_id.id)
            & Domain("meeting_id.state", "in", ("draft", "convened", "open")),
            limit=1,
        )
        if item:
            return item.meeting_id._get_records_action()
        step = self.current_step_id
        return self.env["community.meeting"]._get_records_action(
            name=items.meeting_id._get_usual_name(step.organ_id),
            context={
                "default_organ_id": step.organ_id.id,
                "default_item_ids": [Command.create({"step_id": step.id})],
            },
        )

    def _is_effective(self):
        """Tell whether everything before the carrying out is done: votes, posting."""
        self.ensure_one()
        steps = self.step_ids.filtered(lambda step: step.round == self.round)
        before = []
        for step in steps.sorted("sequence"):
            if step.kind == "outcome":
                break
            before.append(step)
        return self.state in ("adopted", "closed") and all(
            step.state == "done" for step in before
        )

    def _get_final(self):
        """Return the resolution of the last who decided: the one that acts rest on."""
        self.ensure_one()
        current = self.resolution_ids.filtered(
            lambda item: item.step_id.round == self.round and not item.revoked_on
        )
        return current.sorted(lambda item: item.step_id.sequence)[-1:]

    def _get_outcome_step(self):
        """Return the step of this round in which the matter is carried out, if any."""
        return self.step_ids.filtered(
            lambda step: step.round == self.round and step.kind == "outcome"
        )[:1]

    def _render_page(self, kind):
        """Return the page that is posted: the decision or its outcome, as HTML."""
        return self.env["ir.qweb"]._render(
            "community_base.publication_page", {"matter": self, "kind": kind}
        )
