"""What the decision engine costs with 100,000 matters and 1,000,000 rows of trail.

The district has the size of Bao'an; each community has about 700 matters, of which
one in seven is in procedure. The limit of a screen is the SQL it cannot do without,
for the same user's areas, sent as it stands. The limit of closing a meeting is to
read its votes, to count them, and to write all results at once; that of a chain is
to hash what is sealed.
"""

import hashlib
from contextlib import contextmanager
from types import SimpleNamespace
from unittest.mock import patch

from area_rules import fresh, make_district
from harness import Bench
from lxml import etree
from psycopg2.extras import Json

from odoo.addons.community_base.controllers import public
from odoo.addons.community_base.demo import factory, names
from odoo.addons.community_base.house import today
from odoo.addons.community_base.kernel import chain, tally

MATTERS = 100_000
TRAIL_ROWS = 10  # of each matter
ITEMS, VOTERS = 50, 200
CHAIN = 100_000
REPEATS, SLOW_REPEATS = 15, 3
PAGE = 80
CLIENT_COUNT = 10_001
#: State of a community's matters, by turns; each second one is a small expense.
STATES = (
    *("draft", "running", "running", "running", "returned", "rejected", "withdrawn"),
    *("adopted",) * 3,
    *("closed",) * 10,
)
NAMES = """
    SELECT matter.id, matter.name, matter.number, matter.state, matter.power,
           matter.amount, matter.deadline, matter.submitted_on,
           step.name ->> 'zh_CN', class.name, area.name, organ.name, person.name
      FROM page JOIN community_matter AS matter ON matter.id = page.id
      JOIN community_matter_class AS class ON class.id = matter.class_id
      JOIN community_area AS area ON area.id = matter.area_id
 LEFT JOIN community_matter_step AS step ON step.id = matter.current_step_id
 LEFT JOIN community_organ AS organ ON organ.id = matter.current_organ_id
 LEFT JOIN res_partner AS person ON person.id = matter.submitted_by_id
"""
STEPS = """
    SELECT step.id, step.matter_id, step.state, step.kind, step.organ_id
      FROM community_matter_step AS step WHERE step.matter_id = ANY(%(found)s)
"""


def run(env):
    """Yield the benches of screens, then of the acts that touch the most rows."""
    env = env(context={"lang": "zh_CN"})
    ground = Ground(env)
    yield bench_kanban(ground)
    yield bench_list(ground)
    yield bench_waiting(ground)
    yield bench_public(ground)
    yield bench_meeting(ground)
    yield bench_chain(ground)


class Ground:
    """The district with its matters, and who looks at them."""

    def __init__(self, env):
        self.env = env
        self.areas = make_district(env)
        self.organs = env["community.organ"].concat(
            *(factory.make_organ(env, "party_committee", area) for area in self.areas)
        )
        people = names.person_names()
        chosen = [next(people) for _number in range(VOTERS)]
        self.organs.document_prefix = "量度党"
        self.people = factory.make_persons(env, chosen)
        self.users = {
            "1 area": self._make_user("bench-one", "staff", self.areas[:1]),
            f"{len(self.areas)} areas": self._make_user(
                "bench-all", "staff", self.areas
            ),
        }
        self.secretary = self._make_user("bench-secretary", "committee", self.areas[:1])
        factory.make_seat(self.organs[0], "secretary", self.secretary.partner_id)
        env.flush_all()
        fill(self)
        env.invalidate_all()

    def _make_user(self, login, group, areas):
        return factory.make_user(self.env, login, f"量度{login}", group, areas=areas)

    def bench(self, title, aim=None):
        return Bench(f"{title}, {MATTERS:,} matters", aim)

    def query(self, sql, **params):
        self.env.cr.execute(sql, params)
        return self.env.cr.fetchall()

    def add(self, bench, name, bare, ours):
        """Add what is done for one user, and its limit."""
        bench.add(f"{name}, bare SQL", "limit", fresh(self.env, bare))
        against = f"{name}, bare SQL"
        bench.add(f"{name}, ours", "ours", fresh(self.env, ours), against=against)

    def run(self, bench, repeats=None):
        bench.run(repeats or REPEATS, sql=lambda: self.env.cr.sql_log_count)
        return bench


# Filling


def fill(ground):
    """Make the matters with their steps, trail and pages, by SQL."""
    env, organs = ground.env, ground.organs
    expense = env.ref("community_base.class_small_expense")
    support = env.ref("community_base.class_support")
    params = {
        "matters": MATTERS,
        "trail_rows": TRAIL_ROWS,
        "areas": ground.areas.ids,
        "organs": organs.ids,
        "count": len(organs),
        "states": list(STATES),
        "classes": [expense.id, support.id],
        "powers": [expense.power, support.power],
        "currency": env.ref("base.CNY").id,
        "person": ground.people[0].id,
        "user": ground.users["1 area"].id,
        "role": env.ref("community_base.role_secretary").id,
        "rule": env["community.vote.rule"]
        .search([("code", "=", "party_committee")])
        .id,
        "day": today(env),
    }
    # Each is planned by what is in the tables that it reads.
    for table, sql in ROWS:
        env.cr.execute(sql, params)
        env.cr.execute(f"ANALYZE community_{table}")
    env.cr.execute("ANALYZE community_organ, community_seat")


MATTER_ROWS = """
    INSERT INTO community_matter (
        name, number, class_id, power, origin, area_id, community_id, street_id,
        currency_id, amount, state, round, submitted_by_id, submitted_on, create_uid,
        create_date)
    SELECT '社区公园改造 ' || n, 'B-' || n, (%(classes)s::int[])[1 + k %% 2],
           (%(powers)s::text[])[1 + k %% 2], 'cadres', area.id, area.community_id,
           area.street_id, %(currency)s, 100 + n %% 2900, kind.state,
           CASE kind.state WHEN 'draft' THEN 0 ELSE 1 END,
           CASE kind.state WHEN 'draft' THEN NULL ELSE %(person)s END,
           CASE kind.state WHEN 'draft' THEN NULL
                ELSE %(day)s - (n %% 700)::int END, %(user)s, now()
      FROM generate_series(0, %(matters)s - 1) AS n,
   LATERAL (SELECT n / %(count)s AS k) AS turn,
   LATERAL (SELECT (%(states)s::text[])[1 + k %% array_length(%(states)s, 1)] AS state
           ) AS kind
      JOIN LATERAL (SELECT * FROM community_area
                     WHERE id = (%(areas)s::int[])[1 + n %% %(count)s]) AS area ON true
"""
STEP_ROWS = """
    INSERT INTO community_matter_step (
        matter_id, area_id, round, sequence, name, kind, organ_id, rule_id,
        publication_days, state, opened_on, deadline, closed_on)
    SELECT matter.id, matter.area_id, 1, place,
           jsonb_build_object(
               'en_US', CASE place WHEN 1 THEN 'Vote' WHEN 2 THEN 'Publication'
                                   ELSE 'Carrying Out' END,
               'zh_CN', CASE place WHEN 1 THEN '表决' WHEN 2 THEN '公示'
                                   ELSE '实施' END),
           CASE WHEN place = 2 THEN 'publication' WHEN place = 3 THEN 'outcome'
                WHEN matter.class_id = (%(classes)s::int[])[1] THEN 'approval'
                ELSE 'vote' END,
           CASE WHEN place = 1 THEN organ.id END,
           CASE WHEN place = 1 AND matter.class_id = (%(classes)s::int[])[2]
                THEN %(rule)s END,
           CASE place WHEN 2 THEN 7 ELSE 0 END,
           CASE WHEN matter.state = 'closed' THEN 'done'
                WHEN matter.state = 'running' AND place = 1 THEN 'open'
                WHEN matter.state = 'running' THEN 'waiting'
                WHEN matter.state = 'adopted' AND place = 1 THEN 'done'
                WHEN matter.state = 'adopted' AND place = 2 THEN 'open'
                WHEN matter.state = 'adopted' THEN 'waiting'
                ELSE 'cancelled' END,
           matter.submitted_on,
           CASE WHEN matter.state = 'running' AND place = 1
                THEN matter.submitted_on + 10 END,
           CASE WHEN matter.state = 'closed' THEN matter.submitted_on + 5 END
      FROM community_matter AS matter
      JOIN community_organ AS organ
        ON organ.area_id = matter.area_id AND organ.id = ANY(%(organs)s)
     CROSS JOIN generate_series(1, 3) AS place
     WHERE matter.round = 1 ORDER BY matter.id, place
"""
ROLE_ROWS = """
    INSERT INTO community_matter_step_community_seat_role_rel
    SELECT id, %(role)s FROM community_matter_step
     WHERE kind = 'approval' AND organ_id = ANY(%(organs)s)
"""
CURRENT = """
    UPDATE community_matter AS matter
       SET current_step_id = step.id,
           current_organ_id = step.organ_id, deadline = step.deadline
      FROM community_matter_step AS step
     WHERE step.matter_id = matter.id AND step.state = 'open'
       AND matter.area_id = ANY(%(areas)s)
"""
TRAIL = """
    INSERT INTO community_trail (
        model, res_id, area_id, moment, user_id, person_id, event, before, after)
    SELECT 'community.matter', matter.id, matter.area_id,
           now() - turn * interval '1 day', %(user)s, %(person)s,
           CASE turn WHEN 1 THEN 'submit' ELSE 'step_done' END, 'draft', 'running'
      FROM community_matter AS matter
     CROSS JOIN generate_series(1, %(trail_rows)s) AS turn
     WHERE matter.area_id = ANY(%(areas)s) ORDER BY turn, matter.id
"""
PAGES = """
    INSERT INTO community_publication (
        name, kind, matter_id, step_id, area_id, community_id, street_id, body, days,
        date_start, date_end, state, objection_number)
    SELECT matter.name, 'decision', matter.id, step.id, matter.area_id,
           matter.community_id, matter.street_id, '<p>公示</p>', 7, matter.submitted_on,
           matter.submitted_on + 7,
           CASE matter.state WHEN 'closed' THEN 'over' ELSE 'posted' END, 0
      FROM community_matter AS matter
      JOIN community_matter_step AS step
        ON step.matter_id = matter.id AND step.kind = 'publication'
     WHERE matter.state IN ('adopted', 'closed') AND matter.area_id = ANY(%(areas)s)
"""
ROWS = (
    ("matter", MATTER_ROWS),
    ("matter_step", STEP_ROWS),
    ("matter_step_community_seat_role_rel", ROLE_ROWS),
    ("matter", CURRENT),
    ("trail", TRAIL),
    ("publication", PAGES),
)


# Screens


def bench_kanban(ground):
    """Groups by state with the first cards of each, as the web client asks for it."""
    cards = specification(ground.env, "kanban")
    bench = ground.bench(f"kanban by state, {PAGE} cards each")
    for name, user in ground.users.items():
        matters = ground.env["community.matter"].with_user(user)

        def ours(matters=matters):
            found = matters.web_read_group(
                [],
                ["state"],
                ["__count"],
                auto_unfold=True,
                unfold_read_specification=cards,
                unfold_read_default_limit=PAGE,
            )
            return sum(len(group.get("__records", ())) for group in found["groups"])

        def bare(areas=user.area_ids.ids):
            groups = ground.query(
                """SELECT state, count(*) FROM community_matter
                    WHERE area_id = ANY(%(areas)s) GROUP BY state""",
                areas=areas,
            )
            condition = "area_id = ANY(%(areas)s) AND state = %(state)s"
            return sum(
                read_page(ground, condition, areas=areas, state=state)
                for state, _number in groups
            )

        ground.add(bench, name, bare, ours)
    return ground.run(bench)


def bench_list(ground):
    """The first page of the list, with the pager's count."""
    read = ListPage(ground.env)
    bench = ground.bench(f"list, first {PAGE} with the pager's count")
    for name, user in ground.users.items():
        matters = ground.env["community.matter"].with_user(user)

        def bare(areas=user.area_ids.ids):
            ground.query(
                """SELECT count(*) FROM (
                   SELECT FROM community_matter WHERE area_id = ANY(%(areas)s)
                    LIMIT %(limit)s) AS counted""",
                areas=areas,
                limit=CLIENT_COUNT,
            )
            return read_page(ground, "area_id = ANY(%(areas)s)", areas=areas)

        ground.add(bench, name, bare, lambda matters=matters: read(matters, []))
    return ground.run(bench)


def bench_waiting(ground):
    """What waits for a secretary: her approvals, and the votes of her organ."""
    read = ListPage(ground.env)
    matters = ground.env["community.matter"].with_user(ground.secretary)
    condition = """
        area_id = ANY(%(areas)s) AND id IN (
            SELECT step.matter_id FROM community_matter_step AS step
             WHERE step.state = 'open' AND step.organ_id = %(organ)s
               AND (step.kind = 'vote' OR EXISTS (
                    SELECT FROM community_matter_step_community_seat_role_rel AS role
                     WHERE role.community_matter_step_id = step.id
                       AND role.community_seat_role_id = %(role)s)))"""
    params = {
        "areas": ground.areas[:1].ids,
        "organ": ground.organs[0].id,
        "role": ground.env.ref("community_base.role_secretary").id,
    }
    bench = ground.bench(f"waits for me, first {PAGE}")
    ground.add(
        bench,
        "secretary",
        lambda: read_page(ground, condition, **params),
        lambda: read(matters, [("waits_for_me", "=", True)]),
    )
    return ground.run(bench)


def bench_public(ground):
    """What the public list is made of, by the controller's own function."""
    env = ground.env
    visitor = env(user=env.ref("base.public_user"), su=False)
    pages = public.CommunityPublic()
    area = env["community.area"].with_env(visitor).sudo().browse(ground.areas[0].id)
    none = area.browse()
    asked = {
        "newest": (none, {}, 1, "true"),
        "page 100": (none, {}, 100, "true"),
        "one community": (area, {}, 1, "page.area_id = %(area)s"),
        "over, by words": (
            none,
            {"q": "公园 777", "period": "over"},
            1,
            "page.state = 'over' AND page.name ILIKE '%%公园%%' "
            "AND page.name ILIKE '%%777%%'",
        ),
    }
    bench = ground.bench(f"public list, {public.PAGE_SIZE} pages")
    for name, (place, filters, number, condition) in asked.items():

        def ours(place=place, filters=filters, number=number):
            place.env.invalidate_all()
            with patch.object(public, "request", SimpleNamespace(env=visitor)):
                return len(pages._get_list(place, filters, number)["pages"])

        def bare(number=number, condition=condition):
            rows = ground.query(
                f"""SELECT page.id, page.name, page.kind, page.date_start,
                           page.date_end, page.state, area.name, street.name
                      FROM community_publication AS page
                      JOIN community_area AS area ON area.id = page.area_id
                 LEFT JOIN community_area AS street ON street.id = page.street_id
                     WHERE page.state != 'withdrawn' AND {condition}
                  ORDER BY page.date_start DESC, page.id DESC
                     LIMIT %(limit)s OFFSET %(offset)s""",
                area=area.id,
                limit=public.PAGE_SIZE + 1,
                offset=(number - 1) * public.PAGE_SIZE,
            )
            return len(rows[: public.PAGE_SIZE])

        ground.add(bench, name, bare, ours)
    return ground.run(bench)


def specification(env, kind):
    """Return what a view asks for of each record."""
    views = env["community.matter"].get_views([(False, kind)])
    fields = views["models"]["community.matter"]["fields"]
    shown = etree.fromstring(views["views"][kind]["arch"]).iter("field")
    return {
        name: {"fields": {"display_name": {}}} if "relation" in fields[name] else {}
        for name in (node.get("name") for node in shown)
    }


class ListPage:
    """The call that the web client makes to show the list of matters."""

    def __init__(self, env):
        self.specification = specification(env, "list")

    def __call__(self, matters, domain):
        found = matters.web_search_read(
            domain, self.specification, limit=PAGE, count_limit=CLIENT_COUNT
        )
        return len(found["records"])


def read_page(ground, condition, **params):
    """Read the newest matters with what they show, and their steps; how many."""
    page = f"""
        WITH page AS (SELECT id FROM community_matter WHERE {condition}
                    ORDER BY id DESC LIMIT {PAGE}) {NAMES}
    """
    found = ground.query(page, **params)
    ground.query(STEPS, found=[row[0] for row in found])
    return len(found)


# Closing a meeting


def bench_meeting(ground):
    """Close a meeting: count, resolve, number, seal, and move every matter on."""
    meeting = make_meeting(ground)
    env = ground.env
    staff = env(user=ground.users["1 area"], su=False)
    bench = ground.bench(f"closing a meeting, {ITEMS} items × {VOTERS} voters")

    def ours():
        with undone(env):
            meeting.with_env(staff).action_close()
            env.cr.flush()
            return len(meeting.item_ids)

    def bare():
        with undone(env):
            return count_bare(ground, meeting)

    ground.add(bench, f"{ITEMS} items", bare, ours)
    return ground.run(bench, SLOW_REPEATS)


@contextmanager
def undone(env):
    """Take back what happens meanwhile, so that it can be done again."""
    savepoint = env.cr.savepoint()
    try:
        yield
    finally:
        env.clear()
        savepoint.close(rollback=True)
        env.invalidate_all()


def make_meeting(ground):
    """Return a meeting in session that took up open votes; all voted and confirmed."""
    env = ground.env
    params = {
        "organ": ground.organs[0].id,
        "area": ground.areas[0].id,
        "people": ground.people.ids,
        "chair": ground.people[0].id,
        "day": today(env),
        "items": ITEMS,
    }
    [(meeting,)] = ground.query(
        """INSERT INTO community_meeting (
               name, organ_id, area_id, community_id, street_id, date, hour, state,
               chair_id)
           SELECT '量度会议', %(organ)s, id, community_id, street_id, %(day)s, 9,
                  'open', %(chair)s
             FROM community_area WHERE id = %(area)s RETURNING id""",
        **params,
    )
    params["meeting"] = meeting
    env.cr.execute(
        """INSERT INTO community_meeting_attendance (
               meeting_id, area_id, person_id, due, status)
           SELECT %(meeting)s, %(area)s, person, true, 'present'
             FROM unnest(%(people)s) AS person;
           INSERT INTO community_meeting_item (
               meeting_id, area_id, sequence, name, ballot_kind, step_id, matter_id)
           SELECT %(meeting)s, %(area)s, 10, matter.name, 'paper', step.id, matter.id
             FROM community_matter_step AS step
             JOIN community_matter AS matter ON matter.id = step.matter_id
            WHERE step.organ_id = %(organ)s AND step.kind = 'vote'
              AND step.state = 'open' ORDER BY step.id LIMIT %(items)s;
           INSERT INTO community_meeting_vote (
               item_id, area_id, attendance_id, choice, confirmed_on, confirmed_by_id)
           SELECT item.id, %(area)s, line.id,
                  CASE WHEN line.id %% 10 = 0 THEN 'no' ELSE 'yes' END, now(),
                  line.person_id
             FROM community_meeting_item AS item
             JOIN community_meeting_attendance AS line USING (meeting_id)
            WHERE meeting_id = %(meeting)s;
           ANALYZE community_meeting_vote, community_meeting_item""",
        params,
    )
    env.invalidate_all()
    return env["community.meeting"].browse(meeting)


def count_bare(ground, meeting):
    """Read the roll and the votes, count each item, write the outcomes at once."""
    roll = [
        tally.Member(key=key, present=status == "present")
        for key, status in ground.query(
            """SELECT id, status FROM community_meeting_attendance
                WHERE meeting_id = %(meeting)s""",
            meeting=meeting.id,
        )
    ]
    votes = {}
    for item, line, choice in ground.query(
        """SELECT item_id, attendance_id, choice FROM community_meeting_vote AS vote
             JOIN community_meeting_item AS item ON item.id = vote.item_id
            WHERE item.meeting_id = %(meeting)s""",
        meeting=meeting.id,
    ):
        votes.setdefault(item, []).append(tally.Ballot(line, choice))
    rule = ground.env["community.vote.rule"].search([("code", "=", "party_committee")])
    outcomes = [
        tally.evaluate(rule._to_kernel(), roll, ballots).outcome
        for ballots in votes.values()
    ]
    ground.env.cr.execute(
        """UPDATE community_meeting_item AS item SET outcome = result.outcome
             FROM unnest(%s, %s) AS result (id, outcome) WHERE item.id = result.id""",
        [list(votes), outcomes],
    )
    return len(votes)


# Verifying a chain


def bench_chain(ground):
    """Recompute a register: its hashes alone, by the kernel, by the model."""
    register, entries = make_register(ground)
    sealed = [entry._to_sealed() for entry in entries]
    start = chain.genesis(register.key)
    written = [
        b"jiedao seal\n%s\n1\n%s"
        % (one.previous.encode(), chain.canonical(one.payload))
        for one in sealed
    ]
    bench = Bench(f"verifying a chain of {len(sealed):,}")

    def hashes():
        for text in written:
            hashlib.sha256(text).hexdigest()
        return len(written)

    def by_kernel():
        if chain.verify(sealed, start) is not None:
            raise RuntimeError("the kernel found a break in a sound chain")
        return len(sealed)

    def read_and_kernel():
        ground.query(
            """SELECT * FROM community_resolution WHERE register_id = %(register)s
             ORDER BY register_number""",
            register=register.id,
        )
        return by_kernel()

    def by_model():
        if register._verify() is not None:
            raise RuntimeError("the model found a break in a sound chain")
        return len(sealed)

    bench.add("hashes alone", "limit", hashes)
    bench.add("kernel", "ours", by_kernel)
    bench.add("rows by SQL, kernel", "limit", read_and_kernel)
    work = fresh(ground.env, by_model)
    bench.add("model", "ours", work, against="rows by SQL, kernel")
    return ground.run(bench, SLOW_REPEATS)


def make_register(ground):
    """Return a register and its entries, sealed by the model's own payload."""
    env, organ = ground.env, ground.organs[1]
    key, area = f"resolution/{organ.id}/1999", organ.area_id
    model = "community.resolution"
    register = env["community.register"]._open(key, "量度登记簿", model, area)
    figures = {"head": dict.fromkeys(("all", "due", "present", "yes", "no"), VOTERS)}
    env.cr.execute(
        """INSERT INTO community_resolution (
               name, number, organ_id, area_id, community_id, street_id, matter_id,
               class_id, date, currency_id, amount, used, figures, register_id,
               register_number, seal_version)
           SELECT name, 'B-' || row_number, %(organ)s, area_id, community_id,
                  street_id, id, class_id, %(day)s, currency_id, amount, 0,
                  %(figures)s, %(register)s, row_number, 1
             FROM (SELECT *, row_number() OVER (ORDER BY id)
                     FROM community_matter WHERE area_id = ANY(%(areas)s)
                    ORDER BY id LIMIT %(chain)s) AS matter""",
        {
            "organ": organ.id,
            "day": today(env),
            "figures": Json(figures),
            "register": register.id,
            "areas": ground.areas.ids,
            "chain": CHAIN,
        },
    )
    entries = register._get_entries()
    head, rows = chain.genesis(key), []
    for entry in entries:
        payload = entry._get_seal_payload(1)
        seal = chain.seal(head, 1, payload)
        rows.append((entry.id, head, seal))
        head = seal
    env.cr.execute(
        """UPDATE community_resolution AS entry
              SET seal_previous = link.previous, seal = link.seal
             FROM unnest(%s, %s, %s) AS link (id, previous, seal)
            WHERE entry.id = link.id""",
        [list(column) for column in zip(*rows, strict=True)],
    )
    env.invalidate_all()
    register._advance(len(entries), head)
    env.flush_all()
    env.cr.execute("ANALYZE community_resolution")
    return register, entries
