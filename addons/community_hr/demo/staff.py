"""The staff of the demo street."""

from odoo.addons.community_base.demo import factory as people
from odoo.addons.community_base.demo import street

USERS = [
    {"login": "hr", "name": "林书宁", "role": "街道人事专员"},
]


def build(env, size="small"):
    """Make the staff, once; return the demo users."""
    street.build(env, size)
    env = env(context={**env.context, "lang": "zh_CN"}, su=True)
    if not env["res.users"].search_count([("login", "=", "hr")], limit=1):
        DemoStaff(env).build()
    return USERS


class DemoStaff:
    def __init__(self, env):
        self.env = env
        self.street = env["community.area"].search([("name", "=", "蚝乡街道")])

    def build(self):
        self._make_users()

    def _make_users(self):
        for user in USERS:
            people.make_user(
                self.env,
                user["login"],
                user["name"],
                "community_hr.group_officer",
                self.street,
            )
