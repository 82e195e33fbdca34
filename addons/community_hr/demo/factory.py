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
