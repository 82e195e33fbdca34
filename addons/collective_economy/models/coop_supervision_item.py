from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..kernel import supervision

KINDS = [
    ("appointment", "Appointment of Leaders"),
    ("charter", "Amendment of the Charter"),
    ("budget", "Budget and Final Accounts"),
    ("distribution", "Distribution of Proceeds"),
    ("land", "Collective Land, Urban Renewal"),
    ("disposal", "Disposal of Assets"),
    ("lease", "Lease of Assets"),
    ("investment", "Investment"),
    ("loan", "Loan"),
    ("guarantee", "Guarantee"),
    ("large_fund", "Large Payment"),
    ("share_adjustment", "Change of Shares"),
    ("works", "Works"),
    ("purchase", "Purchase"),
    ("restructuring", "Merger, Split, Dissolution"),
    ("salary", "Pay Plan"),
    ("litigation", "Major Litigation or Petition"),
]
#: Who decides after the review: from the strictest to the least strict.
DECIDERS = [
    ("shareholders_special", "All Shareholders, Special Resolution"),
    ("representatives_special", "Shareholders or Representatives, Special Resolution"),
    ("shareholders_ordinary", "All Shareholders, Ordinary Resolution"),
    (
        "representatives_ordinary",
        "Shareholders or Representatives, Ordinary Resolution",
    ),
    ("board", "Board"),
    ("committee", "Consent of the Party Committee"),
]
CONSENT = "committee"
STRICTNESS = [code for code, _label in DECIDERS]


class CoopSupervisionItem(models.Model):
    """An item of the supervision list (监督事项清单): reviewed before it is done.

    It says from which size on an act of its kind falls under it, which papers belong to
    it, who checks it at the street (职能部门把关) and which organ of the cooperative
    decides once the community's Party committee has reviewed it. :meth:`_find` tells
    which item holds for an act; by which voting rule the organ then decides follows
    from the cooperative's legal profile.
    """

    _name = "coop.supervision.item"
    _description = "Item of the Supervision List"
    _inherit = ["community.fact.mixin"]
    _order = "number, code, date_start desc"

    _fixed_fields = frozenset({"code", "date_start", "kind", "class_id"})

    name = fields.Char(required=True, translate=True)
    number = fields.Integer("No. in the List", default=99, help="清单序号")
    kind = fields.Selection(KINDS, required=True, index=True)
    class_id = fields.Many2one(
        "community.matter.class",
        "Class of Matters",
        required=True,
        index=True,
        ondelete="restrict",
    )
    profile_code = fields.Selection(
        "_select_profiles",
        "Only under the Profile",
        help="Empty: for cooperatives under any law.",
    )
    scope = fields.Text(help="监督范围")
    procedure = fields.Text("Procedure and Method", help="程序方法")
    discipline = fields.Text(help="纪律要求")
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.ref("base.CNY"), required=True
    )
    amount_from = fields.Monetary(
        "From an Amount of", help="0: not a matter of the amount."
    )
    months_from = fields.Integer(
        "From a Term of (Months)", help="0: not a matter of the term."
    )
    acreage_from = fields.Float(
        "From an Area of (m²)",
        digits=(12, 2),
        help="0: not a matter of the size.",
    )
    decided_by = fields.Selection(DECIDERS, required=True)
    checker_kind_id = fields.Many2one(
        "community.organ.kind",
        "Checked by",
        ondelete="restrict",
        help="Kind of organ of the street that checks first (职能部门把关). "
        "Empty: the committee reviews at once.",
    )
    check_days = fields.Integer(
        "Time to Check", default=5, help="In working days (办理时限)."
    )
    review_days = fields.Integer(
        "Time to Review", default=10, help="In working days (办理时限)."
    )
    is_filed = fields.Boolean(
        "Filed with the Street", help="The outcome is filed afterwards (备案)."
    )
    paper_ids = fields.One2many(
        "coop.supervision.paper", "item_id", "Papers", copy=True
    )
    thresholds = fields.Char(compute="_compute_thresholds", string="From What Size")

    _not_negative = models.Constraint(
        "CHECK (amount_from >= 0 AND months_from >= 0 AND acreage_from >= 0"
        " AND check_days >= 0 AND review_days >= 0)",
        "Thresholds and time limits cannot be negative.",
    )

    @api.model
    def _select_profiles(self):
        profiles = self.env["coop.profile"].sudo().search([("code", "!=", False)])
        return list({item.code: item.name for item in profiles}.items())

    @api.constrains("class_id")
    def _check_class(self):
        for item in self:
            if not item.class_id._is_for_cooperatives():
                raise ValidationError(
                    self.env._(
                        "“%s” is no class for matters of cooperatives.",
                        item.class_id.name,
                    )
                )

    @api.depends_context("lang")
    @api.depends("amount_from", "months_from", "acreage_from")
    def _compute_thresholds(self):
        for item in self:
            item.thresholds = item._describe_thresholds()

    def _describe_thresholds(self):
        """Say in words from which size on the item applies."""
        words = []
        if self.amount_from:
            words.append(self.env._("%s yuan", f"{self.amount_from:,.0f}"))
        if self.months_from:
            words.append(self.env._("%s months", self.months_from))
        if self.acreage_from:
            words.append(self.env._("%s m²", f"{self.acreage_from:,.0f}"))
        if not words:
            return self.env._("of any size")
        return self.env._("from %s on", self.env._(" or ").join(words))

    def _get_thresholds(self):
        """Return the item's thresholds as the kernel counts."""
        return supervision.in_units(
            self.amount_from, self.months_from, self.acreage_from
        )

    def _get_strictness(self):
        """Return the sort key of an item: the strictest comes first."""
        return STRICTNESS.index(self.decided_by), self.number, self.code

    @api.model
    def _get_items(self, kind, day, cooperative=None):
        """Return the items of a kind in force on a day, the strictest first.

        :param cooperative: only those that hold under its law
        """
        return self._get_listed(Domain("kind", "=", kind), day, cooperative)

    @api.model
    def _get_listed(self, domain, day, cooperative):
        domain &= self._get_fact_domain(day)
        if cooperative:
            codes = (False, cooperative.sudo().profile_id.code)
            domain &= Domain("profile_code", "in", codes)
        return self.search(domain).sorted(lambda item: item._get_strictness())

    @api.model
    def _find(self, kind, day, amount=0, months=0, acreage=0, cooperative=None):
        """Return the item that an act falls under: the strictest it reaches, or none.

        :param kind: one of :data:`KINDS`
        :param day: the day of the act
        :param amount: in yuan
        :param acreage: in square metres
        """
        figures = supervision.in_units(amount, months, acreage)
        return self._get_items(kind, day, cooperative)._filter_reached(figures)[:1]

    @api.model
    def _find_for_class(self, matter_class, day, cooperative, **figures):
        """Return the item of a matter: what it reaches, else the mildest of its kind.

        Who asks for a decision that he does not need gets it by the mildest way.
        """
        of_class = Domain("class_id", "=", matter_class.id)
        items = self.sudo()._get_listed(of_class, day, cooperative)
        sizes = supervision.in_units(**figures)
        return (items._filter_reached(sizes) or items[-1:])[:1]

    def _filter_reached(self, figures):
        """Return the items that apply to an act of this size."""
        return self.filtered(
            lambda item: supervision.applies(item._get_thresholds(), figures)
        )

    def _get_decider(self, cooperative, day):
        """Return the kind of organ that decides, and its voting rule on a day.

        Representatives decide where the item lets them and the charter has them; by
        which majority follows from the cooperative's legal profile.
        """
        self.ensure_one()
        organ, _sep, majority = self.decided_by.partition("_")
        if organ == CONSENT:
            return "party_committee", self.env["community.vote.rule"]
        profile = cooperative.sudo()._get_profile(day)
        rules = self.env["community.vote.rule"].sudo()
        if organ == "board":
            return "board", rules._get_fact(profile.board_rule, day)
        charter = cooperative.sudo()._get_charter(day)
        if organ == charter.assembly == "representatives":
            rule = profile[f"assembly_{majority}_rule"]
            return "shareholder_representatives", rules._get_fact(rule, day)
        return "shareholders_meeting", rules._get_fact(profile[f"{majority}_rule"], day)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_unused(self):
        matters = self.env["community.matter"].sudo()
        if matters.search_count(Domain("supervision_item_id", "in", self.ids), limit=1):
            raise UserError(
                self.env._("Matters were submitted under this item: end it instead.")
            )
