from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.community_base.house import today

from ..kernel import rent

KINDS = [
    ("lease_out", "Lease"),
    ("disposal", "Disposal"),
    ("purchase", "Purchase"),
    ("loan", "Loan"),
    ("investment", "Investment"),
    ("guarantee", "Guarantee"),
    ("works", "Works"),
    ("service", "Services"),
]
STATES = [
    ("draft", "Draft"),
    ("active", "In Force under a Resolution"),
    ("minor", "In Force below the Thresholds"),
    ("inherited", "In Force from Before"),
    ("ended", "Ended"),
    ("terminated", "Terminated"),
    ("void", "Void"),
]
#: What the supervision list calls each kind of contract (监督事项清单).
SUPERVISED_AS = {
    "lease_out": "lease",
    "disposal": "disposal",
    "purchase": "purchase",
    "loan": "loan",
    "investment": "investment",
    "guarantee": "guarantee",
    "works": "works",
    "service": "large_fund",
}
#: The classes of matters that a contract may be decided under.
CLASSES = ("coop_land", *(f"coop_{kind}" for kind in SUPERVISED_AS.values()))


class CoopContract(models.Model):
    """A contract of a cooperative (合同): a lease, or what else the list supervises.

    Over a threshold of the list it comes into force under its resolution alone
    (``active``); below all of them as ``minor``, which is refused when an item of the
    list applies. What ran before the cooperative was set up here is taken over once, as
    ``inherited``, by the street and not by who entered it. Whichever way it came into
    force, what was agreed stays as it is, in the database too: an amendment or a
    renewal is a contract of its own, linked to this one and decided like it.
    """

    _name = "coop.contract"
    _description = "Contract"
    _inherit = [
        "community.guarded.mixin",
        "community.files.mixin",
        "coop.clerk.mixin",
        "coop.course.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _rec_names_search = ["number", "name", "partner_id"]
    _order = "date_start desc, id desc"

    _states_in_force = ("active", "minor", "inherited")
    _file_fields = ("scan_ids", "tender_file_ids")
    _fixed_fields = frozenset({"cooperative_id", "origin_id", "relation"})
    _system_fields = frozenset(
        {
            "state",
            "number",
            "register_id",
            "register_number",
            "date_closed",
            "close_reason",
            "approved_by_id",
        }
    )
    _guarded_states = {"active": CLASSES}
    _guard_fields = (
        "kind",
        "partner_id",
        "asset_ids",
        "amount",
        "date_start",
        "date_end",
        "deposit",
        "interval_months",
        "origin_id",
        "relation",
    )
    _guard_amount_field = "amount"

    name = fields.Char("Subject", required=True, tracking=True, help="合同名称")
    number = fields.Char("Contract No.", readonly=True, copy=False, index="trigram")
    register_id = fields.Many2one(
        "community.register", readonly=True, copy=False, index="btree_not_null"
    )
    register_number = fields.Integer(readonly=True, copy=False, aggregator=False)
    currency_id = fields.Many2one(related="cooperative_id.currency_id")
    kind = fields.Selection(KINDS, required=True, default="lease_out", tracking=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Counterparty",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        help="合同相对方（承租人、买受人、承包人等）",
    )
    asset_ids = fields.Many2many(
        "coop.asset",
        "coop_contract_asset_rel",
        "contract_id",
        "asset_id",
        "Assets",
        domain="[('cooperative_id', '=', cooperative_id)]",
    )
    acreage = fields.Float(
        "Acreage (㎡)", digits=(14, 2), compute="_compute_acreage", store=True
    )
    state = fields.Selection(
        STATES, default="draft", required=True, copy=False, index=True, tracking=True
    )
    date_start = fields.Date("From", required=True, tracking=True)
    date_end = fields.Date("Until", required=True, tracking=True)
    months = fields.Integer(
        "Term in Months", compute="_compute_months", store=True, aggregator=False
    )
    entered_amount = fields.Monetary("Amount Agreed", help="租赁合同由租金标准计算")
    amount = fields.Monetary(
        "Total Amount",
        compute="_compute_amount",
        store=True,
        tracking=True,
        help="合同总金额；租赁合同为各期租金之和",
    )
    deposit = fields.Monetary(tracking=True, help="押金、保证金")
    new_partner_name = fields.Char(
        "New Counterparty",
        compute="_compute_new_partner_name",
        inverse="_inverse_new_partner_name",
        help="A name that is not in the contacts yet: it is entered with the contract.",
    )
    payment_ids = fields.One2many("coop.contract.payment", "contract_id", "Payments")
    tender_platform = fields.Char("Platform", help="交易平台")
    tender_date = fields.Date("Day of the Tender")
    tender_bidders = fields.Integer("Bidders", help="报名（竞价）人数")
    tender_price = fields.Monetary("Price Reached", help="成交价")
    tender_file_ids = fields.Many2many(
        "ir.attachment",
        "coop_contract_tender_file_rel",
        string="Tender Result",
        copy=False,
    )
    scan_ids = fields.Many2many("ir.attachment", string="Signed Scan", copy=False)
    origin_id = fields.Many2one(
        "coop.contract",
        "Follows",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        help="The contract that this one amends or renews.",
    )
    relation = fields.Selection(
        [("amendment", "Amendment"), ("renewal", "Renewal")], copy=False
    )
    approved_by_id = fields.Many2one(
        "res.users", "Taken Over by", readonly=True, copy=False, ondelete="restrict"
    )

    _number_once = models.UniqueIndex(
        "(register_id, register_number) WHERE register_id IS NOT NULL",
        "This contract number is taken.",
    )
    _dates = models.Constraint(
        "CHECK (date_end >= date_start)", "A contract cannot end before it begins."
    )
    _figures = models.Constraint(
        "CHECK (entered_amount >= 0 AND amount >= 0 AND deposit >= 0"
        " AND tender_price >= 0 AND tender_bidders >= 0 AND pay_days >= 0"
        " AND alert_days >= 0)",
        "Amounts and days cannot be negative.",
    )
    _numbered = models.Constraint(
        "CHECK (state IN ('draft', 'void') OR register_number IS NOT NULL)",
        "A contract in force has its number.",
    )
    _follows = models.Constraint(
        "CHECK ((origin_id IS NULL) = (relation IS NULL) AND origin_id <> id)",
        "Say whether the contract amends or renews the one before it.",
    )
    _taken_over = models.Constraint(
        "CHECK ((state = 'inherited') <= (approved_by_id IS NOT NULL"
        " AND approved_by_id <> create_uid AND origin_id IS NULL))",
        "A contract from before is taken over by somebody else than who entered it.",
    )

    @api.model
    def _get_limit(self, code):
        return self.env["community.limit"]._get(code, today(self.env))

    def _compute_new_partner_name(self):
        self.new_partner_name = False

    def _inverse_new_partner_name(self):
        """The name was used when the contract was entered, see :meth:`create`."""

    @api.model_create_multi
    def create(self, vals_list):
        """Enter contracts; a counterparty by name alone becomes a contact."""
        self.check_access("create")
        return super().create([self._with_partner(vals) for vals in vals_list])

    @api.model
    def _with_partner(self, vals):
        name = vals.get("new_partner_name")
        rest = {key: vals[key] for key in vals if key != "new_partner_name"}
        if not name or rest.get("partner_id"):
            return rest
        # Who keeps contracts need not be who keeps the contacts.
        partners = self.env["res.partner"].sudo()
        partner = partners.create({"name": name, "is_company": True})
        return {**rest, "partner_id": partner.id}

    # Figures

    @api.depends("asset_ids.acreage")
    def _compute_acreage(self):
        for contract in self:
            contract.acreage = sum(contract.asset_ids.mapped("acreage"))

    @api.depends("date_start", "date_end")
    def _compute_months(self):
        for contract in self:
            known = contract.date_start and contract.date_end
            contract.months = known and rent.months_between(
                contract.date_start, contract.date_end
            )

    @api.depends(
        "kind",
        "entered_amount",
        "date_start",
        "date_end",
        "rate_ids.date_start",
        "rate_ids.rent",
        "rate_ids.growth",
        "rate_ids.growth_months",
    )
    def _compute_amount(self):
        for contract in self:
            if contract.kind == "lease_out":
                contract.amount = contract._get_total_rent(contract.date_end)
            else:
                contract.amount = contract.entered_amount

    @api.depends("number", "name")
    def _compute_display_name(self):
        for contract in self:
            contract.display_name = (
                f"{contract.number or ''} {contract.name or ''}".strip()
            )

    @api.constrains("asset_ids", "cooperative_id")
    def _check_assets(self):
        for contract in self:
            if contract.sudo().asset_ids.cooperative_id - contract.cooperative_id:
                raise ValidationError(
                    self.env._("A contract is about the cooperative's own assets.")
                )

    @api.constrains("origin_id", "cooperative_id", "kind")
    def _check_origin(self):
        for contract in self.filtered("origin_id"):
            origin = contract.sudo().origin_id
            alike = (origin.cooperative_id, origin.kind) == (
                contract.cooperative_id,
                contract.kind,
            )
            if not alike or origin.state == "draft":
                raise ValidationError(
                    self.env._(
                        "An amendment or renewal follows a contract of the same kind "
                        "that is or was in force."
                    )
                )
