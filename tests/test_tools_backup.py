"""A backup that is damaged is never restored."""

import json
import tarfile

import pytest

from tools import backup
from tools.console import Problem


@pytest.fixture
def archive(tmp_path):
    dump = tmp_path / "dump"
    dump.write_bytes(b"rows")
    store = tmp_path / "store"
    (store / "ab").mkdir(parents=True)
    (store / "ab" / "abc").write_bytes(b"picture")
    (store / "checklist" / "ab").mkdir(parents=True)
    (store / "checklist" / "ab" / "abc").touch()
    backup.pack(dump, store, tmp_path / "b.tar", "jiedao_small")
    return tmp_path / "b.tar"


def _repack(archive, change):
    """Unpack by hand, let `change` work on the folder, and pack again."""
    folder = archive.with_suffix(".dir")
    folder.mkdir()
    backup.unpack(archive, folder)
    change(folder)
    with tarfile.open(archive, "w") as tar:
        tar.add(folder, ".")


def _change_manifest(**values):
    def change(folder):
        manifest = json.loads((folder / "manifest.json").read_text())
        (folder / "manifest.json").write_text(json.dumps({**manifest, **values}))

    return change


def test_whole_backup_is_unpacked(archive, tmp_path):
    target = tmp_path / "target"
    target.mkdir()
    backup.unpack(archive, target)
    files = {str(p.relative_to(target)) for p in target.rglob("*") if p.is_file()}
    assert files == {"manifest.json", "database.dump", "filestore/ab/abc"}


def test_manifest_comes_first(archive):
    with tarfile.open(archive) as tar:
        assert tar.next().name == "manifest.json"


@pytest.mark.parametrize(
    "change, message",
    [
        (lambda f: (f / "database.dump").write_bytes(b"rowz"), "database.dump"),
        (lambda f: (f / "filestore/ab/abc").unlink(), "filestore/ab/abc"),
        (lambda f: (f / "more").touch(), "more"),
        (lambda f: (f / "manifest.json").write_text("{"), "no backup"),
        (_change_manifest(format=2), "format 2"),
        (_change_manifest(odoo="18.0"), "18.0"),
    ],
)
def test_changed_backup_is_refused(archive, tmp_path, change, message):
    _repack(archive, change)
    (tmp_path / "target").mkdir()
    with pytest.raises(Problem, match=message):
        backup.unpack(archive, tmp_path / "target")


@pytest.mark.parametrize("name", ["../outside", "/outside", "filestore/../../outside"])
def test_nothing_is_written_outside(archive, tmp_path, name):
    with tarfile.open(archive, "a") as tar:
        tar.addfile(tarfile.TarInfo(name))
    (tmp_path / "target").mkdir()
    with pytest.raises(Problem, match="does not belong"):
        backup.unpack(archive, tmp_path / "target")
    assert not (tmp_path / "outside").exists()


def test_broken_off_backup_is_refused(archive, tmp_path):
    archive.write_bytes(archive.read_bytes()[:1500])
    (tmp_path / "target").mkdir()
    with pytest.raises(Problem, match="damaged"):
        backup.unpack(archive, tmp_path / "target")
