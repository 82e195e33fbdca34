from datetime import date

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CollectiveCase


@tagged("post_install", "-at_install")
class TestYearClosing(CollectiveCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_books()
        cls.year()

    def close(self, year=2025):
        wizard = self.env["l10n_cn.year.closing.wizard"].with_user(self.manager)
        action = wizard.create({"year": year}).action_close()
        return self.closings.browse(action["res_id"])

    def reopen(self, closing, reason="补记十二月发票"):
        wizard = self.env["l10n_cn.year.reopening"].with_user(self.manager)
        wizard.create({"closing_id": closing.id, "reason": reason}).action_reopen()

    def refused(self, year=2025):
        with self.assertRaises(UserError) as caught:
            self.close(year)
        return str(caught.exception)

    def test_figures_by_hand(self):
        closing = self.close()
        # 30,500 earned, 15,750 spent: 14,750 left, of which 5,000 to the reserve.
        self.assertEqual(closing.result, 14750)
        self.assert_balances(
            {
                "102": 115500,
                "214": -750,
                "301": -100000,
                "311": -5000,
                "321": 0,
                "322": 0,
                "3220101": 0,
                "32202": -9750,
                "501": 0,
                "504": 0,
                "511": 0,
                "513": 0,
                "521": 0,
            }
        )

    def test_entries_are_dated_the_last_day_in_their_order(self):
        closing = self.close()
        moves = closing.move_ids.sorted("l10n_cn_number")
        self.assertEqual(set(moves.mapped("date")), {date(2025, 12, 31)})
        self.assertEqual(set(moves.mapped("state")), {"posted"})
        targets = [
            {line.account_id.code: line.balance for line in move.line_ids}
            for move in moves
        ]
        self.assertEqual(
            targets,
            [
                {"501": 30000, "504": 500, "321": -30500},
                {"511": -12000, "513": -3000, "521": -750, "321": 15750},
                {"321": 14750, "32202": -14750},
                {"3220101": -5000, "32202": 5000},
            ],
        )

    def test_a_loss_is_carried_too(self):
        self.entry("2025-12-31", ("515", 20000), ("102", -20000))
        self.assertEqual(self.close().result, -5250)
        self.assertEqual(self.balance("32202"), 5250 + 5000)

    def test_what_was_posted_on_321_goes_along(self):
        self.entry("2025-06-01", ("102", 10), ("321", -10))
        self.assertEqual(self.close().result, 14760)
        self.assertEqual(self.balance("321"), 0)

    def test_a_second_run_does_nothing(self):
        closing = self.close()
        count = self.env["account.move"].search_count([])
        self.assertEqual(self.close(), closing)
        self.assertEqual(self.env["account.move"].search_count([]), count)

    def test_the_database_knows_one_closing_a_year(self):
        closing = self.close()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                """INSERT INTO l10n_cn_year_closing (company_id, year, state)
                   VALUES (%s, 2025, 'closed')""",
                [closing.company_id.id],
            )

    def test_drafts_stand_against_it(self):
        self.entry("2025-07-01", ("102", 1), ("501", -1), post=False)
        self.assertIn("1 entries", self.refused())
        wizard = self.env["l10n_cn.year.closing.wizard"].create({"year": 2025})
        self.assertIn("drafts", wizard.obstacles)

    def test_a_year_that_still_runs_is_not_closed(self):
        self.assertIn("not ended", self.refused(date.today().year + 1))

    def test_the_previous_year_comes_first(self):
        self.entry("2024-06-01", ("102", 7), ("501", -7))
        self.assertIn("2024", self.refused())
        self.close(2024)
        self.assertEqual(self.close().result, 14750)

    def test_lock_dates_stand_against_it(self):
        self.company.fiscalyear_lock_date = "2025-12-31"
        self.assertIn("locked", self.refused())

    def test_entries_that_do_not_balance_stand_against_it(self):
        move = self.entry("2025-07-01", ("102", 1), ("501", -1))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET balance = balance + 1 WHERE id = %s",
            [move.line_ids[0].id],
        )
        self.env.invalidate_all()
        self.assertIn(move.name, self.refused())

    def test_another_chart_is_not_ours_to_close(self):
        self.company.chart_template = "generic_coa"
        self.assertIn("chart", self.refused())

    def test_a_closed_year_takes_no_entry(self):
        before = self.entry("2025-11-01", ("102", 5), ("501", -5))
        self.close()
        late = self.entry("2025-11-02", ("102", 5), ("501", -5), post=False)
        # Odoo by itself would move it to the first day that is open.
        with self.assertRaisesRegex(UserError, "closed year"):
            late.action_post()
        with self.assertRaises(UserError):
            late.write({"state": "posted"})
        late.date = "2026-01-01"
        late.action_post()
        with self.assertRaises(UserError):
            before.button_draft()
        with self.assertRaises(UserError):
            before.line_ids[0].with_context(skip_readonly_check=True).write(
                {"account_id": self.chart.ref("account_101").id}
            )
        self.entry("2026-01-01", ("102", 5), ("501", -5))

    def test_an_exception_to_the_lock_dates_opens_nothing(self):
        self.close()
        self.company.fiscalyear_lock_date = "2025-12-31"
        self.env["account.lock_exception"].create(
            {"company_id": self.company.id, "fiscalyear_lock_date": "2020-01-01"}
        )
        with self.assertRaisesRegex(UserError, "closed year"):
            self.entry("2025-11-02", ("102", 5), ("501", -5))

    def test_vouchers_wait_for_their_review_where_it_is_required(self):
        self.company.l10n_cn_review_from = "2025-12-01"
        self.assertIn("2 vouchers are not reviewed", self.refused())
        december = self.env["account.move"].search(
            [("company_id", "=", self.company.id), ("date", ">=", "2025-12-01")]
        )
        december.with_user(self.reviewer).action_l10n_cn_review()
        december[0].line_ids[0].name = "改过的摘要"
        self.assertIn("1 vouchers are not reviewed", self.refused())
        december[0].with_user(self.reviewer).action_l10n_cn_review()
        closing = self.close()
        # What the closing itself posted needs no review when the year is opened again.
        self.reopen(closing)
        self.assertNotEqual(self.close(), closing)

    def test_reopening_takes_back_in_red_and_stays_on_record(self):
        closing = self.close()
        self.reopen(closing)
        self.assertEqual(closing.state, "reopened")
        self.assertEqual(closing.reopened_by_id, self.manager)
        self.assertEqual(len(closing.move_ids), 8)
        self.assert_balances({"501": -30000, "513": 3000, "321": 0, "32202": 0})
        turnover = self.env["account.move.line"]._read_group(
            [("account_id", "=", self.chart.ref("account_501").id)],
            aggregates=["debit:sum", "credit:sum"],
        )
        self.assertEqual(turnover, [(0, 30000)])
        self.entry("2025-12-31", ("511", 50), ("102", -50))
        again = self.close()
        self.assertNotEqual(again, closing)
        self.assertEqual((again.result, self.balance("32202")), (14700, -9700))

    def test_reopening_starts_at_the_last_year(self):
        first = self.close()
        self.entry("2026-01-01", ("102", 5), ("501", -5))
        # As if 2026 were over and closed.
        self.closings.sudo().create(
            {"company_id": self.company.id, "year": 2026, "state": "closed"}
        )
        with self.assertRaises(UserError):
            self.reopen(first)

    def test_reopening_wants_a_reason(self):
        closing = self.close()
        with self.assertRaises(UserError):
            self.reopen(closing, " ")

    def test_lines_of_a_closing_are_known_and_not_written_by_hand(self):
        closing = self.close()
        self.assertEqual(closing.move_ids.line_ids.l10n_cn_closing_id, closing)
        line = self.entry("2026-01-01", ("102", 5), ("501", -5)).line_ids[0]
        with self.assertRaises(AccessError):
            line.write({"l10n_cn_closing_id": closing.id})
        with self.assertRaises(AccessError):
            line.copy({"l10n_cn_closing_id": closing.id})

    def test_closings_are_written_by_nobody(self):
        closing = self.close()
        for user in (self.manager, self.accountant, self.auditor):
            with self.assertRaises(AccessError):
                closing.with_user(user).write({"state": "reopened"})
            with self.assertRaises(AccessError):
                closing.with_user(user).unlink()
            with self.assertRaises(AccessError):
                self.closings.with_user(user).create(
                    {"company_id": self.company.id, "year": 2023}
                )
        with self.assertRaises(UserError):
            closing.unlink()

    def test_only_managers_close(self):
        for user in (self.accountant, self.auditor):
            with self.assertRaises(AccessError):
                self.env["l10n_cn.year.closing.wizard"].with_user(user).create(
                    {"year": 2025}
                )

    def test_the_auditor_reads_his_company_s_closings_only(self):
        closing = self.close()
        theirs = self.closings.sudo().create(
            {"company_id": self.other.id, "year": 2025, "state": "closed"}
        )
        seen = self.closings.with_user(self.auditor).search([])
        self.assertEqual(seen, closing)
        with self.assertRaises(AccessError):
            theirs.with_user(self.auditor).read(["result"])
