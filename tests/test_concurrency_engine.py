"""Several people decide at once; the process dies while a meeting is being closed.

On real connections that really commit, in a copy of the test database: what is decided
can be removed from no database by any test, and that is as it should be.
"""

import subprocess
import sys
import textwrap
from datetime import timedelta

from psycopg2.errors import SerializationFailure
from scratch import ScratchCase

from odoo import SUPERUSER_ID, api, tools
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.community_base import house
from odoo.addons.community_base.demo import factory
from odoo.addons.community_base.house import with_pass


@tagged("post_install", "-at_install")
class TestDecidedAtOnce(ScratchCase):
    @classmethod
    def make_community(cls, env):
        district = factory.make_areas(
            env, [{"name": "并发区", "level": "district", "code": "990007000000"}]
        )
        _street, area = factory.make_street(
            env, "990007001", "并发街道", ["甲社区"], district
        )
        committee = factory.make_organ(env, "party_committee", area, "甲社区党委")
        people = factory.make_persons(env, ["甲一", "乙二", "丙三"])
        roles = ("secretary", "deputy_secretary", "committee_member")
        factory.make_seats(
            env,
            [
                factory.prepare_seat(committee, role, person)
                for role, person in zip(roles, people, strict=True)
            ],
        )
        cls.area_id, cls.committee_id, cls.chair_id = (
            area.id,
            committee.id,
            people[0].id,
        )

    # What the races are about

    def make_meeting(self, env, *matters):
        """Return a meeting in session on matters; all have said yes and signed."""
        steps = matters[0].browse([matter.id for matter in matters]).current_step_id
        days = max(steps.rule_id.mapped("notice_days"))
        meeting = env["community.meeting"].create(
            {
                "organ_id": self.committee_id,
                "chair_id": self.chair_id,
                "date": house.today(env) + timedelta(days=days),
                "item_ids": [(0, 0, {"step_id": step.id}) for step in steps],
            }
        )
        meeting.action_convene()
        type(self).moment += timedelta(days=days)
        meeting.action_open()
        meeting.attendance_ids.action_present()
        meeting.item_ids.action_fill_votes("yes")
        scan = env["ir.attachment"].create({"name": "签字.pdf", "raw": b"x"})
        meeting.scan_ids = scan
        return meeting

    def make_matter(self, env, **vals):
        matter = env["community.matter"].create(
            {
                "name": "并发事项",
                "class_id": env.ref("community_base.class_support").id,
                "area_id": self.area_id,
                **vals,
            }
        )
        matter.action_submit()
        return matter

    def make_payments(self, env, *amounts):
        """Return payments of one lease, for which 1000 have been decided."""
        lease = env["test.guard.lease"].create(
            {"name": "仓库", "area_id": self.area_id, "amount": 1000}
        )
        payments = env["test.guard.payment"].create(
            [
                {"lease_id": lease.id, "amount": amount, "area_id": self.area_id}
                for amount in amounts
            ]
        )
        action = payments[0].action_request_matter()
        matter = env["community.matter"].browse(action["res_id"])
        matter.amount = 1000
        matter.action_submit()
        self.make_meeting(env, matter).action_close()
        return payments

    def test_one_meeting_is_closed_once(self):
        with self.commits() as env:
            matters = [self.make_matter(env), self.make_matter(env)]
            meeting_id = self.make_meeting(env, *matters).id
        close = [lambda env: env["community.meeting"].browse(meeting_id).action_close()]
        ends = self.race(*close * 4)
        self.assertEqual(ends.count("done"), 1, ends)
        with self.commits() as env:
            meeting = env["community.meeting"].browse(meeting_id)
            self.assertEqual(meeting.state, "closed")
            resolutions = meeting.item_ids.resolution_id
            self.assertEqual(len(resolutions), 2)
            found = env["community.resolution"].search_count(
                [("meeting_id", "=", meeting_id)]
            )
            self.assertEqual(found, 2)
            self.assertIsNone(resolutions.register_id._verify())

    def test_fifty_resolutions_at_once(self):
        with self.commits() as env:
            matter = self.make_matter(env)
            vals = {
                "name": "并发决议",
                "organ_id": self.committee_id,
                "area_id": self.area_id,
                "matter_id": matter.id,
                "class_id": matter.class_id.id,
                "step_id": matter.current_step_id.id,
                "date": "2030-05-05",
            }
            resolutions = with_pass(env["community.resolution"], vals)
            ids = resolutions.create([vals] * 50).ids
        ends = self.race(
            *[
                lambda env, one=one: env["community.resolution"].browse(one)._seal()
                for one in ids
            ],
            tries=200,
        )
        self.assertEqual(set(ends), {"done"})
        with self.commits() as env:
            resolutions = env["community.resolution"].browse(ids)
            numbers = sorted(resolutions.mapped("register_number"))
            self.assertEqual(numbers, list(range(1, 51)))
            self.assertEqual(len(set(resolutions.mapped("number"))), 50)
            self.assertEqual(len(resolutions.register_id), 1)
            self.assertEqual(resolutions.register_id.last_number, 50)
            self.assertIsNone(resolutions.register_id._verify())

    def test_one_amount_is_paid_once(self):
        with self.commits() as env:
            payments = self.make_payments(env, 700, 700, 700)
        ends = self.race(
            *[
                lambda env, one=one: env["test.guard.payment"].browse(one).action_pay()
                for one in payments.ids
            ],
            tries=5,
        )
        self.assertEqual(ends.count("done"), 1, ends)
        with self.commits() as env:
            payments = payments.with_env(env)
            self.assertEqual(sorted(payments.mapped("state")).count("paid"), 1)
            resolution = payments.resolution_id
            self.assertEqual((resolution.used, len(resolution.use_ids)), (700, 1))

    def test_who_saw_it_before_does_not_pay(self):
        """His transaction began before another paid, and he asks after that."""
        with self.commits() as env:
            first, second = self.make_payments(env, 700, 700).ids
        with self.registry.cursor() as late, mute_logger("odoo.sql_db"):
            late.execute("SELECT count(*) FROM community_resolution_use")
            with self.commits() as env:
                env["test.guard.payment"].browse(first).action_pay()
            env = api.Environment(late, SUPERUSER_ID, {})
            with self.assertRaises(SerializationFailure):
                env["test.guard.payment"].browse(second).action_pay()
            late.rollback()

    def test_a_vote_given_meanwhile_is_not_lost(self):
        with self.commits() as env:
            meeting = self.make_meeting(env, self.make_matter(env))
            vote = meeting.item_ids.vote_ids[-1]
            vals = {"item_id": vote.item_id.id, "attendance_id": vote.attendance_id.id}
            vote.unlink()
        with self.registry.cursor() as late, mute_logger("odoo.sql_db"):
            late.execute("SELECT count(*) FROM community_meeting_vote")
            with self.commits() as env:
                env["community.meeting.vote"].create({**vals, "choice": "no"})
            env = api.Environment(late, SUPERUSER_ID, {})
            with self.assertRaises(SerializationFailure):
                env["community.meeting"].browse(meeting.id).action_close()
            late.rollback()

    def test_killed_while_closing_nothing_is_half_decided(self):
        with self.commits() as env:
            matters = [self.make_matter(env), self.make_matter(env)]
            meeting_id = self.make_meeting(env, *matters).id
            ids = [matter.id for matter in matters]
            before = self.heads(env)
        script = textwrap.dedent("""
            import os
            import signal
            import sys
            from odoo import SUPERUSER_ID, api, tools
            from odoo.modules.registry import Registry
            tools.config.parse_config(sys.argv[3:])
            with Registry(sys.argv[1]).cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                meeting = env["community.meeting"].browse(int(sys.argv[2]))
                meeting.action_close()
                env.flush_all()
                print("closed", len(meeting.item_ids.resolution_id), flush=True)
                os.kill(os.getpid(), signal.SIGKILL)
        """)
        settings = [f"--addons-path={','.join(tools.config['addons_path'])}"] + [
            f"--{name}={tools.config[name]}"
            for name in ("db_host", "db_port", "db_user", "db_password")
            if tools.config[name]
        ]
        ran = subprocess.run(
            [sys.executable, "-c", script, self.scratch, str(meeting_id), *settings],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        self.assertIn("closed 2", ran.stdout, ran.stderr[-2000:])
        self.assertEqual(ran.returncode, -9)
        with self.commits() as env:
            meeting = env["community.meeting"].browse(meeting_id)
            matters = env["community.matter"].browse(ids)
            self.assertEqual(meeting.state, "open")
            self.assertEqual(set(matters.mapped("state")), {"running"})
            self.assertFalse(matters.resolution_ids)
            self.assertFalse(any(meeting.item_ids.mapped("outcome")))
            self.assertEqual(self.heads(env), before)
            meeting.action_close()
            self.assertIsNone(meeting.item_ids.resolution_id.register_id._verify())

    def heads(self, env):
        registers = env["community.register"].search([])
        return [(one.key, one.last_number, one.head) for one in registers]
