"""Makers of appraisals and trainings, for the demo and the tests."""

from datetime import date, datetime

from odoo.addons.community_base.demo.factory import QUIET

SINCE = date(2024, 1, 1)
SOURCE = "示例：街道考核办法（虚构）"
#: code, name, who marks, organ, weight
PARTIES = (
    ("self", "本人自评", "self", None, 10),
    ("committee", "社区党委", "seat", "party_committee", 50),
    ("residents", "居民群众", "officer", None, 30),
    ("system", "系统佐证", "system", None, 10),
)
#: code, name, weight, parties, evidence
CRITERIA = (
    ("duty", "履职尽责", 60, ("self", "committee", "residents"), False),
    ("conduct", "廉洁自律", 30, ("self", "committee"), False),
    ("study", "学习培训", 10, ("system",), "training"),
)
#: code, name, from, coefficient, good year, limited
GRADES = [
    ("excellent", "优秀", 90, 1.2, True, True),
    ("good", "合格", 75, 1, True, False),
    ("basic", "基本合格", 60, 0.8, True, False),
    ("fail", "不合格", 0, 0, False, False),
]


def make_scheme(env, area=None, parties=PARTIES, criteria=CRITERIA, **vals):
    """Return a scheme in force; ``parties`` and ``criteria`` as above."""
    kinds = env["community.organ.kind"]
    scheme = (
        env["appraisal.scheme"]
        .with_context(**QUIET)
        .create(
            {
                "name": "专职工作者年度考核",
                "code": f"staff_{vals.get('period', 'yearly')}",
                "area_id": area and area.id,
                "date_start": SINCE,
                "source": SOURCE,
                "missing": "spread",
                "quota_code": "excellent",
                "party_ids": [
                    (
                        0,
                        0,
                        {
                            "code": code,
                            "name": name,
                            "rater": rater,
                            "organ_kind_id": organ
                            and kinds.search([("code", "=", organ)]).id,
                            "weight": weight,
                        },
                    )
                    for code, name, rater, organ, weight in parties
                ],
                "grade_ids": [(0, 0, prepare_grade(*grade)) for grade in GRADES],
                **vals,
            }
        )
    )
    for place, (code, name, weight, markers, evidence) in enumerate(criteria, 1):
        known = scheme.party_ids.filtered(lambda one, m=markers: one.code in m)
        env["appraisal.criterion"].create(
            {
                "scheme_id": scheme.id,
                "code": code,
                "name": name,
                "weight": weight,
                "sequence": place,
                "party_ids": [(6, 0, known.ids)],
                "evidence": evidence,
            }
        )
    scheme.action_put_in_force()
    return scheme


def prepare_grade(code, name, start, coefficient, passes, limited):
    return {
        "code": code,
        "name": name,
        "at_least": start,
        "coefficient": coefficient,
        "passes": passes,
        "limited": limited,
    }


def make_cycle(scheme, area, first, **vals):
    """Return a cycle of the period that begins on a day, not opened yet."""
    return (
        scheme.env["appraisal.cycle"]
        .with_context(**QUIET)
        .create(
            {
                "scheme_id": scheme.id,
                "area_id": area.id,
                "date_from": first,
                **vals,
            }
        )
    )


def make_course(area, name="窗口服务规范", **vals):
    return area.env["training.course"].create(
        {"name": name, "area_id": area.id, "hours": 8, **vals}
    )


def make_session(course, day, employees=(), **vals):
    """Return a session on a day, from nine to five, with people invited."""
    return course.env["training.session"].create(
        {
            "course_id": course.id,
            "area_id": course.area_id.id,
            "date_start": datetime(day.year, day.month, day.day, 1),
            "date_end": datetime(day.year, day.month, day.day, 9),
            "attendance_ids": [
                (0, 0, {"employee_id": employee.id}) for employee in employees
            ],
            **vals,
        }
    )
