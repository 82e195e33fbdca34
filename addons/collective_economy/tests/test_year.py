from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.community_base import house

from .year_common import YearCase


@tagged("post_install", "-at_install")
class TestYear(YearCase):
    def sql(self, statement, *params):
        """Run a statement that the database has to refuse."""
        self.env.flush_all()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(statement, params)

    # Figures

    def test_figures_come_from_the_books(self):
        year = self.make_year()
        self.assertEqual((year.result, year.prior), (60_000, 0))
        self.assertEqual(year.distributable, 60_000)

    def test_figures_are_the_same_after_the_year_is_closed_by_hand(self):
        before = self.make_year()._read_books(*self.dates())
        self.entry("2025-12-31", ("5001", 100_000), ("3103", -100_000))
        self.entry("2025-12-31", ("3103", 40_000), ("5602", -40_000))
        self.entry("2025-12-31", ("3103", 60_000), ("3104", -60_000))
        after = self.env["coop.year"].search([])._read_books(*self.dates())
        self.assertEqual(before, after)
        self.assertEqual(after, (60_000, 60_000, 0))

    def dates(self):
        return self.day("2025-01-01"), self.day("2025-12-31")

    def test_losses_of_earlier_years_are_covered_first(self):
        self.entry("2024-06-01", ("5602", 25_000), ("1002", -25_000))
        year = self.make_year()
        self.assertEqual((year.result, year.prior), (60_000, -25_000))
        self.assertEqual(year.loss_cover, 25_000)
        self.assertEqual(year.distributable, 35_000)

    def test_reserve_that_is_booked_within_the_year_is_not_taken_twice(self):
        self.entry("2025-12-31", ("3104", 5_000), ("3101", -5_000))
        year = self.make_year()
        self.assertEqual((year.result, year.prior), (60_000, 0))
        self.assertEqual((year.reserve, year.reserve_booked), (5_000, 5_000))
        year.reserve = 6_000
        self.approve_year(year)
        self.assertEqual(self.balance("3101"), -6_000)
        self.assertEqual(year.distributable, 54_000)

    def test_drafts_of_the_books_do_not_count(self):
        self.entry("2025-12-30", ("5602", 5_000), ("1002", -5_000)).button_draft()
        self.assertEqual(self.make_year().result, 60_000)

    def test_year_that_runs_has_no_figures(self):
        year = self.make_year(taken=False, year=2026)
        with self.assertRaisesRegex(UserError, "has not ended"):
            year.action_take_figures()

    def test_rural_books_are_closed_before(self):
        self.hill.profile_id = self.env.ref("collective_economy.profile_national2025")
        self.hill.action_load_chart()
        year = (
            self.env["coop.year"]
            .with_user(self.users["clerk_b"])
            .create({"cooperative_id": self.hill.id, "year": 2025})
        )
        with self.assertRaisesRegex(UserError, "Close the year"):
            year.action_take_figures()

    def test_reserve_is_at_least_what_the_charter_asks_for(self):
        year = self.make_year()
        with self.assertRaises(AccessError):
            year.reserve_percent = 10
        house.with_pass(year, {"reserve_percent"}).reserve_percent = 10
        self.assertEqual((year.reserve, year.distributable), (6_000, 54_000))
        year.reserve = 9_000
        self.assertEqual(year.distributable, 51_000)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            year.reserve = 5_999.99
            year.flush_recordset()

    def test_nothing_is_allocated_that_is_not_there(self):
        year = self.make_year()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            year.other = 60_000.01
            year.flush_recordset()

    # Figures cannot be set by hand

    def test_figures_are_out_of_reach(self):
        year = self.make_year()
        for vals in (
            {"result": 1},
            {"prior": 1},
            {"state": "approved"},
            {"distributable": 1},
        ):
            with self.assertRaises(AccessError):
                year.write(vals)
            with self.assertRaises(AccessError):
                year.sudo().write(vals)

    def test_disclosed_figures_stay(self):
        year = self.make_year()
        self.disclose(year)
        with self.assertRaisesRegex(UserError, "disclosed"):
            year.reserve = 9_000
        with self.assertRaisesRegex(UserError, "cannot be done now"):
            year.action_take_figures()
        self.sql("UPDATE coop_year SET result = 1 WHERE id = %s", year.id)
        self.sql("DELETE FROM coop_year WHERE id = %s", year.id)

    # Approval

    def test_approved_under_the_shareholders_resolution(self):
        year = self.make_year()
        house.with_pass(year, {"reserve_percent"}).reserve_percent = 10
        self.approve_year(year)
        self.assertEqual(year.state, "approved")
        self.assertEqual(year.resolution_id.class_id.code, "coop_accounts")
        self.assertEqual(self.balance("3101"), -6_000)
        self.assertEqual(self.balance("3104"), 6_000)

    def test_approval_without_resolution_is_refused(self):
        year = self.make_year()
        self.disclose(year)
        with self.assertRaises(AccessError):
            year.action_approve()
        with self.assertRaises(AccessError):
            year.sudo().write({"state": "approved"})
        self.sql("UPDATE coop_year SET state = 'approved' WHERE id = %s", year.id)

    def test_state_moves_one_way(self):
        year = self.make_year()
        self.sql("UPDATE coop_year SET state = 'distributed' WHERE id = %s", year.id)
        self.sql(
            "INSERT INTO coop_year (cooperative_id, area_id, year, state)"
            " VALUES (%s, %s, 2024, 'distributed')",
            self.lake.id,
            self.south.id,
        )

    # Statements lie open

    def convene(self, year, days):
        """Convene the shareholders' meeting on a year's accounts in so many days."""
        action = year.sudo().action_request_matter()
        matter = self.env["community.matter"].browse(action["res_id"])
        return self.prepare_meeting(self.bring_up(matter.with_user(self.staff)), days)

    def bring_up(self, matter):
        """Carry a matter to where the shareholders have to decide."""
        self.attach_papers(matter)
        matter.action_submit()
        self.pass_check(matter)
        self.hold_meeting(matter.current_step_id)
        return matter

    def prepare_meeting(self, matter, days):
        return (
            self.env["community.meeting"]
            .with_user(self.staff)
            .create(
                {
                    "organ_id": matter.current_step_id.organ_id.id,
                    "date": house.today(self.env) + timedelta(days=days),
                    "chair_id": self.jia.partner_id.id,
                    "item_ids": [(0, 0, {"step_id": matter.current_step_id.id})],
                }
            )
        )

    def test_meeting_wants_the_statements_open(self):
        meeting = self.convene(self.make_year(), 20)
        with self.assertRaisesRegex(UserError, "10 days before the meeting"):
            meeting.action_convene()

    def test_nine_days_are_too_few_and_ten_are_enough(self):
        year = self.make_year()
        meeting = self.convene(year, 15)
        self.later(days=6)
        self.disclose(year)
        with self.assertRaisesRegex(UserError, "can be held from"):
            meeting.action_convene()
        meeting.date = house.today(self.env) + timedelta(days=10)
        meeting.action_convene()
        self.assertEqual(meeting.state, "convened")

    def test_statements_taken_back_after_convening_stop_the_meeting(self):
        year = self.make_year()
        self.disclose(year)
        meeting = self.convene(year, 10)
        meeting.action_convene()
        year.action_take_back()
        self.later(days=10)
        with self.assertRaisesRegex(UserError, "Disclose them first"):
            meeting.action_open()

    def test_matter_about_no_year_is_not_taken_up(self):
        matter = self.make_coop_matter("distribution", name="分红方案", amount=8_000)
        meeting = self.prepare_meeting(self.bring_up(matter), 20)
        with self.assertRaisesRegex(UserError, "which year"):
            meeting.action_convene()

    def test_disclosure_wants_all_papers(self):
        year = self.make_year()
        disclosure = year.env["coop.disclosure"].create({"year_id": year.id})
        disclosure.plan_file_ids = self.upload(disclosure, "方案.pdf")
        with self.assertRaisesRegex(UserError, "papers are missing"):
            disclosure.action_open()

    def test_what_was_disclosed_stays(self):
        disclosure = self.disclose(self.make_year())
        with self.assertRaisesRegex(UserError, "stays as it was"):
            disclosure.plan_file_ids = self.upload(disclosure, "另一方案.pdf")
        with self.assertRaises(AccessError):
            disclosure.opened_on = "2026-01-01"
        self.sql(
            "UPDATE coop_disclosure SET opened_on = '2026-01-01' WHERE id = %s",
            disclosure.id,
        )
        with self.assertRaisesRegex(UserError, "stays on record"):
            disclosure.unlink()

    def test_taken_back_begins_anew(self):
        year = self.make_year()
        first = self.disclose(year)
        year.action_take_back()
        self.assertEqual((first.state, year.state), ("withdrawn", "draft"))
        self.later(days=3)
        self.disclose(year)
        self.assertEqual(year.open_since, house.today(self.env))

    # Who sees what

    def test_shareholders_read_what_lies_open(self):
        year = self.make_year()
        disclosure = year.env["coop.disclosure"].create({"year_id": year.id})
        seen = self.as_role(self.env["coop.disclosure"], "holder")
        self.assertFalse(seen.search([]))
        self.assertFalse(self.as_role(self.env["coop.year"], "holder").search([]))
        disclosure.unlink()
        disclosure = self.disclose(year)
        self.assertEqual(seen.search([]), disclosure)
        self.assertEqual(self.as_role(self.env["coop.year"], "holder").search([]), year)
        for role in ("board_b", "clerk_b", "portal"):
            for model in ("coop.disclosure", "coop.year"):
                self.assertFalse(self.as_role(self.env[model], role).search([]))
