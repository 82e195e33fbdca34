import hashlib
import json
from contextlib import contextmanager
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from ..kernel import chain
from .publication_common import PublicationCase


class TestDayHead(PublicationCase):
    """What was published of the registers shows who rewrote one."""

    def setUp(self):
        super().setUp()
        self.resolution = self.post().matter_id.resolution_ids
        self.register = self.resolution.register_id
        self.days = self.env["community.day.head"]

    def publish(self):
        self.later(days=1)
        return self.days._publish()

    def test_a_day_is_published_once(self):
        day = self.publish()
        self.assertEqual(day.heads[self.register.key], [1, self.register.head])
        self.assertEqual(self.days._publish(), day)
        self.assertEqual(self.days.search_count([("date", "=", day.date)]), 1)

    def test_only_what_moved_is_listed_and_all_is_covered(self):
        first = self.publish()
        quiet = self.publish()
        self.assertEqual((quiet.previous_id, quiet._get_heads()), (first, {}))
        self.post("修路")
        moved = self.publish()
        trail = f"trail/{self.east_street.id}/2026"
        self.assertEqual(set(moved.heads), {self.register.key, trail})
        self.assertEqual(moved.heads[self.register.key], [2, self.register.head])
        self.assertFalse((first | quiet | moved)._verify())
        self.assertEqual(len({day.digest for day in first | quiet | moved}), 3)

    def test_a_missed_day_stays_missing(self):
        first = self.publish()
        self.later(days=3)
        later = self.days._publish()
        self.assertEqual(later.date, first.date + timedelta(days=3))
        self.assertEqual(later.previous_id, first)

    def test_a_stranger_can_check_the_file(self):
        self.publish()
        file = json.loads(self.publish()._prepare_file())
        heads = json.dumps(
            file["heads"], ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        digest = hashlib.sha256(b"jiedao day\n" + heads.encode()).hexdigest()
        self.assertEqual(digest, file["digest"])

    @mute_logger("odoo.sql_db")
    def test_days_are_only_ever_added(self):
        day = self.publish()
        for change in (
            "UPDATE community_day_head SET digest = 'x'",
            "DELETE FROM community_day_head",
            "TRUNCATE community_day_head CASCADE",
        ):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self.cr.execute(change)
        for user in (self.staff, self.users["administrator"]):
            with self.assertRaises(AccessError):
                day.with_user(user).write({"digest": "x"})
            with self.assertRaises(AccessError):
                day.with_user(user).unlink()
        with self.assertRaises(AccessError):
            day.sudo().digest = "x"

    @contextmanager
    def as_database_administrator(self):
        """Work on the tables as one who can switch triggers off."""
        tables = (
            *("community_resolution", "community_register", "community_day_head"),
            "community_meeting_item",  # it points at its resolution
        )
        self.env.flush_all()
        for table in tables:
            self.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in tables:
            self.cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        self.env.invalidate_all()

    def rewrite(self, name):
        """Rewrite the register as a whole: entries, seals and head."""
        with self.as_database_administrator():
            self.cr.execute(
                "UPDATE community_resolution SET name = %s WHERE register_id = %s",
                [name, self.register.id],
            )
            self.env.invalidate_all()
            head = chain.genesis(self.register.key)
            for entry in self.register._get_entries():
                payload = entry._get_seal_payload(entry.seal_version)
                seal = chain.seal(head, entry.seal_version, payload)
                self.cr.execute(
                    "UPDATE community_resolution SET seal_previous = %s, seal = %s"
                    " WHERE id = %s",
                    [head, seal, entry.id],
                )
                head = seal
            self.cr.execute(
                "UPDATE community_register SET head = %s WHERE id = %s",
                [head, self.register.id],
            )

    def test_a_rewritten_register_is_found(self):
        self.rewrite("公布前改过")
        self.assertIsNone(self.register._verify(), "nothing was published yet")
        self.publish()
        self.assertIsNone(self.register._verify())
        self.rewrite("公布后改过")
        self.assertEqual(self.register._verify(), 1)
        with self.assertRaises(UserError):
            self.register.action_verify()
        # The next night publishes what it finds, but the first word stands.
        self.publish()
        self.assertEqual(self.register._verify(), 1)

    def test_entries_that_go_missing_are_found(self):
        self.post("修路")
        self.publish()
        last = self.register._get_entries()[-1]
        with self.as_database_administrator():
            self.cr.execute("DELETE FROM community_resolution WHERE id = %s", [last.id])
            self.cr.execute(
                "UPDATE community_register SET last_number = 1, head = %s"
                " WHERE id = %s",
                [last.seal_previous, self.register.id],
            )
        self.assertEqual(self.register._verify(), 2)

    def test_a_rewritten_day_is_found(self):
        first, second = self.publish(), self.publish()
        heads = {self.register.key: [1, chain.genesis("other")]}
        with self.as_database_administrator():
            self.cr.execute(
                "UPDATE community_day_head SET heads = %s, digest = %s WHERE id = %s",
                [
                    json.dumps(heads),
                    chain.day_head(self.days._get_covered(heads, self.days)),
                    first.id,
                ],
            )
        self.assertEqual((first | second)._verify(), second)
        with self.assertRaises(UserError):
            (first | second).action_verify()
