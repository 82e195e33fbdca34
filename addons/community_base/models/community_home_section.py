from odoo import api, models
from odoo.fields import Domain

from ..house import today

# What each kind of user sees first: (main column, side column). A telephone shows
# one column, the main one above.
LAYOUT = {
    "administrator": (("setup", "todo"), ("areas", "seats")),
    "officer": (("todo",), ("areas", "seats")),
    "auditor": (("areas",), ("todo", "seats")),
    "department": (("todo",), ("areas", "seats")),
    "member": (("todo", "seats"), ("areas",)),
}
ROLES = (
    ("administrator", "community_base.group_administrator"),
    ("officer", "community_base.group_street"),
    ("auditor", "community_base.group_auditor"),
    ("department", "community_base.group_department"),
)


class CommunityHomeSection(models.AbstractModel):
    """What the sections of the first page have in common: who sees it, and shapes."""

    _name = "community.home.section"
    _description = "Section of the First Page"

    @api.model
    def _get_role(self):
        """Return which page the user gets: a key of ``LAYOUT``."""
        user = self.env.user
        for role, group in ROLES:
            if user.has_group(group):
                return role
        return "member"

    @api.model
    def _prepare_section(self, key, title, kind=None, sequence=100, side=False, **data):
        """Return a section; those of the layout take their place from it."""
        main, aside = LAYOUT[self._get_role()]
        if key in main + aside:
            sequence = 10 * (main + aside).index(key)
            side = key in aside
        return {
            "key": key,
            "kind": kind or key,
            "title": title,
            "sequence": sequence,
            "side": side,
            **data,
        }

    @api.model
    def _prepare_group(
        self,
        key,
        title,
        items,
        count=None,
        overdue=0,
        action=False,
        empty=False,
        more=None,
    ):
        """Return a group of things to do.

        :param items: the first of them, from :meth:`_prepare_item`
        :param count: how many there are in all
        :param overdue: how many of them are late
        :param action: opens all of them
        :param empty: the sentence shown when there are none; without it an empty
            group does not appear
        :param more: whether there are others than the items; follows from ``count``
            unless that counts something else than items
        """
        count = len(items) if count is None else count
        return {
            "key": key,
            "title": title,
            "items": items,
            "count": count,
            "more": count > len(items) if more is None else more,
            "overdue": overdue,
            "action": action,
            "empty": empty,
        }

    @api.model
    def _prepare_item(
        self, record, title, subtitle="", deadline=False, action=None, **more
    ):
        """Return one thing to do; ``action`` opens the record unless given.

        ``more``: ``badge`` (a word or number beside the title), ``wanting`` (it is
        something that should not be so) and ``shortcut`` (``{"label", "action"}``,
        a button that gets it done).
        """
        return {
            "id": f"{record._name},{record.id}",
            "title": title or "",
            "subtitle": subtitle or "",
            "deadline": deadline or False,
            "action": action or self._action_open(record),
            **more,
        }

    @api.model
    def _action_open(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    @api.model
    def _action_list(self, model, name, domain=(), context=None, views=None):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "domain": list(domain),
            "context": context or {},
            "views": [(False, view) for view in views or ("list", "form")],
        }

    @api.model
    def _get_existing_domain(self):
        """Return the domain of what has an end (``date_end``) and is there today."""
        return Domain("date_end", "=", False) | Domain(
            "date_end", ">=", today(self.env)
        )
