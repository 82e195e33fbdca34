"""What the demo's cooperatives own and have agreed: each kind, and each state once.

A lease decided by the shareholders, one from before, one in arrears, one below the
market, one that ends soon, one past its term; a shop that stands empty, a lorry sold,
works paid in instalments, a draft that waits for its resolution.
"""

import base64
import io
from datetime import timedelta
from unittest.mock import patch

from PIL import Image, ImageDraw

from odoo.addons.community_base import house

from ..kernel.rent import add_months
from .cooperatives import BAY, HEAD, DemoCooperatives
from .factory import QUIET

# kind, number, name, purpose, use, ㎡, book value, market rent, latitude, longitude
ASSETS = {
    BAY: [
        (
            "land",
            "TD-001",
            "东塘地块",
            "let",
            "堆场",
            3200,
            0,
            16000,
            22.7411,
            113.8302,
        ),
        (
            "building",
            "FW-001",
            "海湾工业园1号厂房",
            "let",
            "厂房",
            4800,
            9_600_000,
            86000,
            22.7426,
            113.8324,
        ),
        (
            "building",
            "FW-002",
            "海湾路12号商铺",
            "let",
            "商铺",
            85,
            680_000,
            7200,
            22.7398,
            113.8287,
        ),
        (
            "building",
            "FW-003",
            "海湾路14号商铺",
            "let",
            "商铺",
            90,
            700_000,
            7500,
            22.7399,
            113.8288,
        ),
        (
            "building",
            "FW-004",
            "老墟仓库",
            "let",
            "仓库",
            460,
            900_000,
            7800,
            22.7380,
            113.8270,
        ),
        (
            "building",
            "FW-005",
            "海湾工业园宿舍楼",
            "let",
            "宿舍",
            480,
            2_400_000,
            9500,
            22.7428,
            113.8326,
        ),
        (
            "building",
            "FW-006",
            "海湾路16号商铺",
            "let",
            "商铺",
            88,
            690_000,
            7300,
            22.7400,
            113.8289,
        ),
        (
            "building",
            "FW-007",
            "公司办公楼",
            "own",
            "办公",
            420,
            1_800_000,
            0,
            22.7405,
            113.8295,
        ),
        ("equipment", "SB-001", "630千伏安变压器", "own", "供电", 0, 210_000, 0, 0, 0),
        ("equipment", "SB-002", "旧货车", "own", "运输", 0, 12_000, 0, 0, 0),
        (
            "equity",
            "GQ-001",
            "明湾农村商业银行股权",
            "own",
            "股权",
            0,
            3_000_000,
            0,
            0,
            0,
        ),
        (
            "other",
            "QT-001",
            "海湾停车场",
            "let",
            "停车",
            490,
            0,
            6800,
            22.7392,
            113.8280,
        ),
    ],
    HEAD: [
        (
            "building",
            "FW-001",
            "东头综合楼首层",
            "let",
            "超市",
            260,
            1_100_000,
            6600,
            22.7361,
            113.8341,
        ),
        (
            "building",
            "FW-002",
            "东头综合楼二层",
            "let",
            "空置",
            240,
            900_000,
            4200,
            22.7361,
            113.8341,
        ),
        ("land", "TD-001", "东头菜地", "own", "种植", 1500, 0, 0, 22.7355, 113.8350),
    ],
}
# Leases in force: cooperative, asset, subject, tenant, days ago it began, months,
# rent, how it came into force, rent that was paid (months from the first one)
LEASES = [
    (BAY, "FW-002", "海湾路12号商铺租赁", "明达电子商行", 330, 24, 7200, "minor", 8),
    (BAY, "FW-004", "老墟仓库租赁", "永兴五金店", 300, 24, 6000, "minor", 99),
    (
        BAY,
        "QT-001",
        "海湾停车场租赁",
        "安泊停车服务有限公司",
        305,
        12,
        6800,
        "minor",
        99,
    ),
    (BAY, "FW-005", "宿舍楼租赁", "海湾工业园物业服务部", 385, 12, 9300, "minor", 99),
    (
        BAY,
        "TD-001",
        "东塘地块历史租约",
        "顺发建材经营部",
        900,
        36,
        15000,
        "inherited",
        99,
    ),
    (BAY, "FW-001", "1号厂房租赁", "盛和精密制造有限公司", 75, 36, 78000, "active", 99),
    (HEAD, "FW-001", "综合楼首层租赁", "惠家超市", 200, 24, 6500, "minor", 99),
]


def build(env):
    """Make the property of the demo's cooperatives, once."""
    env = env(context={**env.context, "lang": "zh_CN"}, su=True)
    if not env["coop.asset"].search_count([], limit=1):
        DemoProperty(env).build()


class DemoProperty(DemoCooperatives):
    def __init__(self, env):
        super().__init__(env)
        cooperatives = env["coop.cooperative"].search([("name", "in", (BAY, HEAD))])
        self.cooperatives = {item.name: item for item in cooperatives}
        self.bay, self.head = self.cooperatives[BAY], self.cooperatives[HEAD]

    def build(self):
        self._name_checker()
        with patch.object(house, "now", lambda: self.moment):
            for cooperative in self.cooperatives.values():
                if not cooperative.chart_loaded:
                    cooperative.action_load_chart()
            for name, rows in ASSETS.items():
                self._make_assets(self.cooperatives[name], rows)
            for lease in sorted(LEASES, key=lambda row: -row[4]):
                self._make_lease(*lease)
            self._make_others()
            self.moment = self.start
            self._collect_rent()

    def _name_checker(self):
        """The department whose head is on the demo's list checks what is submitted."""
        checkers = self.root["coop.supervision.checker"]
        seats = self._person("department").seat_ids
        organ = seats.organ_id.filtered(lambda item: item.kind_id.code == "department")
        if not checkers.search_count([("organ_id", "in", organ.ids)], limit=1):
            checkers.create({"organ_id": organ[:1].id})

    # Assets

    def _make_assets(self, cooperative, rows):
        day = self._ago(390)
        self.root["coop.asset"].with_context(**QUIET).create(
            [self._prepare_asset(cooperative, day, *row) for row in rows]
        )

    def _prepare_asset(self, cooperative, day, kind, number, name, purpose, use, *rest):
        acreage, value, rent, latitude, longitude = rest
        vals = {
            "cooperative_id": cooperative.id,
            "kind": kind,
            "number": number,
            "name": name,
            "purpose": purpose,
            "use": use,
            "acreage": acreage,
            "book_value": value,
            "latitude": latitude,
            "longitude": longitude,
            "location": f"{cooperative.area_id.name}{name}" if latitude else False,
            "acquisition": "allocated" if kind == "land" else "built",
        }
        if kind == "building":
            vals["certificates"] = f"明房地字第99{number[-3:]}号"
            vals["photo_ids"] = [(0, 0, {"name": "外观", "image": self._draw(name)})]
        if rent:
            vals["valuation_ids"] = [
                (
                    0,
                    0,
                    {
                        "kind": "rent",
                        "date": day,
                        "amount": rent,
                        "source": "街道集体资产交易平台同地段成交均价",
                    },
                )
            ]
        return vals

    def _draw(self, name):
        """Return a picture of a house, in a colour of its own."""
        tone = 90 + sum(name.encode()) % 120
        picture = Image.new("RGB", (320, 240), (tone, 170, 200))
        pen = ImageDraw.Draw(picture)
        pen.rectangle((0, 190, 320, 240), fill=(120, 130, 110))
        pen.rectangle((50, 80, 270, 200), fill=(235, 225, 205), outline=(90, 80, 70))
        for left in range(70, 260, 50):
            for top in (95, 145):
                pen.rectangle((left, top, left + 28, top + 30), fill=(110, 150, 180))
        raw = io.BytesIO()
        picture.save(raw, "JPEG")
        return base64.b64encode(raw.getvalue())

    def _asset(self, cooperative, number):
        return self.root["coop.asset"].search(
            [("cooperative_id", "=", cooperative.id), ("number", "=", number)]
        )

    # Contracts

    def _ago(self, days):
        return (self.start - timedelta(days=days)).date()

    def _make_lease(self, name, number, subject, tenant, days, months, rent, how, paid):
        start = self._ago(days).replace(day=1)
        contract = self._draft(
            self.cooperatives[name],
            subject,
            tenant,
            start,
            months,
            asset_ids=[(6, 0, self._asset(self.cooperatives[name], number).ids)],
            rate_ids=[(0, 0, self._prepare_rate(start, rent, how))],
            deposit=2 * rent,
            tender_platform="明湾区集体资产交易平台",
            tender_bidders=3,
            tender_price=rent,
        )
        self._bring_into_force(contract, how, days)

    def _prepare_rate(self, start, rent, how):
        rate = {"date_start": start, "rent": rent}
        return rate if how == "minor" else {**rate, "growth": 5, "growth_months": 12}

    def _draft(self, cooperative, subject, partner, start, months, **vals):
        contracts = self.root["coop.contract"].with_context(**QUIET)
        contract = contracts.with_env(self._as("clerk")).create(
            {
                "cooperative_id": cooperative.id,
                "name": subject,
                "new_partner_name": partner,
                "date_start": start,
                "date_end": self._months_later(start, months),
                **vals,
            }
        )
        scan = self._upload(contract.env, "合同扫描件.txt", subject)
        contract.scan_ids = scan
        return contract

    def _months_later(self, start, months):
        return add_months(start, months) - timedelta(days=1)

    def _bring_into_force(self, contract, how, days):
        live = contract.cooperative_id.date_live
        self.moment = max(
            self.start - timedelta(days=days),
            self.start - timedelta(days=(self.start.date() - live).days - 10),
        )
        if how == "inherited":
            contract.with_env(self._as("street")).action_take_over()
        elif how == "active":
            self._decide(contract)
            contract.action_activate()
        else:
            contract.action_activate_minor()

    def _make_others(self):
        """Sell a lorry, pay for works, end and prepare leases."""
        self.moment = self.start - timedelta(days=150)
        day = self._ago(150)
        sale = self._draft(
            self.bay,
            "旧货车处置",
            "明湾废旧物资回收站",
            day,
            1,
            kind="disposal",
            entered_amount=9000,
            asset_ids=[(6, 0, self._asset(self.bay, "SB-002").ids)],
        )
        sale.action_activate_minor()
        works = self._draft(
            self.bay,
            "办公楼防水修缮",
            "明湾建筑维修队",
            day,
            6,
            kind="works",
            entered_amount=60000,
        )
        works.action_activate_minor()
        self._pay(works, "首期款", 20000, True)
        self._pay(works, "尾款", 40000, False)
        self._end_one()
        self._prepare_one()

    def _pay(self, contract, name, amount, paid):
        payment = contract.payment_ids.create(
            {
                "contract_id": contract.id,
                "name": name,
                "amount": amount,
                "date_due": self._ago(100 if paid else -20),
            }
        )
        if paid:
            payment.action_pay()

    def _end_one(self):
        """A lease that its tenant gave up before the end."""
        start = self._ago(240).replace(day=1)
        asset = self._asset(self.bay, "FW-003")
        lease = self._draft(
            self.bay,
            "海湾路14号商铺租赁",
            "小满奶茶店",
            start,
            24,
            asset_ids=[(6, 0, asset.ids)],
            rate_ids=[(0, 0, {"date_start": start, "rent": 7000})],
        )
        lease.action_activate_minor()
        lease._terminate(self._ago(120), "承租人退租")

    def _prepare_one(self):
        """A lease over the threshold, to be decided."""
        self.moment = self.start - timedelta(days=1)
        start = self._ago(-30)
        asset = self._asset(self.bay, "FW-006")
        self._draft(
            self.bay,
            "海湾路16号商铺租赁",
            "鲜里生鲜连锁",
            start,
            60,
            asset_ids=[(6, 0, asset.ids)],
            rate_ids=[
                (0, 0, {"date_start": start, "rent": 0}),
                (
                    0,
                    0,
                    {
                        "date_start": self._ago(-60),
                        "rent": 7300,
                        "growth": 5,
                        "growth_months": 12,
                    },
                ),
            ],
        )

    # Rent

    def _collect_rent(self):
        """Invoice what has begun, and enter what was paid."""
        periods = self.root["coop.contract.period"]
        day = house.today(self.root)
        ready = periods.search(periods._get_to_invoice_domain(day))
        ready._invoice()
        paid = {row[2]: row[8] for row in LEASES}
        for contract, rows in ready.grouped("contract_id").items():
            late = paid.get(contract.name, 99)
            self._receive(rows.sorted("date_start")[:late].move_id)

    def _receive(self, moves):
        registers = self.root["account.payment.register"]
        for company, rows in moves.grouped("company_id").items():
            wizard = registers.with_company(company).with_context(
                active_model="account.move", active_ids=rows.ids
            )
            wizard.create({"group_payment": True}).action_create_payments()
