"""Odoo for a measurement: an environment whose changes are thrown away."""

from contextlib import contextmanager

from odoo import SUPERUSER_ID, api, release
from odoo.modules.registry import Registry
from odoo.tools import config


@contextmanager
def open_env(database):
    """Yield the superuser's environment in a database; nothing of it is kept.

    A measurement needs a hundred thousand records, and the database at hand is the
    one that somebody looks at. So all happens in one transaction that never commits;
    caches that saw its records are cleared behind it.
    """
    config.parse_config([], setup_logging=False)
    registry = Registry(database)
    with registry.cursor() as cr:
        try:
            yield api.Environment(cr, SUPERUSER_ID, {})
        finally:
            cr.rollback()
            registry.clear_all_caches()
            # Other processes never saw these records: they need not hear of it.
            registry.cache_invalidated.clear()


def versions(env):
    env.cr.execute("SHOW server_version")
    return {"Odoo": release.version, "PostgreSQL": env.cr.fetchone()[0].split()[0]}
