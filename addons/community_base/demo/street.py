"""蚝乡街道: a fictional street with every state of areas, organs and seats once.

``build(env, "small")`` makes one street with eight communities in seconds;
``"full"`` adds two earlier years of matters, the previous terms, and loads Bao'an's
official list beside it.
"""

from base64 import b64encode
from datetime import date, timedelta

from odoo.tools import file_open

from ..house import today
from . import factory
from .matters import DemoMatters
from .names import person_names

DISTRICT_CODE = "990001000000"
# How many earlier years of matters each size has.
YEARS = {"small": 0, "full": 2}
COMMUNITIES = [
    "海湾社区",
    "蚝田社区",
    "望潮社区",
    "榕荫社区",
    "古渡社区",
    "渔歌社区",
    "石桥社区",
    "星河社区",
]
STREET_ORGANS = [
    ("party_work_committee", "蚝乡街道党工委"),
    ("street_office", "蚝乡街道办事处"),
    ("department", "组织人事办"),
    ("department", "财政所"),
    ("department", "综合治理办"),
    ("department", "集体经济办"),
    ("leading_group", "网格化管理工程领导小组"),
]
COMMUNITY_ORGANS = [
    "party_committee",
    "two_committees",
    "party_assembly",
    "workstation",
    "residents_committee",
    "residents_assembly",
    "supervision",
    "shareholders_meeting",
    "board",
    "supervisors",
    "asset_committee",
]

ASSEMBLY_ROLES = {
    "party_assembly": "party_member",
    "residents_assembly": "resident_representative",
}
ASSEMBLY_SIZE = 9

USERS = [
    {"login": "admin", "name": "系统管理员", "role": "系统管理员"},
    {"login": "district", "name": "顾清源", "role": "区委组织部"},
    {"login": "street", "name": "沈知行", "role": "街道组织人事办"},
    {"login": "department", "name": "季长宁", "role": "街道财政所"},
    {"login": "secretary", "name": "温如海", "role": "海湾社区党委书记"},
    {"login": "committee", "name": "葛明远", "role": "海湾社区党委委员"},
    {"login": "staff", "name": "白小舟", "role": "海湾社区工作站"},
    {"login": "staff2", "name": "丁雨桐", "role": "蚝田社区工作站"},
    {"login": "auditor", "name": "严正声", "role": "审计"},
    {"login": "board", "name": "唐振业", "role": "海湾股份合作公司董事长"},
]


def build(env, size="small"):
    """Make the demo street, once; return the demo users (see :data:`USERS`)."""
    env = env(context={**env.context, "lang": "zh_CN"}, su=True)
    if not env["community.area"].search_count([("code", "=", DISTRICT_CODE)], limit=1):
        DemoStreet(env).build(YEARS[size])
        if size == "full":
            from .history import build_history

            build_history(env)
    return USERS


class DemoStreet:
    def __init__(self, env):
        self.env = env
        self.names = person_names()
        self.today = today(env)
        self.organs = {}
        self.seat_vals = []
        self.users = {user["login"]: user for user in USERS}

    def build(self, years=0):
        self._make_areas()
        self._make_users()
        self._make_organs()
        self._fill_organs()
        self._fill_assemblies()
        factory.make_seats(self.env, self.seat_vals)
        self._make_special_cases()
        self._make_merger()
        self._make_files()
        DemoMatters(self.env, self.communities).build(years)

    # Areas -----------------------------------------------------------------

    def _make_areas(self):
        self.district = factory.make_areas(
            self.env,
            [
                {
                    "name": "明湾区",
                    "level": "district",
                    "code": DISTRICT_CODE,
                    "source": "虚构的演示数据",
                }
            ],
        )
        self.street, areas = factory.make_street(
            self.env,
            "990001001",
            "蚝乡街道",
            [*COMMUNITIES, "星河东社区"],
            self.district,
        )
        self.env.company.name = self.street.name
        with file_open("community_base/static/description/icon.png", "rb") as icon:
            self.env.company.logo = b64encode(icon.read())
        self.communities = dict(zip([*COMMUNITIES, "星河东社区"], areas, strict=True))

    def _make_users(self):
        bay, field = self.communities["海湾社区"], self.communities["蚝田社区"]
        admin = self.env.ref("base.user_admin")
        admin.write(
            {
                "password": factory.PASSWORD,
                "name": self.users["admin"]["name"],
                "area_ids": [(4, self.district.id)],
            }
        )
        for login, group, area in [
            ("district", "district", self.district),
            ("street", "street", self.street),
            ("department", "department", self.street),
            ("secretary", "committee", bay),
            ("committee", "committee", bay),
            ("staff", "staff", bay),
            ("staff2", "staff", field),
            ("auditor", "auditor", self.district),
            ("board", "base.group_portal", None),
        ]:
            name = self.users[login]["name"]
            user = factory.make_user(self.env, login, name, group, area)
            self.users[login] = {**self.users[login], "partner": user.partner_id}

    def _person(self, login):
        return self.users[login]["partner"]

    # Organs ----------------------------------------------------------------

    def _make_organs(self):
        self.organs["leading"] = factory.make_organ(
            self.env, "department", self.district, "区委组织部"
        )
        parent = None
        for kind, name in STREET_ORGANS:
            organ = factory.make_organ(
                self.env, kind, self.street, name, parent_id=parent and parent.id
            )
            parent = parent or organ
            self.organs[name] = organ
        self.party_work = parent
        for name in COMMUNITIES:
            self._make_community_organs(name)
        self._make_housing("海湾社区", "海湾花园")
        self._make_housing("榕荫社区", "榕荫雅苑")

    def _make_community_organs(self, name):
        area = self.communities[name]
        committee = None
        for kind in COMMUNITY_ORGANS:
            kind_record = self.env.ref(f"community_base.kind_{kind}")
            body, label = name, kind_record.name.removeprefix("社区")
            if kind_record.family == "cooperative":
                body = f"{name.removesuffix('社区')}股份合作公司"
            organ = factory.make_organ(
                self.env,
                kind,
                area,
                f"{body}{label}",
                parent_id=(committee or self.party_work).id,
            )
            committee = committee or organ
            self.organs[name, kind] = organ

    def _make_housing(self, name, estate):
        area = self.communities[name]
        for kind in ("owners_committee", "property_firm"):
            label = self.env.ref(f"community_base.kind_{kind}").name
            self.organs[name, kind] = factory.make_organ(
                self.env,
                kind,
                area,
                f"{estate}{label}",
                parent_id=self.organs[name, "party_committee"].id,
            )

    # Seats -----------------------------------------------------------------

    def _fill_organs(self):
        """Fill every position, but for the vacancies that the demo wants to show."""
        left_open = {
            (self.organs["蚝田社区", "party_committee"].id, "secretary"): 1,
            (self.organs["望潮社区", "party_committee"].id, "committee_member"): 1,
            (self.organs["望潮社区", "supervision"].id, "committee_member"): 1,
        }
        named = self._get_named_seats()
        for organ in self.organs.values():
            for position in organ.position_ids:
                role = position.role_id
                number = position.number - left_open.get((organ.id, role.code), 0)
                given = named.get((organ.id, role.code), [])[:number]
                fresh = number - len(given)
                people = factory.make_persons(
                    self.env, [next(self.names) for _each in range(fresh)]
                )
                for person in [*given, *people]:
                    self._seat(organ, role.code, person)

    def _fill_assemblies(self):
        """Seat the members of the assemblies, and join the two committees (两委)."""
        for name in COMMUNITIES:
            committees = self.env["community.organ"]
            for kind in ("party_committee", "residents_committee"):
                committees |= self.organs[name, kind]
            self.organs[name, "two_committees"].member_organ_ids = committees
            short = name.removesuffix("社区")
            self.organs[name, "party_committee"].document_prefix = f"蚝{short}党"
            for kind, role in ASSEMBLY_ROLES.items():
                names = [next(self.names) for _each in range(ASSEMBLY_SIZE)]
                for person in factory.make_persons(self.env, names):
                    self._seat(self.organs[name, kind], role, person)

    def _get_named_seats(self):
        """Return the people of the story by (organ, role)."""
        bay, deputy = "海湾社区", "part_time_deputy_secretary"
        seats = {
            (self.organs[bay, "party_committee"].id, "secretary"): ["secretary"],
            (self.organs[bay, "residents_committee"].id, "director"): ["secretary"],
            (self.organs[bay, "asset_committee"].id, "director"): ["secretary"],
            (self.organs[bay, "party_committee"].id, "committee_member"): ["committee"],
            (self.organs[bay, "party_committee"].id, deputy): ["board"],
            (self.organs[bay, "board"].id, "board_chair"): ["board"],
            (self.organs[bay, "workstation"].id, "station_staff"): ["staff"],
            (self.organs[bay, "owners_committee"].id, "director"): ["committee"],
            (self.organs["蚝田社区", "workstation"].id, "station_staff"): ["staff2"],
            (self.organs["组织人事办"].id, "department_head"): ["street"],
            (self.organs["蚝乡街道党工委"].id, "committee_member"): ["street"],
            (self.organs["财政所"].id, "department_head"): ["department"],
            (self.organs["leading"].id, "department_head"): ["district"],
        }
        return {
            key: [self._person(login) for login in logins]
            for key, logins in seats.items()
        }

    def _seat(self, organ, role, person, **vals):
        years = organ.term_years
        if years and "date_end" not in vals:
            vals["date_end"] = date(factory.TERM_START.year + years, 1, 1) - timedelta(
                1
            )
        if role == "part_time_deputy_secretary":
            divisions = ("collective_economy", "property")
            vals["part_time"] = True
            vals["division_ids"] = [
                (4, self.env.ref(f"community_base.division_{code}").id)
                for code in divisions
            ]
        self.seat_vals.append(factory.prepare_seat(organ, role, person, **vals))

    def _first(self, organ, role):
        return organ.seat_ids.filtered(lambda seat: seat.role_id.code == role)[:1]

    def _make_special_cases(self):
        self._make_acting_secretary()
        self._make_first_secretary()
        self._make_ending_term()
        self._make_delegation()
        self._make_past_seats()

    def _make_acting_secretary(self):
        """蚝田: the secretary's seat is vacant, a deputy acts (代理书记)."""
        committee = self.organs["蚝田社区", "party_committee"]
        deputy = self._first(committee, "deputy_secretary").person_id
        factory.make_seat(
            committee,
            "secretary",
            deputy,
            tenure="acting",
            date_start=self.today - timedelta(40),
            document="蚝街党〔2026〕31号",
        )

    def _make_first_secretary(self):
        """榕荫: a first secretary sent by the district for two years (第一书记)."""
        committee = self.organs["榕荫社区", "party_committee"]
        person = factory.make_persons(self.env, ["陆怀谦"])
        factory.make_seat(
            committee,
            "first_secretary",
            person,
            sent_from_organ_id=self.organs["leading"].id,
            date_start=date(2026, 3, 1),
            date_end=date(2028, 2, 29),
            document="明组干〔2026〕8号",
        )

    def _make_ending_term(self):
        """古渡: the supervision committee's term ends within weeks."""
        seats = self.organs["古渡社区", "supervision"].seat_ids
        seats._extend(self.today + timedelta(45), "任期届满")

    def _make_delegation(self):
        """渔歌: the secretary is away for training and delegates for a month."""
        committee = self.organs["渔歌社区", "party_committee"]
        giver = self._first(committee, "secretary")
        deputy = self._first(committee, "deputy_secretary").person_id
        factory.make_seat(
            committee,
            "secretary",
            deputy,
            tenure="delegated",
            delegator_seat_id=giver.id,
            date_start=self.today - timedelta(5),
            date_end=self.today + timedelta(25),
            document="脱产培训期间委托",
        )

    def _make_past_seats(self):
        """石桥: one member left, one entry was a mistake, a successor is coming."""
        committee = self.organs["石桥社区", "residents_committee"]
        members = committee.seat_ids.filtered(
            lambda seat: seat.role_id.code == "committee_member"
        )
        members[0]._end(self.today - timedelta(20), "本人辞职（蚝街居〔2026〕5号）")
        factory.make_seat(
            committee,
            "committee_member",
            factory.make_persons(self.env, ["骆向晨"]),
            date_start=self.today + timedelta(10),
            document="补选结果公告",
        )
        mistaken = factory.make_seat(
            committee,
            "deputy_director",
            members[1].person_id,
            date_start=self.today - timedelta(60),
        )
        mistaken._void("录错社区")

    def _make_merger(self):
        """星河东 was merged into 星河 and keeps its records under it."""
        change = self.env["community.area.change"].create(
            {
                "kind": "merge",
                "date": date(2025, 7, 1),
                "document": "明府〔2025〕17号",
                "area_ids": [(6, 0, self.communities["星河东社区"].ids)],
                "keeper_id": self.communities["星河社区"].id,
            }
        )
        change.action_apply()

    def _make_files(self):
        """Personal files of those who sit in the communities; one is a duplicate."""
        committee = self.env.ref("community_base.kind_party_committee")
        station = self.env.ref("community_base.kind_workstation")
        seats = self.env["community.seat"].search(
            [
                ("organ_id.kind_id", "in", (committee | station).ids),
                ("status", "in", ("current", "coming")),
            ]
        )
        vals = {}
        for seat in seats:
            is_party = seat.organ_id.kind_id == committee
            vals.setdefault(
                (seat.person_id, seat.area_id),
                {
                    "partner_id": seat.person_id.id,
                    "area_id": seat.area_id.id,
                    "purpose": "seat_holder" if is_party else "staff",
                    "political_status": "party_member" if is_party else "masses",
                    "phone": f"199{len(vals):08d}",
                },
            )
        files = self.env["community.person.private"].with_context(**factory.QUIET)
        files.create(list(vals.values()))
        known = next(iter(vals.values()))
        files.create(
            {
                "name": self.env["res.partner"].browse(known["partner_id"]).name,
                "area_id": self.street.id,
                "purpose": "representative",
                "phone": known["phone"],
            }
        )
