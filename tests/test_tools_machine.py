"""Ports and disks."""

import os
import socket
from pathlib import Path

import pytest

from tools import machine, settings
from tools.console import Problem


def test_taken_port_is_seen_with_its_holder():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert not machine.port_is_free("127.0.0.1", port)
        assert f"process {os.getpid()}:" in machine.port_holder(port)
    assert machine.port_is_free("127.0.0.1", port)


def test_full_disk_is_refused_before_work_begins(tmp_path):
    machine.require_space(tmp_path / "not" / "there", 0)
    with pytest.raises(Problem, match="make room"):
        machine.require_space(tmp_path, 1e9)


def test_process_is_alive_until_it_has_ended():
    assert machine.is_alive(os.getpid())
    child = os.fork()
    if not child:
        os._exit(0)
    while "\nState:\tZ" not in Path(f"/proc/{child}/status").read_text():
        pass
    assert not machine.is_alive(child)
    os.waitpid(child, 0)
    assert not machine.is_alive(child)


@pytest.mark.parametrize("given", ["abc", "0", "70000", "-1"])
def test_wrong_port_is_refused(monkeypatch, given):
    monkeypatch.setenv("PORT", given)
    with pytest.raises(Problem, match="PORT="):
        settings.port()
