"""What the area rules cost: a list, a count and a search among 100,000 seats.

The district has the size of Bao'an: 10 streets and 141 communities, with the seats
spread evenly over them. The limit is the same call without any rule. The peer is the
same call, again without our rules, with the condition that one would write by hand
for the user with 10 areas (`area_id` below his areas).
"""

from harness import Bench

from odoo.addons.community_base.demo import factory, names

SEATS = 100_000
PERSONS = 3_000
STREETS, COMMUNITIES = 10, 141
AREAS_OF_USERS = (1, 10, COMMUNITIES)
REPEATS = 15
AIM = 1.5
PAGE = 80
# The web client counts no further than this for the pager of a list.
CLIENT_COUNT = 10_001

# What the list of seats shows.
SHOWN = {
    **{
        name: {"fields": {"display_name": {}}}
        for name in ("organ_id", "role_id", "person_id")
    },
    **{name: {} for name in ("tenure", "date_start", "date_end")},
}


def run(env):
    """Yield the benches of three calls that people make all day."""
    communities = make_district(env)
    make_seats(env, communities)
    users = make_users(env, communities)
    searched = [("person_id.name", "ilike", "张志")]
    by_pinyin = [("person_id.pinyin", "ilike", "zzm")]
    calls = {
        f"list, first {PAGE} of {SEATS:,} and the pager's count": list_page([]),
        f"search by name, first {PAGE} of {SEATS:,}": list_page(searched),
        f"search by pinyin, first {PAGE} of {SEATS:,}": list_page(by_pinyin),
        f"count of all {SEATS:,}": count,
    }
    for title, call in calls.items():
        yield measure(env, title, call, users)


def measure(env, title, call, users):
    """Measure one call for every user, in turns with the limit and the peer."""
    bench = Bench(title, rows=PAGE, aim=AIM)
    bench.add("no rules", "limit", fresh(env, lambda: call(seats(env), [])))
    ten = users[10]
    below = [("area_id", "child_of", ten.sudo().area_ids.ids)]
    bench.add("10 areas, by hand", "peer", fresh(env, lambda: call(seats(env), below)))
    for number, user in users.items():
        model = seats(env).with_user(user)
        name = f"{number} area{'s' if number > 1 else ''}, our rules"
        bench.add(name, "ours", fresh(env, lambda model=model: call(model, [])))
    bench.run(REPEATS, sql=lambda: env.cr.sql_log_count)
    return bench


def seats(env):
    return env["community.seat"]


def fresh(env, work):
    """Return the work as a new request finds it: nothing in the records' cache."""

    def run():
        env.invalidate_all()
        work()

    return run


def list_page(domain):
    """Return the call a list view makes."""

    def call(model, condition):
        return model.web_search_read(
            condition + domain, SHOWN, limit=PAGE, count_limit=CLIENT_COUNT
        )

    return call


def count(model, condition):
    return model.search_count(condition)


def make_district(env):
    """Return the communities of a new district, in the order of its streets."""
    district = factory.make_areas(env, [{"name": "量度区", "level": "district"}])
    streets = factory.make_areas(
        env,
        [
            {"name": f"量度{n}街道", "level": "street", "parent_id": district.id}
            for n in range(STREETS)
        ],
    )
    return factory.make_areas(
        env,
        [
            {
                "name": f"量度{n}社区",
                "level": "community",
                "parent_id": streets[n * STREETS // COMMUNITIES].id,
            }
            for n in range(COMMUNITIES)
        ],
    )


def make_seats(env, communities):
    """Fill one council per community; by SQL where it is not what is measured."""
    organs = [
        factory.make_organ(env, "residents_council", area) for area in communities
    ]
    known = list(names.person_names())
    chosen = [known[n % len(known)] for n in range(PERSONS)]
    persons = factory.make_persons(env, chosen)
    role = env.ref("community_base.role_delegate")
    env.flush_all()
    env.cr.execute(
        """
        INSERT INTO community_seat (
            organ_id, area_id, community_id, street_id, person_id, role_id,
            role_sequence, tenure, date_start, single, votes, voided)
        SELECT organ.id, organ.area_id, organ.community_id, organ.street_id,
            (%(persons)s::int[])[1 + n %% %(person_count)s], %(role)s,
            %(sequence)s, 'regular', date '2024-01-01', false, true, false
        FROM generate_series(0, %(seats)s - 1) AS n
        JOIN community_organ AS organ
            ON organ.id = (%(organs)s::int[])[1 + n %% %(organ_count)s]
        """,
        {
            "organs": [organ.id for organ in organs],
            "organ_count": len(organs),
            "persons": persons.ids,
            "person_count": len(persons),
            "role": role.id,
            "sequence": role.sequence,
            "seats": SEATS,
        },
    )
    for table in ("community_seat", "community_organ", "community_area", "res_partner"):
        env.cr.execute(f"ANALYZE {table}")
    env.invalidate_all()


def make_users(env, communities):
    """Return users by how many areas they are in charge of."""
    return {
        number: factory.make_user(
            env,
            f"bench-{number}",
            f"量度 {number}",
            "staff",
            areas=communities[:: len(communities) // number][:number],
        )
        for number in AREAS_OF_USERS
    }
