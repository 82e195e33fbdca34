from datetime import timedelta

from odoo.addons.collective_economy.demo import factory as coops
from odoo.addons.community_base.demo import factory
from odoo.addons.community_base.tests.common import CommunityCase
from odoo.addons.community_base.tests.engine_common import EngineCase


class CoopCase(CommunityCase):
    """Two cooperatives that must not see each other, in 南湖 and 北坡.

    :attr:`lake` (南湖股份合作公司) has :attr:`holders` 甲, 乙 and 丙 with 100 合作股
    each, and :attr:`collective` with 500 集体股, a board with :attr:`chair`, a clerk;
    :attr:`hill` (北坡股份合作公司) has one shareholder and its own clerk and board.
    """

    ROLES = {
        **CommunityCase.ROLES,
        "clerk_a": ("t_clerk_a", "账小南", "collective_economy.group_coop_clerk", None),
        "clerk_b": ("t_clerk_b", "账小北", "collective_economy.group_coop_clerk", None),
        "board_a": ("t_board_a", "董南山", "base.group_portal", None),
        "board_b": ("t_board_b", "董北海", "base.group_portal", None),
        "holder": ("t_holder", "股东甲", "base.group_portal", None),
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lake = coops.make_cooperative(
            cls.env,
            cls.south,
            "南湖股份合作公司",
            clerk_ids=[(6, 0, cls.users["clerk_a"].ids)],
        )
        cls.hill = coops.make_cooperative(
            cls.env,
            cls.north,
            "北坡股份合作公司",
            clerk_ids=[(6, 0, cls.users["clerk_b"].ids)],
        )
        cls.organs = coops.make_organs(cls.lake)
        cls.hill_organs = coops.make_organs(cls.hill)
        cls._make_holders()
        cls._seat_boards()
        (cls.lake | cls.hill).action_activate()

    @classmethod
    def _make_holders(cls):
        cls.collective, cls.jia, cls.yi, cls.bing = coops.make_holders(
            cls.lake,
            factory.make_persons(cls.env, ["南湖集体资产管理委员会"])
            | cls.users["holder"].partner_id
            | factory.make_persons(cls.env, ["股东乙", "股东丙"]),
        )
        cls.holders = cls.jia | cls.yi | cls.bing
        coops.open_register(cls.collective, "collective", 500)
        coops.open_register(cls.holders, "cooperative", 100)
        cls.stranger = coops.make_holders(
            cls.hill, factory.make_persons(cls.env, ["股东丁"])
        )
        coops.open_register(cls.stranger, "cooperative", 100)

    @classmethod
    def _seat_boards(cls):
        for role, organs in (("board_a", cls.organs), ("board_b", cls.hill_organs)):
            person = cls.users[role].partner_id
            factory.make_seat(organs["board"], "board_chair", person)
        cls.chair = cls.users["board_a"].partner_id

    def share(self, kind, cooperative=None):
        return coops.share_class(cooperative or self.lake, kind)

    def as_clerk(self, record):
        return record.with_user(self.users["clerk_a"])

    def register(self, kind, quantity, giver=None, taker=None, **vals):
        """Register an entry as the clerk of 南湖."""
        return coops.register(
            self.as_clerk(self.lake), kind, quantity, giver, taker, **vals
        )

    def held(self, holder, kind="cooperative", day=None):
        """Return (shares, pledged) of a holder on a day."""
        key = holder.id, self.share(kind, holder.cooperative_id).id
        balances = self.env["coop.holder"]._get_balances(
            day or self.today, holder.cooperative_id
        )
        return balances.get(key, (0, 0))


class CoopEngineCase(CoopCase, EngineCase):
    """南湖 can decide: its Party committee sits, its cooperative's shareholders vote.

    The clock is set by hand and starts in March 2026.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department = factory.make_organ(
            cls.env, "department", cls.east_street, "东街道集体经济办"
        )
        cls.checker = cls.users["department"]
        factory.make_seat(cls.department, "department_head", cls.checker.partner_id)
        cls.env["coop.supervision.checker"].create({"organ_id": cls.department.id})

    def make_coop_matter(self, kind="lease", user=None, papers=True, **vals):
        """Return a draft of 南湖's cooperative, with all its papers."""
        matters = self.env["community.matter"].with_user(user or self.staff)
        matter = matters.create(
            {
                "name": "东塘仓库出租",
                "class_id": self.env.ref(f"collective_economy.class_coop_{kind}").id,
                "area_id": self.south.id,
                "cooperative_id": self.lake.id,
                **vals,
            }
        )
        if papers:
            self.attach_papers(matter)
        return matter

    def attach_papers(self, matter):
        for paper in matter.paper_ids:
            paper.attachment_ids = self.upload(paper, f"{paper.name}.txt")

    def pass_check(self, matter):
        """The department's head finds nothing wrong (职能部门把关)."""
        matter.current_step_id.with_user(self.checker).action_approve("符合要求")

    def decide(self, subject):
        """Have a matter about a guarded record decided; return the last resolution."""
        action = subject.sudo().action_request_matter()
        matter = self.env["community.matter"].browse(action["res_id"])
        matter = matter.with_user(self.staff)
        self.attach_papers(matter)
        matter.action_submit()
        return self.carry(matter)

    def carry(self, matter):
        """Carry a submitted matter through to the end of its publication."""
        while matter.state == "running":
            step = matter.current_step_id
            if step.kind == "approval":
                self.pass_check(matter)
            elif step.organ_id.kind_id.code == "shareholders_meeting":
                self.hold_shareholders_meeting(step)
            else:
                self.hold_meeting(step)
        page = matter.publication_ids.filtered(lambda page: page.state == "posted")
        self.later(days=page.days + 1)
        page.action_end()
        return matter._get_final()

    def hold_shareholders_meeting(self, step, yes=99, no=0, absent=0, close=True):
        """Hold the shareholders' meeting, with the notice that the law asks for."""
        day = self.env["community.meeting"]._today() + timedelta(days=10)
        meeting = (
            self.env["community.meeting"]
            .with_user(self.staff)
            .create(
                {
                    "organ_id": step.organ_id.id,
                    "date": day,
                    "chair_id": self.jia.partner_id.id,
                    "item_ids": [(0, 0, {"step_id": step.id})],
                }
            )
        )
        meeting.action_convene()
        self.later(days=10)
        meeting.action_open()
        self.vote(meeting, yes, no, absent)
        if close:
            meeting.action_close()
        return meeting.item_ids
