"""Appraisals and trainings of the demo street, in every state once."""

from datetime import date, timedelta
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.addons.community_base import house
from odoo.addons.community_base.demo.matters import DemoMatters
from odoo.addons.community_base.house import with_pass

from . import appraisal_factory as factory

#: Months ago, community, how far it went.
CYCLES = [
    (3, "海湾社区", "sealed"),
    (3, "蚝田社区", "cancelled"),
    (2, "海湾社区", "published"),
    (2, "蚝田社区", "hearing"),
    (1, "蚝田社区", "calibrating"),
    (1, "海湾社区", "scoring"),
]
MONTHLY_PARTIES = [
    ("self", "本人自评", "self", None, 10),
    ("committee", "社区党委", "seat", "party_committee", 60),
    ("residents", "居民群众", "officer", None, 30),
]
MONTHLY_CRITERIA = [
    ("duty", "当月工作任务", 70, ("self", "committee", "residents"), False),
    ("conduct", "作风纪律", 30, ("self", "committee"), False),
]
#: What the committee and the residents think of the people, by turns.
MARKS = [94, 88, 91, 79, 86, 72, 94, 83, 90, 58, 77]
#: Months ago, course, how far the session went.
SESSIONS = [
    (8, "新入职岗前培训", "closed"),
    (6, "综合窗口服务规范", "closed"),
    (2, "现场急救", "held"),
    (0, "社区矛盾调解", "open"),
    (-1, "书记论坛：基层治理案例", "planned"),
    (1, "公文写作", "cancelled"),
]
COURSES = {
    "新入职岗前培训": {"kind": "entrant", "hours": 16, "brand": "spread_wings"},
    "综合窗口服务规范": {"kind": "post", "hours": 8, "brand": "oyster_hall"},
    "现场急救": {
        "kind": "general",
        "hours": 6,
        "brand": "oyster_hall",
        "certificate": "first_aid",
    },
    "社区矛盾调解": {"kind": "post", "hours": 4, "brand": "oyster_hall"},
    "书记论坛：基层治理案例": {
        "kind": "post",
        "hours": 4,
        "brand": "head_goose",
        "classes": "lead",
    },
    "公文写作": {"kind": "general", "hours": 3, "brand": "spread_wings"},
}


class DemoAppraisals(DemoMatters):
    def __init__(self, env, areas):
        super().__init__(env, {area.name: area for area in areas})
        self.root = env
        self.street = areas[0].street_id
        self.today = house.today(env)

    def build(self):
        """Tell the story of the last months, by the people whose acts they are."""
        with patch.object(house, "now", lambda: self.moment):
            self._train()
            self._appraise()
        self.root.flush_all()

    def _set_day(self, day):
        self.moment = min(self.start, self.start + timedelta((day - self.today).days))

    def _get_month(self, ago):
        return self.today.replace(day=1) - relativedelta(months=ago)

    # Appraisals

    def _appraise(self):
        self._make_schemes()
        for ago, community, fate in CYCLES:
            first = self._get_month(ago)
            self._set_day(first + relativedelta(months=1, days=1))
            cycle = self._open(self.monthly, self.communities[community], first)
            getattr(self, f"_bring_to_{fate}")(cycle)
        self._set_day(self.today)
        factory.make_cycle(
            self.yearly.with_env(self._as("hr")),
            self.street,
            date(self.today.year, 1, 1),
        )

    def _make_schemes(self):
        """A month shows no training: the system marks the year only."""
        self.monthly = factory.make_scheme(
            self.root,
            self.street,
            parties=MONTHLY_PARTIES,
            criteria=MONTHLY_CRITERIA,
            name="专职工作者月度考核",
            code="demo_monthly",
            period="monthly",
            effect="next",
            hearing_days=2,
            appeal_days=3,
            publication_days=3,
        )
        self.yearly = factory.make_scheme(
            self.root,
            self.street,
            name="专职工作者年度考核",
            code="demo_yearly",
            min_days=90,
        )

    def _open(self, scheme, area, first):
        cycle = factory.make_cycle(
            scheme.with_env(self._as("hr")),
            area,
            first,
            scoring_until=first + relativedelta(months=1, days=5),
        )
        cycle.action_open()
        return cycle

    def _mark(self, cycle, people=None):
        """Give the marks of the committee's secretary and of the residents."""
        secretary = self.root["community.seat"].search(
            [
                ("organ_id.area_id", "=", cycle.area_id.id),
                ("organ_id.kind_id.code", "=", "party_committee"),
                ("role_id.code", "=", "secretary"),
            ],
            limit=1,
        )
        officer = self._as("hr").user.partner_id
        for place, sheet in enumerate(cycle.sudo().sheet_ids[:people]):
            for row in sheet.score_ids.filtered(lambda one: one.rater != "system"):
                own = row.rater == "self"
                by_seat = row.rater == "seat"
                giver = sheet.person_id if own else officer
                mark = MARKS[place % len(MARKS)]
                vals = {
                    "value": 85 if own else mark,
                    "given_on": house.today(self.root),
                    "given_by_id": secretary.person_id.id if by_seat else giver.id,
                    "seat_id": by_seat and secretary.id,
                }
                with_pass(row, vals).write(vals)

    def _bring_to_scoring(self, cycle):
        """Some are marked; the others wait on the secretary's first page."""
        self._mark(cycle, people=4)

    def _bring_to_cancelled(self, cycle):
        cycle.action_cancel()

    def _bring_to_calibrating(self, cycle):
        self._mark(cycle)
        cycle.action_close_scoring()

    def _bring_to_hearing(self, cycle):
        """One says something, one appeals."""
        self._bring_to_calibrating(cycle)
        self._calibrate(cycle)
        cycle.action_tell()
        first, second = cycle.sudo().sheet_ids[-2:]
        day = house.today(self.root)
        vals = {"statement": "测评当月我借调参加专项行动，未在窗口。", "stated_on": day}
        with_pass(first, vals).write(vals)
        self.root["appraisal.appeal"]._file(second, "群众测评份数不足，申请复核。")

    def _calibrate(self, cycle):
        """Let the first of those who tie have the place that is left."""
        best = cycle.scheme_id.grade_ids.filtered("limited")
        tied = cycle.sheet_ids.filtered("tied")
        taken = len(cycle.sheet_ids.filtered("grade_id.limited"))
        for sheet in tied[: max(cycle.place_count - taken, 0)]:
            sheet._calibrate(best, "并列第一，经集体研究，参考全年出勤情况确定。")

    def _bring_to_published(self, cycle):
        self._bring_to_calibrating(cycle)
        self._calibrate(cycle)
        cycle.action_tell()
        self._set_day(house.today(self.root) + timedelta(4))
        cycle.action_publish()

    def _bring_to_sealed(self, cycle):
        self._bring_to_published(cycle)
        self._set_day(house.today(self.root) + timedelta(4))
        cycle.action_seal()
        best = cycle.sudo().sheet_ids.filtered("grade_id.limited")
        self._as("hr")["appraisal.award"].create(
            [
                {
                    "sheet_id": sheet.id,
                    "name": "月度服务之星",
                    "document": f"蚝街办〔{self.today.year}〕36号",
                }
                for sheet in best
            ]
        )

    # Trainings

    def _train(self):
        courses = {name: self._make_course(name, **v) for name, v in COURSES.items()}
        plan = self._make_plan(courses)
        lines = plan.line_ids.sorted("id")
        for (ago, name, fate), line in zip(SESSIONS, lines, strict=True):
            day = min(self._get_month(ago) + timedelta(9), self.today)
            self._set_day(day)
            session = factory.make_session(
                courses[name].with_env(self._as("hr")),
                line.date,
                line_id=line.id,
                place="街道党群服务中心三楼",
                lecturer="特邀讲师",
            )
            self._hold(session, fate)

    def _make_course(self, name, kind, hours, brand, certificate=None, classes=None):
        root = self.root
        found = certificate and root.ref(f"community_hr.certificate_{certificate}")
        return root["training.course"].create(
            {
                "name": name,
                "area_id": self.street.id,
                "kind": kind,
                "hours": hours,
                "brand_id": root.ref(f"community_hr.brand_{brand}").id,
                "has_exam": bool(certificate),
                "certificate_kind_id": found and found.id,
                "class_ids": classes
                and [(6, 0, root.ref(f"community_hr.class_{classes}").ids)],
            }
        )

    def _make_plan(self, courses):
        """Make the plan of the year; its lines in the order of the sessions."""
        year = self.today.year
        plan = self.root["training.plan"].create(
            {
                "name": f"{year}年社区专职工作者培训计划",
                "area_id": self.street.id,
                "year": year,
                "document": f"蚝街组〔{year}〕8号",
            }
        )
        for ago, name, fate in SESSIONS:
            today = fate in ("open", "held")
            day = self.today if today else self._get_month(ago) + timedelta(9)
            self.root["training.plan.line"].create(
                {
                    "plan_id": plan.id,
                    "course_id": courses[name].id,
                    "date": day,
                    "places": 20,
                }
            )
        plan.action_put_in_force()
        return plan

    def _hold(self, session, fate):
        if fate == "cancelled":
            session.action_cancel()
            return
        session.action_invite()
        if fate == "planned":
            return
        session.action_open_sign_in()
        if fate == "open":
            return
        rows = session.attendance_ids
        rows[: len(rows) - 2].state = "present"
        session.action_end_sign_in()
        if session.has_exam:
            for place, row in enumerate(rows.filtered(lambda r: r.state == "present")):
                row.write({"mark": 55 + 6 * (place % 8), "examined": True})
        if fate == "closed":
            session.action_close()
