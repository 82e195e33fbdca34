from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import format_list

from ..house import today, with_pass

KINDS = [
    ("rename", "Rename"),
    ("move", "Move"),
    ("merge", "Merge"),
    ("split", "Split"),
    ("close", "Abolish"),
]


class CommunityAreaChange(models.Model):
    """A change of areas (区划变更) with its day and document; the areas' history.

    rename  one area gets another name or code
    move    one area comes under another parent
    merge   several areas end; one takes over and keeps their files
    split   one area ends; several take over, one of which keeps its files
    close   one area ends and nobody takes over

    An area that ends keeps all its records: it becomes a child of the area that
    keeps its files. Its organs are dissolved and their seats end the same day.
    """

    _name = "community.area.change"
    _description = "Change of Areas"
    _inherit = ["community.protected.mixin", "mail.thread"]
    _order = "date desc, id desc"

    _system_fields = frozenset({"state", "record"})

    kind = fields.Selection(KINDS, required=True, default="rename")
    state = fields.Selection(
        [("draft", "Draft"), ("done", "Done")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    date = fields.Date(
        required=True,
        default=lambda self: today(self.env),
        help="First day of the new state of things.",
    )
    document = fields.Char(
        required=True, help="Document that orders the change (批文)."
    )
    area_ids = fields.Many2many(
        "community.area",
        "community_area_change_area_rel",
        "change_id",
        "area_id",
        "Areas Changed",
    )
    keeper_id = fields.Many2one(
        "community.area",
        "Files Kept by",
        index=True,
        help="Area that takes over and keeps the files (承接单位).",
    )
    successor_ids = fields.Many2many(
        "community.area",
        "community_area_change_successor_rel",
        "change_id",
        "area_id",
        "Taken over by",
    )
    new_name = fields.Char()
    new_official_name = fields.Char()
    new_code = fields.Char()
    new_parent_id = fields.Many2one("community.area", index=True)
    record = fields.Text(
        "What Was Done",
        readonly=True,
        copy=False,
        help="The state before and after, in words.",
    )

    @api.depends("kind", "date", "area_ids")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for change in self:
            names = "、".join(change.area_ids.mapped("name"))
            change.display_name = f"{change.date} {kinds.get(change.kind, '')} {names}"

    def write(self, vals):
        done = self.filtered(lambda change: change.state == "done")
        own = {name for name in vals if name in self._own_fields()}
        if done and own and not self._has_system_pass(own):
            raise UserError(self.env._("A change that was carried out is history."))
        return super().write(vals)

    @api.model
    def _own_fields(self):
        return {
            "kind",
            "date",
            "document",
            "area_ids",
            "keeper_id",
            "successor_ids",
            "new_name",
            "new_official_name",
            "new_code",
            "new_parent_id",
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if any(change.state == "done" for change in self):
            raise UserError(self.env._("A change that was carried out is history."))

    def action_apply(self):
        """Carry out drafts: all of them or none."""
        self.check_access("write")
        self.lock_for_update()
        for change in self:
            if change.state == "done":
                raise UserError(self.env._("This change has been carried out already."))
            change._check_complete()
            change._check_in_scope()
            change.area_ids.lock_for_update()
            before = change._describe()
            getattr(change.sudo(), f"_apply_{change.kind}")()
            done = {"state": "done", "record": f"{before}\n→ {change._describe()}"}
            with_pass(change, done).write(done)

    def _describe(self):
        areas = (self.area_ids | self.successor_ids | self.keeper_id).sorted("id")
        return format_list(self.env, [self._describe_area(area) for area in areas])

    def _describe_area(self, area):
        name = f"{area.name} {area.code or ''}".strip()
        if not area.parent_id:
            return name
        return self.env._(
            "%(area)s (%(parent)s)", area=name, parent=area.parent_id.name
        )

    def _check_complete(self):
        missing = {
            "rename": not (self.new_name or self.new_code or self.new_official_name),
            "move": not self.new_parent_id,
            "merge": not self.keeper_id,
            "split": not (self.keeper_id and len(self.successor_ids) > 1),
            "close": False,
        }
        if not self.area_ids or missing[self.kind]:
            raise ValidationError(
                self.env._(
                    "The change is not complete: enter the areas it is about and what "
                    "becomes of them (a new name, the area that takes over …)."
                )
            )
        if self.kind in ("rename", "split") and len(self.area_ids) > 1:
            raise ValidationError(self.env._("Enter one change for each area."))
        if self.keeper_id and self.kind == "split":
            if self.keeper_id not in self.successor_ids:
                raise ValidationError(
                    self.env._("The files are kept by one of the areas that take over.")
                )
        if any(area.date_end for area in self.area_ids):
            raise ValidationError(
                self.env._("An area that has ended already cannot be changed.")
            )

    def _check_in_scope(self):
        """Whoever changes areas is in charge of all of them."""
        areas = self.area_ids | self.keeper_id | self.successor_ids | self.new_parent_id
        areas.check_access("write")

    def _apply_rename(self):
        wanted = {
            "name": self.new_name,
            "official_name": self.new_official_name,
            "code": self.new_code,
        }
        self._write_areas(
            self.area_ids, {name: value for name, value in wanted.items() if value}
        )

    def _apply_move(self):
        self._write_areas(self.area_ids, {"parent_id": self.new_parent_id.id})

    def _apply_merge(self):
        ending = self.area_ids - self.keeper_id
        if not ending:
            raise ValidationError(
                self.env._("In a merger at least one area ends: add it to the areas.")
            )
        self._end_areas(ending, self.keeper_id)
        self.successor_ids = [Command.set(self.keeper_id.ids)]

    def _apply_split(self):
        self._end_areas(self.area_ids, self.keeper_id)

    def _apply_close(self):
        self._end_areas(self.area_ids, self.env["community.area"])

    def _end_areas(self, areas, keeper):
        last_day = fields.Date.subtract(self.date, days=1)
        if areas.child_ids.filtered(lambda area: not area.date_end) and not keeper:
            raise ValidationError(
                self.env._("Close or move the areas below it first, then this one.")
            )
        self._dissolve_organs(areas, last_day)
        vals = {"date_end": last_day}
        if keeper:
            self._write_areas(
                areas.child_ids.filtered(lambda area: not area.date_end),
                {"parent_id": keeper.id},
            )
            vals["parent_id"] = keeper.id
        self._write_areas(areas, vals)

    def _dissolve_organs(self, areas, last_day):
        reason = self.document
        organs = self.env["community.organ"].search(
            self._get_dissolved_domain(areas, last_day)
        )
        seats = self.env["community.seat"].search(
            Domain("organ_id", "in", organs.ids)
            & Domain("voided", "=", False)
            & (Domain("date_end", "=", False) | Domain("date_end", ">", last_day))
        )
        coming = seats.filtered(lambda seat: seat.date_start > last_day)
        if coming:
            coming._void(reason)
        regular = (seats - coming).filtered(lambda seat: seat.tenure != "delegated")
        if regular:
            regular._end(last_day, reason)
        organs.write({"date_end": last_day})

    @api.model
    def _get_dissolved_domain(self, areas, last_day):
        """Return the domain of the organs that end with their areas."""
        return Domain("area_id", "in", areas.ids) & (
            Domain("date_end", "=", False) | Domain("date_end", ">", last_day)
        )

    def _write_areas(self, areas, vals):
        with_pass(areas, vals).write(vals)
