from odoo.addons.community_base.demo import factory
from odoo.addons.community_base.tests.common import CommunityCase
from odoo.addons.community_base.tests.engine_common import EngineCase
from odoo.addons.community_hr.demo import factory as staff


class StaffCase(CommunityCase):
    """Staff of two streets whose officers must not see each other's.

    南湖 employs :attr:`worker` (who has a login) and :attr:`colleague` (who has one
    too); 西口, in the other street, employs :attr:`stranger`.

    Roles beside those of :class:`CommunityCase`: ``officer`` (东街道), ``officer_west``
    (西街道), ``worker`` and ``colleague`` (plain employees), and as ever ``committee``
    (南湖's secretary), ``auditor``, ``employee`` (works elsewhere).
    """

    ROLES = {
        **CommunityCase.ROLES,
        "officer": (
            "t_officer",
            "林书宁",
            "community_hr.group_officer",
            "east_street",
        ),
        "officer_west": (
            "t_officer_west",
            "韩西原",
            "community_hr.group_officer",
            "west_street",
        ),
        "worker": ("t_worker", "袁小满", "base.group_user", None),
        "colleague": ("t_colleague", "邱立秋", "base.group_user", None),
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker = cls._employ(cls.south, cls.users["worker"])
        cls.colleague = cls._employ(cls.south, cls.users["colleague"])
        cls.stranger = staff.make_employee(cls.west, "西门吹")

    @classmethod
    def make_post(cls, name="窗口受理岗", quota=1, area=None, **vals):
        """Return a post of the service platform of an area (南湖)."""
        area = area or cls.south
        units = cls.env["staff.unit"].search(
            [("area_id", "=", area.id), ("kind", "=", "service")]
        )
        unit = units or staff.make_unit(area, "service")
        return staff.make_post(unit, name, quota, **vals)

    @classmethod
    def _employ(cls, area, user, **vals):
        return staff.make_employee(area, user.partner_id, user_id=user.id, **vals)


class StaffEngineCase(StaffCase, EngineCase):
    """Staff of a street and a community that can decide; the clock is set by hand.

    The street's Party working committee has a secretary and two members.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.working_committee = factory.make_organ(
            cls.env, "party_work_committee", cls.east_street, "东街道党工委"
        )
        cls.working_committee.document_prefix = "东街党"
        roles = ("secretary", "committee_member", "committee_member")
        people = factory.make_persons(cls.env, ["丘工一", "丘工二", "丘工三"])
        factory.make_seats(
            cls.env,
            [
                factory.prepare_seat(cls.working_committee, role, person)
                for role, person in zip(roles, people, strict=True)
            ],
        )
        cls.officer = cls.users["officer"]

    def decide(self, subject, yes=99):
        """Have a matter about a guarded record decided; return the last resolution."""
        subject = subject.with_user(self.officer)
        action = subject.action_request_matter()
        matter = self.env["community.matter"].browse(action["res_id"])
        matter = matter.with_user(self.officer)
        for paper in matter.paper_ids:
            paper.attachment_ids = self.upload(paper, f"{paper.name}.txt")
        matter.action_submit()
        while matter.state == "running":
            self.hold_meeting(matter.current_step_id.with_user(self.officer), yes=yes)
        return matter._get_final()

    def hold_meeting(self, step, yes=99, no=0, absent=0, close=True):
        """Hold it as the officer, whose street it is, where the street decides."""
        if step.organ_id != self.working_committee:
            return super().hold_meeting(step, yes, no, absent, close)
        staff, self.staff = self.staff, self.officer
        try:
            return super().hold_meeting(step, yes, no, absent, close)
        finally:
            self.staff = staff
