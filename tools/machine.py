"""Questions about this machine: room on its disks, who holds a port."""

import os
import shutil
import socket
from pathlib import Path

from tools.console import Problem

LISTEN = "0A"


def require_space(folder, gigabytes):
    """Refuse to begin what would fill the disk half way."""
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free / 1e9
    if free < gigabytes:
        raise Problem(
            f"{free:.1f} GB free at {folder}, {gigabytes} GB are needed",
            "make room, or choose another place: JIEDAO_CACHE=... (downloads), "
            "JIEDAO_WORK=... (database, logs)",
        )


def port_is_free(host, port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def port_holder(port):
    """Say which process listens on a port, as far as we may look."""
    inodes = _listening_inodes(port)
    for process in Path("/proc").glob("[0-9]*"):
        if inodes & _socket_inodes(process):
            words = (process / "cmdline").read_bytes().replace(b"\0", b" ")
            return f"process {process.name}: {words.decode(errors='replace')[:120]}"
    return "a process of another user"


def _listening_inodes(port):
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for fields in map(str.split, lines):
            if fields[3] == LISTEN and int(fields[1].rsplit(":")[-1], 16) == port:
                inodes.add(fields[9])
    return inodes


def _socket_inodes(process):
    inodes = set()
    try:
        for link in (process / "fd").iterdir():
            target = os.readlink(link)
            if target.startswith("socket:["):
                inodes.add(target[8:-1])
    except OSError:
        pass
    return inodes


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    # A zombie has ended; only its parent has not noticed yet.
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
