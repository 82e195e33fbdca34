"""Makers of areas, people, organs, seats and users, for the demo and the tests.

Each takes the environment and what matters to the story, fills in the rest and
returns the record.
"""

from datetime import date

from stdnum.cn import ric

PASSWORD = "demo"
QUIET = {"tracking_disable": True, "mail_create_nolog": True, "no_reset_password": True}
TERM_START = date(2024, 1, 1)


def make_areas(env, vals_list):
    """Create areas; each dict has ``name``, ``level`` and maybe ``parent_id``."""
    return env["community.area"].create(vals_list)


def make_street(env, code, name, communities, district):
    """Return a street and its communities, numbered from the street's 9-digit code."""
    street = make_areas(
        env,
        [
            {
                "name": name,
                "level": "street",
                "code": f"{code}000",
                "parent_id": district.id,
            }
        ],
    )
    below = make_areas(
        env,
        [
            {
                "name": community,
                "official_name": f"{community}居委会",
                "level": "community",
                "code": f"{code}{number:03d}",
                "parent_id": street.id,
            }
            for number, community in enumerate(communities, 1)
        ],
    )
    return street, below


def make_persons(env, names):
    """Return one partner per name; a person's partner holds nothing but the name."""
    return (
        env["res.partner"]
        .with_context(**QUIET)
        .create([{"name": name, "is_person": True} for name in names])
    )


def make_id_number(serial, birth_date=date(1980, 1, 1)):
    """Return an ID number that fits its check digit and belongs to nobody.

    The place 990001 does not exist.

    >>> make_id_number(7)
    '990001198001010078'
    """
    number = f"990001{birth_date:%Y%m%d}{serial:03d}"
    return number + ric.calc_check_digit(f"{number}?")


def prepare_file(area, person, **vals):
    """Return the values of the personal file that an area keeps on a person."""
    return {
        "area_id": area.id,
        "partner_id": person.id,
        "purpose": "seat_holder",
        **vals,
    }


def make_files(env, vals_list):
    return env["community.person.private"].with_context(**QUIET).create(vals_list)


def make_file(area, person, **vals):
    return make_files(area.env, [prepare_file(area, person, **vals)])


def make_organ(env, kind, area, name=None, **vals):
    """Create an organ of a kind (its code) in an area."""
    kind = env.ref(f"community_base.kind_{kind}")
    name = name or f"{area.name}{kind.with_context(lang='zh_CN').name}"
    vals = {"name": name, "kind_id": kind.id, "area_id": area.id, **vals}
    return env["community.organ"].with_context(**QUIET).create(vals)


def prepare_seat(organ, role, person, **vals):
    """Return the values of a seat; role by code, dates with defaults."""
    return {
        "organ_id": organ.id,
        "role_id": organ.env.ref(f"community_base.role_{role}").id,
        "person_id": person.id,
        "date_start": TERM_START,
        **vals,
    }


def make_seats(env, vals_list):
    return env["community.seat"].with_context(**QUIET).create(vals_list)


def make_seat(organ, role, person, **vals):
    return make_seats(organ.env, [prepare_seat(organ, role, person, **vals)])


def make_user(env, login, name, group, areas=None, partner=None, lang="zh_CN"):
    """Create a user of one role, in charge of areas, with the demo password.

    :param group: name after ``group_`` of this addon, or a full external id
    """
    xmlid = group if "." in group else f"community_base.group_{group}"
    partner = partner or make_persons(env, [name])
    return (
        env["res.users"]
        .with_context(**QUIET)
        .create(
            {
                "login": login,
                "password": PASSWORD,
                "partner_id": partner.id,
                "name": name,
                "lang": lang,
                "tz": "Asia/Shanghai",
                "group_ids": [(6, 0, [env.ref(xmlid).id])],
                "area_ids": [(6, 0, areas.ids if areas else [])],
            }
        )
    )
