"""Distribution packages: what a bare machine lacks, and how it gets it.

A need is met when its check succeeds, however the thing came to the machine;
only then is the package's name of any interest.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from ctypes.util import find_library
from pathlib import Path

from tools.console import Problem, run, step
from tools.postgres import server_binaries, uses_given_server

FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


def _has_postgres():
    if uses_given_server():
        return all(shutil.which(name) for name in ("psql", "pg_dump", "createdb"))
    return server_binaries() is not None


def _has_chromium():
    return any(map(shutil.which, ("google-chrome", "chromium", "chromium-browser")))


# package -> is what it brings already here?
RUN = {
    "python3-venv": lambda: importlib.util.find_spec("ensurepip") is not None,
    "postgresql-15": _has_postgres,
    "wkhtmltopdf": lambda: shutil.which("wkhtmltopdf"),
    "fonts-noto-cjk": lambda: FONT.exists() or _has_chinese_font(),
    "libmagic1": lambda: find_library("magic"),
}
TEST = {"chromium": _has_chromium}
LINT = {"nodejs": lambda: shutil.which("node"), "npm": lambda: shutil.which("npm")}


def _has_chinese_font():
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout)


def missing(needs):
    return [name for name, is_met in needs.items() if not is_met()]


def ensure(*groups):
    """Install what is missing of these groups of needs."""
    names = missing({name: check for group in groups for name, check in group.items()})
    if not names:
        return
    if shutil.which("apt-get") is None:
        raise Problem(
            f"missing, by their Debian names: {' '.join(names)}",
            "install what brings them on this system, then try again",
        )
    prefix = _as_root(names)
    with step(f"Installing distribution packages: {' '.join(names)}"):
        _install(prefix, names)


def _as_root(names):
    if os.geteuid() == 0:
        return []
    by_hand = f"run: apt-get update && apt-get install {' '.join(names)}  (as root)"
    if shutil.which("sudo") is None:
        raise Problem(f"missing packages: {' '.join(names)}", by_hand)
    prefix = ["sudo"] if sys.stdin.isatty() else ["sudo", "-n"]
    if subprocess.run([*prefix, "true"], stderr=subprocess.DEVNULL).returncode:
        raise Problem(f"missing packages: {' '.join(names)}", by_hand)
    return prefix


def _install(prefix, names):
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    remedy = (
        "is the network there, and are /etc/apt/sources.list or sources.list.d right? "
        f"By hand: apt-get update && apt-get install {' '.join(names)}"
    )
    install = [*prefix, "apt-get", "install", "-y", "--no-install-recommends", *names]
    try:
        run(install, env=environment)
    except Problem:
        # The package lists are old, or were never fetched.
        run([*prefix, "apt-get", "update"], remedy, env=environment)
        run(install, remedy, env=environment)
