from odoo import Command

from odoo.addons.community_base import house

from .common import CoopEngineCase


class YearCase(CoopEngineCase):
    """南湖 has books by the chart `cn`: 2025 brought 100,000 and cost 40,000.

    500 集体股 and 300 合作股 of three shareholders take part; it is March 2026.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lake.action_load_chart()
        cls.company = cls.lake.company_id
        cls.entry("2025-05-01", ("1002", 100_000), ("5001", -100_000))
        cls.entry("2025-09-01", ("5602", 40_000), ("1002", -40_000))

    @classmethod
    def account(cls, code):
        return (
            cls.env["account.account"]
            .with_company(cls.company)
            .search([("code", "=like", f"{code}%")], order="code", limit=1)
        )

    @classmethod
    def entry(cls, day, *lines):
        books = cls.env["account.move"].with_company(cls.company)
        move = books.create(
            {
                "date": day,
                "journal_id": books.env["account.journal"]
                .search(
                    [("company_id", "=", cls.company.id), ("type", "=", "general")],
                    limit=1,
                )
                .id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": cls.account(code).id,
                            "balance": amount,
                            "name": "测试",
                        }
                    )
                    for code, amount in lines
                ],
            }
        )
        move.action_post()
        return move

    def balance(self, code):
        accounts = (
            self.env["account.account"]
            .with_company(self.company)
            .search([("code", "=like", f"{code}%")])
        )
        [[total]] = self.env["account.move.line"]._read_group(
            [
                ("account_id", "in", accounts.ids),
                ("company_id", "=", self.company.id),
                ("parent_state", "=", "posted"),
            ],
            aggregates=["balance:sum"],
        )
        return round(total, 2)

    def make_year(self, taken=True, **vals):
        """Return the accounts of 2025, in the hands of the clerk."""
        year = (
            self.env["coop.year"]
            .with_user(self.users["clerk_a"])
            .create({"cooperative_id": self.lake.id, "year": 2025, **vals})
        )
        if taken:
            year.action_take_figures()
        return year

    def disclose(self, year):
        disclosure = year.env["coop.disclosure"].create({"year_id": year.id})
        for name in ("report_file_ids", "statement_file_ids", "plan_file_ids"):
            disclosure[name] = self.upload(disclosure, f"{name}.pdf")
        disclosure.action_open()
        return disclosure

    def approve_year(self, year):
        self.disclose(year)
        self.decide(year)
        year.action_approve()
        return year

    def make_distribution(self, year, amount=8_000, **vals):
        return year.env["coop.distribution"].create(
            {
                "year_id": year.id,
                "amount": amount,
                "record_date": house.today(self.env),
                **vals,
            }
        )

    def approved_distribution(self, amount=8_000, **vals):
        """Return a distribution that was decided and carried out."""
        year = self.approve_year(self.make_year())
        item = self.make_distribution(year, amount, **vals)
        self.decide(item)
        item.action_approve()
        return item

    def keep_account(self, holder, account="6222020200112233445"):
        """Enter a shareholder's bank account in his personal file."""
        return self.env["community.person.private"].create(
            {
                "partner_id": holder.partner_id.id,
                "area_id": self.south.id,
                "purpose": "shareholder",
                "bank_name": "明湾农商银行",
                "bank_account": account,
            }
        )
