from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.community_base.demo import factory

from .common import CoopEngineCase


@tagged("post_install", "-at_install")
class TestSplitHit(CoopEngineCase):
    """Two payments of 120,000 to one firm are one of 240,000 (拆分认定)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firm, cls.other_firm = cls.env["res.partner"].create(
            [
                {"name": "明湾建筑公司", "is_company": True},
                {"name": "明湾装饰公司", "is_company": True},
            ]
        )

    def ask(self, amount=120_000, firm=None, submit=True, kind="large_fund", **vals):
        firm = firm or self.firm
        matter = self.make_coop_matter(
            kind, amount=amount, counterparty_id=firm.id, **vals
        )
        if submit:
            matter.action_submit()
        return matter

    def test_second_one_is_found_and_shown(self):
        first, second = self.ask(), self.ask()
        self.assertFalse(first.split_hit_ids)
        hit = second.split_hit_ids
        self.assertEqual(
            (hit.state, hit.key, hit.amount), ("open", "counterparty", 240_000)
        )
        self.assertEqual(hit.item_id.code, "large_fund")
        self.assertEqual(hit.common, "明湾建筑公司")
        self.assertEqual(hit.line_ids.mapped("res_id"), (first | second).ids)
        self.assertEqual(second.open_split_count, 1)

    def test_large_ones_may_hide_a_larger(self):
        """Each of them is for the board, together they are for the shareholders."""
        self.ask(1_500_000)
        hit = self.ask(1_500_000).split_hit_ids
        self.assertEqual(hit.item_id.code, "large_fund_major")

    def test_nothing_in_common_or_long_ago(self):
        self.ask()
        self.assertFalse(self.ask(firm=self.other_firm).split_hit_ids)
        self.later(days=91)
        self.assertFalse(self.ask().split_hit_ids)

    def test_window_is_the_profiles(self):
        self.lake.profile_id.split_window_days = 5
        self.ask()
        self.later(days=6)
        self.assertFalse(self.ask().split_hit_ids)

    def test_another_cooperative_is_another_matter(self):
        matter = self.ask()
        hits = self.env["coop.split.hit"]._collect_acts(
            self.hill, "large_fund", matter.submitted_on, 90
        )
        self.assertFalse(hits)

    def test_same_account_under_two_names(self):
        self.env["res.partner.bank"].create(
            [
                {"acc_number": "6222 0000 1111", "partner_id": self.firm.id},
                {"acc_number": "622200001111", "partner_id": self.other_firm.id},
            ]
        )
        self.ask()
        hit = self.ask(firm=self.other_firm).split_hit_ids
        self.assertEqual(hit.key, "account")

    def test_nobody_agrees_before_somebody_has_looked(self):
        self.ask()
        matter = self.ask()
        with self.assertRaisesRegex(UserError, "split"):
            self.pass_check(matter)
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    "UPDATE community_matter_step SET state = 'done' WHERE id = %s",
                    [matter.current_step_id.id],
                )

    def test_dismissed_with_a_reason_by_the_department(self):
        self.ask()
        matter = self.ask()
        hit = matter.split_hit_ids.with_user(self.checker)
        with self.assertRaisesRegex(UserError, "why"):
            hit.action_dismiss(" ")
        hit.action_dismiss("两个不同年度的养护合同")
        self.assertEqual(hit.state, "dismissed")
        self.assertEqual(hit.dismissed_by_id, self.checker.partner_id)
        self.pass_check(matter)
        self.assertEqual(matter.current_organ_id, self.committee)
        trail = matter.sudo().trail_ids.filtered(
            lambda row: row.event == "coop_split_dismissed"
        )
        self.assertEqual(trail.reason, "两个不同年度的养护合同")

    def test_submitter_and_board_do_not_dismiss(self):
        self.ask()
        matter = self.ask()
        factory.make_seat(self.committee, "committee_member", self.staff.partner_id)
        factory.make_seat(self.committee, "part_time_deputy_secretary", self.chair)
        hit = matter.split_hit_ids
        self.assertFalse(hit.with_user(self.staff).may_dismiss)
        with self.assertRaises(UserError):
            hit.with_user(self.staff).action_dismiss("没有拆分")
        with self.assertRaises(AccessError):
            hit.with_user(self.users["board_a"]).action_dismiss("没有拆分")
        with self.assertRaises(UserError):
            hit.with_user(self.users["street"]).action_dismiss("没有拆分")
        self.assertEqual(hit.state, "open")

    def test_state_is_nobodys_to_write(self):
        self.ask()
        hit = self.ask().split_hit_ids
        for values in ({"state": "dismissed"}, {"reason": "x"}, {"matter_id": False}):
            with self.assertRaises(AccessError):
                hit.sudo().write(values)
        with self.assertRaises(AccessError):
            hit.with_user(self.users["street"]).unlink()
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    "UPDATE coop_split_hit SET state = 'dismissed' WHERE id = %s",
                    [hit.id],
                )

    def test_joined_by_returning_and_submitting_as_one(self):
        first, second = self.ask(), self.ask()
        step = second.current_step_id.with_user(self.checker)
        step.action_return("与前一事项合并报审")
        self.assertEqual(second.split_hit_ids.state, "superseded")
        first.action_withdraw("合并报审")
        second.amount = 240_000
        second.action_submit()
        self.assertFalse(second.open_split_count)
        self.pass_check(second)

    def test_returned_alone_it_is_found_again(self):
        self.ask()
        matter = self.ask()
        matter.current_step_id.with_user(self.checker).action_return("请说明")
        matter.action_submit()
        self.assertEqual(matter.open_split_count, 1)
