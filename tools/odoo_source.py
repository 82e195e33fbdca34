"""Odoo itself: the one that is given, or Debian's build unpacked in the cache.

Debian has Odoo 19 in its unstable suite only. The system's own package sources
are left as they are: a private apt setup reads the same mirror, checks Debian's
signature, and downloads files that are unpacked, never installed.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

from tools import settings, stamps
from tools.console import Problem, run, step, warn
from tools.machine import require_space

LOCK = settings.CONFIG / "odoo.lock"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
PACKAGES = Path("usr/lib/python3/dist-packages")
# Left out by the distribution. The client's bundle reports an error, and every
# tour fails, unless something stands there; what it brings is the blurred
# background of video calls.
LEFT_OUT = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
ADVICE = (
    f"ODOO_HOME must name a checkout of Odoo {settings.ODOO_SERIES}; "
    "unset it to have one downloaded"
)


class Source(NamedTuple):
    """A folder to import `odoo` from, and a text that tells one build from another."""

    path: Path
    build: str


class Locked(NamedTuple):
    suite: str
    name: str
    version: str
    sha256: str


def find():
    """The Odoo to use: ODOO_HOME, an importable one, or the locked download."""
    given = os.environ.get("ODOO_HOME")
    if given:
        return _given(Path(given).resolve(), ADVICE)
    installed = _importable()
    if installed:
        return _given(installed, f"set ODOO_HOME to an Odoo {settings.ODOO_SERIES}")
    return _downloaded()


def _importable():
    spec = importlib.util.find_spec("odoo")
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]).parent if places else None


def _given(path, advice):
    release = path / "odoo" / "release.py"
    if not release.is_file():
        raise Problem(f"there is no Odoo in {path}", advice)
    series = series_of(release.read_text())
    if series != settings.ODOO_SERIES:
        raise Problem(
            f"Odoo in {path} is {series}, this suite is for {settings.ODOO_SERIES}",
            advice,
        )
    return Source(path, stamps.digest(str(path), release, _revision(path)))


def series_of(release):
    """Series in the text of odoo/release.py, `19.0`."""
    found = re.search(r"version_info\s*=\s*\(\s*'?([\w~]+)'?\s*,\s*(\d+)", release)
    return f"{found[1]}.{found[2]}" if found else "unknown"


def _revision(path):
    git = ["git", "-C", str(path), "rev-parse", "HEAD"]
    return subprocess.run(git, capture_output=True, text=True).stdout


def read_lock(text):
    lines = (line.split("#")[0].split() for line in text.splitlines())
    return [Locked(*fields) for fields in lines if fields]


def _downloaded():
    locked = read_lock(LOCK.read_text())
    path = settings.CACHE / "odoo" / stamps.digest(LOCK.read_text())[:16]
    if not path.exists():
        require_space(settings.CACHE, 3)
        archives = _fetch(locked)
        with step("Unpacking Odoo"):
            _unpack(archives, path)
    build = (path / "build").read_text()
    return Source(path / PACKAGES, build)


def _fetch(locked):
    """Paths of all archives, downloading those that the cache lacks."""
    lacking = [item for item in locked if not _is_cached(item.sha256)]
    found = {item: item.sha256 for item in locked if item not in lacking}
    if lacking:
        with step(f"Downloading Odoo {settings.ODOO_SERIES} from the Debian mirror"):
            found.update(_download(lacking))
    return [_cached(found[item]) for item in locked]


def _cached(sha256):
    return settings.CACHE / "debs" / f"{sha256}.deb"


def _is_cached(sha256):
    path = _cached(sha256)
    return path.is_file() and _sum(path) == sha256


def _sum(path):
    with path.open("rb") as archive:
        return hashlib.file_digest(archive, "sha256").hexdigest()


def _download(lacking):
    """Sums of the files that were downloaded, by what the lock names."""
    apt = _PrivateApt(settings.CACHE / "apt", {item.suite for item in lacking})
    offers = apt.offers([item.name for item in lacking])
    versions = {
        item: accepted_version(item, offers.get((item.name, item.suite), []))
        for item in lacking
    }
    paths = apt.download({item.name: version for item, version in versions.items()})
    return {item: _checked(item, versions[item], paths[item.name]) for item in lacking}


def _checked(item, version, path):
    """Keep a download; its signature was checked by apt, the lock's sum is here."""
    if version == item.version and _sum(path) != item.sha256:
        raise Problem(
            f"{item.name} {version} has another sum than {LOCK.name} says",
            "a damaged mirror or proxy: try again later, or set ODOO_HOME",
        )
    return _keep(path)


def accepted_version(item, offered):
    """The locked version if the mirror has it, else a newer one of the series."""
    if item.version in offered:
        return item.version
    if item.name.startswith("odoo"):
        offered = [v for v in offered if _is_series(v)]
    if not offered:
        raise Problem(
            f"the mirror has no {item.name} {item.version} any more, nor another "
            f"that fits",
            f"set ODOO_HOME to a checkout of Odoo {settings.ODOO_SERIES} "
            "(git branch 19.0)",
        )
    warn(
        f"{item.name}: the mirror has {offered[0]} instead of the locked "
        f"{item.version}; going on with it, untried. If something breaks, set "
        "ODOO_HOME; if all is well, write it into config/odoo.lock."
    )
    return offered[0]


def _is_series(version):
    return re.match(re.escape(settings.ODOO_SERIES) + r"(\D|$)", version)


def _keep(path):
    """Move a file into the cache under its sum."""
    sha256 = _sum(path)
    _cached(sha256).parent.mkdir(parents=True, exist_ok=True)
    path.replace(_cached(sha256))
    return sha256


def _unpack(archives, path):
    unfinished = path.with_name(f"{path.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for archive in archives:
        run(
            ["dpkg-deb", "-x", archive, unfinished],
            "the cache may be damaged: remove it",
        )
    stub = unfinished / PACKAGES / LEFT_OUT
    stub.parent.mkdir(parents=True, exist_ok=True)
    stub.touch()
    names = " ".join(archive.stem for archive in archives)
    (unfinished / "build").write_text(stamps.digest(names))
    unfinished.rename(path)


def debian_mirror(sources):
    """Address of the Debian mirror in the texts of apt's source files.

    Both forms are read: `URIs: http://mirror/debian` with its suites, and
    `deb [options] http://mirror/debian bookworm main`.
    """
    addresses = []
    for text in sources:
        plain = re.sub(r"(?m)^\s*#.*$", "", text)
        addresses += re.findall(r"(?mi)^URIs:\s*(\S+)", plain)
        addresses += re.findall(r"(?m)^deb\s+(?:\[[^]]*\]\s+)?(\S+)", plain)
    main = [a.rstrip("/") for a in addresses if re.search(r"/debian/?$", a)]
    return main[0] if main else None


class _PrivateApt:
    """apt with sources, lists and cache of its own."""

    def __init__(self, folder, suites):
        self.folder = folder
        self._write_sources(suites)
        remedy = (
            "is the network there? Behind a proxy set http_proxy; with a copy of Odoo "
            f"{settings.ODOO_SERIES} at hand set ODOO_HOME"
        )
        self._apt("apt-get", "update", "--error-on=any", remedy=remedy)

    def _write_sources(self, suites):
        mirror = os.environ.get("JIEDAO_MIRROR") or debian_mirror(_apt_sources())
        if mirror is None or not KEYRING.exists():
            raise Problem(
                "this machine's apt sources name no Debian mirror",
                "name one: JIEDAO_MIRROR=http://HOST/debian, or set ODOO_HOME to a "
                f"checkout of Odoo {settings.ODOO_SERIES}",
            )
        for name in ("lists/partial", "cache/archives/partial", "parts", "files"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        lines = [f"deb [signed-by={KEYRING}] {mirror} {s} main\n" for s in suites]
        stamps.write(self.folder / "sources.list", "".join(sorted(lines)))

    def _apt(self, program, *arguments, remedy=""):
        places = {
            "Dir::Etc::SourceList": self.folder / "sources.list",
            "Dir::Etc::SourceParts": self.folder / "parts",
            "Dir::State::Lists": self.folder / "lists",
            "Dir::Cache": self.folder / "cache",
            # Only the index of packages is read, not the translations and contents.
            "Acquire::Languages": "none",
            # A mirror that stands still does no harm: the lock has the sums.
            "Acquire::Check-Valid-Until": "false",
            "APT::Sandbox::User": "root",
        }
        options = [word for k, v in places.items() for word in ("-o", f"{k}={v}")]
        return run([program, *options, *arguments], remedy, cwd=self.folder / "files")

    def offers(self, names):
        """Versions on the mirror, newest first, by package and suite."""
        found = {}
        for line in self._apt("apt-cache", "madison", *names).splitlines():
            name, version, place = (field.strip() for field in line.split("|"))
            suite = place.split()[1].split("/")[0]
            found.setdefault((name, suite), []).append(version)
        return found

    def download(self, versions):
        """Paths of the downloaded packages, by name."""
        shutil.rmtree(self.folder / "files")
        (self.folder / "files").mkdir()
        wanted = [f"{name}={version}" for name, version in versions.items()]
        remedy = "the network broke off: try again, what is complete is kept"
        self._apt("apt-get", "download", *wanted, remedy=remedy)
        paths = (self.folder / "files").glob("*.deb")
        return {path.name.split("_")[0]: path for path in paths}


def _apt_sources():
    folder = Path("/etc/apt")
    paths = [*folder.glob("*.list"), *folder.glob("sources.list.d/*")]
    return [
        path.read_text(errors="replace") for path in sorted(paths) if path.is_file()
    ]
