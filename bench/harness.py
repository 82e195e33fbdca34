"""One way to measure: named variants of one task, all in one run, as one table.

Three roles give a figure its meaning:

``limit``  the least that could be done: what no implementation can beat
``peer``   what somebody else's code, or Odoo without us, takes for the task
``ours``   what we ship

Usage::

    bench = Bench("list of 100,000 records", aim=1.5)
    bench.add("without rules", "limit", read_all)
    bench.add("staff of one community", "ours", read_as_staff)
    bench.run(repeats=15, sql=lambda: env.cr.sql_log_count)
    print(bench.table())

Variants take turns, so that whatever slows the machine down for a moment slows all
of them down. The order turns round each time, as the first after a pause is the
slowest. One round before the first counts for nothing and warms the caches up.
"""

import os
import platform
import statistics
import time
from dataclasses import dataclass, field
from unicodedata import east_asian_width

ROLES = ("limit", "peer", "ours")


@dataclass
class Variant:
    """One way to do the task, and what it took each time."""

    name: str
    role: str
    work: object
    against: str | None = None
    rows: int = 1
    seconds: list = field(default_factory=list)
    queries: set = field(default_factory=set)

    @property
    def median(self):
        return statistics.median(self.seconds)

    @property
    def fastest(self):
        return min(self.seconds)

    @property
    def rows_per_second(self):
        return self.rows / self.median

    @property
    def query_count(self):
        """Queries of one round: one number if constant, else the range."""
        low, high = min(self.queries), max(self.queries)
        return f"{low}" if low == high else f"{low}-{high}"


class Bench:
    """A task, its variants and what they took.

    :param title: what is done, with its size
    :param aim: highest ratio to the limit that is good enough; None for no aim
    """

    def __init__(self, title, aim=None):
        self.title, self.aim = title, aim
        self.variants = []

    def add(self, name, role, work, against=None):
        """Add a variant: ``work`` is called without arguments, once per round.

        :param work: returns how many rows it handled, or None for one
        :param against: name of the limit to compare with, where there are several;
            otherwise the first one is
        """
        if role not in ROLES:
            raise ValueError(f"role {role!r} is none of {', '.join(ROLES)}")
        if name in [variant.name for variant in self.variants]:
            raise ValueError(f"two variants are called {name!r}")
        variant = Variant(name, role, work, against)
        self.variants.append(variant)
        return variant

    def run(self, repeats=11, sql=lambda: 0, clock=time.perf_counter):
        """Measure every variant ``repeats`` times, by turns.

        What another bench has measured before stays as it is.

        :param sql: number of queries sent so far
        """
        variants = [variant for variant in self.variants if not variant.seconds]
        for variant in variants:
            variant.work()
        for turn in range(repeats):
            for variant in variants if turn % 2 else variants[::-1]:
                self._measure(variant, sql, clock)

    def _measure(self, variant, sql, clock):
        queries, start = sql(), clock()
        rows = variant.work()
        variant.seconds.append(clock() - start)
        variant.rows = 1 if rows is None else rows
        variant.queries.add(sql() - queries)

    def find(self, role):
        """Return the first variant of a role, or None."""
        return next((v for v in self.variants if v.role == role), None)

    def limit_of(self, variant):
        """Return the limit that a variant is held against, or None."""
        if variant.against is None:
            return self.find("limit")
        return next(v for v in self.variants if v.name == variant.against)

    def ratio(self, variant, other):
        """How many times as long as ``other``; None if there is nothing to compare."""
        if other is None or other is variant:
            return None
        return variant.median / other.median

    def missed(self):
        """Return the names of our variants that miss the aim."""
        ours = [v for v in self.variants if v.role == "ours"]
        ratios = {v.name: self.ratio(v, self.limit_of(v)) for v in ours}
        return [name for name, r in ratios.items() if self.aim and r and r > self.aim]

    def table(self):
        """Return the whole result as text."""
        head = ("variant", "role", "median", "min", "rows", "rows/s", "queries")
        head += ("to limit", "to peer")
        lines = [self.title, *grid([head, *map(self._cells, self.variants)])]
        if self.aim:
            missed = self.missed()
            verdict = f"missed by {', '.join(missed)}" if missed else "met"
            lines.append(f"aim: at most {self.aim:g} times the limit: {verdict}")
        return "\n".join(lines)

    def _cells(self, variant):
        return (
            variant.name,
            variant.role,
            milliseconds(variant.median),
            milliseconds(variant.fastest),
            f"{variant.rows:,}",
            f"{variant.rows_per_second:,.0f}",
            variant.query_count,
            times(self.ratio(variant, self.limit_of(variant))),
            times(self.ratio(variant, self.find("peer"))),
        )


def milliseconds(seconds):
    return f"{seconds * 1000:.2f} ms"


def times(ratio):
    return "" if ratio is None else f"{ratio:.2f}×"


def width(text):
    """Columns a text takes on a terminal, where Chinese characters take two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def grid(rows):
    """Lay rows out in columns: the first two to the left, numbers to the right."""
    sizes = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(_pad(row, sizes)).rstrip() for row in rows]
    return [lines[0], "-" * max(map(width, lines)), *lines[1:]]


def _pad(row, sizes):
    for index, (cell, size) in enumerate(zip(row, sizes, strict=True)):
        space = " " * (size - width(cell))
        yield cell + space if index < 2 else space + cell


def machine(versions):
    """Return one line that says where and with what the figures came about."""
    parts = [f"{_processor()}, {os.cpu_count()} cores", platform.system()]
    parts.append(f"Python {platform.python_version()}")
    parts += [f"{name} {version}" for name, version in versions.items()]
    return " · ".join(parts)


def _processor():
    try:
        with open("/proc/cpuinfo") as info:
            names = [line.split(":", 1)[1] for line in info if "model name" in line]
        return names[0].strip()
    except (OSError, IndexError):
        return platform.machine()
