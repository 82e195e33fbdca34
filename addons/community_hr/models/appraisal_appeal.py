from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.community_base.house import today, with_pass

REVIEWERS = (
    "community_hr.group_officer",
    "community_base.group_committee",
    "community_base.group_street",
)


class AppraisalAppeal(models.Model):
    """Somebody's appeal against his result (复核申请), decided by a second reviewer.

    Who had a part in the result does not decide: neither who marked, calibrated,
    answered or told it. A better grade than the unit has places for needs a new
    calibration instead: nobody loses his place without being told.
    """

    _name = "appraisal.appeal"
    _description = "Appeal against an Appraisal"
    _inherit = ["community.area.mixin"]
    _order = "id desc"

    sheet_id = fields.Many2one(
        "appraisal.sheet", required=True, index=True, ondelete="restrict"
    )
    cycle_id = fields.Many2one(related="sheet_id.cycle_id", store=True, index=True)
    person_id = fields.Many2one(related="sheet_id.person_id", store=True, index=True)
    area_id = fields.Many2one(required=False)
    text = fields.Text("Grounds", required=True)
    filed_on = fields.Date(required=True)
    state = fields.Selection(
        [("open", "Open"), ("upheld", "Result Stays"), ("changed", "Result Changed")],
        default="open",
        required=True,
    )
    before_id = fields.Many2one("appraisal.grade", "Result before", ondelete="restrict")
    grade_id = fields.Many2one("appraisal.grade", "Result after", ondelete="restrict")
    decision = fields.Text()
    decided_on = fields.Date()
    reviewer_id = fields.Many2one("res.partner", ondelete="restrict")

    _open_once = models.UniqueIndex(
        "(sheet_id) WHERE state = 'open'", "An appeal is open already."
    )
    _decided = models.Constraint(
        "CHECK (state = 'open' OR (reviewer_id IS NOT NULL AND decision IS NOT NULL "
        "AND reviewer_id <> person_id))",
        "A second reviewer decides an appeal, in words.",
    )

    @api.model
    def _get_locked_fields(self):
        return {name for name, field in self._fields.items() if field.store}

    @api.depends("sheet_id.name", "filed_on")
    def _compute_display_name(self):
        for appeal in self:
            appeal.display_name = f"{appeal.sheet_id.sudo().name} {appeal.filed_on}"

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("Appeals stay on record."))

    @api.model
    def _file(self, sheet, text):
        rows = self.sudo()
        appeal = with_pass(rows, self._get_locked_fields()).create(
            {
                "sheet_id": sheet.id,
                "area_id": sheet.area_id.id,
                "text": text,
                "filed_on": today(self.env),
                "before_id": sheet.grade_id.id,
            }
        )
        self.env["community.trail"]._note(appeal, "appraisal_appealed")
        return appeal

    def _decide(self, decision, grade=None):
        """Decide it: the result stays, or is another grade (复核决定).

        :param grade: ``appraisal.grade`` that it gets; none if the result stays
        """
        self.ensure_one()
        self.check_access("read")
        self._check_second_reviewer()
        appeal = self.sudo()
        appeal.cycle_id._hold()
        appeal.cycle_id._check_state("hearing")
        if appeal.state != "open":
            raise UserError(self.env._("This appeal is decided."))
        sheet = appeal.sheet_id
        grade = grade or sheet.grade_id
        sheet._check_grade(grade, decision)
        changed = grade != sheet.grade_id
        if changed:
            sheet._check_place_for(grade)
            sheet._set_grade(grade.code, "appeal")
        vals = {
            "state": "changed" if changed else "upheld",
            "grade_id": grade.id,
            "decision": decision,
            "decided_on": today(self.env),
            "reviewer_id": self.env.user.partner_id.id,
        }
        with_pass(appeal, vals).write(vals)
        self.env["community.trail"]._note(
            appeal, "appraisal_appeal_decided", "open", vals["state"], decision
        )

    def _check_second_reviewer(self):
        user = self.env.user
        if not any(user.has_group(group) for group in REVIEWERS):
            raise AccessError(self.env._("Appeals are decided by another reviewer."))
        if user.partner_id in self.sudo().sheet_id._get_first_reviewers():
            raise AccessError(
                self.env._(
                    "You had a part in this result: a second reviewer decides the "
                    "appeal."
                )
            )
