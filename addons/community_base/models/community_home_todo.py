from odoo import api, models
from odoo.tools import format_date

from ..house import today

ITEMS_PER_GROUP = 8


class CommunityHomeTodo(models.AbstractModel):
    """What is mine to do (我的待办): activities, and for officers what is vacant."""

    _name = "community.home.todo"
    _inherit = ["community.home.section"]
    _description = "Things to Do on the First Page"

    @api.model
    def _get_todo_groups(self):
        """Return the groups of what the user has to do (待办).

        A group is a dictionary, see :meth:`_prepare_group`. Its items come first
        things first; ``count`` is the number behind the items shown.
        """
        groups = [self._get_activity_group()]
        if self.env.user.has_group("community_base.group_street"):
            groups += self._get_outlook_groups()
        return groups

    @api.model
    def _get_todo_section(self):
        groups = [
            group
            for group in self._get_todo_groups()
            if group["count"] or group["empty"]
        ]
        return self._prepare_section(
            "todo",
            self.env._("What Is Mine to Do"),
            groups=groups,
            empty=self.env._("Nothing waits for you."),
        )

    @api.model
    def _get_activity_group(self):
        Activity = self.env["mail.activity"]
        domain = [("user_id", "=", self.env.uid)]
        by_day = Activity._read_group(domain, ["date_deadline:day"], ["__count"])
        found = Activity.search(
            domain, limit=ITEMS_PER_GROUP, order="date_deadline, id"
        )
        day = today(self.env)
        return self._prepare_group(
            "activities",
            self.env._("My Activities"),
            [self._prepare_activity(activity) for activity in found],
            count=sum(count for _day, count in by_day),
            overdue=sum(count for deadline, count in by_day if deadline < day),
            action=self._action_list(
                "mail.activity",
                self.env._("My Activities"),
                domain,
                {"force_search_count": 1},
                views=("list", "kanban", "calendar"),
            ),
        )

    @api.model
    def _prepare_activity(self, activity):
        action = "mail.mail_activity_action_my"
        if activity.res_id and activity.res_model in self.env:
            record = self.env[activity.res_model].browse(activity.res_id)
            action = self._action_open(record)
        return self._prepare_item(
            activity,
            activity.display_name,
            activity.res_name if activity.res_model else "",
            activity.date_deadline,
            action,
        )

    @api.model
    def _get_outlook_groups(self):
        """Return vacancies, acting heads and terms that end (空缺、代理、届满)."""
        groups = {
            "vacancy": (
                self.env._("Vacant Seats"),
                self.env._("No seat is vacant."),
            ),
            "acting": (self.env._("Acting Heads"), False),
            "ending": (
                self.env._("Terms Ending Soon"),
                self.env._("No term ends soon."),
            ),
        }
        counted = self.env["community.outlook"]._read_group(
            [], ["kind"], ["__count", "number:sum"]
        )
        numbers = {kind: (rows, seats) for kind, rows, seats in counted}
        return [
            self._prepare_outlook_group(kind, title, empty, *numbers.get(kind, (0, 0)))
            for kind, (title, empty) in groups.items()
        ]

    @api.model
    def _prepare_outlook_group(self, kind, title, empty, rows, seats):
        return self._prepare_group(
            kind,
            title,
            self._get_outlook_items(kind),
            count=seats,
            more=rows > ITEMS_PER_GROUP,
            action=self._action_list(
                "community.outlook", title, [("kind", "=", kind)], views=["list"]
            ),
            empty=empty,
        )

    @api.model
    def _get_outlook_items(self, kind):
        rows = self.env["community.outlook"].search(
            [("kind", "=", kind)],
            limit=ITEMS_PER_GROUP,
            order="date, area_id, id" if kind == "ending" else "area_id, id",
        )
        if kind != "vacancy":
            return [self._prepare_term(row) for row in rows]
        writable = rows.organ_id._filtered_access("write")
        return [self._prepare_vacancy(row, row.organ_id in writable) for row in rows]

    @api.model
    def _prepare_vacancy(self, row, writable):
        shortcut = {
            "label": self.env._("Seat a Person"),
            "action": row.action_seat_person(),
        }
        return self._prepare_item(
            row,
            row.organ_id.name,
            row.role_id.name,
            action=self._action_open(row.organ_id),
            badge=self.env._("%s vacant", row.number),
            wanting=True,
            shortcut=writable and shortcut,
        )

    @api.model
    def _prepare_term(self, row):
        return self._prepare_item(
            row,
            row.person_id.name,
            f"{row.organ_id.name} · {row.role_id.name}",
            row.date,
            self._action_open(row.seat_id),
            badge=row.kind == "acting" and self._get_since(row.seat_id),
        )

    @api.model
    def _get_since(self, seat):
        return self.env._("since %s", format_date(self.env, seat.date_start))
