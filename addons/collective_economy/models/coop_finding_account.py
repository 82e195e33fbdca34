from odoo import fields, models


class CoopFindingAccount(models.Model):
    """Accounts that a rule of findings watches, by how their codes begin."""

    _name = "coop.finding.account"
    _description = "Accounts of a Rule of Findings"
    _inherit = ["community.protected.mixin"]
    _order = "chart_template, prefix"

    rule_id = fields.Many2one(
        "coop.finding.rule", required=True, index=True, ondelete="cascade"
    )
    chart_template = fields.Char(
        "Chart of Accounts", required=True, default="cn_collective"
    )
    prefix = fields.Char("Codes Beginning with", required=True)
    side = fields.Selection(
        [("debit", "Debit"), ("credit", "Credit")], required=True, default="debit"
    )

    _prefix = models.Constraint(
        "CHECK (prefix ~ '^[0-9]+$')", "A code begins with figures."
    )
    _once = models.Constraint(
        "UNIQUE (rule_id, chart_template, prefix)",
        "These accounts are watched by the rule already.",
    )
