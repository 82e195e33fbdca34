from datetime import date

from odoo.tests import TransactionCase

from odoo.addons.community_base.demo import factory
from odoo.addons.community_base.house import today


class CommunityCase(TransactionCase):
    """A small district with two streets and one named user per role.

    Test district → 东街道 (南湖社区, 北坡社区) and 西街道 (西口社区). 南湖 has a
    Party committee with a secretary (:attr:`secretary`), a deputy and a member.
    """

    ROLES = {
        # role: (login, name, group, area attribute)
        "staff": ("t_staff", "白小舟", "staff", "south"),
        "committee": ("t_committee", "温如海", "committee", "south"),
        "department": ("t_department", "季长宁", "department", "east_street"),
        "street": ("t_street", "沈知行", "street", "east_street"),
        "district": ("t_district", "顾清源", "district", "district"),
        "auditor": ("t_auditor", "严正声", "auditor", "district"),
        "administrator": ("t_admin", "管理员", "administrator", None),
        "portal": ("t_portal", "唐振业", "base.group_portal", None),
        "public": ("t_public", "游客", "base.group_public", None),
        "employee": ("t_employee", "外人", "base.group_user", None),
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, **factory.QUIET, "lang": None})
        cls.today = today(cls.env)
        cls._make_areas()
        cls.users = {role: cls._make_user(role) for role in cls.ROLES}
        cls._make_committee()

    @classmethod
    def _make_areas(cls):
        cls.district = factory.make_areas(
            cls.env,
            [{"name": "测试区", "level": "district", "code": "990009000000"}],
        )
        cls.east_street, east = factory.make_street(
            cls.env, "990009001", "东街道", ["南湖社区", "北坡社区"], cls.district
        )
        cls.south, cls.north = east
        cls.west_street, cls.west = factory.make_street(
            cls.env, "990009002", "西街道", ["西口社区"], cls.district
        )

    @classmethod
    def _make_user(cls, role):
        login, name, group, area = cls.ROLES[role]
        areas = getattr(cls, area) if area else None
        return factory.make_user(cls.env, login, name, group, areas, lang="en_US")

    @classmethod
    def _make_committee(cls):
        cls.committee = factory.make_organ(
            cls.env, "party_committee", cls.south, "南湖社区党委"
        )
        cls.secretary = cls.users["committee"].partner_id
        cls.deputy, cls.member = factory.make_persons(cls.env, ["何守一", "苏念慈"])
        cls.secretary_seat, cls.deputy_seat, cls.member_seat = factory.make_seats(
            cls.env,
            [
                factory.prepare_seat(cls.committee, "secretary", cls.secretary),
                factory.prepare_seat(cls.committee, "deputy_secretary", cls.deputy),
                factory.prepare_seat(cls.committee, "committee_member", cls.member),
            ],
        )

    def set_limit(self, code, value):
        """Give a limit another value from today on."""
        limits = self.env["community.limit"]
        day = today(self.env)
        limits.create(
            {
                "name": code,
                "code": code,
                "value": value,
                "unit": limits._get_fact(code, day).unit,
                "date_start": day,
                "source": "测试",
            }
        )

    def as_role(self, record, role):
        """Return ``record`` as the user of a role sees it."""
        return record.with_user(self.users[role])

    @staticmethod
    def day(text):
        return date.fromisoformat(text)
