from datetime import date, datetime, timedelta
from unittest.mock import patch

from pytz import UTC

from odoo.addons.community_base import house
from odoo.addons.community_hr.demo import appraisal_factory as made
from odoo.addons.community_hr.demo import factory as staff

from .common import StaffCase

YEAR = date(2025, 1, 1)


class AppraisalCase(StaffCase):
    """南湖 appraises its people for 2025; the clock stands on 12 January 2026.

    ``worker`` and ``colleague`` have logins, ``third`` and ``fourth`` have none. Marks
    are given by themselves, by the Party committee (``committee`` is its secretary)
    and, for the residents, by the officer.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clock = cls.enterClassContext(patch.object(house, "now"))
        cls.set_day(date(2026, 1, 12))
        cls.set_seats_since()
        cls.third = staff.make_employee(cls.south, "武三思")
        cls.fourth = staff.make_employee(cls.south, "吕四娘")
        cls.people = cls.worker | cls.colleague | cls.third | cls.fourth
        cls.desk = cls.make_post(quota=9)
        for employee in cls.people:
            employee.version_id.post_id = cls.desk
        cls.scheme = made.make_scheme(cls.env, cls.east_street)

    @classmethod
    def set_seats_since(cls):
        """Seats are made from today on; the story is told of January."""
        cls.env.cr.execute("UPDATE community_seat SET date_start = '2024-01-01'")
        cls.env["community.seat"].invalidate_model()

    @classmethod
    def set_day(cls, day):
        cls.clock.return_value = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)

    def later(self, days):
        self.set_day(self.clock.return_value.date() + timedelta(days=days))

    def open_cycle(self, area=None, scheme=None, first=YEAR, **vals):
        """Return a cycle that the officer has opened."""
        scheme = (scheme or self.scheme).with_user(self.users["officer"])
        cycle = made.make_cycle(scheme, area or self.south, first, **vals)
        cycle.action_open()
        return cycle

    def sheet(self, cycle, employee):
        return cycle.sheet_ids.filtered(lambda one: one.employee_id == employee)

    def mark(self, cycle, role, party, marks):
        """Give marks as a role: ``{employee: mark}`` on all criteria of a party."""
        for employee, value in marks.items():
            rows = self.sheet(cycle.sudo(), employee).score_ids.filtered(
                lambda row: row.party_id.code == party
            )
            for row in self.as_role(rows, role):
                vals = {"value": value}
                if party == "residents":
                    paper = {"name": "测评表.txt", "raw": b"x"}
                    vals["file_ids"] = [(0, 0, paper)]
                row.write(vals)

    def mark_all(self, cycle, worker=95, colleague=85, third=70, fourth=40):
        """Give the committee's and the residents' marks, the same of both."""
        marks = {
            self.worker: worker,
            self.colleague: colleague,
            self.third: third,
            self.fourth: fourth,
        }
        self.mark(cycle, "committee", "committee", marks)
        self.mark(cycle, "officer", "residents", marks)

    def tell(self, cycle, **marks):
        """Bring a cycle to where its results are told."""
        self.mark_all(cycle, **marks)
        cycle.action_close_scoring()
        cycle.action_tell()

    def finish(self, cycle, **marks):
        """Bring a cycle from its opening to the seal, without any objection."""
        self.tell(cycle, **marks)
        self.later(11)
        cycle.action_publish()
        self.later(6)
        cycle.action_seal()
