from datetime import UTC, datetime, timedelta

from .. import house
from ..demo import factory
from .common import CommunityCase

PEOPLE = ("甲一", "乙二", "丙三", "丁四", "戊五", "己六", "庚七", "辛八", "壬九")
START = datetime(2026, 3, 2, 2, tzinfo=UTC)


class EngineCase(CommunityCase):
    """南湖 with all organs that its procedures need, and an hour to set by hand.

    The Party committee has three voting seats (secretary, deputy, member), the
    residents' committee four, the Party assembly nine, the residents' assembly nine.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = factory.make_persons(cls.env, PEOPLE)
        cls.residents_committee = cls._seat_all(
            "residents_committee", "南湖居委会", cls.people[:4], "committee_member"
        )
        cls.assembly = cls._seat_all(
            "party_assembly", "南湖党员大会", cls.people, "party_member"
        )
        cls.residents = cls._seat_all(
            "residents_assembly",
            "南湖居民会议",
            cls.people,
            "resident_representative",
        )
        cls.joint = factory.make_organ(
            cls.env,
            "two_committees",
            cls.south,
            "南湖两委联席会",
            member_organ_ids=[(6, 0, (cls.committee | cls.residents_committee).ids)],
        )
        cls.committee.document_prefix = "南湖党"
        cls.staff = cls.users["staff"]

    @classmethod
    def _seat_all(cls, kind, name, people, role):
        organ = factory.make_organ(cls.env, kind, cls.south, name)
        factory.make_seats(
            cls.env, [factory.prepare_seat(organ, role, person) for person in people]
        )
        return organ

    def setUp(self):
        super().setUp()
        self.moment = START
        self.patch(house, "now", lambda: self.moment)

    def later(self, **delta):
        """Let time pass."""
        self.moment += timedelta(**delta)

    def make_matter(self, class_code="major_matter", papers=True, user=None, **vals):
        matter = (
            self.env["community.matter"]
            .with_user(user or self.staff)
            .create(
                {
                    "name": "改造南湖社区公园",
                    "class_id": self.env.ref(f"community_base.class_{class_code}").id,
                    "area_id": self.south.id,
                    **vals,
                }
            )
        )
        if papers:
            for paper in matter.paper_ids:
                paper.attachment_ids = self.upload(paper, f"{paper.name}.txt")
            if matter.class_id.needs_risk_assessment:
                self.assess(matter).with_user(self.users["committee"]).action_review()
        return matter

    def assess(self, matter, level="low"):
        """Return an assessment of the matter's risk, by the matter's user."""
        assessments = self.env["community.risk.assessment"].with_user(matter.env.user)
        return assessments.create(
            {
                "matter_id": matter.id,
                "level": level,
                "risks": "施工噪音扰民",
                "measures": "错峰施工，提前告知",
            }
        )

    def hold_meeting(self, step, yes=99, no=0, absent=0, close=True):
        """Convene, open and close a meeting on one vote step; return the item."""
        meeting = (
            self.env["community.meeting"]
            .with_user(self.staff)
            .create(
                {
                    "organ_id": step.organ_id.id,
                    "date": self.env["community.meeting"]._today()
                    + timedelta(days=step.rule_id.notice_days),
                    "item_ids": [(0, 0, {"step_id": step.id})],
                }
            )
        )
        meeting.action_convene()
        self.later(days=step.rule_id.notice_days)
        meeting.chair_id = (
            self.env["community.seat"]
            .search(
                [
                    (
                        "organ_id",
                        "in",
                        (step.organ_id | step.organ_id.member_organ_ids).ids,
                    ),
                    ("votes", "=", True),
                ],
                limit=1,
            )
            .person_id
        )
        meeting.action_open()
        self.vote(meeting, yes, no, absent)
        if close:
            meeting.action_close()
        return meeting.item_ids

    def vote(self, meeting, yes=99, no=0, absent=0):
        chair = meeting.chair_id
        lines = meeting.attendance_ids.sorted(lambda line: line.person_id != chair)
        there = lines[: len(lines) - absent]
        there.action_present()
        choices = ["yes"] * min(yes, len(there) - no) + ["no"] * no
        self.env["community.meeting.vote"].with_user(self.staff).create(
            [
                {
                    "item_id": meeting.item_ids.id,
                    "attendance_id": line.id,
                    "choice": choice,
                }
                for line, choice in zip(there, choices, strict=False)
            ]
        )
        meeting.scan_ids = self.upload(meeting, "签字扫描件.pdf")

    def upload(self, record, name):
        """Return a file that the user of the record has just uploaded."""
        files = self.env["ir.attachment"].with_user(record.env.user)
        return files.create({"name": name, "raw": b"x"})
