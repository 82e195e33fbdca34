"""All that is checked without running: style, Odoo's idioms, XML, translations."""

import os
import shutil
import subprocess

from tools import manifests, settings, stamps, translations
from tools.console import Problem, run, say, step

MANDATORY = settings.ROOT / ".pylintrc-mandatory"
NODE_MODULES = settings.ROOT / "node_modules"


def run_all(prepare):
    """Run every check, also after one has failed; 0 if all is well."""
    site, template = prepare()
    checks = {
        "ruff check": lambda: _ruff("check"),
        "ruff format": lambda: _ruff("format", "--check"),
        "pylint-odoo": _pylint,
        "prettier": _prettier,
        "translations": lambda: _translations(site, template),
    }
    failed = [title for title, check in checks.items() if not _passes(title, check)]
    say(f"lint: {', '.join(failed)} failed" if failed else "lint: all is well")
    return 1 if failed else 0


def _passes(title, check):
    try:
        with step(title):
            check()
    except Problem as problem:
        say(str(problem))
        return False
    return True


def _ruff(*arguments):
    ruff = settings.VENV / "bin" / "ruff"
    hint = f"put it right with: {ruff.relative_to(settings.ROOT)} check --fix; ... format"
    run([ruff, *arguments, settings.ROOT], hint, cwd=settings.ROOT)


def _pylint():
    addons = [settings.ADDONS / name for name in manifests.addons()]
    if not addons:
        return
    jobs = ["-j", str(os.cpu_count()), f"--rcfile={MANDATORY}"]
    command = [settings.PYTHON, "-m", "pylint", *jobs, *addons]
    run(command, cwd=settings.ROOT)


def _prettier():
    if not (settings.ROOT / "package.json").exists():
        return
    _install_node_modules()
    files = _tracked("*.xml")
    if files:
        prettier = NODE_MODULES / ".bin" / "prettier"
        hint = "put it right with: npx prettier --write FILE"
        run([prettier, "--check", *files], hint, cwd=settings.ROOT)


def _install_node_modules():
    """Bring node_modules to what package-lock.json says."""
    wanted = stamps.digest(*settings.ROOT.glob("package*.json"))
    if stamps.is_done("node", wanted) and NODE_MODULES.exists():
        return
    cache = ["--cache", settings.CACHE / "npm", "--prefer-offline"]
    hint = "is the network there? Behind a proxy set https_proxy"
    has_lock = (settings.ROOT / "package-lock.json").exists()
    command = [shutil.which("npm"), "ci" if has_lock else "install", *cache]
    run([*command, "--no-audit", "--no-fund"], hint, cwd=settings.ROOT)
    stamps.mark("node", wanted)


def _tracked(pattern):
    """Files that git knows, or would know: what is ignored is nobody's to mend."""
    command = ["git", "ls-files", "-co", "--exclude-standard", pattern]
    listed = subprocess.run(command, cwd=settings.ROOT, capture_output=True, text=True)
    return [line for line in listed.stdout.splitlines() if (settings.ROOT / line).exists()]


def _translations(site, template):
    if translations.run(site, template, check=True):
        raise Problem("translations are not complete", "run: make i18n, then translate")
