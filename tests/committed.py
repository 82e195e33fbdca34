"""A community in a copy of the test database, where what is decided is committed.

What is decided can be removed from no database by any test: as it should be.
"""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api, sql_db, tools
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name

from odoo.addons.community_base import house
from odoo.addons.community_base.demo import factory


class CommittedCase(BaseCase):
    """Connections of one's own to the copy; see :meth:`commits`."""

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
    def drop(cls):
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
        district = factory.make_areas(
            env, [{"name": "并发区", "level": "district", "code": "990007000000"}]
        )
        _street, area = factory.make_street(
            env, "990007001", "并发街道", ["甲社区"], district
        )
        committee = factory.make_organ(env, "party_committee", area, "甲社区党委")
        people = factory.make_persons(env, ["甲一", "乙二", "丙三"])
        for person in people:
            factory.make_user(
                env, person.name, person.name, "committee", area, person, "en_US"
            )
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

    def heads(self, env):
        registers = env["community.register"].search([])
        return [(one.key, one.last_number, one.head) for one in registers]
