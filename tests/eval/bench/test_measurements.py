from __future__ import annotations

from pathlib import Path

import pytest

from eval.bench.measurements import OURS, TUTORIAL, Bench, Series, in_turn, load, series_of, to_json
from rag.errors import InputError


def bench(*series: Series) -> Bench:
    return Bench("2026-01-01", quick=False, complete=True, machine={"cores": "2"}, corpus="x", series=series)


def test_the_sides_take_turns_after_an_unmeasured_round_and_each_begins_in_its_turn() -> None:
    calls: list[str] = []

    def side(name: str) -> float:
        calls.append(name)
        return float(len(calls))

    rounds = in_turn({name: lambda name=name: side(name) for name in "abc"}, rounds=3)  # type: ignore[misc]
    assert "".join(calls) == "abc" + "abc" + "bca" + "cab"
    assert rounds.values == {"a": [4.0, 9.0, 11.0], "b": [5.0, 7.0, 12.0], "c": [6.0, 8.0, 10.0]}
    assert not rounds.stopped


def test_an_interrupt_keeps_the_whole_rounds_and_is_passed_on() -> None:
    calls = iter(range(99))

    def side() -> float:
        number = next(calls)
        if number == 5:
            raise KeyboardInterrupt
        return float(number)

    rounds = in_turn({"a": side, "b": side}, rounds=9)
    assert rounds.values == {"a": [2.0], "b": [3.0]}
    series = series_of(rounds, lambda name, values: [Series("p", "t", name, "s", tuple(values))])
    assert [next(series).contender, next(series).contender] == ["a", "b"]
    with pytest.raises(KeyboardInterrupt):
        next(series)


def test_the_advantage_is_that_of_the_medians_whichever_way_is_better() -> None:
    found = bench(
        Series("ingest", "end to end", OURS, "paragraphs/s", (10.0, 30.0, 20.0)),
        Series("ingest", "end to end", TUTORIAL, "paragraphs/s", (5.0, 4.0, 90.0)),
        Series("start", "cold", OURS, "s", (1.0,)),
        Series("start", "cold", TUTORIAL, "s", (4.0,)),
    )
    assert found.advantage("ingest", "end to end", TUTORIAL) == 4.0
    assert found.advantage("start", "cold", TUTORIAL) == 4.0
    assert found.advantage("start", "warm", TUTORIAL) is None


def test_a_run_comes_back_from_its_file_as_it_was(tmp_path: Path) -> None:
    found = bench(Series("growth", "ask p50", OURS, "ms", (3.0, 1.0, 2.0), 1000, "a note"))
    file = tmp_path / "bench.json"
    file.write_text(to_json(found), encoding="utf-8")
    assert load(file) == found
    assert load(file).sizes("growth", "ask p50") == [1000]
    assert '"median": 2.0' in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 99}'])
def test_another_file_is_refused_with_a_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "bench.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"bench\.json"):
        load(file)
