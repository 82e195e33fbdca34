from odoo import api, fields, models


class PayRunIssue(models.Model):
    """Why a person of a run could not be computed (缺失资料)."""

    _name = "pay.run.issue"
    _description = "Missing for a Payslip"
    _inherit = ["community.protected.mixin"]
    _order = "run_id desc, code, id"

    run_id = fields.Many2one("pay.run", required=True, index=True, ondelete="cascade")
    employee_id = fields.Many2one(
        "hr.employee", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one("community.area", required=True, index=True)
    code = fields.Char(required=True)
    params = fields.Json()
    message = fields.Char(compute="_compute_message")

    _once = models.Constraint(
        "UNIQUE (run_id, employee_id)", "This person is named already."
    )

    @api.model
    def _get_locked_fields(self):
        return {name for name, field in self._fields.items() if field.store}

    @api.depends("employee_id")
    def _compute_display_name(self):
        for issue in self:
            issue.display_name = issue.employee_id.sudo().name or ""

    @api.depends_context("lang")
    @api.depends("code", "params")
    def _compute_message(self):
        words = self._get_words()
        for issue in self:
            params = issue._describe_params()
            issue.message = words[issue.code] % params

    @api.model
    def _get_words(self):
        """Return what each code of the kernel and the collector says."""
        return {
            "overlap": self.env._(
                "Two contracts cover %(day)s: end one before the other."
            ),
            "missing_policy": self.env._(
                "No pay policy is in force in his area on %(day)s."
            ),
            "missing_fact": self.env._(
                "Nothing says what he gets on %(day)s: %(fact)s."
            ),
            "missing_grade": self.env._(
                "The scale has no grade %(grade)s for his class."
            ),
            "missing_base": self.env._(
                "“%(component)s” builds on “%(needs)s”, which he does not get."
            ),
            "missing_rule": self.env._(
                "His policy does not say how to pay “%(component)s”."
            ),
            "missing_tax_rule": self.env._(
                "His policy has no rule for the income tax."
            ),
            "missing_rate": self.env._(
                "No rate of %(insurance)s (%(party)s) is in force."
            ),
            "missing_brackets": self.env._("No tax table for bonuses is in force."),
            "missing_relief": self.env._(
                "No amount of the relief “%(relief)s” is in force on %(day)s."
            ),
            "missing_basic": self.env._(
                "No table of income tax is in force on %(day)s."
            ),
            "second_bonus": self.env._(
                "A bonus of his was taxed apart this year already."
            ),
        }

    def _describe_params(self):
        params = dict(self.params or {})
        component = self.env["pay.component"].sudo()
        for name in ("component", "needs"):
            if name in params:
                ids = params[name]
                ids = ids if isinstance(ids, list) else [ids]
                params[name] = "、".join(component.browse(ids).mapped("name"))
        kinds = self.env["pay.insurance.rate"]._fields
        for name, field in (("insurance", "kind"), ("party", "party")):
            if name in params:
                labels = dict(kinds[field]._description_selection(self.env))
                params[name] = labels.get(params[name], params[name])
        if "relief" in params:
            relief = self.env["pay.tax.relief.kind"].sudo()
            params["relief"] = relief.browse(params["relief"]).name
        if "fact" in params:
            methods = self.env["pay.policy.line"]._fields["method"]
            labels = dict(methods._description_selection(self.env))
            params["fact"] = labels.get(params["fact"], params["fact"])
        return params
