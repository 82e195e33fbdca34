from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.community_base import house

from .year_common import YearCase


class DistributionCase(YearCase):
    def sql(self, statement, *params):
        """Run a statement that the database has to refuse."""
        self.env.flush_all()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(statement, params)

    def lines(self, item):
        return {
            line.holder_id: (line.gross, line.tax, line.net) for line in item.line_ids
        }


@tagged("post_install", "-at_install")
class TestDistribution(DistributionCase):
    def test_lines_are_drawn_from_the_ledger(self):
        item = self.make_distribution(self.make_year(), 8_000)
        item.action_draw()
        self.assertEqual(
            self.lines(item),
            {
                self.collective: (5_000, 0, 5_000),
                self.jia: (1_000, 200, 800),
                self.yi: (1_000, 200, 800),
                self.bing: (1_000, 200, 800),
            },
        )
        self.assertEqual((item.heads, item.gross, item.tax), (4, 8_000, 600))

    def test_to_the_last_fen(self):
        self.register("transfer", 33, self.yi, self.jia, date=house.today(self.env))
        item = self.make_distribution(self.make_year(), 1_000.01)
        item.action_draw()
        self.assertEqual(round(sum(item.line_ids.mapped("gross")), 2), 1_000.01)
        self.assertEqual(
            [line.gross for line in item.line_ids], [625.01, 166.25, 83.75, 125.0]
        )

    def test_record_date_decides(self):
        day = house.today(self.env)
        self.later(days=1)
        self.register("transfer", 100, self.yi, self.jia, date=house.today(self.env))
        item = self.make_distribution(self.make_year(), record_date=day)
        item.action_draw()
        self.assertEqual(self.lines(item)[self.yi][0], 1_000)
        item.record_date = house.today(self.env)
        item.action_draw()
        self.assertNotIn(self.yi, self.lines(item))

    def test_rules_are_those_of_the_classes(self):
        raised = self.share("raised")
        raised.write({"preference_percent": 6, "par_value": 1, "dividend_weight": 0})
        item = self.make_distribution(self.make_year())
        rule = next(rule for rule in item.rules if rule["class"] == raised.id)
        self.assertEqual((rule["preference"], rule["par"]), (600, 100))
        self.assertIn("6%", item.rule_words)

    def test_queries_do_not_grow_with_the_lines(self):
        year = self.make_year()
        few = self.make_distribution(year)
        many = self.make_distribution(year, 9_000) | self.make_distribution(year, 7_000)
        few.action_draw()
        counts = []
        for items in (few, many):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            items._draw_lines()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    # Guarded

    def test_approved_books_and_seals(self):
        item = self.approved_distribution()
        self.assertEqual(item.state, "approved")
        self.assertTrue(item.seal)
        self.assertEqual(item.year_id.state, "distributed")
        self.assertEqual(item.year_id.left, 52_000)
        self.assertEqual(self.balance("3104"), 8_000)
        self.assertEqual(self.balance("2232"), -2_400)
        self.assertEqual(self.balance("2221"), -600)
        self.assertEqual(self.balance("2241"), -5_000)
        self.assertEqual(item.resolution_id.used, 8_000)
        self.assertIsNone(item.register_id._verify())

    def test_altered_line_is_named(self):
        """Who gets round the triggers does not get round the seal."""
        item = self.approved_distribution()
        self.cr.execute("ALTER TABLE coop_distribution_line DISABLE TRIGGER USER")
        self.cr.execute(
            "UPDATE coop_distribution_line SET shares = shares + 1 WHERE id = %s",
            [item.line_ids[0].id],
        )
        self.assertEqual(item.register_id._verify(), item.register_number)

    def test_refused_without_approved_accounts(self):
        year = self.make_year()
        self.disclose(year)
        item = self.make_distribution(year)
        self.decide(item)
        with self.assertRaisesRegex(UserError, "not approved the accounts"):
            item.action_approve()

    def test_refused_without_resolution(self):
        item = self.make_distribution(self.approve_year(self.make_year()))
        with self.assertRaises(AccessError):
            item.action_approve()
        for record in (item, item.sudo()):
            with self.assertRaises(AccessError):
                record.state = "approved"
        for state in ("approved", "paying", "done"):
            self.sql(
                "UPDATE coop_distribution SET state = %s WHERE id = %s", state, item.id
            )
        self.sql(
            """INSERT INTO coop_distribution (year_id, cooperative_id, area_id, kind,
                   amount, record_date, state)
               SELECT year_id, cooperative_id, area_id, kind, 1, record_date,
                      'approved' FROM coop_distribution WHERE id = %s""",
            item.id,
        )

    def test_database_wants_approved_accounts(self):
        """Even with the resolution used in the same transaction."""
        year = self.make_year()
        self.disclose(year)
        item = self.make_distribution(year)
        self.decide(item)
        item._draw_lines()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            item._act("approved")

    def test_what_was_decided_is_what_is_paid(self):
        year = self.approve_year(self.make_year())
        item = self.make_distribution(year)
        self.decide(item)
        item.amount = 8_001
        with self.assertRaisesRegex(UserError, "decided again"):
            item.action_approve()

    def test_class_that_changes_later_needs_a_new_decision(self):
        year = self.approve_year(self.make_year())
        item = self.make_distribution(year)
        self.decide(item)
        self.share("collective").dividend_weight = 0
        item.action_draw()
        with self.assertRaisesRegex(UserError, "decided again"):
            item.action_approve()

    def test_not_more_than_the_year_left(self):
        year = self.approve_year(self.make_year())
        for amount in (40_000, 20_000.01):
            item = self.make_distribution(year, amount)
            self.decide(item)
            if amount == 40_000:
                item.action_approve()
        with self.assertRaisesRegex(UserError, "not enough"):
            item.action_approve()

    def test_one_resolution_pays_once(self):
        item = self.approved_distribution()
        with self.assertRaisesRegex(UserError, "cannot be done now"):
            item.action_approve()
        self.assertEqual(self.balance("2232"), -2_400)

    def test_approved_stays(self):
        item = self.approved_distribution()
        line = item.line_ids[1]
        with self.assertRaisesRegex(UserError, "supplement"):
            item.amount = 1
        with self.assertRaises(AccessError):
            line.gross = 1
        with self.assertRaises(AccessError):
            line.sudo().write({"state": "paid"})
        with self.assertRaises(AccessError):
            line.unlink()
        with self.assertRaises(UserError):
            item.unlink()
        for statement in (
            "UPDATE coop_distribution_line SET gross = gross + 1, net = net + 1",
            "UPDATE coop_distribution_line SET partner_id = NULL",
            "DELETE FROM coop_distribution_line",
        ):
            self.sql(f"{statement} WHERE id = %s", line.id)
        self.sql("UPDATE coop_distribution SET amount = 1 WHERE id = %s", item.id)
        self.sql(
            """INSERT INTO coop_distribution_line (distribution_id, holder_id, class_id,
                   shares, gross, tax, net, state)
               SELECT distribution_id, holder_id, %s, 1, 1, 0, 1, 'unpaid'
                 FROM coop_distribution_line WHERE id = %s""",
            self.share("raised").id,
            line.id,
        )

    def test_lines_are_not_entered_by_hand(self):
        item = self.make_distribution(self.make_year())
        with self.assertRaises(AccessError):
            item.line_ids = [
                Command.create(
                    {
                        "holder_id": self.jia.id,
                        "class_id": self.share("cooperative").id,
                        "gross": 8_000,
                    }
                )
            ]

    def test_holder_of_another_cooperative_gets_nothing(self):
        item = self.make_distribution(self.make_year())
        item.action_draw()
        self.sql(
            """INSERT INTO coop_distribution_line (distribution_id, holder_id, class_id,
                   shares, gross, tax, net, state)
               VALUES (%s, %s, %s, 1, 1, 0, 1, 'unpaid')""",
            item.id,
            self.stranger.id,
            self.share("cooperative").id,
        )

    # Supplements

    def test_supplement_is_decided_with_its_lines(self):
        first = self.approved_distribution()
        item = first.env["coop.distribution"].create(
            {
                "year_id": first.year_id.id,
                "kind": "supplement",
                "reason": "乙的股份漏登",
                "amount": 100,
                "record_date": first.record_date,
            }
        )
        line = item.env["coop.distribution.line"].create(
            {
                "distribution_id": item.id,
                "holder_id": self.yi.id,
                "class_id": self.share("cooperative").id,
                "gross": 100,
            }
        )
        self.assertEqual((line.tax, line.net), (20, 80))
        self.decide(item)
        line.gross = 99
        self.assertEqual((line.tax, line.net), (19.8, 79.2))
        with self.assertRaisesRegex(UserError, "add up"):
            item.action_approve()
        line.gross = 100
        item.action_approve()
        self.assertEqual(self.balance("2232"), -2_480)
        with self.assertRaisesRegex(UserError, "approved and stays"):
            line.gross = 1

    # Who sees what

    def test_shareholder_sees_his_own_and_the_board_all(self):
        item = self.approved_distribution()
        lines = self.env["coop.distribution.line"]
        own = self.as_role(lines, "holder").search([])
        self.assertEqual(own.holder_id, self.jia)
        for role in ("board_a", "auditor", "clerk_a", "staff"):
            seen = self.as_role(lines, role).search([])
            self.assertEqual(seen, item.line_ids, role)
        for role in ("board_b", "clerk_b", "portal"):
            for model in ("coop.distribution", "coop.distribution.line"):
                self.assertFalse(self.as_role(self.env[model], role).search([]), role)
        with self.assertRaises(AccessError):
            self.as_role(item.line_ids, "holder").mapped("gross")

    def test_shareholder_sees_no_draft(self):
        item = self.make_distribution(self.make_year())
        item.action_draw()
        self.assertFalse(
            self.as_role(self.env["coop.distribution.line"], "holder").search([])
        )


@tagged("post_install", "-at_install")
class TestPayout(DistributionCase):
    def setUp(self):
        super().setUp()
        self.item = self.approved_distribution()
        self.jia_file = self.keep_account(self.jia)
        self.keep_account(self.yi, "6222020200112233452")

    def prepare(self):
        return self.item.env["coop.payout"].browse(self.item.action_pay()["res_id"])

    def send(self, payout):
        payout.with_user(self.staff).action_send()
        return payout.with_env(self.item.env)

    def load(self, payout, *rows):
        wizard = payout.env["coop.payout.result"].create(
            {
                "payout_id": payout.id,
                "text": "\n".join(
                    ["序号\t户名\t金额\t结果\t失败原因", *("\t".join(r) for r in rows)]
                ),
            }
        )
        wizard.action_preview()
        return wizard

    def paid(self):
        return {line.holder_id: line.state for line in self.item.line_ids}

    def test_bank_pays_and_says_so(self):
        payout = self.send(self.prepare())
        self.assertEqual(payout.heads, 3)
        self.assertEqual(payout.failed, 1)  # 丙 has no account on file
        wizard = self.load(
            payout,
            ("1", "股东甲", "800.00", "成功", ""),
            ("2", "股东乙", "800.00", "失败", "账号与户名不符"),
        )
        self.assertFalse(wizard.error_count, wizard.problem_ids.mapped("message"))
        wizard.action_apply()
        self.assertEqual(payout.state, "done")
        self.assertEqual(
            self.paid(),
            {
                self.collective: "fund",
                self.jia: "paid",
                self.yi: "unpaid",
                self.bing: "unpaid",
            },
        )
        self.assertEqual(self.balance("2232"), -1_600)
        self.assertEqual(self.item.state, "paying")

    def test_result_has_to_fit(self):
        payout = self.send(self.prepare())
        wizard = self.load(
            payout,
            ("1", "股东乙", "800.00", "成功", ""),
            ("2", "股东乙", "800.01", "成功", ""),
            ("3", "股东丙", "800.00", "成功", ""),
        )
        self.assertEqual(wizard.error_count, 3)
        self.assertEqual(self.paid()[self.jia], "unpaid")

    def test_result_is_entered_once(self):
        payout = self.send(self.prepare())
        rows = [
            ("1", "股东甲", "800.00", "成功", ""),
            ("2", "股东乙", "800.00", "成功", ""),
        ]
        first, second = self.load(payout, *rows), self.load(payout, *rows)
        first.action_apply()
        with self.assertRaisesRegex(UserError, "cannot be done now"):
            second.action_apply()
        with self.assertRaisesRegex(UserError, "cannot be done now"):
            payout.action_all_paid()
        self.assertEqual(self.balance("2232"), -800)

    def test_nobody_is_in_two_batches(self):
        payout = self.prepare()
        with self.assertRaisesRegex(UserError, "being paid"):
            self.item.action_pay()
        self.sql(
            """INSERT INTO coop_payout_line (payout_id, distribution_id, holder_id,
                   amount, state)
               SELECT payout_id, distribution_id, holder_id, amount, 'waiting'
                 FROM coop_payout_line WHERE payout_id = %s""",
            payout.id,
        )

    def test_payment_is_what_is_due(self):
        payout = self.prepare()
        line = payout.line_ids[0]
        for record in (line, line.sudo()):
            with self.assertRaises(AccessError):
                record.amount = 9_999
            with self.assertRaises(AccessError):
                record.state = "success"
        self.sql(
            "UPDATE coop_payout_line SET amount = 9999 WHERE id = %s",
            payout.line_ids[0].id,
        )
        self.sql(
            """UPDATE coop_distribution_line SET state = 'paid', paid_on = now(),
                   payout_id = %s WHERE distribution_id = %s AND state = 'unpaid'""",
            payout.id,
            self.item.id,
        )

    def test_failed_is_paid_again_and_the_rest_unclaimed(self):
        self.send(self.prepare()).action_all_paid()
        self.assertEqual(self.item.state, "paying")
        self.keep_account(self.bing, "6222020200112233460")
        again = self.send(self.prepare())
        self.assertEqual(again.line_ids.holder_id, self.bing)
        wizard = self.load(again, ("1", "股东丙", "800.00", "失败", "账户已销户"))
        wizard.action_apply()
        self.item.action_close()
        self.assertEqual(self.item.state, "done")
        self.assertEqual(self.item.unclaimed, 800)
        self.assertEqual(self.balance("2232"), -800)
        line = self.item.line_ids.filtered(lambda line: line.state == "unclaimed")
        later = self.env["coop.payout"].browse(line.action_pay_unclaimed()["res_id"])
        later.with_env(self.item.env).action_all_paid()
        self.assertEqual((line.state, line.payout_id), ("paid", later))
        self.assertEqual(self.item.state, "done")
        self.assertEqual(self.balance("2232"), 0)
        self.assertEqual(self.balance("1001"), -800)

    def test_open_batch_keeps_the_distribution_open(self):
        self.prepare()
        with self.assertRaisesRegex(UserError, "under way"):
            self.item.action_close()

    # Account numbers

    def test_clerk_does_not_get_the_accounts(self):
        payout = self.prepare()
        with self.assertRaises(AccessError):
            payout.action_send()
        self.assertEqual(payout.state, "draft")
        self.send(payout)
        with self.assertRaises(AccessError):
            payout._make_file()

    def test_file_is_logged(self):
        payout = self.send(self.prepare())
        _name, content = payout.with_user(self.staff)._make_file()
        text = content.decode("gb18030")
        self.assertEqual(
            text.splitlines()[:2],
            [
                "序号,账号,户名,开户行,金额,备注",
                "1,6222020200112233445,股东甲,明湾农商银行,800.00,"
                + payout.line_ids[0]._prepare_row("", "")["remark"],
            ],
        )
        self.assertNotIn("股东丙", text)
        entries = self.env["community.person.access"].search(
            [("partner_id", "=", self.jia.partner_id.id), ("kind", "=", "export")]
        )
        self.assertEqual(entries.user_id, self.staff)
        self.assertIn("bank_account", entries.field_names)


@tagged("post_install", "-at_install")
class TestPayoutFile(DistributionCase, HttpCase):
    def test_who_gets_the_file(self):
        item = self.approved_distribution()
        self.keep_account(self.jia)
        payout = self.env["coop.payout"].browse(item.action_pay()["res_id"])
        payout.with_user(self.staff).action_send()
        url = f"/coop/payout/{payout.id}/file"
        for role, status in (
            ("staff", 200),
            ("clerk_a", 403),
            ("clerk_b", 403),
            ("board_a", 403),
            ("holder", 403),
        ):
            login = self.users[role].login
            self.authenticate(login, login)
            with mute_logger("odoo.http"):
                answer = self.url_open(url)
            self.assertEqual(answer.status_code, status, role)
            self.assertEqual(b"6222" in answer.content, status == 200)
