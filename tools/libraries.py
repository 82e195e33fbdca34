"""The virtual environment: locked libraries, and a path file that leads to Odoo."""

import os
import shutil
import sys

from tools import settings, stamps
from tools.console import Problem, run, step
from tools.machine import require_space

RUNTIME = settings.CONFIG / "requirements.txt"
DEVELOPMENT = settings.CONFIG / "requirements-dev.txt"
INSTALLER = settings.CONFIG / "requirements-uv.txt"
OVERRIDE = settings.CONFIG / "requirements-override.txt"
VERSION = f"python{sys.version_info[0]}.{sys.version_info[1]}"
SITE = settings.VENV / "lib" / VERSION / "site-packages"
NO_NETWORK = (
    "is the network there? Behind a proxy set https_proxy; another package index "
    "is named by PIP_INDEX_URL and UV_DEFAULT_INDEX"
)


def ensure(source):
    """Bring the environment to exactly what the locks say, with `source` as Odoo."""
    wanted = stamps.digest(RUNTIME, DEVELOPMENT, sys.version, str(source.path))
    if stamps.is_done("libraries", wanted) and _works():
        return
    require_space(settings.WORK, 2)
    with step("Installing Python libraries"):
        stamps.forget("libraries")
        if not _works():
            shutil.rmtree(settings.VENV, ignore_errors=True)
            _uv("venv", "-q", "--python", sys.executable, settings.VENV)
        _sync()
        stamps.write(SITE / "odoo-source.pth", f"{source.path}\n")
        _write_launcher()
    stamps.mark("libraries", wanted)


def _works():
    return settings.PYTHON.exists() and (SITE / "odoo-source.pth").exists()


def _sync():
    """Install from the cache alone if it has everything, else from the index."""
    locks = ["--require-hashes", RUNTIME, DEVELOPMENT]
    command = ["pip", "sync", "-q", "--python", settings.PYTHON, *locks]
    try:
        _uv(*command, "--offline")
    except Problem:
        _uv(*command)


def _write_launcher():
    """Odoo wants to be started by a script: with workers it starts the process for
    long polling from sys.argv[0], which `python -m odoo` does not name."""
    text = f"#!{settings.PYTHON}\nimport odoo.cli\n\nodoo.cli.main()\n"
    stamps.write(settings.LAUNCHER, text, mode=0o755)


def _uv(*arguments):
    folder = _installer()
    cached = {"UV_CACHE_DIR": str(settings.CACHE / "uv"), "UV_NO_PROGRESS": "1"}
    return run(
        [folder / "bin" / "uv", *arguments], NO_NETWORK, env=_environment(cached)
    )


def _installer():
    """Folder of the installer, kept in the cache for all clones."""
    name = stamps.digest(INSTALLER, sys.executable)[:16]
    folder = settings.CACHE / "installer" / name
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        run([sys.executable, "-m", "venv", folder], "install python3-venv")
        pip = [folder / "bin" / "python", "-m", "pip", "install", "-q"]
        cached = {"PIP_CACHE_DIR": str(settings.CACHE / "pip")}
        locked = ["--require-hashes", "-r", INSTALLER]
        run([*pip, *locked], NO_NETWORK, env=_environment(cached))
        (folder / "complete").touch()
    return folder


def _environment(additions):
    return {**os.environ, **additions}


def lock():
    """Compute the locks anew: the newest versions that the .in files allow."""
    for target in (RUNTIME, DEVELOPMENT, INSTALLER):
        with step(f"Locking {target.name}"):
            _compile(target)


def _compile(target):
    options = [
        "--upgrade",
        "--generate-hashes",
        "--prerelease=if-necessary-or-explicit",
    ]
    command = "make lock"
    _uv(
        *("pip", "compile", "-q", *options, "--python-version", "3.11"),
        *("--override", OVERRIDE, "--custom-compile-command", command),
        *("--no-emit-index-url", "-o", target, target.with_suffix(".in")),
    )
