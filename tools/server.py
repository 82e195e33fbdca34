"""The demo server: started in the background, found again, stopped."""

import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request

from tools import settings, stamps
from tools.console import Problem, step, tail
from tools.machine import is_alive, port_holder, port_is_free

PATIENCE = 120


def running():
    """What runs, as it was noted at its start, or None."""
    if not settings.PID.exists():
        return None
    noted = json.loads(settings.PID.read_text())
    return noted if is_alive(noted["pid"]) and _is_ours(noted["pid"]) else None


def _is_ours(pid):
    """A number may have gone to another process since."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as words:
            return str(settings.LAUNCHER).encode() in words.read()
    except OSError:
        return False


def address(noted):
    host = "127.0.0.1" if noted["host"] == "0.0.0.0" else noted["host"]
    return f"http://{host}:{noted['port']}"


def start(site, database):
    require_port()
    command = [settings.LAUNCHER, "server", "-c", site.conf, "-d", database]
    with step("Starting the server"):
        with settings.LOG.open("a") as log:
            process = subprocess.Popen(
                [*map(str, command), "--db-filter", f"^{database}$"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=settings.ROOT,
                env=site.environment(),
                start_new_session=True,
            )
        noted = {
            "pid": process.pid,
            "host": settings.host(),
            "port": settings.port(),
            "database": database,
        }
        stamps.write(settings.PID, json.dumps(noted))
        _wait_for_login(noted, process)
    return noted


def require_port():
    """Refuse a port that is taken; the server that runs here may keep its own."""
    noted = running()
    host, port = settings.host(), settings.port()
    if noted and noted["port"] == port:
        return
    if not port_is_free(host, port):
        raise Problem(
            f"port {port} is taken by {port_holder(port)}",
            f"end that, or choose another: make run PORT={port + 1}",
        )


def _wait_for_login(noted, process):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Problem(f"the server ended at once:\n{_log_end()}", _read_log())
        if _answers(f"{address(noted)}/web/login"):
            return
        time.sleep(0.2)
    raise Problem(f"no login page after {PATIENCE} s:\n{_log_end()}", _read_log())


def _answers(url):
    # No proxy of the environment stands between us and this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=60) as page:
            return page.status == 200
    except urllib.error.HTTPError as error:
        raise Problem(
            f"{url} answers {error.code}:\n{_log_end()}", _read_log()
        ) from None
    except OSError:
        return False


def _log_end():
    return tail(settings.LOG.read_text(errors="replace"))


def _read_log():
    return f"read {settings.LOG}; after a repair: make run"


def stop():
    """Whether there was a server to stop."""
    noted = running()
    if noted:
        with step("Stopping the server"):
            _end(noted["pid"])
    settings.PID.unlink(missing_ok=True)
    return bool(noted)


def _end(pid):
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + 15
    while is_alive(pid):
        if time.monotonic() > deadline:
            os.killpg(pid, signal.SIGKILL)
            deadline += 15
        time.sleep(0.1)
