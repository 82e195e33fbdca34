"""What a district's dividends cost: 500 cooperatives with 300 holders each.

All distributions are drawn in one batch. The limit is to write the same rows with bare
SQL, computed beforehand; the peer hands the same rows to ``create()`` in one batch of a
model with the same columns and constraints and none of our rules. The rolls of all
cooperatives as of a day are held against reading the ledger's entries of that day.
"""

import os
from datetime import date

from harness import Bench

from odoo.addons.collective_economy.demo import factory as coops
from odoo.addons.collective_economy.models import coop_distribution_draw
from odoo.addons.community_base.demo import factory

COOPERATIVES = int(os.environ.get("JIEDAO_BENCH_COOPERATIVES", "500"))
HOLDERS = int(os.environ.get("JIEDAO_BENCH_HOLDERS", "300"))
REPEATS = 3
DAY = date(2026, 3, 1)
START = date(2024, 1, 1)


def run(env):
    """Yield the benches of drawing all dividends, and of the rolls of a day."""
    ground = Ground(env)
    yield bench_dividends(ground)
    yield bench_rolls(ground)


class Ground:
    """Cooperatives with their holders and ledgers, filled by SQL."""

    def __init__(self, env):
        self.env = env
        district = factory.make_areas(
            env, [{"name": "量度区", "level": "district", "code": "990009000000"}]
        )
        _street, self.area = factory.make_street(
            env, "990009001", "量度街道", ["量度社区"], district
        )
        first = coops.make_cooperative(env, self.area, "量度公司0")
        self.fill(first)
        year = env["coop.year"]
        self.years = year.create(
            [
                {"cooperative_id": item, "year": 2025}
                for (item,) in self.query(
                    "SELECT id FROM coop_cooperative WHERE name LIKE '量度公司%%'"
                )
            ]
        )
        self.items = env["coop.distribution"].create(
            [
                {
                    "year_id": year.id,
                    "amount": 1_000_000 + year.id / 100,
                    "record_date": DAY,
                }
                for year in self.years
            ]
        )
        env.flush_all()
        for table in TABLES:
            env.cr.execute(f"ANALYZE {table}")

    def query(self, sql, **params):
        self.env.cr.execute(sql, params or None)
        return self.env.cr.fetchall()

    def fill(self, first):
        """Copy the first cooperative, then give each its holders and entries."""
        params = {
            "count": COOPERATIVES - 1,
            "holders": HOLDERS,
            "first": first.id,
            "start": START,
            "person": factory.make_persons(self.env, ["量度样本"]).id,
            "kind": "opening",
        }
        self.env.flush_all()
        for sql in FILL:
            self.env.cr.execute(sql, params)
        self.env.invalidate_all()

    def run(self, bench, repeats=REPEATS):
        bench.run(repeats, sql=lambda: self.env.cr.sql_log_count)
        return bench


TABLES = (
    "coop_cooperative",
    "coop_share_class",
    "coop_holder",
    "coop_share_entry",
    "coop_distribution",
)
#: A row like another, with some columns changed; the table keeps its own defaults.
COPY = """
    INSERT INTO {table}
         SELECT copied.*
           FROM {table} model, ({source}) AS made (changes),
                LATERAL jsonb_populate_record(
                    model,
                    jsonb_build_object('id', nextval('{table}_id_seq')) || changes
                ) AS copied
          WHERE model.id = ({model})
"""
COOPERATIVE = "SELECT {field} FROM coop_cooperative WHERE id = %(first)s"
OTHERS = "name LIKE '量度公司%%' AND id <> %(first)s"


def copy(table, model, source):
    return COPY.format(table=table, model=model, source=source)


FILL = (
    copy(
        "res_partner",
        COOPERATIVE.format(field="partner_id"),
        """SELECT jsonb_build_object('name', '量度公司' || n)
             FROM generate_series(1, %(count)s) n""",
    ),
    copy(
        "res_company",
        COOPERATIVE.format(field="company_id"),
        """SELECT jsonb_build_object('name', name, 'partner_id', id)
             FROM res_partner WHERE name ~ '^量度公司[1-9]'""",
    ),
    copy(
        "coop_cooperative",
        "%(first)s",
        """SELECT jsonb_build_object('name', name, 'company_id', id, 'partner_id',
                                     partner_id)
             FROM res_company WHERE name ~ '^量度公司[1-9]'""",
    ),
    copy(
        "coop_charter",
        "SELECT id FROM coop_charter WHERE cooperative_id = %(first)s",
        f"""SELECT jsonb_build_object('cooperative_id', id)
              FROM coop_cooperative WHERE {OTHERS}""",
    ),
    *(
        copy(
            "coop_share_class",
            f"""SELECT id FROM coop_share_class
                 WHERE cooperative_id = %(first)s AND kind = '{kind}'""",
            f"""SELECT jsonb_build_object('cooperative_id', id)
                  FROM coop_cooperative WHERE {OTHERS}""",
        )
        for kind, _name, _votes in coops.CLASSES
    ),
    copy(
        "res_partner",
        "%(person)s",
        """SELECT jsonb_build_object('name', '量度股东' || n)
             FROM generate_series(1, (%(count)s + 1) * %(holders)s) n""",
    ),
    """INSERT INTO coop_holder (cooperative_id, area_id, partner_id, name, number)
       SELECT coop.id, coop.area_id, person.id, person.name,
              lpad((person.place %% %(holders)s + 1)::text, 4, '0')
         FROM (SELECT id, area_id, row_number() OVER (ORDER BY id) - 1 AS place
                 FROM coop_cooperative WHERE name LIKE '量度公司%%') coop
         JOIN (SELECT id, name, row_number() OVER (ORDER BY id) - 1 AS place
                 FROM res_partner WHERE name LIKE '量度股东%%') person
           ON person.place / %(holders)s = coop.place""",
    # The rules of the ledger are measured elsewhere; here it is only read.
    "ALTER TABLE coop_share_entry DISABLE TRIGGER USER",
    """INSERT INTO coop_share_entry (cooperative_id, area_id, kind, date, registered_on,
           to_holder_id, class_id, quantity, document)
       SELECT holder.cooperative_id, holder.area_id, %(kind)s, %(start)s, %(start)s,
              holder.id, class.id, 50 + holder.id %% 97, '量度'
         FROM coop_holder holder
         JOIN coop_share_class class ON class.cooperative_id = holder.cooperative_id
          AND class.kind = 'cooperative'
        WHERE holder.name LIKE '量度股东%%'""",
    "ALTER TABLE coop_share_entry ENABLE TRIGGER USER",
)


def bench_dividends(ground):
    env, items = ground.env, ground.items
    lines = HOLDERS * COOPERATIVES
    bench = Bench(f"dividends of {COOPERATIVES} cooperatives, {lines:,} lines", aim=4)
    items._draw_lines()
    env.cr.execute(
        """SELECT distribution_id, state, holder_id, class_id, shares,
                  round(gross * 100)::bigint, round(tax * 100)::bigint
             FROM coop_distribution_line WHERE distribution_id = ANY(%s) ORDER BY id""",
        [items.ids],
    )
    rows = env.cr.fetchall()
    columns = [list(column) for column in zip(*rows, strict=True)]
    env.cr.execute(
        """CREATE TEMP TABLE bare_line (LIKE coop_distribution_line
               INCLUDING DEFAULTS INCLUDING INDEXES INCLUDING CONSTRAINTS)"""
    )
    insert = coop_distribution_draw.INSERT_LINES.replace(
        "INSERT INTO coop_distribution_line", "INSERT INTO bare_line"
    )
    names = ("distribution_id", "state", "holder_id", "class_id", "shares")

    def bare():
        env.cr.execute("DELETE FROM bare_line")
        env.cr.execute(insert, [env.uid, *columns])
        return len(rows)

    def ours():
        items._draw_lines()
        env.flush_all()
        return len(rows)

    def peer():
        """Only Odoo's own way of writing rows: what our model adds is left out."""
        env.cr.execute(
            "DELETE FROM coop_distribution_line WHERE distribution_id = ANY(%s)",
            [items.ids],
        )
        env["coop.distribution.line"].invalidate_model()
        model = env["coop.distribution.line"]
        parents = {item.id: item for item in items}
        holders = env["coop.holder"].browse([row[2] for row in rows])
        people = {holder.id: holder.partner_id.id for holder in holders}
        vals_list = []
        for row in rows:
            parent = parents[row[0]]
            gross, tax = row[5] / 100, row[6] / 100
            vals_list.append(
                {
                    **dict(zip(names, row, strict=False)),
                    "gross": gross,
                    "tax": tax,
                    "net": (row[5] - row[6]) / 100,
                    "cooperative_id": parent.cooperative_id.id,
                    "area_id": parent.area_id.id,
                    "partner_id": people[row[2]],
                }
            )
        plain_create(model, vals_list)
        env.flush_all()
        env.invalidate_all()
        return len(rows)

    bench.add("bare SQL, rows known", "limit", bare)
    bench.add("create() in one batch", "peer", peer)
    bench.add("drawn from the ledger", "ours", ours)
    return ground.run(bench)


def plain_create(model, vals_list):
    """Call Odoo's ``create`` past what the house puts before it."""
    from odoo.models import BaseModel  # noqa: PLC0415

    return BaseModel.create(model, vals_list)


def bench_rolls(ground):
    """Read what everybody holds on a day, for all cooperatives at once."""
    env = ground.env
    cooperatives = ground.years.cooperative_id
    bench = Bench(f"holdings of {COOPERATIVES} cooperatives as of a day", aim=4)

    def bare():
        env.cr.execute(
            """SELECT to_holder_id, class_id, sum(quantity) FROM coop_share_entry
                WHERE cooperative_id = ANY(%s) AND date <= %s
             GROUP BY to_holder_id, class_id""",
            [cooperatives.ids, DAY],
        )
        return len(env.cr.fetchall())

    def ours():
        return len(env["coop.holder"]._get_balances(DAY, cooperatives))

    bench.add("bare SQL, one side of the entries", "limit", bare)
    bench.add("balances of both sides", "ours", ours)
    return ground.run(bench)
