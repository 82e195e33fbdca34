from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from odoo.addons.community_base.demo import factory

from .common import GuardCase


class TestGuardByApproval(GuardCase):
    """The last approval of a procedure makes the resolution that an act rests on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls._seat_user("workstation", "station_head", "南湖工作站")
        cls.director = cls._seat_user("supervision", "director", "南湖居务监督委员会")
        cls.vice = cls._make_login("t_vice")
        factory.make_seat(cls.committee, "deputy_secretary", cls.vice.partner_id)
        cls.boss = cls.users["committee"]

    @classmethod
    def _make_login(cls, login):
        return factory.make_user(cls.env, login, login, "committee", cls.south)

    @classmethod
    def _seat_user(cls, kind, role, name):
        organ = factory.make_organ(cls.env, kind, cls.south, name)
        user = cls._make_login(f"t_{kind}")
        factory.make_seat(organ, role, user.partner_id)
        return user

    def start(self, procedure):
        lease = self.make_lease()
        self.env.ref("test_community_guard.class_test_lease").procedure_code = procedure
        return lease, self.request(lease)

    def approve(self, matter, *users):
        for user in users:
            step = matter.with_user(user)._get_my_steps()
            step.action_approve("同意")
            self.env.invalidate_all()

    def check(self, procedure, *users):
        """Nothing is permitted until the last of these has approved."""
        lease, matter = self.start(procedure)
        for user in users:
            with self.refused(AccessError):
                lease.action_activate()
            self.assertFalse(matter.resolution_ids)
            self.approve(matter, user)
        resolution = matter.resolution_ids
        self.assertEqual(resolution.number, "南湖党批〔2026〕1号")
        self.assertEqual(resolution.organ_id, self.committee)
        self.assertEqual(resolution.seat_id.person_id, users[-1].partner_id)
        self.assertIsNone(resolution.register_id._verify())
        lease.action_activate()
        self.assertEqual((lease.resolution_id, resolution.left), (resolution, 0))

    def test_by_the_secretary(self):
        self.check("secretary_approval", self.boss)

    def test_in_sequence(self):
        self.check("signoff_sequence", self.head, self.vice, self.boss)

    def test_in_parallel(self):
        self.check("signoff_parallel", self.director, self.head, self.boss)

    def test_refused(self):
        lease, matter = self.start("signoff_sequence")
        self.approve(matter, self.head)
        matter.current_step_id.with_user(self.vice).action_refuse("租金过低")
        self.assertFalse(matter.resolution_ids)
        with self.refused(AccessError):
            lease.action_activate()

    def test_what_was_approved_is_what_is_carried_out(self):
        lease, matter = self.start("secretary_approval")
        self.approve(matter, self.boss)
        lease.amount = 2000
        with self.refused():
            lease.action_activate()

    def test_numbers_have_no_gaps_and_do_not_touch_those_of_meetings(self):
        for _number in range(2):
            self.approve(self.start("secretary_approval")[1], self.boss)
        matter = self.make_matter("support")
        matter.action_submit()
        self.hold_meeting(matter.current_step_id)
        found = self.env["community.resolution"].search(
            [("organ_id", "=", self.committee.id)], order="id"
        )
        self.assertEqual(
            found.mapped("number"),
            ["南湖党批〔2026〕1号", "南湖党批〔2026〕2号", "南湖党〔2026〕1号"],
        )

    def test_taken_back_it_permits_nothing_until_approved_anew(self):
        lease, matter = self.start("secretary_approval")
        self.approve(matter, self.boss)
        matter.with_user(self.boss).action_take_back("看错金额")
        with self.refused(AccessError):
            lease.action_activate()
        self.approve(matter, self.boss)
        with self.refused(AccessError):
            lease._act("active", matter.resolution_ids.filtered("revoked_on"))
        lease.action_activate()
        self.assertFalse(lease.resolution_id.revoked_on)

    def test_what_was_used_is_not_taken_back(self):
        lease, matter = self.start("secretary_approval")
        self.approve(matter, self.boss)
        lease.action_activate()
        with self.refused():
            matter.with_user(self.boss).action_take_back("看错金额")
        self.assertEqual(matter.state, "closed")
        with self.refused_by_database():
            self.env.cr.execute(
                "UPDATE community_resolution SET revoked_on = date WHERE id = %s",
                [lease.resolution_id.id],
            )

    def test_one_of_each_step(self):
        _lease, matter = self.start("secretary_approval")
        self.approve(matter, self.boss)
        again = self.env["community.resolution"].sudo()
        step = matter.resolution_ids.step_id.sudo()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                again._adopt(step, step.closed_on, seat=step.seat_id)
