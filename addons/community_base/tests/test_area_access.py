from datetime import timedelta

from odoo.exceptions import AccessError, ValidationError

from ..demo import factory
from .common import CommunityCase


class TestAreaAccess(CommunityCase):
    """A user sees what lies under the areas in his charge, and the line above."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.street_organ = factory.make_organ(
            cls.env, "party_work_committee", cls.east_street, "东街道党工委"
        )
        cls.west_organ = factory.make_organ(
            cls.env, "party_committee", cls.west, "西口社区党委"
        )
        cls.north_organ = factory.make_organ(
            cls.env, "party_committee", cls.north, "北坡社区党委"
        )

    def seen(self, role):
        return self.as_role(self.env["community.organ"], role).search([])

    def test_staff_sees_his_community_and_upwards(self):
        seen = self.seen("staff")
        self.assertIn(self.committee, seen)
        self.assertIn(self.street_organ, seen)
        self.assertNotIn(self.north_organ, seen)
        self.assertNotIn(self.west_organ, seen)

    def test_street_sees_its_communities_only(self):
        seen = self.seen("street")
        self.assertIn(self.north_organ, seen)
        self.assertNotIn(self.west_organ, seen)

    def test_reading_by_id_is_refused(self):
        organ = self.as_role(self.west_organ, "staff")
        with self.assertRaises(AccessError):
            organ.read(["name"])

    def test_own_seat_opens_an_organ_elsewhere(self):
        person = self.users["staff"].partner_id
        seat = factory.make_seat(self.west_organ, "committee_member", person)
        self.assertIn(self.west_organ, self.seen("staff"))
        seat._end(self.today - timedelta(1), "调任")
        self.assertNotIn(self.west_organ, self.seen("staff"))

    def test_street_does_not_change_what_stands_above(self):
        organ = factory.make_organ(self.env, "department", self.district, "组织部")
        self.assertIn(organ, self.seen("street"))
        with self.assertRaises(AccessError):
            self.as_role(organ, "street").name = "我部"

    def test_new_charge_counts_at_once(self):
        """Rule domains are cached per user; the change clears them."""
        self.assertNotIn(self.west_organ, self.seen("staff"))
        self.users["staff"].area_ids += self.west
        self.assertIn(self.west_organ, self.seen("staff"))
        self.users["staff"].area_ids -= self.west
        self.assertNotIn(self.west_organ, self.seen("staff"))

    def test_new_area_counts_at_once(self):
        self.seen("street")
        area = factory.make_areas(
            self.env,
            [
                {
                    "name": "新社区",
                    "level": "community",
                    "code": "990009001077",
                    "parent_id": self.east_street.id,
                }
            ],
        )
        organ = factory.make_organ(self.env, "party_committee", area, "新社区党委")
        self.assertIn(organ, self.seen("street"))

    def test_user_cannot_widen_his_own_charge(self):
        staff = self.users["staff"]
        with self.assertRaises(AccessError):
            staff.with_user(staff).write({"area_ids": self.district.ids})

    def test_no_area_no_sight(self):
        self.users["staff"].area_ids = False
        self.assertFalse(self.seen("staff"))

    def test_auditor_cannot_also_work(self):
        group = self.env.ref("community_base.group_staff")
        with self.assertRaises(ValidationError):
            self.users["auditor"].group_ids += group

    def test_queries_do_not_grow_with_the_areas(self):
        """The scope is cached: a list costs the same for 1 area and for many."""
        counts = []
        for areas in (self.south, self.south | self.north | self.west):
            self.users["staff"].area_ids = areas
            Organ = self.as_role(self.env["community.organ"], "staff")
            Organ.search([])
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            Organ.search_read([], ["name", "area_id"])
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
