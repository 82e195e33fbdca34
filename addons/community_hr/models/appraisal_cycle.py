import json
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.community_base.house import public_lang, today, with_pass

from ..kernel import appraisal
from ..kernel.appraisal import AppraisalError

STATES = [
    ("draft", "Being Prepared"),
    ("scoring", "Marks Being Given"),
    ("calibrating", "Calibration"),
    ("hearing", "Told, to Be Heard"),
    ("published", "Results Posted"),
    ("sealed", "Sealed"),
    ("cancelled", "Cancelled"),
]
NEXT = {
    "draft": {"scoring", "cancelled"},
    "scoring": {"calibrating", "cancelled"},
    "calibrating": {"scoring", "hearing", "cancelled"},
    "hearing": {"calibrating", "published", "cancelled"},
    "published": {"calibrating", "sealed"},
}
#: From when on people know their result; it changes by an appeal only.
TOLD = ("hearing", "published", "sealed")
NAMED = 5


class AppraisalCycle(models.Model):
    """An appraisal of people for a month or a year (考核批次).

    It takes over the scheme when it opens. Then come marks, calibration under the
    quota, hearing and appeal, publication, and the seal: each step in the database,
    and no way back from the seal. A person is appraised once for a period.
    """

    _name = "appraisal.cycle"
    _description = "Appraisal"
    _inherit = ["community.area.mixin", "community.sealed.mixin", "mail.thread"]
    _order = "date_from desc, id desc"

    _fixed_fields = frozenset({"area_id", "scheme_id", "date_from", "date_to"})
    _system_fields = frozenset(
        {
            "state",
            "rules",
            "quota_id",
            "places",
            "told_on",
            "told_by_id",
            "hearing_until",
            "appeal_until",
        }
    )

    scheme_id = fields.Many2one(
        "appraisal.scheme", required=True, index=True, ondelete="restrict"
    )
    subject_model = fields.Selection(related="scheme_id.subject_model")
    period = fields.Selection(related="scheme_id.period", store=True)
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", required=True)
    class_ids = fields.Many2many(
        "staff.post.class",
        string="Post Classes",
        help="Who is appraised; empty: people of all classes.",
    )
    scoring_until = fields.Date("Marks until", tracking=True)
    state = fields.Selection(
        STATES, default="draft", required=True, copy=False, tracking=True
    )
    rules = fields.Json(readonly=True, copy=False)
    quota_id = fields.Many2one(
        "appraisal.quota", "Quota of the Best", ondelete="restrict", copy=False
    )
    places = fields.Json(readonly=True, copy=False)
    told_on = fields.Date(copy=False)
    told_by_id = fields.Many2one("res.partner", copy=False)
    hearing_until = fields.Date("Heard until", copy=False)
    appeal_until = fields.Date("Appeals until", copy=False)
    sheet_ids = fields.One2many("appraisal.sheet", "cycle_id", "People")
    workload_ids = fields.One2many("appraisal.workload", "cycle_id", "Workload")
    page_ids = fields.One2many("community.publication", "cycle_id", "Pages")
    sheet_count = fields.Integer("Appraised", compute="_compute_counts")
    waiting_count = fields.Integer("Marks Missing", compute="_compute_counts")
    limited_count = fields.Integer("Best", compute="_compute_counts")
    tied_count = fields.Integer("Tied", compute="_compute_counts")
    appeal_count = fields.Integer("Open Appeals", compute="_compute_counts")
    place_count = fields.Integer("Places of the Best", compute="_compute_place_count")

    _dates = models.Constraint(
        "CHECK (date_to >= date_from)", "A period cannot end before it begins."
    )

    def init(self):
        result = super().init()
        self.env.cr.execute(
            SQL(
                """
            CREATE OR REPLACE FUNCTION appraisal_cycle_check() RETURNS trigger AS $$
            DECLARE
                steps jsonb := TG_ARGV[0]::jsonb;
            BEGIN
                IF TG_OP = 'DELETE' THEN
                    IF OLD.state <> 'draft' THEN
                        RAISE EXCEPTION 'appraisal %% stays on record', OLD.id
                              USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    RETURN OLD;
                END IF;
                IF TG_OP = 'INSERT' AND NEW.state <> 'draft' OR TG_OP = 'UPDATE' AND (
                    OLD.state <> NEW.state
                        AND NOT coalesce(steps -> OLD.state ? NEW.state, false)
                    OR OLD.state <> 'draft'
                        AND (OLD.rules, OLD.quota_id, OLD.date_from, OLD.date_to)
                            IS DISTINCT FROM
                            (NEW.rules, NEW.quota_id, NEW.date_from, NEW.date_to))
                THEN
                    RAISE EXCEPTION 'appraisal %% cannot become %% this way', NEW.id,
                          NEW.state USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER appraisal_cycle_check
                BEFORE INSERT OR UPDATE OR DELETE ON appraisal_cycle FOR EACH ROW
                EXECUTE FUNCTION appraisal_cycle_check(%s);
            """,
                json.dumps({state: sorted(after) for state, after in NEXT.items()}),
            )
        )
        return result

    @api.depends("scheme_id.name", "area_id.name", "date_from", "period")
    def _compute_display_name(self):
        for cycle in self:
            form = "%Y-%m" if cycle.period == "monthly" else "%Y"
            when = cycle.date_from.strftime(form) if cycle.date_from else ""
            words = (cycle.area_id.name, when, cycle.scheme_id.sudo().name)
            cycle.display_name = " ".join(word for word in words if word)

    def _compute_counts(self):
        sheets = self.env["appraisal.sheet"]
        found = sheets._read_group(
            [("cycle_id", "in", self.ids)], ["cycle_id"], ["__count"]
        )
        limited = sheets._read_group(
            [("cycle_id", "in", self.ids), ("grade_id.limited", "=", True)],
            ["cycle_id"],
            ["__count"],
        )
        tied = sheets._read_group(
            [("cycle_id", "in", self.ids), ("tied", "=", True)],
            ["cycle_id"],
            ["__count"],
        )
        waiting = self.env["appraisal.score"]._read_group(
            [("cycle_id", "in", self.ids), ("given_on", "=", False)],
            ["cycle_id"],
            ["__count"],
        )
        appeals = self.env["appraisal.appeal"]._read_group(
            [("cycle_id", "in", self.ids), ("state", "=", "open")],
            ["cycle_id"],
            ["__count"],
        )
        counted = [dict(rows) for rows in (found, waiting, limited, tied, appeals)]
        names = ("sheet", "waiting", "limited", "tied", "appeal")
        for cycle in self:
            for name, counts in zip(names, counted, strict=True):
                cycle[f"{name}_count"] = counts.get(cycle, 0)

    @api.depends("places")
    def _compute_place_count(self):
        for cycle in self:
            cycle.place_count = sum((cycle.places or {}).values())

    @api.onchange("scheme_id", "date_from")
    def _onchange_period(self):
        if self.date_from and self.scheme_id:
            self.date_from, self.date_to = self._get_period(
                self.scheme_id.period, self.date_from
            )

    @api.model
    def _get_period(self, period, day):
        unit = "month" if period == "monthly" else "year"
        day = fields.Date.to_date(day)
        return fields.Date.start_of(day, unit), fields.Date.end_of(day, unit)

    @api.model_create_multi
    def create(self, vals_list):
        """A period without an end is the whole month or year of its first day."""
        for vals in vals_list:
            if vals.get("date_from") and not vals.get("date_to"):
                scheme = self.env["appraisal.scheme"].browse(vals.get("scheme_id"))
                first, last = self._get_period(scheme.period, vals["date_from"])
                vals.update(date_from=first, date_to=last)
        return super().create(vals_list)

    @api.constrains("scheme_id", "area_id", "date_from", "date_to")
    def _check_scheme(self):
        for cycle in self:
            scheme = cycle.scheme_id.sudo()
            line = self.env["community.area"].search(
                [("id", "parent_of", cycle.area_id.id)]
            )
            fits = scheme.state == "in_force" and (
                not scheme.area_id or scheme.area_id in line
            )
            holds = scheme.date_start <= cycle.date_to and (
                not scheme.date_end or scheme.date_end >= cycle.date_to
            )
            if not (fits and holds):
                raise ValidationError(
                    self.env._(
                        "“%(scheme)s” is not in force in %(area)s on %(day)s.",
                        scheme=scheme.name,
                        area=cycle.area_id.name,
                        day=cycle.date_to,
                    )
                )
            period = self._get_period(scheme.period, cycle.date_from)
            if period != (cycle.date_from, cycle.date_to):
                raise ValidationError(
                    self.env._("The period is one whole month or one whole year.")
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(cycle.state != "draft" for cycle in self):
            raise UserError(
                self.env._("An appraisal that was opened stays on record: cancel it.")
            )

    # Steps

    def _move(self, state, reason=None, **vals):
        """Enter a state that may follow; the trail remembers it."""
        self.ensure_one()
        self.check_access("write")
        self._hold()
        before = self.state
        if state not in NEXT.get(before, ()):
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(cycle)s” is “%(state)s”: this cannot be done now.",
                    cycle=self.display_name,
                    state=labels[before],
                )
            )
        vals = {"state": state, **vals}
        with_pass(self, vals).write(vals)
        self.flush_recordset()
        self.env["community.trail"]._note(
            self, f"appraisal_{state}", before=before, after=state, reason=reason
        )

    def action_open(self):
        """Take over the scheme, find the people and lay out their sheets (启动)."""
        for cycle in self:
            cycle.check_access("write")
            if cycle.date_from > today(self.env):
                raise UserError(self.env._("The period has not begun yet."))
            scheme = cycle.scheme_id.sudo()
            quota = scheme._get_quota(cycle.date_to)
            rules = appraisal.dump(scheme._to_kernel(quota))
            people = self.env[scheme.subject_model]._find_appraised(cycle)
            if not people:
                raise UserError(self.env._("There is nobody to appraise."))
            vals = {"rules": rules, "quota_id": quota.id}
            with_pass(cycle, vals).write(vals)
            self.env["appraisal.sheet"]._lay_out(cycle, people)
            cycle._move("scoring")
            cycle._collect()

    def action_collect(self):
        """Take marks and workload from the records anew (采集系统佐证)."""
        for cycle in self:
            cycle.check_access("write")
            cycle._check_state("scoring")
            cycle._collect()

    def _collect(self):
        self.sheet_ids.sudo()._collect_evidence()
        self.env["appraisal.workload"]._measure(self)

    def _check_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        if self.state not in states:
            raise UserError(
                self.env._(
                    "“%(cycle)s” is “%(state)s”: this cannot be done now.",
                    cycle=self.display_name,
                    state=labels[self.state],
                )
            )

    def action_close_scoring(self):
        """End the marking: totals, ranks and grades by the rules (汇总)."""
        for cycle in self:
            cycle.check_access("write")
            cycle._check_state("scoring")
            cycle._hold()
            cycle._collect()
            cycle._compute_results()
            cycle._move("calibrating")

    def action_reopen_scoring(self):
        """Let marks be given again; results go (退回打分)."""
        for cycle in self:
            cycle._check_state("calibrating")
            cycle._move("scoring", places=False)
            cycle.sheet_ids.sudo()._clear_result()

    def _get_rules(self):
        return appraisal.load(self.rules)

    def _compute_results(self):
        rules = self._get_rules()
        sheets = self.sheet_ids.sudo()
        scored, problems = {}, []
        for sheet in sheets:
            try:
                scored[sheet] = appraisal.score(sheet._get_marks(), rules)
            except AppraisalError as error:
                words = self.scheme_id.sudo()._explain(error)
                problems.append(f"{sheet.name}：{words}")
        if problems:
            self._raise_problems(problems)
        places = {}
        for unit, own in sheets.grouped("unit_key").items():
            placed = appraisal.rank({one: scored[one].total for one in own}, rules)
            places[unit] = appraisal.count_places(len(own), rules.quota)
            for sheet in own:
                sheet._store_result(scored[sheet], placed[sheet])
        with_pass(self, {"places"}).places = places

    def _raise_problems(self, problems):
        more = len(problems) - NAMED
        lines = problems[:NAMED]
        if more > 0:
            lines.append(self.env._("… and %s more", more))
        raise UserError("\n".join(lines))

    def action_tell(self):
        """Tell everybody his result; he may be heard and appeal (反馈)."""
        for cycle in self:
            cycle._check_state("calibrating")
            cycle._check_places()
            day = today(self.env)
            scheme = cycle.scheme_id.sudo()
            cycle._move(
                "hearing",
                told_on=day,
                told_by_id=self.env.user.partner_id.id,
                hearing_until=day + timedelta(days=scheme.hearing_days),
                appeal_until=day + timedelta(days=scheme.appeal_days),
            )

    def _check_places(self):
        """Refuse more of the best in a unit than it has places."""
        for unit, sheets in self.sheet_ids.sudo().grouped("unit_key").items():
            taken = len(sheets.filtered("grade_id.limited"))
            places = (self.places or {}).get(unit, 0)
            if taken > places:
                raise UserError(
                    self.env._(
                        "%(unit)s has %(places)s places of the best, and %(taken)s "
                        "people have one.",
                        unit=sheets[0].unit_name,
                        places=places,
                        taken=taken,
                    )
                )

    def action_recalibrate(self):
        """Go back to the calibration, where what was told proved wrong (重新校准)."""
        for cycle in self:
            cycle._check_state("hearing", "published")
            cycle._move("calibrating")

    def action_publish(self):
        """Post who is among the best, when all have been heard (公示)."""
        for cycle in self:
            cycle._check_state("hearing")
            cycle._check_heard()
            cycle._check_publishable()
            cycle._move("published")
            cycle._post()

    def _check_heard(self):
        last = max(self.hearing_until, self.appeal_until)
        if last >= today(self.env):
            raise UserError(
                self.env._("People may be heard and appeal until %s: wait.", last)
            )
        sheets = self.sheet_ids.sudo()
        unanswered = sheets.filtered(lambda one: one.statement and not one.answer)
        if unanswered:
            names = "、".join(unanswered.mapped("name"))
            raise UserError(self.env._("Answer what they said first: %s.", names))
        self._check_no_appeal()

    def _check_no_appeal(self):
        if self.appeal_count:
            raise UserError(
                self.env._("%s appeals are not decided yet.", self.appeal_count)
            )

    def _check_publishable(self):
        """Hook: refuse to post a result, e.g. before it is filed above (备案)."""

    def _post(self):
        pages = self.env["community.publication"].sudo()
        body = self.with_context(lang=public_lang(self.env))._get_page_body()
        posted = self.page_ids.sudo().filtered(lambda page: page.state == "posted")
        if posted:
            reason = self.env._("The results were calibrated anew")
            posted.action_withdraw(reason, body=body)
        else:
            pages._post(
                [pages._prepare_page(self.sudo(), "appraisal", self.display_name, body)]
            )

    def _get_page_body(self):
        """Name the best; the others' results are their own business."""
        best = self.sheet_ids.sudo().filtered("grade_id.limited")
        intro = self.env._(
            "%(people)s people were appraised. Among the best:",
            people=len(self.sheet_ids),
        )
        names = Markup("").join(
            Markup("<li>%s %s</li>") % (one.area_id.name, one.name) for one in best
        )
        return Markup("<p>%s</p><ul>%s</ul>") % (intro, names)

    def _prepare_posting(self):
        """Return whose page it is, and for how many days it is posted."""
        return {
            "cycle_id": self.id,
            "area_id": self.area_id.id,
            "days": self.scheme_id.publication_days,
        }

    def action_seal(self):
        """Seal the results; pay and growth rest on them from now on (封存)."""
        for cycle in self:
            cycle._check_state("published")
            cycle._check_no_appeal()
            cycle._check_page_over()
            cycle._check_places()
            cycle._move("sealed")
            sheets = cycle.sheet_ids.sudo().sorted("id")
            sheets._set_effect()
            sheets._seal()
            cycle.sudo()._seal()

    def _check_page_over(self):
        page = self.page_ids.sudo().filtered(lambda page: page.state != "withdrawn")
        if page.open_objection_count:
            raise UserError(self.env._("Answer the objections first."))
        if not page or page.date_end >= today(self.env):
            raise UserError(
                self.env._("The results are posted until %s: wait.", page.date_end)
            )
        if page.state == "posted":
            page._end()

    def action_cancel(self):
        """Give the appraisal up (作废); its people can be appraised by another."""
        for cycle in self:
            cycle._move("cancelled")
            sheets = cycle.sheet_ids.sudo()
            with_pass(sheets, {"voided"}).write({"voided": True})

    # The seal

    def _get_register(self):
        street = self.street_id or self.area_id
        key = f"appraisal/{street.id}/{self.date_from.year}"
        name = self.env._(
            "Appraisals, %(area)s, %(year)s",
            area=street.name,
            year=self.date_from.year,
        )
        return key, name, street

    def _get_seal_payload(self, version):
        return {
            "scheme": self.scheme_id.id,
            "rules": self.rules,
            "places": self.places,
            "from": str(self.date_from),
            "to": str(self.date_to),
            "people": self.sheet_ids.sudo().sorted("id").ids,
        }

    # Ways to look

    def action_view_sheets(self):
        self.ensure_one()
        return self._view("appraisal_sheet_action")

    def action_view_scores(self):
        self.ensure_one()
        return self._view("appraisal_score_action")

    def action_view_appeals(self):
        self.ensure_one()
        return self._view("appraisal_appeal_action")

    def action_view_page(self):
        self.ensure_one()
        page = self.page_ids.filtered(lambda one: one.state != "withdrawn")[:1]
        return page.action_view_public()

    def _view(self, xmlid):
        action = self.env["ir.actions.act_window"]._for_xml_id(f"community_hr.{xmlid}")
        return action | {
            "domain": [("cycle_id", "=", self.id)],
            "context": {"appraisal_of_cycle": True},
        }
