"""The lived-in demo: four more cooperatives, five years of ledger, a year of accounts.

With the two of the small demo there are six, of two levels, with 1,500 shareholders.
Two tenants pay rent without a lease on record, a loan went straight into the books: the
rules of findings find them.
"""

from datetime import date, timedelta
from itertools import product
from random import Random
from unittest.mock import patch

from odoo.addons.community_base import house
from odoo.addons.community_base.demo import factory as people
from odoo.addons.community_base.demo.names import SURNAMES

from . import books, factory
from .cooperatives import BAY, COMMUNITY

SHAREHOLDERS = 1500
TIDE = "望潮股份合作公司"
# (name, community, level, above, profile, shareholders)
COOPERATIVES = [
    (TIDE, "望潮社区", "community", None, "national2025", 620),
    ("西头股份合作公司", COMMUNITY, "group", BAY, "national2025", 310),
    ("塘边股份合作公司", "望潮社区", "group", TIDE, "shanghai", 270),
    ("榕树股份合作公司", "望潮社区", "group", TIDE, "national2025", None),
]
GIVEN = "安邦彩昌春德恩芳福刚光桂海和宏惠吉佳健金静军康兰乐林灵明宁平"
YEARS = 5
#: Kinds of entries of a year, with their part in it and the title of the document.
ENTRIES = (
    ("transfer", 5, "股转"),
    ("inheritance", 3, "公证书"),
    ("gift", 2, "股赠"),
)
ENTRIES_A_YEAR = 40
UNDECLARED = ("永顺五金厂", "阿强汽修店")


def build(env):
    """Make what the small demo does not have, once."""
    env = env(context={**env.context, "lang": "zh_CN"}, su=True)
    cooperatives = env["coop.cooperative"]
    if not cooperatives.search_count([("name", "=", TIDE)], limit=1):
        DemoFull(env).build()


class DemoFull:
    def __init__(self, env):
        self.env = env
        self.start = house.now().replace(hour=2, minute=0, second=0, microsecond=0)
        self.live = self.start - timedelta(days=400)
        self.today = house.today(env)
        self.random = Random(2026)
        self.names = self._make_names()

    def _make_names(self):
        """Return more names than the street has, in the same order in every run."""
        pairs = sorted(product(GIVEN, GIVEN), key=lambda pair: hash_of(*pair))
        names = [
            surname + first + second
            for first, second in pairs
            for surname in SURNAMES
            if first != second
        ]
        return iter(names)

    def build(self):
        with patch.object(house, "now", lambda: self.live):
            made = [self._make(number, *row) for number, row in enumerate(COOPERATIVES)]
        for cooperative in made:
            self._go_on(cooperative)
            self._keep_books(cooperative)
        self._take_rent_without_lease(made[0])
        self._borrow_unasked(made[1])
        self.env["coop.finding"].action_look()

    # The four

    def _make(self, number, name, community, level, above, profile, heads):
        area = self._find("community.area", community)
        cooperative = factory.make_cooperative(
            self.env,
            area,
            name,
            level=level,
            profile=profile,
            charter={"date_start": date(2019, 1, 1)},
            parent_id=above and self._find("coop.cooperative", above).id,
            credit_code=factory.make_credit_code(10 + number),
            date_start=date(2019, 1, 1),
        )
        organs = self._get_organs(cooperative)
        heads = heads or SHAREHOLDERS - self._count_holders()
        persons = people.make_persons(
            self.env,
            [
                f"{name}集体资产管理委员会",
                *(next(self.names) for _ in range(heads - 1)),
            ],
        )
        self._seat(organs, persons[1:])
        holders = factory.make_holders(cooperative, persons)
        self._open_register(holders)
        cooperative.action_activate()
        cooperative.action_load_chart()
        return cooperative

    def _get_organs(self, cooperative):
        """Return its organs by kind: those of a community's company sit already."""
        if cooperative.level == "group":
            return factory.make_organs(cooperative)
        kinds = [
            self.env.ref(f"community_base.kind_{kind}").id for kind in factory.ORGANS
        ]
        there = self.env["community.organ"].search(
            [("area_id", "=", cooperative.area_id.id), ("kind_id", "in", kinds)]
        )
        there.cooperative_id = cooperative
        return {organ.kind_code: organ for organ in there if not organ.seat_ids}

    def _find(self, model, name):
        return self.env[model].search([("name", "=", name)], limit=1)

    def _count_holders(self):
        return self.env["coop.holder"].search_count([])

    def _seat(self, organs, persons):
        """Five directors, three supervisors, three of the asset committee."""
        wanted = [
            ("board", "board_chair"),
            *[("board", "board_director")] * 4,
            ("supervisors", "supervisors_chair"),
            *[("supervisors", "supervisor")] * 2,
            ("asset_committee", "director"),
            *[("asset_committee", "committee_member")] * 2,
        ]
        people.make_seats(
            self.env,
            [
                people.prepare_seat(organs[organ], role, person)
                for (organ, role), person in zip(wanted, persons, strict=False)
                if organ in organs
            ],
        )

    def _open_register(self, holders):
        """The register of five years ago, and what happened until it was kept here."""
        cooperative, members = holders.cooperative_id, holders[1:]
        opened = self._ago(YEARS)
        factory.open_register(holders[:1], "collective", 70 * len(members), opened)
        factory.open_register(members, "cooperative", 100, opened)
        self._append(cooperative, members, opened, self.live.date())

    def _go_on(self, cooperative):
        """What has happened since it is kept here."""
        members = cooperative.holder_ids.sorted("number")[1:]
        self._append(cooperative, members, self.live.date(), self.today)

    def _ago(self, years):
        return date(self.today.year - years, 1, 1)

    def _append(self, cooperative, members, first, last):
        """Enter transfers, inheritances and gifts between two days, in their order."""
        days = (last - first).days
        count = ENTRIES_A_YEAR * days // 365
        when = sorted(
            first + timedelta(self.random.randrange(days)) for _ in range(count)
        )
        self.env["coop.share.entry"]._append(
            [
                self._prepare_entry(cooperative, members, day, number)
                for number, day in enumerate(when, 1)
            ]
        )

    def _prepare_entry(self, cooperative, members, day, number):
        kinds = [kind for kind, part, _title in ENTRIES for _ in range(part)]
        kind = self.random.choice(kinds)
        title = {name: label for name, _part, label in ENTRIES}[kind]
        giver, taker = self.random.sample(range(len(members)), 2)
        return {
            "cooperative_id": cooperative.id,
            "kind": kind,
            "date": day,
            "from_holder_id": members[giver].id,
            "to_holder_id": members[taker].id,
            "class_id": factory.share_class(cooperative, "cooperative").id,
            "quantity": self.random.randint(1, 3),
            "document": f"{title}〔{day.year}〕{number}号",
        }

    # Books

    def _keep_books(self, cooperative):
        heads = len(cooperative.holder_ids)
        books.keep_year(cooperative, self.today.year - 1, min(200 + 4 * heads, 2600))

    def _take_rent_without_lease(self, cooperative):
        """Two tenants pay every month; nobody has ever decided about their leases."""
        kept = books.Books(cooperative, 1)
        for name, rent in zip(UNDECLARED, (12_800, 6_500), strict=True):
            tenant = self.env["res.partner"].create({"name": name, "is_company": True})
            kept.post(
                [
                    kept.prepare(
                        date(self.today.year, month, 6),
                        f"收{name}租金",
                        ("102", rent),
                        ("501", -rent),
                        partner=tenant,
                    )
                    for month in range(1, self.today.month)
                ]
            )

    def _borrow_unasked(self, cooperative):
        """A payment for what was never on any agenda."""
        kept = books.Books(cooperative, 1)
        builder = self.env["res.partner"].create(
            {"name": "宏达装饰工程部", "is_company": True}
        )
        kept.post(
            [
                kept.prepare(
                    self.today - timedelta(days=days),
                    "付办公楼装修款",
                    ("511", amount),
                    ("102", -amount),
                    partner=builder,
                )
                for days, amount in ((40, 95_000), (25, 88_000), (12, 76_000))
            ]
        )


def hash_of(first, second):
    """Return a number that mixes names up, and the same in every run."""
    return (ord(first) * 7919 + ord(second) * 104_729) % 10_007
