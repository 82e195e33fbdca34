"""The tests: those of Odoo in copies of the template database, the others without.

Odoo's tests run in as many processes as there are cores, each with its own copy of
the template and its own port (pytest-xdist and pytest-odoo see to both). Tests that
import no Odoo run before them in one plain process.
"""

import ast
import os
import shlex
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from tools import database, manifests, settings
from tools.console import Problem, say

NOTHING_COLLECTED = 5


class Outcome(NamedTuple):
    """Counts of one or more runs; `complete` is false when one of them broke off."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    complete: bool = True

    def __add__(self, other):
        counts = (a + b for a, b in zip(self[:3], other[:3], strict=True))
        return Outcome(*counts, self.complete and other.complete)

    @property
    def is_good(self):
        return self.complete and not self.failed and self.passed > 0


def run_all(prepare):
    """Run the tests that TESTS and ARGS choose, or all of them; 0 if all is well."""
    shutil.rmtree(settings.RESULTS, ignore_errors=True)
    settings.RESULTS.mkdir(parents=True)
    plain, in_odoo = split(_chosen())
    site, template = prepare(bool(in_odoo))
    outcome = Outcome()
    if plain:
        outcome += _run("plain", _plain_command(plain), None)
    if in_odoo:
        database.drop_copies(site, template)
        if any(map(_opens_pages, in_odoo)):
            database.ensure_pages(site, template)
        command = _odoo_command(site, template, in_odoo)
        outcome += _run("odoo", command, site.environment())
    if outcome == Outcome():
        say("! no test was run")
    say(summary(outcome))
    return 0 if outcome.is_good else 1


def _chosen():
    """Paths to test: those named by TESTS, or all there are."""
    named = os.environ.get("TESTS", "").split()
    for path in named:
        if not (settings.ROOT / path.split("::")[0]).exists():
            raise Problem(f"there is no test {path}", "TESTS takes paths of this clone")
    if named:
        return named
    kernels = settings.ADDONS.glob("*/kernel/*.py")
    tests = settings.ADDONS.glob("*/tests/test_*.py")
    found = [*settings.ROOT.glob("tests/**/test_*.py"), *tests, *kernels]
    installable = manifests.addons()
    return [str(p) for p in sorted(found) if _is_installable(p, installable)]


def _is_installable(path, installable):
    if settings.ADDONS not in path.parents:
        return True
    return path.relative_to(settings.ADDONS).parts[0] in installable


def split(paths):
    """Part the tests that need no Odoo from those that do."""
    plain = [path for path in paths if is_plain(Path(path.split("::")[0]))]
    return plain, [path for path in paths if path not in plain]


def is_plain(path):
    """Whether a test outside the addons imports nothing of Odoo."""
    if settings.ADDONS in path.resolve().parents or not path.is_file():
        return False
    return not any(name.split(".")[0] == "odoo" for name in _imported(path))


def _opens_pages(path):
    """Whether a test may open pages; a wrong guess costs time, nothing else."""
    file = Path(path.split("::")[0])
    text = "start_tour" if file.is_dir() else file.read_text()
    return any(word in text for word in ("start_tour", "HttpCase", "browser_js"))


def _imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _pytest(name):
    report = settings.RESULTS / f"{name}.xml"
    return [settings.PYTHON, "-m", "pytest", "-q", f"--junitxml={report}"]


def _plain_command(paths):
    return [*_pytest("plain"), "-p", "no:odoo", *_given_arguments(), *paths]


def _odoo_command(site, template, paths):
    options = [
        f"--odoo-config={site.conf}",
        f"--odoo-database={template}",
        "--odoo-http",
    ]
    workers = os.environ.get("WORKERS") or str(min(os.cpu_count(), len(paths)))
    spread = ["-n", workers, "--dist", "loadfile", "--max-worker-restart", "2"]
    spread += ["--doctest-modules"]
    return [*_pytest("odoo"), *options, *spread, *_given_arguments(), *paths]


def _given_arguments():
    return shlex.split(os.environ.get("ARGS", ""))


def _run(name, command, environment):
    say(f"\nTests: {name}")
    done = subprocess.run(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        cwd=settings.ROOT,
        env=environment,
    )
    outcome = read_report(settings.RESULTS / f"{name}.xml", done.returncode)
    if not outcome.complete:
        say(f"! the {name} tests broke off (exit code {done.returncode})")
    return outcome


def read_report(path, code):
    """Counts of a run from its JUnit report and its exit code.

    A run that broke off has no whole report; a run whose report shows no failure
    and which failed all the same did not do its work either.
    """
    if code == NOTHING_COLLECTED:
        return Outcome(complete=bool(os.environ.get("ARGS")))
    try:
        cases = ElementTree.parse(path).getroot().iter("testcase")
    except (OSError, ElementTree.ParseError):
        return Outcome(complete=False)
    verdicts = Counter(_verdicts(cases).values())
    failed = verdicts["failed"]
    complete = code == 0 or (code == 1 and failed > 0)
    return Outcome(verdicts["passed"], failed, verdicts["skipped"], complete)


def _verdicts(cases):
    """The verdict on each test; subtests are reported beside it and count in it."""
    found = {}
    for case in cases:
        test = case.get("classname"), case.get("name")
        children = {child.tag for child in case}
        if children & {"failure", "error"}:
            found[test] = "failed"
        elif "skipped" in children:
            found.setdefault(test, "skipped")
        elif found.get(test) != "failed":
            found[test] = "passed"
    return found


def summary(outcome):
    """The last line; a run that broke off counts as a failure more."""
    failed = outcome.failed + (not outcome.complete)
    skipped = f", {outcome.skipped} skipped" if outcome.skipped else ""
    return f"{outcome.passed} passed, {failed} failed{skipped}"
