"""What the chart of accounts costs: for the first companies, and for the 500th.

The limit is what the first companies of the database take; behind hundreds of others it
must not take longer. The peer makes the same companies and lets Odoo load the chart
into one after the other.
"""

from itertools import count

import statements
from area_rules import fresh
from harness import Bench

BATCH = 5
REPEATS = 3
AIM = 1.25
XMLIDS = """
    INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
    SELECT 'account', company || '_account_' || code, 'account.account', id, true
      FROM bench_account
"""


def run(env):
    """Yield the bench of new companies behind many that have their charts."""
    number = count(1)

    def ours():
        companies = env["res.company"]._create_collectives(
            [{"name": f"量度新社 {next(number)}"} for _ in range(BATCH)]
        )
        env.flush_all()
        return len(companies)

    def one_by_one():
        for _ in range(BATCH):
            load_alone(env, f"量度新社 {next(number)}")
        env.flush_all()
        return BATCH

    first = Bench("the first companies")
    limit = first.add("the first companies", "limit", fresh(env, ours))
    measure(env, first)
    (model,) = env["res.company"]._create_collectives([{"name": "量度经联社"}])
    env.flush_all()
    statements.fill_charts(env, model)
    env.cr.execute(XMLIDS)
    env.cr.execute("ANALYZE ir_model_data")
    env.registry.clear_all_caches()
    bench = Bench(
        f"chart into {BATCH} companies, behind {statements.COMPANIES} others", AIM
    )
    bench.variants.append(limit)
    bench.add("one after the other", "peer", fresh(env, one_by_one))
    bench.add("all at once", "ours", fresh(env, ours))
    yield measure(env, bench)


def load_alone(env, name):
    """Make a company and load the chart, as Odoo does it."""
    company = (
        env["res.company"]
        .with_context(chart_template_load=True)
        .create(
            {
                "name": name,
                "country_id": env.ref("base.cn").id,
                "currency_id": env.ref("base.CNY").id,
            }
        )
    )
    env["account.chart.template"].try_loading("cn_collective", company)


def measure(env, bench):
    bench.run(REPEATS, sql=lambda: env.cr.sql_log_count)
    return bench
