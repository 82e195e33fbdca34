from contextlib import contextmanager

from odoo.exceptions import AccessError, UserError

from .common import GuardCase


class TestSeal(GuardCase):
    """Nobody alters what is sealed; who breaks the triggers is found."""

    def setUp(self):
        super().setUp()
        leases = [self.make_lease(name=f"{n}号铺") for n in range(1, 4)]
        self.resolutions = self.env["community.resolution"].union(
            *[self.decide(lease, publish=False) for lease in leases]
        )
        self.register = self.resolutions.register_id
        self.env.flush_all()

    def sql(self, statement, *params):
        self.env.cr.execute(statement, params)
        self.env.invalidate_all()

    @contextmanager
    def unguarded(self, table):
        """Do what only the owner of the table can: without its triggers."""
        self.sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        self.sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    def test_sound(self):
        self.assertEqual(self.register.last_number, 3)
        self.assertIsNone(self.register._verify())
        self.assertEqual(self.env["community.register"]._verify_all(), {})
        self.assertTrue(self.env["community.register"].search([]).action_verify())

    def test_database_refuses(self):
        second = self.resolutions[1].id
        for statement in (
            f"UPDATE community_resolution SET amount = 9 WHERE id = {second}",
            f"UPDATE community_resolution SET seal = NULL WHERE id = {second}",
            f"UPDATE community_resolution SET register_number = 9 WHERE id = {second}",
            f"DELETE FROM community_resolution WHERE id = {second}",
            "TRUNCATE community_resolution CASCADE",
            "DELETE FROM community_trail",
            "UPDATE community_trail SET reason = 'x'",
            "TRUNCATE community_trail",
            "UPDATE community_register SET head = NULL",
            "UPDATE community_register SET last_number = 0",
            "UPDATE community_register SET key = 'x'",
            "DELETE FROM community_register",
        ):
            with self.subTest(statement), self.refused_by_database():
                self.sql(statement)

    def test_uses_are_only_added(self):
        lease = self.make_lease()
        self.decide(lease)
        lease.action_activate()
        for statement in (
            "UPDATE community_resolution_use SET amount = 0",
            "DELETE FROM community_resolution_use",
            "TRUNCATE community_resolution_use",
        ):
            with self.subTest(statement), self.refused_by_database():
                self.sql(statement)

    def test_program_refuses(self):
        resolution = self.resolutions[0].sudo()
        for vals in ({"amount": 1}, {"name": "x"}, {"seal": "0" * 64}, {"used": 0.5}):
            with self.refused(AccessError):
                resolution.write(vals)
        with self.refused():
            resolution.unlink()
        with self.refused():
            self.register.sudo().write({"head": False})
        with self.refused(AccessError):
            self.env["community.trail"].sudo().create({"event": "x", "model": "x"})

    def test_a_contact_can_still_be_deleted(self):
        """Its foreign keys send a statement to every table that names contacts."""
        self.env["res.partner"].create({"name": "误建"}).unlink()

    def test_tampering_is_found_and_named(self):
        second = self.resolutions.sorted("register_number")[1].id
        last = self.resolutions.sorted("register_number")[2].id
        for change, row, number in (
            ("amount = 9", second, 2),
            ("name = 'x'", second, 2),
            ("figures = NULL", second, 2),
            ("seal = NULL", second, 2),
            ("register_number = 7", second, 2),
            ("meeting_id = NULL", second, 2),
            ("register_id = NULL", second, 2),
            ("register_id = NULL", last, 3),
        ):
            with self.subTest(change), self.rolled_back():
                with self.unguarded("community_resolution"):
                    self.sql(
                        f"UPDATE community_resolution SET {change} WHERE id = %s", row
                    )
                self.assertEqual(self.register._verify(), number)
                with self.assertRaises(UserError):
                    self.register.action_verify()

    def test_tampering_with_the_register_is_found(self):
        for change, number in (
            ("head = NULL", 3),
            ("last_number = 2", 2),
            ("last_number = 4", 4),
            ("last_number = 0, head = NULL", 1),
        ):
            with self.subTest(change), self.rolled_back():
                with self.unguarded("community_register"):
                    self.sql(
                        f"UPDATE community_register SET {change} WHERE id = %s",
                        self.register.id,
                    )
                self.assertEqual(self.register._verify(), number)

    def test_the_administrator_is_told_once(self):
        tasks = self.env["mail.activity"].search([])
        self.env["community.register"]._cron_verify()
        self.assertEqual(self.env["mail.activity"].search([]), tasks)
        with self.unguarded("community_resolution"):
            self.sql(
                "UPDATE community_resolution SET amount = 9 WHERE id = %s",
                self.resolutions[0].id,
            )
        self.env["community.register"]._cron_verify()
        self.env["community.register"]._cron_verify()
        mine = self.env["mail.activity"].with_user(self.users["administrator"])
        found = mine.search([("user_id", "=", mine.env.uid)])
        self.assertEqual(len(found), 1)
        self.assertIn(self.register.name, found.summary)

    @contextmanager
    def rolled_back(self):
        point = self.env.cr.savepoint(flush=False)
        yield
        point.close(rollback=True)
        self.env.invalidate_all()
