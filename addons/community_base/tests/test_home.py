import json
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import json_default

from ..demo import factory
from .common import CommunityCase


class HomeCase(CommunityCase):
    def home(self, role):
        """Return the page of a role as the client gets it, through JSON."""
        page = self.as_role(self.env["community.home"], role).get_home()
        return json.loads(json.dumps(page, default=json_default))

    def section(self, role, key):
        sections = {section["key"]: section for section in self.home(role)["sections"]}
        return sections.get(key)

    def group(self, role, key):
        groups = {group["key"]: group for group in self.section(role, "todo")["groups"]}
        return groups.get(key)

    def schedule(self, user, days, summary="整理会议记录"):
        return self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("community.organ"),
                "res_id": self.committee.id,
                "summary": summary,
                "date_deadline": self.today + timedelta(days),
                "user_id": user.id,
            }
        )


@tagged("post_install", "-at_install")
class TestHome(HomeCase):
    def test_each_role_has_its_own_order(self):
        pages = {
            role: [section["key"] for section in self.home(role)["sections"]]
            for role in ("staff", "committee", "street", "auditor", "administrator")
        }
        self.assertEqual(
            pages,
            {
                "staff": ["todo", "seats", "areas"],
                "committee": ["todo", "seats", "areas"],
                "street": ["todo", "areas"],
                "auditor": ["areas", "todo"],
                "administrator": ["setup", "todo", "areas"],
            },
        )

    def test_greeting_in_chinese(self):
        self.users["street"].lang = "zh_CN"
        home = self.as_role(self.env["community.home"], "street")
        greeting = home.with_context(lang="zh_CN").get_home()["greeting"]
        self.assertEqual(greeting["name"], "沈知行")
        self.assertEqual(len(greeting["roles"]), 1, "implied groups are not repeated")
        day = self.today
        self.assertTrue(
            greeting["date"].startswith(f"{day.year}年{day.month}月{day.day}日星期")
        )

    def test_auditor_is_told_that_he_only_reads(self):
        self.assertTrue(self.home("auditor")["read_only"])
        self.assertFalse(self.home("district")["read_only"])

    def test_outsiders_get_no_page(self):
        for role in ("employee", "portal", "public"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.home(role)


@tagged("post_install", "-at_install")
class TestHomeTodo(HomeCase):
    def test_my_activities_and_nobody_elses(self):
        staff = self.users["staff"]
        for days in (-2, 0, 5):
            self.schedule(staff, days)
        self.schedule(self.users["street"], 0, "别人的事")
        group = self.group("staff", "activities")
        self.assertEqual((group["count"], group["overdue"]), (3, 1))
        first = group["items"][0]
        self.assertEqual(first["title"], "整理会议记录")
        self.assertEqual(first["subtitle"], "南湖社区党委")
        self.assertEqual(
            (first["action"]["res_model"], first["action"]["res_id"]),
            ("community.organ", self.committee.id),
        )

    def test_shows_the_first_and_counts_all(self):
        for days in range(12):
            self.schedule(self.users["staff"], days)
        group = self.group("staff", "activities")
        self.assertEqual((len(group["items"]), group["count"]), (8, 12))
        self.assertTrue(group["more"])

    def test_vacancies_of_my_areas_only(self):
        factory.make_organ(self.env, "supervision", self.north, "北坡监督委")
        factory.make_organ(self.env, "supervision", self.west, "西口监督委")
        items = self.group("street", "vacancy")["items"]
        organs = {item["title"] for item in items}
        self.assertIn("北坡监督委", organs)
        self.assertNotIn("西口监督委", organs)
        vacancies = sum(self.committee.position_ids.mapped("vacant"))
        self.assertGreater(self.group("street", "vacancy")["count"], vacancies)
        self.assertTrue(all(item["wanting"] for item in items))
        shortcut = items[0]["shortcut"]["action"]
        self.assertEqual(shortcut["res_model"], "community.seat")
        self.assertTrue(shortcut["context"]["default_role_id"])

    def test_terms_and_acting_heads_open_the_seat(self):
        self.member_seat._extend(self.today + timedelta(30), "届满")
        self.secretary_seat._end(self.today - timedelta(1), "调离")
        acting = factory.make_seat(
            self.committee,
            "secretary",
            self.deputy,
            tenure="acting",
            date_start=self.today,
        )
        ending = self.group("street", "ending")["items"]
        self.assertEqual(
            [item["action"]["res_id"] for item in ending], self.member_seat.ids
        )
        found = self.group("street", "acting")["items"]
        self.assertEqual([item["action"]["res_id"] for item in found], acting.ids)

    def test_staff_is_not_asked_to_fill_seats(self):
        self.assertIsNone(self.group("staff", "vacancy"))

    def test_calm_groups_say_so(self):
        self.env["community.organ.position"].search([]).unlink()
        group = self.group("street", "vacancy")
        self.assertEqual(group["count"], 0)
        self.assertTrue(group["empty"])


@tagged("post_install", "-at_install")
class TestHomeAreas(HomeCase):
    def area(self, role, area):
        """Return what the page shows for an area, or None."""
        for group in self.section(role, "areas")["groups"]:
            for row in [group, *group["rows"]]:
                if row["id"] == area.id:
                    return row
        return None

    def test_a_street_with_its_communities(self):
        factory.make_organ(self.env, "supervision", self.north)
        factory.make_organ(self.env, "department", self.east_street, "组织人事办")
        (group,) = self.section("street", "areas")["groups"]
        self.assertEqual(group["id"], self.east_street.id)
        self.assertEqual(
            [row["id"] for row in group["rows"]], (self.south | self.north).ids
        )
        self.assertEqual(
            (group["values"]["communities"], group["values"]["organs"]), (2, 3)
        )
        self.assertEqual(self.area("street", self.north)["values"]["organs"], 1)
        self.assertNotIn("communities", self.area("street", self.north)["values"])

    def test_a_district_counts_to_the_ground(self):
        factory.make_organ(self.env, "supervision", self.west)
        whole = self.area("district", self.district)["values"]
        self.assertEqual((whole["communities"], whole["organs"]), (3, 2))
        self.assertEqual(self.area("district", self.west_street)["values"]["organs"], 1)

    def test_single_communities_stand_under_their_street(self):
        self.users["staff"].area_ids = self.south | self.west
        groups = self.section("staff", "areas")["groups"]
        self.assertEqual([group["name"] for group in groups], ["东街道", "西街道"])
        self.assertEqual([len(group["rows"]) for group in groups], [1, 1])
        self.assertEqual(groups[0]["values"], {}, "the street is not in his charge")

    def test_areas_in_charge_twice_are_shown_once(self):
        self.users["street"].area_ids = self.east_street | self.south
        (group,) = self.section("street", "areas")["groups"]
        self.assertEqual(group["id"], self.east_street.id)

    def test_nothing_from_other_areas(self):
        factory.make_organ(self.env, "supervision", self.west, "西口监督委")
        self.assertIsNone(self.area("street", self.west))
        page = json.dumps(self.home("street"), ensure_ascii=False)
        self.assertNotIn("西口", page)

    def test_figures_are_the_numbers_of_the_lists_they_open(self):
        factory.make_organ(self.env, "supervision", self.north)
        section = self.section("street", "areas")
        (group,) = section["groups"]
        for figure in section["figures"]:
            model = self.as_role(self.env[figure["action"]["res_model"]], "street")
            domain = [(figure["field"], "child_of", group["id"])]
            found = model.search(domain + figure["action"]["domain"])
            number = (
                sum(found.mapped("number"))
                if figure["key"] == "vacancies"
                else len(found)
            )
            with self.subTest(figure=figure["key"]):
                self.assertEqual(group["values"][figure["key"]], number)

    def test_people_only_for_those_who_may_read_files(self):
        keys = {
            role: {figure["key"] for figure in self.section(role, "areas")["figures"]}
            for role in ("staff", "department")
        }
        self.assertIn("files", keys["staff"])
        self.assertNotIn("files", keys["department"])

    def test_without_areas(self):
        self.users["staff"].area_ids = False
        section = self.section("staff", "areas")
        self.assertFalse(section["groups"])
        self.assertTrue(section["empty"])

    def test_administrator_without_areas_sees_whole_districts(self):
        self.assertTrue(self.area("administrator", self.district))


@tagged("post_install", "-at_install")
class TestHomeSeats(HomeCase):
    def test_my_seats_of_today(self):
        (seat,) = self.section("committee", "seats")["items"]
        self.assertEqual(seat["organ"], "南湖社区党委")
        self.assertEqual(seat["action"]["res_id"], self.committee.id)
        self.secretary_seat._end(self.today - timedelta(1), "调离")
        self.assertFalse(self.section("committee", "seats")["items"])

    def test_term_end_and_vacancies_are_hinted(self):
        self.secretary_seat._extend(self.today + timedelta(10), "届满")
        (seat,) = self.section("committee", "seats")["items"]
        self.assertEqual((seat["ending"], seat["days_left"]), (True, 10))
        vacant = sum(self.committee.position_ids.mapped("vacant"))
        self.assertEqual(seat["vacancies"], vacant)

    def test_delegation_names_both_sides(self):
        staff = self.users["staff"]
        factory.make_seat(
            self.committee,
            "secretary",
            staff.partner_id,
            tenure="delegated",
            delegator_seat_id=self.secretary_seat.id,
            date_start=self.today,
        )
        (taken,) = self.section("staff", "seats")["items"]
        self.assertEqual(taken["tenure"], "delegated")
        self.assertEqual(taken["delegated_by"], self.secretary.name)
        (given,) = self.section("committee", "seats")["items"]
        self.assertEqual(given["delegated_to"], staff.name)

    def test_a_seat_outside_my_areas_is_still_mine(self):
        organ = factory.make_organ(self.env, "supervision", self.west, "西口监督委")
        factory.make_seat(organ, "director", self.users["staff"].partner_id)
        (seat,) = self.section("staff", "seats")["items"]
        self.assertEqual(seat["organ"], "西口监督委")


@tagged("post_install", "-at_install")
class TestHomeSetup(HomeCase):
    def steps(self):
        steps = self.section("administrator", "setup")["steps"]
        return {step["key"]: step for step in steps}

    def test_only_administrators_set_up(self):
        self.assertIsNone(self.section("district", "setup"))

    def test_steps_find_what_is_missing(self):
        self.users["staff"].area_ids = False
        steps = self.steps()
        self.assertTrue(steps["division"]["done"])
        self.assertFalse(steps["users"]["done"])
        users = self.env["res.users"].search(steps["users"]["action"]["domain"])
        self.assertIn(self.users["staff"], users)
        self.assertNotIn(self.users["administrator"], users)
        areas = self.env["community.area"].search(steps["organs"]["action"]["domain"])
        self.assertIn(self.north, areas)
        self.assertNotIn(self.south, areas)

    def test_organs_without_seats(self):
        empty = factory.make_organ(self.env, "supervision", self.north)
        step = self.steps()["seats"]
        self.assertFalse(step["done"])
        organs = self.env["community.organ"].search(step["action"]["domain"])
        self.assertIn(empty, organs)
        self.assertNotIn(self.committee, organs)


@tagged("post_install", "-at_install")
class TestHomeQueries(HomeCase):
    MEASURED = ("committee", "street", "district", "auditor", "administrator")

    def count_queries(self):
        """Return ``{role: queries of a page}`` with warm caches of the registry."""
        counts = {}
        for role in ["committee", *self.MEASURED]:
            home = self.as_role(self.env["community.home"], role)
            home.get_home()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            home.get_home()
            counts[role] = self.env.cr.sql_log_count - before
        return counts

    def make_more(self, start, number):
        """Make communities, each with an organ, a seat that ends and an activity."""
        areas = factory.make_areas(
            self.env,
            [
                {
                    "name": f"新{code}社区",
                    "level": "community",
                    "code": f"990009002{code}",
                    "parent_id": self.west_street.id,
                }
                for code in range(start, start + number)
            ],
        )
        person = self.users["committee"].partner_id
        for area in areas:
            organ = factory.make_organ(self.env, "supervision", area)
            end = self.today + timedelta(20)
            factory.make_seat(organ, "director", person, date_end=end)
            self.schedule(self.users["committee"], 1)
        self.users["street"].area_ids |= areas

    def test_the_same_for_few_and_many(self):
        """Areas, organs, seats, vacancies, activities: the queries do not grow."""
        self.make_more(100, 10)
        few = self.count_queries()
        self.make_more(200, 40)
        many = self.count_queries()
        self.assertEqual(many, few)
        # An addon with a section of its own adds a few.
        self.assertLess(max(many.values()), 60)


@tagged("post_install", "-at_install")
class TestHomePage(HttpCase, HomeCase):
    def test_page_in_chinese_without_errors(self):
        """Opened by login, drawn and followed; any error on the console fails it."""
        self.env["res.lang"]._activate_lang("zh_CN")
        for role in ("committee", "street", "auditor", "administrator"):
            self.schedule(self.users[role], -1)
            self.users[role].lang = "zh_CN"
            with self.subTest(role=role):
                self.start_tour("/odoo", "community_home", login=self.users[role].login)

    def test_vacancy_is_filled_from_the_page(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        user = self.users["street"]
        user.lang = "zh_CN"
        self.start_tour("/odoo", "community_home_vacancy", login=user.login)
