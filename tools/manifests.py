"""What the manifests of our addons say."""

import ast

from tools import settings, stamps

SUITE = "street_office"
# Changes of these never need an addon to be installed or updated again.
NOT_LOADED = ("tests", "readme")
# Addons for the tests alone are called so, as Odoo's own are.
FOR_TESTS = "test_"


def addons():
    """Our installable addons: name -> manifest."""
    found = {}
    for path in sorted(settings.ADDONS.glob("*/__manifest__.py")):
        manifest = ast.literal_eval(path.read_text())
        if manifest.get("installable", True):
            found[path.parent.name] = manifest
    return found


def shipped():
    """Those that people install: all but the addons for the tests."""
    return {k: v for k, v in addons().items() if not k.startswith(FOR_TESTS)}


def for_tests():
    return sorted(set(addons()) - set(shipped()))


def from_outside(manifests):
    """Addons of Odoo and OCA that ours depend on."""
    asked = {"base", "web"}
    for manifest in manifests.values():
        asked.update(manifest.get("depends", ()))
    return sorted(asked - set(manifests))


def to_install(manifests):
    """The addon that installs the whole suite, or all of them while it is not there."""
    return [SUITE] if SUITE in manifests else sorted(manifests)


def digests(names=None):
    """Hash of what Odoo loads, for each of these addons, or of all of ours."""
    names = addons() if names is None else names
    folder = settings.ADDONS
    return {name: stamps.tree_digest(folder / name, NOT_LOADED) for name in names}


def changed(before, now):
    """Addons whose content is not what it was, and addons that were not there."""
    updated = sorted(name for name in now if before.get(name, now[name]) != now[name])
    added = sorted(set(now) - set(before))
    return updated, added
