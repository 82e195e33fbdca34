"""Build the demo street, and keep the list of its users in the database."""

import importlib
import json

from session import environment, parser

STREET = "odoo.addons.community_base.demo.street"
PASSWORD = "demo"
# Odoo's own, while nobody else is there.
ADMINISTRATOR = {
    "login": "admin",
    "password": "admin",
    "name": "管理员",
    "role": "系统管理员",
}


def build(env, size):
    """Rows of `login`, `name` and `role`, one for each user to log in with."""
    street = _street()
    if size == "none" or not street:
        return [ADMINISTRATOR]
    made = street.build(env, size)
    rows = made if isinstance(made, list) else street.USERS
    return [{"password": PASSWORD, **row} for row in rows]


def _street():
    """The generator of the demo, or None while the suite is not installed."""
    try:
        return importlib.import_module(STREET)
    except ModuleNotFoundError as missing:
        if not f"{STREET}.".startswith(f"{missing.name}."):
            raise
        return None


if __name__ == "__main__":
    arguments = parser(__doc__)
    arguments.add_argument("size")
    arguments = arguments.parse_args()
    with environment(arguments) as env_:
        rows_ = json.dumps(build(env_, arguments.size), ensure_ascii=False)
        env_["ir.config_parameter"].set_param("jiedao.users", rows_)
