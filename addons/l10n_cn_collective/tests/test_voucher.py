from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CollectiveCase


@tagged("post_install", "-at_install")
class TestVoucher(CollectiveCase):
    def sale(self, day, post=True, user=None):
        env = self.env(user=user) if user else None
        return self.entry(day, ("102", 10), ("501", -10), post=post, env=env)

    def numbers(self, moves):
        return moves.mapped("l10n_cn_voucher")

    def test_numbers_run_by_month_from_one(self):
        moves = self.env["account.move"]
        for day in ("2025-01-05", "2025-01-02", "2025-02-01", "2025-01-31"):
            moves += self.sale(day)
        self.assertEqual(self.numbers(moves), ["记-1", "记-2", "记-1", "记-3"])

    def test_posted_together_they_are_numbered_by_date(self):
        days = ("2025-01-05", "2025-01-02", "2025-01-09")
        moves = self.env["account.move"].concat(
            *[self.sale(day, post=False) for day in days]
        )
        moves.action_post()
        self.assertEqual(self.numbers(moves), ["记-2", "记-1", "记-3"])

    def test_words_have_series_of_their_own(self):
        self.chart.ref("general").l10n_cn_voucher_word = "转"
        self.assertEqual(self.sale("2025-01-01").l10n_cn_voucher, "转-1")
        self.chart.ref("general").l10n_cn_voucher_word = "记"
        self.assertEqual(self.sale("2025-01-01").l10n_cn_voucher, "记-1")

    def test_other_charts_have_no_vouchers(self):
        self.company.chart_template = "generic_coa"
        self.assertFalse(self.sale("2025-01-01").l10n_cn_voucher)

    def test_a_number_stays_through_a_correction(self):
        first, second = self.sale("2025-01-01"), self.sale("2025-01-02")
        first.button_draft()
        first.action_post()
        self.assertEqual(self.numbers(first + second), ["记-1", "记-2"])

    def test_a_voucher_keeps_its_month(self):
        move = self.sale("2025-01-01")
        move.button_draft()
        move.date = "2025-02-01"
        with self.assertRaises(UserError):
            move.action_post()

    def test_no_gap_by_deleting(self):
        first, second = self.sale("2025-01-01"), self.sale("2025-01-02")
        (first + second).button_draft()
        with self.assertRaises(UserError):
            first.with_context(force_delete=True).unlink()
        second.unlink()
        self.assertEqual(self.sale("2025-01-03").l10n_cn_voucher, "记-2")

    def test_numbers_and_signatures_are_written_by_nobody(self):
        move = self.sale("2025-01-01")
        for vals in (
            {"l10n_cn_number": 9},
            {"l10n_cn_reviewed_by_id": self.env.uid},
            {"l10n_cn_posted_by_id": self.reviewer.id},
            {"l10n_cn_review_digest": "x"},
            {"l10n_cn_closing_id": False},
        ):
            with self.assertRaises(AccessError):
                move.write(vals)
            with self.assertRaises(AccessError):
                self.env["account.move"].create(vals)

    def test_copies_have_neither(self):
        move = self.sale("2025-01-01", user=self.accountant)
        move.with_user(self.reviewer).action_l10n_cn_review()
        copy = move.copy()
        self.assertFalse(copy.l10n_cn_voucher or copy.l10n_cn_reviewed_by_id)

    def test_who_prepares_does_not_review(self):
        move = self.sale("2025-01-01", user=self.accountant)
        with self.assertRaises(UserError):
            move.with_user(self.accountant).action_l10n_cn_review()
        move.with_user(self.reviewer).action_l10n_cn_review()
        self.assertTrue(move.l10n_cn_is_reviewed)
        self.assertEqual(move.l10n_cn_reviewed_by_id, self.reviewer)
        self.assertEqual(move.l10n_cn_prepared_by_id, self.accountant)
        self.assertEqual(move.l10n_cn_posted_by_id, self.accountant)

    def test_who_added_a_line_has_prepared_too(self):
        move = self.sale("2025-01-01", post=False, user=self.accountant)
        account = self.chart.ref("account_504").id
        move.with_user(self.reviewer).write(
            {"line_ids": [(0, 0, {"account_id": account, "balance": 0, "name": "加"})]}
        )
        with self.assertRaises(UserError):
            move.with_user(self.reviewer).action_l10n_cn_review()

    def test_only_bookkeepers_review(self):
        move = self.sale("2025-01-01", user=self.accountant)
        with self.assertRaises(AccessError):
            move.with_user(self.auditor).action_l10n_cn_review()

    def test_a_change_makes_the_review_void(self):
        move = self.sale("2025-01-01", post=False, user=self.accountant)
        move.with_user(self.reviewer).action_l10n_cn_review()
        move.action_post()
        self.assertTrue(move.l10n_cn_is_reviewed)
        move.button_draft()
        move.line_ids[0].name = "改过的摘要"
        self.assertFalse(move.l10n_cn_is_reviewed)
        self.assertFalse(move._l10n_cn_voucher_values()["reviewed"])

    def test_printed(self):
        move = self.sale("2025-01-01", user=self.accountant)
        move.l10n_cn_paper_count = 2
        move.with_user(self.reviewer).action_l10n_cn_review()
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            "l10n_cn_collective.report_voucher", move.ids
        )
        text = html.decode()
        for word in (
            self.company.name,
            "2025年01月01日",
            "记-1",
            "银行存款",
            "经营收入",
            "壹拾元整",
            self.accountant.name,
            self.reviewer.name,
        ):
            self.assertIn(word, text)
        self.assertEqual(text.count("10.00"), 4)

    def test_printed_without_a_reviewer_until_it_is_reviewed(self):
        move = self.sale("2025-01-01", user=self.accountant)
        self.assertFalse(move._l10n_cn_voucher_values()["reviewed"])
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            "l10n_cn_collective.report_voucher", move.ids
        )
        self.assertNotIn(self.reviewer.name, html.decode())
