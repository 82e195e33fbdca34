"""Where everything lies and what the caller chose, read once from the environment.

Nothing here touches the disk or the network, so that every other module may
import it freely.
"""

import hashlib
import os
from pathlib import Path

from tools.console import Problem

ROOT = Path(__file__).resolve().parent.parent
WORK = Path(os.environ.get("JIEDAO_WORK") or ROOT / ".jiedao").resolve()
CACHE = Path(
    os.environ.get("JIEDAO_CACHE")
    or Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "jiedao"
).resolve()
ADDONS = Path(os.environ.get("JIEDAO_ADDONS") or ROOT / "addons").resolve()
CONFIG = ROOT / "config"

# One clone never meets another: its path names whatever must lie outside it.
CLONE_ID = hashlib.sha256(str(WORK).encode()).hexdigest()[:10]

ODOO_SERIES = "19.0"
LANGUAGE = "zh_CN"
DEMO_SIZES = ("small", "full", "none")

VENV = WORK / "venv"
PYTHON = VENV / "bin" / "python"
LAUNCHER = WORK / "odoo"
DATA_DIR = WORK / "data"
ODOO_CONF = WORK / "odoo.conf"
TEST_CONF = WORK / "odoo-test.conf"
LOG = WORK / "odoo.log"
LAST_DEMO = WORK / "demo"
PID = WORK / "odoo.pid"
RESULTS = WORK / "results"
BACKUPS = Path(os.environ.get("JIEDAO_BACKUPS") or ROOT / "backups")


def host():
    """Address the server listens on; only this machine unless told otherwise."""
    return os.environ.get("HOST") or "127.0.0.1"


def port():
    given = os.environ.get("PORT") or "8069"
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise Problem(f"PORT={given} is no port", "choose a number from 1024 to 65535")
    return int(given)


def demo_size():
    """The size that is asked for, else that of the last run."""
    last = LAST_DEMO.read_text() if LAST_DEMO.exists() else "small"
    return os.environ.get("DEMO") or last


def database_name():
    """Each demo size has a database of its own, so that none overwrites another."""
    return os.environ.get("PGDATABASE") or f"jiedao_{demo_size()}"


def flag(name):
    return os.environ.get(name, "").lower() in ("1", "yes", "true")
