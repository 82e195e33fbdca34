from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.community_base.house import today, with_pass

KINDS = [
    ("land", "Land"),
    ("building", "Building"),
    ("equipment", "Equipment"),
    ("equity", "Equity"),
    ("other", "Other"),
]
STATES = [
    ("in_use", "In Own Use"),
    ("leased", "Let"),
    ("idle", "Empty"),
    ("disposed", "Disposed of"),
]
ACCOUNTING = "account.group_account_readonly,account.group_account_invoice"


class CoopAsset(models.Model):
    """A property card (资产资源台账): what the cooperative owns and uses it for.

    Whether it is let, empty or below the market follows from the contracts in force and
    the references in its history on the day one looks. It leaves the books by a
    contract of disposal alone.
    """

    _name = "coop.asset"
    _description = "Asset"
    _inherit = ["coop.clerk.mixin", "mail.thread"]
    _rec_names_search = ["name", "number", "certificates", "location"]
    _order = "cooperative_id, number, id"

    _fixed_fields = frozenset({"cooperative_id"})
    _system_fields = frozenset({"disposal_id", "date_disposed"})

    name = fields.Char(required=True, index="trigram", tracking=True)
    number = fields.Char(
        "Asset No.", required=True, tracking=True, help="资产编号，同一公司内不重复"
    )
    currency_id = fields.Many2one(related="cooperative_id.currency_id")
    company_id = fields.Many2one(related="cooperative_id.company_id")
    kind = fields.Selection(KINDS, required=True, default="building", tracking=True)
    purpose = fields.Selection(
        [("own", "Own Use"), ("let", "To Be Let")],
        required=True,
        default="let",
        tracking=True,
        help="自用或拟出租：拟出租而无在租合同的即为闲置",
    )
    use = fields.Char("Used as", tracking=True, help="e.g. 厂房、商铺、停车场")
    acreage = fields.Float(
        "Acreage (㎡)", digits=(14, 2), tracking=True, help="In square metres (面积)."
    )
    book_value = fields.Monetary(tracking=True)
    account_id = fields.Many2one(
        "account.account",
        "Account",
        ondelete="restrict",
        domain="[('company_ids', 'in', company_id)]",
        groups=ACCOUNTING,
        help="Where the books carry it (账面科目).",
    )
    date_acquired = fields.Date("Acquired on", tracking=True)
    acquisition = fields.Selection(
        [
            ("built", "Built"),
            ("bought", "Bought"),
            ("allocated", "Allocated"),
            ("contributed", "Contributed"),
            ("other", "Other"),
        ],
        help="取得方式",
    )
    certificates = fields.Char(
        tracking=True, help="Numbers of the title deeds (权证号)."
    )
    location = fields.Char(tracking=True, help="坐落")
    latitude = fields.Float(digits=(9, 6))
    longitude = fields.Float(digits=(9, 6))
    is_located = fields.Boolean("On the Map", tracking=True)
    map_url = fields.Char("Map", compute="_compute_map_url")
    photo_ids = fields.One2many("coop.asset.photo", "asset_id", "Photos")
    cover = fields.Image(compute="_compute_cover")
    valuation_ids = fields.One2many("coop.asset.valuation", "asset_id", "Valuations")
    contract_ids = fields.Many2many(
        "coop.contract",
        "coop_contract_asset_rel",
        "asset_id",
        "contract_id",
        "Contracts",
    )
    occupancy_ids = fields.One2many("coop.asset.occupancy", "asset_id", "Let to")
    disposal_id = fields.Many2one(
        "coop.contract",
        "Disposed of by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    date_disposed = fields.Date("Disposed of on", readonly=True, copy=False)
    state = fields.Selection(STATES, compute="_compute_letting", search="_search_state")
    lease_id = fields.Many2one(
        "coop.contract", "Lease in Force", compute="_compute_letting"
    )
    date_lease_end = fields.Date("Let until", compute="_compute_letting")
    rent = fields.Monetary(
        "Rent per Month", compute="_compute_letting", help="当前月租金"
    )
    market_rent = fields.Monetary(
        "Market Rent per Month", compute="_compute_market_rent", help="市场月租金参考"
    )
    is_below_market = fields.Boolean(
        "Below the Market", compute="_compute_below", search="_search_below_market"
    )
    is_past_term = fields.Boolean(
        "Past Its Term", compute="_compute_letting", search="_search_past_term"
    )

    _number_once = models.Constraint(
        "UNIQUE (cooperative_id, number)", "This asset number is taken."
    )
    _figures = models.Constraint(
        "CHECK (acreage >= 0 AND book_value >= 0)",
        "Neither acreage nor value can be negative.",
    )
    _on_earth = models.Constraint(
        "CHECK (latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180)",
        "A latitude lies between -90 and 90, a longitude between -180 and 180.",
    )
    _disposal = models.Constraint(
        "CHECK ((disposal_id IS NULL) = (date_disposed IS NULL))",
        "An asset is disposed of by a contract, on a day.",
    )

    def init(self):
        result = super().init()
        # Who leaves the books does so by a contract of disposal in force that names it.
        self.env.cr.execute(ASSET_DISPOSED)
        return result

    @api.depends("number", "name")
    def _compute_display_name(self):
        for asset in self:
            asset.display_name = f"{asset.number or ''} {asset.name or ''}".strip()

    @api.depends("latitude", "longitude", "is_located")
    def _compute_map_url(self):
        for asset in self:
            place = f"{asset.longitude:.6f},{asset.latitude:.6f}"
            asset.map_url = asset.is_located and (
                f"https://uri.amap.com/marker?position={place}&coordinate=wgs84"
            )

    @api.depends("photo_ids.image")
    def _compute_cover(self):
        for asset in self:
            asset.cover = asset.photo_ids[:1].image

    @api.depends("occupancy_ids", "purpose", "date_disposed")
    def _compute_letting(self):
        """Say of all assets at once who has them today, and at what rent."""
        day = today(self.env)
        letting = self._get_letting(day)
        past = set(self.search(self._get_past_term_domain(day)).ids)
        for asset in self:
            lease = letting.get(asset.id, self.env["coop.contract"])
            asset.lease_id = lease
            asset.date_lease_end = lease.date_end
            asset.rent = asset._get_share_of_rent(lease, day)
            asset.is_past_term = asset.id in past
            asset.state = asset._get_state(lease, day)

    def _get_state(self, lease, day):
        if self.date_disposed and self.date_disposed <= day:
            return "disposed"
        if lease:
            return "leased"
        return "idle" if self.purpose == "let" else "in_use"

    def _get_letting(self, day):
        """Return ``{asset id: contract}`` of what is let on a day."""
        rows = self.env["coop.asset.occupancy"].search_fetch(
            Domain("asset_id", "in", self.ids) & self._get_day_domain(day),
            ["asset_id", "contract_id"],
        )
        return {row.asset_id.id: row.contract_id for row in rows}

    def _get_share_of_rent(self, lease, day):
        """Return the part of a lease's rent that this asset brings, by its acreage."""
        rent = lease._get_rent(day) if lease else 0
        assets = lease.asset_ids
        if len(assets) < 2:
            return rent
        whole = sum(assets.mapped("acreage"))
        return rent * (self.acreage / whole if whole else 1 / len(assets))

    @api.depends("valuation_ids.amount", "valuation_ids.date", "valuation_ids.kind")
    def _compute_market_rent(self):
        day = today(self.env)
        references = self.env["coop.asset.valuation"]._get_latest(self, "rent", day)
        for asset in self:
            asset.market_rent = references.get(asset.id, 0)

    @api.depends("rent", "market_rent", "state")
    def _compute_below(self):
        for asset in self:
            asset.is_below_market = asset.state == "leased" and (
                asset.currency_id.compare_amounts(asset.rent, asset.market_rent) < 0
            )

    # Searching

    @api.model
    def _get_day_domain(self, day):
        return Domain("date_start", "<=", day) & Domain("date_end", ">=", day)

    @api.model
    def _get_past_term_domain(self, day):
        """Return the domain of assets whose lease is over and was never ended."""
        lease = [
            ("kind", "=", "lease_out"),
            ("state", "in", self.env["coop.contract"]._states_in_force),
            ("date_end", "<", day),
        ]
        return Domain("contract_ids", "any", lease)

    @api.model
    def _search_past_term(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_past_term_domain(today(self.env))

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        day = today(self.env)
        gone = Domain("date_disposed", "<=", day)
        there = Domain("date_disposed", "=", False) | Domain("date_disposed", ">", day)
        let = Domain("occupancy_ids", "any", self._get_day_domain(day))
        domains = {
            "disposed": gone,
            "leased": there & let,
            "idle": there & ~let & Domain("purpose", "=", "let"),
            "in_use": there & ~let & Domain("purpose", "=", "own"),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.model
    def _search_below_market(self, operator, value):
        """Look at what is let and has a reference; the rent of a day is arithmetic."""
        if operator != "in":
            return NotImplemented
        known = self.search(
            Domain("state", "=", "leased") & Domain("valuation_ids.kind", "=", "rent")
        )
        return Domain("id", "in", known.filtered("is_below_market").ids)

    # Changes

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._locate(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._locate(vals))

    @api.model
    def _locate(self, vals):
        """A point that was given is on the map; 0 and 0 is the sea off Africa."""
        if {"latitude", "longitude"} & vals.keys() and "is_located" not in vals:
            return {
                **vals,
                "is_located": bool(vals.get("latitude") or vals.get("longitude")),
            }
        return vals

    def _dispose(self, contract):
        """Leave the books by a contract of disposal that has just come into force."""
        vals = {"disposal_id": contract.id, "date_disposed": contract.date_start}
        with_pass(self.sudo(), vals).write(vals)
        self.flush_recordset()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_unused(self):
        if self.sudo().contract_ids or any(asset.date_disposed for asset in self):
            raise UserError(
                self.env._("An asset that contracts speak of stays on record.")
            )

    # Ways on

    def action_view_contracts(self):
        """Open the contracts about the asset."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collective_economy.coop_contract_action"
        )
        return action | {
            "domain": [("asset_ids", "in", self.ids)],
            "context": {
                "default_cooperative_id": self.cooperative_id.id,
                "default_asset_ids": self.ids,
            },
        }

    def action_open_map(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.map_url, "target": "new"}

    def action_prepare_lease(self):
        """Open a new lease of the asset."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Lease"),
            "res_model": "coop.contract",
            "view_mode": "form",
            "context": {
                "default_kind": "lease_out",
                "default_cooperative_id": self.cooperative_id.id,
                "default_asset_ids": self.ids,
            },
        }


ASSET_DISPOSED = """
    CREATE OR REPLACE FUNCTION coop_asset_disposed() RETURNS trigger AS $$
    BEGIN
        IF TG_OP = 'UPDATE'
           AND (OLD.disposal_id, OLD.date_disposed, OLD.cooperative_id)
               IS NOT DISTINCT FROM
               (NEW.disposal_id, NEW.date_disposed, NEW.cooperative_id)
        THEN
            RETURN NEW;
        END IF;
        IF NEW.disposal_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM coop_contract c
              JOIN coop_contract_asset_rel r ON r.contract_id = c.id
             WHERE c.id = NEW.disposal_id AND r.asset_id = NEW.id
               AND c.kind = 'disposal'
               AND c.state IN ('active', 'minor', 'inherited'))
        THEN
            RAISE EXCEPTION 'asset % has no contract of disposal', NEW.id
                  USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF EXISTS (SELECT FROM coop_asset_occupancy o
                    WHERE o.asset_id = NEW.id
                      AND (o.cooperative_id <> NEW.cooperative_id
                           OR o.date_end >= NEW.date_disposed))
        THEN
            RAISE EXCEPTION 'asset % is let', NEW.id
                  USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$ LANGUAGE plpgsql;
    CREATE OR REPLACE TRIGGER coop_asset_disposed
        BEFORE INSERT OR UPDATE ON coop_asset
        FOR EACH ROW EXECUTE FUNCTION coop_asset_disposed();
"""
