from odoo import api, models
from odoo.tools import format_date

from ..house import today


class CommunityHome(models.AbstractModel):
    """The first page (我的工作台): what is mine to do, my areas, my organs.

    It keeps nothing and shows nothing that the user could not find by himself:
    every figure is counted as the user, and each leads to the list behind it.

    How an addon adds to it
    -----------------------
    *A group of things to do*: extend :meth:`_get_todo_groups`::

        def _get_todo_groups(self):
            groups = super()._get_todo_groups()
            matters = self.env["community.matter"]
            domain = matters._get_waiting_domain(self.env.user)
            found = matters.search(domain, limit=ITEMS_PER_GROUP)
            groups.append(
                self._prepare_group(
                    "matters",
                    self.env._("Matters Waiting for Me"),
                    [
                        self._prepare_item(
                            matter, matter.name, deadline=matter.date_deadline
                        )
                        for matter in found
                    ],
                    count=matters.search_count(domain),
                    action="my_addon.matter_action_waiting",
                )
            )
            return groups

    *A figure of each area*: extend :meth:`_get_area_figures`.

    *A section*: extend :meth:`_get_sections`. Its ``kind`` names the OWL component
    in the registry category ``community_home_sections`` that draws it; the kinds
    ``todo`` (groups of items) and ``figures`` (numbers with a way to the list
    behind them) are there for all and need no JavaScript.

    An ``action`` is whatever the web client's action service takes: the external
    id of an action, or a dictionary. Nothing may be counted record by record: the
    number of queries is the same for one area and for a hundred.
    """

    _name = "community.home"
    _inherit = [
        "community.home.todo",
        "community.home.areas",
        "community.home.seats",
        "community.home.setup",
    ]
    _description = "First Page"

    @api.model
    @api.readonly
    def get_home(self):
        """Return everything the first page shows to the current user.

        :return: ``role`` (a key of the layout), ``today``, ``greeting``,
            ``read_only`` and the ``sections`` in their order
        """
        self.env["community.area"].check_access("read")
        role = self._get_role()
        return {
            "role": role,
            "today": today(self.env),
            "greeting": self._get_greeting(),
            "read_only": role == "auditor",
            "sections": sorted(
                self._get_sections(), key=lambda section: section["sequence"]
            ),
        }

    @api.model
    def _get_sections(self):
        """Return the sections of the page.

        A section is a dictionary: ``key``, ``kind`` (who draws it), ``title``,
        ``sequence``, ``side`` (in the narrow column on wide screens), and what
        its kind needs. :meth:`_prepare_section` fills in the common part.
        """
        sections = [
            self._get_todo_section(),
            self._get_areas_section(),
            self._get_seats_section(),
        ]
        if self._get_role() == "administrator":
            sections.append(self._get_setup_section())
        return [section for section in sections if section]

    @api.model
    def _get_greeting(self):
        return {
            "name": self.env.user.name,
            "roles": self._get_role_names(),
            "date": format_date(self.env, today(self.env), date_format="full"),
        }

    @api.model
    def _get_role_names(self):
        """Return the names of the user's groups, without those that others imply."""
        groups = self.env.user.sudo().group_ids.filtered(
            lambda group: (
                group.privilege_id.category_id
                == self.env.ref("community_base.module_category_community")
            )
        )
        implied = groups.implied_ids.all_implied_ids
        return (groups - implied).mapped("name")
