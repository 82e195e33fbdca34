"""A community in a copy of the test database, where what is decided is committed."""

from datetime import timedelta

from scratch import ScratchCase

from odoo.addons.community_base import house
from odoo.addons.community_base.demo import factory


class CommittedCase(ScratchCase):
    """A committee of three with their logins, its meetings, matters and payments."""

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
        meeting.scan_ids = self.make_file(env)
        return meeting

    def make_file(self, env):
        return env["ir.attachment"].create({"name": "签字.pdf", "raw": b"x"})

    def make_matter(self, env, **vals):
        matter = env["community.matter"].create(
            {
                "name": "并发事项",
                "class_id": env.ref("community_base.class_support").id,
                "area_id": self.area_id,
                **vals,
            }
        )
        for paper in matter.paper_ids:
            paper.attachment_ids = self.make_file(env)
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
