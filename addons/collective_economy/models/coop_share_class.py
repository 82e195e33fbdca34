from odoo import api, fields, models

from odoo.addons.community_base.kernel.money import to_fen

KINDS = [
    ("collective", "Collective Shares"),
    ("cooperative", "Cooperative Shares"),
    ("raised", "Raised Shares"),
]


class CoopShareClass(models.Model):
    """A class of shares (股份种类): 集体股, 合作股 or 募集股."""

    _name = "coop.share.class"
    _description = "Class of Shares"
    _inherit = ["community.area.mixin", "mail.thread"]
    _order = "cooperative_id, sequence, id"

    _fixed_fields = frozenset({"cooperative_id", "kind"})

    name = fields.Char(required=True, tracking=True)
    sequence = fields.Integer(default=10)
    cooperative_id = fields.Many2one(
        "coop.cooperative", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(
        related="cooperative_id.area_id", store=True, required=False
    )
    kind = fields.Selection(KINDS, required=True, help="集体股、合作股、募集股")
    votes = fields.Boolean(
        default=True, tracking=True, help="Counts at shareholders' meetings."
    )
    dividend_weight = fields.Integer(
        default=1,
        tracking=True,
        help="How much of the dividend one share takes beside one of another class; "
        "0: none (分红权重).",
    )
    company_currency_id = fields.Many2one(related="cooperative_id.currency_id")
    par_value = fields.Monetary(currency_field="company_currency_id", tracking=True)
    preference_percent = fields.Float(
        "Fixed Dividend (%)",
        digits=(5, 2),
        tracking=True,
        help="Of the par value, before anything goes by shares; 0: none (优先股息率).",
    )
    is_fund = fields.Boolean(
        "Dividend Kept for the Collective",
        compute="_compute_is_fund",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Without tax, and not paid out to a person (集体股红利归集体).",
    )
    quantity = fields.Integer("Shares", compute="_compute_quantity")

    _name_once = models.Constraint(
        "UNIQUE (cooperative_id, name)", "There is a class of this name already."
    )
    _weight_positive = models.Constraint(
        "CHECK (dividend_weight >= 0 AND par_value >= 0"
        " AND preference_percent BETWEEN 0 AND 100)",
        "Neither weight nor par value can be negative.",
    )

    @api.depends("kind")
    def _compute_is_fund(self):
        for share_class in self:
            share_class.is_fund = share_class.kind == "collective"

    def _prepare_rule(self):
        """Return how the class takes part in a dividend, as plain whole numbers."""
        return {
            "class": self.id,
            "weight": self.dividend_weight,
            "preference": round(self.preference_percent * 100),
            "par": to_fen(self.par_value),
            "taxed": not self.is_fund,
            "fund": self.is_fund,
        }

    def _compute_quantity(self):
        """How many shares of the class are out (已登记股数)."""
        groups = self.env["coop.share.balance"]._read_group(
            [("class_id", "in", self.ids)], ["class_id"], ["quantity:sum"]
        )
        sums = {share_class.id: total for share_class, total in groups}
        for share_class in self:
            share_class.quantity = sums.get(share_class.id, 0)
