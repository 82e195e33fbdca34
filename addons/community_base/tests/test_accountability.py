from contextlib import contextmanager

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from ..demo import factory
from .engine_common import EngineCase


class TestAccountability(EngineCase):
    """追责问责: what is late or hidden becomes a case, and a case has an outcome."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.street = cls.users["street"]
        cls.department = factory.make_organ(
            cls.env, "department", cls.east_street, "东街道民政办"
        )

    def open_case(self, role="street", **vals):
        vals = vals or {"organ_id": self.committee.id}
        cases = self.env["community.accountability.case"].with_user(self.users[role])
        return cases.create({"facts": "合同未报备", **vals})

    @contextmanager
    def refused_by_database(self):
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            yield

    def test_from_facts_to_outcome(self):
        case = self.open_case()
        self.assertEqual((case.number, case.state), ("2026-0001", "open"))
        self.assertEqual(case.found_by_id, self.street.partner_id)
        self.assertEqual(case.area_id, self.south)
        with self.assertRaises(UserError):
            case.action_order_measures()
        case.write({"measures": "限期补报", "deadline": "2026-03-20"})
        case.action_order_measures()
        for outcome in (False, "  "):
            case.outcome = outcome
            with self.assertRaises(UserError):
                case.action_close()
        case.outcome = "已补报，约谈负责人"
        case.action_close()
        self.assertEqual((case.state, str(case.closed_on)), ("closed", "2026-03-02"))
        with self.assertRaises(UserError):
            case.outcome = "算了"
        events = self.env["community.trail"].search(
            [("model", "=", case._name), ("res_id", "=", case.id)]
        )
        self.assertEqual(
            set(events.mapped("event")),
            {"case_opened", "measures_ordered", "case_closed"},
        )

    def test_exactly_one_is_held_to_account(self):
        self.open_case(seat_id=self.secretary_seat.id)
        self.assertEqual(
            self.open_case(department_id=self.department.id).area_id, self.east_street
        )
        for vals in (
            {"matter_id": False},
            {"organ_id": self.committee.id, "seat_id": self.secretary_seat.id},
        ):
            with self.refused_by_database():
                self.open_case(**vals)
        with self.assertRaises(UserError):
            self.open_case(department_id=self.committee.id)

    def test_whom_it_is_about_has_no_hand_in_it(self):
        seat = factory.make_seat(
            self.department, "department_head", self.street.partner_id
        )
        for vals in ({"seat_id": seat.id}, {"department_id": self.department.id}):
            case = self.open_case("district", **vals).with_user(self.street)
            with self.assertRaises(UserError):
                case.outcome = "没事"
            case.with_user(self.users["district"]).outcome = "没事"
            with self.assertRaises(UserError):
                case.action_close()

    def test_never_deleted(self):
        case = self.open_case()
        with self.assertRaises(UserError):
            case.sudo().unlink()
        with self.refused_by_database():
            self.cr.execute(
                "DELETE FROM community_accountability_case WHERE id = %s", [case.id]
            )

    def test_no_field_of_the_system_is_set_by_hand(self):
        case = self.open_case()
        for vals in (
            {"state": "closed"},
            {"number": "1"},
            {"key": "x"},
            {"rule_code": "x"},
            {"found_by_id": self.secretary.id},
            {"area_id": self.north.id},
            {"organ_id": self.joint.id},
        ):
            with self.assertRaises(AccessError):
                case.write(vals)
        with self.assertRaises(AccessError):
            self.open_case("staff")

    # The rule

    def find(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("community_base.ir_cron_find_overdue").method_direct_trigger()
        self.env.invalidate_all()
        return self.env["community.accountability.case"].search([])

    def test_what_is_long_overdue_becomes_a_case_once(self):
        matter = self.make_matter("support")
        matter.action_submit()
        step = matter.current_step_id
        self.later(days=(step.deadline - self.day("2026-03-02")).days + 30)
        self.assertFalse(self.find())
        self.later(days=1)
        case = self.find()
        self.assertEqual((case.rule_code, case.organ_id), ("overdue", step.organ_id))
        self.assertEqual((case.matter_id, case.found_by_id.ids), (matter, []))
        self.assertEqual(case.key, f"overdue/{step.id}")
        self.later(days=1)
        self.assertEqual(self.find(), case)
        with self.refused_by_database():
            self.env["community.accountability.case"]._open_overdue(step)

    def test_the_days_are_a_limit(self):
        self.set_limit("accountability_overdue_days", 5)
        matter = self.make_matter("support")
        matter.action_submit()
        self.later(days=40)
        self.assertEqual(len(self.find()), 1)

    def test_who_decided_answers_for_the_carrying_out(self):
        matter = self.make_matter()
        matter.action_submit()
        step = matter.step_ids.filtered(lambda step: step.kind == "outcome")
        matter.current_step_id._set(state="done")
        step._set(state="open", deadline="2026-03-03")
        self.later(days=60)
        self.assertEqual(self.find().organ_id, self.residents)


class TestPairing(EngineCase):
    """挂点: which unit answers for which community, from when until when."""

    def pair(self, **vals):
        pairings = self.env["community.pairing"].with_user(self.users["street"])
        return pairings.create(
            {
                "organ_id": self.organ.id,
                "area_id": self.south.id,
                "date_start": "2026-01-01",
                "date_end": "2026-06-30",
                **vals,
            }
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.organ = factory.make_organ(
            cls.env, "department", cls.east_street, "东街道办"
        )

    def test_one_unit_is_paired_once_at_a_time(self):
        pairing = self.pair()
        self.assertTrue(pairing.is_current)
        self.assertIn(pairing, pairing.search([("is_current", "=", True)]))
        self.pair(area_id=self.north.id)
        self.pair(organ_id=self.committee.id)
        self.pair(date_start="2026-07-01", date_end=False)
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.pair(date_start="2026-06-30", date_end=False)

    def test_only_with_a_community(self):
        with self.assertRaises(UserError):
            self.pair(area_id=self.east_street.id)

    def test_what_has_begun_stays(self):
        pairing = self.pair()
        with self.assertRaises(UserError):
            pairing.unlink()
        with self.assertRaises(AccessError):
            pairing.date_start = "2026-02-01"
        pairing.date_end = "2026-03-01"
        self.assertFalse(pairing.is_current)

    def test_elsewhere_it_is_not_mine_to_pair(self):
        with self.assertRaises(AccessError):
            self.pair(area_id=self.west.id)
