"""Back up a database with its files, and bring it back.

A backup is one tar: `manifest.json` first, then `database.dump` (pg_dump's custom
format) and the files of the filestore. The manifest holds the SHA-256 of each.
A restore fills a new database, and only when that is complete changes names: what
was there before is kept under a dated name.
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
import time
from contextlib import contextmanager
from pathlib import Path

from tools import database, settings
from tools.console import Problem, say, step
from tools.machine import require_space

FORMAT = 1
DUMP = "database.dump"


def save(site, name):
    path = settings.BACKUPS / f"{name}-{time.strftime('%Y%m%d-%H%M%S')}.tar"
    path.parent.mkdir(parents=True, exist_ok=True)
    with scratch(settings.BACKUPS) as folder:
        # The files come after the database: what is added meanwhile does no harm.
        with step(f"Dumping {name}"):
            site.server.run("pg_dump", "-Fc", "--no-owner", "-f", folder / DUMP, name)
        with step("Packing"):
            pack(folder / DUMP, site.filestore(name), folder / path.name, name)
        # Personal data are in it: nobody else may read them.
        (folder / path.name).chmod(0o600)
        (folder / path.name).rename(path)
    say(f"{path}  ({path.stat().st_size / 1e6:.1f} MB)")
    return path


@contextmanager
def scratch(parent):
    """A folder beside its target, gone afterwards however it ends."""
    folder = parent / f".passing-{os.getpid()}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def pack(dump, filestore, path, name):
    """Write the tar; every file is read for its sum first, then packed."""
    members = {DUMP: dump}
    for file in sorted(filestore.rglob("*")):
        if file.is_file() and "checklist" not in file.parts:
            members[f"filestore/{file.relative_to(filestore)}"] = file
    manifest = {
        "format": FORMAT,
        "database": name,
        "odoo": settings.ODOO_SERIES,
        "made": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "files": {member: sum_of(file) for member, file in members.items()},
    }
    with tarfile.open(path, "w") as tar:
        _add_text(tar, "manifest.json", json.dumps(manifest, indent=1))
        for member, file in members.items():
            tar.add(file, member)


def _add_text(tar, member, text):
    info = tarfile.TarInfo(member)
    info.size = len(text.encode())
    info.mtime = time.time()
    tar.addfile(info, io.BytesIO(text.encode()))


def sum_of(path):
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def restore(site, name, archive, stop_server):
    """Bring a backup back as database `name`.

    What was there before is kept; its new, dated name is returned.
    """
    archive = Path(archive).resolve()
    if not archive.is_file():
        raise Problem(f"there is no file {archive}", "name one: ls backups/")
    require_space(settings.WORK, 1 + 3 * archive.stat().st_size / 1e9)
    with scratch(settings.WORK) as folder:
        with step("Checking the backup"):
            unpack(archive, folder)
        # What a restore left that was ended before it changed the names.
        database.drop(site, f"{name}_restored")
        with database.building(site, f"{name}_restored") as new:
            _fill(site, new, folder)
    return _exchange(site, name, stop_server)


def unpack(archive, folder):
    """Unpack a backup, and hold every file against the manifest."""
    try:
        with tarfile.open(archive) as tar:
            for member in tar:
                _extract(tar, member, folder)
        manifest = json.loads((folder / "manifest.json").read_text())
    except (tarfile.TarError, OSError, ValueError) as error:
        raise Problem(
            f"{archive.name} is damaged or no backup: {error}", "use another backup"
        ) from None
    check(manifest, folder)


def _extract(tar, member, folder):
    """Take plain files below the folder out of a tar, and nothing else."""
    path = (folder / member.name).resolve()
    if member.isdir():
        return
    if not member.isfile() or folder.resolve() not in path.parents:
        raise tarfile.TarError(f"{member.name} does not belong into a backup")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        shutil.copyfileobj(tar.extractfile(member), target)


def check(manifest, folder):
    if manifest.get("format") != FORMAT or manifest.get("odoo") != settings.ODOO_SERIES:
        raise Problem(
            f"a backup of format {manifest.get('format')} and Odoo "
            f"{manifest.get('odoo')}, wanted are {FORMAT} and {settings.ODOO_SERIES}",
            "restore it with the version of this project that made it",
        )
    files = {str(f.relative_to(folder)) for f in folder.rglob("*") if f.is_file()}
    expected = set(manifest["files"])
    wrong = (files - {"manifest.json"}) ^ expected
    wrong |= {f for f in expected & files if sum_of(folder / f) != manifest["files"][f]}
    if wrong:
        raise Problem(
            f"the backup is damaged: {', '.join(sorted(wrong)[:5])}",
            "use another backup",
        )


def _fill(site, new, folder):
    with step("Restoring the database"):
        site.server.create(new)
        jobs = ["-j", str(os.cpu_count()), "--no-owner", "--exit-on-error"]
        site.server.run("pg_restore", *jobs, "-d", new, folder / DUMP)
    target = site.filestore(new)
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    if (folder / "filestore").exists():
        (folder / "filestore").rename(target)


def _exchange(site, name, stop_server):
    """Put the restored database in the place of the present one."""
    stop_server()
    kept = None
    with step(f"Putting it in place as {name}"):
        if site.server.exists(name):
            kept = f"{name}_{time.strftime('%Y%m%d_%H%M%S')}"
            database.rename(site, name, kept, f"{name}_restored", name)
        else:
            database.rename(site, f"{name}_restored", name)
    return kept
