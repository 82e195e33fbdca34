def pre_init_hook(env):
    """Exclusion constraints on (organ, role, period) need equality under gist.

    ``btree_gist`` is a trusted extension since PostgreSQL 13: the owner of the
    database may create it.
    """
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
