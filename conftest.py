"""Settings that all tests share."""

import os

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
