from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..house import today, with_pass
from ..kernel.pinyin import search_key
from ..pinyin_field import Pinyin

LEVELS = [
    ("district", "District"),
    ("street", "Street"),
    ("community", "Community"),
]


class CommunityArea(models.Model):
    """An administrative area (行政区划): district → street → community.

    The tree carries access: a user sees what lies at or under the areas in his
    charge. An area that was merged away keeps its records and becomes a child
    of the area that keeps its files, so that the successor sees them without
    anything being moved. Name, code, place and end change only through
    ``community.area.change``, which is the area's history.
    """

    _name = "community.area"
    _description = "Area"
    _inherit = ["community.protected.mixin"]
    _parent_store = True
    _rec_names_search = ["name", "official_name", "pinyin", "code"]
    _order = "code, id"

    _fixed_fields = frozenset(
        {"name", "official_name", "code", "level", "parent_id", "date_end", "active"}
    )
    _system_fields = frozenset({"company_id"})

    name = fields.Char(required=True, index="trigram")
    official_name = fields.Char(
        help="Full name in the official division list, e.g. 宝民社区居委会.",
    )
    code = fields.Char(
        "Division Code",
        size=12,
        index=True,
        help="12-digit statistical division code (统计用区划代码).",
    )
    level = fields.Selection(LEVELS, required=True, index=True)
    parent_id = fields.Many2one(
        "community.area", "Part of", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("community.area", "parent_id", "Areas Below")
    date_start = fields.Date("Since")
    date_end = fields.Date("Ended on", help="Last day of existence (撤并日期).")
    active = fields.Boolean(default=True)
    district_id = fields.Many2one(
        "community.area",
        compute="_compute_ancestors",
        store=True,
        index=True,
        recursive=True,
    )
    street_id = fields.Many2one(
        "community.area",
        compute="_compute_ancestors",
        store=True,
        index=True,
        recursive=True,
    )
    community_id = fields.Many2one(
        "community.area",
        compute="_compute_ancestors",
        store=True,
        index=True,
        recursive=True,
    )
    pinyin = Pinyin(compute="_compute_pinyin", store=True, index="trigram")
    source = fields.Char(help="Where the entry comes from, e.g. the list and its date.")
    change_ids = fields.Many2many(
        "community.area.change",
        "community_area_change_area_rel",
        "area_id",
        "change_id",
        "History",
    )
    organ_ids = fields.One2many("community.organ", "area_id", "Organs")
    organ_count = fields.Integer(compute="_compute_counts")
    child_count = fields.Integer(compute="_compute_counts")
    user_ids = fields.Many2many(
        "res.users",
        "community_area_users_rel",
        "area_id",
        "user_id",
        "Users in Charge",
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company",
        "Books",
        readonly=True,
        index="btree_not_null",
        help="Company or branch that keeps the area's accounts (账套), made when "
        "its books are opened.",
    )

    _code_unique = models.Constraint(
        "UNIQUE (code)", "This division code belongs to another area already."
    )
    _code_digits = models.Constraint(
        "CHECK (code ~ '^[0-9]{12}$')", "A division code has exactly 12 digits."
    )
    _dates = models.Constraint(
        "CHECK (date_end >= date_start)", "An area cannot end before it begins."
    )
    _company_unique = models.UniqueIndex(
        "(company_id) WHERE company_id IS NOT NULL",
        "This company keeps the books of another area already.",
    )

    @api.depends("name", "official_name")
    def _compute_pinyin(self):
        for area in self:
            area.pinyin = search_key(area.name or "")

    @api.depends(
        "level",
        "parent_id.district_id",
        "parent_id.street_id",
        "parent_id.community_id",
    )
    def _compute_ancestors(self):
        for area in self:
            for level in ("district", "street", "community"):
                own = area if area.level == level else area.parent_id[f"{level}_id"]
                area[f"{level}_id"] = own

    @api.depends("child_ids", "organ_ids")
    def _compute_counts(self):
        for area in self:
            area.child_count = len(area.child_ids)
            area.organ_count = len(area.organ_ids)

    @api.depends("name", "date_end", "parent_id.name")
    @api.depends_context("community_area_long_name")
    def _compute_display_name(self):
        long_name = self.env.context.get("community_area_long_name")
        for area in self:
            name = area.name or ""
            if long_name and area.parent_id:
                name = f"{area.parent_id.name} / {name}"
            if area.date_end and area.date_end < today(self.env):
                name = self.env._(
                    "%(name)s (until %(day)s)", name=name, day=area.date_end
                )
            area.display_name = name

    @api.constrains("level", "parent_id", "date_end")
    def _check_place(self):
        """A living area stands one level below its parent's."""
        above = self._get_levels_above()
        for area in self:
            if area.parent_id and area.parent_id.level not in above[area.level]:
                if not (area.date_end and area.parent_id.level == area.level):
                    raise ValidationError(
                        self.env._(
                            "“%(area)s” cannot be part of “%(parent)s”: a district "
                            "contains streets, a street contains communities.",
                            area=area.name,
                            parent=area.parent_id.name,
                        )
                    )

    @api.constrains("parent_id")
    def _check_no_cycle(self):
        if self._has_cycle():
            raise ValidationError(self.env._("An area cannot be part of itself."))

    @api.model
    def _get_levels_above(self):
        """Return for each level the levels its parent may have."""
        return {
            "district": set(),
            "street": {"district"},
            "community": {"street"},
        }

    @api.model_create_multi
    def create(self, vals_list):
        areas = super().create(vals_list)
        self._clear_scopes()
        return areas

    def write(self, vals):
        result = super().write(vals)
        if "parent_id" in vals:
            self._clear_scopes()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.organ_ids or self.user_ids or self.child_ids:
            raise UserError(
                self.env._(
                    "An area with organs, users or areas below it cannot be deleted: "
                    "close it with a date instead, its records stay."
                )
            )

    def unlink(self):
        result = super().unlink()
        self._clear_scopes()
        return result

    def _clear_scopes(self):
        """Forget who sees what: record rules hold the ids of areas."""
        self.env.registry.clear_cache()

    def action_open_books(self):
        """Make the company (street) or branch (community) that keeps the books."""
        self.ensure_one()
        self.env["res.company"].check_access("create")
        self.lock_for_update()
        if self.company_id:
            raise UserError(self.env._("The books of %s are open already.", self.name))
        company = self.env["res.company"].sudo().create(self._prepare_company_vals())
        with_pass(self, {"company_id"}).company_id = company
        return company._get_records_action()

    def _prepare_company_vals(self):
        street_company = self.street_id.company_id
        if self.level == "community" and not street_company:
            raise UserError(
                self.env._(
                    "Open the books of %s first: a community's books are a branch "
                    "of its street's.",
                    self.street_id.name,
                )
            )
        currency = self.env.ref("base.CNY")
        return {
            "name": self.name,
            "parent_id": street_company.id if self.level == "community" else False,
            "currency_id": (street_company.currency_id or currency).id,
            "country_id": self.env.ref("base.cn").id,
        }

    def action_view_organs(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "community_base.community_organ_action"
        )
        return action | {
            "domain": [("area_id", "child_of", self.id)],
            "context": {"default_area_id": self.id},
        }

    @api.model
    def _get_living_domain(self, on_date=None):
        """Return the domain of the areas that exist on a day (default: today)."""
        day = on_date or today(self.env)
        return (Domain("date_end", "=", False) | Domain("date_end", ">=", day)) & (
            Domain("date_start", "=", False) | Domain("date_start", "<=", day)
        )
