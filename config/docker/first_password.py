"""Replace the administrator's factory password; fed to `odoo shell`.

A new database has the user admin with the password admin. Only that password is
replaced: whoever has chosen another keeps it, so that an update locks nobody out.
"""

import os

from odoo.exceptions import AccessDenied

admin = env.ref("base.user_admin")  # noqa: F821  (the shell's own variable)
factory = {"type": "password", "login": admin.login, "password": "admin"}
try:
    admin.with_user(admin)._check_credentials(factory, {"interactive": False})
except AccessDenied:
    print("The administrator has a password already: left as it is.")
else:
    admin.password = os.environ["JIEDAO_ADMIN_PASSWORD"]
    env.cr.commit()  # noqa: F821
    print("The administrator now has the password of .env.")
