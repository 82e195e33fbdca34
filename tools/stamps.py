"""Remember which step was finished with which inputs.

A stamp is written after its step, by rename; a step that was killed half way
has no stamp and runs again.
"""

import fcntl
import hashlib
import os
from contextlib import contextmanager
from pathlib import Path

from tools import settings
from tools.console import Problem

IGNORED_PARTS = {"__pycache__", "node_modules", ".git"}


def digest(*parts):
    """Hash texts, and files by their content."""
    total = hashlib.sha256()
    for part in parts:
        is_file = isinstance(part, Path)
        data = part.read_bytes() if is_file else str(part).encode()
        total.update(hashlib.sha256(data).digest())
    return total.hexdigest()


def tree_digest(folder, skip=()):
    """Hash the names and contents of all files below a folder."""
    total = hashlib.sha256()
    skipped = IGNORED_PARTS.union(skip)
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not skipped.intersection(inside.parts):
            total.update(str(inside).encode() + b"\0" + digest(path).encode())
    return total.hexdigest()


def is_done(name, value):
    stamp = settings.WORK / "stamps" / name
    return stamp.is_file() and stamp.read_text() == value


def mark(name, value):
    write(settings.WORK / "stamps" / name, value)


def forget(name):
    (settings.WORK / "stamps" / name).unlink(missing_ok=True)


def write(path, text, mode=None):
    """Write a file so that it is there either whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.new")
    unfinished.write_text(text)
    if mode is not None:
        unfinished.chmod(mode)
    unfinished.rename(path)


@contextmanager
def shared_cache():
    """Work in the cache; another clone that does so too is waited for."""
    settings.CACHE.mkdir(parents=True, exist_ok=True)
    with open(settings.CACHE / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def exclusive(name, task):
    """Let one command at a time work on the same things; the kernel drops the
    lock of a command that was killed."""
    settings.WORK.mkdir(parents=True, exist_ok=True)
    with open(settings.WORK / f"{name}.lock", "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Problem(
                f"another command is at work in this clone: {lock.read().strip()}",
                "wait until it has finished, or end it, then try again",
            ) from None
        lock.truncate(0)
        lock.write(f"make {task}, process {os.getpid()}")
        lock.flush()
        yield
        lock.truncate(0)
