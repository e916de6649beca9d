from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from eval.bench import application
from eval.bench.application import PARTS, Bed, Plan, options, planned, run, write
from eval.bench.corpora import Article, Corpus
from eval.bench.measurements import OURS, TUTORIAL, Series, load
from eval.bench.promises import PROMISES, outcomes
from eval.bench.report import page, tables
from eval.page import render
from rag.errors import InputError
from rag.settings import Settings

CORPUS = Corpus("a town", (Article("Sandvik", ("It has <one> bridge.", "It has two wells.")),), ())


def measured(_: Bed, part: str) -> Iterator[Series]:
    for name, factor in ((OURS, 1.0), (TUTORIAL, 4.0)):
        yield Series(part, "cold command line", name, "s", (factor, 1.5 * factor))
    for size in (1_000, 100_000):
        yield Series(part, "ask p50", OURS, "ms", (size / 1000 + 50,), size)


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "is_busy", lambda: False)
    monkeypatch.setattr(Bed, "measure", measured)


def plan(*arguments: str) -> Plan:
    return planned(options(arguments))


def test_options_choose_parts_sizes_and_rounds() -> None:
    assert plan() == Plan()
    assert plan().parts == PARTS
    assert plan("--only", "growth,ingest").parts == ("ingest", "growth")
    assert plan("--sizes", "500,100", "--rounds", "2").sizes == (100, 500)
    assert plan("--quick").quick
    assert plan("--quick", "--paragraphs", "9").paragraphs == 9


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--only", "speed"], "choose from limits"),
        (["--sizes", "many"], "no numbers"),
        (["--sizes", "0,5"], "at least 1"),
        (["--rounds", "0"], "at least 1"),
    ],
)
def test_an_option_that_cannot_be_used_is_a_sentence(arguments: list[str], reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        plan(*arguments)
    assert application.main(arguments) == 2


@pytest.mark.usefixtures("idle")
def test_a_run_goes_through_the_parts_and_writes_json_and_one_page(
    tmp_path: Path, settings: Settings
) -> None:
    bench = run(plan("--only", "start,growth"), CORPUS, settings, tmp_path)
    assert bench.complete
    assert {each.part for each in bench.series} == {"start", "growth"}
    write(bench, tmp_path / "out")
    assert load(tmp_path / "out" / "bench.json") == bench
    html = (tmp_path / "out" / "bench.html").read_text(encoding="utf-8")
    assert "Cold command line to a result" in html
    assert "<svg" in html
    assert "http" not in html.partition("</style>")[2]
    assert "<script" not in html


@pytest.mark.usefixtures("idle")
def test_an_interrupt_ends_the_run_and_keeps_what_was_measured(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopping(bed: Bed, part: str) -> Iterator[Series]:
        found = measured(bed, part)
        yield next(found)
        if part == "ingest":
            raise KeyboardInterrupt

    monkeypatch.setattr(Bed, "measure", stopping)
    bench = run(plan(), CORPUS, settings, tmp_path)
    assert not bench.complete
    assert [each.part for each in bench.series] == ["limits", "ingest"]
    assert "Stopped before the end" in render(page(bench))


@pytest.mark.usefixtures("idle")
def test_a_part_that_fails_loses_no_figure_of_the_others(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(bed: Bed, part: str) -> Iterator[Series]:
        if part == "start":
            raise RuntimeError("no chat here")
        return measured(bed, part)

    monkeypatch.setattr(Bed, "measure", failing)
    bench = run(plan("--only", "ingest,start,warm"), CORPUS, settings, tmp_path)
    assert {each.part for each in bench.series} == {"ingest", "warm"}
    assert bench.failures == ("The part start failed (RuntimeError: no chat here).",)
    assert "no chat here" in render(page(bench))


@pytest.mark.usefixtures("idle")
def test_promises_are_judged_by_what_was_measured_and_silent_on_the_rest(
    tmp_path: Path, settings: Settings
) -> None:
    bench = run(plan("--only", "start,growth"), CORPUS, settings, tmp_path)
    found = {each.promise.text: each for each in outcomes(bench)}
    cold = found["Cold command line to a first result beside the tutorial's program"]
    assert (cold.value, cold.kept) == (4.0, True)
    growth = found["Warm answer on 100,000 passages beside that on 1,000"]
    assert growth.value == pytest.approx(150 / 51)
    assert growth.kept is False
    assert found[PROMISES[0].text].kept is None
    rows = {row[0]: row for row in tables(bench)[0].rows}
    assert rows[PROMISES[0].text][2:] == ("not measured", "")
    assert rows[growth.promise.text][3] == "not kept"


@pytest.mark.usefixtures("idle")
def test_text_of_a_corpus_is_never_markup_in_the_page(tmp_path: Path, settings: Settings) -> None:
    bench = run(plan("--only", "start"), CORPUS, settings, tmp_path)
    html = render(page(replace(bench, corpus="<b>bold</b>")))
    assert "<b>bold" not in html
