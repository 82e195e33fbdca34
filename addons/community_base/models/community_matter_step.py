from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..house import today, with_pass
from .community_procedure_step import KINDS

PARTS = [
    ("approval", "To Approve"),
    ("filing", "To Acknowledge"),
    ("outcome", "To Carry Out"),
]


class CommunityMatterStep(models.Model):
    """One step of a running matter, copied from its procedure on submission.

    Only what the step itself is about moves it: the meeting that votes, the person
    who approves, the days of publication that have passed. A vacancy does not open a
    step and does not stall it: an acting or delegated seat decides as well.
    """

    _name = "community.matter.step"
    _description = "Step of a Matter"
    _inherit = [
        "community.files.mixin",
        "community.due.mixin",
        "community.protected.mixin",
    ]
    _order = "matter_id, round desc, sequence, id"

    _file_fields = ("evidence_ids",)
    _system_fields = frozenset(
        {
            "matter_id",
            "round",
            "sequence",
            "name",
            "kind",
            "organ_id",
            "role_ids",
            "rule_id",
            "publication_days",
            "working_days",
            "is_parallel",
            "secret",
            "state",
            "opened_on",
            "closed_on",
            "deadline",
            "deadline_assumed",
            "person_id",
            "seat_id",
            "responsible_id",
            "comment",
            "report",
            "evidence_ids",
        }
    )

    matter_id = fields.Many2one(
        "community.matter", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(related="matter_id.area_id", store=True, index=True)
    class_id = fields.Many2one(related="matter_id.class_id")
    round = fields.Integer(required=True)
    sequence = fields.Integer()
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(KINDS, required=True)
    organ_id = fields.Many2one("community.organ", index="btree_not_null")
    role_ids = fields.Many2many("community.seat.role", string="Decided by")
    rule_id = fields.Many2one("community.vote.rule", ondelete="restrict")
    publication_days = fields.Integer()
    working_days = fields.Integer("Time Limit")
    is_parallel = fields.Boolean()
    secret = fields.Boolean("Secret Ballot")
    state = fields.Selection(
        [
            ("waiting", "Not Yet"),
            ("open", "Open"),
            ("done", "Done"),
            ("failed", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        default="waiting",
        required=True,
    )
    opened_on = fields.Date()
    closed_on = fields.Date()
    deadline_assumed = fields.Boolean(
        help="The deadline reaches into a year whose holidays are not announced yet."
    )
    person_id = fields.Many2one("res.partner", "Decided by Person")
    seat_id = fields.Many2one("community.seat", "Acting as")
    responsible_id = fields.Many2one(
        "res.partner",
        "Responsible",
        ondelete="restrict",
        help="Who carries it out, with a seat in the organ (责任人).",
    )
    comment = fields.Char()
    report = fields.Text(help="What was done (实施结果).")
    evidence_ids = fields.Many2many("ir.attachment", string="Evidence")
    publication_ids = fields.One2many(
        "community.publication", "step_id", "Pages", readonly=True
    )
    filing_ids = fields.One2many("community.filing", "step_id", "Filing")
    is_deciding = fields.Boolean(compute="_compute_is_deciding")
    may_decide = fields.Boolean(compute="_compute_my_part")
    my_part = fields.Selection(
        PARTS,
        compute="_compute_my_part",
        help="What the person behind the login has to do in the step now.",
    )
    how = fields.Char(compute="_compute_how")
    submitted_by_id = fields.Many2one(related="matter_id.submitted_by_id")
    amount = fields.Monetary(related="matter_id.amount")
    currency_id = fields.Many2one(related="matter_id.currency_id")

    _open_steps = models.Index("(organ_id, kind) WHERE state = 'open'")

    @api.depends("name", "organ_id.name")
    def _compute_display_name(self):
        for step in self:
            step.display_name = f"{step.name} {step.organ_id.name or ''}".strip()

    @api.depends("kind")
    def _compute_is_deciding(self):
        for step in self:
            step.is_deciding = step.kind in ("vote", "approval")

    @api.depends_context("lang")
    @api.depends("kind", "rule_id", "role_ids", "publication_days", "secret")
    def _compute_how(self):
        """Say in words how the step is decided: rule, roles or days."""
        for step in self:
            step.how = getattr(step, f"_describe_{step.kind}", lambda: False)()

    def _describe_vote(self):
        words = self.rule_id.in_words or ""
        return self.env._("secret ballot; %s", words) if self.secret else words

    def _describe_approval(self):
        return "、".join(self.role_ids.mapped("name")) or self.env._("any voting seat")

    _describe_filing = _describe_approval

    def _describe_publication(self):
        return self.env._("posted for %s days", self.publication_days)

    @api.depends_context("uid")
    @api.depends("state", "organ_id", "role_ids", "responsible_id", "filing_ids.state")
    def _compute_my_part(self):
        waiting = self.filtered_domain(self._get_waiting_domain())
        for step in self:
            step.my_part = step in waiting and step._get_part()
            step.may_decide = step.my_part in ("approval", "filing")

    def _get_part(self):
        """Return what a step asks of whom it waits for, beyond looking after it."""
        if self.sudo()._is_filing_returned():
            return False
        return self.kind in dict(PARTS) and self.kind

    @api.model
    def _get_waiting_domain(self):
        """Return the open steps in which the person behind the login has a part.

        An approval or filing waits for who may decide it and did not ask for it; a
        vote for who leads the organ, or one of those that sit together in it; the
        carrying out for who was named. Votes, publications, and a carrying out for
        which nobody is named, and a filing that was returned, wait for whoever
        submitted the matter.
        """
        person = self.env.user.partner_id
        seats = self.env["community.seat"].sudo()
        seats = seats.search_fetch(
            Domain("person_id", "=", person.id) & seats._get_in_force_domain(),
            ["organ_id", "role_id", "person_id"],
        )
        submitted = Domain("matter_id.submitted_by_id", "=", person.id)
        own = submitted | Domain("matter_id.proposer_id", "=", person.id)
        decides = Domain("kind", "in", ("approval", "filing"))
        led = seats.filtered("leads").organ_id.ids
        votes = Domain("kind", "=", "vote") & (
            Domain("organ_id", "in", led)
            | Domain("organ_id.member_organ_ids", "in", led)
        )
        return Domain("state", "=", "open") & Domain.OR(
            [
                decides & self._get_seated_domain(seats) & ~own,
                votes,
                self._get_carried_domain(seats),
                Domain("kind", "in", ("vote", "publication")) & submitted,
                Domain("kind", "=", "outcome")
                & Domain("organ_id", "=", False)
                & submitted,
                Domain("filing_ids", "any", Domain("state", "=", "returned"))
                & submitted,
            ]
        )

    @api.model
    def _get_seated_domain(self, seats):
        """Return the domain of the open steps that these seats decide.

        They are few and an index finds them by organ; asking the database for their
        roles as well makes it read the roles of all steps there ever were.
        """
        steps = self.sudo().search_fetch(
            Domain("state", "=", "open")
            & Domain("organ_id", "in", seats.organ_id.ids)
            & Domain("kind", "in", ("approval", "filing")),
            ["organ_id", "kind"],
        )
        roles = {
            organ: held.role_id for organ, held in seats.grouped("organ_id").items()
        }
        decided = steps.filtered(
            lambda step: (
                not step._is_filing_returned()
                and (not step.role_ids or step.role_ids & roles[step.organ_id])
            )
        )
        return Domain("id", "in", decided.ids)

    def _are_files_fixed(self):
        return self.state != "open"

    @api.model
    def _make(self, vals_list):
        return with_pass(self, self._get_system_fields()).create(vals_list)

    def _set(self, **vals):
        with_pass(self.sudo(), vals).write(vals)

    def _copy_names(self, sources):
        """Take over what the procedure's steps are called, in every language.

        Whoever submits a matter has one language, whoever decides it may have another.
        """
        for code, _name in self.env["res.lang"].get_installed():
            for step, source in zip(
                self.with_context(lang=code),
                sources.with_context(lang=code),
                strict=True,
            ):
                step._set(name=source.name)

    # Opening and closing

    def _open(self):
        day = today(self.env)
        self._set(state="open", opened_on=day)
        limited = self.filtered(lambda step: step.working_days and not step.deadline)
        for days, steps in limited.grouped("working_days").items():
            limit = self.env["community.calendar.day"]._get_deadline(day, days)
            assumed = bool(limit.assumed_years)
            steps._set(deadline=limit.date, deadline_assumed=assumed)
        for kind, steps in self.grouped("kind").items():
            getattr(steps, f"_on_open_{kind}", lambda: None)()

    def _done(self, seat=None, comment=None):
        """The steps are decided in favour: open what follows, or adopt the matters.

        :param comment: a text for all, or one for each step
        """
        self._close("done", "step_done", seat, comment)
        self._adopt_approvals(seat)
        self.matter_id._go_on(seat)

    def _adopt_approvals(self, seat):
        """The last to decide is one who approves: what he approves is numbered.

        What an organ votes on has been numbered by its meeting.
        """
        undecided = self.matter_id._get_steps_left().filtered("is_deciding").matter_id
        approvals = self.filtered(
            lambda step: step.kind == "approval" and step.matter_id not in undecided
        )
        # Of two beside each other that one person decides, one is the last.
        last = {step.matter_id: step.id for step in approvals}
        last = self.browse(last.values())
        self.env["community.resolution"]._adopt(last, today(self.env), seat=seat)

    def _fail(self, seat=None, comment=None):
        """The steps are decided against: the matters are rejected (否决)."""
        self._close("failed", "step_failed", seat, comment)
        self.matter_id._move("rejected", "rejected", reason=comment, seat=seat)
        self.matter_id.step_ids._cancel()

    def _cancel(self):
        left = self.filtered(lambda step: step.state in ("waiting", "open"))
        if left:
            left._set(state="cancelled", closed_on=today(self.env))
            left.sudo().filing_ids._cancel()
            left._clear_reminders()

    def _close(self, state, event, seat, comment):
        self._check_open()
        self._set(
            state=state,
            closed_on=today(self.env),
            person_id=self.env.user.partner_id.id,
            seat_id=seat.id if seat else False,
        )
        if isinstance(comment, dict):
            for step in self:
                step._set(comment=comment[step])
        else:
            self._set(comment=comment)
        self._clear_reminders()
        self.env["community.trail"]._note_each(
            event, [(step.matter_id, step._prepare_closed()) for step in self]
        )
        for kind, steps in self.grouped("kind").items():
            on_close = getattr(steps, f"_on_close_{kind}", lambda *_told: None)
            on_close(state, seat, comment)

    def _check_open(self):
        for step in self:
            if step.state != "open":
                raise UserError(
                    self.env._(
                        "The step “%s” is not open: somebody was faster, or its turn "
                        "has not come.",
                        step.name,
                    )
                )

    def _prepare_closed(self):
        """Return what the trail says of a step that was closed just now."""
        return {
            "before": self.name,
            "after": self.organ_id.name,
            "reason": self.comment,
            "seat_id": self.seat_id.id,
        }

    # Reminders

    def _get_due_record(self):
        self.ensure_one()
        return self.matter_id

    def _get_due_name(self):
        self.ensure_one()
        return self.name

    def _get_answering_organ(self):
        """Return the organ that answers for the step: its own, or who decided last."""
        self.ensure_one()
        deciding = self.matter_id.step_ids.filtered("is_deciding")
        return self.organ_id or deciding.sorted("sequence").organ_id[-1:]

    def _get_answering_organs(self):
        return self.organ_id | self.organ_id.member_organ_ids

    def _get_answering_people(self, by_organ):
        """Return the persons who can bring the step on, as ``may_decide`` sees it."""
        matter = self.matter_id
        if self.kind == "vote":
            organs = self._get_answering_organs()
            seats = [seat for organ in organs for seat in by_organ.get(organ, ())]
            return {seat.person_id for seat in seats if seat.leads}
        if self.kind == "outcome":
            seats = by_organ.get(self.organ_id, self.env["community.seat"])
            return set(self._get_carriers(seats))
        if self.kind not in ("approval", "filing") or self._is_filing_returned():
            return set(matter.submitted_by_id)
        return {
            seat.person_id
            for seat in by_organ.get(self.organ_id, ())
            if not self.role_ids or seat.role_id in self.role_ids
        } - {
            *matter.create_uid.partner_id,
            *matter.submitted_by_id,
            *matter.proposer_id,
            *matter.counterparty_id,
        }

    # Approvals and filings

    def action_approve(self, comment=None):
        """Say yes, by the seat one holds today in the organ that decides."""
        for seat, steps in self._check_decides().items():
            steps.sudo()._done(seat, comment)

    def action_refuse(self, comment):
        """Say no: the matter is rejected."""
        for seat, steps in self._check_decides(comment).items():
            filed = steps.sudo().filtered(lambda step: step.kind == "filing")
            filed._return_filing(seat, comment)
            (steps.sudo() - filed)._fail(seat, comment)

    def action_return(self, comment):
        """Send the matter back for completion (退回补正), with the reason."""
        for seat, steps in self._check_decides(comment).items():
            filed = steps.sudo().filtered(lambda step: step.kind == "filing")
            filed._return_filing(seat, comment)
            (steps.sudo() - filed)._return(seat, comment)

    def _return(self, seat, comment):
        self._close("cancelled", "returned", seat, comment)
        self.matter_id._move("returned", "returned", reason=comment, seat=seat)
        self.matter_id.step_ids._cancel()

    def _on_open_filing(self):
        self.env["community.filing"].sudo()._open_for_steps(self)

    def _is_filing_returned(self):
        """Tell whether it waits to be filed again, not to be answered."""
        return "returned" in self.filing_ids.mapped("state")

    def _on_close_filing(self, state, seat, comment):
        filings = self.filing_ids
        answer = filings._receive if state == "done" else filings._return
        answer(seat, comment)

    def _return_filing(self, seat, comment):
        """What is decided already stays decided: only its filing is done again."""
        running = self.filtered(lambda step: step.matter_id.state == "running")
        running._return(seat, comment)
        (self - running).filing_ids._return(seat, comment)

    def _check_decides(self, comment="-"):
        """Return ``{seat: steps}``: by which seat each is decided."""
        self.check_access("read")
        steps = self.sudo()
        steps.matter_id._hold()
        if set(steps.mapped("kind")) - {"approval", "filing"}:
            raise UserError(self.env._("This step is not decided by one person."))
        for step in steps.filtered(lambda step: step.kind == "filing"):
            step.filing_ids._check_state("filed")
        if not comment:
            raise UserError(self.env._("Say why."))
        seats = {
            (organ, roles): organ._require_authority(roles.mapped("code") or None)
            for organ, roles in {(step.organ_id, step.role_ids) for step in self}
        }
        self._check_not_asked()
        return self.grouped(lambda step: seats[step.organ_id, step.role_ids])

    def _check_not_asked(self):
        """Who asks does not decide; persons are compared, never logins."""
        steps, person = self.sudo(), self.env.user.partner_id
        if person not in steps._get_askers():
            return
        mine = next(step for step in steps if person in step._get_askers())
        raise UserError(
            self.env._(
                "You asked for “%(matter)s” or stand on its other side: somebody else "
                "with a seat in %(organ)s has to decide.",
                matter=mine.matter_id.name,
                organ=mine.organ_id.name,
            )
        )

    def _get_askers(self):
        return self.matter_id._get_askers() | self.filing_ids.filed_by_id

    # Publications

    def _on_open_publication(self):
        """Post the pages: the decision, or what became of it after the carrying out."""
        self.env["community.publication"]._post([step._prepare_page() for step in self])

    def _prepare_page(self):
        matter = self.matter_id
        outcome = matter._get_outcome_step()
        kind = "outcome" if outcome.state == "done" else "decision"
        return self.env["community.publication"]._prepare_page(
            self, kind, matter.name, matter._render_page(kind)
        )

    def _prepare_posting(self):
        """Return whose page it is, and for how many days it is posted."""
        return {
            "matter_id": self.matter_id.id,
            "step_id": self.id,
            "area_id": self.area_id.id,
            "days": self.publication_days,
        }
