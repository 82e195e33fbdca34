"""The PostgreSQL servers: a durable one to run on, a fast one to test on.

Both are private to the clone, reached by a Unix socket only (no port to clash
with), and run as `postgres` when we are root, as ourselves otherwise. When the
usual PG variables name a server, that one is used for everything instead.
"""

import os
import pwd
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from tools import settings, stamps
from tools.console import Problem, run, step
from tools.machine import require_space

ROLE = "odoo"
MINIMUM_VERSION = 13
# The kernel allows 107 bytes for the path of a socket.
LONGEST_HOME = 107 - len("/test/.s.PGSQL.5432")

COMMON = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "jit": "off",
    "max_wal_size": "2GB",
    "log_min_messages": "warning",
    "timezone": "'UTC'",
}
# A test database is built anew after a crash: nothing of it need reach the disk.
VOLATILE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def uses_given_server():
    return any(os.environ.get(f"PG{x}") for x in ("HOST", "PORT", "USER", "PASSWORD"))


def server_binaries():
    """The newest server on this machine that Odoo accepts, or None."""
    found = []
    for initdb in Path("/usr/lib/postgresql").glob("*/bin/initdb"):
        if initdb.parent.parent.name.isdigit():
            found.append((int(initdb.parent.parent.name), initdb.parent))
    on_path = shutil.which("initdb")
    if not found and on_path:
        version = re.search(r"(\d+)", run([on_path, "--version"]))
        found.append((int(version[1]), Path(on_path).resolve().parent))
    version, folder = max(found, default=(0, None))
    return folder if version >= MINIMUM_VERSION else None


class Server:
    """A PostgreSQL server and what we do with its databases."""

    def __init__(self, host, port, user, password="", binaries=None):
        self.host, self.port = str(host), str(port)
        self.user, self.password = user, password
        self.binaries = binaries

    def environment(self):
        """Environment in which libpq's programs reach this server."""
        given = {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": self.user}
        if self.password:
            given["PGPASSWORD"] = self.password
        result = {**os.environ, **given}
        result.pop("PGDATABASE", None)
        if self.binaries:
            result["PATH"] = f"{self.binaries}{os.pathsep}{result['PATH']}"
        return result

    def program(self, name):
        return str(self.binaries / name) if self.binaries else name

    def run(self, name, *arguments, remedy=""):
        return run(
            [self.program(name), *arguments], remedy, env=self.environment(), cwd="/"
        )

    def query(self, sql, database="postgres"):
        """Rows of a query, each a list of texts."""
        plain = ("-XAtq", "-F", "\t", "-v", "ON_ERROR_STOP=1")
        output = self.run("psql", *plain, "-d", database, "-c", sql)
        return [line.split("\t") for line in output.splitlines()]

    def databases(self):
        rows = self.query("SELECT datname FROM pg_database WHERE NOT datistemplate")
        return [name for (name,) in rows]

    def exists(self, name):
        return name in self.databases()

    def create(self, name, template="template0"):
        self.run("createdb", "-E", "UTF8", "-T", template, name)

    def drop(self, name):
        self.run("dropdb", "--if-exists", "--force", name)

    def rename(self, *pairs):
        """Rename databases (old, new), all of them or none."""
        for old, _new in pairs:
            self.disconnect(old)
        renames = [f'ALTER DATABASE "{old}" RENAME TO "{new}"' for old, new in pairs]
        self.query("BEGIN;" + ";".join(renames) + ";COMMIT")

    def disconnect(self, name):
        # PostgreSQL's own workers are not ours to end; they make way by themselves.
        self.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{name}' AND usename = current_user "
            "AND pid <> pg_backend_pid()"
        )

    def ensure_running(self):
        """A server that was given is running, or is its owner's to start."""
        try:
            self.query("SELECT 1")
        except Problem as problem:
            raise Problem(
                f"the database server at {self.host}:{self.port} does not answer user "
                f"{self.user}:\n{problem.what}",
                "start it, or correct PGHOST, PGPORT, PGUSER and PGPASSWORD; unset "
                "them to use the project's own server",
            ) from None

    def stop(self):
        """Leave a server alone that is not ours."""


class PrivateServer(Server):
    """A cluster of our own in the folder `home`, its socket beside its data."""

    def __init__(self, home, binaries, options):
        super().__init__(home, 5432, ROLE, binaries=binaries)
        self.home, self.data = home, home / "data"
        self.options = options

    def ensure_running(self):
        if self.is_running():
            return
        if not self.data.exists():
            self._initialise()
        self._check_version()
        with step(f"Starting PostgreSQL ({self.home.name})"):
            self._configure()
            log = self.home / "postgres.log"
            remedy = f"read {log}"
            self._as_owner("pg_ctl", "-w", "-l", log, "start", remedy=remedy)
        self._ensure_role()

    def is_running(self):
        return self.data.exists() and self._status() == 0

    def stop(self):
        if self.is_running():
            self._as_owner("pg_ctl", "-w", "-m", "fast", "stop")

    def _status(self):
        command = [self.program("pg_ctl"), "-D", str(self.data), "status"]
        done = subprocess.run(command, capture_output=True, cwd="/", **_owner())
        return done.returncode

    def _as_owner(self, name, *arguments, data=None, remedy=""):
        command = [self.program(name), "-D", data or self.data, *arguments]
        return run(command, remedy, cwd="/", **_owner())

    def _initialise(self):
        require_space(self.home, 2)
        with step(f"Creating a PostgreSQL cluster ({self.home})"):
            _make_owned(self.home)
            unfinished = self.home / "data.new"
            shutil.rmtree(unfinished, ignore_errors=True)
            options = [
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            ]
            self._as_owner("initdb", *options, data=unfinished)
            unfinished.rename(self.data)

    def _configure(self):
        lines = {**self.options, "unix_socket_directories": f"'{self.home}'"}
        text = "".join(f"{name} = {value}\n" for name, value in lines.items())
        stamps.write(self.data / "postgresql.conf", text, mode=0o644)

    def _check_version(self):
        wanted = (self.data / "PG_VERSION").read_text().strip()
        found = re.search(r"\d+", run([self.program("postgres"), "--version"]))[0]
        if wanted != found:
            raise Problem(
                f"the databases were made by PostgreSQL {wanted}, here is {found}",
                f"install postgresql-{wanted}, or back up with it, then: make fresh",
            )

    def _ensure_role(self):
        """Odoo refuses to work as `postgres`."""
        administrator = Server(self.host, self.port, "postgres", "", self.binaries)
        known = administrator.query(f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'")
        if not known:
            administrator.query(f"CREATE ROLE {ROLE} LOGIN CREATEDB")


def run_server():
    return _server("run", COMMON)


def test_server():
    return _server("test", {**COMMON, **VOLATILE})


@cache
def _given_server():
    user = os.environ.get("PGUSER") or pwd.getpwuid(os.getuid()).pw_name
    if user == "postgres":
        raise Problem(
            "Odoo refuses to work as the database user postgres",
            "make a role of its own: createuser --createdb odoo; then PGUSER=odoo",
        )
    host = os.environ.get("PGHOST") or "/var/run/postgresql"
    port = os.environ.get("PGPORT") or 5432
    return Server(host, port, user, os.environ.get("PGPASSWORD", ""))


def _server(name, options):
    if uses_given_server():
        return _given_server()
    binaries = server_binaries()
    if binaries is None:
        raise Problem("no PostgreSQL server on this machine", "run: make run")
    return PrivateServer(home() / name, binaries, options)


@cache
def home():
    """Folder of both clusters: in the clone if the owner of the clusters can go
    there and the path is short enough for a socket."""
    home = settings.WORK / "pg"
    settings.WORK.mkdir(parents=True, exist_ok=True)
    reached = subprocess.run(["test", "-x", settings.WORK], cwd="/", **_owner())
    if reached.returncode == 0 and len(str(home)) <= LONGEST_HOME:
        return home
    if os.geteuid() == 0:
        return Path("/var/lib/postgresql") / f"jiedao-{settings.CLONE_ID}"
    return Path.home() / ".local/state/jiedao" / settings.CLONE_ID


def _owner():
    """Whom to be for the server's programs, which refuse to be run by root."""
    if os.geteuid() != 0:
        return {}
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def _make_owned(home):
    """Make the folder, and hand it to the owner of the cluster."""
    for folder in (home.parent, home):
        folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
    home.chmod(0o700)
