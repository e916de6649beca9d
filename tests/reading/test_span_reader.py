"""The trained reader that ships: spans that are the passage, and silence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.documents import sentences
from rag.errors import ModelError
from rag.reading.protocol import Terms
from rag.reading.span_reader import Look, Scale, SpanReader

BRIDGE = (
    "The harbour bridge of Aldermouth opened in May 2014 after six years of work. It cost 38 million euros, "
    "twice what the council had planned. About 12,000 cars cross it on a working day. The engineer Maria Lind "
    "designed it; she had built two bridges in Norway before."
)


@pytest.fixture(scope="module")
def reader(model_cache: Path) -> SpanReader:
    return SpanReader(threads=1, cache_folder=model_cache)


def best(reader: SpanReader, question: str, passage: str) -> str:
    (reading,) = reader.read(question, [passage])
    return passage[reading.spans[0].start : reading.spans[0].end]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When did the harbour bridge open?", "May 2014"),
        ("How much did the bridge cost?", "38 million euros"),
        ("How many cars cross the bridge on a working day?", "12,000"),
        ("Who designed the bridge?", "Maria Lind"),
    ],
)
def test_the_words_that_answer_are_found(reader: SpanReader, question: str, answer: str) -> None:
    assert answer in best(reader, question, BRIDGE)


@pytest.mark.parametrize(
    "question", ["What did the council plan?", "What did Maria Lind do?", "Who and when?"]
)
def test_no_span_reaches_into_the_next_sentence(reader: SpanReader, question: str) -> None:
    signed = BRIDGE + "\n\nAnn Lee\n\nDirector of the U.S. Institute for Bridges"
    (reading,) = reader.read(question, [signed])
    borders = [end for _, end in sentences(signed)]
    assert reading.spans
    for span in reading.spans:
        assert not any(span.start < border < span.end for border in borders)


def test_a_pronoun_is_read_with_the_sentence_that_explains_it(reader: SpanReader) -> None:
    passage = (
        "With foreign help the office built the Heron rocket launcher. It fires missiles of 300 kilograms."
    )
    question = "How heavy are the missiles that the Heron fires?"
    (look,) = reader.looks(question, [passage], ["Why the minister is going to Norway"])
    (alone,) = reader.looks(question, [passage.partition(". ")[2]], ["Why the minister is going to Norway"])
    assert look.alone > alone.whole


def test_a_passage_on_something_else_is_less_likely_to_answer(reader: SpanReader) -> None:
    other = "The orchard festival takes place every autumn. Visitors taste apples and listen to brass bands."
    right, wrong = reader.read("How much did the harbour bridge cost?", [BRIDGE, other])
    assert right.answerable > 0.5 > wrong.answerable


def test_the_order_and_number_of_passages_change_no_reading(reader: SpanReader) -> None:
    other = "Maria Lind was born in Bergen."
    question = "Who designed the bridge?"
    alone = reader.read(question, [BRIDGE])[0]
    together = reader.read(question, [other, BRIDGE, other * 30])[1]
    assert together.spans[0].start == alone.spans[0].start
    assert together.spans[0].end == alone.spans[0].end
    assert together.answerable == pytest.approx(alone.answerable, abs=0.05)


def test_an_answer_far_down_a_long_passage_is_found(reader: SpanReader) -> None:
    filler = "The town hall lists many smaller works that it paid for in those years. " * 60
    passage = filler + BRIDGE + " " + filler
    assert "Maria Lind" in best(reader, "Who designed the harbour bridge?", passage)


def test_a_title_is_context_and_never_an_answer(reader: SpanReader) -> None:
    (reading,) = reader.read(
        "How much did it cost?", ["It cost 38 million euros."], ["The bridge of Aldermouth"]
    )
    assert reading.spans
    assert all(0 <= span.start < span.end <= 25 for span in reading.spans)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=400), st.text(max_size=200))
def test_any_text_gives_spans_inside_it(reader: SpanReader, passage: str, question: str) -> None:
    (reading,) = reader.read(question, [passage])
    assert 0.0 <= reading.answerable <= 1.0
    for span in reading.spans:
        assert 0 <= span.start < span.end <= len(passage)
        assert 0.0 <= span.score <= 1.0


def test_no_passages_are_no_readings(reader: SpanReader) -> None:
    assert reader.read("Who?", []) == []


def test_the_scale_rises_with_the_odds_and_never_overflows() -> None:
    scale = Scale(whole=0.3, alone=0.7, shift=-0.3)
    for values in (
        [scale.probability(Look(((odds, 0, 1),), 0.0).terms) for odds in (-1e6, -2.0, 0.0, 2.0, 1e6)],
        [scale.probability(Look(((0.0, 0, 1),), odds).terms) for odds in (-1e6, -2.0, 0.0, 2.0, 1e6)],
    ):
        assert values == sorted(values)
        assert 0.0 < values[0] < values[-1] < 1.0


def test_what_the_reviewer_says_counts_where_it_looked() -> None:
    scale = Scale(whole=0.3, review=0.5)
    unseen = Terms(1.0, 0.0)
    assert scale.probability(unseen._replace(review=2.0)) > scale.probability(unseen)
    assert scale.probability(unseen._replace(review=-2.0)) < scale.probability(unseen)


def test_the_sentence_of_the_best_span_is_read_alone_too(reader: SpanReader) -> None:
    sentence = "Maria Lind designed the bridge of Larvik."
    passage = f"The town lies on a fjord. {sentence} It was opened in 1968."
    (look,) = reader.looks("Who designed the bridge?", [passage], ["Larvik"])
    (bare,) = reader.looks("Who designed the bridge?", [sentence], ["Larvik"])
    assert passage[look.spans[0][1] : look.spans[0][2]] == "Maria Lind"
    assert look.alone == pytest.approx(bare.whole, abs=0.01)
    assert bare.alone == pytest.approx(bare.whole, abs=0.01)


def test_a_look_tells_where_the_words_of_the_question_stand(reader: SpanReader) -> None:
    passage = "The town lies on a fjord. Maria Lind designed the bridge. It was opened in 1968."
    (look,) = reader.looks("Who designed the bridge?", [passage])
    assert (look.elsewhere, look.absent) == (0.0, 0.0)
    (other,) = reader.looks("Which architect designed the bridge of the town on the fjord?", [passage])
    assert other.elsewhere > 0.2  # town, fjord
    assert other.absent > 0.1  # architect
    assert Scale(elsewhere=-1.0).probability(other.terms) < Scale().probability(other.terms)


def test_what_is_surely_not_there_is_not_looked_at_twice(
    reader: SpanReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.reading.span_reader.UNLIKELY", 1e9)
    (look,) = reader.looks("Who designed it?", ["Maria Lind designed it. It stands."])
    assert look.alone == look.whole


def test_missing_weights_are_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"weights are missing in .*install"):
        SpanReader(tmp_path)


def test_reading_never_imports_torch_and_ends_cleanly() -> None:
    program = (
        "import sys\nfrom rag.reading import read\n"
        "print(read('Who designed it?', ['Maria Lind designed the bridge.']).answer)\n"
        "assert 'torch' not in sys.modules and 'transformers' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Maria Lind" in done.stdout
