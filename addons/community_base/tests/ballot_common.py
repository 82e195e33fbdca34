from datetime import timedelta

from ..demo import factory
from .engine_common import EngineCase


class BallotCase(EngineCase):
    """The residents of 南湖 vote by secret ballot; each of the nine has a login."""

    RULE = "residents_assembly"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.voters = cls.env["res.users"].union(
            *[
                factory.make_user(
                    cls.env,
                    f"t_voter{number}",
                    person.name,
                    "committee",
                    cls.south,
                    person,
                    lang="en_US",
                )
                for number, person in enumerate(cls.people)
            ]
        )
        step = cls.env.ref("community_base.procedure_residents_decision_1")
        step.write({"secret": True, "rule_code": cls.RULE})

    def prepare(self, kind="electronic"):
        """Return a meeting of the residents with one secret vote on its agenda."""
        matter = self.make_matter("residents_matter")
        matter.action_submit()
        step = matter.current_step_id
        meeting = self.env["community.meeting"].with_user(self.staff)
        return meeting.create(
            {
                "organ_id": self.residents.id,
                "date": meeting._today() + timedelta(days=step.rule_id.notice_days),
                "chair_id": self.people[0].id,
                "item_ids": [(0, 0, {"step_id": step.id, "ballot_kind": kind})],
            }
        )

    def open(self, there=9, **options):
        """Return the item of a meeting in session, where the first have signed in."""
        meeting = self.prepare(**options)
        meeting.action_convene()
        self.later(days=meeting.notice_days)
        meeting.action_open()
        lines = meeting.attendance_ids
        lines.filtered(
            lambda line: line.person_id in self.people[:there]
        ).action_present()
        return meeting.item_ids

    def line(self, item, number):
        return item.meeting_id.attendance_ids.filtered(
            lambda line: line.person_id == self.people[number]
        )

    def cast(self, item, number, choice="yes", line=None):
        """Cast the ballot of a voter, or by him that of another line."""
        own = line or self.line(item, number)
        return item.with_user(self.voters[number]).cast_ballot(own.id, choice)

    def check_database(self):
        """Let PostgreSQL check now what it checks at the end of a transaction."""
        self.env.flush_all()
        self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.env.cr.execute("SET CONSTRAINTS ALL DEFERRED")
