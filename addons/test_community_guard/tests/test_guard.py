from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.community_base.house import SystemPass, with_pass

from .common import GuardCase


class TestGuard(GuardCase):
    """A lease becomes active by its own resolution, once, and by no other way."""

    def test_with_a_resolution_it_acts(self):
        lease = self.make_lease()
        resolution = self.decide(lease)
        lease.action_activate()
        self.assertEqual((lease.state, lease.resolution_id), ("active", resolution))
        self.assertEqual((resolution.used, resolution.left), (1000, 0))
        self.assertEqual(lease.matter_count, 1)
        lease.note = "钥匙在值班室"
        lease.state = "closed"

    def test_without_resolution(self):
        with self.refused(AccessError):
            self.make_lease().action_activate()

    def test_resolution_about_another_record(self):
        lease, other = self.make_lease(), self.make_lease()
        resolution = self.decide(other)
        with self.refused():
            lease.action_activate()
        with self.refused():
            lease._act("active", resolution)

    def test_resolution_of_another_class(self):
        lease = self.make_lease()
        small = self.env.ref("test_community_guard.class_test_payment")
        resolution = self.decide(lease, publish=False, class_id=small.id)
        self.assertEqual(resolution.matter_id.state, "adopted")
        with self.refused():
            lease.action_activate()
        with self.refused(AccessError):
            small.code = "test_lease"

    def test_publication_not_over(self):
        lease = self.make_lease()
        self.decide(lease, publish=False)
        with self.refused():
            lease.action_activate()
        self.later(days=7)
        self.env["community.publication"]._cron_end()
        with self.refused():
            lease.action_activate()
        self.later(days=1)
        self.env["community.publication"]._cron_end()
        lease.action_activate()

    def test_objection_not_answered(self):
        lease = self.make_lease()
        resolution = self.decide(lease, publish=False)
        page = resolution.matter_id.step_ids.publication_ids
        objections = self.env["community.objection"]
        vals = {
            "publication_id": page.id,
            "area_id": self.south.id,
            "text": "租金太低",
            "received_on": self.today,
        }
        objection = with_pass(objections, vals).create(vals).with_env(self.env)
        page.with_user(self.staff).action_withdraw("有身份证号")
        self.later(days=8)
        self.env["community.publication"]._cron_end()
        with self.refused():
            lease.action_activate()
        objection.with_user(self.staff).action_answer("按评估价")
        self.env["community.publication"]._cron_end()
        lease.action_activate()

    def test_changed_after_submission(self):
        for vals in (
            {"amount": 999},
            {"partner_id": self.people[1].id},
            {"date_end": "2040-01-01"},
        ):
            lease = self.make_lease()
            self.decide(lease)
            before = {name: lease[name] for name in vals}
            lease.write(vals)
            with self.refused():
                lease.action_activate()
            lease.write(before)
            lease.action_activate()

    def test_changed_between_submission_and_vote(self):
        lease = self.make_lease()
        matter = self.request(lease)
        lease.amount = 10
        self.hold_meeting(matter.current_step_id)
        self.later(days=8)
        self.env["community.publication"]._cron_end()
        with self.refused():
            lease.action_activate()

    def test_once(self):
        lease = self.make_lease()
        self.decide(lease)
        lease.action_activate()
        lease.state = "closed"
        with self.refused():
            lease.action_activate()
        self.decide(lease)
        lease.action_activate()

    def test_rejected_or_withdrawn(self):
        lease = self.make_lease()
        matter = self.request(lease)
        matter.action_withdraw("不租了")
        with self.refused():
            lease.action_activate()
        matter = self.request(lease)
        self.hold_meeting(matter.current_step_id, no=8)
        self.assertEqual(matter.state, "rejected")
        with self.refused():
            lease.action_activate()


class TestRoutes(GuardCase):
    """Every way into the guarded state but the one."""

    def setUp(self):
        super().setUp()
        self.lease = self.make_lease()

    def test_write(self):
        forged = {SystemPass.KEY: True, "default_state": "active"}
        for lease in (self.lease, self.lease.sudo(), self.lease.with_context(**forged)):
            with self.refused():
                lease.state = "active"
        other = SystemPass(self.make_lease(), {"state"})
        with self.refused():
            self.lease.with_context(**{SystemPass.KEY: other}).state = "active"
        with self.refused():
            self.lease.resolution_id = self.decide(self.make_lease())

    def test_create(self):
        with self.refused():
            self.make_lease(state="active")
        with self.refused_by_database():
            self.lease.with_context(default_state="active").create(
                {"name": "x", "area_id": self.south.id}
            )
        with self.refused():
            self.make_lease(resolution_id=self.decide(self.make_lease()).id)

    def test_own_default_of_a_user(self):
        self.env["ir.default"].with_user(self.staff).set(
            "test.guard.lease", "state", "active", user_id=True
        )
        with self.refused_by_database():
            self.make_lease()

    def test_import(self):
        answer = self.lease.load(
            ["name", "area_id/.id", "state"], [["x", str(self.south.id), "active"]]
        )
        self.assertFalse(answer["ids"])
        answer = self.lease.load([".id", "state"], [[str(self.lease.id), "active"]])
        self.assertFalse(answer["ids"])
        self.assertEqual(self.lease.state, "draft")

    def test_copy(self):
        self.decide(self.lease)
        self.lease.action_activate()
        with self.refused():
            self.lease.copy()
        with self.refused():
            self.lease.copy({"state": "draft", "resolution_id": 1})
        self.assertFalse(self.lease.copy({"state": "draft"}).resolution_id)

    def test_archive_and_back(self):
        self.lease.action_archive()
        self.lease.action_unarchive()
        self.assertEqual(self.lease.state, "draft")
        self.decide(self.lease)
        self.lease.action_activate()
        self.lease.action_archive()
        with self.refused():
            self.lease.amount = 5
        self.lease.action_unarchive()

    def test_what_was_decided_stays(self):
        self.decide(self.lease)
        self.lease.action_activate()
        for vals in (
            {"amount": 100000},
            {"partner_id": self.people[1].id},
            {"state": "closed", "amount": 5},
        ):
            with self.refused():
                self.lease.sudo().write(vals)
        with self.refused_by_database():
            self.sql("UPDATE test_guard_lease SET amount = 7 WHERE id = %s")

    def test_unlink(self):
        self.make_lease().unlink()
        self.decide(self.lease)
        self.lease.action_activate()
        with self.refused():
            self.lease.sudo().unlink()
        with self.refused_by_database():
            self.sql("DELETE FROM test_guard_lease WHERE id = %s")
        self.lease.state = "closed"
        with self.refused():
            self.lease.unlink()

    def sql(self, statement):
        self.env.flush_all()
        self.env.cr.execute(SQL(statement, self.lease.id))

    def test_sql(self):
        with self.refused_by_database():
            self.sql("UPDATE test_guard_lease SET state = 'active' WHERE id = %s")
        with self.refused_by_database():
            self.sql(
                "INSERT INTO test_guard_lease (name, area_id, state) "
                "SELECT name, area_id, 'active' FROM test_guard_lease WHERE id = %s"
            )

    def test_use_of_an_earlier_transaction(self):
        self.decide(self.lease)
        self.lease.action_activate()
        self.lease.state = "closed"
        self.env.flush_all()
        cr = self.env.cr
        cr.execute("ALTER TABLE community_resolution_use DISABLE TRIGGER USER")
        cr.execute("UPDATE community_resolution_use SET txid = txid - 1")
        cr.execute("ALTER TABLE community_resolution_use ENABLE TRIGGER USER")
        with self.refused_by_database():
            self.sql("UPDATE test_guard_lease SET state = 'active' WHERE id = %s")

    def test_computed_state(self):
        permit = self.make_permit()
        with self.refused_by_database():
            permit.stamped = True
        with self.refused():
            permit.create({"name": "x", "area_id": self.south.id, "stamped": True})
        with self.refused():
            permit.state = "granted"
        self.decide(permit)
        permit.action_grant()
        self.assertEqual(permit.state, "granted")
        with self.refused():
            permit.name = "早市"


class TestAmount(GuardCase):
    """Several payments use up what one resolution allows, and not a fen more."""

    def setUp(self):
        super().setUp()
        self.lease = self.make_lease(amount=1000)
        payment = self.make_payment(self.lease, 400)
        self.resolution = self.decide(payment, publish=False)

    def pay(self, amount):
        payment = self.make_payment(self.lease, amount)
        payment.action_pay()
        return payment

    def test_parts_of_the_amount(self):
        self.pay(400)
        self.pay(599.99)
        self.assertAlmostEqual(self.resolution.left, 0.01)
        with self.refused():
            self.pay(0.02)
        self.pay(0.01)
        self.assertEqual(len(self.resolution.use_ids), 3)
        with self.refused():
            self.pay(0.01)

    def test_odd_amounts(self):
        for amount in (-1, -1000, 1000.01):
            with self.refused():
                self.pay(amount)
        self.pay(0)
        with self.refused():
            self.pay(0)

    def test_same_payment_twice(self):
        payment = self.pay(100)
        payment.state = "draft"
        with self.refused():
            payment.action_pay()
        with self.refused():
            payment._act("paid", self.resolution)

    def test_of_another_lease(self):
        with self.refused():
            self.make_payment(self.make_lease(), 10).action_pay()
        payment = self.pay(100)
        with self.refused():
            payment.amount = 900

    def test_second_resolution_when_the_first_is_spent(self):
        self.pay(1000)
        second = self.decide(self.make_payment(self.lease, 5), publish=False)
        self.assertEqual(self.pay(300).resolution_id, second)

    def test_overdrawn_in_the_database(self):
        self.pay(1000)
        with self.refused_by_database():
            self.env.cr.execute("UPDATE community_resolution SET used = used + 1")
