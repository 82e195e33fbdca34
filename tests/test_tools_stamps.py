"""Stamps, locks and what counts as a change of an addon."""

import subprocess
import sys

import pytest

from tools import manifests, settings, stamps
from tools.console import Problem


@pytest.fixture(autouse=True)
def work(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "WORK", tmp_path / "work")
    return tmp_path


def test_step_is_done_for_the_same_inputs_only():
    assert not stamps.is_done("step", "a")
    stamps.mark("step", "a")
    assert stamps.is_done("step", "a")
    assert not stamps.is_done("step", "b")
    stamps.forget("step")
    assert not stamps.is_done("step", "a")


def test_written_file_leaves_nothing_else_behind(work):
    stamps.write(work / "a" / "file", "text", mode=0o600)
    assert [path.name for path in (work / "a").iterdir()] == ["file"]
    assert (work / "a" / "file").stat().st_mode & 0o777 == 0o600


def test_two_commands_never_work_at_once():
    with stamps.exclusive("ground", "run"):
        with pytest.raises(Problem, match="make run"), stamps.exclusive("ground", "x"):
            pass
    with stamps.exclusive("ground", "again"):
        pass


def test_lock_of_a_killed_command_is_free(work):
    program = (
        "import os, sys; sys.path.insert(0, sys.argv[1]);"
        "from tools.stamps import exclusive;"
        "exclusive('ground', 'run').__enter__(); os.kill(os.getpid(), 9)"
    )
    command = [sys.executable, "-c", program, str(settings.ROOT)]
    environment = {"JIEDAO_WORK": str(settings.WORK), "PATH": "/usr/bin:/bin"}
    assert subprocess.run(command, env=environment).returncode == -9
    with stamps.exclusive("ground", "run"):
        pass


def _addon(folder, **files):
    (folder / "models").mkdir(parents=True, exist_ok=True)
    (folder / "tests").mkdir(exist_ok=True)
    (folder / "__manifest__.py").write_text("{'depends': ['mail']}")
    for name, text in files.items():
        (folder / name.replace("__", "/")).write_text(text)


def test_change_of_an_addon_is_one_of_what_odoo_loads(work, monkeypatch):
    monkeypatch.setattr(settings, "ADDONS", work / "addons")
    _addon(work / "addons" / "one", models__a="1", tests__t="1")
    before = manifests.digests()
    _addon(work / "addons" / "one", tests__t="2")
    assert manifests.changed(before, manifests.digests()) == ([], [])
    _addon(work / "addons" / "one", models__a="2")
    _addon(work / "addons" / "two")
    assert manifests.changed(before, manifests.digests()) == (["one"], ["two"])


def test_addon_whose_reload_was_broken_off_counts_as_changed():
    assert manifests.changed({"one": None}, {"one": "a"}) == (["one"], [])


def test_outside_addons_are_those_that_ours_depend_on():
    ours = {"one": {"depends": ["mail"]}, "two": {"depends": ["one", "account"]}}
    assert manifests.from_outside(ours) == ["account", "base", "mail", "web"]


def test_addons_for_the_tests_are_not_shipped(work, monkeypatch):
    monkeypatch.setattr(settings, "ADDONS", work / "addons")
    _addon(work / "addons" / "one")
    _addon(work / "addons" / "test_one")
    assert list(manifests.shipped()) == ["one"]
    assert manifests.for_tests() == ["test_one"]
    assert list(manifests.digests(manifests.shipped())) == ["one"]


def test_suite_installs_all_once_it_is_there():
    assert manifests.to_install({"one": {}, "two": {}}) == ["one", "two"]
    assert manifests.to_install({"one": {}, "street_office": {}}) == ["street_office"]
