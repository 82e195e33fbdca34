"""One transaction in an Odoo database: committed when the block ends well."""

import argparse
from contextlib import contextmanager

import odoo
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry


def parser(description):
    result = argparse.ArgumentParser(description=description)
    result.add_argument("-c", "--config", required=True)
    result.add_argument("-d", "--database", required=True)
    return result


@contextmanager
def environment(arguments):
    options = ["-c", arguments.config, "-d", arguments.database, "--no-http"]
    odoo.tools.config.parse_config(options, setup_logging=True)
    with Registry(arguments.database).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {"lang": "zh_CN"})
