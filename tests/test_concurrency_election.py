"""Two confirm one count at once; the process dies while a result is recorded.

On real connections that really commit, in a copy of the test database.
"""

import subprocess
import sys
import textwrap
from datetime import timedelta

from scratch import ScratchCase

from odoo import tools
from odoo.tests import tagged

from odoo.addons.collective_economy.demo import elections
from odoo.addons.collective_economy.demo import factory as coops
from odoo.addons.community_base.demo import factory

KILLED = """
    import os
    import signal
    import sys
    from odoo import SUPERUSER_ID, api, tools
    from odoo.modules.registry import Registry
    tools.config.parse_config(sys.argv[3:])
    with Registry(sys.argv[1]).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        election = env["coop.election"].browse(int(sys.argv[2]))
        election.action_close_count()
        env.flush_all()
        print("recorded", len(election.result_ids), election.state, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


@tagged("post_install", "-at_install")
class TestCountedAtOnce(ScratchCase):
    @classmethod
    def make_community(cls, env):
        district = factory.make_areas(
            env, [{"name": "选举区", "level": "district", "code": "990006000000"}]
        )
        _street, cls.areas = factory.make_street(
            env, "990006001", "选举街道", ["一社区", "二社区"], district
        )
        cls.area_ids = cls.areas.ids

    def make_election(self, env, number):
        """Return the id of an election whose counts are entered."""
        area = env["community.area"].browse(self.area_ids[number])
        committee = factory.make_organ(env, "party_committee", area)
        lake = coops.make_cooperative(env, area, f"{area.name}公司")
        organs = coops.make_organs(lake)
        names = [f"人{one}" for one in range(24)]
        persons = factory.make_persons(env, names)
        coops.open_register(coops.make_holders(lake, persons[:3]), "cooperative", 100)
        lake.action_activate()
        posts = [
            (organs["board"], env.ref(f"community_base.role_{role}"), seats)
            for role, seats in (("board_chair", 1), ("board_director", 4))
        ]
        election = elections.plan(lake, posts)
        hold = elections.Hold(election, self.later, committee)
        chair, directors = election.post_ids
        standing = [(chair, one) for one in persons[3:5]]
        standing += [(directors, one) for one in persons[5:10]]
        hold.until("count", standing, persons[10:21], persons[21:23])
        for sheet in election.round_id.sheet_ids:
            elections.fill(sheet, [3] * sheet.seats)
        return election.id

    def later(self, days):
        type(self).moment += timedelta(days=days)

    def close(self, election_id):
        return lambda env: env["coop.election"].browse(election_id).action_close_count()

    def test_one_count_is_confirmed_once(self):
        with self.commits() as env:
            election_id = self.make_election(env, 0)
        ends = self.race(*[self.close(election_id)] * 4)
        self.assertEqual(ends.count("done"), 1, ends)
        with self.commits() as env:
            election = env["coop.election"].browse(election_id)
            self.assertEqual(election.state, "result")
            self.assertEqual(len(election.result_ids), 1)
            self.assertIsNone(election.result_ids.register_id._verify())

    def test_killed_while_recording_nothing_is_half_there(self):
        with self.commits() as env:
            election_id = self.make_election(env, 1)
        settings = [f"--addons-path={','.join(tools.config['addons_path'])}"] + [
            f"--{name}={tools.config[name]}"
            for name in ("db_host", "db_port", "db_user", "db_password")
            if tools.config[name]
        ]
        ran = subprocess.run(
            [
                sys.executable,
                "-c",
                textwrap.dedent(KILLED),
                self.scratch,
                str(election_id),
                *settings,
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        self.assertIn("recorded 1 result", ran.stdout, ran.stderr[-2000:])
        self.assertEqual(ran.returncode, -9)
        with self.commits() as env:
            election = env["coop.election"].browse(election_id)
            self.assertEqual(
                (election.state, election.round_id.state), ("count", "count")
            )
            self.assertFalse(election.result_ids)
            election.action_close_count()
            self.assertIsNone(election.result_ids.register_id._verify())
