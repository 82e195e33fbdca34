"""Settings that all tests share."""

import os
import sys
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings

# The machine is busy with several test processes at once: how long one example
# takes says nothing. On CI the examples are the same at each run.
settings.register_profile(
    "house",
    deadline=None,
    derandomize=bool(os.environ.get("CI")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)
settings.load_profile("house")


@pytest.fixture(scope="session", autouse=True)
def keep_files_of_other_processes():
    """Collect no garbage: the processes share a filestore, and each knows its own
    database alone. It would delete what the tests of the others have just stored.
    """
    if "pytest_odoo" not in sys.modules:
        yield
        return
    from odoo.tests import TransactionCase

    with patch.object(TransactionCase, "_gc_filestore"):
        yield
