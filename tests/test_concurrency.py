"""Two people press the button at once; the process dies in the middle.

On real connections that really commit, in a copy of the test database.
"""

from scratch import ScratchCase

from odoo.tests import tagged

from odoo.addons.community_base.demo import factory


@tagged("post_install", "-at_install")
class TestAtOnce(ScratchCase):
    @classmethod
    def make_community(cls, env):
        district = factory.make_areas(
            env, [{"name": "并发区", "level": "district", "code": "990007000000"}]
        )
        _street, (community, other) = factory.make_street(
            env, "990007001", "并发街道", ["甲社区", "乙社区"], district
        )
        committee = factory.make_organ(env, "party_committee", community)
        people = factory.make_persons(env, [f"候选{n}" for n in range(6)])
        cls.committee_id, cls.people_ids = committee.id, people.ids
        cls.other_id = other.id

    def seat(self, person_id):
        def act(env):
            committee = env["community.organ"].browse(self.committee_id)
            person = env["res.partner"].browse(person_id)
            factory.make_seat(committee, "secretary", person)

        return act

    def test_six_secretaries_at_once_leave_one(self):
        ends = self.race(*[self.seat(person) for person in self.people_ids])
        self.assertEqual(ends.count("done"), 1, ends)
        with self.commits() as env:
            committee = env["community.organ"].browse(self.committee_id)
            self.assertEqual(len(committee.seat_ids), 1)

    def test_a_change_of_areas_is_carried_out_once(self):
        with self.commits() as env:
            change = env["community.area.change"].create(
                {
                    "kind": "rename",
                    "document": "并发",
                    "area_ids": [(6, 0, [self.other_id])],
                    "new_name": "丙社区",
                }
            )
        ends = self.race(
            *[lambda env: env["community.area.change"].browse(change.id).action_apply()]
            * 3
        )
        self.assertEqual(ends.count("done"), 1, ends)

    def test_killed_in_the_middle_nothing_is_half_done(self):
        """The process dies after the areas were written and before the commit."""
        ran = self.run_until_killed("""
            env["community.area"].create(
                [{"name": "中断", "level": "district", "code": f"9900060000{n:02d}"}
                 for n in range(20)]
            )
            env.flush_all()
            cr.execute("SELECT count(*) FROM community_area WHERE name = '中断'")
            print("written", cr.fetchone()[0], flush=True)
        """)
        self.assertIn("written 20", ran.stdout, ran.stderr[-2000:])
        self.assertEqual(ran.returncode, -9)
        with self.commits() as env:
            self.assertFalse(env["community.area"].search([("name", "=", "中断")]))
