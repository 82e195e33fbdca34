# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .statement_common import OPENING, StatementCase


@tagged("post_install", "-at_install")
class TestOverview(StatementCase):
    def overview(self, companies=None, **values):
        allowed = companies or (self.company | self.other)
        overviews = self.env["l10n_cn.statement.overview"].with_context(
            allowed_company_ids=allowed.ids
        )
        return overviews.with_user(self.reader).create({"year": 2025, **values})

    def lines(self, overview):
        action = overview.action_view()
        lines = overview.env[action["res_model"]].search(action["domain"])
        return {line.company_id: line for line in lines}

    def test_figures_are_those_of_the_statements(self):
        """Every line of both statements, for both companies at once."""
        self.post(self.other, "2024-12-31", {**OPENING, "113 A": 1000, "113 B": 2000})
        self.post(self.other, "2025-06-01", {"102": 500, "501": -500})
        self.post(self.other, "2025-06-02", {"113 A": -4000, "101": 4000})
        for part in ("year", "q2"):
            for statement, column in (("balance_sheet", 1), ("income", 0)):
                report = self.env["mis.report"]._get_statement(statement)
                days = self.wizard(statement, part=part)
                found = report._evaluate_companies(
                    self.company | self.other,
                    days.date_from.replace(month=1, day=1),
                    days.date_to,
                )[report]
                for company in self.company | self.other:
                    single = self.column(
                        statement, part=part, company=company, column=column
                    )
                    for name, amount in single.items():
                        with self.subTest(line=name, company=company.name, part=part):
                            self.assertAlmostEqual(found[name][company.id], amount, 2)

    def test_list(self):
        lines = self.lines(self.overview())
        ours, theirs = lines[self.company], lines[self.other]
        self.assertEqual(
            (ours.assets, ours.liabilities, ours.equity, ours.undistributed),
            (246300, 82100, 164200, 28200),
        )
        self.assertEqual((ours.operating_income, ours.net_proceeds), (60000, 25200))
        self.assertEqual((ours.difference, ours.income_difference), (0, 0))
        self.assertEqual((theirs.assets, theirs.net_proceeds), (0, 0))
        action = ours.action_income()
        opened = ours.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(opened.company_id, self.company)

    def test_only_collectives_and_only_one_s_own(self):
        (stranger,) = self.env["res.company"]._create_collectives([{"name": "外社"}])
        lines = self.lines(self.overview(company_ids=[(6, 0, self.other.ids)]))
        self.assertEqual(list(lines), [self.other])
        lines = self.lines(self.overview(companies=self.company))
        self.assertEqual(list(lines), [self.company])
        self.assertNotIn(stranger, lines)

    def test_entries_are_read_as_often_for_many_companies_as_for_one(self):
        more = self.env["res.company"]._create_collectives(
            [{"name": f"第{n}社"} for n in range(3)]
        )
        everything = self.company | self.other | more
        self.env.user.company_ids |= everything
        counts = []
        for companies in (self.company, everything):
            templates = self.env["mis.report"]
            reports = templates._get_statement("balance_sheet")
            reports |= templates._get_statement("income")
            companies = companies.with_context(allowed_company_ids=companies.ids)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            reports._evaluate_companies(
                companies, *(self.wizard("income")[name] for name in _DAYS)
            )
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1, counts)


_DAYS = ("date_from", "date_to")
