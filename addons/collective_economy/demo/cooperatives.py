"""The cooperatives of the demo street: two of them, and every kind of entry once.

海湾股份合作公司 is of the community, 东头股份合作公司 of a group under it. What needs a
resolution by the charter is decided as it should be: committee, shareholders, notice.
"""

from datetime import timedelta
from unittest.mock import patch

from odoo.addons.community_base import house
from odoo.addons.community_base.demo import factory as people
from odoo.addons.community_base.demo import street
from odoo.addons.community_base.demo.matters import DemoMatters
from odoo.addons.community_base.demo.names import person_names

from . import elections, factory

COMMUNITY = "海湾社区"
BAY, HEAD = "海湾股份合作公司", "东头股份合作公司"
FIRST_FREE_NAME = 1200
USERS = [
    {"login": "clerk", "name": "余书瑶", "role": f"{BAY}经办人"},
    {"login": "shareholder", "name": "苏念安", "role": f"{BAY}股东"},
]
# (days ago, kind, giver, taker, shares, more); holders by their certificate number
ENTRIES = [
    (320, "transfer", 4, 5, 20, {"document": "股转〔2026〕1号"}),
    (300, "inheritance", 6, 7, 100, {"document": "公证书（2026）明公证字第18号"}),
    (280, "gift", 8, 9, 10, {"document": "股赠〔2026〕1号"}),
    (260, "pledge", 10, None, 60, {"document": "质押合同2026-07"}),
    (200, "release", None, 10, 25, {"document": "解押通知2026-11"}),
    (170, "issue", None, 3, 50, {"document": "股发〔2026〕1号", "share": "raised"}),
    (120, "repurchase", 11, None, 30, {"document": "股回〔2026〕1号"}),
    (
        70,
        "conversion",
        1,
        1,
        100,
        {
            "document": "股换〔2026〕1号",
            "share": "collective",
            "becomes": "cooperative",
        },
    ),
    (20, "transfer", 12, 13, 15, {"document": "股转〔2026〕2号", "mistake": True}),
    (2, "transfer", 13, 14, 5, {"document": "股转〔2026〕3号", "draft": True}),
]


def build(env, size="small"):
    """Make the cooperatives of the demo street, once; return their demo users."""
    street.build(env, size)
    env = env(context={**env.context, "lang": "zh_CN"}, su=True)
    if not env["coop.cooperative"].search_count([("name", "=", BAY)], limit=1):
        DemoCooperatives(env).build()
    return USERS


class DemoCooperatives(DemoMatters):
    def __init__(self, env):
        area = env["community.area"].search([("name", "=", COMMUNITY)], limit=1)
        super().__init__(env, {COMMUNITY: area})
        self.root, self.area = env, area
        self.names = list(person_names())[FIRST_FREE_NAME:]

    def build(self):
        self._make_users()
        with patch.object(house, "now", lambda: self.moment):
            self.moment = self.start - timedelta(days=400)
            self.bay = self._make_bay()
            self.head = self._make_head()
            elections.conclude(self)
            for days, *entry in ENTRIES:
                if days < elections.BEGUN < self._days_ago():
                    elections.begin(self)
                self.moment = self.start - timedelta(days=days)
                self._register(*entry)

    def _days_ago(self):
        return (self.start - self.moment).days

    def _make_users(self):
        groups = ("collective_economy.group_coop_clerk", "base.group_portal")
        for user, group in zip(USERS, groups, strict=True):
            people.make_user(self.root, user["login"], user["name"], group)

    def _person(self, login):
        users = self.root["res.users"].search([("login", "=", login)])
        return users.partner_id

    def _make_bay(self):
        """The community's cooperative: its organs sit already."""
        clerk = self.root["res.users"].search([("login", "=", "clerk")])
        bay = factory.make_cooperative(
            self.root,
            self.area,
            BAY,
            credit_code=factory.make_credit_code(1),
            date_start=factory.START,
            clerk_ids=[(6, 0, clerk.ids)],
        )
        self._take_organs(bay)
        self._open(
            bay,
            [f"{BAY}集体资产管理委员会", *self.names[:12]],
            [self._person("board"), self._person("shareholder")],
        )
        return bay

    def _make_head(self):
        """The group's cooperative under it, with organs of its own."""
        clerk = self.root["res.users"].search([("login", "=", "clerk")])
        head = factory.make_cooperative(
            self.root,
            self.area,
            HEAD,
            level="group",
            profile="national2025",
            parent_id=self.bay.id,
            credit_code=factory.make_credit_code(2),
            date_start=factory.START,
            clerk_ids=[(6, 0, clerk.ids)],
        )
        factory.make_organs(head)
        self._open(head, [f"{HEAD}集体资产管理委员会", *self.names[12:20]], [])
        return head

    def _take_organs(self, cooperative):
        kinds = [f"community_base.kind_{kind}" for kind in factory.ORGANS]
        organs = self.root["community.organ"].search(
            [
                ("area_id", "=", self.area.id),
                ("kind_id", "in", [self.root.ref(kind).id for kind in kinds]),
            ]
        )
        organs.cooperative_id = cooperative

    def _open(self, cooperative, names, partners):
        """Take over the register: 40 % of the shares are the collective's."""
        persons = people.make_persons(self.root, names)
        for partner in partners:
            persons |= partner
        holders = factory.make_holders(cooperative, persons)
        factory.open_register(
            holders[:1], "collective", 100 * len(holders) * 2 // 3 // 10 * 10
        )
        factory.open_register(holders[1:], "cooperative", 100)
        cooperative.action_activate()

    # Entries

    def _register(self, kind, giver, taker, quantity, more):
        more = dict(more)
        becomes = more.pop("becomes", None)
        mistake, draft = more.pop("mistake", False), more.pop("draft", False)
        if becomes:
            more["to_class_id"] = factory.share_class(self.bay, becomes).id
        if kind in ("pledge", "release"):
            more["creditor_id"] = self._get_bank().id
        request = factory.prepare_request(
            self.bay.with_env(self._as("clerk")),
            kind,
            quantity,
            self._holder(giver),
            self._holder(taker),
            date=house.today(self.root),
            **more,
        )
        request.scan_ids = self._upload(
            request.env, "申请书扫描件.txt", more["document"]
        )
        if draft:
            return
        if request.needs_resolution:
            self._decide(request)
        request.action_register()
        if mistake:
            self._take_back(request.entry_id)

    def _holder(self, number):
        number = number and f"{number:04d}"
        return number and self.bay.holder_ids.filtered(
            lambda holder: holder.number == number
        )

    def _get_bank(self):
        name = "明湾农村商业银行海湾支行"
        banks = self.root["res.partner"]
        return banks.search([("name", "=", name)]) or banks.create(
            {"name": name, "is_company": True}
        )

    def _take_back(self, entry):
        self._later(1)
        vals = entry._prepare_correction(house.today(self.root))
        request = entry.env["coop.share.request"].create(
            {
                **vals,
                "cooperative_id": self.bay.id,
                "document": "更正〔2026〕1号",
                "note": "受让人录错",
            }
        )
        request.action_register()

    def _decide(self, request):
        """Carry the matter about the request through its procedure."""
        staff = self._as("staff")
        about = request.sudo().with_env(self.root)
        matter_id = about.action_request_matter()["res_id"]
        matter = staff["community.matter"].browse(matter_id)
        for paper in matter.paper_ids:
            paper.attachment_ids = self._upload(staff, f"{paper.name}.txt", matter.name)
        matter.action_submit()
        while matter.state == "running" and matter.current_kind in ("approval", "vote"):
            self._take_step(matter)
        self._end_page(matter)

    def _take_step(self, matter):
        """Check at the street, review in the committee, decide in the cooperative."""
        step = matter.current_step_id
        if step.kind == "approval":
            self._later(2)
            self._step_of(matter, "department").action_approve("资料齐全，符合要求")
        elif step.organ_id.kind_id.code == "shareholders_meeting":
            self._vote_by_shares(matter)
        else:
            self._vote(matter)

    def _get_chair(self, matter):
        """Return who chairs the shareholders' meeting."""
        return self._person("board")

    def _vote_by_shares(self, matter):
        """Hold the shareholders' meeting; all but one come."""
        env, step = matter.env, matter.current_step_id
        meeting = env["community.meeting"].create(
            {
                "organ_id": step.organ_id.id,
                "date": house.today(env) + timedelta(days=10),
                "place": "海湾文体中心",
                "chair_id": self._get_chair(matter).id,
                "item_ids": [(0, 0, {"step_id": step.id})],
            }
        )
        meeting.action_convene()
        self._later(10)
        meeting.action_open()
        meeting.action_all_present()
        meeting.attendance_ids[-1].action_absent()
        meeting.action_fill_votes()
        meeting.scan_ids = self._upload(env, "会议签字扫描件.txt", meeting.name)
        meeting.action_close()
