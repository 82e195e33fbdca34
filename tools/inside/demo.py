"""Build the demo street, and keep the list of its users in the database."""

import importlib
import json

from session import environment, parser

AUTHOR = "Jiedao"
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
    generators = [] if size == "none" else _generators(env)
    if not generators:
        return [ADMINISTRATOR]
    rows = [row for generator in generators for row in generator.build(env, size)]
    return [{"password": PASSWORD, **row} for row in rows]


def _generators(env):
    """The demo packages of the suite's installed addons, those below first."""
    modules = env["ir.module.module"].search(
        [("state", "=", "installed"), ("author", "ilike", AUTHOR)]
    )
    below = {
        module.name: len(module.upstream_dependencies(exclude_states=("",)))
        for module in modules
    }
    found = (_generator(name) for name in sorted(below, key=below.get))
    return [generator for generator in found if generator]


def _generator(name):
    """The demo of an addon that has one."""
    path = f"odoo.addons.{name}.demo"
    try:
        return importlib.import_module(path)
    except ModuleNotFoundError as missing:
        if missing.name != path:
            raise
        return None


if __name__ == "__main__":
    arguments = parser(__doc__)
    arguments.add_argument("size")
    arguments = arguments.parse_args()
    with environment(arguments) as env_:
        rows_ = json.dumps(build(env_, arguments.size), ensure_ascii=False)
        env_["ir.config_parameter"].set_param("jiedao.users", rows_)
