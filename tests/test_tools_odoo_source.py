"""Which Odoo is taken, and from where."""

import hashlib

import pytest

from tools import odoo_source, settings
from tools.console import Problem
from tools.odoo_source import Locked

ODOO = Locked("sid", "odoo-19", "19.0.0+dfsg-1", "00")

DEB822 = """\
Types: deb
# URIs: http://commented.example/debian
URIs: http://mirror.example/debian-security
Suites: bookworm-security

Types: deb
URIs: https://mirror.example/debian/
Suites: bookworm bookworm-updates
"""
ONE_LINE = """\
# deb http://commented.example/debian bookworm main
deb https://vendor.example/apt stable main
deb [arch=amd64 signed-by=/a/b.gpg] http://mirror.example/debian bookworm main
"""


@pytest.mark.parametrize(
    "texts, expected",
    [
        ([DEB822], "https://mirror.example/debian"),
        ([ONE_LINE], "http://mirror.example/debian"),
        ([ONE_LINE, DEB822], "http://mirror.example/debian"),
        (["deb http://archive.example/ubuntu jammy main"], None),
        ([], None),
    ],
)
def test_mirror_is_read_from_the_machines_own_sources(texts, expected):
    assert odoo_source.debian_mirror(texts) == expected


def test_lock_names_suite_version_and_sum_of_each_package():
    locked = odoo_source.read_lock(odoo_source.LOCK.read_text())
    assert [item.name for item in locked].count("odoo-19") == 1
    assert all(len(item.sha256) == 64 for item in locked)
    assert {item.suite for item in locked} == {"sid", "bookworm"}


def test_locked_version_is_preferred(capsys):
    offered = ["19.0.1+dfsg-1", ODOO.version]
    assert odoo_source.accepted_version(ODOO, offered) == ODOO.version
    assert not capsys.readouterr().out


def test_newer_build_of_the_series_is_taken_with_a_warning(capsys):
    offered = ["20.0.0+dfsg-1", "19.0.1+dfsg-1"]
    assert odoo_source.accepted_version(ODOO, offered) == "19.0.1+dfsg-1"
    assert "untried" in capsys.readouterr().out


@pytest.mark.parametrize("offered", [[], ["20.0.0+dfsg-1"], ["19.01-1"]])
def test_another_series_is_refused(offered):
    with pytest.raises(Problem, match="ODOO_HOME"):
        odoo_source.accepted_version(ODOO, offered)


@pytest.mark.parametrize(
    "release, series",
    [
        ("version_info = (19, 0, 0, FINAL, 0, '')", "19.0"),
        ("version_info = ('saas~19', 2, 0, FINAL, 0, '')", "saas~19.2"),
        ("nothing", "unknown"),
    ],
)
def test_series_is_read_without_importing_odoo(release, series):
    assert odoo_source.series_of(release) == series


def test_given_odoo_of_another_series_is_refused(tmp_path, monkeypatch):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").write_text("version_info = (18, 0, 0)")
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    with pytest.raises(Problem, match=r"is 18\.0"):
        odoo_source.find()


def test_given_odoo_is_used_as_it_is(tmp_path, monkeypatch):
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").write_text("version_info = (19, 0, 0)")
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    assert odoo_source.find().path == tmp_path


def test_damaged_download_in_the_cache_does_not_count(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "CACHE", tmp_path)
    sha256 = hashlib.sha256(b"whole").hexdigest()
    archive = tmp_path / "debs" / f"{sha256}.deb"
    archive.parent.mkdir()
    archive.write_bytes(b"who")
    assert not odoo_source._is_cached(sha256)
    archive.write_bytes(b"whole")
    assert odoo_source._is_cached(sha256)
