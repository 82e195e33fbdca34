"""Makers of staff, for the demo and the tests."""

from datetime import date

from odoo.addons.community_base.demo.factory import QUIET, make_persons

HIRED = date(2024, 1, 1)


def prepare_employee(area, person, **vals):
    """Return the values of an employee who was hired in :data:`HIRED`."""
    return {
        "name": person.name,
        "work_contact_id": person.id,
        "area_id": area.id,
        "date_version": vals.get("contract_date_start", HIRED),
        "contract_date_start": HIRED,
        **vals,
    }


def make_employees(env, vals_list):
    return env["hr.employee"].with_context(**QUIET).create(vals_list)


def make_employee(area, name_or_person, **vals):
    """Return an employee of an area, by his name or his contact."""
    person = name_or_person
    if isinstance(person, str):
        person = make_persons(area.env, [person])
    return make_employees(area.env, [prepare_employee(area, person, **vals)])


def make_unit(area, kind="office", name=None, **vals):
    """Return a unit of an area."""
    names = {"office": "综合办公室", "service": "党群服务平台"}
    vals = {
        "area_id": area.id,
        "kind": kind,
        "name": name or names.get(kind, "综合治理平台"),
        **vals,
    }
    return area.env["staff.unit"].with_context(**QUIET).create(vals)


def make_post(unit, name, quota=1, post_class="officer", **vals):
    """Return a post of a unit; its class by code."""
    vals = {
        "unit_id": unit.id,
        "name": name,
        "quota": quota,
        "class_id": unit.env.ref(f"community_hr.class_{post_class}").id,
        **vals,
    }
    return unit.env["staff.post"].with_context(**QUIET).create(vals)


#: Grades of the test scale: of each class how many, and on which it begins.
GRADES = {"lead": 12, "officer": 12, "assistant": 8}


def make_scale(env, area, name="社区专职工作者薪酬标准", base=3000, **vals):
    """Return a scale in force: coefficients 1.0, 1.1, … and some allowances."""
    classes = {code: env.ref(f"community_hr.class_{code}").id for code in GRADES}
    scale = (
        env["staff.scale"]
        .with_context(**QUIET)
        .create(
            {
                "name": name,
                "code": f"scale_{area.code or area.id}",
                "area_id": area.id,
                "date_start": HIRED,
                "base_amount": base,
                "source": "虚构的测试数据",
                "grade_ids": [
                    (0, 0, prepare_grade(classes[code], number))
                    for code, top in GRADES.items()
                    for number in range(1, top + 1)
                ],
                "allowance_ids": [
                    (0, 0, allowance) for allowance in prepare_allowances(env, classes)
                ],
                "entry_ids": [(0, 0, rule) for rule in prepare_entries(classes)],
                **vals,
            }
        )
    )
    scale.action_put_in_force()
    return scale


def prepare_grade(class_id, number):
    return {"class_id": class_id, "number": number, "coefficient": 0.9 + number / 10}


def prepare_allowances(env, classes):
    certificate = env.ref("community_hr.certificate_social_worker")
    return [
        {"kind": "post", "class_id": classes["lead"], "amount": 800},
        {"kind": "education", "education": "master", "amount": 300},
        {
            "kind": "certificate",
            "certificate_kind_id": certificate.id,
            "amount": 200,
        },
        {"kind": "seniority", "per_year": 20, "max_years": 20},
        {"kind": "concurrent", "amount": 150},
    ]


def prepare_entries(classes):
    master = {"class_id": classes["officer"], "education": "master"}
    return [
        *({"class_id": item, "grade_number": 1} for item in classes.values()),
        {**master, "grade_number": 3},
    ]
