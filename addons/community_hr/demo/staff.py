"""The staff of the demo street: 24 people in three communities, every state once.

All were taken onto the scale at the beginning of the year, as the street decided; who
rises and who is beyond a quota was decided likewise.
"""

import csv
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.addons.community_base import house
from odoo.addons.community_base.demo import factory as people
from odoo.addons.community_base.demo import street
from odoo.addons.community_base.demo.matters import DemoMatters

from ..kernel.scale import full_years
from . import factory
from .appraisal import DemoAppraisals

USERS = [
    {"login": "hr", "name": "林书宁", "role": "街道人事专员"},
]
UNITS = {
    "office": ("综合办公室", "统筹协调、党建、文秘、财务和后勤"),
    "service": ("党群服务平台", "综合窗口受理、民政、劳动保障、党群服务"),
    "governance": ("综合治理平台", "网格、安全生产、矛盾调解、应急"),
}
COMMUNITIES = ("海湾社区", "蚝田社区", "望潮社区")
ITEMS = [
    ("居住登记和居住证", "certificate", 0, "身份证、租赁合同"),
    ("社会保险查询打印", "labor", 0, "身份证"),
    ("失业登记", "labor", 3, "身份证、解除劳动关系证明"),
    ("高龄津贴申领", "civil", 5, "身份证、户口本"),
    ("低保初审", "civil", 10, "申请书、收入证明"),
    ("计划生育登记", "family", 1, "结婚证、身份证"),
    ("党组织关系转接", "party", 2, "介绍信"),
    ("房屋租赁备案", "housing", 3, "租赁合同、产权证明"),
]


def read_table(name):
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def build(env, size="small"):
    """Make the staff, once; return the demo users."""
    street.build(env, size)
    env = env(context={**env.context, "lang": "zh_CN"}, su=True)
    if not env["res.users"].search_count([("login", "=", "hr")], limit=1):
        DemoStaff(env).build()
    return USERS


class DemoStaff(DemoMatters):
    def __init__(self, env):
        areas = env["community.area"].search([("name", "in", COMMUNITIES)])
        super().__init__(env, {area.name: area for area in areas})
        self.root = env
        self.areas = [self.communities[name] for name in COMMUNITIES]
        self.street = self.areas[0].street_id
        self.year = house.today(env).year
        self.units, self.posts, self.employees = {}, {}, {}
        self.rows = [
            row | {"community": COMMUNITIES.index(row["community"])}
            for row in read_table("people.csv")
        ]

    def build(self):
        for user in USERS:
            people.make_user(
                self.root,
                user["login"],
                user["name"],
                "community_hr.group_officer",
                self.street,
            )
        self._make_scale()
        self._make_units()
        self._make_windows()
        self._hire()
        with patch.object(house, "now", lambda: self.moment):
            self._take_over()
            self._let_rise()
            self._exceed_quota()
        self._move_people()
        self._make_certificates()
        self._prepare_next_year()
        DemoAppraisals(self.root, self.areas).build()

    # What is there before anybody comes

    def _make_scale(self):
        self.scale = factory.make_scale(
            self.root,
            self.street,
            name="蚝乡街道社区专职工作者薪酬标准（演示）",
            source="虚构的演示数据",
            base=3400,
            date_start=date(self.year, 1, 1),
            rounding_unit="yuan",
        )

    def _make_units(self):
        for place, area in enumerate(self.areas):
            for kind, (name, duties) in UNITS.items():
                budget = {
                    "year": self.year,
                    "amount": 420_000 if place else 780_000,
                    "document": f"蚝街财〔{self.year}〕3号",
                }
                self.units[place, kind] = factory.make_unit(
                    area,
                    kind,
                    f"{area.name}{name}",
                    duties=duties,
                    document=f"蚝街编〔{self.year - 1}〕6号",
                    budget_ids=[(0, 0, budget)],
                )
            self._make_posts(place)

    def _make_posts(self, place):
        for row in read_table("posts.csv"):
            quota = int(row[COMMUNITIES[place]])
            if quota:
                self.posts[place, row["unit"], row["name"]] = factory.make_post(
                    self.units[place, row["unit"]],
                    row["name"],
                    quota,
                    row["class"],
                    document=f"蚝街编〔{self.year - 1}〕6号",
                    duties=row["duties"],
                    grade_from=int(row["grade_from"]),
                    grade_to=int(row["grade_to"]),
                    training_hours=72 if row["class"] == "lead" else 48,
                    certificate_kind_ids=[(6, 0, self._find_certificate(row).ids)],
                )

    def _find_certificate(self, row):
        kinds = self.root["staff.certificate.kind"]
        return kinds.search([("code", "=", row["certificate"])])

    def _make_windows(self):
        """海湾's window with its items, counters, hours and figures of two weeks."""
        hours = [
            {"weekday": str(day), "hour_from": start, "hour_to": end}
            for day in range(6)
            for start, end in ((9, 12), (14, 18))
            if day < 5 or start == 9
        ]
        self.window = self.root["staff.window"].create(
            {
                "name": "海湾社区综合窗口",
                "unit_id": self.units[0, "service"].id,
                "address": "海湾社区党群服务中心一楼",
                "phone": "0755-00000000",
                "item_ids": [
                    (
                        0,
                        0,
                        {
                            "name": name,
                            "subject": subject,
                            "working_days": days,
                            "papers": papers,
                        },
                    )
                    for name, subject, days, papers in ITEMS
                ],
                "opening_ids": [(0, 0, item) for item in hours],
            }
        )
        today = house.today(self.root)
        days = [today - timedelta(n) for n in range(1, 15)]
        self.root["staff.window.figure"].create(
            [
                self._prepare_figure(day, number)
                for number, day in enumerate(days)
                if self.window._get_openings(day)
            ]
        )

    def _prepare_figure(self, day, number):
        served = 38 + 7 * (number % 4)
        return {
            "window_id": self.window.id,
            "date": day,
            "tickets": served + number % 3,
            "served": served,
            "on_the_spot": served - 9,
            "wait_minutes": 6 + number % 5,
            "praised": served // 2,
            "complaints": number % 7 == 6,
        }

    # People

    def _hire(self):
        known = self._get_known()
        for row in self.rows:
            self._employ(row["community"], row["name"], row["hired"], known)

    def _get_known(self):
        """Return the people of the story who are there already, with their logins."""
        users = self.root["res.users"].search(
            [("login", "in", ("secretary", "staff", "staff2"))]
        )
        return {user.name: user for user in users}

    def _employ(self, place, name, hired, known=(), **vals):
        user = known[name] if name in known else None
        if user:
            vals["user_id"] = user.id
        employee = factory.make_employee(
            self.areas[place],
            user.partner_id if user else name,
            contract_date_start=hired,
            **vals,
        )
        self.employees[name] = employee
        return employee

    def _take_over(self):
        """Everybody onto the scale from 1 January, as decided in December (套改)."""
        day = date(self.year, 1, 1)
        self._go_to(day - timedelta(25))
        transition = self._as("hr")["staff.transition"].create(
            {
                "name": f"{self.year}年社区专职工作者套改",
                "area_id": self.street.id,
                "date": day,
                "line_ids": [(0, 0, self._prepare_line(day, row)) for row in self.rows],
            }
        )
        self._decide(transition)
        transition.action_apply()
        lead = self.posts[0, "office", "办公室主任"]
        self.window.counter_ids = [
            (0, 0, {"number": number, "employee_id": self.employees[name].id})
            for number, name in enumerate(("白小舟", "江晚晴"), 1)
        ]
        lead.unit_id.lead_id = self.employees["温如海"].work_contact_id

    def _prepare_line(self, day, row):
        start = date.fromisoformat(row["seniority_from"])
        years = full_years(start, day)
        return {
            "employee_id": self.employees[row["name"]].id,
            "post_id": self.posts[row["community"], row["unit"], row["post"]].id,
            "grade_number": int(row["grade"]),
            "education": row["education"],
            "seniority_from": start,
            "step_from": start + relativedelta(years=years - years % 3),
            "old_pay": float(row["old_pay"]),
        }

    def _let_rise(self):
        """Steps of 1 July in 海湾, decided by its committee, and a promotion."""
        day = date(self.year, 7, 1)
        self._go_to(day - timedelta(20))
        growth = self._as("hr")["staff.growth"].create(
            {
                "name": f"海湾社区{self.year}年7月晋档",
                "area_id": self.areas[0].id,
                "date": day,
            }
        )
        growth.action_propose()
        self._decide(growth)
        growth.action_apply()

    def _exceed_quota(self):
        """One more at 望潮's window until the year's end; another request waits."""
        self._go_to(self.start.date() - timedelta(60))
        exceptions = self._as("hr")["staff.quota.exception"]
        post = self.posts[2, "service", "综合受理岗"]
        exempt = exceptions.create(
            {
                "post_id": post.id,
                "date_start": house.today(self.env),
                "date_end": date(self.year + 1, 6, 30),
                "reason": "经济普查期间窗口业务增加，临时增加一人",
            }
        )
        self._decide(exempt)
        exempt.action_put_in_force()
        self._employ(
            2,
            "钟小满",
            house.today(self.env),
            contract_date_end=date(self.year + 1, 6, 30),
            post_id=post.id,
            grade_number=1,
            education="college",
            seniority_from=house.today(self.env),
        )
        exceptions.create(
            {
                "post_id": self.posts[1, "governance", "网格岗"].id,
                "date_start": self.start.date(),
                "date_end": date(self.year + 1, 12, 31),
                "reason": "新增两个网格，拟临时增加一人",
            }
        )

    def _move_people(self):
        """Who came and went within a month, who fills two posts, who is lent."""
        window = self.posts[1, "service", "综合受理岗"].id
        left = self._employ(
            1,
            "卢一凡",
            "2023-02-01",
            post_id=window,
            grade_number=1,
            contract_date_end=date(self.year, 8, 12),
        )
        left.active = False
        joined = date(self.year, 9, 16)
        self._employ(
            1,
            "简宁",
            joined,
            post_id=window,
            grade_number=1,
            education="bachelor",
            seniority_from=joined,
        )
        today = house.today(self.root)
        self.employees["孟小冬"].concurrent_post_ids = self.posts[
            2, "service", "帮办导办岗"
        ]
        self._lend("谢长风", 2, today - timedelta(40), today + timedelta(50))
        self._lend("陆一鸣", 1, today - timedelta(200), today - timedelta(110))
        self._lend("叶知秋", 0, today + timedelta(20), today + timedelta(80))

    def _lend(self, name, place, start, end):
        self.root["staff.secondment"].create(
            {
                "employee_id": self.employees[name].id,
                "to_area_id": self.areas[place].id,
                "date_start": start,
                "date_end": end,
                "document": f"蚝街组〔{self.year}〕21号",
                "reason": "专项工作",
            }
        )

    def _make_certificates(self):
        today = house.today(self.root)
        rows = [
            ("白小舟", "social_worker", 700, None),
            ("叶知秋", "assistant_social_worker", 400, None),
            ("钱知微", "accounting", 1500, None),
            ("陆一鸣", "first_aid", 500, 230),
            ("谢长风", "first_aid", 900, -170),
        ]
        self.root["staff.certificate"].create(
            [
                {
                    "employee_id": self.employees[name].id,
                    "kind_id": self.root.ref(f"community_hr.certificate_{code}").id,
                    "date_start": today - timedelta(before),
                    "date_end": after and today + timedelta(after),
                }
                for name, code, before, after in rows
            ]
        )

    def _prepare_next_year(self):
        """Next year has a higher base; its first steps are being prepared."""
        action = self.scale.action_prepare_next()
        following = self.root["staff.scale"].browse(action["res_id"])
        following.write({"base_amount": 3500, "source": "虚构的演示数据：年度调标"})
        following.action_put_in_force()
        example = self.root.ref("community_hr.scale_twelve")
        example.with_env(self._as("street")).action_adopt()
        growth = self._as("hr")["staff.growth"].create(
            {
                "name": f"{self.year + 1}年1月晋档",
                "area_id": self.street.id,
                "date": date(self.year + 1, 1, 1),
            }
        )
        growth.action_propose()

    # Deciding

    def _go_to(self, day):
        moment = self.start.replace(year=day.year, month=day.month, day=day.day)
        self.moment = min(moment, self.start)

    def _decide(self, record):
        """Have a record decided, as the officer who prepared it."""
        action = record.action_request_matter()
        matter = record.env["community.matter"].browse(action["res_id"])
        for paper in matter.paper_ids:
            paper.attachment_ids = self._upload(
                record.env, f"{paper.name}.txt", record.display_name
            )
        matter.action_submit()
        self._vote_all(matter)
