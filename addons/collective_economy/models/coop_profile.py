from odoo import api, fields, models


class CoopProfile(models.Model):
    """The law that a cooperative lives under (法律适用), as dated data.

    A cooperative names its profile; what the charter does not say otherwise follows
    from the version in force on the day. ``basis`` says what each value rests on: a
    profile mixes articles that were read with usage that was not.
    """

    _name = "coop.profile"
    _description = "Legal Profile"
    _inherit = ["community.fact.mixin"]
    _order = "code, date_start desc"

    _fixed_fields = frozenset({"code", "date_start"})

    name = fields.Char(required=True, translate=True)
    basis = fields.Text("What Each Value Rests on", help="各项取值的依据与把握程度")
    ordinary_rule = fields.Char(
        "Ordinary Resolution", required=True, help="Code of a voting rule (普通决议)."
    )
    special_rule = fields.Char(
        "Special Resolution", required=True, help="Code of a voting rule (特别决议)."
    )
    assembly_ordinary_rule = fields.Char(
        "Ordinary, by Representatives", required=True, help="股东代表大会普通决议"
    )
    assembly_special_rule = fields.Char(
        "Special, by Representatives", required=True, help="股东代表大会特别决议"
    )
    board_rule = fields.Char("Board", required=True, help="董事会、理事会表决规则")
    board_min = fields.Integer("Board, at Least")
    board_max = fields.Integer("Board, at Most", help="0: no limit.")
    board_odd = fields.Boolean("Board of Odd Number", help="董事人数须为单数")
    supervisors_min = fields.Integer("Supervisors, at Least")
    supervisors_max = fields.Integer("Supervisors, at Most", help="0: no limit.")
    supervisors_odd = fields.Boolean("Supervisors of Odd Number")
    term_years = fields.Integer("Term (Years)")
    notice_days = fields.Integer(
        "Notice of the Shareholders' Meeting", help="In calendar days (提前通知天数)."
    )
    statement_days = fields.Integer(
        "Statements Open before the Meeting",
        help="Days for which the statements lie open to members (财务报告置备天数).",
    )
    proxies = fields.Integer(
        "Proxies per Holder", help="0: none; -1: no limit (一人可受托人数)."
    )
    cross_holding_allowed = fields.Boolean(
        "May Sit in the Party Committee", help="公司与社区党委交叉任职"
    )
    relatives_barred = fields.Boolean(
        "Near Relatives Barred",
        help="Near relatives of directors cannot be supervisors (近亲属回避).",
    )
    finance_barred = fields.Boolean(
        "Finance Staff Barred", help="Finance staff cannot be supervisors."
    )
    bar_exceptions_allowed = fields.Boolean(
        "Exceptions from Bars",
        help="A named exception from a bar may be granted (任职回避的例外).",
    )
    reserve_percent = fields.Float(
        "Least Reserve (%)",
        digits=(5, 2),
        help="Share of the net proceeds for the reserve (公积公益金), at least.",
    )
    dividend_tax_percent = fields.Float(
        "Tax on Dividends (%)", digits=(5, 2), help="个人所得税（利息、股息、红利所得）"
    )
    chart_template = fields.Char(
        "Chart of Accounts",
        required=True,
        help="Code of the chart template (会计科目).",
    )
    split_window_days = fields.Integer(
        "Window for Split Matters",
        help="Matters within so many days are looked at together (拆分认定期间).",
    )

    _board_size = models.Constraint(
        "CHECK (board_min >= 0 AND (board_max = 0 OR board_max >= board_min))",
        "The greatest size of the board is below the least.",
    )
    _supervisors_size = models.Constraint(
        "CHECK (supervisors_min >= 0"
        " AND (supervisors_max = 0 OR supervisors_max >= supervisors_min))",
        "The greatest number of supervisors is below the least.",
    )
    _percents = models.Constraint(
        "CHECK (reserve_percent BETWEEN 0 AND 100"
        " AND dividend_tax_percent BETWEEN 0 AND 100)",
        "A percentage lies between 0 and 100.",
    )
    _days = models.Constraint(
        "CHECK (term_years >= 0 AND notice_days >= 0 AND statement_days >= 0"
        " AND split_window_days >= 0 AND proxies >= -1)",
        "Days, terms and proxies cannot be negative.",
    )

    @api.model
    def _select_rules(self):
        """Return the fields that name a voting rule."""
        return (
            "ordinary_rule",
            "special_rule",
            "assembly_ordinary_rule",
            "assembly_special_rule",
            "board_rule",
        )

    @api.constrains(
        "ordinary_rule",
        "special_rule",
        "assembly_ordinary_rule",
        "assembly_special_rule",
        "board_rule",
    )
    def _check_rules_exist(self):
        """A profile names rules that are there on its first day or later."""
        rules = self.env["community.vote.rule"]
        for profile in self:
            for name in self._select_rules():
                rules._get_fact(profile[name], profile.date_end or fields.Date.today())
