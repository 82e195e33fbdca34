from odoo import Command
from odoo.tests import TransactionCase, new_test_user


class CollectiveCase(TransactionCase):
    """A collective in its second year: 2024 is history, 2025 to be closed.

    Figures are small and round, so that each can be followed by hand.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("account.group_account_manager")
        cls.company, cls.other = cls.env["res.company"]._create_collectives(
            [{"name": "东村股份合作社"}, {"name": "西村股份合作社"}]
        )
        cls.env = cls.env(context={**cls.env.context, **cls.allowed(cls.company)})
        cls.chart = cls.env["account.chart.template"].with_company(cls.company)
        cls.closings = cls.env["l10n_cn.year.closing"]
        cls.accountant = cls._new_user("zhidan", "account.group_account_user")
        cls.reviewer = cls._new_user("shenhe", "account.group_account_user")
        cls.manager = cls._new_user(
            "zhuguan", "account.group_account_manager,account.group_account_user"
        )
        cls.auditor = cls._new_user("shenji", "account.group_account_readonly")

    @staticmethod
    def allowed(companies):
        return {"allowed_company_ids": companies.ids}

    @classmethod
    def _new_user(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            groups=f"base.group_user,{groups}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def entry(cls, date, *lines, post=True, env=None):
        """An entry of lines (code, debit positive amount)."""
        chart = cls.env["account.chart.template"].with_company(cls.company)
        move = (env or cls.env)["account.move"].create(
            {
                "date": date,
                "journal_id": chart.ref("general").id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": chart.ref(f"account_{code}").id,
                            "balance": amount,
                            "name": "测试",
                        }
                    )
                    for code, amount in lines
                ],
            }
        )
        if post:
            move.action_post()
        return move

    @classmethod
    def open_books(cls):
        """What is there on the first day: 100,000 of capital in the bank."""
        return cls.entry("2024-12-31", ("102", 100000), ("301", -100000))

    @classmethod
    def year(cls):
        """2025: earns 30,000 + 500, spends 12,000 + 3,000 + 750; distributes 5,000."""
        cls.entry("2025-02-03", ("102", 30000), ("501", -30000))
        cls.entry("2025-03-10", ("102", 500), ("504", -500))
        cls.entry("2025-05-06", ("511", 12000), ("102", -12000))
        cls.entry("2025-08-20", ("513", 3000), ("102", -3000))
        cls.entry("2025-12-30", ("521", 750), ("214", -750))
        cls.entry("2025-12-31", ("3220101", 5000), ("311", -5000))

    def balance(self, code, until=None):
        account = self.chart.ref(f"account_{code}")
        domain = [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        if until:
            domain.append(("date", "<=", until))
        [[total]] = self.env["account.move.line"]._read_group(
            domain, aggregates=["balance:sum"]
        )
        return round(total, 2)

    def assert_balances(self, expected):
        self.assertEqual({code: self.balance(code) for code in expected}, expected)
