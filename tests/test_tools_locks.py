"""The locks hold what is asked for, by version and sum, and name no index."""

import re

import pytest

from tools import libraries

LOCKS = (libraries.RUNTIME, libraries.DEVELOPMENT, libraries.INSTALLER)


def _names(text):
    found = re.findall(r"(?m)^([A-Za-z0-9][\w.-]*)", text)
    return {name.lower().replace("_", "-") for name in found}


def _locked(path):
    return dict(re.findall(r"(?m)^([\w.-]+)==(\S+)", path.read_text()))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_all_that_is_asked_for_is_locked(lock):
    assert _names(lock.with_suffix(".in").read_text()) <= set(_locked(lock))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_version_has_its_sums(lock):
    blocks = re.split(r"(?m)^(?=\w)", lock.read_text())[1:]
    assert blocks and all("--hash=sha256:" in block for block in blocks)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_no_index_is_named(lock):
    assert not re.search(r"https?://|--index|--find-links", lock.read_text())


def test_both_locks_agree():
    runtime, development = _locked(libraries.RUNTIME), _locked(libraries.DEVELOPMENT)
    shared = runtime.keys() & development.keys()
    assert {k: runtime[k] for k in shared} == {k: development[k] for k in shared}
