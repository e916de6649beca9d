"""The result types as every door gives them: how sure a result is, and what a dump reads back as."""

from __future__ import annotations

import json

import pytest

from rag.results import Answer, Band, Verdict

BANDS: list[tuple[float, Band]] = [
    (1.0, "sure"), (0.8, "sure"), (0.79, "likely"), (0.5, "likely"), (0.49, "unsure"), (0.0, "unsure"),
]  # fmt: skip


def answer(confidence: float) -> Answer:
    return Answer(question="q?", status="answered", text="t", confidence=confidence)


def verdict(confidence: float) -> Verdict:
    return Verdict(claim="c", start=0, end=1, label="SUPPORTED", confidence=confidence)


@pytest.mark.parametrize(("confidence", "band"), BANDS)
def test_the_band_says_how_sure_a_result_is(confidence: float, band: Band) -> None:
    assert answer(confidence).band == verdict(confidence).band == band


def test_the_band_follows_the_confidence_of_a_copy() -> None:
    assert answer(0.9).model_copy(update={"confidence": 0.3}).band == "unsure"
    assert verdict(0.3).model_copy(update={"confidence": 0.6}).band == "likely"


@pytest.mark.parametrize("result", [answer(0.6), verdict(0.6)])
def test_a_dump_holds_the_band_and_is_read_back(result: Answer | Verdict) -> None:
    dumped = result.model_dump_json()
    assert json.loads(dumped)["band"] == result.model_dump()["band"] == "likely"
    assert type(result).model_validate_json(dumped) == result
    assert type(result).model_validate(result.model_dump()) == result


@pytest.mark.parametrize("result", [answer(0.6), verdict(0.6)])
def test_a_dump_of_before_the_bands_is_read_back(result: Answer | Verdict) -> None:
    older = {name: value for name, value in result.model_dump(mode="json").items() if name != "band"}
    assert type(result).model_validate_json(json.dumps(older)) == result


def test_a_band_that_does_not_fit_the_confidence_is_not_believed() -> None:
    dumped = answer(0.2).model_dump() | {"band": "sure"}
    assert Answer.model_validate(dumped).band == "unsure"


def test_a_field_that_no_result_has_is_refused_as_before() -> None:
    with pytest.raises(ValueError, match="colour"):
        Answer.model_validate(answer(0.2).model_dump() | {"colour": "red"})
