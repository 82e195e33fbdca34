from odoo import api, fields, models
from odoo.fields import Domain

from ..house import today


class CommunityDueMixin(models.AbstractModel):
    """What somebody has to do by a day (限时办理); ``community.reminder`` sees to it.

    It is due while it is in ``_due_state``, or in whatever :meth:`_get_due_domain`
    says. Whoever is to do it finds an activity on
    his desk before the deadline; what stays late is told to the organ above. A model
    that inherits this is named in ``community.reminder._get_due_models``, has a
    ``state``, and calls :meth:`_clear_reminders` when it is done.
    """

    _name = "community.due.mixin"
    _description = "Due on a Day"

    _due_state = "open"
    _due_activity_type = "community_base.activity_type_due"

    deadline = fields.Date(copy=False)
    is_overdue = fields.Boolean(
        "Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )

    @api.depends("deadline", "state")
    def _compute_is_overdue(self):
        late = self.filtered_domain(self._get_overdue_domain())
        for item in self:
            item.is_overdue = item in late

    def _search_is_overdue(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return self._get_overdue_domain()

    @api.model
    def _get_due_domain(self):
        """Return what is to be done still, be it late or not."""
        return Domain("state", "=", self._due_state)

    @api.model
    def _get_overdue_domain(self):
        return self._get_due_domain() & Domain("deadline", "<", today(self.env))

    @api.model
    def _get_remind_domain(self, horizon):
        """Return what to remind of: by default, what is due until ``horizon``."""
        return self._get_due_domain() & Domain("deadline", "<=", horizon)

    def _get_due_key(self):
        """Return what activities name the item by."""
        self.ensure_one()
        return f"{self._name},{self.id}"

    def _get_due_record(self):
        """Return the record on which the activity stands and that is opened by it."""
        self.ensure_one()
        return self

    def _get_due_name(self):
        """Return what has to be done, in a few words."""
        self.ensure_one()
        return self.display_name

    def _get_answering_organ(self):
        """Return the organ that answers for it; the one above that is told if late."""
        raise NotImplementedError

    def _get_answering_organs(self):
        """Return all organs whose seats :meth:`_get_answering_people` looks at."""
        raise NotImplementedError

    def _get_answering_people(self, by_organ):
        """Return the persons who have to do it.

        :param by_organ: the seats in force today by their organ, for the organs of
            :meth:`_get_answering_organs`
        """
        raise NotImplementedError

    def _clear_reminders(self):
        self.env["community.reminder"]._get_activities(self).unlink()
