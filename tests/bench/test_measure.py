"""The harness: what it says of two sides, when it refuses, and the shape of its answer."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from bench import measure, registry, weight
from bench.measure import HELD, MISSED, REFUSED, Goal, Result, compare, p95, percentile, spread_of
from chungtay.config.management.commands import bench as command

GOAL = Goal("T1", "a test", 2.0, 1.5)
KEYS = {"id", "ratio", "goal", "stretch", "baseline", "product", "rounds", "spread"}


@pytest.fixture(autouse=True)
def nothing_swept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sides measured here are numbers made up, and sweeping the memory of a whole suite between them takes seconds."""
    monkeypatch.setattr(measure.gc, "collect", lambda: 0)


def always(*values: float) -> Callable[[], list[float]]:
    return lambda: list(values)


def in_turn(*values: float) -> Callable[[], list[float]]:
    waiting: Iterator[float] = iter(values)
    return lambda: [next(waiting)]


def test_ratio_is_the_median_of_the_rounds() -> None:
    result = compare(GOAL, in_turn(10, 10, 10, 10, 10), in_turn(12, 13, 14, 15, 90), rounds=5)
    assert result.ratio == pytest.approx(1.4)
    assert (result.baseline, result.product, result.rounds) == (10, 14, 5)
    assert result.code == HELD


def test_each_round_pairs_its_own_two_sides() -> None:
    """A machine that grows slower changes both sides of a round and not their ratio."""
    result = compare(GOAL, in_turn(10, 10.5, 11, 11.5, 12), in_turn(15, 15.75, 16.5, 17.25, 18))
    assert result.ratio == pytest.approx(1.5)


def test_a_goal_that_is_not_reached_is_missed() -> None:
    assert compare(GOAL, always(10), always(21)).code == MISSED


def test_a_second_condition_may_fail_what_the_ratio_holds() -> None:
    assert Result(GOAL, 1.0, 10, 10, 5, 0.0, holds_else=False).code == MISSED


def test_a_baseline_that_disagrees_with_itself_is_not_judged() -> None:
    tries: list[int] = []
    wild = [10.0, 20.0, 40.0, 80.0, 160.0] * 3

    def baseline() -> list[float]:
        tries.append(1)
        return [wild[len(tries) - 1]]

    result = compare(GOAL, baseline, always(1))
    assert result.spread > measure.SPREAD_ALLOWED
    assert result.code == REFUSED
    assert len(tries) == 5 * measure.ATTEMPTS


def test_a_second_attempt_in_a_calmer_moment_is_judged() -> None:
    baseline = in_turn(10, 20, 40, 80, 160, 10, 10, 10, 10, 10)
    result = compare(GOAL, baseline, always(15))
    assert (result.code, result.spread) == (HELD, 0.0)
    assert result.ratio == pytest.approx(1.5)


def test_fewer_than_five_rounds_say_nothing() -> None:
    with pytest.raises(ValueError):
        compare(GOAL, always(1), always(1), rounds=4)


def test_percentiles_lie_between_neighbours() -> None:
    assert percentile([4, 1, 3, 2], 0.5) == 2.5
    assert p95([5]) == 5
    assert p95(range(101)) == 95
    with pytest.raises(ValueError):
        p95([])


def test_one_slow_round_is_no_spread() -> None:
    assert spread_of([10, 10, 10, 10, 100]) == 0
    assert spread_of([10, 11, 12, 13, 14]) == pytest.approx(2 / 12)


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {
        "GOOD": registry.Benchmark(GOAL, lambda: Result(GOAL, 1.2, 10, 12, 5, 0.1)),
        "BAD": registry.Benchmark(GOAL, lambda: Result(GOAL, 3.0, 10, 30, 5, 0.1)),
        "WILD": registry.Benchmark(GOAL, lambda: Result(GOAL, 1.0, 10, 10, 5, 0.5)),
    }
    monkeypatch.setattr(registry, "benchmarks", lambda: found)


def told(*words: str, **options: Any) -> tuple[str, int]:
    out = io.StringIO()
    try:
        call_command(command.Command(), *words, stdout=out, **options)
    except SystemExit as end:
        return out.getvalue(), int(str(end.code))
    return out.getvalue(), 0


@pytest.mark.usefixtures("two")
def test_json_has_the_promised_keys() -> None:
    text, code = told("good", json=True)
    answer = json.loads(text)
    assert code == HELD
    assert answer.keys() >= KEYS
    assert (answer["id"], answer["ratio"], answer["goal"], answer["spread"]) == ("T1", 1.2, 2.0, 0.1)


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(("names", "code"), [(["good"], 0), (["bad"], 1), (["wild"], 3), (["wild", "bad"], 1)])
def test_exit_status(names: list[str], code: int) -> None:
    assert told(*names)[1] == code


@pytest.mark.usefixtures("two")
def test_all_runs_each_and_unknown_names_are_refused() -> None:
    text, code = told(all=True)
    assert (text.count("T1"), code) == (3, MISSED)
    with pytest.raises(CommandError):
        told("P99")


def test_every_goal_is_listed() -> None:
    assert {"P1", "P3", "P11", "P12", "READ", "CASCADE", "PAPER"} <= registry.benchmarks().keys()


def test_assets_of_a_page() -> None:
    page = """<link rel="stylesheet" href="/static/a.css"><link href="/static/b.svg" rel="icon"><script src="/static/c.js"></script>
    <img src="/static/d.png"><img src="https://elsewhere.example/e.png"><a href="/static/f.pdf">f</a>"""
    assert weight.assets_of(page) == {"/static/a.css", "/static/b.svg", "/static/c.js", "/static/d.png"}


def test_styles_bring_their_fonts_and_the_smallest_copy_travels(tmp_path: Any) -> None:
    (tmp_path / "a.css").write_text(
        "@font-face{src:url('f.woff2') format('woff2'),url(f.woff)} @font-face{src: url(g.woff)} b{background:url(data:x)}"
    )
    (tmp_path / "a.css.gz").write_bytes(b"12345")
    (tmp_path / "f.woff2").write_bytes(b"1234567")
    (tmp_path / "f.woff").write_bytes(b"1" * 100)
    (tmp_path / "g.woff").write_bytes(b"123")
    assert weight.all_assets('<link rel="stylesheet" href="/static/a.css">', tmp_path) == {
        "/static/a.css": 5,
        "/static/f.woff2": 7,
        "/static/g.woff": 3,
    }
