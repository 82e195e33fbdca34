from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..house import today

ASSIGNABLE = ("waiting", "open")


class CommunityMatterOutcome(models.Model):
    """The carrying out of what was decided (落实): by whom, until when, what proof.

    The step's organ answers for it, and one person with a seat there may be named.
    Who has left his seat is followed by who leads the organ; while nobody is named it
    waits for whoever submitted the matter.
    """

    _inherit = "community.matter.step"

    # Whom it concerns

    def _get_carriers(self, seats):
        """Return the persons for whom the step waits.

        :param seats: the ``community.seat`` in force in the step's organ
        """
        self.ensure_one()
        if not self.organ_id:
            return self.matter_id.submitted_by_id
        own = seats.filtered(lambda seat: seat.organ_id == self.organ_id)
        named = own.filtered(lambda seat: seat.person_id == self.responsible_id)
        return (named or own.filtered("leads")).person_id

    @api.model
    def _get_carried_domain(self, seats):
        """Return the domain of the open steps that these seats have to carry out."""
        steps = self.sudo().search(
            Domain("state", "=", "open")
            & Domain("organ_id", "in", seats.organ_id.ids)
            & Domain("kind", "=", "outcome")
        )
        held = self._get_seats_of(steps.organ_id) if steps else seats
        mine = steps.filtered(lambda step: seats.person_id & step._get_carriers(held))
        return Domain("id", "in", mine.ids)

    @api.model
    def _get_seats_of(self, organs):
        seats = self.env["community.seat"].sudo()
        return seats.search(
            Domain("organ_id", "in", organs.ids) & seats._get_in_force_domain()
        )

    def _get_public_duty(self):
        """Return who carries it out, for the page that is posted: never the person.

        :return: organ, role of who answers for it (if one is named) and last day
        """
        seats = self.organ_id._get_authority(self.responsible_id, today(self.env))
        return {
            "organ": self.organ_id.name,
            "role": seats[:1].sudo().role_id.name,
            "deadline": self.deadline,
        }

    def _describe_duty(self):
        """Return the same in words for the trail, with the name."""
        parts = (self.organ_id.name, self.responsible_id.name, self.deadline)
        return " ".join(str(part) for part in parts if part)

    # Naming

    def action_assign(self, organ_id, person_id=False, deadline=False, reason=None):
        """Name who carries the matter out, and until when (落实责任单位和时限).

        :param person_id: one with a seat there; empty: whoever leads the organ
        :param deadline: empty: the working days that the procedure gives
        :param reason: needed to put the day off
        """
        self.ensure_one()
        self.matter_id.check_access("write")
        self.sudo().matter_id._hold()
        organ = self.env["community.organ"].browse(organ_id)
        organ.check_access("read")
        person = self.env["res.partner"].browse(person_id or [])
        day = fields.Date.to_date(deadline) or None
        self.sudo()._assign(organ.sudo(), person.sudo(), day, reason)

    def _assign(self, organ, person, day, reason=None):
        self._check_assignable()
        self._check_responsible(organ, person)
        day = day or self.deadline or self._get_limit()
        self._check_due(day, reason)
        before = self._describe_duty()
        self._set(organ_id=organ.id, responsible_id=person.id, deadline=day)
        self.env["community.trail"]._note(
            self.matter_id,
            "assigned",
            before=before,
            after=self._describe_duty(),
            reason=reason,
        )

    def _get_limit(self):
        """Return the last day by the procedure's working days, from today; or none."""
        if not self.working_days:
            return False
        days = self.env["community.calendar.day"]
        return days._get_deadline(today(self.env), self.working_days).date

    def _check_assignable(self):
        if self.kind != "outcome" or self.state not in ASSIGNABLE:
            raise UserError(
                self.env._("There is nothing to carry out here, or it has been done.")
            )

    def _check_responsible(self, organ, person):
        here = self.matter_id.area_id
        if not organ or not here.parent_path.startswith(organ.area_id.parent_path):
            raise UserError(
                self.env._(
                    "An organ of %s, or of an area above, has to carry it out.",
                    here.name,
                )
            )
        if person and not organ._get_authority(person, today(self.env)):
            raise UserError(
                self.env._(
                    "%(person)s holds no seat in %(organ)s today.",
                    person=person.name,
                    organ=organ.name,
                )
            )

    def _check_due(self, day, reason):
        if not day:
            raise UserError(self.env._("Enter until when it is to be carried out."))
        if day < today(self.env) and day != self.deadline:
            raise UserError(self.env._("The last day cannot lie in the past."))
        if self.organ_id and self.deadline and day > self.deadline and not reason:
            raise UserError(
                self.env._("Say why it is put off: it was due on %s.", self.deadline)
            )

    # Reporting

    def action_report(self, text, attachment_ids=None):
        """Report what was done (实施结果), with the files that prove it.

        Who carries it out reports by his seat; whoever has the matter may enter it.
        """
        self.ensure_one()
        self.check_access("read")
        self.sudo().matter_id._hold()
        if self.kind != "outcome" or not text:
            raise UserError(self.env._("Write what was done."))
        seat = self.sudo()._find_reporting_seat()
        if not seat:
            self.matter_id.check_access("write")
        files = self.env["ir.attachment"].browse(attachment_ids or [])
        files.check_access("read")
        step = self.sudo()
        step._set(report=text, evidence_ids=[(6, 0, files.ids)])
        step._done(seat, text[:80])

    def _find_reporting_seat(self):
        """Return the seat by which the person behind the login carries it out."""
        if not self.organ_id:
            raise UserError(
                self.env._("Name who carries it out and until when, then report.")
            )
        person, seats = self.env.user.partner_id, self._get_seats_of(self.organ_id)
        if person not in self._get_carriers(seats):
            return seats.browse()
        return seats.filtered(lambda seat: seat.person_id == person)[:1]
