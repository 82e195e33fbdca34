"""The files for those who deploy with containers: no engine needed to read them.

What is written twice (versions, names, ports, limits) is compared here, so that the
deployment cannot drift away from what `make run` and the tests use.
"""

import ast
import configparser
import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
import yaml

from odoo import release
from odoo.tools import config as odoo_config

from tools import postgres, settings

ROOT = Path(__file__).resolve().parent.parent
CONFIG = ROOT / "config"
NGINX = CONFIG / "nginx"


class ComposeLoader(yaml.SafeLoader):
    """Knows compose's own tag, which replaces what an earlier file said."""


ComposeLoader.add_constructor(
    "!override", lambda loader, node: loader.construct_sequence(node)
)


def read_compose(name):
    return yaml.load((ROOT / name).read_text(), ComposeLoader)


def read_settings(path):
    parser = configparser.RawConfigParser()
    parser.read(path)
    return dict(parser.items("options"))


def read_postgres_settings():
    line = re.compile(r"^(\w+) = '?([^'#\s]+)", re.M)
    return dict(line.findall((CONFIG / "postgresql.conf").read_text()))


def pinned(text):
    """Requirement -> hashes, of a locked requirements file."""
    blocks = re.split(r"\n(?=\S)", text)
    found = (re.match(r"([\w.-]+==\S+)", block) for block in blocks)
    return {
        match[1]: set(re.findall(r"sha256:\w+", block))
        for match, block in zip(found, blocks, strict=True)
        if match
    }


@pytest.fixture(scope="module")
def compose():
    return read_compose("docker-compose.yml")


@pytest.fixture(scope="module")
def services(compose):
    return compose["services"]


@pytest.fixture(scope="module")
def options():
    return read_settings(CONFIG / "odoo.conf")


@pytest.fixture(scope="module")
def dockerfile():
    return (ROOT / "Dockerfile").read_text()


# --- Versions ---------------------------------------------------------------


def test_one_odoo_everywhere(dockerfile, services):
    assert f"FROM odoo:{settings.ODOO_SERIES}\n" in dockerfile
    assert release.series == settings.ODOO_SERIES
    assert services["odoo"]["image"].endswith(f":{settings.ODOO_SERIES}")
    for manifest in (ROOT / "addons").glob("*/__manifest__.py"):
        version = ast.literal_eval(manifest.read_text())["version"]
        assert version.startswith(f"{settings.ODOO_SERIES}."), manifest


def test_postgres_is_the_one_the_settings_are_for(services):
    major = int(re.match(r"postgres:(\d+)-", services["postgres"]["image"])[1])
    assert f"PostgreSQL {major}," in (CONFIG / "postgresql.conf").read_text()
    assert major >= postgres.MINIMUM_VERSION


def test_every_image_is_pinned(services):
    for name, service in services.items():
        assert re.search(r":\d+[.\w-]*$", service["image"]), name


def test_libraries_of_the_image_are_the_locked_ones():
    lock = pinned((CONFIG / "requirements.txt").read_text())
    image = pinned((CONFIG / "requirements-image.txt").read_text())
    assert image and all(lock[name] == hashes for name, hashes in image.items())


def test_image_has_all_our_libraries():
    ours = (CONFIG / "requirements.in").read_text().split("# Ours", 1)[1]
    wanted = set(re.findall(r"^([\w-]+)", ours, re.M))
    image = pinned((CONFIG / "requirements-image.txt").read_text())
    assert wanted == {name.split("==")[0] for name in image}


def test_image_installs_by_hash_and_drops_root(dockerfile):
    assert "config/requirements-image.txt" in dockerfile
    assert "--require-hashes" in dockerfile
    assert re.findall(r"^USER (\w+)$", dockerfile, re.M)[-1] == "odoo"


def test_image_copies_what_exists_and_is_not_ignored(dockerfile):
    ignore = (ROOT / ".dockerignore").read_text().split()
    kept = [line[1:] for line in ignore if line.startswith("!")]
    for sources in re.findall(r"^COPY (.+) \S+$", dockerfile, re.M):
        for source in sources.split():
            assert (ROOT / source).exists(), source
            assert any(source == k or source.startswith(f"{k}/") for k in kept), source


# --- Compose ----------------------------------------------------------------


@pytest.mark.parametrize("name", ["docker-compose.yml", "docker-compose.tls.yml"])
def test_every_mounted_file_exists(name):
    for service in read_compose(name)["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./"):
                assert (ROOT / source).is_file(), source


def test_named_volumes_and_networks_are_declared(compose):
    for name, service in compose["services"].items():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source.startswith("./") or source in compose["volumes"], name
        assert set(service["networks"]) <= set(compose["networks"]), name


def test_everything_is_watched_and_waited_for(services):
    for name in ("postgres", "odoo", "nginx"):
        assert services[name]["healthcheck"]["test"], name
        assert services[name]["restart"] == "unless-stopped", name
    healthy = {"condition": "service_healthy"}
    assert services["odoo"]["depends_on"] == {"postgres": healthy}
    assert services["nginx"]["depends_on"] == {"odoo": healthy}


def test_only_nginx_is_reachable(compose):
    services = compose["services"]
    assert [name for name, service in services.items() if "ports" in service] == [
        "nginx"
    ]
    assert services["postgres"]["networks"] == ["inside"]
    assert compose["networks"]["inside"]["internal"] is True
    assert "inside" not in services["nginx"]["networks"]


def test_installer_runs_what_the_image_carries(services, dockerfile):
    script = Path(services["install"]["command"][-1])
    assert services["install"]["profiles"] == ["install"]
    assert f"config/docker/{script.name}" in dockerfile
    for path in re.findall(r"< (/opt/\S+)", (CONFIG / "docker/install.sh").read_text()):
        assert f"config/docker/{Path(path).name}" in dockerfile


def test_installer_names_addons_that_exist(services):
    default = services["install"]["environment"]["JIEDAO_ADDONS"]
    sample = re.search(r"JIEDAO_ADDONS=(\S+)", (ROOT / ".env.example").read_text())
    names = re.match(r"\$\{JIEDAO_ADDONS:-(.+)\}", default)[1]
    assert names == sample[1]
    assert all((ROOT / "addons" / name).is_dir() for name in names.split(","))


@pytest.mark.parametrize("script", sorted((CONFIG / "docker").glob("*.sh")))
def test_scripts_are_sound(script):
    assert script.stat().st_mode & stat.S_IXUSR
    subprocess.run(["sh", "-n", str(script)], check=True)


# --- Secrets ----------------------------------------------------------------

SECRET = re.compile(r"passw(or)?d$", re.I)


def test_secrets_come_from_the_environment_and_have_no_default(services):
    demanded = re.compile(r"\$\{[A-Z_]+:\?.+\}")
    for name, service in services.items():
        for key, value in service.get("environment", {}).items():
            if SECRET.search(key):
                assert demanded.fullmatch(value), f"{name}: {key}"


def test_sample_names_every_variable_and_gives_no_secret():
    text = "".join(path.read_text() for path in ROOT.glob("docker-compose*.yml"))
    wanted = set(re.findall(r"\$\{([A-Z_]+)", text))
    sample = dict(
        re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.M)
    )
    assert set(sample) == wanted
    assert not any(value for key, value in sample.items() if SECRET.search(key))


def test_settings_hold_no_secret(options):
    assert not [name for name in options if SECRET.search(name)]


def test_filled_in_secrets_are_kept_out_of_version_control():
    assert "/.env" in (ROOT / ".gitignore").read_text().split()


# --- Odoo's settings --------------------------------------------------------


def test_every_option_is_known_to_this_odoo(options):
    unknown = [
        name
        for name in options
        if name not in odoo_config.options_index
        or not odoo_config.options_index[name].file_loadable
    ]
    assert not unknown


def test_every_option_reads_as_its_type(options):
    for name, value in options.items():
        odoo_config.parse(name, value)


def test_environment_that_compose_gives_is_read_by_odoo(services):
    known = {option.env_name for option in odoo_config.options_index.values()}
    assert odoo_config.options_index["admin_passwd"].env_name == "ODOO_ADMIN_PASSWD"
    assert set(services["odoo"]["environment"]) - known == {"LANG"}


def test_database_is_closed_to_the_web(options):
    assert options["list_db"] == "False"
    assert options["proxy_mode"] == "True"
    assert options["dbfilter"] == f"^{options['db_name']}$"
    assert options["db_name"] in (CONFIG / "docker/init-database.sh").read_text()


def test_processes_are_limited(options):
    assert int(options["workers"]) >= 2
    soft, hard = options["limit_memory_soft"], options["limit_memory_hard"]
    assert 0 < int(soft) < int(hard)
    assert 0 < int(options["limit_time_cpu"]) <= int(options["limit_time_real"])
    assert int(options["limit_time_real"]) <= int(options["limit_time_real_cron"])


def test_connections_add_up(options):
    processes = int(options["workers"]) + int(options["max_cron_threads"])
    wanted = processes * int(options["db_maxconn"]) + int(options["db_maxconn_gevent"])
    # Odoo keeps a pool of the same size for the replica; ten are for people.
    assert 10 + wanted <= int(read_postgres_settings()["max_connections"])


def test_addons_and_data_lie_where_the_image_has_them(options, dockerfile, services):
    assert f"COPY addons {options['addons_path']}\n" in dockerfile
    assert f"odoo-data:{options['data_dir']}" in services["odoo"]["volumes"]


# --- nginx ------------------------------------------------------------------


def nginx_text():
    return "".join(path.read_text() for path in sorted(NGINX.glob("*.conf")))


def test_nginx_speaks_to_the_ports_of_odoo(options):
    servers = re.findall(r"server odoo:(\d+);", nginx_text())
    assert servers == [options["http_port"], options["gevent_port"]]


def test_nginx_overwrites_what_proxy_mode_believes():
    text = (NGINX / "locations.conf").read_text()
    assert "X-Forwarded-For $remote_addr;" in text
    assert "X-Forwarded-Host $http_host;" in text
    assert "X-Forwarded-Proto $scheme;" in text
    # One proxy_set_header in a location would drop all those of its server.
    locations = re.findall(r"^location .*?^}", text, re.M | re.S)
    assert len(locations) >= 5
    assert not [block for block in locations if "proxy_set_header" in block]


def test_nginx_outlasts_the_limit_of_odoo(options):
    text = (NGINX / "locations.conf").read_text()
    assert int(re.search(r"^proxy_read_timeout (\d+)s", text, re.M)[1]) > int(
        options["limit_time_real"]
    )


def test_nginx_closes_the_database_manager():
    text = (NGINX / "locations.conf").read_text()
    assert re.search(r"location /web/database \{\s+return 404;", text)


def test_nginx_braces_and_semicolons():
    """Holds where no nginx is at hand to be asked."""
    for path in NGINX.glob("*.conf"):
        text = re.sub(r"'[^']*'|\"[^\"]*\"|#.*", "", path.read_text())
        assert text.count("{") == text.count("}"), path
        statements = re.sub(r"\s+", " ", text)
        assert not re.search(r"[^;{}\s]\s*\}", statements), path


@pytest.mark.parametrize("server", ["http.conf", "https.conf"])
@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_nginx_accepts_its_settings(server, tmp_path):
    prepare_nginx(server, tmp_path)
    result = subprocess.run(
        ["nginx", "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")],
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr


def prepare_nginx(server, folder):
    """Copy the settings as compose mounts them, with the container's names replaced."""
    replacements = {
        "/etc/nginx/mime.types": str(folder / "mime.types"),
        "/etc/nginx/": f"{folder}/",
        "/var/cache/nginx": str(folder / "cache"),
        "/tmp/nginx.pid": str(folder / "nginx.pid"),
        "server odoo:": "server 127.0.0.1:",
        "user nginx;": "",
        "listen 80 ": "listen 127.0.0.1:18080 ",
        "listen 443 ": "listen 127.0.0.1:18443 ",
        "listen 127.0.0.1:8081": "listen 127.0.0.1:18081",
    }
    if nginx_version() < (1, 25, 1):
        replacements["http2 on;"] = ""
    for path in NGINX.glob("*.conf"):
        text = path.read_text()
        for old, new in replacements.items():
            text = text.replace(old, new)
        (folder / path.name).write_text(text)
    shutil.copy(folder / server, folder / "server.conf")
    (folder / "cache").mkdir()
    (folder / "mime.types").write_text("types { text/html html; }\n")
    if server == "https.conf":
        make_certificate(folder / "tls")


def nginx_version():
    printed = subprocess.run(["nginx", "-v"], capture_output=True, text=True).stderr
    return tuple(int(part) for part in re.search(r"[\d.]+", printed)[0].split("."))


def make_certificate(folder):
    folder.mkdir()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
        + ["-subj", "/CN=jiedao.test"]
        + ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True,
        capture_output=True,
        env={**os.environ, "LC_ALL": "C"},
    )
