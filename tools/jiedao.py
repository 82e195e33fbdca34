"""The one entry of tools/: `python3 tools/jiedao.py COMMAND` (see the Makefile).

This file keeps to syntax that an old Python can read, so that a wrong Python is
told so in words.
"""

import os
import shutil
import sys

WANTED = (3, 11)


def use_right_python():
    """The libraries are locked for one Python: go on with that one if it is here."""
    if sys.version_info[:2] == WANTED:
        return
    name = "python%d.%d" % WANTED
    other = shutil.which(name)
    if other is None:
        sys.exit(
            "This is Python %d.%d, but the locked libraries are for %d.%d.\n"
            "  -> install %s (Debian 12: apt-get install python3), or name it: "
            "make PYTHON=/path/to/%s ..."
            % (sys.version_info[:2] + WANTED + (name, name))
        )
    os.execv(other, [other] + sys.argv)


def main():
    use_right_python()
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    # Without it each start of Odoo would compile all its modules anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    from tools import commands

    sys.exit(commands.main(sys.argv[1:]))


if __name__ == "__main__":
    main()
