"""A backup that is restored proves itself: chains hold, triggers are there."""

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from committed import CommittedCase
from psycopg2 import IntegrityError

from odoo import SUPERUSER_ID, api, sql_db, tools
from odoo.modules.registry import Registry
from odoo.tests import tagged
from odoo.tools import mute_logger

from tools import backup, postgres, settings
from tools import database as databases

SEALED = {
    "community_meeting": "minutes = 'x'",
    "community_resolution": "name = 'x'",
    "community_resolution_use": "amount = 0",
    "community_trail": "reason = 'x'",
}


@tagged("post_install", "-at_install")
class TestRestoredSeals(CommittedCase):
    copy = "to_save"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        for name in ("BACKUPS", "WORK"):
            place = patch.object(settings, name, cls.folder / name.lower())
            place.start()
            cls.addClassCleanup(place.stop)
        _name, info = sql_db.connection_info_for("postgres")
        server = postgres.Server(
            info.get("host", ""),
            info.get("port", ""),
            info.get("user", ""),
            info.get("password", ""),
            postgres.server_binaries(),
        )
        cls.site = databases.Site(server, None, Path(tools.config["data_dir"]))
        with cls.commits() as env:
            cls.fill(env)

    @classmethod
    def fill(cls, env):
        """Decide, pay, finalise minutes, seal the trail, publish the heads."""
        self = cls("test_every_chain_holds")
        payment = self.make_payments(env, 250.5)
        payment.action_pay()
        meeting = payment.resolution_id.meeting_id
        meeting.minutes = "<p>会议由书记主持。</p>"
        scan = env["ir.attachment"].create({"name": "记录.pdf", "raw": b"signed"})
        meeting.minutes_scan_ids = scan
        meeting.action_finalise()
        cls.moment = cls.moment.replace(month=cls.moment.month + 1)
        env["community.day.head"]._publish()

    def restore(self, name):
        """Back the copy up and bring it back under another name."""
        name = f"{self.scratch}_{name}"
        sql_db.close_db(self.scratch)
        archive = backup.save(self.site, self.scratch)
        backup.restore(self.site, name, archive, lambda: None)
        self.addCleanup(databases.drop, self.site, name)
        self.addCleanup(sql_db.close_db, name)
        self.addCleanup(Registry.delete, name)
        return name

    @contextmanager
    def on(self, name):
        testing = tools.config["test_enable"]
        tools.config["test_enable"] = False
        try:
            registry = Registry(name)
        finally:
            tools.config["test_enable"] = testing
        with registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def triggers(self, env):
        env.cr.execute("""
            SELECT pg_get_triggerdef(oid), tgenabled FROM pg_trigger
             WHERE NOT tgisinternal AND tgname LIKE 'community%'
        """)
        return set(env.cr.fetchall())

    def test_every_chain_holds(self):
        with self.commits() as env:
            before = self.triggers(env)
            heads = self.heads(env)
        with self.on(self.restore("whole")) as env:
            self.assertEqual(self.heads(env), heads)
            self.assertFalse(env["community.register"]._verify_all())
            self.assertFalse(env["community.day.head"].search([])._verify())
            self.assertEqual(self.triggers(env), before)
            for table, change in SEALED.items():
                model = table.replace("_", ".")
                registers = env["community.register"].search([("model", "=", model)])
                self.assertTrue(any(registers.mapped("last_number")), model)
                for statement in (
                    f"UPDATE {table} SET {change} WHERE seal IS NOT NULL",
                    f"DELETE FROM {table} WHERE seal IS NOT NULL",
                    f"TRUNCATE {table} CASCADE",
                ):
                    with (
                        mute_logger("odoo.sql_db"),
                        self.assertRaises(IntegrityError, msg=statement),
                        env.cr.savepoint(),
                    ):
                        env.cr.execute(statement)

    def test_what_was_altered_before_is_named_after(self):
        with self.commits() as env:
            rows = {
                table: env[table.replace("_", ".")].search(
                    [("seal", "!=", False)], order="id", limit=1
                )
                for table in SEALED
            }
            places = {
                (row.register_id.key, row.register_number) for row in rows.values()
            }
        self.addCleanup(self.alter, rows, undo=self.alter(rows))
        with self.on(self.restore("altered")) as env:
            broken = env["community.register"]._verify_all()
            self.assertEqual(
                {(register.key, number) for register, number in broken.items()},
                places,
            )

    def alter(self, rows, undo=None):
        """Change a row of each table with triggers off; return what was there."""
        found = {}
        with self.commits() as env:
            for table, change in SEALED.items():
                column, value = change.split(" = ")
                env.cr.execute(
                    f"SELECT {column} FROM {table} WHERE id = %s", [rows[table].id]
                )
                [(found[table],)] = env.cr.fetchall()
                env.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                if undo is None:
                    env.cr.execute(
                        f"UPDATE {table} SET {column} = {value} WHERE id = %s",
                        [rows[table].id],
                    )
                else:
                    env.cr.execute(
                        f"UPDATE {table} SET {column} = %s WHERE id = %s",
                        [undo[table], rows[table].id],
                    )
                env.cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return found
