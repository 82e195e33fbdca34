from datetime import timedelta

from psycopg2.errors import CheckViolation, ExclusionViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..demo import factory
from .common import CommunityCase


class SeatCase(CommunityCase):
    def seat(self, role, person, **vals):
        return factory.make_seat(self.committee, role, person, **vals)

    def refuse(self, error, function, *args, **kwargs):
        """Assert that the database or the ORM refuses, and leave no trace."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(error),
            self.env.cr.savepoint(),
        ):
            function(*args, **kwargs)
            self.env.flush_all()


class TestOneSecretary(SeatCase):
    """Two secretaries of one committee on one day is impossible in the database."""

    def test_second_secretary_refused(self):
        self.refuse(ExclusionViolation, self.seat, "secretary", self.deputy)

    def test_successor_begins_the_day_after(self):
        last_day = self.today + timedelta(10)
        self.secretary_seat._end(last_day, "调任")
        self.refuse(
            ExclusionViolation, self.seat, "secretary", self.deputy, date_start=last_day
        )
        successor = self.seat(
            "secretary", self.deputy, date_start=last_day + timedelta(1)
        )
        self.assertEqual(successor.status, "coming")

    def test_acting_secretary_only_while_vacant(self):
        self.refuse(
            ExclusionViolation, self.seat, "secretary", self.deputy, tenure="acting"
        )
        self.secretary_seat._end(self.today - timedelta(1), "调任")
        acting = self.seat(
            "secretary", self.deputy, tenure="acting", date_start=self.today
        )
        self.assertEqual(acting.status, "current")

    def test_two_members_are_fine(self):
        self.seat("committee_member", self.deputy)
        members = self.committee.current_seat_ids.filtered(
            lambda seat: seat.role_id.code == "committee_member"
        )
        self.assertEqual(len(members), 2)

    def test_same_person_same_role_once(self):
        self.refuse(ExclusionViolation, self.seat, "committee_member", self.member)

    def test_plain_sql_cannot_leave_the_flag_out(self):
        """The trigger sets the flag from the role: SQL is no way around."""
        insert = """
            INSERT INTO community_seat
                (organ_id, role_id, person_id, date_start, tenure, single, voided)
            VALUES (%s, %s, %s, %s, 'regular', FALSE, NULL)
        """
        self.env.flush_all()
        role = self.secretary_seat.role_id
        self.refuse(
            ExclusionViolation,
            self.env.cr.execute,
            insert,
            (self.committee.id, role.id, self.deputy.id, self.today),
        )

    def test_role_that_becomes_single_is_checked(self):
        self.seat("committee_member", self.deputy)
        role = self.member_seat.role_id
        self.refuse(ExclusionViolation, role.write, {"single": True})

    def test_end_before_begin_refused(self):
        self.refuse(
            CheckViolation,
            self.seat,
            "deputy_secretary",
            self.member,
            date_end=factory.TERM_START - timedelta(1),
        )


class TestAuthority(SeatCase):
    """May this person act for this organ on this day?"""

    def may(self, person, day=None, **kwargs):
        return bool(self.committee._get_authority(person, day or self.today, **kwargs))

    def test_only_in_the_days_of_the_seat(self):
        self.secretary_seat._end(self.today, "退休")
        self.assertFalse(self.may(self.secretary, factory.TERM_START - timedelta(1)))
        self.assertTrue(self.may(self.secretary, factory.TERM_START))
        self.assertTrue(self.may(self.secretary, self.today))
        self.assertFalse(self.may(self.secretary, self.today + timedelta(1)))

    def test_by_role_and_vote(self):
        self.assertTrue(self.may(self.secretary, roles=["secretary"]))
        self.assertFalse(self.may(self.deputy, roles=["secretary"]))
        self.assertTrue(self.may(self.deputy, voting=True))
        clerk = factory.make_persons(self.env, ["文书"])
        self.seat("station_staff", clerk)
        self.assertTrue(self.may(clerk))
        self.assertFalse(self.may(clerk, voting=True))

    def test_stranger_and_nobody(self):
        stranger = self.users["street"].partner_id
        self.assertFalse(self.may(stranger))
        self.assertFalse(self.may(self.env["res.partner"]))

    def test_void_seat_gives_nothing(self):
        self.member_seat._void("录错")
        self.assertFalse(self.may(self.member))
        self.assertEqual(self.member_seat.status, "voided")

    def test_dissolved_organ(self):
        self.committee.date_end = self.today - timedelta(1)
        self.assertFalse(self.may(self.secretary))

    def delegate(self, **vals):
        values = {
            "tenure": "delegated",
            "delegator_seat_id": self.secretary_seat.id,
            "date_start": self.today,
            "date_end": self.today + timedelta(30),
            **vals,
        }
        return self.seat("secretary", self.deputy, **values)

    def test_delegation_stands_beside_the_holder(self):
        self.secretary_seat._extend(self.today + timedelta(60), "任期")
        self.delegate()
        self.assertTrue(self.may(self.deputy, roles=["secretary"]))
        self.assertTrue(self.may(self.secretary, roles=["secretary"]))

    def test_delegation_falls_with_its_giver(self):
        self.secretary_seat._extend(self.today + timedelta(60), "任期")
        seat = self.delegate()
        self.secretary_seat._end(self.today + timedelta(3), "调任")
        self.assertEqual(seat.date_end, self.today + timedelta(3))
        self.secretary_seat._void("录错")
        self.assertFalse(self.may(self.deputy, roles=["secretary"]))

    def test_delegation_lies_within_the_givers_days(self):
        self.secretary_seat._extend(self.today + timedelta(10), "任期")
        self.refuse(ValidationError, self.delegate)
        self.refuse(ValidationError, self.delegate, date_end=None)

    def test_nothing_is_delegated_twice(self):
        seat = self.delegate()
        self.refuse(ExclusionViolation, self.delegate, person_id=self.member.id)
        other = self.member.id
        self.refuse(
            ValidationError, self.delegate, person_id=other, delegator_seat_id=seat.id
        )
        self.refuse(
            CheckViolation, self.delegate, person_id=other, delegator_seat_id=False
        )

    def test_client_time_zone_moves_no_day(self):
        """A context is the client's; the house has one calendar."""
        far = self.committee.with_context(tz="Pacific/Kiritimati")
        self.assertEqual(
            far.seat_ids.mapped("status"), self.committee.seat_ids.mapped("status")
        )

    def test_query_count_does_not_grow(self):
        people = factory.make_persons(self.env, [f"代表{n}" for n in range(40)])
        factory.make_seats(
            self.env,
            [factory.prepare_seat(self.committee, "delegate", p) for p in people],
        )
        self.env.flush_all()
        counts = []
        for group in (people[:2], people):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.committee._get_authority(group, self.today)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])


class TestHistoryStays(SeatCase):
    """What a seat says does not change behind its back."""

    def test_facts_are_fixed_for_everybody(self):
        seat = self.as_role(self.member_seat, "administrator")
        for vals in (
            {"person_id": self.deputy.id},
            {"date_start": self.today},
            {"date_end": self.today},
            {"organ_id": self.committee.copy({"name": "别的党委"}).id},
            {"tenure": "acting"},
            {"votes": False},
            {"voided": True},
            {"single": True},
            {"area_id": self.west.id},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                seat.write(vals)

    def test_writing_back_the_same_is_no_change(self):
        seat = self.as_role(self.member_seat, "street")
        seat.write({"person_id": self.member.id, "division_note": "宣传"})
        self.assertEqual(seat.division_note, "宣传")

    def test_computed_columns_cannot_be_given(self):
        vals = factory.prepare_seat(self.committee, "delegate", self.deputy)
        Seat = self.as_role(self.env["community.seat"], "street")
        with self.assertRaises(AccessError):
            Seat.create({**vals, "single": False})
        with self.assertRaises(AccessError):
            Seat.create({**vals, "voided": True})
        seat = Seat.with_context(default_single=True, default_voided=True).create(vals)
        self.assertFalse(seat.single or seat.voided)

    def test_context_cannot_carry_a_pass(self):
        seat = self.as_role(self.member_seat, "street")
        for value in (True, "all", {"model": "community.seat"}):
            with self.assertRaises(AccessError):
                seat.with_context(community_system_pass=value).voided = True

    def test_begun_seat_is_not_deleted(self):
        with self.assertRaises(UserError):
            self.as_role(self.member_seat, "street").unlink()
        coming = self.seat(
            "delegate", self.deputy, date_start=self.today + timedelta(5)
        )
        self.as_role(coming, "street").unlink()
        self.assertFalse(coming.exists())

    def test_officer_ends_extends_and_voids(self):
        Wizard = self.as_role(self.env["community.seat.change"], "street")
        day = self.today + timedelta(5)
        for kind in ("extend", "end"):
            Wizard.create(
                {
                    "seat_ids": self.member_seat.ids,
                    "kind": kind,
                    "date": day,
                    "reason": "东街组〔2026〕2号",
                }
            ).action_apply()
            self.assertEqual(self.member_seat.date_end, day)
            day -= timedelta(1)
        self.assertEqual(self.member_seat.end_reason, "东街组〔2026〕2号")
        Wizard.create(
            {"seat_ids": self.member_seat.ids, "kind": "void", "reason": "录错"}
        ).action_apply()
        self.assertTrue(self.member_seat.voided)

    def test_a_seat_cannot_end_before_it_begins(self):
        with self.assertRaises(UserError):
            self.member_seat._end(factory.TERM_START - timedelta(1), "错")

    def test_sent_from_above_needs_sender_and_term(self):
        self.refuse(ValidationError, self.seat, "first_secretary", self.deputy)
        sender = factory.make_organ(self.env, "department", self.district, "组织部")
        seat = self.seat(
            "first_secretary",
            self.deputy,
            sent_from_organ_id=sender.id,
            date_end=self.today + timedelta(700),
        )
        self.assertEqual(seat.status, "current")


class TestOutlook(SeatCase):
    """Vacancies, ends of term and acting heads are shown before they hurt."""

    def rows(self, kind):
        return self.env["community.outlook"].search(
            [("kind", "=", kind), ("organ_id", "=", self.committee.id)]
        )

    def test_vacancies_follow_positions(self):
        vacant = {row.role_id.code: row.number for row in self.rows("vacancy")}
        self.assertEqual(vacant["deputy_secretary"], 1)
        self.assertNotIn("secretary", vacant)
        self.secretary_seat._end(self.today - timedelta(1), "调任")
        self.assertIn("secretary", self.rows("vacancy").role_id.mapped("code"))
        self.assertIn(
            self.committee,
            self.env["community.organ"].search([("vacancy_count", ">", 0)]),
        )

    def test_acting_head_leaves_the_vacancy_visible(self):
        self.secretary_seat._end(self.today - timedelta(1), "调任")
        self.seat("secretary", self.deputy, tenure="acting", date_start=self.today)
        self.assertIn("secretary", self.rows("vacancy").role_id.mapped("code"))
        self.assertEqual(self.rows("acting").person_id, self.deputy)
        self.assertEqual(self.committee.head_name, "何守一")

    def test_terms_ending_within_the_notice(self):
        self.member_seat._extend(self.today + timedelta(89), "任期")
        self.assertEqual(self.rows("ending").seat_id, self.member_seat)
        self.set_limit("term_notice_days", 30)
        self.env["community.outlook"].invalidate_model()
        self.assertFalse(self.rows("ending"))

    def test_cross_held_seats_are_found(self):
        board = factory.make_organ(self.env, "board", self.south, "南湖公司董事会")
        factory.make_seat(board, "board_chair", self.deputy)
        self.assertTrue(self.deputy_seat.cross_held)
        self.assertEqual(self.deputy_seat.other_seat_count, 1)
        found = self.env["community.seat"].search(
            [("cross_held", "=", True), ("organ_id", "=", self.committee.id)]
        )
        self.assertEqual(found, self.deputy_seat)

    def test_one_kind_stands_where_it_may(self):
        with self.assertRaises(ValidationError):
            factory.make_organ(self.env, "party_work_committee", self.south, "错位")


@tagged("post_install", "-at_install")
class TestSeatOfficer(SeatCase):
    def test_officer_of_another_street_cannot_seat(self):
        Seat = self.as_role(self.env["community.seat"], "street")
        other = factory.make_organ(self.env, "party_committee", self.west, "西口党委")
        with self.assertRaises(AccessError):
            Seat.create(factory.prepare_seat(other, "secretary", self.member))
