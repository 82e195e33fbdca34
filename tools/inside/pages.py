"""Compile the scripts and styles of the pages, so that nobody waits for them.

Without it the first visitor waits for ten seconds, and each tour of the tests
compiles them again, because a test's changes are rolled back (14 s -> 5 s a tour).
"""

from session import environment, parser

SCRIPTS = (
    "web.assets_web",
    "web.assets_backend_lazy",
    "web.assets_frontend_minimal",
    "web.assets_frontend_lazy",
    "web.assets_tests",
)
STYLES = (
    "web.assets_web",
    "web.assets_web_print",
    "web.assets_backend_lazy",
    "web.assets_frontend",
)


def compile_pages(env):
    for bundle in SCRIPTS:
        env["ir.qweb"]._get_asset_bundle(bundle, css=False, js=True).js()
    for bundle in STYLES:
        env["ir.qweb"]._get_asset_bundle(bundle, css=True, js=False).css()
    env["ir.config_parameter"].set_param("jiedao.pages", "compiled")


if __name__ == "__main__":
    with environment(parser(__doc__).parse_args()) as env_:
        compile_pages(env_)
