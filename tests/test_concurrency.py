"""Two people press the button at once; the process dies in the middle.

On real connections that really commit: what these tests leave is removed by hand.
"""

import subprocess
import sys
import textwrap
import threading
from contextlib import contextmanager

from psycopg2 import IntegrityError, OperationalError

from odoo import SUPERUSER_ID, api, tools
from odoo.exceptions import LockError, UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from odoo.addons.community_base.demo import factory

DISTRICT = "990007000000"
REFUSED = (IntegrityError, OperationalError, LockError, UserError)


@tagged("post_install", "-at_install")
class TestAtOnce(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.commits() as env:
            district = factory.make_areas(
                env, [{"name": "并发区", "level": "district", "code": DISTRICT}]
            )
            _street, (community, other) = factory.make_street(
                env, "990007001", "并发街道", ["甲社区", "乙社区"], district
            )
            committee = factory.make_organ(env, "party_committee", community)
            people = factory.make_persons(env, [f"候选{n}" for n in range(6)])
            cls.committee_id, cls.people_ids = committee.id, people.ids
            cls.community_id, cls.other_id = community.id, other.id
        cls.addClassCleanup(cls.remove_everything)

    @classmethod
    def remove_everything(cls):
        with cls.commits() as env:
            cr = env.cr
            cr.execute(
                "DELETE FROM community_seat WHERE organ_id = %s", [cls.committee_id]
            )
            cr.execute("DELETE FROM community_organ WHERE id = %s", [cls.committee_id])
            cr.execute("DELETE FROM community_area_change WHERE document = '并发'")
            cr.execute(
                "DELETE FROM community_area WHERE code LIKE '990007%%' OR name = '中断'"
            )
            cr.execute("DELETE FROM res_partner WHERE id = ANY(%s)", [cls.people_ids])

    @classmethod
    @contextmanager
    def commits(cls):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, factory.QUIET)

    def race(self, *acts):
        """Run each act on its own connection at once; return how each ended.

        All are at the start line with a transaction open before the first acts.
        """
        ends = [None] * len(acts)
        line = threading.Barrier(len(acts))

        def run(number, act):
            try:
                with self.commits() as env:
                    env.cr.execute("SELECT 1")
                    line.wait(20)
                    act(env)
                    env.flush_all()
                ends[number] = "done"
            except REFUSED as refusal:
                ends[number] = type(refusal).__name__

        threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
        with mute_logger("odoo.sql_db"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
        self.assertNotIn(None, ends, "an act neither ended nor was refused")
        return ends

    def seat(self, person_id):
        def act(env):
            committee = env["community.organ"].browse(self.committee_id)
            person = env["res.partner"].browse(person_id)
            factory.make_seat(committee, "secretary", person)

        return act

    def test_six_secretaries_at_once_leave_one(self):
        ends = self.race(*[self.seat(person) for person in self.people_ids])
        self.assertEqual(ends.count("done"), 1, ends)
        with self.commits() as env:
            committee = env["community.organ"].browse(self.committee_id)
            self.assertEqual(len(committee.seat_ids), 1)

    def test_a_change_of_areas_is_carried_out_once(self):
        with self.commits() as env:
            change = env["community.area.change"].create(
                {
                    "kind": "rename",
                    "document": "并发",
                    "area_ids": [(6, 0, [self.other_id])],
                    "new_name": "丙社区",
                }
            )
        ends = self.race(
            *[lambda env: env["community.area.change"].browse(change.id).action_apply()]
            * 3
        )
        self.assertEqual(ends.count("done"), 1, ends)

    def test_killed_in_the_middle_nothing_is_half_done(self):
        """The process dies after the areas were written and before the commit."""
        script = textwrap.dedent("""
            import os
            import signal
            import sys
            from odoo import SUPERUSER_ID, api, tools
            from odoo.modules.registry import Registry
            tools.config.parse_config(sys.argv[2:])
            with Registry(sys.argv[1]).cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["community.area"].create(
                    [{"name": "中断", "level": "district", "code": f"9900060000{n:02d}"}
                     for n in range(20)]
                )
                env.flush_all()
                cr.execute("SELECT count(*) FROM community_area WHERE name = '中断'")
                print("written", cr.fetchone()[0], flush=True)
                os.kill(os.getpid(), signal.SIGKILL)
        """)
        paths = tools.config["addons_path"]
        settings = [f"--addons-path={','.join(paths)}"] + [
            f"--{name}={tools.config[name]}"
            for name in ("db_host", "db_port", "db_user", "db_password")
            if tools.config[name]
        ]
        ran = subprocess.run(
            [sys.executable, "-c", script, get_db_name(), *settings],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        self.assertIn("written 20", ran.stdout, ran.stderr[-2000:])
        self.assertEqual(ran.returncode, -9)
        with self.commits() as env:
            self.assertFalse(env["community.area"].search([("name", "=", "中断")]))
