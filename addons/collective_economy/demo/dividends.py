"""Last year's accounts of the demo's two cooperatives.

海湾 has distributed: all but two are paid, one has no account on file, another's
payment failed, and what they did not get is kept for them. 东头 has its accounts
approved; its distribution waits for the shareholders' meeting.
"""

from datetime import date, timedelta
from unittest.mock import patch

from odoo.fields import Command

from odoo.addons.community_base import house

from .cooperatives import BAY, HEAD, DemoCooperatives

# (month, day, account, other account, amount), by chart; the first is debited. What is
# spent is owed first: no payment here is a matter by itself.
BOOKS = {
    "cn": [
        (3, 31, "1002", "5001", 1_860_000),
        (6, 30, "1002", "5001", 1_905_000),
        (9, 30, "5602", "2202", 1_120_000),
        (12, 31, "5602", "2202", 1_345_678.9),
    ],
    "cn_collective": [
        (2, 28, "102", "501", 860_000),
        (8, 31, "102", "502", 52_000),
        (11, 30, "513", "211", 391_234.56),
    ],
}
PAPERS = {
    "report_file_ids": "年度报告.txt",
    "statement_file_ids": "财务会计报告.txt",
    "plan_file_ids": "收益分配方案.txt",
}
CARD = "622202400011{:07d}"


def build(env):
    """Distribute last year's proceeds, once; the cooperatives are there."""
    env = env(context={**env.context, "lang": "zh_CN"}, su=True)
    cooperatives = env["coop.cooperative"]
    bay, head = (cooperatives.search([("name", "=", name)]) for name in (BAY, HEAD))
    if not env["coop.year"].search_count([("cooperative_id", "=", bay.id)], limit=1):
        DemoDividends(env, bay, head).build()


class DemoDividends(DemoCooperatives):
    def __init__(self, env, bay, head):
        super().__init__(env)
        self.bay, self.head = bay, head
        self.chairs = {
            bay: self._person("board"),
            head: head.holder_ids[1].partner_id,
        }

    def build(self):
        with patch.object(house, "now", lambda: self.moment):
            self.moment = self.start - timedelta(days=150)
            self._distribute(self.bay, reserve=400_000, amount=720_000.5)
            self.moment = self.start - timedelta(days=70)
            self._wait(self.head, amount=260_000)

    # Accounts

    def _keep_books(self, cooperative, year):
        if not cooperative.chart_loaded:
            cooperative.action_load_chart()
        company = cooperative.company_id
        books = self.root["account.move"].with_company(company)
        journal = books.env["account.journal"].search(
            [("company_id", "=", company.id), ("type", "=", "general")], limit=1
        )
        moves = books.create(
            [
                {
                    "journal_id": journal.id,
                    "date": date(year, month, day),
                    "line_ids": [
                        self._book(company, debit, amount),
                        self._book(company, credit, -amount),
                    ],
                }
                for month, day, debit, credit, amount in BOOKS[company.chart_template]
            ]
        )
        moves.action_post()
        if company.chart_template == "cn_collective":
            self.root["l10n_cn.year.closing"]._close(company, year)

    def _book(self, company, code, amount):
        accounts = self.root["account.account"].with_company(company)
        account = accounts.search(
            [*accounts._check_company_domain(company), ("code", "=like", f"{code}%")],
            order="code",
            limit=1,
        )
        return Command.create(
            {"account_id": account.id, "balance": amount, "name": "经营收支"}
        )

    def _make_year(self, cooperative, **vals):
        """Take the figures, disclose them and have them approved."""
        number = self.moment.year - 1
        self._keep_books(cooperative, number)
        clerk = self._as("clerk")
        year = clerk["coop.year"].create(
            {"cooperative_id": cooperative.id, "year": number}
        )
        year.action_take_figures()
        year.write(vals)
        disclosure = clerk["coop.disclosure"].create({"year_id": year.id})
        for field, name in PAPERS.items():
            disclosure[field] = self._upload(clerk, name, year.display_name)
        disclosure.action_open()
        self._decide(year)
        year.action_approve()
        return year

    # Distributions

    def _prepare(self, year, amount):
        item = year.env["coop.distribution"].create(
            {
                "year_id": year.id,
                "amount": amount,
                "record_date": house.today(self.root),
            }
        )
        item.action_draw()
        return item

    def _distribute(self, cooperative, reserve, amount):
        item = self._prepare(self._make_year(cooperative, reserve=reserve), amount)
        self._decide(item)
        item.action_approve()
        self._later(3)
        self._keep_accounts(cooperative.holder_ids[1:-1])
        payouts = item.env["coop.payout"]
        payout = payouts.browse(item.action_pay()["res_id"])
        payout.with_env(self._as("staff")).action_send()
        self._later(2)
        waiting = payout.line_ids.filtered(lambda line: line.state == "waiting")
        payout._record(waiting[:-1], {waiting[-1]: "账号与户名不符"})
        self._later(20)
        item.action_close()

    def _keep_accounts(self, holders):
        """Bank accounts lie in the personal files of the community."""
        files = self._as("staff")["community.person.private"]
        known = files.search([("partner_id", "in", holders.partner_id.ids)])
        for number, person in enumerate(holders.partner_id):
            account = {
                "bank_name": "明湾农村商业银行",
                "bank_account": CARD.format(number),
            }
            file = known.filtered(lambda item, p=person: item.partner_id == p)
            if file:
                file.write(account)
            else:
                files.create(
                    {
                        "partner_id": person.id,
                        "area_id": self.area.id,
                        "purpose": "shareholder",
                        **account,
                    }
                )

    def _wait(self, cooperative, amount):
        """The committee has agreed; the shareholders are still to meet."""
        item = self._prepare(self._make_year(cooperative), amount)
        about = item.sudo().with_env(self.root)
        staff = self._as("staff")
        matter = staff["community.matter"].browse(
            about.action_request_matter()["res_id"]
        )
        for paper in matter.paper_ids:
            paper.attachment_ids = self._upload(staff, f"{paper.name}.txt", matter.name)
        matter.action_submit()
        while matter.current_organ_id.kind_id.code != "shareholders_meeting":
            self._take_step(matter)

    def _get_chair(self, matter):
        return self.chairs[matter.cooperative_id.with_env(self.root)]
