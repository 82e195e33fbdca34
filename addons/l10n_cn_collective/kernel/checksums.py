# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A package of files with their sums, for a reader who has no system but a computer.

The list is in the form that sha256sum, 7-Zip and most others check by themselves.
"""

import hashlib
import io
import zipfile
from typing import NamedTuple

LIST = "SHA256SUMS"
# The same content makes the same package, whenever it is packed.
_EPOCH = (1980, 1, 1, 0, 0, 0)


class Package(NamedTuple):
    """A zip file, and the SHA-256 of the list in it (hexadecimal)."""

    content: bytes
    digest: str


def pack(files):
    """Return the package of these files (path and content) with their list.

    :raise ValueError: two files have one path

    The digest is that of the list: who knows it finds every change and every
    replacement of the whole.

    >>> package = pack([("账簿/总账.csv", b"1"), ("说明.txt", b"2")])
    >>> verify(package.content, package.digest)
    []
    """
    files = dict(_once(files))
    lines = [f"{_sha256(files[path])}  {path}\n" for path in sorted(files)]
    listed = "".join(lines).encode()
    return Package(_zip({**files, LIST: listed}), _sha256(listed))


def verify(content, digest):
    """Return the paths of what is missing, changed or too much, in order.

    Where the list itself is not the one of this digest it is named alone: it says
    nothing about the others then.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    listed = found.pop(LIST, b"")
    if _sha256(listed) != digest:
        return [LIST]
    sums = {}
    for line in listed.decode().splitlines():
        value, _, path = line.partition("  ")
        sums[path] = value
    wrong = [path for path in found if sums.get(path) != _sha256(found[path])]
    return sorted({*wrong, *(sums.keys() - found.keys())})


def _once(files):
    taken = {LIST}
    for path, content in files:
        if path in taken:
            raise ValueError(f"two files are called {path}")
        taken.add(path)
        yield path, content


def _sha256(content):
    return hashlib.sha256(content).hexdigest()


def _zip(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, files[path])
    return buffer.getvalue()
