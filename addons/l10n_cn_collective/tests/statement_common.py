# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

from ..report import l10n_cn_form_report, l10n_cn_form_xlsx

#: What stands in the books when the year begins, by account: debit positive.
OPENING = {
    **{"101": 1000, "102": 50000, "111": 5000, "112": 8000, "113 A": 3000},
    **{"121": 4000, "131": 2000, "132": 10000, "133": -2000, "134": 6000},
    **{"141": 20000, "151": 100000, "152": -30000, "153": 15000},
    **{"161": 12000, "162": -4000, "171": 3000},
    **{"201": -10000, "211": -6000, "212": -2000, "213": -500, "214": -1500},
    **{"221": -25000, "231": -4000, "241": -8000},
    **{"301": -90000, "311": -41000, "32202": -15000},
}
#: A year in which every account of the chart moves, but not all of them stay.
YEAR = (
    ("2025-03-05", {"102": 60000, "501": -60000}),
    ("2025-03-20", {"102": 4000, "502": -4000}),
    ("2025-04-01", {"102": 10000, "503": -10000}),
    ("2025-04-10", {"101": 500, "504": -500}),
    ("2025-05-06", {"511": 18000, "121": -1000, "102": -17000}),
    ("2025-05-31", {"512": 1200, "214": -1200}),
    (
        "2025-06-15",
        {"513": 22000, "212": -9000, "152": -5000, "162": -1000, "102": -7000},
    ),
    ("2025-07-01", {"514": 6000, "102": -6000}),
    ("2025-07-31", {"181": 300, "121": -300}),
    ("2025-08-01", {"515": 300, "181": -300}),
    ("2025-09-01", {"401": 7000, "213": -3000, "121": -500, "102": -3500}),
    ("2025-09-30", {"121": 2500, "401": -2500}),
    # B pays in advance what A still owes: nothing is left of the account, but both.
    ("2025-10-10", {"101": 2000, "113 B": -2000}),
    ("2025-10-11", {"101": 1000, "113 A": -1000}),
    ("2025-10-20", {"151": 9000, "102": -9000}),
    ("2025-11-01", {"151": 15000, "153": -15000}),
    ("2025-11-02", {"153": 2000, "211": -2000}),
    ("2025-11-05", {"154": 700, "152": 800, "151": -1500}),
    ("2025-11-11", {"511": 600, "133": -600}),
    ("2025-11-20", {"201": 4000, "102": -4000}),
    ("2025-11-21", {"231": 1000, "311": -1000}),
    ("2025-12-01", {"513": 500, "171": -500}),
    ("2025-12-02", {"131": 400, "134": 100, "101": -500}),
    ("2025-12-10", {"102": 5200, "111": -5000, "502": -200}),
    ("2025-12-11", {"141": 1000, "102": -1000}),
    ("2025-12-20", {"521": 900, "214": -900}),
    ("2025-12-25", {"102": 4000, "241": -3000, "301": -1000}),
    ("2025-12-30", {"311": 2000, "32202": -2000}),
    (
        "2025-12-31",
        {
            **{"3220101": 5000, "311": -5000, "3220102": 8000, "211": -8000},
            **{"3220103": 1000, "241": -1000},
        },
    ),
)


class StatementCase(TransactionCase):
    """Two collectives; the first one has a year of entries over every account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company, cls.other = cls.env["res.company"]._create_collectives(
            [{"name": "南湖经济联合社"}, {"name": "东湖经济联合社"}]
        )
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": [cls.company.id, cls.other.id],
            }
        )
        cls.partners = {
            name: cls.env["res.partner"].create({"name": f"成员{name}"})
            for name in ("A", "B")
        }
        cls.post(cls.company, "2024-12-31", OPENING)
        for date, lines in YEAR:
            cls.post(cls.company, date, lines)
        cls.reader = cls.make_user(
            "collective-reader", "account.group_account_readonly"
        )

    def setUp(self):
        super().setUp()
        # The words asked for below are the sources, whatever is translated.
        for module in (l10n_cn_form_report, l10n_cn_form_xlsx):
            self.patch(module, "paper_lang", lambda _env: "en_US")

    @classmethod
    def make_user(cls, login, groups):
        return new_test_user(
            cls.env,
            login,
            groups=f"base.group_user,{groups}",
            company_id=cls.company.id,
            company_ids=[Command.set((cls.company | cls.other).ids)],
        )

    @classmethod
    def account(cls, company, code):
        accounts = cls.env["account.account"].with_company(company)
        return accounts.search([("code", "=", code), ("company_ids", "=", company.id)])

    @classmethod
    def post(cls, company, date, lines, **values):
        """Post an entry: {account code and perhaps partner: debit positive}."""
        moves = cls.env["account.move"].with_company(company)
        commands = []
        for key, amount in lines.items():
            code, _space, partner = key.partition(" ")
            commands.append(
                Command.create(
                    {
                        "account_id": cls.account(company, code).id,
                        "partner_id": partner and cls.partners[partner].id,
                        "debit": max(amount, 0),
                        "credit": max(-amount, 0),
                    }
                )
            )
        move = moves.create({"date": date, "line_ids": commands, **values})
        move.action_post()
        return move

    def wizard(self, statement, year=2025, part="year", user=None, company=None):
        companies = (self.company | self.other).ids
        wizards = self.env["l10n_cn.statement"].with_context(
            allowed_company_ids=companies, lang="en_US"
        )
        return wizards.with_user(user or self.reader).create(
            {
                "statement": statement,
                "company_id": (company or self.company).id,
                "year": year,
                "part": part,
            }
        )

    def instance(self, *args, **kwargs):
        wizard = self.wizard(*args, **kwargs)
        return wizard.env["mis.report.instance"].browse(wizard.action_view()["res_id"])

    def grid(self, *args, **kwargs):
        """Return the printed rows of a statement as plain text."""
        form = self.instance(*args, **kwargs)._prepare_form()
        return [tuple(cell["text"] for cell in row) for row in form["rows"]]

    def column(self, *args, column=0, **kwargs):
        """Return {line: amount} of one column of a statement."""
        matrix = self.instance(*args, **kwargs)._compute_matrix()
        return {
            row.kpi.name: float(list(row.iter_cells())[column].val)
            for row in matrix.iter_rows()
            if row.kpi.type == "num" and not row.account_id
        }
