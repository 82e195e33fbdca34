"""A copy of the test database for what really commits.

What is decided or registered can be removed from no database by any test, and that is
as it should be: the copy is dropped.
"""

import random
import shutil
import subprocess
import sys
import textwrap
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import psycopg2
from psycopg2 import IntegrityError, OperationalError

from odoo import SUPERUSER_ID, api, sql_db, tools
from odoo.exceptions import LockError, UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name
from odoo.tools import mute_logger

from odoo.addons.community_base import house
from odoo.addons.community_base.demo import factory

REFUSED = (IntegrityError, OperationalError, LockError, UserError)


class ScratchCase(BaseCase):
    """Each class makes its own people in :meth:`make_community`."""

    #: What the name of the copy ends with.
    copy = "at_once"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scratch = f"{get_db_name()}_{cls.copy}"
        cls.on_server(f'DROP DATABASE IF EXISTS "{cls.scratch}" WITH (FORCE)')
        sql_db.close_db(get_db_name())
        cls.on_server(f'CREATE DATABASE "{cls.scratch}" TEMPLATE "{get_db_name()}"')
        cls.addClassCleanup(cls.drop)
        # Several test processes share one filestore; the copy has one of its own.
        files = patch.object(tools.config, "filestore", cls.get_filestore)
        files.start()
        cls.addClassCleanup(files.stop)
        cls.moment = datetime(2026, 3, 2, 2, tzinfo=UTC)
        clock = patch.object(house, "now", lambda: cls.moment)
        clock.start()
        cls.addClassCleanup(clock.stop)
        cls.registry = cls.load_registry()
        with cls.commits() as env:
            cls.make_community(env)

    @classmethod
    def load_registry(cls):
        """Return the copy's registry; loading it must not start the tests again."""
        testing = tools.config["test_enable"]
        tools.config["test_enable"] = False
        try:
            return Registry(cls.scratch)
        finally:
            tools.config["test_enable"] = testing

    @classmethod
    def on_server(cls, statement):
        _name, info = sql_db.connection_info_for("postgres")
        connection = psycopg2.connect(**info)
        connection.autocommit = True
        try:
            connection.cursor().execute(statement)
        finally:
            connection.close()

    @classmethod
    def get_filestore(cls, name):
        return str(Path(tools.config["data_dir"]) / "filestore" / name)

    @classmethod
    def drop(cls):
        shutil.rmtree(cls.get_filestore(cls.scratch), ignore_errors=True)
        Registry.delete(cls.scratch)
        sql_db.close_db(cls.scratch)
        cls.on_server(f'DROP DATABASE "{cls.scratch}" WITH (FORCE)')

    @classmethod
    @contextmanager
    def commits(cls):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, factory.QUIET)

    @classmethod
    def make_community(cls, env):
        raise NotImplementedError

    def race(self, *acts, tries=1):
        """Run each act on its own connection at once; return how each ended.

        All are at the start line with a transaction open before the first acts.
        """
        ends = [None] * len(acts)
        line = threading.Barrier(len(acts))

        def run(number, act):
            for attempt in range(tries):
                try:
                    with self.commits() as env:
                        env.cr.execute("SELECT count(*) FROM community_register")
                        if not attempt:
                            line.wait(60)
                        act(env)
                    ends[number] = "done"
                    return
                except REFUSED as refusal:
                    ends[number] = type(refusal).__name__
                    time.sleep(random.uniform(0, 0.2))

        threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
        with mute_logger("odoo.sql_db"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(120)
        self.assertNotIn(None, ends, "an act neither ended nor was refused")
        return ends

    def run_until_killed(self, acts, *args):
        """Run acts in a process of their own that is killed before it commits."""
        script = textwrap.dedent("""
            import os
            import signal
            import sys
            from odoo import SUPERUSER_ID, api, tools
            from odoo.modules.registry import Registry
            tools.config.parse_config(sys.argv[{first}:])
            with Registry(sys.argv[1]).cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {{}})
            {acts}
                os.kill(os.getpid(), signal.SIGKILL)
        """).format(
            first=2 + len(args), acts=textwrap.indent(textwrap.dedent(acts), "    ")
        )
        settings = [f"--addons-path={','.join(tools.config['addons_path'])}"] + [
            f"--{name}={tools.config[name]}"
            for name in ("db_host", "db_port", "db_user", "db_password")
            if tools.config[name]
        ]
        return subprocess.run(
            [sys.executable, "-c", script, self.scratch, *map(str, args), *settings],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
