from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ..house import public_lang, today

BATCH = 200


class CommunityReminder(models.AbstractModel):
    """Reminds of what is due, and tells the organ above what is late (催办).

    One activity per item and person: every run makes what is missing, moves what has
    another deadline and takes away what waits for somebody else now. Nobody is
    reminded of what he may not read.
    """

    _name = "community.reminder"
    _description = "Reminders of What Is Due"

    @api.model
    def _get_due_models(self):
        """Return the models of what is due, see ``community.due.mixin``."""
        return [
            "community.matter.step",
            "community.objection",
            "community.filing",
            "community.meeting",
        ]

    @api.model
    def _cron_remind(self):
        reminder = self.sudo().with_context(lang=public_lang(self.env))
        domains = reminder._get_due_domains()
        counts = [items.search_count(domain) for items, domain in domains.items()]
        self.env["ir.cron"]._commit_progress(remaining=sum(counts))
        for items, domain in domains.items():
            reminder._remind_all(items, domain)

    @api.model
    def _remind_all(self, items, domain):
        last = 0
        while batch := items.search(
            domain & Domain("id", ">", last), limit=BATCH, order="id"
        ):
            last = batch[-1].id
            self._remind(batch)
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                break

    @api.model
    def _get_due_domains(self):
        """Return ``{model: what of it is due soon or late}``."""
        horizon = self.env["community.limit"]._get_deadline(
            "reminder_days", today(self.env)
        )
        models_due = [self.env[name] for name in self._get_due_models()]
        return {items: items._get_remind_domain(horizon) for items in models_due}

    @api.model
    def _remind(self, items):
        """Bring the activities of these items up to date, in a constant few queries."""
        wanted = self._get_wanted(items)
        found = self._get_activities(items)
        by_key = {item._get_due_key(): item for item in items}
        known = {(by_key[one.community_due], one.user_id): one for one in found}
        stale = [one.id for key, one in known.items() if key not in wanted]
        found.browse(stale).unlink()
        for day, activities in self._get_moved(known, wanted).items():
            activities.write({"date_deadline": day})
        new = {key: organ for key, organ in wanted.items() if key not in known}
        self._make(new)

    @api.model
    def _get_activities(self, items):
        keys = [item._get_due_key() for item in items]
        return self.env["mail.activity"].sudo().search([("community_due", "in", keys)])

    @api.model
    def _get_moved(self, known, wanted):
        """Return ``{deadline: activities}`` of the items that have another one now."""
        moved = {}
        for (item, user), activity in known.items():
            if (item, user) in wanted and activity.date_deadline != item.deadline:
                moved[item.deadline] = moved.get(item.deadline, activity) | activity
        return moved

    @api.model
    def _make(self, new):
        if not new:
            return
        item, _user = next(iter(new))
        kind = {"activity_type_id": self.env.ref(item._due_activity_type).id}
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [{**self._prepare(*key, organ), **kind} for key, organ in new.items()]
        )
        escalated = {item: organ for (item, _user), organ in new.items() if organ}
        self._note_escalated(escalated)

    @api.model
    def _prepare(self, item, user, organ):
        record = item._get_due_record()
        return {
            "res_model_id": self.env["ir.model"]._get_id(record._name),
            "res_id": record.id,
            "community_due": item._get_due_key(),
            "user_id": user.id,
            "date_deadline": item.deadline,
            "summary": self._get_summary(item, organ),
            "automated": True,
        }

    @api.model
    def _get_summary(self, item, organ):
        if not organ:
            return item._get_due_name()
        return self.env._(
            "Overdue below: %(step)s, %(organ)s",
            step=item._get_due_name(),
            organ=item._get_answering_organ().name,
        )

    @api.model
    def _note_escalated(self, items):
        for organ in {*items.values()}:
            late = [item for item, above in items.items() if above == organ]
            records = [item._get_due_record() for item in late]
            records = records[0].union(*records)
            self.env["community.trail"]._note(records, "escalated", after=organ.name)

    # Whom it concerns

    @api.model
    def _get_wanted(self, items):
        """Return ``{(item, user): organ above}``; no organ for who acts himself."""
        day = today(self.env)
        days = self.env["community.limit"]._get("escalation_days", day)
        late = day - timedelta(days=days)
        answering = {item: item._get_answering_organ() for item in items}
        above = {
            item: self._get_above(organ)
            for item, organ in answering.items()
            if item.deadline < late and self._get_above(organ)
        }
        organs = items._get_answering_organs().union(*above.values())
        by_organ = self._get_seats(organs).grouped("organ_id")
        people = {}
        for item in items:
            for person in item._get_answering_people(by_organ):
                people[item, person] = organs.browse()
        for item, organ in above.items():
            for seat in by_organ.get(organ, ()):
                if seat.leads:
                    people.setdefault((item, seat.person_id), organ)
        return self._get_readers(self._get_users_of(people))

    @api.model
    def _get_above(self, organ):
        """Return the organ that is told; one of several together has its members'."""
        return organ.parent_id or organ.member_organ_ids.parent_id[:1]

    @api.model
    def _get_seats(self, organs):
        seats = self.env["community.seat"].sudo()
        return seats.search(
            Domain("organ_id", "in", organs.ids) & seats._get_in_force_domain()
        )

    @api.model
    def _get_users_of(self, people):
        """Return the same by login; a person without one cannot be reminded here."""
        persons = {person.id for _item, person in people}
        users = (
            self.env["res.users"]
            .sudo()
            .search([("partner_id", "in", list(persons)), ("share", "=", False)])
        )
        by_person = users.grouped("partner_id")
        return {
            (item, user): organ
            for (item, person), organ in people.items()
            for user in by_person.get(person, ())
        }

    @api.model
    def _get_readers(self, people):
        """Return the same without who may not read it: an activity shows its name."""
        readable = {}
        for user in {user for _item, user in people}:
            mine = [item for item, one in people if one == user]
            records = [item._get_due_record() for item in mine]
            seen = records[0].union(*records).with_user(user)._filtered_access("read")
            readable[user] = set(seen.ids)
        return {
            (item, user): organ
            for (item, user), organ in people.items()
            if item._get_due_record().id in readable[user]
        }
