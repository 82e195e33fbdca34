from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ..house import public_lang, today

BATCH = 200


class CommunityReminder(models.AbstractModel):
    """Reminds of steps that are due, and tells the organ above what is late (催办).

    One activity per step and person: every run makes what is missing, moves what has
    another deadline and takes away what waits for somebody else now.
    """

    _name = "community.reminder"
    _description = "Reminders of What Is Due"

    @api.model
    def _cron_remind(self):
        reminder = self.sudo().with_context(lang=public_lang(self.env))
        steps = reminder.env["community.matter.step"]
        domain = reminder._get_due_domain()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=steps.search_count(domain))
        last = 0
        while batch := steps.search(
            domain & Domain("id", ">", last), limit=BATCH, order="id"
        ):
            last = batch[-1].id
            reminder._remind(batch)
            if not cron._commit_progress(len(batch)):
                break

    @api.model
    def _get_due_domain(self):
        """Return the open steps whose deadline is near or past."""
        horizon = self.env["community.limit"]._get_deadline(
            "reminder_days", today(self.env)
        )
        return Domain("state", "=", "open") & Domain("deadline", "<=", horizon)

    @api.model
    def _remind(self, steps):
        """Bring the activities of these steps up to date, in a constant few queries."""
        wanted = self._get_wanted(steps)
        found = self._get_activities(steps)
        known = {(item.community_step_id, item.user_id): item for item in found}
        stale = [item.id for key, item in known.items() if key not in wanted]
        found.browse(stale).unlink()
        for day, items in self._get_moved(known, wanted).items():
            items.write({"date_deadline": day})
        new = {key: organ for key, organ in wanted.items() if key not in known}
        self._make(new)

    @api.model
    def _get_activities(self, steps):
        return (
            self.env["mail.activity"]
            .sudo()
            .search([("community_step_id", "in", steps.ids)])
        )

    @api.model
    def _get_moved(self, known, wanted):
        """Return ``{deadline: activities}`` of the steps that have another one now."""
        moved = {}
        for (step, user), activity in known.items():
            if (step, user) in wanted and activity.date_deadline != step.deadline:
                moved[step.deadline] = moved.get(step.deadline, activity) | activity
        return moved

    @api.model
    def _make(self, new):
        kind = self.env.ref("community_base.activity_type_due")
        model = self.env["ir.model"]._get_id("community.matter")
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model,
                    "res_id": step.matter_id.id,
                    "community_step_id": step.id,
                    "user_id": user.id,
                    "date_deadline": step.deadline,
                    "summary": self._get_summary(step, organ),
                    "automated": True,
                }
                for (step, user), organ in new.items()
            ]
        )
        escalated = {step: organ for (step, _user), organ in new.items() if organ}
        self._note_escalated(escalated)

    @api.model
    def _get_summary(self, step, organ):
        if not organ:
            return step.name
        return self.env._(
            "Overdue below: %(step)s, %(organ)s",
            step=step.name,
            organ=step._get_answering_organ().name,
        )

    @api.model
    def _note_escalated(self, steps):
        for organ in {*steps.values()}:
            late = [step for step, above in steps.items() if above == organ]
            matters = late[0].matter_id.union(*[step.matter_id for step in late])
            self.env["community.trail"]._note(matters, "escalated", after=organ.name)

    # Whom it concerns

    @api.model
    def _get_wanted(self, steps):
        """Return ``{(step, user): organ above}``; no organ for who acts himself."""
        day = today(self.env)
        days = self.env["community.limit"]._get("escalation_days", day)
        late = day - timedelta(days=days)
        answering = {step: step._get_answering_organ() for step in steps}
        above = {
            step: self._get_above(organ)
            for step, organ in answering.items()
            if step.deadline < late and self._get_above(organ)
        }
        organs = self._get_organs(steps).union(*above.values())
        by_organ = self._get_seats(organs).grouped("organ_id")
        people = {}
        for step in steps:
            for person in self._get_people(step, by_organ):
                people[step, person] = above.get(step, organs).browse()
        for step, organ in above.items():
            for seat in by_organ.get(organ, ()):
                if seat.leads:
                    people.setdefault((step, seat.person_id), organ)
        return self._get_users_of(people)

    @api.model
    def _get_above(self, organ):
        """Return the organ that is told; one of several together has its members'."""
        return organ.parent_id or organ.member_organ_ids.parent_id[:1]

    @api.model
    def _get_organs(self, steps):
        return steps.organ_id | steps.organ_id.member_organ_ids

    @api.model
    def _get_seats(self, organs):
        seats = self.env["community.seat"].sudo()
        return seats.search(
            Domain("organ_id", "in", organs.ids) & seats._get_in_force_domain()
        )

    @api.model
    def _get_people(self, step, by_organ):
        """Return the persons who can bring the step on, as ``may_decide`` sees it."""
        matter = step.matter_id
        if step.kind == "vote":
            organs = step.organ_id | step.organ_id.member_organ_ids
            seats = [seat for organ in organs for seat in by_organ.get(organ, ())]
            return {seat.person_id for seat in seats if seat.leads}
        if step.kind == "outcome":
            seats = by_organ.get(step.organ_id, self.env["community.seat"])
            return set(step._get_carriers(seats))
        if step.kind not in ("approval", "filing") or step._is_filing_returned():
            return set(matter.submitted_by_id)
        return {
            seat.person_id
            for seat in by_organ.get(step.organ_id, ())
            if not step.role_ids or seat.role_id in step.role_ids
        } - {
            *matter.create_uid.partner_id,
            *matter.submitted_by_id,
            *matter.proposer_id,
            *matter.counterparty_id,
        }

    @api.model
    def _get_users_of(self, people):
        """Return the same by login; a person without one cannot be reminded here."""
        persons = {person.id for _step, person in people}
        users = (
            self.env["res.users"]
            .sudo()
            .search([("partner_id", "in", list(persons)), ("share", "=", False)])
        )
        by_person = users.grouped("partner_id")
        return {
            (step, user): organ
            for (step, person), organ in people.items()
            for user in by_person.get(person, ())
        }
