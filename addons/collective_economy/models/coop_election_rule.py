from odoo import api, fields, models


class CoopElectionRule(models.Model):
    """How cooperatives of a legal profile hold elections (换届选举规则), as dated data.

    ``code`` is the code of the profile. An election keeps the rule that was in force
    on the day it began.
    """

    _name = "coop.election.rule"
    _description = "Rule for Elections"
    _inherit = ["community.fact.mixin"]
    _order = "code, date_start desc"

    _fixed_fields = frozenset({"code", "date_start"})

    name = fields.Char(required=True, translate=True)
    basis = fields.Text("What Each Value Rests on", help="各项取值的依据与把握程度")
    vote_rule = fields.Char(
        "First Ballot", required=True, help="Code of a voting rule (正式选举)."
    )
    further_rule = fields.Char(
        "Further Ballot", required=True, help="Code of a voting rule (另行选举)."
    )
    equal_allowed = fields.Boolean("As Many Candidates as Seats", help="允许等额选举")
    surplus_percent = fields.Integer(
        "Surplus of Candidates (%)", help="At least one more than seats (差额比例)."
    )
    tie = fields.Selection(
        [("run_off", "Further Ballot"), ("lot", "Lot")],
        "Equal Votes",
        required=True,
        default="run_off",
        help="得票相等时：再次投票或抽签",
    )
    group_min = fields.Integer("Preparatory Group, at Least", help="一级公司（社区）")
    group_max = fields.Integer("Preparatory Group, at Most")
    small_group_min = fields.Integer(
        "Group's Preparatory Group, at Least", help="二级公司（居民小组）"
    )
    small_group_max = fields.Integer("Group's Preparatory Group, at Most")
    scrutineers_min = fields.Integer("Scrutineers, at Least", default=2)
    roll_days = fields.Integer(
        "Roll Posted before the Ballot", help="Calendar days (名册公布至选举日)."
    )
    objection_days = fields.Integer("Objections to the Roll", help="申诉期限（日）")
    ruling_days = fields.Integer("Ruling within", help="处理期限（日）")
    candidate_days = fields.Integer("Candidates Posted", help="候选人公示（日）")
    result_days = fields.Integer("Result Posted", help="结果公告（日）")
    appeal_days = fields.Integer("Appeals within", help="对结果的申诉期限（日）")
    handover_days = fields.Integer("Handover within", help="移交期限（日）")
    phase_ids = fields.One2many(
        "coop.election.rule.phase", "rule_id", "Phases", copy=True
    )

    _days = models.Constraint(
        "CHECK (roll_days >= 0 AND objection_days >= 0 AND ruling_days >= 0"
        " AND candidate_days >= 0 AND result_days >= 0 AND appeal_days >= 0"
        " AND handover_days >= 0 AND surplus_percent >= 0 AND scrutineers_min >= 0)",
        "Days and percentages cannot be negative.",
    )
    _group_size = models.Constraint(
        "CHECK (0 <= group_min AND group_min <= group_max"
        " AND 0 <= small_group_min AND small_group_min <= small_group_max)",
        "The greatest size of the preparatory group is below the least.",
    )

    @api.constrains("vote_rule", "further_rule")
    def _check_rules_exist(self):
        votes = self.env["community.vote.rule"]
        for rule in self:
            for code in (rule.vote_rule, rule.further_rule):
                votes._get_fact(code, rule.date_end or fields.Date.today())

    def _get_group_size(self, level):
        """Return (least, most) of the preparatory group at a level."""
        if level == "group":
            return self.small_group_min, self.small_group_max
        return self.group_min, self.group_max
