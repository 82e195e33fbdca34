"""The commands behind the Makefile's targets."""

import os
import shutil
import subprocess
import sys

from tools import (
    backup,
    database,
    libraries,
    lint,
    manifests,
    odoo_source,
    packages,
    postgres,
    server,
    settings,
    stamps,
    testing,
    translations,
)
from tools.console import Problem, confirm, say, step, table, warn


def ground(*needs):
    """Packages, Odoo and libraries: what every command stands on."""
    packages.ensure(packages.RUN, *needs)
    with stamps.shared_cache():
        source = odoo_source.find()
        libraries.ensure(source)
    return source


def run():
    with stamps.exclusive("ground", "run"):
        server.require_port()
        source = ground()
        site = database.run_site()
        database.ensure_server(site)
        name = database.ensure_demo(site, source)
        stamps.write(settings.LAST_DEMO, settings.demo_size())
        noted = _serve(site, name)
        _welcome(site, noted)


def _serve(site, name, addons=()):
    """Have the server run on this database, with the addons as they are now."""
    noted = server.running()
    wanted = {"host": settings.host(), "port": settings.port(), "database": name}
    changed = addons or any(database.pending(site, name))
    if noted and not changed and wanted.items() <= noted.items():
        say("The server is already running.")
        return noted
    server.stop()
    if changed:
        database.update(site, name, addons)
    return server.start(site, name)


def _welcome(site, noted):
    say(f"\n街道 is ready: {server.address(noted)}    (database {noted['database']})\n")
    users = database.users(site, noted["database"])
    rows = [(u["role"], u["name"], u["login"], u["password"]) for u in users]
    table(rows, ("角色", "姓名", "登录名", "密码"))
    say(f"\nLog: {settings.LOG}    Stop: make stop")


def stop():
    with stamps.exclusive("ground", "stop"):
        if not server.stop():
            say("The server was not running.")
        if not postgres.uses_given_server() and postgres.server_binaries():
            database.run_site().server.stop()
            database.test_site().server.stop()


def update():
    with stamps.exclusive("ground", "update"):
        source = ground()
        site = database.run_site()
        database.ensure_server(site)
        name = database.ensure_demo(site, source)
        asked = os.environ.get("ADDON", "").replace(",", " ").split()
        _require_known(asked)
        if not asked and not any(database.pending(site, name)):
            say("No addon has changed.")
        noted = _serve(site, name, asked)
        say(f"The server runs at {server.address(noted)}")


def _require_known(asked):
    unknown = set(asked) - set(manifests.addons())
    if unknown:
        known = ", ".join(manifests.addons())
        raise Problem(f"no addon {', '.join(sorted(unknown))} here", f"one of: {known}")


def fresh():
    name = settings.database_name()
    if not settings.flag("YES") and not confirm(f"Throw the database {name} away?"):
        raise Problem(
            f"the database {name} was kept", "to be rid of it: make fresh YES=1"
        )
    with stamps.exclusive("ground", "fresh"):
        ground()
        site = database.run_site()
        database.ensure_server(site)
        server.stop()
        with step(f"Dropping {name}"):
            database.drop(site, name)
    run()


def shell():
    site, name = _present()
    if any(database.pending(site, name)):
        warn("addons have changed since this database was loaded: make update")
    options = ["-c", str(site.conf), "-d", name, "--no-http"]
    os.execve(
        settings.LAUNCHER,
        [str(settings.LAUNCHER), "shell", *options],
        site.environment(),
    )


def psql():
    site, name = _present()
    program = site.server.program("psql")
    os.execvpe(program, ["psql", name, *sys.argv[2:]], site.environment())


def _present():
    """The demo database as it is; it is not built for this."""
    with stamps.exclusive("ground", "shell"):
        site = database.run_site()
        database.ensure_server(site)
    name = settings.database_name()
    if not site.server.exists(name):
        raise Problem(f"there is no database {name} yet", "run: make run")
    return site, name


def test():
    with stamps.exclusive("test", "test"):
        return testing.run_all(_prepare_tests)


def _prepare_tests(with_database):
    if with_database:
        return _test_ground("test", packages.TEST)
    with stamps.exclusive("ground", "test"):
        ground()
    return None, None


def lint_all():
    with stamps.exclusive("test", "lint"):
        return lint.run_all(lambda: _test_ground("lint", packages.LINT))


def format_all():
    with stamps.exclusive("test", "format"):
        ground(packages.LINT)
        lint.mend()


def i18n():
    with stamps.exclusive("test", "i18n"):
        site, name = _test_ground("i18n")
        return translations.run(site, name, check="--check" in sys.argv)


def _test_ground(task, *needs):
    """Ground and template database of what only reads or copies the template."""
    with stamps.exclusive("ground", task):
        source = ground(*needs)
        site = database.test_site()
        database.ensure_server(site)
        return site, database.ensure_template(site, source)


def bench():
    """Hand over to bench/, with an environment that leads to Odoo and the database."""
    with stamps.exclusive("ground", "bench"):
        source = ground()
        site = database.run_site()
        database.ensure_server(site)
        name = database.ensure_demo(site, source)
        if any(database.pending(site, name)):
            server.stop()
            database.update(site, name)
    given = {"ODOO_RC": str(site.conf), "JIEDAO_DATABASE": name}
    command = [settings.PYTHON, settings.ROOT / "bench", *_arguments()]
    environment = {**site.environment(), **given}
    return subprocess.run(command, env=environment, cwd=settings.ROOT).returncode


def _arguments():
    return os.environ.get("ARGS", "").split()


def backup_now():
    with stamps.exclusive("ground", "backup"):
        site, name = _site_and_name()
        backup.save(site, name)


def restore():
    given = os.environ.get("FILE")
    if not given:
        raise Problem("no file named", "make restore FILE=backups/....tar")
    with stamps.exclusive("ground", "restore"):
        ground()
        site = database.run_site()
        database.ensure_server(site)
        was_running = server.running()
        kept = backup.restore(site, settings.database_name(), given, server.stop)
        if kept:
            say(f"The database as it was before is kept as {kept}.")
        if was_running:
            server.start(site, settings.database_name())


def _site_and_name():
    site = database.run_site()
    database.ensure_server(site)
    name = settings.database_name()
    if not site.server.exists(name):
        raise Problem(f"there is no database {name}", "run: make run")
    return site, name


def lock():
    with stamps.exclusive("ground", "lock"):
        packages.ensure(packages.RUN)
        with stamps.shared_cache():
            libraries.lock()


def clean():
    """Remove what this clone built; the cache and backups stay."""
    if not settings.flag("YES") and not confirm("Remove databases and environment?"):
        raise Problem("nothing was removed", "to remove all: make clean YES=1")
    stop()
    if not postgres.uses_given_server() and postgres.server_binaries():
        shutil.rmtree(postgres.home(), ignore_errors=True)
    shutil.rmtree(settings.WORK)


COMMANDS = {
    "run": run,
    "stop": stop,
    "update": update,
    "fresh": fresh,
    "shell": shell,
    "psql": psql,
    "test": test,
    "lint": lint_all,
    "format": format_all,
    "i18n": i18n,
    "bench": bench,
    "backup": backup_now,
    "restore": restore,
    "lock": lock,
    "clean": clean,
}


def main(arguments):
    command = COMMANDS.get(arguments[0] if arguments else "")
    if command is None:
        say(f"usage: tools/jiedao.py {'|'.join(COMMANDS)}")
        return 2
    try:
        return command() or 0
    except Problem as problem:
        say(f"\nmake {arguments[0]}: {problem}")
        return 1
    except KeyboardInterrupt:
        say("\nInterrupted; the next run goes on from the last complete step.")
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone, as in `make run | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
