"""The floors fail what lies under them."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from eval.floors import FLOORS, Floors, added_failures, failures, load_floors
from eval.scoring import Figure
from eval.suite import claims, questions
from rag.errors import InputError


def figure(name: str, value: float) -> Figure:
    return Figure(name, name.upper(), value, value, value, 0.0, 10)


def test_a_figure_under_its_floor_fails_and_says_so() -> None:
    floors = Floors(floors={"answer_exact": 0.5})
    assert failures([figure("answer_exact", 0.5)], floors) == []
    (fault,) = failures([figure("answer_exact", 0.49)], floors)
    assert fault == "ANSWER_EXACT (answer_exact) is 0.490, under its floor of 0.5."


def test_a_figure_over_its_ceiling_fails() -> None:
    floors = Floors(ceilings={"error": 0.1})
    assert failures([figure("error", 0.1)], floors) == []
    (fault,) = failures([figure("error", 0.11)], floors)
    assert "over its ceiling of 0.1" in fault


def test_a_figure_that_is_not_a_number_fails_without_any_floor() -> None:
    (fault,) = failures([figure("precision", math.nan)], Floors())
    assert "not a number" in fault


def test_a_bound_without_a_figure_fails() -> None:
    (fault,) = failures([], Floors(floors={"anser_exact": 0.5}))
    assert "anser_exact" in fault


def test_added_cases_fail_only_by_their_own_floors() -> None:
    floors = Floors(floors={"answer_exact": 0.9}, cases={"citation_exactness": 1.0})
    assert added_failures([figure("answer_exact", 0.1), figure("other", math.nan)], floors) == []
    (fault,) = added_failures([figure("citation_exactness", 0.9)], floors)
    assert fault.startswith("On the added cases")


def test_the_shipped_floors_name_figures_that_exist() -> None:
    floors = load_floors(FLOORS)
    known = {scorer.name for scorer in (*questions.SCORERS, *claims.SCORERS, claims.pairs_told_apart)}
    assert {*floors.floors, *floors.ceilings, *floors.cases} <= known
    assert floors.floors["citation_exactness"] == 1.0


@pytest.mark.parametrize("text", ["[floor]\na = 1", "[floors]\na = true", "[floors]\na = nan", "a ="])
def test_an_unusable_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "floors.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=r"floors\.toml"):
        load_floors(path)
