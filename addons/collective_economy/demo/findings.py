"""Findings of the demo: an open one, and one that somebody calls a false hit.

The books of 东头 show a payment in parts that no matter was about, and taxes.
"""

from datetime import timedelta

from odoo.addons.community_base.house import today

from .books import Books
from .cooperatives import HEAD

#: (days ago, summary, debit, credit, yuan)
ENTRIES = (
    (45, "付篮球场改造款", "511", "102", 120_000),
    (20, "付篮球场改造尾款", "511", "102", 96_000),
    (9, "缴纳上年所得税", "521", "102", 260_000),
)
REASON = "依法缴纳的税款，不属大额资金使用"


def build(env):
    """Post the entries, have the rules look, and call one hit a false one; once."""
    env = env(context={**env.context, "lang": "zh_CN"}, su=True)
    cooperative = env["coop.cooperative"].search([("name", "=", HEAD)], limit=1)
    findings = env["coop.finding"]
    if findings.search_count([("cooperative_id", "=", cooperative.id)], limit=1):
        return
    if not cooperative.chart_loaded:
        cooperative.action_load_chart()
    _post(env, cooperative)
    findings.action_look()
    _doubt(env, findings.search([("amount", "=", ENTRIES[-1][-1])]))


def _post(env, cooperative):
    books, day = Books(cooperative, 1), today(env)
    builder = env["res.partner"].create(
        {"name": "顺达体育设施公司", "is_company": True}
    )
    books.post(
        [
            books.prepare(
                day - timedelta(days=days),
                summary,
                (debit, amount),
                (credit, -amount),
                partner="篮球场" in summary and builder,
            )
            for days, summary, debit, credit, amount in ENTRIES
        ]
    )


def _doubt(env, finding):
    """The department's officer says that it is no breach; a second person decides."""
    user = env["res.users"].search([("login", "=", "department")])
    finding = finding.with_env(finding.env(user=user, su=False))
    finding.doubt_reason = REASON
    finding.action_doubt()
