from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from ..demo import factory
from .common import CommunityCase


class TestAreaTree(CommunityCase):
    def test_each_area_knows_where_it_lies(self):
        self.assertEqual(self.south.street_id, self.east_street)
        self.assertEqual(self.south.district_id, self.district)
        self.assertEqual(self.south.community_id, self.south)
        self.assertFalse(self.east_street.community_id)

    def test_levels_follow_each_other(self):
        with self.assertRaises(ValidationError):
            factory.make_areas(
                self.env,
                [
                    {
                        "name": "错级",
                        "level": "street",
                        "code": "990009009000",
                        "parent_id": self.south.id,
                    }
                ],
            )

    @mute_logger("odoo.sql_db")
    def test_codes_are_unique_and_have_12_digits(self):
        for code, error in (
            (self.south.code, UniqueViolation),
            ("99000900199", CheckViolation),
        ):
            with self.assertRaises(error), self.env.cr.savepoint():
                factory.make_areas(
                    self.env, [{"name": "错码", "level": "district", "code": code}]
                )

    def test_found_by_pinyin_and_code(self):
        Area = self.env["community.area"]
        for text in ("nanhu", "nhsq", "南湖", self.south.code):
            with self.subTest(text=text):
                found = [key for key, _name in Area.name_search(text)]
                self.assertIn(self.south.id, found)

    def test_used_area_is_not_deleted(self):
        with self.assertRaises(UserError):
            self.as_role(self.south, "administrator").unlink()

    def test_name_and_place_change_only_by_a_change(self):
        area = self.as_role(self.south, "administrator")
        for vals in (
            {"name": "新名社区"},
            {"parent_id": self.west_street.id},
            {"code": "990009001099"},
            {"date_end": self.today},
            {"active": False},
            {"district_id": False},
            {"company_id": self.env.company.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                area.write(vals)


class TestAreaChange(CommunityCase):
    def change(self, kind, areas, user="district", **vals):
        change = self.as_role(self.env["community.area.change"], user).create(
            {
                "kind": kind,
                "date": self.today,
                "document": "测府〔2026〕1号",
                "area_ids": areas.ids,
                **vals,
            }
        )
        change.action_apply()
        return change

    def test_rename_is_kept_as_history(self):
        change = self.change("rename", self.south, new_name="镜湖社区")
        self.assertEqual(self.south.name, "镜湖社区")
        self.assertIn("南湖社区", change.record)
        self.assertEqual(self.south.change_ids, change)
        self.assertIn("jinghu", self.south.pinyin)

    def test_merged_community_keeps_its_records(self):
        """Whoever is in charge of the successor sees the old community's records."""
        change = self.change("merge", self.south, keeper_id=self.north.id)
        self.assertEqual(change.state, "done")
        self.assertEqual(self.south.parent_id, self.north)
        self.assertEqual(self.committee.date_end, self.south.date_end)
        self.assertEqual(set(self.committee.seat_ids.mapped("status")), {"ended"})
        north_staff = factory.make_user(
            self.env, "t_north", "北坡站", "staff", self.north, lang="en_US"
        )
        seen = self.env["community.seat"].with_user(north_staff).search([])
        self.assertIn(self.member_seat, seen)
        self.assertIn(self.committee, seen.organ_id)

    def test_merged_street_hands_its_communities_over(self):
        self.change("merge", self.west_street, keeper_id=self.east_street.id)
        self.assertEqual(self.west.parent_id, self.east_street)
        self.assertEqual(self.west.street_id, self.east_street)

    def test_split_names_who_keeps_the_files(self):
        new = factory.make_areas(
            self.env,
            [
                {
                    "name": name,
                    "level": "community",
                    "code": f"9900090010{number}",
                    "parent_id": self.east_street.id,
                }
                for number, name in enumerate(("南湖东社区", "南湖西社区"), 10)
            ],
        )
        with self.assertRaises(ValidationError):
            self.change(
                "split", self.south, keeper_id=self.north.id, successor_ids=new.ids
            )
        self.change("split", self.south, keeper_id=new[0].id, successor_ids=new.ids)
        self.assertEqual(self.south.parent_id, new[0])
        self.assertTrue(self.south.date_end < self.today)

    def test_a_change_happens_once(self):
        change = self.change("close", self.west)
        with self.assertRaises(UserError):
            change.action_apply()
        with self.assertRaises(UserError):
            change.date = self.today
        with self.assertRaises(UserError):
            change.unlink()
        with self.assertRaises(AccessError):
            change.state = "draft"

    def test_street_officer_changes_no_area(self):
        with self.assertRaises(AccessError):
            self.change("rename", self.south, user="street", new_name="南湖新村")

    def test_district_officer_stays_in_his_district(self):
        other = factory.make_areas(
            self.env, [{"name": "别区", "level": "district", "code": "990008000000"}]
        )
        with self.assertRaises(AccessError):
            self.change("rename", other, new_name="我区")


class TestBooks(CommunityCase):
    def test_community_books_are_a_branch_of_the_streets(self):
        admin = self.users["administrator"]
        with self.assertRaises(UserError):
            self.south.with_user(admin).action_open_books()
        self.east_street.with_user(admin).action_open_books()
        self.south.with_user(admin).action_open_books()
        self.assertEqual(self.south.company_id.parent_id, self.east_street.company_id)
        self.assertEqual(self.south.company_id.currency_id.name, "CNY")
        with self.assertRaises(UserError):
            self.south.with_user(admin).action_open_books()

    def test_only_who_may_make_companies(self):
        with self.assertRaises(AccessError):
            self.east_street.with_user(self.users["district"]).action_open_books()
