from odoo import api, models
from odoo.fields import Domain

from ..kernel.tree import roll_up, topmost


class CommunityHomeAreas(models.AbstractModel):
    """My areas (我的辖区): those in the user's charge and what is counted in them."""

    _name = "community.home.areas"
    _inherit = ["community.home.section"]
    _description = "Areas on the First Page"

    @api.model
    def _get_area_figures(self, areas):
        """Return what is counted for the areas in the user's charge.

        :param areas: the areas shown; count at or under them in one query
        :return: dictionaries of ``key``, ``label``, ``counts`` ({area id: number}
            at the area itself, the page adds up what lies below), ``field`` (the
            area field of the list) and ``action`` (the list, without the area)
        """
        figures = [
            self._get_community_figure(areas),
            self._get_organ_figure(areas),
            self._get_vacancy_figure(areas),
            self._get_file_figure(areas),
        ]
        return [figure for figure in figures if figure]

    @api.model
    def _get_areas_section(self):
        charged = self._get_charged_areas()
        rows = charged | self._get_areas_below(charged)
        everywhere = not self.env.user.area_ids and bool(charged)
        title = self.env._("All Areas") if everywhere else self.env._("My Areas")
        return self._prepare_section(
            "areas",
            title,
            **self._prepare_area_groups(charged, rows),
            empty=self.env._(
                "No area is in your charge yet. The administrator puts areas in your "
                "charge on your user."
            ),
        )

    @api.model
    def _get_charged_areas(self):
        """Return the areas in the user's charge that lie under no other of them.

        Who sets up areas everywhere and has none of his own sees whole districts.
        """
        Area = self.env["community.area"].with_context(active_test=False)
        areas = Area.search_fetch(
            [("user_ids", "=", self.env.uid)], ["name", "level", "parent_path"]
        )
        if not areas and self._get_role() == "administrator":
            areas = Area.search([("parent_id", "=", False)])
        return areas.browse(topmost({area.id: area.parent_path for area in areas}))

    @api.model
    def _get_areas_below(self, areas):
        Area = self.env["community.area"]
        living = Area._get_living_domain()
        return Area.search(Domain("parent_id", "in", areas.ids) & living)

    @api.model
    def _prepare_area_groups(self, charged, rows):
        """Group the areas: each charged one with those below it, single ones by parent.

        Somebody in charge of a street sees the street with its communities;
        somebody in charge of many single communities sees them under their streets.
        """
        values, figures = self._count_areas(rows)
        below = rows.grouped("parent_id")
        groups = {}
        for area in charged:
            if area in below:
                groups[area] = self._prepare_area(area, values) | {
                    "rows": [self._prepare_area(row, values) for row in below[area]]
                }
                continue
            parent = area.parent_id or area.browse()
            group = groups.setdefault(
                parent, self._prepare_area(parent, {}) | {"rows": []}
            )
            group["rows"].append(self._prepare_area(area, values))
        return {"figures": figures, "groups": list(groups.values())}

    @api.model
    def _prepare_area(self, area, values):
        levels = dict(area._fields["level"]._description_selection(self.env))
        return {
            "id": area.id,
            "name": area.display_name or "",
            "level": levels.get(area.level, ""),
            "values": values.get(area.id, {}),
            "pinyin": area.pinyin or "",
            "action": self._action_open(area) if area else False,
        }

    @api.model
    def _count_areas(self, areas):
        """Return ``({area id: {figure: number}}, figures without their counts)``."""
        figures = self._get_area_figures(areas)
        counted = {area for figure in figures for area in figure["counts"]}
        found = areas.with_context(active_test=False).search_fetch(
            [("id", "in", list(counted))], ["parent_path"], order="id"
        )
        paths = {area.id: area.parent_path for area in found}
        values = {area.id: {} for area in areas}
        for figure in figures:
            totals = roll_up(figure.pop("counts"), paths)
            for area in areas:
                values[area.id][figure["key"]] = totals[area.id]
        for area in areas.filtered(lambda area: area.level == "community"):
            values[area.id].pop("communities", None)
        return values, figures

    @api.model
    def _count_by_area(self, model, areas, domain=(), aggregate="__count"):
        """Return ``{area id: number}`` of the records at or under the areas."""
        groups = self.env[model]._read_group(
            Domain("area_id", "child_of", areas.ids) & Domain(domain),
            ["area_id"],
            [aggregate],
        )
        return {area.id: number for area, number in groups}

    @api.model
    def _get_community_figure(self, areas):
        domain = Domain("level", "=", "community")
        found = areas._search(
            Domain("id", "child_of", areas.ids) & domain & areas._get_living_domain(),
            order="id",
        )
        label = self.env._("Communities")
        return {
            "key": "communities",
            "label": label,
            "counts": dict.fromkeys(found, 1),
            "field": "id",
            "action": self._action_list(
                "community.area", label, domain, {"search_default_living": 1}
            ),
        }

    @api.model
    def _get_organ_figure(self, areas):
        domain = self._get_existing_domain()
        label = self.env._("Organs")
        return {
            "key": "organs",
            "label": label,
            "counts": self._count_by_area("community.organ", areas, domain),
            "field": "area_id",
            "action": self._action_list(
                "community.organ", label, domain, views=("list", "kanban", "form")
            ),
        }

    @api.model
    def _get_vacancy_figure(self, areas):
        domain = [("kind", "=", "vacancy")]
        label = self.env._("Vacancies")
        return {
            "key": "vacancies",
            "label": label,
            "counts": self._count_by_area(
                "community.outlook", areas, domain, "number:sum"
            ),
            "field": "area_id",
            "action": self._action_list(
                "community.outlook", label, domain, views=["list"]
            ),
        }

    @api.model
    def _get_file_figure(self, areas):
        """Count the personal files, for those who may read them."""
        model = "community.person.private"
        if model not in self.env or not self.env[model].has_access("read"):
            return None
        label = self.env._("Persons")
        return {
            "key": "files",
            "label": label,
            "counts": self._count_by_area(model, areas),
            "field": "area_id",
            "action": self._action_list(model, label),
        }
