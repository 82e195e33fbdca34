"""The arithmetic of measurements, with a clock that does as it is told."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "bench"))

import harness  # noqa: E402


class World:
    """A clock and a query counter that only work moves."""

    def __init__(self):
        self.now, self.queries, self.calls = 0.0, 0, []

    def work(self, name, *seconds, queries=1, rows=None):
        """Return work that takes each of ``seconds`` by turns."""

        def run():
            turn = self.calls.count(name)
            self.calls.append(name)
            self.now += seconds[turn % len(seconds)]
            self.queries += queries
            return rows

        return run


@pytest.fixture
def world():
    return World()


def run(bench, world, repeats=3):
    bench.run(repeats, sql=lambda: world.queries, clock=lambda: world.now)


def test_first_round_warms_up_and_does_not_count(world):
    bench = harness.Bench("x")
    variant = bench.add("a", "ours", world.work("a", 100, 1, 2, 3))
    run(bench, world)
    assert variant.seconds == [1, 2, 3]


def test_variants_take_turns_in_turning_order(world):
    bench = harness.Bench("x")
    bench.add("a", "limit", world.work("a", 1))
    bench.add("b", "ours", world.work("b", 1))
    run(bench, world, repeats=2)
    assert world.calls == ["a", "b", "b", "a", "a", "b"]


def test_what_was_measured_before_is_not_measured_again(world):
    early = harness.Bench("x")
    variant = early.add("a", "limit", world.work("a", 1))
    run(early, world, repeats=1)
    late = harness.Bench("y")
    late.variants.append(variant)
    late.add("b", "ours", world.work("b", 2))
    run(late, world, repeats=1)
    assert world.calls == ["a", "a", "b", "b"]
    assert late.ratio(late.find("ours"), late.find("limit")) == 2


def test_median_minimum_and_rate(world):
    bench = harness.Bench("x")
    variant = bench.add("a", "ours", world.work("a", 9, 4, 2, 3, rows=80))
    run(bench, world)
    assert (variant.median, variant.fastest) == (3, 2)
    assert variant.rows_per_second == pytest.approx(80 / 3)


@pytest.mark.parametrize("rows, rate", [(None, 0.5), (0, 0), (100, 50)])
def test_rows_are_those_that_the_work_reports(world, rows, rate):
    bench = harness.Bench("x")
    variant = bench.add("a", "ours", world.work("a", 2, rows=rows))
    run(bench, world)
    assert variant.rows_per_second == rate


def test_queries_are_counted_per_round(world):
    bench = harness.Bench("x")
    variant = bench.add("a", "ours", world.work("a", 1, queries=4))
    run(bench, world)
    assert variant.query_count == "4"


def test_queries_that_vary_show_their_range(world):
    bench = harness.Bench("x")
    variant = bench.add("a", "ours", lambda: None)
    variant.queries = {3, 7, 5}
    assert variant.query_count == "3-7"


def test_ratios_to_limit_and_peer(world):
    bench = harness.Bench("x")
    limit = bench.add("least", "limit", world.work("l", 2))
    peer = bench.add("theirs", "peer", world.work("p", 4))
    ours = bench.add("ours", "ours", world.work("o", 3))
    run(bench, world)
    assert bench.ratio(ours, limit) == 1.5
    assert bench.ratio(ours, peer) == 0.75
    assert bench.ratio(limit, limit) is None
    assert bench.ratio(ours, None) is None


def test_each_variant_may_have_its_own_limit(world):
    bench = harness.Bench("x", aim=1.5)
    bench.add("small", "limit", world.work("s", 1))
    bench.add("large", "limit", world.work("l", 10))
    mine = bench.add("mine", "ours", world.work("m", 12), against="large")
    run(bench, world)
    assert bench.ratio(mine, bench.limit_of(mine)) == pytest.approx(1.2)
    assert bench.missed() == []


@pytest.mark.parametrize("seconds, missed", [(3.0, []), (3.1, ["ours"])])
def test_aim_is_met_up_to_its_own_value(world, seconds, missed):
    bench = harness.Bench("x", aim=1.5)
    bench.add("least", "limit", world.work("l", 2))
    bench.add("ours", "ours", world.work("o", seconds))
    run(bench, world)
    assert bench.missed() == missed
    assert ("missed by ours" in bench.table()) == bool(missed)


def test_without_an_aim_nothing_is_missed(world):
    bench = harness.Bench("x")
    bench.add("least", "limit", world.work("l", 1))
    bench.add("ours", "ours", world.work("o", 99))
    run(bench, world)
    assert bench.missed() == []
    assert "aim" not in bench.table()


def test_table_holds_every_figure(world):
    bench = harness.Bench("the title")
    bench.add("least", "limit", world.work("l", 0.02, queries=2))
    bench.add("ours", "ours", world.work("o", 0.03, queries=2, rows=80))
    run(bench, world)
    lines = bench.table().splitlines()
    assert lines[0] == "the title"
    assert lines[-1].split() == [
        *("ours", "ours", "30.00", "ms", "30.00", "ms", "80", "2,667", "2", "1.50×")
    ]


def test_columns_line_up_also_in_chinese():
    lines = harness.grid([("name", "role", "n"), ("宝安区", "ours", "1")])
    assert len({harness.width(line) for line in lines}) == 1


def test_names_and_roles_are_checked():
    bench = harness.Bench("x")
    bench.add("a", "ours", lambda: None)
    with pytest.raises(ValueError, match="two variants"):
        bench.add("a", "limit", lambda: None)
    with pytest.raises(ValueError, match="none of"):
        bench.add("b", "best", lambda: None)


def test_machine_names_what_was_used():
    line = harness.machine({"Odoo": "19.0"})
    assert "cores" in line and "Odoo 19.0" in line and "Python 3." in line
