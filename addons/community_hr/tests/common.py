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
    def _employ(cls, area, user, **vals):
        return staff.make_employee(area, user.partner_id, user_id=user.id, **vals)


class StaffEngineCase(StaffCase, EngineCase):
    """Staff of a community that can decide; the clock is set by hand."""
