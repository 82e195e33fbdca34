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
