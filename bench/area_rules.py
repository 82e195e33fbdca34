"""What the area rules cost: a list, a count and a search among 100,000 seats.

The district has the size of Bao'an: 10 streets and 141 communities, with the seats
spread evenly over them. The limit is the same call without any rule. The peer is the
same call, again without our rules, with the condition that one would write by hand
for the user with 10 areas (`area_id` below his areas).
"""

from harness import Bench
from lxml import etree

from odoo.addons.community_base.demo import factory, names
from odoo.addons.community_base.kernel.pinyin import search_key

SEATS = 100_000
PERSONS = 50_000
STREETS, COMMUNITIES = 10, 141
AREAS_OF_USERS = (1, 10, COMMUNITIES)
REPEATS = 15
AIM = 1.5
PAGE = 80
# The web client counts no further than this for the pager of a list.
CLIENT_COUNT = 10_001


def run(env):
    """Yield the benches of calls that people make all day."""
    env = env(context={"lang": "zh_CN"})
    communities = make_district(env)
    make_seats(env, communities)
    users = make_users(env, communities)
    page = f"first {PAGE} of {SEATS:,}"
    list_page = ListPage(env)
    by_name = [("person_id.name", "ilike", "张志")]
    by_pinyin = [("person_id.pinyin", "ilike", "zzm")]
    yield measure(env, f"list, {page}, with the pager's count", list_page([]), users)
    yield measure(env, f"search by name, {page}", list_page(by_name), users)
    yield measure(env, f"search by pinyin, {page}", list_page(by_pinyin), users)
    # No aim: the client never counts so far, and whoever is in charge of everything
    # pays for looking at the area of each row.
    yield measure(env, f"count of all {SEATS:,}", count, users, aim=None)


def measure(env, title, call, users, aim=AIM):
    """Measure one call for every user, in turns with the limit and the peer."""
    bench = Bench(title, aim=aim)
    seats = env["community.seat"]
    bench.add("no rules", "limit", fresh(env, lambda: call(seats, [])))
    below = [("area_id", "child_of", users[10].sudo().area_ids.ids)]
    bench.add("10 areas, by hand", "peer", fresh(env, lambda: call(seats, below)))
    for number, user in users.items():
        model = seats.with_user(user)
        name = f"{number} area{'s' if number > 1 else ''}, our rules"
        bench.add(name, "ours", fresh(env, lambda model=model: call(model, [])))
    bench.run(REPEATS, sql=lambda: env.cr.sql_log_count)
    return bench


def fresh(env, work):
    """Return the work as a new request finds it: nothing in the records' cache."""

    def run():
        env.invalidate_all()
        return work()

    return run


class ListPage:
    """The call that the web client makes to show a list, such as that of seats."""

    def __init__(self, env, model="community.seat"):
        views = env[model].get_views([(False, "list")])
        shown = etree.fromstring(views["views"]["list"]["arch"]).iterfind("./field")
        fields = views["models"][model]["fields"]
        self.specification = {
            name: {"fields": {"display_name": {}}} if "relation" in fields[name] else {}
            for name in (node.get("name") for node in shown)
        }

    def __call__(self, domain):
        def call(model, condition):
            found = model.web_search_read(
                condition + domain,
                self.specification,
                limit=PAGE,
                count_limit=CLIENT_COUNT,
            )
            return len(found["records"])

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


def make_persons(env):
    """Return the ids of many persons, by SQL as in :func:`make_seats`."""
    known = list(names.person_names())
    chosen = [known[n % len(known)] for n in range(PERSONS)]
    first = factory.make_persons(env, chosen[:1])
    env.flush_all()
    # Copies of one: each addon installed has columns of its own to fill.
    env.cr.execute(
        """
        INSERT INTO res_partner
        SELECT made.*
          FROM unnest(%s, %s) AS person (name, pinyin), res_partner first,
               LATERAL jsonb_populate_record(first, jsonb_build_object(
                   'id', nextval('res_partner_id_seq'), 'name', person.name,
                   'complete_name', person.name, 'pinyin', person.pinyin)) AS made
         WHERE first.id = %s
     RETURNING id
        """,
        [chosen[1:], [search_key(name) for name in chosen[1:]], first.id],
    )
    return [first.id, *(identity for (identity,) in env.cr.fetchall())]


def make_seats(env, communities):
    """Fill one council per community; by SQL where it is not what is measured."""
    kind = "residents_council"
    organs = [factory.make_organ(env, kind, area) for area in communities]
    persons = make_persons(env)
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
            "persons": persons,
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
