"""A year of accounts of a cooperative, small enough to follow and whole enough to end.

The amounts follow the number of shares and a seed: the same figures in every run. What
the year begins with, sixteen vouchers a month, the appropriation at its end and, where
the chart of accounts has one, the closing.
"""

from datetime import date
from random import Random

from odoo.fields import Command

COLLECTIVE = "cn_collective"
#: The same accounts in the chart of small enterprises.
ENTERPRISE = {
    "101": "1001",
    "102": "1002",
    "112": "1122",
    "151": "1601",
    "152": "1602",
    "212": "2211",
    "214": "2221",
    "301": "3001",
    "311": "3101",
    "3220101": "3104",
    "32202": "3104",
    "501": "5001",
    "504": "5301",
    "511": "5401",
    "512": "5403",
    "513": "5602",
    "514": "5711",
    "521": "5801",
}
#: What is there on the first day, in yuan per thousand of the scale.
OPENING = (
    ("102", 600),
    ("112", 80),
    ("151", 2400),
    ("152", -380),
    ("212", -20),
    ("214", -8),
    ("301", -2400),
)
OPENING_RESERVE = (("311", -200), ("32202", -100))
# (day, summary, debit, credit, yuan per thousand of the scale); sixteen a month
MONTH = (
    (3, "收厂房租金", "102", "501", 38),
    (3, "收商铺租金", "102", "501", 17),
    (4, "收市场摊位费", "101", "501", 3),
    (5, "现金存入银行", "102", "101", 2.5),
    (8, "应收宿舍租金", "112", "501", 9),
    (10, "发放上月工资", "212", "102", 11),
    (11, "缴纳税费", "214", "102", 4),
    (12, "付物业水电费", "511", "102", 6),
    (14, "付厂房维修费", "511", "102", 5),
    (15, "办公费", "513", "101", 0.4),
    (18, "收回宿舍租金", "102", "112", 8),
    (20, "付保安保洁费", "511", "102", 7),
    (22, "慰问困难股东", "514", "102", 2),
    (26, "计提工资", "513", "212", 11),
    (27, "计提税费", "512", "214", 4),
    (28, "计提折旧", "511", "152", 8),
)


def keep_year(cooperative, year, scale):
    """Post a year of vouchers in the cooperative's books, and close it.

    :param scale: yuan by which the amounts are multiplied per thousand
    """
    books = Books(cooperative, scale)
    books.post(books.prepare_opening(date(year - 1, 12, 31)))
    moves = [
        vals for month in range(1, 13) for vals in books.prepare_month(year, month)
    ]
    books.post(moves)
    books.post([books.prepare_interest(year), books.prepare_reserve(year)])
    books.close(year)


class Books:
    def __init__(self, cooperative, scale):
        company = cooperative.company_id
        self.env = cooperative.env(
            context={
                **cooperative.env.context,
                "allowed_company_ids": company.ids,
                "tracking_disable": True,
                "mail_create_nolog": True,
            }
        )
        self.company = company.with_env(self.env)
        self.scale, self.random = scale, Random(cooperative.name)
        self.accounts = self._find_accounts()
        chart = self.env["account.chart.template"].with_company(company)
        self.journal = chart.ref("general")

    def _find_accounts(self):
        """Return the accounts by the codes of the collectives' chart."""
        wanted = {code: code for code in ENTERPRISE}
        if self.company.chart_template != COLLECTIVE:
            wanted = {code: own.ljust(6, "0") for code, own in ENTERPRISE.items()}
        accounts = self.env["account.account"].with_company(self.company)
        found = accounts.search([("code", "in", list(wanted.values()))])
        by_code = {account.code: account.id for account in found}
        return {code: by_code[own] for code, own in wanted.items()}

    def prepare(self, day, summary, *lines, partner=None):
        """Return the values of a voucher of lines (code, debit positive amount)."""
        return {
            "date": day,
            "journal_id": self.journal.id,
            "ref": summary,
            "line_ids": [
                Command.create(
                    {
                        "account_id": self.accounts[code],
                        "balance": amount,
                        "name": summary,
                        "partner_id": partner and partner.id,
                    }
                )
                for code, amount in lines
                if amount
            ],
        }

    def post(self, vals_list):
        moves = self.env["account.move"].create(vals_list)
        moves.action_post()
        return moves

    def prepare_opening(self, day):
        rows = [*OPENING, *OPENING_RESERVE]
        lines = [(code, round(part * self.scale, 2)) for code, part in rows]
        rest = round(sum(amount for _code, amount in lines), 2)
        return self.prepare(day, "期初余额", *lines, ("301", -rest))

    def prepare_month(self, year, month):
        """Return the vouchers of a month; who is paid late is so by a little."""
        for day, summary, debit, credit, part in MONTH:
            amount = round(part * self.scale * self.random.uniform(0.9, 1.1), 2)
            yield self.prepare(
                date(year, month, day), summary, (debit, amount), (credit, -amount)
            )

    def prepare_interest(self, year):
        amount = round(self.scale * 3.2, 2)
        return self.prepare(
            date(year, 12, 21), "收存款利息", ("102", amount), ("504", -amount)
        )

    def prepare_reserve(self, year):
        """公积公益金, by the charter's rate of what the year has brought."""
        amount = round(self.scale * 60, 2)
        return self.prepare(
            date(year, 12, 31), "提取公积公益金", ("3220101", amount), ("311", -amount)
        )

    def close(self, year):
        """Close the year, where the chart of accounts says how."""
        if self.company.chart_template == COLLECTIVE:
            self.env["l10n_cn.year.closing"]._close(self.company, year)
