from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.community_base.house import today

#: What a rule looks at; `coop.finder` has a search for each.
KINDS = [
    ("entry", "Entry in the Books Above the Threshold"),
    ("entry_split", "Entries to One Party, Above It Together"),
    ("contract", "Contract in Force Without Its Resolution"),
    ("contract_expired", "Contract Past Its Term and Still Invoiced"),
    ("seat", "Seat Without Appointment or Election"),
    ("decided_late", "Decided After the Act"),
    ("unreviewed", "Decided Without Review"),
    ("review_late", "Review Past Its Deadline"),
]
#: The three kinds of responsible party that the plan names.
PARTIES = [
    ("cooperative", "The Cooperative Did Not Submit It"),
    ("committee", "The Committee Did Not Review It"),
    ("department", "The Department Did Not Check It"),
]


class CoopFindingRule(models.Model):
    """A rule that finds acts without their matter (未报先办的发现规则).

    What is found makes somebody answer for it; so each rule says from when it is in
    force, on what basis, and who answers. Acts before its first day are not looked at.
    """

    _name = "coop.finding.rule"
    _description = "Rule of Findings"
    _inherit = ["community.fact.mixin"]
    _order = "sequence, code, date_start desc"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True)
    party = fields.Selection(
        PARTIES,
        "Who Answers",
        required=True,
        default="cooperative",
        help="公司未提交、党委未履职、职能部门未把关",
    )
    item_kind = fields.Char(
        "Kind of Matter",
        help="Kind in the supervision list whose threshold counts and whose resolution "
        "explains the act, e.g. loan.",
    )
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.ref("base.CNY"), required=True
    )
    amount_from = fields.Monetary(
        "From This Amount", help="0: from the amount in the supervision list on."
    )
    window_days = fields.Integer(help="拆分认定期间（日）；0：依法律适用规则")
    days_late = fields.Integer("Days of Grace", help="Days past the deadline.")
    names_nobody = fields.Boolean(
        "Also What Names No Party",
        help="Entries that name no party count; in parts, they are added up by "
        "account.",
    )
    is_rest = fields.Boolean(
        "What Other Rules Leave",
        help="What no other rule found; a resolution of any class explains it.",
    )
    account_ids = fields.One2many(
        "coop.finding.account", "rule_id", "Accounts", copy=True
    )
    basis = fields.Text(help="What the figures rest on; what was not verified.")

    _figures = models.Constraint(
        "CHECK (amount_from >= 0 AND window_days >= 0 AND days_late >= 0)",
        "Amounts and days cannot be negative.",
    )

    @api.model
    def _get_in_force(self):
        return self.search(self._get_fact_domain(today(self.env)))

    def _get_classes(self):
        """Return the classes of matters that explain what is found; none: any does."""
        self.ensure_one()
        return [] if self.is_rest else [f"coop_{self.item_kind}"]

    def _find_new(self):
        """Return the hits of one rule that are not on record yet, oldest first."""
        self.ensure_one()
        hits = self.env["coop.finder"]._find(self)
        known = self.env["coop.finding"].sudo()
        known = known.search(Domain("key", "in", [hit.key(self.code) for hit in hits]))
        keys = set(known.mapped("key"))
        return [hit for hit in hits if hit.key(self.code) not in keys]
