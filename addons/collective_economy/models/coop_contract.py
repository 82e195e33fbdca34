from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from odoo.addons.community_base.house import public_lang, today, with_pass
from odoo.addons.community_base.kernel import officialdoc

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
        "community.area.mixin",
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
    cooperative_id = fields.Many2one(
        "coop.cooperative",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_cooperative_id(),
    )
    area_id = fields.Many2one(
        related="cooperative_id.area_id", store=True, required=False
    )
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
    interval_months = fields.Selection(
        [
            ("1", "Every Month"),
            ("3", "Every Quarter"),
            ("6", "Every Half-Year"),
            ("12", "Every Year"),
        ],
        "Rent Is Paid",
        default="1",
        required=True,
    )
    pay_days = fields.Integer(
        "Days to Pay",
        default=lambda self: self._get_limit("coop_rent_pay_days"),
        help="Days after the period's first day on which its rent is due (宽限期).",
    )
    alert_days = fields.Integer(
        "Remind before the End",
        default=lambda self: self._get_limit("coop_contract_alert_days"),
        help="Days before its end from which on the contract is to be seen to.",
    )
    rate_ids = fields.One2many(
        "coop.contract.rate", "contract_id", "Rent Steps", copy=True
    )
    new_partner_name = fields.Char(
        "New Counterparty",
        compute="_compute_new_partner_name",
        inverse="_inverse_new_partner_name",
        help="A name that is not in the contacts yet: it is entered with the contract.",
    )
    period_ids = fields.One2many("coop.contract.period", "contract_id", "Rent Due")
    payment_ids = fields.One2many("coop.contract.payment", "contract_id", "Payments")
    schedule = fields.Html(compute="_compute_schedule", sanitize=False)
    rent = fields.Monetary("Rent per Month", compute="_compute_rent")
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
    successor_ids = fields.One2many("coop.contract", "origin_id", "Followed by")
    needs_resolution = fields.Boolean(compute="_compute_item")
    item_name = fields.Char("On the Supervision List", compute="_compute_item")
    date_closed = fields.Date("Closed on", readonly=True, copy=False, tracking=True)
    close_reason = fields.Char("Reason", readonly=True, copy=False)
    approved_by_id = fields.Many2one(
        "res.users", "Taken Over by", readonly=True, copy=False, ondelete="restrict"
    )
    arrears = fields.Monetary(
        compute="_compute_arrears", compute_sudo=True, help="欠租"
    )
    is_in_arrears = fields.Boolean(
        "In Arrears",
        compute="_compute_arrears",
        search="_search_arrears",
        compute_sudo=True,
    )
    is_past_term = fields.Boolean(
        "Past Its Term", compute="_compute_terms", search="_search_past_term"
    )
    is_expiring = fields.Boolean(
        "Ends Soon", compute="_compute_terms", search="_search_expiring"
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

    def init(self):
        result = super().init()
        # What was agreed stays; the days of a lease are taken by the database itself.
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION coop_contract_lock() RETURNS trigger AS $$
            DECLARE
                problem text;
            BEGIN
                IF TG_OP = 'DELETE' THEN
                    IF OLD.state <> 'draft' THEN problem := 'stays on record'; END IF;
                ELSIF TG_OP = 'INSERT' THEN
                    IF NEW.state <> 'draft' THEN
                        problem := 'begins as a draft';
                    END IF;
                ELSE
                    IF OLD.state <> NEW.state AND NOT (
                        OLD.state = 'draft'
                        AND NEW.state IN ('active', 'minor', 'inherited', 'void')
                        OR OLD.state IN ('active', 'minor', 'inherited')
                        AND NEW.state IN ('ended', 'terminated', 'void'))
                    THEN
                        problem := 'cannot become ' || NEW.state;
                    END IF;
                    IF OLD.state <> 'draft' AND (
                        OLD.kind, OLD.cooperative_id, OLD.partner_id, OLD.amount,
                        OLD.entered_amount, OLD.date_start, OLD.date_end, OLD.deposit,
                        OLD.interval_months, OLD.origin_id, OLD.relation,
                        OLD.register_id, OLD.register_number, OLD.resolution_id,
                        OLD.approved_by_id)
                       IS DISTINCT FROM (
                        NEW.kind, NEW.cooperative_id, NEW.partner_id, NEW.amount,
                        NEW.entered_amount, NEW.date_start, NEW.date_end, NEW.deposit,
                        NEW.interval_months, NEW.origin_id, NEW.relation,
                        NEW.register_id, NEW.register_number, NEW.resolution_id,
                        NEW.approved_by_id)
                    THEN
                        problem := 'stays as it was agreed';
                    END IF;
                    IF OLD.state = NEW.state AND OLD.state <> 'draft'
                       AND OLD.date_closed IS DISTINCT FROM NEW.date_closed
                    THEN
                        problem := 'is closed on one day';
                    END IF;
                    IF OLD.state = 'draft' AND NEW.state = 'inherited' AND NOT EXISTS (
                        SELECT FROM coop_cooperative c
                         WHERE c.id = NEW.cooperative_id
                           AND NEW.date_start < c.date_live)
                    THEN
                        problem := 'did not begin before the cooperative was set up';
                    END IF;
                END IF;
                IF problem IS NOT NULL THEN
                    RAISE EXCEPTION 'contract % %', coalesce(OLD.id, NEW.id), problem
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN coalesce(NEW, OLD);
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER coop_contract_lock
                BEFORE INSERT OR UPDATE OR DELETE ON coop_contract
                FOR EACH ROW EXECUTE FUNCTION coop_contract_lock();

            CREATE OR REPLACE FUNCTION coop_contract_occupy() RETURNS trigger AS $$
            BEGIN
                IF (OLD.state, OLD.date_closed)
                   IS NOT DISTINCT FROM (NEW.state, NEW.date_closed)
                   OR NEW.kind <> 'lease_out'
                THEN
                    RETURN NULL;
                END IF;
                DELETE FROM coop_asset_occupancy WHERE contract_id = NEW.id;
                IF NEW.state IN ('draft', 'void')
                   OR least(NEW.date_end, NEW.date_closed) < NEW.date_start
                THEN
                    RETURN NULL;
                END IF;
                -- Of two leases at once, or a lease and a disposal, one starts anew.
                UPDATE coop_asset SET id = id WHERE id IN (
                    SELECT asset_id FROM coop_contract_asset_rel
                     WHERE contract_id = NEW.id);
                IF EXISTS (SELECT FROM coop_contract_asset_rel r
                             JOIN coop_asset a ON a.id = r.asset_id
                            WHERE r.contract_id = NEW.id
                              AND (a.date_disposed <= NEW.date_end
                                   OR a.cooperative_id <> NEW.cooperative_id))
                THEN
                    RAISE EXCEPTION 'contract % lets what is not the cooperative''s',
                          NEW.id USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                INSERT INTO coop_asset_occupancy (asset_id, contract_id, cooperative_id,
                            area_id, community_id, street_id, date_start, date_end)
                     SELECT r.asset_id, NEW.id, NEW.cooperative_id, NEW.area_id,
                            NEW.community_id, NEW.street_id, NEW.date_start,
                            least(NEW.date_end, NEW.date_closed)
                       FROM coop_contract_asset_rel r WHERE r.contract_id = NEW.id
                   ORDER BY r.asset_id;
                RETURN NULL;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER coop_contract_occupy
                AFTER UPDATE ON coop_contract
                FOR EACH ROW EXECUTE FUNCTION coop_contract_occupy();

            CREATE OR REPLACE FUNCTION coop_contract_part_lock() RETURNS trigger AS $$
            DECLARE
                owner integer := coalesce((to_jsonb(NEW) ->> 'contract_id')::integer,
                                          (to_jsonb(OLD) ->> 'contract_id')::integer);
            BEGIN
                IF EXISTS (SELECT FROM coop_contract
                            WHERE state <> 'draft'
                              AND id IN (owner,
                                         (to_jsonb(OLD) ->> 'contract_id')::integer))
                THEN
                    RAISE EXCEPTION 'contract % stays as it was agreed', owner
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN coalesce(NEW, OLD);
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER coop_contract_part_lock
                BEFORE INSERT OR UPDATE OR DELETE ON coop_contract_asset_rel
                FOR EACH ROW EXECUTE FUNCTION coop_contract_part_lock();
        """)
        return result

    @api.model
    def _default_cooperative_id(self):
        """Return the cooperative of a clerk who keeps one only."""
        ids = self.env.user._coop_ids()
        return ids[0] if len(ids) == 1 else False

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
        for vals in vals_list:
            name = vals.pop("new_partner_name", None)
            if name and not vals.get("partner_id"):
                # Who keeps contracts need not be who keeps the contacts.
                vals["partner_id"] = (
                    self.env["res.partner"]
                    .sudo()
                    .create({"name": name, "is_company": True})
                    .id
                )
        return super().create(vals_list)

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
            if contract.kind != "lease_out":
                contract.amount = contract.entered_amount
            elif contract.date_start and contract.date_end:
                fen = rent.total(
                    contract._to_steps(), contract.date_start, contract.date_end
                )
                contract.amount = fen / 100
            else:
                contract.amount = 0

    def _to_steps(self):
        """Return the rent steps as :mod:`..kernel.rent` reads them."""
        complete = self.rate_ids.filtered("date_start")
        return [rate._to_kernel() for rate in complete]

    def _get_rent(self, day):
        """Return what a month costs by the rent of a day."""
        return rent.rent_on(self._to_steps(), day) / 100

    @api.depends("rate_ids", "date_start", "date_end", "state")
    def _compute_rent(self):
        day = today(self.env)
        for contract in self:
            first, last = contract.date_start or day, contract.date_end or day
            contract.rent = contract._get_rent(max(min(day, last), first))

    @api.depends(
        "kind",
        "date_start",
        "date_end",
        "interval_months",
        "rate_ids.date_start",
        "rate_ids.rent",
        "rate_ids.growth",
        "rate_ids.growth_months",
    )
    def _compute_schedule(self):
        """Show what falls due, before anything is agreed (租金计划预览)."""
        for contract in self:
            contract.schedule = self.env["ir.qweb"]._render(
                "collective_economy.contract_schedule",
                {
                    "rows": contract._get_schedule(),
                    "money": contract.currency_id,
                    "total": contract.amount,
                },
            )

    def _get_schedule(self):
        """Return (first day, last day, amount) of each period of payment."""
        if self.kind != "lease_out" or not (self.date_start and self.date_end):
            return []
        dues = rent.periods(
            self._to_steps(),
            self.date_start,
            self.date_end,
            int(self.interval_months or 1),
        )
        return [(due.start, due.end, due.fen / 100) for due in dues]

    @api.depends("number", "name")
    def _compute_display_name(self):
        for contract in self:
            contract.display_name = (
                f"{contract.number or ''} {contract.name or ''}".strip()
            )

    @api.constrains("rate_ids", "date_start", "kind")
    def _check_rates(self):
        for contract in self.filtered("rate_ids"):
            if contract.kind != "lease_out":
                raise ValidationError(self.env._("Only a lease has rent steps."))
            if min(contract.rate_ids.mapped("date_start")) != contract.date_start:
                raise ValidationError(
                    self.env._(
                        "The first rent step begins on the first day of the term."
                    )
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
            if (origin.cooperative_id, origin.kind, origin.state == "draft") != (
                contract.cooperative_id,
                contract.kind,
                False,
            ):
                raise ValidationError(
                    self.env._(
                        "An amendment or renewal follows a contract of the same kind "
                        "that is or was in force."
                    )
                )

    # The supervision list

    def _get_supervised_kind(self):
        """Return as what the supervision list knows the act."""
        lands = "land" in self.asset_ids.mapped("kind")
        if lands and self.kind in ("disposal", "purchase"):
            return "land"
        return SUPERVISED_AS[self.kind]

    def _get_whole(self):
        """Return (amount, months, first day) that the thresholds look at.

        An amendment is one contract with what it amends: neither a long term nor a
        great amount gets below a threshold by being amended in steps.
        """
        amount, start = self.amount, self.date_start
        amended = self.sudo()
        while amended.relation == "amendment":
            before = amended.origin_id
            if self.kind == "lease_out":
                amount += before._get_amount_until(amended.date_start)
            else:
                amount = max(amount, before.amount)
            start = min(start, before.date_start)
            amended = before
        return amount, rent.months_between(start, self.date_end), start

    def _get_amount_until(self, day):
        """Return what a lease brought up to the day before."""
        last = min(self.date_end, day - relativedelta(days=1))
        return rent.total(self._to_steps(), self.date_start, last) / 100

    def _get_item(self, day):
        """Return the item of the supervision list under which the contract falls."""
        amount, months, _start = self._get_whole()
        return self.env["coop.supervision.item"]._find(
            self._get_supervised_kind(),
            day,
            amount=amount,
            months=months,
            acreage=self.acreage,
            cooperative=self.cooperative_id,
        )

    @api.depends(
        "kind", "amount", "months", "acreage", "cooperative_id", "asset_ids", "state"
    )
    def _compute_item(self):
        day = today(self.env)
        for contract in self:
            item = False
            if contract.cooperative_id and contract.date_start and contract.date_end:
                item = contract._get_item(day).sudo()
            contract.needs_resolution = bool(item)
            contract.item_name = item and item.display_name

    @api.model
    def _get_class_code(self, item):
        return item.sudo().class_id.code

    def _get_permitting_domain(self, state):
        """A resolution of the very class that the list asks for, and no other."""
        item = self._get_item(today(self.env))
        codes = [self._get_class_code(item)] if item else self._guarded_states[state]
        return self.env["community.resolution"]._get_in_force_domain(
            codes, self._get_guard_subject()
        )

    def _get_guard_amount(self):
        """A lease takes the whole amount; where money goes out, its payments do."""
        return self.amount if self.kind == "lease_out" else 0

    def _get_guard_payload(self):
        rates = [
            [str(rate.date_start), str(rate.rent), str(rate.growth), rate.growth_months]
            for rate in self.rate_ids.sorted("date_start")
        ]
        days = {
            name: fields.Date.to_string(self[name])
            for name in ("date_start", "date_end")
        }
        return super()._get_guard_payload() | days | {"rates": rates}

    def action_request_matter(self):
        """Open a matter about the contract, of the class that the list asks for.

        Whoever may submit a matter and reads the contract may: the clerk has prepared
        it, and he decides nothing.
        """
        self.ensure_one()
        self.check_access("read")
        item = self._get_item(today(self.env))
        if self.state != "draft" or not item:
            raise UserError(
                self.env._(
                    "“%s” needs no resolution: it is in force, or below every "
                    "threshold of the supervision list.",
                    self.display_name,
                )
            )
        subject = {"subject_model": self._name, "subject_id": self.id}
        matter = with_pass(self.env["community.matter"], subject).create(
            {
                "name": self.name,
                "class_id": item.sudo().class_id.id,
                "area_id": self.area_id.id,
                "amount": self.amount,
                **subject,
            }
        )
        return matter.with_env(self.env)._get_records_action()

    # Coming into force

    def action_activate(self):
        """Bring the contract into force under its resolution (凭决议生效)."""
        self.check_access("write")
        for contract in self:
            contract._prepare_entry()
            contract._act("active")
            contract._enter_force()

    def action_activate_minor(self):
        """Bring a contract below every threshold into force (限额以下生效)."""
        self.check_access("write")
        for contract in self:
            contract._check_below_thresholds()
            contract._prepare_entry()
            contract._move("coop_contract_minor", "minor")
            contract._enter_force()

    def _check_below_thresholds(self):
        item = self._get_item(today(self.env)).sudo()
        if item:
            raise AccessError(
                self.env._(
                    "“%(contract)s” falls under “%(item)s” of the supervision list: it "
                    "needs a resolution.",
                    contract=self.display_name,
                    item=item.display_name,
                )
            )

    def action_take_over(self):
        """Take over a contract from before the suite's time (历史合同接收).

        The street approves what the clerk has entered, within the time that is set for
        it; the auditors have a list of all of them.
        """
        self.check_access("read")
        if not self.env.user.has_group("community_base.group_street"):
            raise AccessError(
                self.env._("A contract from before is taken over by the street office.")
            )
        for contract in self.sudo():
            contract._check_from_before()
            contract._prepare_entry()
            contract._move(
                "coop_contract_inherited", "inherited", approved_by_id=self.env.uid
            )
            contract._enter_force()

    def _check_from_before(self):
        live = self.cooperative_id.date_live
        day = today(self.env)
        if not live or self.date_start >= live or self.origin_id:
            raise UserError(
                self.env._(
                    "“%(contract)s” did not begin before %(day)s, when the cooperative "
                    "was set up here: it is no contract from before.",
                    contract=self.display_name,
                    day=live or day,
                )
            )
        last = self.env["community.limit"]._get_deadline("coop_takeover_days", live)
        if day > last:
            raise UserError(
                self.env._(
                    "Contracts from before could be taken over until %s: have this one "
                    "decided.",
                    last,
                )
            )
        if self.create_uid == self.env.user:
            raise AccessError(
                self.env._("Who entered a contract from before cannot take it over.")
            )

    def _prepare_entry(self):
        """Check and number a draft that is about to come into force."""
        self.ensure_one()
        self._hold()
        self._check_complete()
        self._close_origin()
        self._check_free()
        self._take_number()

    def _check_complete(self):
        if self.state != "draft":
            raise UserError(self.env._("“%s” is no draft.", self.display_name))
        if self.sudo().cooperative_id.state == "dissolved":
            raise UserError(self.env._("The cooperative is dissolved."))
        if not self.scan_ids:
            raise UserError(
                self.env._("Attach the scan of the signed contract “%s”.", self.name)
            )
        if self.kind == "lease_out" and not (self.rate_ids and self.asset_ids):
            raise UserError(
                self.env._(
                    "A lease says what is let, and at what rent: “%s”.", self.name
                )
            )
        if self.kind == "disposal" and not self.asset_ids:
            raise UserError(self.env._("Say what is disposed of by “%s”.", self.name))

    def _close_origin(self):
        """An amendment takes the place of what it amends from its first day on."""
        origin = self.origin_id
        if self.relation != "amendment":
            return
        if origin.state not in self._states_in_force:
            raise UserError(
                self.env._("“%s” is no longer in force.", origin.display_name)
            )
        origin._hold()
        last = self.date_start - relativedelta(days=1)
        origin._close("terminated", last, self.env._("Amended by a new contract"))

    def _check_free(self):
        """Say in words what the database refuses as well."""
        self.flush_recordset()
        assets = self.sudo().asset_ids
        gone = assets.filtered(
            lambda item: item.date_disposed and item.date_disposed <= self.date_end
        )
        if gone:
            raise UserError(
                self.env._(
                    "“%(asset)s” is disposed of from %(day)s on.",
                    asset=gone[0].display_name,
                    day=gone[0].date_disposed,
                )
            )
        if self.kind not in ("lease_out", "disposal"):
            return
        days = Domain("date_end", ">=", self.date_start)
        if self.kind == "lease_out":
            days &= Domain("date_start", "<=", self.date_end)
        taken = (
            self.env["coop.asset.occupancy"]
            .sudo()
            .search(Domain("asset_id", "in", assets.ids) & days, limit=1)
        )
        if taken:
            raise UserError(
                self.env._(
                    "“%(asset)s” is let by %(contract)s until %(day)s.",
                    asset=taken.asset_id.display_name,
                    contract=taken.contract_id.display_name,
                    day=taken.date_end,
                )
            )

    def _take_number(self):
        """Number the contract in its cooperative's register of the year, no gaps."""
        year = today(self.env).year
        name = self.env._(
            "Contracts of %(cooperative)s, %(year)s",
            cooperative=self.cooperative_id.name,
            year=year,
        )
        register = self.env["community.register"]._open(
            f"contract/{self.cooperative_id.id}/{year}", name, self._name, self.area_id
        )
        number = register.last_number + 1
        register._advance(1, register.head)
        vals = {
            "register_id": register.id,
            "register_number": number,
            "number": officialdoc.format_number("合", year, number),
        }
        with_pass(self, vals).write(vals)

    def _move(self, event, state, reason=None, **vals):
        vals = {"state": state, **vals}
        before = self.state
        with_pass(self, vals).write(vals)
        self.flush_recordset()
        self.env["community.trail"]._note(
            self, event, before=before, after=state, reason=reason
        )

    def _enter_force(self):
        """What follows from a contract in force: rent falls due, assets are gone."""
        self.flush_recordset()
        self.env["coop.asset"].invalidate_model(["occupancy_ids"])
        if self.kind == "lease_out":
            self.env["coop.contract.period"]._plan(self)
        if self.kind == "disposal":
            self.asset_ids._dispose(self)

    # Coming to an end

    def action_end(self):
        """Note that the contract has run its term and is done (到期终结)."""
        self.check_access("write")
        day = today(self.env)
        for contract in self:
            contract._hold()
            if contract.date_end > day:
                raise UserError(
                    self.env._(
                        "“%(contract)s” runs until %(day)s: terminate it if it ends "
                        "before.",
                        contract=contract.display_name,
                        day=contract.date_end,
                    )
                )
            contract._close("ended", contract.date_end, None)

    def _terminate(self, day, reason):
        """End the contract before its term (提前解除)."""
        self.check_access("write")
        self._hold()
        if not self.date_start <= day <= self.date_end:
            raise UserError(self.env._("%s does not lie within the term.", day))
        self._close("terminated", day, reason)

    def _annul(self, reason):
        """Note that the contract is void, or drop a draft (无效、作废)."""
        self.check_access("write")
        self._hold()
        if self.kind == "disposal" and self.state in self._states_in_force:
            raise UserError(
                self.env._("What was disposed of does not come back by a click.")
            )
        if self.sudo().period_ids.move_id.filtered(lambda move: move.state == "posted"):
            raise UserError(
                self.env._(
                    "Take back the rent invoices of “%s” first.", self.display_name
                )
            )
        self._close("void", today(self.env), reason)

    def _close(self, state, day, reason):
        self.ensure_one()
        allowed = (*self._states_in_force, *(("draft",) if state == "void" else ()))
        if self.state not in allowed:
            raise UserError(
                self.env._("“%s” is not in force any more.", self.display_name)
            )
        self._move(
            f"coop_contract_{state}",
            state,
            reason=reason,
            date_closed=day,
            close_reason=reason,
        )
        self.env["coop.asset"].invalidate_model(["occupancy_ids"])
        if self.kind == "lease_out":
            self.env["coop.contract.period"]._cut(self, day, state == "void")

    def action_open_closing(self):
        """Ask for the day and the reason (解除、作废)."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Close the Contract"),
            "res_model": "coop.contract.closing",
            "view_mode": "form",
            "target": "new",
            "context": {"default_contract_id": self.id},
        }

    def action_amend(self):
        return self._follow("amendment", today(self.env))

    def action_renew(self):
        return self._follow("renewal", self.date_end + relativedelta(days=1))

    def _follow(self, relation, start):
        """Prepare the contract that amends or renews this one, at today's rent."""
        self.ensure_one()
        if self.state == "draft":
            raise UserError(self.env._("A draft is simply changed."))
        end = self.date_end
        if relation == "renewal":
            end = rent.add_months(start, self.months) - relativedelta(days=1)
        vals = {
            "origin_id": self.id,
            "relation": relation,
            "name": self.name,
            "date_start": start,
            "date_end": max(end, start),
        }
        if self.kind == "lease_out":
            rate = {
                "date_start": start,
                "rent": self._get_rent(min(start, self.date_end)),
            }
            vals["rate_ids"] = [Command.create(rate)]
        return self.copy(vals)._get_records_action()

    def write(self, vals):
        """What was agreed stays, in whichever way the contract came into force."""
        locked = self._get_agreed_fields().intersection(vals)
        agreed = self.filtered(lambda contract: contract.state != "draft")
        if (
            agreed
            and not self._has_system_pass(set(vals))
            and any(agreed._is_changing(name, vals[name]) for name in locked)
        ):
            agreed[0]._raise_agreed()
        return super().write(vals)

    def _check_open(self):
        """Refuse to touch a part of what was agreed (the rent steps)."""
        agreed = self.sudo().filtered(lambda contract: contract.state != "draft")
        if agreed:
            agreed[0]._raise_agreed()

    def _raise_agreed(self):
        raise UserError(
            self.env._(
                "“%s” stays as it was agreed: amend it by a contract of its own.",
                self.display_name,
            )
        )

    @api.model
    def _get_agreed_fields(self):
        return self._get_decided_fields() | {
            "entered_amount",
            "rate_ids",
            "name",
            "scan_ids",
            "tender_platform",
            "tender_date",
            "tender_bidders",
            "tender_price",
            "tender_file_ids",
        }

    def _are_files_fixed(self):
        return self.state != "draft"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(contract.state != "draft" for contract in self):
            raise UserError(self.env._("A contract stays on record."))

    # Invoices

    def _prepare_invoice(self, label, amount, account):
        """Return an invoice to the counterparty about one amount, without tax."""
        line = {
            "name": label,
            "quantity": 1,
            "price_unit": amount,
            "tax_ids": [Command.clear()],
            "account_id": account.id,
        }
        return {
            "move_type": "out_invoice",
            "company_id": self.cooperative_id.company_id.id,
            "partner_id": self.partner_id.id,
            "ref": self.number,
            "coop_contract_id": self.id,
            "invoice_line_ids": [Command.create(line)],
        }

    def action_invoice(self):
        """Invoice all rent that has begun to fall due (开具租金账单)."""
        self.check_access("write")
        periods = self.env["coop.contract.period"].sudo()
        domain = periods._get_to_invoice_domain(today(self.env))
        periods.search(domain & Domain("contract_id", "in", self.ids))._invoice()

    def action_invoice_deposit(self):
        """Claim the deposit: it stands as a liability until it goes back (押金)."""
        self.check_access("write")
        for contract in self:
            if contract.state not in self._states_in_force or not contract.deposit:
                raise UserError(self.env._("“%s” has no deposit to claim.", self.name))
            contract._post_deposit("out_invoice", "coop_deposit")

    def action_return_deposit(self):
        """Give the deposit back, when the contract is over (退还押金)."""
        self.check_access("write")
        for contract in self:
            if contract.state not in ("ended", "terminated", "void"):
                raise UserError(
                    self.env._("“%s” is in force: its deposit stays.", self.name)
                )
            contract._post_deposit("out_refund", "coop_deposit_back")

    def _post_deposit(self, move_type, event):
        self._hold()
        contract = self.sudo()
        company = contract.cooperative_id.company_id
        moves = contract.env["account.move"]
        claimed = moves.search(
            Domain("coop_contract_id", "=", self.id)
            & Domain("coop_is_deposit", "=", True)
            & Domain("state", "!=", "cancel")
        )
        kinds = set(claimed.mapped("move_type"))
        if move_type in kinds or (move_type == "out_refund" and not kinds):
            raise UserError(
                self.env._(
                    "The deposit of “%s” was entered already, or never claimed.",
                    self.display_name,
                )
            )
        account = contract.env["coop.account.role"]._get_account(company, "deposit")
        label = self.env._("Deposit, %s", self.display_name)
        moves._coop_post(
            company,
            [
                {
                    **contract._prepare_invoice(label, self.deposit, account),
                    "move_type": move_type,
                    "coop_is_deposit": True,
                    "invoice_date": today(self.env),
                    "date": today(self.env),
                }
            ],
        )
        self.env["community.trail"]._note(self, event)

    # Lists of what is to be seen to

    @api.model
    def _get_in_force_domain(self):
        return Domain("state", "in", self._states_in_force)

    @api.depends("state", "date_end", "alert_days")
    def _compute_terms(self):
        day = today(self.env)
        for contract in self:
            lives = contract.state in self._states_in_force
            left = (contract.date_end - day).days if contract.date_end else 0
            contract.is_past_term = lives and left < 0
            contract.is_expiring = lives and 0 <= left <= contract.alert_days

    @api.model
    def _search_past_term(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_in_force_domain() & Domain("date_end", "<", today(self.env))

    @api.model
    def _search_expiring(self, operator, value):
        if operator != "in":
            return NotImplemented
        day = today(self.env)

        def soon(contract_model, alias, query):
            return SQL(
                "%s - %s BETWEEN 0 AND %s",
                contract_model._field_to_sql(alias, "date_end", query),
                day,
                contract_model._field_to_sql(alias, "alert_days", query),
            )

        return self._get_in_force_domain() & Domain.custom(to_sql=soon)

    @api.depends("period_ids")
    def _compute_arrears(self):
        """Add up what is due and not paid, of all contracts at once."""
        late = self.env["coop.contract.period"]._get_late(self)
        for contract in self:
            contract.arrears = late.get(contract.id, 0)
            contract.is_in_arrears = contract.arrears > 0

    @api.model
    def _get_reasons(self):
        """Return (field, words) of why a contract is to be seen to, the worst first."""
        return (
            ("is_in_arrears", self.env._("Rent in arrears")),
            ("is_past_term", self.env._("Past its term: renew or end it")),
            ("is_expiring", self.env._("Ends soon: renew it or let anew")),
        )

    def _get_alerts(self):
        """Return what of these contracts is to be seen to, in words."""
        reasons, found = self._get_reasons(), []
        for contract in self:
            words = [words for name, words in reasons if contract[name]]
            if words:
                soon = contract.is_expiring and not contract.is_in_arrears
                level = "warning" if soon else "danger"
                found.append({"contract": contract, "words": words[0], "level": level})
        return found

    @api.model
    def _cron_remind(self):
        """Give the clerks a task per contract that is to be seen to; drop done ones."""
        contracts = self.sudo().with_context(lang=public_lang(self.env))
        reasons = contracts._get_reasons()
        found = contracts.search(
            Domain.OR(Domain(name, "=", True) for name, _words in reasons)
        )
        wanted = {}
        for contract in found:
            words = next(words for name, words in reasons if contract[name])
            for user in contract.cooperative_id.clerk_ids:
                wanted[contract.id, user.id] = words
        contracts._set_tasks(wanted)

    @api.model
    def _set_tasks(self, wanted):
        """Bring the tasks up to date: ``{(contract id, user id): words}``."""
        tasks = self.env["mail.activity"].sudo()
        tasks = tasks.with_context(mail_activity_quick_update=True)
        kind = self.env.ref("collective_economy.activity_type_contract")
        known = {}
        for task in tasks.search([("activity_type_id", "=", kind.id)]):
            key = task.res_id, task.user_id.id
            if wanted.get(key) == task.summary:
                known[key] = task
            else:
                task.unlink()
        tasks.create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": self.env["ir.model"]._get(self._name).id,
                    "res_id": key[0],
                    "user_id": key[1],
                    "summary": words,
                    "date_deadline": today(self.env),
                }
                for key, words in wanted.items()
                if key not in known
            ]
        )

    @api.model
    def _search_arrears(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain(self.env["coop.contract.period"]._get_late_domain())
        return Domain("period_ids", "any", late)
