"""`make bench`: run every measurement of this folder, or those that are named.

    python bench [NAME ...]

ODOO_RC and JIEDAO_DATABASE say where Odoo's settings and the database are; the PG
variables say where the server is. A measurement is a module with a function
``run(env)`` that returns its :class:`harness.Bench` objects, one table each.
"""

import importlib
import os
import sys
from pathlib import Path

import ground
import harness

HERE = Path(__file__).parent
NOT_MEASUREMENTS = {"__main__", "ground", "harness"}


def names():
    return sorted(
        path.stem for path in HERE.glob("*.py") if path.stem not in NOT_MEASUREMENTS
    )


def main(chosen):
    unknown = sorted(set(chosen) - set(names()))
    if unknown:
        print(f"no measurement {', '.join(unknown)}; there are: {', '.join(names())}")
        return 2
    missed = []
    for name in chosen or names():
        missed += measure(name)
    return 1 if missed else 0


def measure(name):
    """Run one measurement and print its tables; return what missed its aim."""
    missed = []
    with ground.open_env(os.environ["JIEDAO_DATABASE"]) as env:
        # Only now: addons can be imported once Odoo knows where they are.
        module = importlib.import_module(name)
        print(f"{name}: {module.__doc__.splitlines()[0]}", flush=True)
        for bench in module.run(env):
            print(f"\n{bench.table()}", flush=True)
            missed += bench.missed()
        print(f"\n{harness.machine(ground.versions(env))}\n", flush=True)
    return missed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
