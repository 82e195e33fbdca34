from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.community_base.house import today, with_pass

from ..kernel.rounding import exact


class AppraisalSheet(models.Model):
    """The appraisal of one person (考核表): marks, total, grade, what he says to it.

    Nobody writes it: raters give marks, the rules make the result, people calibrate,
    answer and decide appeals by acts that leave their names.
    """

    _name = "appraisal.sheet"
    _description = "Appraisal Sheet"
    _inherit = ["community.area.mixin", "community.sealed.mixin"]
    _order = "date_from desc, cycle_id, rank, id"
    _rec_names_search = ["name"]

    cycle_id = fields.Many2one(
        "appraisal.cycle", required=True, index=True, ondelete="restrict"
    )
    cycle_state = fields.Selection(related="cycle_id.state", string="Stage")
    subject_model = fields.Char(required=True)
    subject_id = fields.Many2oneReference(
        "Subject", model_field="subject_model", required=True
    )
    employee_id = fields.Many2one("hr.employee", index=True, ondelete="restrict")
    person_id = fields.Many2one(
        "res.partner", "Person", required=True, index=True, ondelete="restrict"
    )
    name = fields.Char(required=True)
    post_name = fields.Char("Post")
    training_hours = fields.Float(digits=(8, 2))
    period = fields.Selection([("monthly", "Monthly"), ("yearly", "Yearly")])
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", required=True)
    unit_key = fields.Char(required=True)
    unit_name = fields.Char("Ranked in")
    voided = fields.Boolean()
    score_ids = fields.One2many("appraisal.score", "sheet_id", "Marks")
    explanation = fields.Json()
    how = fields.Text("How It Came About", compute="_compute_how")
    total = fields.Float("Total Score", digits=(8, 4))
    rank = fields.Integer(aggregator=None)
    tied = fields.Boolean(help="Ties for the last place of the best (末位并列).")
    grade_id = fields.Many2one(
        "appraisal.grade", "Appraisal Result", ondelete="restrict"
    )
    grade_by = fields.Selection(
        [
            ("rules", "By the Rules"),
            ("calibration", "By Calibration"),
            ("appeal", "On Appeal"),
        ],
        "Decided How",
    )
    coefficient = fields.Float(digits=(6, 4), aggregator="avg")
    passes = fields.Boolean("Good Year")
    calibrator_id = fields.Many2one("res.partner", "Calibrated by", ondelete="restrict")
    calibration_reason = fields.Text()
    statement = fields.Text("What He Says")
    stated_on = fields.Date()
    answer = fields.Text()
    answered_by_id = fields.Many2one("res.partner", ondelete="restrict")
    appeal_ids = fields.One2many("appraisal.appeal", "sheet_id", "Appeals")
    effect_from = fields.Date("Counts in Pay from")
    effect_to = fields.Date("Counts in Pay until")
    workload = fields.Float(
        "Served per Head",
        compute="_compute_workload",
        digits=(8, 1),
        help="What each of the community's staff had to do in the period (人均办件).",
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")

    _person_once = models.UniqueIndex(
        "(subject_model, subject_id, period, date_from) WHERE voided IS NOT TRUE",
        "A person is appraised once for a period.",
    )
    _effect = models.Index("(employee_id, effect_from) WHERE effect_from IS NOT NULL")

    def init(self):
        result = super().init()
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION appraisal_places_check() RETURNS trigger AS $$
            DECLARE
                checked int;
                unit text;
            BEGIN
                IF TG_TABLE_NAME = 'appraisal_cycle' THEN
                    checked := NEW.id;
                ELSE
                    checked := NEW.cycle_id;
                END IF;
                SELECT sheet.unit_key INTO unit
                  FROM appraisal_sheet sheet
                  JOIN appraisal_cycle cycle ON cycle.id = sheet.cycle_id
                  JOIN appraisal_grade grade ON grade.id = sheet.grade_id
                 WHERE sheet.cycle_id = checked AND grade.limited
                   AND cycle.state IN ('hearing', 'published', 'sealed')
                 GROUP BY sheet.unit_key, cycle.places
                HAVING count(*) > coalesce((cycle.places ->> sheet.unit_key)::int, 0)
                 LIMIT 1;
                IF unit IS NOT NULL THEN
                    RAISE EXCEPTION 'appraisal %: % has no more places of the best',
                          checked, unit
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NULL;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER appraisal_places_check
                AFTER INSERT OR UPDATE OF grade_id, unit_key, cycle_id
                ON appraisal_sheet FOR EACH ROW
                EXECUTE FUNCTION appraisal_places_check();
            CREATE OR REPLACE TRIGGER appraisal_places_check
                AFTER UPDATE OF state, places ON appraisal_cycle FOR EACH ROW
                EXECUTE FUNCTION appraisal_places_check();
        """)
        return result

    @api.model
    def _get_locked_fields(self):
        """Everything: there is no field that somebody may write by hand."""
        return {name for name, field in self._fields.items() if field.store}

    @api.depends("name", "cycle_id.display_name")
    def _compute_display_name(self):
        for sheet in self:
            sheet.display_name = f"{sheet.name} {sheet.cycle_id.sudo().display_name}"

    @api.depends_context("uid")
    def _compute_is_mine(self):
        for sheet in self:
            sheet.is_mine = sheet.person_id == self.env.user.partner_id

    @api.depends("explanation")
    @api.depends_context("lang")
    def _compute_how(self):
        for sheet in self:
            names = {
                one.code: one.name for one in sheet.cycle_id.sudo().scheme_id.party_ids
            }
            sheet.how = "\n".join(
                self.env._(
                    "%(party)s: %(score)s, weighing %(weight)s",
                    party=names.get(code, code),
                    score=score,
                    weight=f"{weight}%",
                )
                for code, (weight, score) in (sheet.explanation or {}).items()
            )

    def _compute_workload(self):
        rows = self.env["appraisal.workload"].sudo()
        rows = rows.search([("cycle_id", "in", self.cycle_id.ids)])
        found = {(row.cycle_id, row.area_id): row.served_per_head for row in rows}
        for sheet in self:
            sheet.workload = found.get((sheet.cycle_id, sheet.area_id), 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("Appraisal sheets stay on record."))

    # Opening

    @api.model
    def _lay_out(self, cycle, people):
        """Make the sheets of a cycle that opens, each with the marks to be given."""
        vals_list = [
            self._prepare_sheet(cycle, subject, vals)
            for subject, vals in people._prepare_appraised(cycle).items()
        ]
        rows = self.sudo()
        sheets = with_pass(rows, rows._get_locked_fields()).create(vals_list)
        self.env["appraisal.score"]._lay_out(sheets)

    def _prepare_sheet(self, cycle, subject, vals):
        unit = vals.pop("unit_id", None)
        return {
            "cycle_id": cycle.id,
            "subject_model": subject._name,
            "subject_id": subject.id,
            "period": cycle.period,
            "date_from": cycle.date_from,
            "date_to": cycle.date_to,
            **self._get_quota_unit(cycle, vals["area_id"], unit),
            **vals,
        }

    def _get_quota_unit(self, cycle, area_id, unit):
        """Return in which unit somebody is ranked, as the quota says."""
        kind = cycle.quota_id.unit or "all"
        if kind == "all":
            return {"unit_key": "all", "unit_name": cycle.area_id.name}
        area = self.env["community.area"].sudo().browse(area_id)
        if kind == "unit" and unit:
            name = f"{area.name} {unit.name}"
            return {"unit_key": f"unit/{unit.id}", "unit_name": name}
        return {"unit_key": f"area/{area.id}", "unit_name": area.name}

    # Results

    def _get_marks(self):
        return {
            (row.party_id.code, row.criterion_id.code): exact(row.value)
            for row in self.score_ids
            if row.given_on
        }

    def _collect_evidence(self):
        """Give the marks that the system gives, from its records of the period."""
        rows = self.score_ids.filtered(lambda row: row.rater == "system")
        for criterion, own in rows.grouped("criterion_id").items():
            kind = criterion.evidence
            marks = self.env["appraisal.evidence"]._collect(kind, own.sheet_id)
            for row in own:
                row._set_evidence(marks.get(row.sheet_id))

    def _store_result(self, scored, placing):
        explanation = {
            code: [round(float(scored.weights[code]), 2), round(float(score), 2)]
            for code, score in scored.parties.items()
        }
        self._store(
            explanation=explanation,
            total=float(scored.total),
            rank=placing.rank,
            tied=placing.tied,
        )
        self._set_grade(placing.grade.code, "rules")

    def _set_grade(self, code, how):
        """Store a grade with what follows from it by the rules of the cycle."""
        rules = self.cycle_id._get_rules()
        grade = next(one for one in rules.grades if one.code == code)
        known = self.cycle_id.scheme_id.grade_ids
        self._store(
            grade_id=known.filtered(lambda one: one.code == code).id,
            grade_by=how,
            coefficient=float(grade.coefficient),
            passes=grade.passes,
        )

    def _clear_result(self):
        self._store(
            explanation=False,
            total=0,
            rank=0,
            tied=False,
            grade_id=False,
            grade_by=False,
            coefficient=0,
            passes=False,
            calibrator_id=False,
            calibration_reason=False,
        )

    def _store(self, **vals):
        """Write what only acts of this model write; the database sees each at once."""
        with_pass(self, vals).write(vals)
        self.flush_recordset()

    # Acts of people

    def _act_as(self, *groups):
        """Return the sheet for an act of who may do it: of a group, and not his own."""
        self.ensure_one()
        self.check_access("read")
        if not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(self.env._("This is up to the staff officer."))
        if self.is_mine:
            raise AccessError(
                self.env._("Nobody has a part in deciding his own appraisal.")
            )
        self.cycle_id.sudo()._hold()
        return self.sudo()

    def _act_as_person(self):
        self.ensure_one()
        if not self.is_mine:
            raise AccessError(
                self.env._("Only the person himself says something to his appraisal.")
            )
        self.cycle_id.sudo()._hold()
        return self.sudo()

    def _calibrate(self, grade, reason):
        """Give another grade than the rules did, no better than the total (校准).

        :param grade: ``appraisal.grade`` of the scheme
        """
        sheet = self._act_as("community_hr.group_officer")
        sheet.cycle_id._check_state("calibrating")
        sheet._check_grade(grade, reason)
        if grade.at_least > sheet.total:
            raise UserError(
                self.env._(
                    "“%(grade)s” begins at %(start)s; %(name)s has %(total)s.",
                    grade=grade.name,
                    start=grade.at_least,
                    name=sheet.name,
                    total=sheet.total,
                )
            )
        before = sheet.grade_id.name
        sheet._set_grade(grade.code, "calibration")
        sheet._store(
            calibrator_id=self.env.user.partner_id.id, calibration_reason=reason
        )
        self.env["community.trail"]._note(
            self, "appraisal_calibrated", before, grade.name, reason
        )

    def _check_grade(self, grade, reason):
        if not reason or not reason.strip():
            raise UserError(self.env._("Say why."))
        if grade.scheme_id != self.cycle_id.scheme_id:
            raise UserError(self.env._("This grade belongs to another scheme."))

    def _check_place_for(self, grade):
        """Refuse a limited grade where the unit has no place left."""
        if not grade.limited:
            return
        others = self.cycle_id.sheet_ids.filtered(
            lambda one: one.unit_key == self.unit_key and one.grade_id.limited
        )
        if len(others - self) >= self.cycle_id.places.get(self.unit_key, 0):
            raise UserError(
                self.env._(
                    "%s has no place of the best left: calibrate anew.", self.unit_name
                )
            )

    def action_state(self, text):
        """Say something to one's own result, in the days for it (陈述)."""
        sheet = self._act_as_person()
        sheet.cycle_id._check_state("hearing")
        sheet._check_in_time(sheet.cycle_id.hearing_until)
        sheet._store(statement=text, stated_on=today(self.env), answer=False)
        self.env["community.trail"]._note(self.sudo(), "appraisal_heard")

    def _check_in_time(self, last):
        if today(self.env) > last:
            raise UserError(self.env._("The time for it was over on %s.", last))

    def action_answer(self, text):
        """Answer what the person said (答复)."""
        sheet = self._act_as("community_hr.group_officer")
        sheet.cycle_id._check_state("hearing")
        if not sheet.statement or not text:
            raise UserError(self.env._("There is nothing to answer."))
        sheet._store(answer=text, answered_by_id=self.env.user.partner_id.id)
        self.env["community.trail"]._note(self.sudo(), "appraisal_answered")

    def action_appeal(self, text):
        """Appeal against one's own result, in the days for it (申请复核)."""
        sheet = self._act_as_person()
        sheet.cycle_id._check_state("hearing")
        sheet._check_in_time(sheet.cycle_id.appeal_until)
        self.env["appraisal.appeal"]._file(sheet, text)

    def _get_first_reviewers(self):
        """Return who had a part in the result: none of them decides an appeal."""
        return (
            self.score_ids.given_by_id
            | self.calibrator_id
            | self.answered_by_id
            | self.cycle_id.told_by_id
            | self.person_id
        )

    def action_view_scores(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "community_hr.appraisal_score_action"
        )
        return action | {"domain": [("sheet_id", "=", self.id)], "context": {}}

    # What follows

    def _set_effect(self):
        """Say for which months the coefficient counts, as the scheme has it."""
        for sheet in self:
            effect = sheet.cycle_id.scheme_id.effect
            first, last = sheet.date_from, sheet.date_to
            if effect == "next":
                first = last + timedelta(days=1)
                unit = "month" if sheet.period == "monthly" else "year"
                last = fields.Date.end_of(first, unit)
            if effect != "none":
                sheet._store(effect_from=first, effect_to=last)

    @api.model
    def _get_coefficients(self, employee_ids, first, last):
        """Return ``{(employee id, first day of a month): coefficient}`` of sealed
        results; a month's own counts before a year's.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT sheet.employee_id, month::date, sheet.coefficient
                  FROM appraisal_sheet sheet
                  JOIN generate_series(date_trunc('month', %(first)s::date),
                                       %(last)s::date, '1 month') month
                    ON month BETWEEN sheet.effect_from AND sheet.effect_to
                 WHERE sheet.seal IS NOT NULL AND sheet.voided IS NOT TRUE
                   AND sheet.employee_id IN %(ids)s
              ORDER BY sheet.period = 'monthly'""",
                first=first,
                last=last,
                ids=tuple(employee_ids) or (0,),
                to_flush=self._fields["effect_from"],
            )
        )
        return {(person, month): exact(value) for person, month, value in rows}

    @api.model
    def _get_year_results(self, employees):
        """Return ``{employee: {year: passed}}`` of sealed yearly results."""
        sheets = self.sudo().search(
            Domain("employee_id", "in", employees.ids)
            & Domain("period", "=", "yearly")
            & Domain("seal", "!=", False)
        )
        results = {}
        for sheet in sheets:
            years = results.setdefault(sheet.employee_id.with_env(self.env), {})
            years[sheet.date_from.year] = sheet.passes
        return results

    # The seal

    def _get_register(self):
        street = self.street_id or self.area_id
        key = f"appraisal_sheet/{street.id}/{self.date_from.year}"
        name = self.env._(
            "Appraisal sheets, %(area)s, %(year)s",
            area=street.name,
            year=self.date_from.year,
        )
        return key, name, street

    def _get_seal_payload(self, version):
        return {
            "cycle": self.cycle_id.id,
            "subject": f"{self.subject_model},{self.subject_id}",
            "from": str(self.date_from),
            "to": str(self.date_to),
            "total": f"{self.total:.4f}",
            "grade": self.grade_id.code,
            "coefficient": f"{self.coefficient:.4f}",
            "passes": self.passes,
            "effect": [str(self.effect_from or ""), str(self.effect_to or "")],
            "marks": [
                [
                    row.party_id.code,
                    row.criterion_id.code,
                    f"{row.value:.2f}",
                    str(row.given_on or ""),
                    row.given_by_id.id or 0,
                ]
                for row in self.score_ids.sorted("id")
            ],
            "appeals": [
                [appeal.id, appeal.state, appeal.reviewer_id.id or 0]
                for appeal in self.appeal_ids.sorted("id")
            ],
        }
