"""What the statements of 500 cooperatives cost, over 1,000,000 journal items.

Each of them has its own chart of accounts and its own books. The limit is one query
that sums the items by company and account; the peer is the trial balance of
account_financial_report on the same items, which reads one company at a time.
"""

from area_rules import fresh
from harness import Bench

from odoo.fields import Command

COMPANIES = 500
ITEMS = 1_000_000
LINES = 4  # of each entry
YEARS = (2024, 2025)
REPEATS = 3
AIM = 4
#: Debit and credit account of each half of an entry, by turns.
PAIRS = (
    *(("102", "501"), ("511", "102"), ("513", "101"), ("101", "502"), ("113", "501")),
    *(("121", "211"), ("514", "102"), ("102", "113"), ("151", "102"), ("512", "214")),
)


def run(env):
    """Yield the benches of an auditor's list and of one company's statement."""
    ground = Ground(env)
    yield bench_overview(ground)
    yield bench_one(ground)


class Ground:
    """The companies with their books, and the auditor of them all."""

    def __init__(self, env):
        self.env = env
        (self.model,) = env["res.company"]._create_collectives([{"name": "量度经联社"}])
        env.flush_all()
        self.companies = env["res.company"].browse(fill(self))
        env.registry.clear_all_caches()
        env.invalidate_all()
        self.auditor = env["res.users"].create(
            {
                "name": "量度审计员",
                "login": "bench-statements",
                "company_id": self.companies[0].id,
                "company_ids": [Command.set(self.companies.ids)],
                "group_ids": [
                    Command.set(
                        [
                            env.ref("base.group_user").id,
                            env.ref("account.group_account_readonly").id,
                        ]
                    )
                ],
            }
        )

    def as_auditor(self, companies):
        context = {"allowed_company_ids": companies.ids, "lang": "zh_CN"}
        return self.env(user=self.auditor.id, context=context, su=False)

    def query(self, sql, **params):
        self.env.cr.execute(sql, params)
        return self.env.cr.fetchall()

    def run(self, bench):
        bench.run(REPEATS, sql=lambda: self.env.cr.sql_log_count)
        return bench


# Filling


def fill(ground):
    """Copy the first company and its chart, fill the books; return the companies."""
    env = ground.env
    made = fill_charts(env, ground.model)
    general = env["account.chart.template"].with_company(ground.model).ref("general")
    env.cr.execute(
        JOURNALS.format(columns=columns(env, "account_journal", ("id", "company_id"))),
        {"journal": general.id, "made": made},
    )
    env.cr.execute("ANALYZE account_journal")
    params = {
        "made": made,
        "count": len(made),
        "moves": ITEMS // LINES,
        "lines": LINES,
        "years": list(YEARS),
        "debits": [debit for debit, _credit in PAIRS],
        "credits": [credit for _debit, credit in PAIRS],
        "partners": env["res.partner"].search([], limit=9).ids,
        "yuan": env.ref("base.CNY").id,
    }
    for sql in (MOVES, ITEM_ROWS):
        env.cr.execute(sql, params)
    env.cr.execute("ANALYZE account_move, account_move_line")
    return made


def fill_charts(env, model):
    """Copy a company with its chart many times; return the ids of the companies."""
    made = copy(
        env,
        "res_company",
        {
            "name": "'量度经联社 ' || number",
            "parent_path": "new_id || '/'",
            "id": "new_id",
        },
        "row.id = %(model)s",
        model=model.id,
    )
    env.cr.execute(CHARTS, {"model": model.id, "made": made})
    env.cr.execute(LINKS)
    env.cr.execute("ANALYZE account_account, res_company")
    return made


def columns(env, table, without):
    env.cr.execute(
        """SELECT string_agg(quote_ident(column_name), ', ')
             FROM information_schema.columns
            WHERE table_name = %s AND column_name != ALL(%s)""",
        [table, list(without)],
    )
    return env.cr.fetchone()[0]


def copy(env, table, changes, where, **params):
    """Copy a row many times, with these expressions in place of its own values."""
    kept = columns(env, table, tuple(changes))
    names, values = ", ".join(changes), ", ".join(changes.values())
    env.cr.execute(
        f"""INSERT INTO {table} ({names}, {kept})
            SELECT {values}, {kept} FROM {table} AS row,
           LATERAL (SELECT nextval('{table}_id_seq') AS new_id, number
                      FROM generate_series(1, {COMPANIES}) AS number) AS turn
             WHERE {where} RETURNING id""",
        params,
    )
    return [identity for (identity,) in env.cr.fetchall()]


CHARTS = """
    DROP TABLE IF EXISTS bench_account;
    CREATE TEMPORARY TABLE bench_account ON COMMIT DROP AS
    SELECT nextval('account_account_id_seq') AS id, company.id AS company,
           account.code_store ->> %(model)s::text AS code, account.id AS source
      FROM account_account AS account
      JOIN account_account_res_company_rel AS link
        ON link.account_account_id = account.id AND link.res_company_id = %(model)s
     CROSS JOIN unnest(%(made)s) AS company (id)
"""
LINKS = """
    INSERT INTO account_account (id, name, account_type, reconcile, active, code_store)
    SELECT made.id, account.name, account.account_type, account.reconcile,
           account.active, jsonb_build_object(made.company::text, made.code)
      FROM bench_account AS made JOIN account_account AS account
        ON account.id = made.source;
    INSERT INTO account_account_res_company_rel (account_account_id, res_company_id)
    SELECT id, company FROM bench_account
"""
JOURNALS = """
    INSERT INTO account_journal (company_id, {columns})
    SELECT company.id, {columns} FROM account_journal
     CROSS JOIN unnest(%(made)s) AS company (id)
     WHERE account_journal.id = %(journal)s
"""
MOVES = """
    INSERT INTO account_move (
        name, journal_id, company_id, currency_id, state, move_type, auto_post, date)
    SELECT 'BENCH/' || n, journal.id, journal.company_id, %(yuan)s, 'posted', 'entry',
           'no', make_date((%(years)s::int[])[1 + n / %(count)s %% 2], 1, 1)
                 + (n / %(count)s * 7 %% 365)
      FROM generate_series(0, %(moves)s - 1) AS n
      JOIN account_journal AS journal
        ON journal.company_id = (%(made)s::int[])[1 + n %% %(count)s]
"""
ITEM_ROWS = """
    INSERT INTO account_move_line (
        move_id, journal_id, company_id, company_currency_id, currency_id, account_id,
        partner_id, date, parent_state, display_type, debit, credit, balance,
        amount_currency)
    SELECT move.id, move.journal_id, move.company_id, %(yuan)s, %(yuan)s, account.id,
           CASE WHEN account.code = '113'
                THEN (%(partners)s::int[])[1 + move.id %% 9] END,
           move.date, 'posted', 'product', greatest(amount, 0), greatest(-amount, 0),
           amount, amount
      FROM account_move AS move
     CROSS JOIN generate_series(0, %(lines)s - 1) AS place
     CROSS JOIN LATERAL (
           SELECT 1 + (move.id * 2 + place / 2) %% 10 AS pair,
                  (100 + move.id %% 900) * (1 - place %% 2 * 2) AS amount) AS turn
      JOIN bench_account AS account
        ON account.company = move.company_id
       AND account.code = CASE place %% 2 WHEN 0 THEN (%(debits)s::text[])[pair]
                                          ELSE (%(credits)s::text[])[pair] END
     WHERE move.name LIKE 'BENCH/%%'
"""


# Measuring

BARE = """
    SELECT company_id, account_id, partner_id,
           sum(balance) FILTER (WHERE date < '2025-01-01'),
           sum(balance) FILTER (WHERE date >= '2025-01-01')
      FROM account_move_line
     WHERE company_id = ANY(%(companies)s) AND parent_state = 'posted'
       AND date <= '2025-12-31'
  GROUP BY company_id, account_id, partner_id
"""


def bench_overview(ground):
    """Both statements of all companies, as the list that an auditor opens."""
    bench = Bench(f"key figures of {COMPANIES} companies, {ITEMS:,} items", AIM)
    env = ground.as_auditor(ground.companies)

    def bare():
        rows = ground.query(BARE, companies=ground.companies.ids)
        return len({company for company, *_rest in rows})

    def ours():
        overview = env["l10n_cn.statement.overview"].create({"year": YEARS[-1]})
        overview._read_figures()
        return len(overview.line_ids)

    bench.add("sums by bare SQL", "limit", fresh(env, bare))
    bench.add(
        "trial balance of each", "peer", fresh(env, lambda: trial_balances(ground, env))
    )
    bench.add("list of both statements", "ours", fresh(env, ours))
    return ground.run(bench)


def bench_one(ground):
    """The balance sheet of one of them, beginning and end of the year."""
    company = ground.companies[:1]
    env = ground.as_auditor(company)
    bench = Bench(f"balance sheet of one company, {ITEMS // COMPANIES:,} items")

    def ours():
        wizard = env["l10n_cn.statement"].create(
            {"company_id": company.id, "year": YEARS[-1]}
        )
        return len(wizard._make_instance()._prepare_form()["rows"])

    def bare():
        return len(ground.query(BARE, companies=company.ids))

    bench.add("sums by bare SQL", "limit", fresh(env, bare))
    bench.add(
        "trial balance", "peer", fresh(env, lambda: trial_balances(ground, env, 1))
    )
    bench.add("statement", "ours", fresh(env, ours))
    return ground.run(bench)


def trial_balances(ground, env, number=COMPANIES):
    """Read the trial balances of the companies, one after the other."""
    report = env["report.account_financial_report.trial_balance"]
    companies = ground.companies[:number]
    for company in companies:
        wizard = env["trial.balance.report.wizard"].create(
            {
                "company_id": company.id,
                "date_from": f"{YEARS[-1]}-01-01",
                "date_to": f"{YEARS[-1]}-12-31",
            }
        )
        report._get_report_values(wizard.ids, wizard._prepare_report_data())
    return len(companies)
