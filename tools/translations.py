"""Translations: export what can be translated, and see that all of it is.

`make i18n` writes each addon's template (.pot) and brings its zh_CN.po to the same
terms: translated ones stay, new ones are there to be filled in. The check changes
nothing and names each term that lacks its Chinese.
"""

import json
import subprocess
import tempfile
from pathlib import Path

from tools import database, manifests, settings
from tools.console import Problem, say, step

SHOWN = 20


def run(site, template, check):
    """0 if every term of every addon has its Chinese (when checking), else 1."""
    names = sorted(manifests.shipped())
    if not names:
        return 0
    with tempfile.TemporaryDirectory(prefix="jiedao-i18n-") as folder:
        with step("Exporting terms"):
            database.inside(site, "terms.py", template, folder, *names)
        reports = _merge(folder, names, check)
    lacking = {name: terms for name, terms in reports.items() if terms}
    for name, terms in lacking.items():
        _show(name, terms)
    if not lacking:
        say(f"translations: complete in {', '.join(names)}")
    return 1 if check and lacking else 0


def _merge(folder, names, check):
    """Terms without Chinese, by addon; polib lives in the environment, not here."""
    script = settings.ROOT / "tools" / "inside" / "merge_terms.py"
    options = ["--check"] if check else []
    command = [settings.PYTHON, script, folder, settings.ADDONS, *names, *options]
    done = subprocess.run(map(str, command), capture_output=True, text=True)
    if done.returncode:
        raise Problem(f"merging translations failed:\n{done.stderr}")
    return json.loads(done.stdout)


def _show(name, terms):
    path = Path(settings.ADDONS.name) / name / "i18n" / "zh_CN.po"
    say(f"{path}: {len(terms)} terms lack their Chinese")
    for term in terms[:SHOWN]:
        say(f"    {term!r}")
    if len(terms) > SHOWN:
        say("    ...")
