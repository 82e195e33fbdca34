"""Two pay the same dividends at once; the process dies while a batch is settled."""

from scratch import ScratchCase

from odoo.tests import tagged

from odoo.addons.collective_economy.demo import factory as coops
from odoo.addons.community_base.demo import factory


@tagged("post_install", "-at_install")
class TestPaidAtOnce(ScratchCase):
    copy = "paid_at_once"

    @classmethod
    def make_community(cls, env):
        district = factory.make_areas(
            env, [{"name": "发放区", "level": "district", "code": "990005000000"}]
        )
        _street, area = factory.make_street(
            env, "990005001", "发放街道", ["丙社区"], district
        )
        cooperative = coops.make_cooperative(env, area, "发放股份合作公司")
        persons = factory.make_persons(env, ["甲", "乙", "丙"])
        coops.open_register(
            coops.make_holders(cooperative, persons), "cooperative", 100
        )
        cooperative.action_activate()
        cooperative.action_load_chart()
        year = env["coop.year"].create({"cooperative_id": cooperative.id, "year": 2025})
        item = env["coop.distribution"].create(
            {"year_id": year.id, "amount": 3_000, "record_date": cls.moment.date()}
        )
        item._draw_lines()
        env.flush_all()
        # How it was decided is tested elsewhere; here it is decided.
        env.cr.execute("ALTER TABLE coop_distribution DISABLE TRIGGER USER")
        env.cr.execute(
            "UPDATE coop_distribution SET state = 'approved', seal = 'x' WHERE id = %s",
            item.ids,
        )
        env.cr.execute("ALTER TABLE coop_distribution ENABLE TRIGGER USER")
        cls.item_id, cls.company_id = item.id, cooperative.company_id.id

    def prepare(self, env):
        env["coop.payout"]._prepare(
            env["coop.distribution"].browse(self.item_id), method="cash"
        )

    def settle(self, env):
        env["coop.payout"].search([]).action_all_paid()

    def figures(self):
        with self.commits() as env:
            env.cr.execute(
                """SELECT (SELECT count(*) FROM coop_payout),
                          (SELECT count(*) FROM coop_payout_line
                            WHERE state = 'success'),
                          (SELECT count(*) FROM coop_distribution_line
                            WHERE state = 'paid'),
                          (SELECT coalesce(sum(-balance), 0)
                             FROM account_move_line line
                             JOIN account_account account
                               ON account.id = line.account_id
                            WHERE line.company_id = %s
                              AND account.account_type = 'asset_cash')""",
                [self.company_id],
            )
            [row] = env.cr.fetchall()
            return tuple(map(float, row))

    def test_everybody_is_paid_once(self):
        ends = self.race(self.prepare, self.prepare, tries=5)
        self.assertEqual(ends.count("done"), 1, ends)
        self.assertEqual(self.figures(), (1, 0, 0, 0))

        died = self.run_until_killed(
            """
            env["coop.payout"].search([("state", "=", "draft")]).action_all_paid()
            """
        )
        self.assertEqual(died.returncode, -9, died.stderr)
        self.assertEqual(self.figures(), (1, 0, 0, 0))

        ends = self.race(self.settle, self.settle, tries=5)
        self.assertIn("done", ends)
        self.assertEqual(self.figures(), (1, 3, 3, 2_400))
