from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.community_base.house import with_pass

CODES = [
    ("new", "New"),
    ("gone", "Gone"),
    ("outlier", "Changed Much"),
    ("negative", "Owes Money"),
    ("missing", "Not Computed"),
    ("account", "No Bank Account"),
    ("budget", "Over Budget"),
]


class PayRemark(models.Model):
    """Something about a run that somebody has to look at (审核提示).

    It is mended, and then the next computing does not find it any more; or it is right
    as it is, and somebody says why. What he said stays as long as the figures do.
    """

    _name = "pay.remark"
    _description = "Remark on a Pay Run"
    _inherit = ["community.protected.mixin", "pay.yuan.mixin"]
    _order = "run_id desc, state desc, code, id"

    run_id = fields.Many2one(
        "pay.run", required=True, readonly=True, index=True, ondelete="cascade"
    )
    area_id = fields.Many2one(
        "community.area", required=True, readonly=True, index=True, ondelete="restrict"
    )
    employee_id = fields.Many2one("hr.employee", readonly=True, ondelete="restrict")
    unit_id = fields.Many2one("staff.unit", readonly=True, ondelete="restrict")
    code = fields.Selection(CODES, "What", required=True, readonly=True)
    before = fields.Monetary("Last Month", readonly=True, help="上月实发，或预算")
    after = fields.Monetary("This Month", readonly=True, help="本月实发，或支出")
    difference = fields.Monetary(compute="_compute_difference")
    issue_code = fields.Char(readonly=True)
    issue_params = fields.Json(readonly=True)
    words = fields.Char("In Words", compute="_compute_words")
    state = fields.Selection(
        [("open", "Open"), ("dismissed", "Found Right")],
        required=True,
        readonly=True,
        default="open",
    )
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", "Looked at by", readonly=True)

    _reasoned = models.Constraint(
        "CHECK ((state = 'dismissed') = (reason IS NOT NULL))",
        "Say why it is right as it is.",
    )

    @api.model
    def _get_locked_fields(self):
        return {name for name, field in self._fields.items() if field.store}

    @api.depends("employee_id", "unit_id", "code")
    def _compute_display_name(self):
        codes = dict(self._fields["code"]._description_selection(self.env))
        for remark in self.sudo():
            who = remark.employee_id.name or remark.unit_id.display_name or ""
            remark.display_name = f"{who} {codes.get(remark.code, '')}".strip()

    @api.depends("before", "after")
    def _compute_difference(self):
        for remark in self:
            remark.difference = remark.after - remark.before

    @api.depends_context("lang")
    @api.depends("code", "before", "after", "issue_code", "issue_params")
    def _compute_words(self):
        for remark in self:
            remark.words = getattr(remark, f"_describe_{remark.code}")()

    def _describe_new(self):
        return self.env._("Was not paid last month.")

    def _describe_gone(self):
        return self.env._("Was paid last month and is not paid this month.")

    def _describe_outlier(self):
        if not self.before:
            return self.env._("Was paid nothing last month.")
        return self.env._(
            "%s%% more or less than last month.",
            f"{100 * self.difference / abs(self.before):+.0f}",
        )

    def _describe_negative(self):
        return self.env._("More is taken from the pay than it is.")

    def _describe_account(self):
        return self.env._("No bank account on file: the bank cannot pay.")

    def _describe_budget(self):
        return self.env._(
            "%(unit)s has spent %(share)s%% of its budget for %(year)s.",
            unit=self.unit_id.sudo().name,
            share=f"{100 * self.after / self.before:.0f}" if self.before else "∞",
            year=self.run_id.sudo().month.year,
        )

    def _describe_missing(self):
        issue = self.env["pay.run.issue"].new(
            {"code": self.issue_code, "params": self.issue_params}
        )
        return issue.message

    def _dismiss(self, reason):
        """Say why these are right as they are (说明理由)."""
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it is right as it is."))
        self.check_access("read")
        runs = self.run_id
        runs.check_access("write")
        runs._hold()
        if any(run.state != "computed" for run in runs):
            raise UserError(self.env._("The run is not being reviewed."))
        vals = {"state": "dismissed", "reason": reason, "user_id": self.env.uid}
        # Remarks are drawn by the run; who may write it says whether they are right.
        with_pass(self.sudo(), vals).write(vals)
