"""All that is checked without running: style, Odoo's idioms, XML, translations."""

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


def mend():
    """Put right what the checks can put right by themselves."""
    for title, work in (
        ("ruff check --fix", lambda: _ruff("check", "--fix", "--exit-zero")),
        ("ruff format", lambda: _ruff("format")),
        ("prettier --write", lambda: _prettier("--write")),
    ):
        with step(title):
            work()


def _ruff(*arguments):
    _check([settings.VENV / "bin" / "ruff", *arguments, "."])


def _pylint():
    addons = [settings.ADDONS / name for name in manifests.addons()]
    if addons:
        options = [f"--rcfile={MANDATORY}", "--output-format=text"]
        _check([settings.PYTHON, "-m", "pylint", *options, *addons])


def _prettier(mode="--check"):
    if not (settings.ROOT / "package.json").exists():
        return
    _install_node_modules()
    files = _tracked("*.xml")
    if files:
        _check([NODE_MODULES / ".bin" / "prettier", mode, *files])


def _check(command):
    hint = "what a tool can put right by itself: make format"
    run(command, hint, lines=200, cwd=settings.ROOT)


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
    return [
        line for line in listed.stdout.splitlines() if (settings.ROOT / line).exists()
    ]


def _translations(site, template):
    if translations.run(site, template, check=True):
        raise Problem("translations are not complete", "run: make i18n, then translate")
