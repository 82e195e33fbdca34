"""Odoo's databases: made in layers, each under a passing name until it is complete.

The base layer holds Odoo's own addons that ours depend on, in Chinese. The demo
database and the template of the tests are copies of it with our addons on top, so
a change of ours never installs Odoo's again.
"""

import json
import os
import shutil
from pathlib import Path
from typing import NamedTuple

from tools import libraries, manifests, settings, stamps
from tools.console import Problem, run, step, warn
from tools.machine import require_space
from tools.postgres import Server, run_server, test_server

INSIDE = settings.ROOT / "tools" / "inside"
# On a server that was given, other clones may keep theirs beside ours.
BASE = f"jiedao_base_{settings.CLONE_ID[:6]}"
TEMPLATE = f"jiedao_test_{settings.CLONE_ID[:6]}"
# Root is told so at every start; deprecations are Odoo's own business.
EXPECTED = ("Running as user 'root' is a security risk", "DeprecationWarning")


class Site(NamedTuple):
    """A database server, with the configuration and files of the Odoo on it."""

    server: Server
    conf: Path
    data: Path

    def filestore(self, name):
        return self.data / "filestore" / name

    def environment(self):
        return self.server.environment()


def run_site():
    return Site(run_server(), settings.ODOO_CONF, settings.DATA_DIR / "run")


def test_site():
    return Site(test_server(), settings.TEST_CONF, settings.DATA_DIR / "test")


def ensure_server(site):
    site.server.ensure_running()
    write_conf(site)


def write_conf(site):
    options = {
        "addons_path": settings.ADDONS,
        "data_dir": site.data,
        "db_host": site.server.host,
        "db_port": site.server.port,
        "db_user": site.server.user,
        "http_interface": settings.host(),
        "http_port": settings.port(),
        "list_db": False,
        "max_cron_threads": 1,
        "screenshots": settings.RESULTS,
    }
    if site.server.password:
        options["db_password"] = site.server.password
    lines = [f"{name} = {value}\n" for name, value in options.items()]
    site.data.mkdir(parents=True, exist_ok=True)
    stamps.write(site.conf, "[options]\n" + "".join(lines), mode=0o600)


def odoo(site, *arguments):
    """Run Odoo to the end of a task, and show what it complained about."""
    return _show_complaints(
        run([settings.LAUNCHER, *arguments], env=site.environment(), cwd=settings.ROOT)
    )


def inside(site, script, name, *arguments):
    """Run one of the scripts of tools/inside on a database."""
    command = [settings.PYTHON, INSIDE / script, "-c", site.conf, "-d", name]
    environment = site.environment()
    output = run([*command, *arguments], env=environment, cwd=settings.ROOT)
    return _show_complaints(output)


def _show_complaints(output):
    for line in output.splitlines():
        known = any(text in line for text in EXPECTED)
        if not known and any(
            f" {x} " in line for x in ("WARNING", "ERROR", "CRITICAL")
        ):
            warn(line)
    return output


def load(site, name, install=(), update=()):
    """Install and update addons in a database."""
    options = ["-c", site.conf, "-d", name, "--no-http", "--stop-after-init"]
    if install:
        options += ["-i", ",".join(install)]
    if update:
        options += ["-u", ",".join(update), "--i18n-overwrite"]
    odoo(site, "server", *options)


def base_name(source):
    """Name of the base layer: it tells what is in it."""
    outside = manifests.from_outside(manifests.addons())
    script = INSIDE / "settle.py"
    return f"{BASE}_{stamps.digest(source.build, outside, script)[:12]}"


def ensure_base(site, source):
    name = base_name(source)
    if site.server.exists(name):
        return name
    require_space(settings.WORK, 2)
    _drop_others(site, BASE, keep=name)
    outside = manifests.from_outside(manifests.addons())
    with (
        step(f"Installing Odoo's addons: {', '.join(outside)}"),
        building(site, name) as new,
    ):
        site.server.create(new)
        options = ["-c", site.conf, "-d", new, "--no-http", "--stop-after-init"]
        odoo(site, "server", *options, "-i", ",".join(outside), "--load-language=zh_CN")
        inside(site, "settle.py", new)
    return name


class building:
    """Build a database under a passing name; give it its own when it is complete.

    What a killed run left under the passing name is thrown away first.
    """

    def __init__(self, site, name):
        self.site, self.name, self.passing = site, name, f"{name}_new"

    def __enter__(self):
        drop(self.site, self.passing)
        return self.passing

    def __exit__(self, failure, *_):
        if failure:
            return
        rename(self.site, self.passing, self.name)


def copy(site, original, name):
    site.server.disconnect(original)
    site.server.create(name, original)
    copy_filestore(site.filestore(original), site.filestore(name))


def copy_filestore(original, target):
    """Attachments are named by their content and never change: a link is a copy."""
    shutil.rmtree(target, ignore_errors=True)
    if original.exists():
        shutil.copytree(original, target, copy_function=os.link)


def rename(site, *names):
    """Rename databases and their files: old, new, old, new ..."""
    pairs = list(zip(names[::2], names[1::2], strict=True))
    site.server.rename(*pairs)
    for old, new in pairs:
        shutil.rmtree(site.filestore(new), ignore_errors=True)
        if site.filestore(old).exists():
            site.filestore(old).rename(site.filestore(new))


def drop(site, name):
    site.server.drop(name)
    shutil.rmtree(site.filestore(name), ignore_errors=True)


def _drop_others(site, prefix, keep):
    for name in site.server.databases():
        if name.startswith(prefix) and not name.startswith(keep):
            drop(site, name)


def drop_copies(site, template):
    """Drop the copies that processes of a killed test run left behind."""
    for name in site.server.databases():
        if name.startswith(f"{template}-"):
            drop(site, name)


def ensure_demo(site, source):
    """Name of the demo database, built when it is not there."""
    name, size = settings.database_name(), settings.demo_size()
    if size not in settings.DEMO_SIZES:
        raise Problem(f"DEMO={size}", f"choose one of {', '.join(settings.DEMO_SIZES)}")
    if site.server.exists(name):
        return name
    base = ensure_base(site, source)
    ours = manifests.shipped()
    with building(site, name) as new:
        copy(site, base, new)
        if ours:
            with step(f"Installing our addons: {', '.join(ours)}"):
                load(site, new, install=manifests.to_install(ours))
        remember_addons(site, new)
        with step(f"Building the demo street ({size})"):
            inside(site, "demo.py", new, size)
        ensure_pages(site, new)
    return name


def ensure_pages(site, name):
    """Have the scripts and styles of the pages in the database, compiled."""
    if not parameter(site, name, "jiedao.pages"):
        with step("Compiling pages"):
            inside(site, "pages.py", name)


def update(site, name, addons=()):
    """Reload what changed since the database was last loaded, or these addons.

    What is being reloaded counts as changed until that is complete, so that a run
    that failed or was killed half way is made up for by the next.
    """
    updated, added = pending(site, name)
    if addons:
        updated = sorted(set(addons) & set(manifests.addons()))
    if updated or added:
        _remember(site, name, {**_remembered(site, name), **dict.fromkeys(updated)})
        with step(f"Reloading {', '.join([*updated, *added])}"):
            load(site, name, install=added, update=updated)
        remember_addons(site, name)


def pending(site, name):
    """Names of the addons that changed, and of those that are new."""
    now = manifests.digests(manifests.shipped())
    return manifests.changed(_remembered(site, name), now)


def remember_addons(site, name):
    _remember(site, name, manifests.digests(manifests.shipped()))


def _remember(site, name, digests):
    set_parameter(site, name, "jiedao.addons", json.dumps(digests))


def _remembered(site, name):
    return json.loads(parameter(site, name, "jiedao.addons") or "{}")


def users(site, name):
    """Who can log in to the demo, as the demo's builder said."""
    return json.loads(parameter(site, name, "jiedao.users") or "[]")


def parameter(site, name, key):
    sql = f"SELECT value FROM ir_config_parameter WHERE key = '{key}'"
    rows = site.server.query(sql, name)
    return rows[0][0] if rows else None


def set_parameter(site, name, key, value):
    quoted = value.replace("'", "''")
    sql = (
        f"INSERT INTO ir_config_parameter (key, value) VALUES ('{key}', '{quoted}') "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    )
    site.server.query(sql, name)


def ensure_template(site, source):
    """Name of the tests' template: one for each content of our addons."""
    content = stamps.digest(*manifests.digests().items(), libraries.RUNTIME)
    name = f"{TEMPLATE}_{stamps.digest(base_name(source), content)[:12]}"
    if site.server.exists(name):
        return name
    base = ensure_base(site, source)
    _drop_others(site, TEMPLATE, keep=name)
    with step("Building the tests' template database"), building(site, name) as new:
        copy(site, base, new)
        wanted = manifests.to_install(manifests.shipped()) + manifests.for_tests()
        if wanted:
            load(site, new, install=wanted)
    return name
