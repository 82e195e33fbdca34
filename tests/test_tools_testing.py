"""An honest verdict on a test run, whatever happened to it."""

import pytest

from tools import settings, testing
from tools.testing import Outcome

REPORT = "<testsuites><testsuite>{}</testsuite></testsuites>"
CASES = {
    "p": '<testcase classname="c" name="{}"/>',
    "f": '<testcase classname="c" name="{}"><failure/></testcase>',
    "e": '<testcase classname="c" name="{}"><error/></testcase>',
    "s": '<testcase classname="c" name="{}"><skipped/></testcase>',
}


@pytest.fixture(autouse=True)
def no_arguments(monkeypatch):
    monkeypatch.delenv("ARGS", raising=False)


def _read(folder, code, verdicts="", same_name=False):
    path = folder / "report.xml"
    if verdicts:
        cases = [CASES[v].format(0 if same_name else i) for i, v in enumerate(verdicts)]
        path.write_text(REPORT.format("".join(cases)))
    return testing.read_report(path, code)


def test_counts_come_from_the_report(tmp_path):
    assert _read(tmp_path, 1, "ppppffesss") == Outcome(4, 3, 3, True)


@pytest.mark.parametrize(
    "parts, outcome",
    [
        ("ppp", Outcome(passed=1)),
        ("pfp", Outcome(failed=1)),
        ("fsp", Outcome(failed=1)),
        ("psp", Outcome(passed=1)),
    ],
)
def test_subtests_count_in_their_test(tmp_path, parts, outcome):
    assert _read(tmp_path, int("f" in parts), parts, same_name=True) == outcome


def test_good_run(tmp_path):
    outcome = _read(tmp_path, 0, "ppppp")
    assert outcome.is_good
    assert testing.summary(outcome) == "5 passed, 0 failed"


@pytest.mark.parametrize("code", [1, 2, 3, -9, 137])
def test_run_without_a_report_has_failed(tmp_path, code):
    outcome = _read(tmp_path, code)
    assert not outcome.is_good
    assert testing.summary(outcome) == "0 passed, 1 failed"


def test_half_a_report_has_failed(tmp_path):
    (tmp_path / "report.xml").write_text("<testsuites><tests")
    assert not testing.read_report(tmp_path / "report.xml", 0).is_good


def test_bad_exit_code_with_a_good_report_has_failed(tmp_path):
    assert not _read(tmp_path, 3, "ppppp").is_good


def test_nothing_collected_has_failed(tmp_path):
    assert not _read(tmp_path, 5).is_good


def test_choice_may_leave_one_run_empty_but_not_all(tmp_path, monkeypatch):
    monkeypatch.setenv("ARGS", "-k word")
    empty = _read(tmp_path, 5)
    assert not empty.is_good
    assert (empty + Outcome(passed=1)).is_good


def test_runs_add_up():
    total = Outcome(1, 0, 2) + Outcome(3, 1, 0, complete=False)
    assert total == Outcome(4, 1, 2, False)
    assert testing.summary(total) == "4 passed, 2 failed, 2 skipped"


@pytest.mark.parametrize(
    "source, plain",
    [
        ("import json", True),
        ("from odoo.tests import TransactionCase", False),
        ("def f():\n    import odoo.http", False),
        ("from odoodle import x  # not odoo", True),
    ],
)
def test_test_without_odoo_needs_no_database(tmp_path, source, plain):
    path = tmp_path / "test_x.py"
    path.write_text(source)
    assert testing.is_plain(path) is plain


def test_tests_of_addons_always_run_in_odoo(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "ADDONS", tmp_path)
    (tmp_path / "test_x.py").write_text("import json")
    assert not testing.is_plain(tmp_path / "test_x.py")
