import csv
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import file_open

from ..house import today
from ..kernel import division
from ..kernel.division import Division
from ..kernel.table import Column, Problem
from .community_table_import import PlannedLine

LISTS = "community_base/data/divisions"
#: In the order of the preview: what asks for a look comes first.
STATUSES = ("moved", "renamed", "gone", "new", "ended", "same")
LOADED = frozenset({"new", "renamed", "moved", "gone"})
#: These become part of the area's history.
CHANGED = frozenset({"renamed", "moved", "gone"})


class CommunityAreaImport(models.TransientModel):
    """Loads the official list of divisions (区划代码) into the tree of areas.

    New areas are made. A rename or a move is recorded as a change of the area,
    with the day and the document. An area that the list no longer has is closed
    only where the user ticks it: a list can be old, and a merged community needs
    somebody who keeps its files. An area that has ended here is left alone.
    """

    _name = "community.area.import"
    _inherit = ["community.table.import"]
    _description = "Load the Division List"

    source = fields.Selection(
        selection_add=[("shipped", "List that comes with the program"), ("file",)],
        default="shipped",
        ondelete={"shipped": "cascade"},
    )
    shipped_list = fields.Selection("_select_lists", default="baoan")
    is_unverified = fields.Boolean(compute="_compute_is_unverified")
    scope = fields.Char(
        "Only District",
        default=lambda self: self._default_scope(),
        help="Code of a district or street, e.g. 440306: other rows are passed over, "
        "so the list of a whole province can be given.",
    )
    is_complete = fields.Boolean(
        "The list is complete",
        default=True,
        help="What it leaves out, in the districts and streets it speaks of, is shown "
        "as gone.",
    )
    date = fields.Date(
        "As of",
        compute="_compute_origin",
        store=True,
        readonly=False,
        help="Day of the list. Names and places that change are changed from this day.",
    )
    document = fields.Char(
        "List or Document",
        compute="_compute_origin",
        store=True,
        readonly=False,
        help="Where the list comes from.",
    )
    line_ids = fields.One2many(
        "community.area.import.line", "wizard_id", "What Changes"
    )
    new_count = fields.Integer(compute="_compute_counts")
    renamed_count = fields.Integer(compute="_compute_counts")
    moved_count = fields.Integer(compute="_compute_counts")
    gone_count = fields.Integer(compute="_compute_counts")
    ended_count = fields.Integer(compute="_compute_counts")
    same_count = fields.Integer(compute="_compute_counts")

    @api.model
    def _select_lists(self):
        return [(key, entry["name"]) for key, entry in self._get_lists().items()]

    @api.model
    def _get_lists(self):
        """Return the shipped lists by key, as ``index.csv`` describes them."""
        with file_open(f"{LISTS}/index.csv") as index:
            return {entry["key"]: entry for entry in csv.DictReader(index)}

    @api.model
    def _default_scope(self):
        """The district in the user's charge, if it is one; of a street, the street."""
        areas = self.env.user.area_ids
        if areas.mapped("level") == ["street"]:
            return areas.code[:9] if areas.code else False
        districts = areas.district_id
        code = districts.code if len(districts) == 1 else ""
        return code[:6] if code else False

    @api.depends("source", "shipped_list")
    def _compute_is_unverified(self):
        lists = self._get_lists()
        for wizard in self:
            entry = lists.get(wizard.shipped_list)
            shipped = wizard.source == "shipped" and entry
            wizard.is_unverified = shipped and entry["verified"] != "1"

    @api.depends("line_ids.status")
    def _compute_counts(self):
        for wizard in self:
            counts = defaultdict(int)
            for line in wizard.line_ids:
                counts[line.status] += 1
            for status in STATUSES:
                wizard[f"{status}_count"] = counts[status]

    @api.depends("source", "shipped_list")
    def _compute_origin(self):
        lists = self._get_lists()
        for wizard in self:
            entry = lists.get(wizard.shipped_list)
            shipped = wizard.source == "shipped" and entry
            wizard.date = entry["date"] if shipped else False
            wizard.document = entry["source"] if shipped else False

    # Reading

    def _check_allowed(self):
        self.env["community.area"].check_access("create")

    @api.model
    def _get_columns(self):
        return (
            Column(
                "code",
                (
                    self.env._("Division Code"),
                    "统计用区划代码",
                    "区划代码",
                    "行政区划代码",
                    "代码",
                    "编码",
                ),
                required=True,
                kind="code",
            ),
            Column(
                "name",
                (self.env._("Name"), "名称", "区划名称", "单位名称", "社区名称"),
                required=True,
                max_length=100,
            ),
            Column(
                "parent_code",
                (self.env._("Code Above"), "上级代码", "上级编码"),
                kind="code",
            ),
        )

    def _get_ignored_headers(self):
        """Headers of the official lists that say nothing the code does not say."""
        return (
            "城乡分类代码",
            "provinceCode",
            "cityCode",
            "areaCode",
            "streetCode",
        )

    def _get_content(self):
        if self.source != "shipped":
            return super()._get_content()
        entry = self._get_lists().get(self.shipped_list)
        if not entry:
            raise UserError(self.env._("Choose one of the shipped lists."))
        with file_open(f"{LISTS}/{entry['file']}", "rb") as content:
            return content.read()

    def _get_filter(self):
        if not self.scope:
            return None
        scope, reason = division.normalize_code(self.scope)
        if reason:
            raise UserError(
                self.env._(
                    "%s is no code of a district (6 digits) or street (9 digits).",
                    self.scope,
                )
            )
        is_district = division.level_of(scope) == "district"
        if is_district and self.source == "shipped":  # one district's list already
            return None
        prefix = scope[:6] if is_district else scope[:9]
        return lambda texts: texts.get("code", "").strip("'’ ").startswith(prefix)

    # Planning

    def _check_rows(self, rows):
        return self._parse(rows)[1]

    @api.model
    def _parse(self, rows):
        return division.parse((row.number, row.values) for row in rows)

    def _plan(self, rows):
        found = self._parse(rows)[0]
        areas = self._find_areas(found)
        problems = division.missing_parents(found, areas)
        changes = division.compare(
            [self._to_division(area) for area in areas.values()],
            [entry for _row, entry in found.values()],
            complete=self.is_complete,
        )
        problems += self._find_outside(changes, found, areas)
        newer = self._find_changed_later(areas)
        plan = [self._plan_line(change, found, areas, newer) for change in changes]
        plan.sort(key=lambda line: (line.vals["sequence"], line.key))
        return plan, problems

    @api.model
    def _find_areas(self, codes):
        """Return by code the areas of the districts that ``codes`` lie in."""
        districts = sorted({code[:6] for code in codes})
        domain = Domain.OR(Domain("code", "=like", f"{code}%") for code in districts)
        areas = self.env["community.area"].with_context(active_test=False)
        return {area.code: area for area in areas.search(domain)}

    @api.model
    def _to_division(self, area):
        return Division(
            area.code,
            area.official_name or area.name,
            area.parent_id.code or "",
            bool(area.date_end) or not area.active,
        )

    def _find_outside(self, changes, found, areas):
        """Problems for rows that would change what is not in the user's charge."""
        if self.env.user.has_group("community_base.group_administrator"):
            return []
        scope = set(self.env.user._area_scope())
        codes = {code for code, area in areas.items() if area.id in scope}
        problems = []
        for change in changes:  # parents come before what is below them
            if change.status == "new" and change.new.parent in codes:
                codes.add(change.code)
            elif change.status in ("new", "renamed", "moved"):
                if not self._is_inside(change, codes):
                    row = found[change.code][0]
                    name = {"name": change.new.name}
                    problems.append(Problem(row, "code", "outside_charge", name))
        return problems

    @api.model
    def _is_inside(self, change, codes):
        if not change.old or change.old.code not in codes:
            return False
        return change.status != "moved" or change.new.parent in codes

    def _find_changed_later(self, areas):
        """Return the ids of areas with a change that is newer than the list."""
        if not self.date:
            return set()
        ids = [area.id for area in areas.values()]
        changes = self.env["community.area.change"].search(
            [
                ("area_ids", "in", ids),
                ("state", "=", "done"),
                ("date", ">", self.date),
            ]
        )
        return set(changes.area_ids.ids)

    def _plan_line(self, change, found, areas, newer):
        old, new = change.old, change.new
        area = areas[old.code] if old else self.env["community.area"]
        status = "ended" if change.status == "reopened" else change.status
        parent = (new or old).parent
        is_newer = area.id in newer and status in CHANGED
        loads = {"new"} | ({"renamed", "moved"} if self._may_change() else set())
        vals = {
            "row": found[change.code][0] if new else 0,
            "status": status,
            "sequence": STATUSES.index(status),
            "chosen": status in loads and not is_newer,
            "code": change.code,
            "level": (new or old).level,
            "name": division.short_name(new.name) if new else area.name,
            "official_name": (new or old).name,
            "parent_name": self._get_parent_name(parent, found, areas),
            "area_id": area.id,
            "old_name": area.name if status in ("renamed", "moved") else False,
            "old_code": old.code if old and old.code != change.code else False,
            "date": self.date if status in CHANGED else False,
            "is_changed_later": is_newer,
        }
        return PlannedLine(change.code, vals, change)

    @api.model
    def _may_change(self):
        """A street adds its communities; names, places and ends are the district's."""
        return self.env["community.area.change"].has_access("create")

    @api.model
    def _get_parent_name(self, code, found, areas):
        if code in found:
            return division.short_name(found[code][1].name)
        return areas[code].name if code in areas else False

    # Applying

    def _apply_plan(self, plan, lines):
        chosen = [
            (line, lines[line.key])
            for line in plan
            if line.vals["status"] in LOADED and lines[line.key].chosen
        ]
        areas = self._find_areas([line.key for line, _decision in chosen])
        new = [line for line, _decision in chosen if line.data.status == "new"]
        self._create_areas([line.data.new for line in new], areas)
        self._change_areas([pair for pair in chosen if pair[0] not in new], areas)
        return self.env._(
            "Loaded: %(new)s new areas, %(changed)s renamed, moved or closed.",
            new=len(new),
            changed=len(chosen) - len(new),
        )

    def _create_areas(self, entries, areas):
        """Make areas, a level at a time, and add them to ``areas`` by code."""
        for level in division.AREA_LEVELS:
            vals_list = [
                self._prepare_area_vals(entry, areas)
                for entry in entries
                if entry.level == level
            ]
            created = self.env["community.area"].create(vals_list)
            areas.update((area.code, area) for area in created)

    def _prepare_area_vals(self, entry, areas):
        parent = areas.get(entry.parent)
        if entry.parent and not parent:
            raise UserError(
                self.env._(
                    "“%(area)s” (%(code)s) cannot be loaded without the area that it "
                    "is part of, %(parent)s: choose both or neither.",
                    area=entry.name,
                    code=entry.code,
                    parent=entry.parent,
                )
            )
        return {
            "name": division.short_name(entry.name),
            "official_name": entry.name,
            "code": entry.code,
            "level": entry.level,
            "parent_id": parent.id if parent else False,
            "source": self._get_document(),
        }

    def _change_areas(self, pairs, areas):
        """Record and carry out renames, moves and closures.

        Streets close after their communities, and everything else before.
        """
        if not pairs:
            return
        if not self._may_change():
            raise UserError(
                self.env._(
                    "A street adds communities. Names, places and ends of areas are "
                    "changed by the district: leave those lines out."
                )
            )
        vals_list = [
            self._prepare_change_vals(kind, line.data, decision, areas)
            for line, decision in sorted(pairs, key=self._get_order, reverse=True)
            for kind in self._get_change_kinds(line.data)
        ]
        self.env["community.area.change"].create(vals_list).action_apply()

    @api.model
    def _get_order(self, pair):
        line = pair[0]
        return line.data.status != "gone", division.LEVELS.index(line.vals["level"])

    @api.model
    def _get_change_kinds(self, change):
        """Return the kinds of ``community.area.change`` that a line amounts to."""
        old, new = change.old, change.new
        if not new:
            return ["close"]
        kinds = ["move"] if old.parent != new.parent else []
        if old.code != new.code or not division.same_name(old.name, new.name):
            kinds.append("rename")
        return kinds

    def _prepare_change_vals(self, kind, change, decision, areas):
        vals = {
            "kind": kind,
            "date": decision.date or self.date or today(self.env),
            "document": self._get_document(),
            "area_ids": [Command.link(areas[change.old.code].id)],
        }
        if kind == "move":
            vals["new_parent_id"] = self._get_new_parent(change, areas).id
        elif kind == "rename":
            vals["new_name"] = division.short_name(change.new.name)
            vals["new_official_name"] = change.new.name
            vals["new_code"] = change.new.code
        return vals

    def _get_new_parent(self, change, areas):
        parent = areas.get(change.new.parent)
        if not parent:
            raise UserError(
                self.env._(
                    "“%(area)s” cannot move to %(parent)s, which is not loaded: choose "
                    "both or neither.",
                    area=change.new.name,
                    parent=change.new.parent,
                )
            )
        return parent

    def _get_document(self):
        return self.document or self.env._("Division list")

    def _action_show_result(self):
        return self.env["ir.actions.act_window"]._for_xml_id(
            "community_base.community_area_action"
        )

    @api.model
    def _get_problem_texts(self):
        return super()._get_problem_texts() | {
            "no_rows": self.env._(
                "There is nothing to load: no rows, or none under the code given above."
            ),
            "format": self.env._(
                "“%(value)s” is no division code: it has digits only."
            ),
            "length": self.env._(
                "%(value)s is no division code: it has 6 digits for a district, 9 for "
                "a street, 12 for a community."
            ),
            "structure": self.env._(
                "%(value)s names a community without naming its street."
            ),
            "level": self.env._(
                "%(value)s is a province or a city; the tree of areas begins with the "
                "district."
            ),
            "duplicate": self.env._(
                "%(code)s stands in row %(first_row)s already, under another name."
            ),
            "parent_level": self.env._("%(value)s is not one level above this area."),
            "no_parent": self.env._(
                "The area that this one is part of, %(value)s, is neither in the table "
                "nor known here."
            ),
            "outside_charge": self.env._(
                "“%(name)s” does not lie in your charge. Load it as an administrator, "
                "or give the code of your district or street above."
            ),
        }
