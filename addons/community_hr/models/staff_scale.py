from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.community_base.house import today, with_pass

from ..kernel import scale as kernel
from ..kernel.rounding import Rounding


class StaffScale(models.Model):
    """A graded pay scale (薪酬标准) of an area, in force from its day on.

    The nearest scale counts: the community's own, else its street's or district's,
    else one that is for everywhere. On each day an area has one at most. Once in force
    it never changes: the next one begins the day after its last. What other cities
    pay is shipped as an example, by which nobody is paid.
    """

    _name = "staff.scale"
    _description = "Pay Scale"
    _inherit = ["community.fact.mixin", "mail.thread"]
    _order = "is_example, area_id, date_start desc, id desc"

    _fixed_fields = frozenset({"area_id", "is_example", "code"})
    _system_fields = frozenset({"state"})
    _decided_fields = frozenset(
        {"name", "date_start", "base_amount", "rounding_rule", "rounding_unit"}
        | {"step_years", "source"}
    )

    name = fields.Char(required=True, tracking=True)
    area_id = fields.Many2one(
        "community.area",
        index="btree_not_null",
        ondelete="restrict",
        help="Where it is paid, with everything below; empty: everywhere.",
    )
    is_example = fields.Boolean(
        "Example", help="Another city's; nobody is paid by it (外地样例)."
    )
    state = fields.Selection(
        [("draft", "Being Prepared"), ("in_force", "In Force")],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
    )
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.ref("base.CNY"), required=True
    )
    base_amount = fields.Monetary(
        "Base",
        default=0,
        tracking=True,
        help="Coefficients are of this amount a month (基数).",
    )
    rounding_rule = fields.Selection(
        [("half_up", "Half Up"), ("up", "Up"), ("down", "Down")],
        required=True,
        default="half_up",
    )
    rounding_unit = fields.Selection(
        [("fen", "Fen"), ("jiao", "Jiao"), ("yuan", "Yuan")],
        required=True,
        default="fen",
    )
    step_years = fields.Integer(
        "Years a Step",
        default=3,
        help="One grade more after so many years that count (晋档年限).",
    )
    grade_ids = fields.One2many("staff.scale.grade", "scale_id", "Grades", copy=True)
    allowance_ids = fields.One2many(
        "staff.allowance", "scale_id", "Allowances", copy=True
    )
    entry_ids = fields.One2many(
        "staff.scale.entry", "scale_id", "Entry Rules", copy=True
    )

    _one_a_day = models.Constraint(
        "EXCLUDE USING gist (COALESCE(area_id, 0) WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&) "
        "WHERE (state = 'in_force' AND NOT is_example)",
        "This area has a scale for these days already: end that one first.",
    )
    _figures = models.Constraint(
        "CHECK (base_amount >= 0 AND step_years >= 0)",
        "Base and years cannot be negative.",
    )

    @api.depends("name", "date_start")
    def _compute_display_name(self):
        for scale in self:
            start = f"（{scale.date_start:%Y-%m-%d}）" if scale.date_start else ""
            scale.display_name = f"{scale.name or ''}{start}"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["is_example"] = bool(vals.get("is_example"))
        return super().create(vals_list)

    def write(self, vals):
        decided = self._decided_fields.intersection(vals)
        begun = self.filtered(lambda scale: scale.state == "in_force")
        if any(begun._is_changing(name, vals[name]) for name in decided):
            begun._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        if any(scale.state == "in_force" for scale in self):
            raise UserError(self.env._("A scale that was in force stays on record."))

    def _check_open(self):
        """Raise if one of the scales is in force, and so stays as it is."""
        for scale in self.sudo():
            if scale.state == "in_force":
                raise UserError(
                    self.env._(
                        "%s is in force and stays as it is: end it, and enter the next "
                        "one from the day after.",
                        scale.display_name,
                    )
                )

    def action_put_in_force(self):
        """Let people be paid by it; the scale before ends where it begins."""
        for scale in self:
            scale.check_access("write")
            if scale.is_example:
                raise UserError(
                    self.env._("An example is another city's: adopt it first.")
                )
            if not scale.grade_ids:
                raise UserError(self.env._("%s has no grades.", scale.name))
            scale._hold()
            scale._end_former()
            with_pass(scale, {"state"}).state = "in_force"

    def _end_former(self):
        former = self.search(
            Domain("area_id", "=", self.area_id.id)
            & Domain("state", "=", "in_force")
            & Domain("date_start", "<", self.date_start)
            & (
                Domain("date_end", "=", False)
                | Domain("date_end", ">=", self.date_start)
            )
        )
        former.date_end = fields.Date.subtract(self.date_start, days=1)
        former.flush_recordset()

    def action_adopt(self):
        """Copy an example for the user's own area, to be made fit (参照制定)."""
        self.ensure_one()
        area = self.env.user.area_ids[:1]
        if not area:
            raise UserError(self.env._("You are in charge of no area."))
        day = today(self.env)
        copy = self.copy(
            {
                "area_id": area.id,
                "is_example": False,
                "code": f"{self.code}_{area.code or area.id}_{day:%Y%m%d}",
                "date_start": day,
                "date_end": False,
                "verified": False,
            }
        )
        return copy._get_records_action()

    def action_prepare_next(self):
        """Copy the scale for the next 1 January, its base to be entered (年度调标)."""
        self.ensure_one()
        year = max(today(self.env), self.date_start).year + 1
        return self.copy(
            {
                "code": f"{self.code}_{year}",
                "date_start": f"{year}-01-01",
                "date_end": False,
                "verified": False,
                "source": self.env._("To be entered: the document that adjusts it"),
            }
        )._get_records_action()

    def _get_rounding(self):
        return Rounding(self.rounding_rule, self.rounding_unit)

    # What is paid

    @api.model
    def _get_rates(self, areas, first, last):
        """Return the :class:`~..kernel.scale.Rates` of areas from a day to a day.

        It takes the same few queries for one area and for all.
        """
        lines = {area: self._get_line(area) for area in areas.sudo()}
        wanted = {area_id for line in lines.values() for area_id in line}
        scales = self.sudo().search(
            Domain("state", "=", "in_force")
            & Domain("area_id", "in", [*wanted - {False}, False])
            & Domain("date_start", "<=", last)
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", first))
        )
        by_area = defaultdict(list)
        for scale in scales:
            piece = (scale.date_start, scale.date_end or None, scale.id)
            by_area[scale.area_id.id].append(piece)
        return kernel.Rates(
            {
                area.id: kernel.layer([by_area[near] for near in line], first, last)
                for area, line in lines.items()
            },
            {scale.id: scale._get_table() for scale in scales},
        )

    @api.model
    def _get_line(self, area):
        """Return the ids of the area and those above it, the nearest first."""
        path = [int(part) for part in (area.parent_path or "").split("/") if part]
        return [*reversed(path), False]

    def _get_table(self):
        return kernel.Table(
            {(row.class_id.code, row.number): row._get_fen() for row in self.grade_ids},
            {(row.kind, row.key or ""): row._get_entry() for row in self.allowance_ids},
        )

    @api.model
    def _price(self, wanted):
        """Return what is paid a month: for each the parts, or None if no scale says.

        :param wanted: ``[(area, day, Profile)]``
        """
        if not wanted:
            return []
        days = [day for _area, day, _profile in wanted]
        areas = self.env["community.area"].union(*(area for area, *_rest in wanted))
        rates = self._get_rates(areas, min(days), max(days))
        return [self._price_one(rates, *item) for item in wanted]

    @api.model
    def _price_one(self, rates, area, day, profile):
        found = rates.find(area.id, day)
        try:
            return kernel.monthly(profile, found[1]) if found else None
        except kernel.ScaleError:
            return None

    @api.model
    def _get_part_labels(self):
        kinds = self.env["staff.allowance"]._fields["kind"]
        return {"grade": self.env._("Grade")} | dict(
            kinds._description_selection(self.env)
        )

    @api.model
    def _get_in_force(self, area, day):
        """Return the scale of an area on a day, which may be empty."""
        found = self._get_rates(area, day, day).find(area.id, day)
        return self.browse(found[0] if found else ())

    def _get_entry_grade(self, post_class, education, years):
        """Return on which grade somebody begins, by the entry rules (定档).

        :raise UserError: no rule speaks of the class
        """
        self.ensure_one()
        rules = self.entry_ids.filtered(lambda rule: rule.class_id == post_class)
        fitting = rules.filtered(lambda rule: rule.education == education)
        rule = fitting or rules.filtered(lambda rule: not rule.education)
        if not rule:
            raise UserError(
                self.env._(
                    "%(scale)s has no entry rule for the class %(post_class)s.",
                    scale=self.display_name,
                    post_class=post_class.name,
                )
            )
        top = max(
            self.grade_ids.filtered(lambda row: row.class_id == post_class).mapped(
                "number"
            ),
            default=rule.grade_number,
        )
        return kernel.entry_grade(rule.grade_number, years, self.step_years, top)
