from operator import methodcaller

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..house import today, with_pass
from ..kernel import officialdoc


class CommunityFiling(models.Model):
    """Something is reported to an organ above, which gives a receipt (备案).

    A step of a matter opens its filing; others stand for themselves. The receipt ends
    the step. What the organ refuses goes back with the reason: a matter that is not
    decided yet is returned, all else is completed and filed again under its number.
    """

    _name = "community.filing"
    _description = "Filing"
    _inherit = [
        "community.files.mixin",
        "community.due.mixin",
        "community.area.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _rec_names_search = ["name", "number", "receipt_number"]
    _order = "id desc"

    _due_state = "filed"
    _due_activity_type = "community_base.activity_type_filing"
    _file_fields = ("attachment_ids",)
    _system_fields = frozenset(
        {
            "matter_id",
            "step_id",
            "number",
            "state",
            "filed_on",
            "filed_by_id",
            "deadline",
            "received_on",
            "received_by_id",
            "receipt_seat_id",
            "receipt_number",
            "note",
        }
    )
    _content_fields = frozenset(
        {"name", "area_id", "organ_id", "working_days", "content", "attachment_ids"}
    )

    name = fields.Char("Subject", required=True, index="trigram")
    number = fields.Char(copy=False, index="btree_not_null")
    matter_id = fields.Many2one(
        "community.matter", copy=False, index="btree_not_null", ondelete="restrict"
    )
    step_id = fields.Many2one(
        "community.matter.step", copy=False, index="btree_not_null", ondelete="restrict"
    )
    organ_id = fields.Many2one(
        "community.organ", "Filed with", required=True, index=True, ondelete="restrict"
    )
    content = fields.Text()
    attachment_ids = fields.Many2many("ir.attachment", string="Files")
    working_days = fields.Integer(
        "Time Limit", default=5, help="Working days for the receipt (办理时限)."
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("filed", "Waits for the Receipt"),
            ("received", "Receipt Given"),
            ("returned", "Returned"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        copy=False,
        index=True,
    )
    filed_on = fields.Date(copy=False)
    filed_by_id = fields.Many2one("res.partner", copy=False)
    received_on = fields.Date("Answered on", copy=False)
    received_by_id = fields.Many2one("res.partner", "Answered by", copy=False)
    receipt_seat_id = fields.Many2one(
        "community.seat", "Acting as", copy=False, ondelete="restrict"
    )
    receipt_number = fields.Char(copy=False, help="回执编号")
    note = fields.Char("Answer", copy=False)

    _limit_positive = models.Constraint(
        "CHECK (working_days >= 0)", "A time limit cannot be negative."
    )
    _step_once = models.UniqueIndex("(step_id)", "This step has its filing already.")
    _open_deadline = models.Index("(deadline) WHERE state = 'filed'")

    def write(self, vals):
        changed = self._content_fields.intersection(vals)
        fixed = self.filtered(
            lambda item: item.state not in ("draft", "returned") or item.step_id
        )
        if changed and any(fixed._is_changing(name, vals[name]) for name in changed):
            raise UserError(self.env._("What was filed stays as it was filed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(filing.number for filing in self):
            raise UserError(self.env._("What was filed stays in the register."))

    def _are_files_fixed(self):
        return self.state not in ("draft", "returned")

    @api.model
    def _open_for_steps(self, steps):
        """File the matters with the organs of their steps, which have just opened."""
        vals_list = [
            {
                "name": step.matter_id.name,
                "matter_id": step.matter_id.id,
                "step_id": step.id,
                "area_id": step.area_id.id,
                "organ_id": step.organ_id.id,
                "working_days": step.working_days,
            }
            for step in steps
        ]
        filings = with_pass(self, {"matter_id", "step_id"}).create(vals_list)
        filings._file()
        return filings

    def action_file(self):
        """Hand the filing in (报备): from today the time limit runs."""
        self.check_access("write")
        self._hold()
        for filing in self:
            filing._check_state("draft", "returned")
            if filing.step_id and filing.step_id.state != "open":
                raise UserError(
                    self.env._("The matter was returned: submit it again instead.")
                )
        self._file()

    def _file(self):
        self._number_new()
        day = today(self.env)
        for days, filings in self.grouped("working_days").items():
            limit = self.env["community.calendar.day"]._get_deadline(day, days)
            deadline = limit.date if days else False
            with_pass(filings, {"deadline"}).deadline = deadline
            steps = filings.step_id.filtered(lambda x, day=deadline: x.deadline != day)
            steps._set(deadline=deadline)
        person = self.env.user.partner_id
        self._set("filed", "filed", filed_on=day, filed_by_id=person.id)

    def _number_new(self):
        """What is filed again keeps its number."""
        new = self.filtered(lambda filing: not filing.number)
        year = today(self.env).year
        numbers = self.env["community.register"]._number(new)
        for filing, number in numbers.items():
            entry = officialdoc.entry_number(year, number)
            with_pass(filing, {"number"}).number = entry

    def action_receive(self, note=None):
        """Give the receipt (出具回执), by a seat in the organ it was filed with."""
        for filing in self:
            seat = filing._check_answers()
            if filing.step_id:
                filing.step_id.action_approve(note)
            else:
                filing.sudo()._receive(seat, note)

    def _receive(self, seat, note):
        self._number_receipts()
        self._answer("received", "receipt_given", seat, note)

    def action_return(self, reason):
        """Give no receipt and say what is missing (退回补正)."""
        for filing in self:
            seat = filing._check_answers()
            if not reason:
                raise UserError(self.env._("Say why."))
            if filing.step_id:
                filing.step_id.action_return(reason)
            else:
                filing.sudo()._return(seat, reason)

    def _return(self, seat, reason):
        self._answer("returned", "filing_returned", seat, reason)

    def _answer(self, state, event, seat, note):
        vals = {
            "received_on": today(self.env),
            "received_by_id": self.env.user.partner_id.id,
            "receipt_seat_id": seat.id if seat else False,
            "note": note,
        }
        self._set(state, event, seat=seat, reason=note, **vals)

    def _cancel(self):
        left = self.filtered(lambda item: item.state in ("filed", "returned"))
        left._set("cancelled", "cancelled")

    def _set(self, state, event, seat=None, reason=None, **vals):
        told = {"after": state, "reason": reason, "seat_id": seat.id if seat else False}
        noted = [(filing, {"before": filing.state, **told}) for filing in self]
        with_pass(self, {*vals, "state"}).write({**vals, "state": state})
        if state != "filed":
            self._clear_reminders()
        self.env["community.trail"]._note_each(event, noted)

    # Reminders

    @api.model
    def _get_remind_domain(self, horizon):
        """The step reminds of its filing: here only those that stand for themselves."""
        return super()._get_remind_domain(horizon) & Domain("step_id", "=", False)

    def _get_answering_organ(self):
        self.ensure_one()
        return self.organ_id

    def _get_answering_organs(self):
        return self.organ_id

    def _get_answering_people(self, by_organ):
        """Who may give the receipt; who waits for it as well, once it is overdue."""
        seats = by_organ.get(self.organ_id, ())
        people = {seat.person_id for seat in seats} - set(self.filed_by_id)
        return people | set(self.filed_by_id if self.is_overdue else ())

    @api.model
    def _get_waiting_domain(self):
        """Return the filings that wait for a receipt of the person behind the login."""
        person = self.env.user.partner_id
        seats = self.env["community.seat"].sudo()
        organs = seats.search(
            Domain("person_id", "=", person.id) & seats._get_in_force_domain()
        ).organ_id
        return (
            Domain("state", "=", "filed")
            & Domain("step_id", "=", False)
            & Domain("organ_id", "in", organs.ids)
            & Domain("filed_by_id", "!=", person.id)
        )

    @api.model
    def _get_own_domain(self):
        """Return the free filings of the person: waited for, or to be completed."""
        person = self.env.user.partner_id
        return (
            Domain("state", "in", ("filed", "returned"))
            & Domain("step_id", "=", False)
            & Domain("filed_by_id", "=", person.id)
        )

    def _check_state(self, *states):
        self.ensure_one()
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(filing)s” is “%(state)s”: this cannot be done now.",
                    filing=self.name,
                    state=labels[self.state],
                )
            )

    def _check_answers(self):
        """Return the seat that answers; who filed does not answer himself."""
        self.ensure_one()
        self.check_access("read")
        self.sudo()._hold()
        self._check_state("filed")
        roles = self.sudo().step_id.role_ids.mapped("code")
        seat = self.organ_id._require_authority(roles or None)
        if self.env.user.partner_id == self.filed_by_id:
            raise UserError(
                self.env._(
                    "You filed this yourself: somebody else with a seat in %s has to "
                    "give the receipt.",
                    self.organ_id.name,
                )
            )
        return seat

    def _get_register(self):
        year, area = today(self.env).year, self.area_id
        name = self.env._("Filings %(year)s, %(area)s", year=year, area=area.name)
        return f"filing/{area.id}/{year}", name, area

    def _number_receipts(self):
        year = today(self.env).year
        numbers = self.env["community.register"]._number(
            self, methodcaller("_get_receipt_register")
        )
        for filing, number in numbers.items():
            prefix = f"{filing.organ_id.document_prefix or ''}备"
            receipt = officialdoc.format_number(prefix, year, number)
            with_pass(filing, {"receipt_number"}).receipt_number = receipt

    def _get_receipt_register(self):
        year, organ = today(self.env).year, self.organ_id
        name = self.env._("Receipts %(year)s, %(organ)s", year=year, organ=organ.name)
        return f"receipt/{organ.id}/{year}", name, organ.area_id
