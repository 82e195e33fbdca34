from contextlib import contextmanager

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tools import mute_logger

from odoo.addons.community_base.tests.engine_common import EngineCase


class GuardCase(EngineCase):
    """Leases, permits and payments of a stranger's addon, and how they are decided."""

    def make_lease(self, **vals):
        return (
            self.env["test.guard.lease"]
            .with_user(self.staff)
            .create(
                {
                    "name": "东塘仓库",
                    "area_id": self.south.id,
                    "partner_id": self.people[0].id,
                    "amount": 1000,
                    "date_start": "2026-04-01",
                    "date_end": "2029-03-31",
                    **vals,
                }
            )
        )

    def make_permit(self):
        permits = self.env["test.guard.permit"].with_user(self.staff)
        return permits.create({"name": "夜市", "area_id": self.south.id})

    def make_payment(self, lease, amount):
        return (
            self.env["test.guard.payment"]
            .with_user(self.staff)
            .create(
                {"lease_id": lease.id, "amount": amount, "area_id": self.south.id},
            )
        )

    def request(self, record, **vals):
        """Return the matter about a record, submitted."""
        action = record.action_request_matter()
        matter = self.env["community.matter"].with_user(self.staff)
        matter = matter.browse(action["res_id"])
        matter.write(vals)
        matter.action_submit()
        return matter

    def decide(self, record, publish=True, **vals):
        """Have a record decided and, unless told otherwise, published in full."""
        matter = self.request(record, **vals)
        self.assertEqual(self.hold_meeting(matter.current_step_id).outcome, "adopted")
        if publish:
            self.later(days=8)
            self.env["community.publication"]._cron_end()
        return matter.resolution_ids

    @contextmanager
    def refused(self, kind=UserError):
        """The program refuses, and nothing of the attempt stays."""
        with self.assertRaises(kind), mute_logger("odoo.sql_db"):
            yield
        self.env.invalidate_all()

    @contextmanager
    def refused_by_database(self):
        with self.refused(IntegrityError):
            yield
            self.env.flush_all()
