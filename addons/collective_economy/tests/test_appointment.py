from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from odoo.addons.community_base import house
from odoo.addons.community_base.demo import factory
from odoo.addons.community_base.house import with_pass

from ..demo import factory as coops
from .common import CoopEngineCase


class AppointmentCase(CoopEngineCase):
    def appoint(self, person=None, organ="asset_committee", role="director", **vals):
        role = self.env.ref(f"community_base.role_{role}", False) or self.env.ref(
            f"collective_economy.role_{role}"
        )
        day = house.today(self.env)
        return (
            self.env["coop.appointment"]
            .with_user(self.staff)
            .create(
                {
                    "cooperative_id": self.lake.id,
                    "organ_id": self.organs[organ].id,
                    "role_id": role.id,
                    "person_id": (person or self.secretary).id,
                    "date_start": day,
                    "date_end": day + timedelta(days=1000),
                    "basis": "党委提名",
                    **vals,
                }
            )
        )

    def consent(self, appointment):
        """Have the committee consent and the days of publication pass."""
        action = appointment.action_request_matter()
        matter = self.env["community.matter"].browse(action["res_id"])
        matter = matter.with_user(self.staff)
        for paper in matter.paper_ids:
            paper.attachment_ids = self.upload(paper, "任免建议.txt")
        matter.action_submit()
        self.hold_meeting(matter.current_step_id)
        page = matter.publication_ids
        self.later(days=page.days + 1)
        page.action_end()
        return matter


@tagged("post_install", "-at_install")
class TestAppointment(AppointmentCase):
    def test_no_seat_without_consent(self):
        appointment = self.appoint()
        with self.assertRaises(AccessError):
            appointment.action_take_effect()
        self.consent(appointment)
        appointment.action_take_effect()
        seat = appointment.made_seat_ids
        self.assertEqual(seat.person_id, self.secretary)
        self.assertEqual(seat.document, appointment.resolution_id.number)
        with self.assertRaises(UserError):
            appointment.action_take_effect()

    def test_what_was_consented_to_is_what_takes_effect(self):
        appointment = self.appoint()
        self.consent(appointment)
        appointment.person_id = self.deputy
        with self.assertRaisesRegex(UserError, "decided again"):
            appointment.action_take_effect()

    def test_removal_ends_the_seat(self):
        seat = self.organs["board"].seat_ids
        removal = self.appoint(
            self.chair,
            "board",
            "board_chair",
            kind="remove",
            seat_id=seat.id,
            date_end=False,
        )
        self.consent(removal)
        removal.action_take_effect()
        self.assertEqual(seat.date_end, removal.date_start)
        self.assertEqual(seat.removal_id, removal)

    def test_elected_post_is_not_appointed(self):
        person = factory.make_persons(self.env, ["想当董事"])
        appointment = self.appoint(person, "board", "board_director")
        self.consent(appointment)
        with self.assertRaisesRegex(UserError, "is elected"):
            appointment.action_take_effect()
        acting = self.appoint(person, "board", "board_director", tenure="acting")
        self.consent(acting)
        acting.action_take_effect()
        self.assertEqual(acting.made_seat_ids.tenure, "acting")

    def test_secretary_is_suggested_as_chair_of_the_asset_committee(self):
        appointment = self.appoint(self.deputy)
        self.assertIn(self.secretary.name, appointment.advice)
        self.assertFalse(self.appoint().advice)
        form = self.env["coop.appointment"].new(
            {
                "cooperative_id": self.lake.id,
                "organ_id": self.organs["asset_committee"].id,
                "role_id": self.env.ref("community_base.role_director").id,
            }
        )
        form._onchange_post()
        self.assertEqual(form.person_id._origin, self.secretary)
        self.assertIn(self.secretary.name, self.lake.asset_chair_note)

    def test_term_is_the_laws(self):
        appointment = self.appoint(date_end=self.day("2036-01-01"))
        self.consent(appointment)
        with self.assertRaisesRegex(UserError, "at most"):
            appointment.action_take_effect()

    # Bars

    def test_director_cannot_be_supervisor(self):
        appointment = self.appoint(self.chair, "supervisors", "supervisors_chair")
        self.assertIn("cannot be supervisors", appointment.bars)
        self.consent(appointment)
        with self.assertRaisesRegex(UserError, "cannot be supervisors"):
            appointment.action_take_effect()

    def test_relative_is_barred_but_for_an_exception(self):
        person = factory.make_persons(self.env, ["董小弟"])
        self.env["coop.kinship"].create(
            {
                "cooperative_id": self.lake.id,
                "person_id": self.chair.id,
                "relative_id": person.id,
                "kind": "sibling",
            }
        )
        appointment = self.appoint(person, "supervisors", "supervisors_chair")
        self.consent(appointment)
        with self.assertRaisesRegex(UserError, "near relative") as caught:
            appointment.action_take_effect()
        self.assertNotIn(self.chair.name, str(caught.exception))
        self.env["coop.bar.exception"].create(
            {
                "cooperative_id": self.lake.id,
                "person_id": person.id,
                "bar": "relative",
                "date_start": appointment.date_start,
                "document": "街道批复1号",
            }
        )
        appointment.action_take_effect()
        self.assertTrue(appointment.made_seat_ids)

    def test_law_without_exceptions(self):
        self.lake.profile_id = self.env.ref("collective_economy.profile_national2025")
        with self.assertRaisesRegex(ValidationError, "no exception"):
            self.env["coop.bar.exception"].create(
                {
                    "cooperative_id": self.lake.id,
                    "person_id": self.chair.id,
                    "bar": "relative",
                    "date_start": house.today(self.env),
                    "document": "x",
                }
            )

    def test_cross_holding_where_it_is_barred(self):
        self.lake.profile_id._get_fact("sez", self.day("2026-03-02"))
        profile = self.lake._get_profile(house.today(self.env))
        profile.cross_holding_allowed = False
        appointment = self.appoint(self.deputy, "board", "board_chair")
        self.assertIn("Party committee", appointment.bars)

    def test_kinship_is_the_streets_alone(self):
        self.env["coop.kinship"].create(
            {
                "cooperative_id": self.lake.id,
                "person_id": self.chair.id,
                "relative_id": self.deputy.id,
                "kind": "in_law",
            }
        )
        kin = self.env["coop.kinship"]
        for role in ("staff", "committee", "clerk_a", "board_a", "auditor"):
            with self.assertRaises(AccessError):
                self.as_role(kin, role).search([])
        self.assertEqual(len(self.as_role(kin, "street").search([])), 1)
        reverse = {
            "cooperative_id": self.lake.id,
            "person_id": self.deputy.id,
            "relative_id": self.chair.id,
            "kind": "in_law",
        }
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            kin.create(reverse)
            self.env.flush_all()

    # Vacancies

    def test_resignation_needs_its_paper_and_no_consent(self):
        seat = self.organs["board"].seat_ids
        vacancy = (
            self.env["coop.vacancy"]
            .with_user(self.staff)
            .create({"seat_id": seat.id, "document": "辞职书"})
        )
        with self.assertRaisesRegex(UserError, "Attach"):
            vacancy.action_confirm()
        vacancy.file_ids = self.upload(vacancy, "辞职书.pdf")
        vacancy.action_confirm()
        self.assertEqual((seat.date_end, seat.vacancy_id), (vacancy.date, vacancy))
        with self.assertRaises(UserError):
            vacancy.date = self.day("2026-01-01")
        with self.assertRaises(UserError):
            vacancy.unlink()


@tagged("post_install", "-at_install")
class TestSeatGuard(AppointmentCase, HttpCase):
    """Who wants a seat in a cooperative without consent or election."""

    def call_as(self, role, model, method, *args, **kwargs):
        login = self.users[role].login
        self.authenticate(login, login)
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def wanted(self, **vals):
        return {
            "organ_id": self.organs["board"].id,
            "role_id": self.env.ref("community_base.role_board_director").id,
            "person_id": self.deputy.id,
            "date_start": "2026-03-02",
            **vals,
        }

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model", "odoo.sql_db")
    def test_every_route_is_refused(self):
        seat = self.organs["board"].seat_ids
        draft = self.appoint(self.deputy, "board", "board_chair")
        wanted = self.wanted()
        head = ["organ_id/.id", "role_id/.id", "person_id/.id", "date_start"]
        row = [str(wanted[name.split("/")[0]]) for name in head]
        wizard = {"seat_ids": [(6, 0, seat.ids)], "reason": "x", "date": "2026-03-01"}
        attempts = [
            ("community.seat", "create", [[wanted]], {}),
            (
                "community.seat",
                "create",
                [[{**wanted, "appointment_id": draft.id}]],
                {},
            ),
            (
                "community.seat",
                "create",
                [[wanted]],
                {"context": {"default_appointment_id": draft.id}},
            ),
            ("community.seat", "web_save", [[], wanted], {"specification": {}}),
            ("community.seat", "copy", [seat.ids, {"date_start": "2030-01-01"}], {}),
            ("community.seat", "write", [seat.ids, {"date_end": "2026-03-01"}], {}),
            ("community.seat", "write", [seat.ids, {"person_id": self.deputy.id}], {}),
            ("community.seat", "unlink", [seat.ids], {}),
            (
                "community.organ",
                "write",
                [self.organs["board"].ids, {"seat_ids": [(0, 0, wanted)]}],
                {},
            ),
            (
                "community.organ",
                "write",
                [self.organs["board"].ids, {"cooperative_id": False}],
                {},
            ),
            (
                "community.organ",
                "write",
                [self.organs["board"].ids, {"date_end": "2026-03-01"}],
                {},
            ),
            (
                "res.partner",
                "write",
                [self.deputy.ids, {"seat_ids": [(0, 0, wanted)]}],
                {},
            ),
            ("coop.appointment", "write", [draft.ids, {"state": "effective"}], {}),
            (
                "coop.appointment",
                "create",
                [[{**self.plan(), "state": "effective"}]],
                {},
            ),
            ("coop.appointment", "action_take_effect", [draft.ids], {}),
        ]
        for role in ("staff", "street", "administrator"):
            through = [
                f"{model}.{method} {args}"
                for model, method, args, kwargs in attempts
                if self.gets_through(role, model, method, args, kwargs)
            ]
            self.assertFalse(through, role)
            result = self.call_as(role, "community.seat", "load", head, [row])
            self.assertFalse(result["ids"], role)
            with self.assertRaises(JsonRpcException):
                change = self.call_as(
                    role, "community.seat.change", "create", [{**wizard, "kind": "end"}]
                )
                self.call_as(role, "community.seat.change", "action_apply", change)
        self.env.invalidate_all()
        self.assertEqual(len(self.organs["board"].seat_ids), 1)
        self.assertFalse(seat.date_end)

    def plan(self):
        return {
            "cooperative_id": self.lake.id,
            "organ_id": self.organs["board"].id,
            "role_id": self.env.ref("community_base.role_board_chair").id,
            "person_id": self.deputy.id,
            "basis": "x",
        }

    def gets_through(self, role, model, method, args, kwargs):
        try:
            self.call_as(role, model, method, *args, **kwargs)
        except JsonRpcException:
            return False
        return True

    def refused(self, statement, *params):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(statement, params)

    def test_database_keeps_the_seats(self):
        seat = self.organs["board"].seat_ids
        self.env.flush_all()
        self.refused(
            "UPDATE community_seat SET date_end='2026-03-01' WHERE id=%s", seat.id
        )
        self.refused("UPDATE community_seat SET voided=true WHERE id=%s", seat.id)
        self.refused(
            "UPDATE community_seat SET person_id=%s WHERE id=%s",
            self.deputy.id,
            seat.id,
        )
        self.refused("DELETE FROM community_seat WHERE id=%s", seat.id)
        self.refused(
            "INSERT INTO community_seat"
            " (organ_id, role_id, person_id, tenure, date_start)"
            " VALUES (%s, %s, %s, 'regular', '2026-03-02')",
            seat.organ_id.id,
            self.env.ref("community_base.role_board_director").id,
            self.deputy.id,
        )
        self.refused(
            "UPDATE community_organ SET cooperative_id=NULL WHERE id=%s",
            seat.organ_id.id,
        )
        self.refused(
            "UPDATE community_organ SET date_end='2026-03-01' WHERE id=%s",
            seat.organ_id.id,
        )

    def test_pass_without_ground_is_refused_by_the_database(self):
        seats = self.env["community.seat"]
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            draft = self.appoint(self.deputy, "board", "board_chair")
            vals = self.wanted(appointment_id=draft.id)
            with_pass(seats, {*vals, "appointment_id"})._seat_in_cooperative([vals])
            self.env.flush_all()

    def test_other_organs_are_free(self):
        seat = factory.make_seat(self.committee, "committee_member", self.chair)
        seat._end(house.today(self.env), "调离")
        self.assertEqual(seat.date_end, house.today(self.env))

    def test_while_being_set_up_seats_are_taken_over(self):
        other = coops.make_cooperative(self.env, self.south, "南湖筹备公司")
        organs = coops.make_organs(other, ["board"])
        seat = factory.make_seat(organs["board"], "board_chair", self.deputy)
        self.assertTrue(seat)
