"""From a folder to outcomes, figures and reports."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from eval.floors import failures, load_floors
from eval.fresh.fields import FLOORS, floors_text, load_fields
from eval.fresh.form import load_fresh
from eval.fresh.report import answered_risk_coverage, as_json, as_page, run_figures
from eval.fresh.running import FreshRun, run_folder
from eval.output import as_text
from eval.page import render
from rag.errors import InputError, StoreError
from tests.eval.fresh.world import DatedFake, write
from tests.eval.harbour import FakeSystem, answered, verdict


@pytest.fixture
def system() -> DatedFake:
    """Right on q1, wrong on q2 and q3, and answers what nobody can."""
    fake = FakeSystem(
        answers={
            "How many passengers?": answered("How many passengers?", "412", 0, 0.95),
            "Which is larger?": answered("Which is larger?", "the boat", 0, 0.85),
            "How many passengers in 2020?": answered("How many passengers in 2020?", "412", 0, 0.3),
        },
        verdicts={
            "Ada Birk is captain.": [verdict("Ada Birk is captain.", "REFUTED", 1)],
            "It was dredged. It is deep.": [verdict("It was dredged.", "REFUTED", 2)],
        },
    )
    return DatedFake(fake)


@pytest.fixture
def run(tmp_path: Path, system: DatedFake) -> FreshRun:
    return run_folder(load_fresh(write(tmp_path)), tmp_path / "stores", lambda *_: system)


def value(run: FreshRun, name: str) -> float:
    return next(figure.value for figure in run_figures(run) if figure.name == name)


def test_each_collection_is_ingested_into_a_store_of_its_own(tmp_path: Path, system: DatedFake) -> None:
    places: list[tuple[str, str]] = []

    def ingest(documents: Path, store: Path) -> DatedFake:
        places.append((documents.name, store.name))
        return system

    run_folder(load_fresh(write(tmp_path)), tmp_path / "stores", ingest)
    assert places == [("dock", "dock"), ("port", "port")]


def test_history_and_day_are_handed_on(run: FreshRun, system: DatedFake) -> None:
    assert system.days == [None, None, None, "2022-01"]
    assert system.histories[-1] == (("Which ferry?", "Nordholm"),)


def test_the_figures_are_those_of_the_marks(run: FreshRun) -> None:
    assert [asked.mark for asked in run.questions] == ["false", "right", "wrong", "silent"]
    assert value(run, "answerable_right") == pytest.approx(1 / 3)
    assert value(run, "basic_right") == 1.0
    assert value(run, "kept_silent") == 0.0
    assert value(run, "right_of_answered") == pytest.approx(1 / 3)
    assert value(run, "right_of_sure") == 0.5
    assert value(run, "claims_right") == pytest.approx(1 / 3)
    assert value(run, "exchanged") == 0.5


def test_coverage_is_of_all_questions(run: FreshRun) -> None:
    points = answered_risk_coverage(run.questions)
    assert [(point.coverage, point.precision) for point in points] == [
        (0.25, 1.0),
        (0.5, 0.5),
        (0.75, pytest.approx(1 / 3)),
    ]


def test_the_reports_hold_every_row_and_group(run: FreshRun) -> None:
    columns = (("world", run_figures(run)),)
    data = json.loads(as_text(as_json("world", run, columns, ["A floor is not kept."])))
    assert set(data["fields"]) == {"port", "dock"}
    assert set(data["types"]) == {"howmany", "compare", "followup", "un-year"}
    assert len(data["questions"]) == 4
    assert [row["given"] for row in data["claims"]] == ["REFUTED", "MISSING", "REFUTED"]
    assert data["curves"]["reliability"][-1]["right"] == 1.0
    html = render(as_page("World", run, columns))
    assert "1 of them exchanged" in html
    assert "How many passengers in 2020?" in html


def test_an_error_is_kept_with_its_question_and_claim(tmp_path: Path, system: DatedFake) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StoreError("The store is gone.")

    system.ask = system.verify = fail  # type: ignore[method-assign, assignment]
    run = run_folder(load_fresh(write(tmp_path)), tmp_path, lambda *_: system)
    assert (
        {asked.error for asked in run.questions}
        == {one.error for one in run.claims}
        == {"The store is gone."}
    )
    assert value(run, "kept_silent") == 0.0


def test_an_interrupt_keeps_what_was_asked(tmp_path: Path, system: DatedFake) -> None:
    def stop(_: str) -> None:
        raise KeyboardInterrupt

    system.verify = stop  # type: ignore[method-assign, assignment]
    run = run_folder(load_fresh(write(tmp_path)), tmp_path, lambda *_: system)
    assert not run.complete
    assert [asked.question.id for asked in run.questions] == ["q4"]


def test_floors_lie_one_standard_error_below_and_are_kept_by_the_run_itself(
    run: FreshRun, tmp_path: Path
) -> None:
    found = run_figures(run)
    tables = tomllib.loads(floors_text(found))
    silent = next(figure for figure in found if figure.name == "answerable_right")
    assert tables["floors"]["answerable_right"] == pytest.approx(silent.value - silent.stderr, abs=0.001)
    assert tables["ceilings"]["exchanged"] >= 0.5
    assert "answer_seconds" not in {**tables["floors"], **tables["ceilings"]}
    path = tmp_path / "floors.toml"
    path.write_text(floors_text(found), encoding="utf-8")
    assert failures(found, load_floors(path)) == []


def test_the_floors_that_are_shipped_can_be_read() -> None:
    floors = load_floors(FLOORS)
    assert {"answerable_right", "kept_silent", "claims_right"} <= set(floors.floors)
    assert "exchanged" in floors.ceilings


def test_a_field_that_does_not_exist_is_named() -> None:
    assert [folder.path.name for folder in load_fields(["development", "test"], ["courts"])] == ["test"]
    with pytest.raises(InputError, match="no collection 'courts' in development"):
        load_fields(["development"], ["courts"])
