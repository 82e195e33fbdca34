"""What 500 cooperatives with 300 shareholders each cost: 150,000 in all.

The cooperatives lie spread over a district of the size of Bao'an, each with its own
company and books. The limit of a screen is the same call without any rule, that of the
rules of findings one pass over the entries.
"""

from area_rules import ListPage, fresh, make_district
from harness import Bench

from odoo.addons.community_base.demo import factory, names
from odoo.addons.community_base.kernel.pinyin import search_key
from odoo.addons.http_routing.tests.common import MockRequest

COOPERATIVES, HOLDERS = 500, 300
VOUCHERS = 100  # of each cooperative
REPEATS, SLOW_REPEATS = 9, 3
AIM = 1.5
CHART = "cn_collective"


def run(env):
    """Yield the benches of what people do all day, then of what is done at night."""
    env = env(context={"lang": "zh_CN"})
    ground = Ground(env)
    yield bench_search(ground)
    yield bench_login(ground)
    yield bench_switch(ground)
    yield bench_findings(ground)


class Ground:
    """The cooperatives and who looks at them."""

    def __init__(self, env):
        self.env = env
        self.communities = make_district(env)
        self.companies = self._make_companies()
        self.cooperatives = self._make_cooperatives()
        self._make_holders()
        self._make_openings()
        env.cr.execute(
            "UPDATE coop_cooperative SET state = 'active' WHERE id = ANY(%s)",
            [self.cooperatives],
        )
        self.accounts = self._make_accounts()
        self._make_entries()
        self._analyze()
        self.clerk = self._make_clerk("bench-clerk", 1)
        self.keeper = self._make_clerk("bench-keeper", COOPERATIVES)
        self.street = factory.make_user(
            env, "bench-street", "量度", "street", areas=self.communities
        )

    def query(self, query, **values):
        self.env.cr.execute(query, values)
        return [row[0] for row in self.env.cr.fetchall()]

    def _make_companies(self):
        china, yuan = self.env.ref("base.cn"), self.env.ref("base.CNY")
        partners = self.query(
            """INSERT INTO res_partner (name, complete_name, is_company, active, type,
                                        partner_share, autopost_bills, country_id)
               SELECT '量度公司' || n, '量度公司' || n, true, true, 'contact', true,
                      'ask', %(cn)s
                 FROM generate_series(1, %(count)s) n RETURNING id""",
            cn=china.id,
            count=COOPERATIVES,
        )
        template = self.env.company
        template.flush_recordset()
        columns = self._columns("res_company")
        given = {
            "name": "partner.name",
            "partner_id": "partner.id",
            "currency_id": str(yuan.id),
            "parent_id": "NULL",
            "parent_path": "NULL",
            "chart_template": f"'{CHART}'",
        }
        copied = ", ".join(given.get(name, f"model.{name}") for name in columns)
        companies = self.query(
            f"""INSERT INTO res_company ({", ".join(columns)})
                SELECT {copied} FROM res_company model,
                       res_partner partner
                 WHERE model.id = %(model)s AND partner.id = ANY(%(partners)s)
             RETURNING id""",
            model=template.id,
            partners=partners,
        )
        self.env.cr.execute(
            "UPDATE res_company SET parent_path = id || '/' WHERE id = ANY(%s)",
            [companies],
        )
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()
        return companies

    def _columns(self, table):
        return self.query(
            """SELECT column_name FROM information_schema.columns
                WHERE table_name = %(table)s AND column_name NOT IN ('id')
             ORDER BY ordinal_position""",
            table=table,
        )

    def _make_cooperatives(self):
        profile = self.env.ref("collective_economy.profile_national2025")
        areas = self.communities
        return self.query(
            """INSERT INTO coop_cooperative (name, level, state, company_id, partner_id,
                    profile_id, area_id, community_id, street_id, date_start, date_live)
               SELECT '量度合作公司' || n, 'community', 'preparing', company.id,
                      company.partner_id, %(profile)s, area.id, area.community_id,
                      area.street_id, '2019-01-01', '2024-01-01'
                 FROM unnest(%(companies)s) WITH ORDINALITY AS given (id, n)
                 JOIN res_company company ON company.id = given.id
                 JOIN community_area area
                   ON area.id = (%(areas)s::int[])[1 + n %% %(count)s]
             RETURNING id""",
            profile=profile.id,
            companies=self.companies,
            areas=areas.ids,
            count=len(areas),
        )

    def _make_holders(self):
        known = list(names.person_names())
        wanted = [known[n % len(known)] for n in range(COOPERATIVES * HOLDERS)]
        persons = self.query(
            """INSERT INTO res_partner (name, complete_name, pinyin, is_person, active,
                                        partner_share, type, autopost_bills)
               SELECT name, name, pinyin, true, true, true, 'contact', 'ask'
                 FROM unnest(%(names)s, %(keys)s) AS person (name, pinyin)
            RETURNING id""",
            names=wanted,
            keys=[search_key(name) for name in wanted],
        )
        self.env.cr.execute(
            """INSERT INTO coop_holder (cooperative_id, partner_id, name, number,
                                        area_id, community_id, street_id)
               SELECT coop.id, person.id, person.name,
                      lpad((n / %(count)s)::text, 4, '0'), coop.area_id,
                      coop.community_id, coop.street_id
                 FROM unnest(%(persons)s) WITH ORDINALITY AS given (id, n)
                 JOIN res_partner person ON person.id = given.id
                 JOIN coop_cooperative coop
                   ON coop.id = (%(coops)s::int[])[1 + n %% %(count)s]""",
            {
                "count": COOPERATIVES,
                "persons": persons,
                "coops": self.cooperatives,
            },
        )
        self.env.cr.execute(
            """INSERT INTO coop_share_class (cooperative_id, kind, name, votes, area_id)
               SELECT id, 'cooperative', '合作股', true, area_id FROM coop_cooperative
                WHERE id = ANY(%s)""",
            [self.cooperatives],
        )

    def _make_openings(self):
        """What everybody holds when the register is taken over."""
        self.env.cr.execute(
            """INSERT INTO coop_share_entry (cooperative_id, area_id, kind, date,
                    registered_on, to_holder_id, class_id, quantity, document)
               SELECT holder.cooperative_id, holder.area_id, 'opening', '2024-01-01',
                      '2024-01-01', holder.id, class.id, 100, '登记册'
                 FROM coop_holder holder
                 JOIN coop_share_class class
                   ON class.cooperative_id = holder.cooperative_id
                WHERE holder.cooperative_id = ANY(%s)""",
            [self.cooperatives],
        )

    def _make_accounts(self):
        """Give all companies the accounts of one that has loaded the chart."""
        model = self.env["res.company"]._create_collectives([{"name": "量度样本"}])
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE account_account account
                  SET code_store = account.code_store || codes.store
                 FROM (SELECT inner_.id, jsonb_object_agg(company.id,
                              inner_.code_store ->> %(model)s::text) AS store
                         FROM account_account inner_
                         JOIN account_account_res_company_rel rel
                           ON rel.account_account_id = inner_.id
                          AND rel.res_company_id = %(model)s
                        CROSS JOIN unnest(%(companies)s) AS company (id)
                     GROUP BY inner_.id) codes
                WHERE codes.id = account.id""",
            {"model": model.id, "companies": self.companies},
        )
        self.env.cr.execute(
            """INSERT INTO account_account_res_company_rel
               SELECT rel.account_account_id, company.id
                 FROM account_account_res_company_rel rel
                CROSS JOIN unnest(%(companies)s) AS company (id)
                WHERE rel.res_company_id = %(model)s""",
            {"model": model.id, "companies": self.companies},
        )
        rows = self.env["account.account"].with_company(model).search([])
        return {account.code: account.id for account in rows}

    def _make_entries(self):
        """A hundred vouchers of two lines in each company: rents and repairs."""
        journals = self.env["account.journal"]
        journal = journals.search([("type", "=", "general")], limit=1)
        yuan = self.env.ref("base.CNY")
        self.env.cr.execute(
            """WITH made AS (
                INSERT INTO account_move (name, date, state, move_type, journal_id,
                        company_id, currency_id, auto_post, create_date)
                SELECT 'B/' || company || '/' || n, date '2025-01-01' + n, 'posted',
                       'entry', %(journal)s, company, %(yuan)s, 'no', now()
                  FROM unnest(%(companies)s) AS company,
                       generate_series(1, %(count)s) n
             RETURNING id, company_id, date, journal_id)
               INSERT INTO account_move_line (move_id, company_id, journal_id, date,
                      parent_state, account_id, balance, debit, credit,
                      amount_currency, currency_id, company_currency_id, display_type,
                      move_name)
               SELECT made.id, made.company_id, made.journal_id, made.date, 'posted',
                      side.account, side.sign * (900 + made.id %% 500),
                      greatest(side.sign * (900 + made.id %% 500), 0),
                      greatest(-side.sign * (900 + made.id %% 500), 0),
                      side.sign * (900 + made.id %% 500), %(yuan)s, %(yuan)s,
                      'product', 'B'
                 FROM made, (VALUES (%(bank)s, 1), (%(rent)s, -1))
                      AS side (account, sign)""",
            {
                "journal": journal.id,
                "yuan": yuan.id,
                "companies": self.companies,
                "count": VOUCHERS,
                "bank": self.accounts["102"],
                "rent": self.accounts["501"],
            },
        )

    def _analyze(self):
        for table in (
            "res_partner",
            "res_company",
            "coop_cooperative",
            "coop_holder",
            "coop_share_entry",
            "account_move",
            "account_move_line",
        ):
            self.env.cr.execute(f"ANALYZE {table}")
        self.env.invalidate_all()

    def _make_clerk(self, login, count):
        user = factory.make_user(
            self.env, login, "量度", "collective_economy.group_coop_clerk"
        )
        user.company_ids = [(4, company) for company in self.companies[:count]]
        self.env.cr.execute(
            "INSERT INTO coop_cooperative_clerk_rel SELECT unnest(%s), %s",
            [self.cooperatives[:count], user.id],
        )
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()
        return user

    def sql(self):
        return self.env.cr.sql_log_count


def bench_search(ground):
    """The list of shareholders, searched by pinyin, as different people see it."""
    env = ground.env
    page = ListPage(env, "coop.holder")
    domain = ["|", ("name", "ilike", "张志"), ("partner_id.pinyin", "ilike", "zzm")]
    title = f"search by name or pinyin among {COOPERATIVES * HOLDERS:,} shareholders"
    bench = Bench(title, aim=AIM)
    model = env["coop.holder"]
    bench.add("no rules", "limit", fresh(env, lambda: page(domain)(model, [])))
    for name, user in (
        ("clerk of one cooperative", ground.clerk),
        (f"clerk of {COOPERATIVES}", ground.keeper),
        ("street, all areas", ground.street),
    ):
        seen = model.with_user(user)
        bench.add(name, "ours", fresh(env, lambda seen=seen: page(domain)(seen, [])))
    bench.run(REPEATS, sql=ground.sql)
    return bench


def bench_login(ground):
    """What the web client is told after the login: companies and menus."""
    bench = Bench("login: session and menus", aim=None)
    for name, role, user in (
        ("one company", "limit", ground.clerk),
        (f"{COOPERATIVES} companies", "ours", ground.keeper),
    ):
        bench.add(name, role, fresh(ground.env, lambda user=user: log_in(user)))
    bench.run(REPEATS, sql=ground.sql)
    return bench


def log_in(user):
    env = user.with_user(user).env
    with MockRequest(env) as request:
        request.session.uid = user.id
        request.session.update({"db": env.cr.dbname, "login": user.login})
        env["ir.http"].session_info()
    env["ir.ui.menu"].load_menus(False)


def bench_switch(ground):
    """The list of entries of the company just chosen, for who keeps 500 books."""
    env = ground.env
    user = ground.keeper
    user.sudo().group_ids += env.ref("account.group_account_readonly")
    page = ListPage(env, "account.move")
    model = env["account.move"].with_user(user)
    bench = Bench(f"entries after switching to one of {COOPERATIVES} companies", AIM)
    chosen = iter(ground.companies * 9)

    def one(records):
        company = next(chosen)
        scope = records.with_context(allowed_company_ids=[company])
        return page([("company_id", "=", company)])(scope, [])

    bench.add("no rules", "limit", fresh(env, lambda: one(env["account.move"])))
    bench.add("one company chosen", "ours", fresh(env, lambda: one(model)))
    bench.run(REPEATS, sql=ground.sql)
    return bench


def bench_findings(ground):
    """All rules over all books in one night."""
    env = ground.env
    rules = env["coop.finding.rule"]._get_in_force()
    count = COOPERATIVES * VOUCHERS
    bench = Bench(f"all rules over {COOPERATIVES} books, {count:,} entries", aim=None)

    def scan():
        env.cr.execute(
            """SELECT company_id, account_id, sum(balance) FROM account_move_line
                WHERE company_id = ANY(%s) AND parent_state = 'posted'
             GROUP BY company_id, account_id""",
            [ground.companies],
        )
        return count

    def look():
        for rule in rules:
            rule._find_new()
        return count

    bench.add("one pass over the lines", "limit", fresh(env, scan))
    bench.add(f"{len(rules)} rules", "ours", fresh(env, look))
    bench.run(SLOW_REPEATS, sql=ground.sql)
    return bench
