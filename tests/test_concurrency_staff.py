"""Two fill the last place on a post at once, on real connections that commit."""

from scratch import ScratchCase

from odoo.tests import tagged

from odoo.addons.community_base.demo import factory as people
from odoo.addons.community_hr.demo import factory as staff


@tagged("post_install", "-at_install")
class TestStaffAtOnce(ScratchCase):
    copy = "staff"

    @classmethod
    def make_community(cls, env):
        district = people.make_areas(
            env, [{"name": "并发区", "level": "district", "code": "990008000000"}]
        )
        _street, areas = people.make_street(
            env, "990008001", "并发街道", ["一社区"], district
        )
        unit = staff.make_unit(areas, "service")
        cls.posts = [staff.make_post(unit, f"岗{n}", 1).id for n in range(4)]
        cls.staff = [
            staff.make_employee(areas, f"员工{n}").version_id.id for n in range(8)
        ]

    def place(self, number, post):
        return lambda env: (
            env["hr.version"].browse(self.staff[number]).write({"post_id": post})
        )

    def statement(self, number, post):
        return lambda env: env.cr.execute(
            "UPDATE hr_version SET post_id = %s WHERE id = %s",
            (post, self.staff[number]),
        )

    def count(self, post):
        with self.commits() as env:
            return env["staff.occupancy"].search_count([("post_id", "=", post)])

    def test_last_place_is_taken_once(self):
        ends = self.race(self.place(0, self.posts[0]), self.place(1, self.posts[0]))
        self.assertEqual(sorted(end == "done" for end in ends), [False, True], ends)
        self.assertEqual(self.count(self.posts[0]), 1)

    def test_who_is_tried_again_is_refused_too(self):
        acts = [self.place(n, self.posts[1]) for n in (2, 3)]
        ends = self.race(*acts, tries=5)
        self.assertEqual(sorted(ends), ["ValidationError", "done"])
        self.assertEqual(self.count(self.posts[1]), 1)

    def test_plain_statements_are_no_way_round(self):
        acts = [self.statement(n, self.posts[2]) for n in (4, 5)]
        ends = self.race(*acts, tries=3)
        self.assertEqual(sorted(end == "done" for end in ends), [False, True], ends)
        self.assertEqual(self.count(self.posts[2]), 1)

    def test_exception_that_is_not_decided_helps_nobody(self):
        with self.commits() as env:
            env["staff.quota.exception"].create(
                {
                    "post_id": self.posts[3],
                    "date_start": "2024-01-01",
                    "date_end": "2030-12-31",
                    "reason": "x",
                }
            )
        acts = [self.place(n, self.posts[3]) for n in (6, 7)]
        ends = self.race(*acts, tries=3)
        self.assertEqual(sorted(ends), ["ValidationError", "done"])
