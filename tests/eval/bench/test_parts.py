"""The parts of a bench on contenders that take no time."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from eval.bench import quality, vectors, warm
from eval.bench.corpora import Article, Asked
from eval.bench.growing import recall, volume
from eval.bench.ingesting import STAGES, megabytes, staged
from eval.bench.limits import operations
from eval.bench.machine import description
from eval.bench.measurements import OURS
from eval.bench.peers import Built, WordsAlone
from eval.bench.starting import environment_of, launched, peak_megabytes
from eval.bench.vectors import vectors_of
from rag.errors import FactcheckError
from rag.settings import Settings
from tests.fakes import FakeEmbedder

PARAGRAPH = "The harbour bridge of Sandvik was built in 1968 by the firm Lund and Sons, and has nine pillars."
ASKED = Asked("When was the bridge built?", ("1968",), PARAGRAPH)


@dataclass
class Fixed:
    """A contender that knows three texts."""

    name: str = OURS
    texts: tuple[str, ...] = ("No.", "In 1968 there was something else.", f"Chunk. {PARAGRAPH[:60]}")
    asked: list[str] = field(default_factory=list)

    def build(self, files: Sequence[Path], folder: Path) -> Built:
        return Built(len(self.texts))

    def search(self, query: str, k: int) -> list[str]:
        self.asked.append(query)
        return list(self.texts[:k])


def test_a_text_counts_that_holds_the_answer_and_words_of_the_paragraph() -> None:
    assert quality.holds(PARAGRAPH, ASKED)
    assert quality.holds(PARAGRAPH[:60].upper(), ASKED)
    assert not quality.holds("In 1968 there was something else.", ASKED)
    assert not quality.holds(PARAGRAPH[50:], ASKED)
    assert quality.holds("In 1968 there was something else.", Asked("When?", ("1968",)))


def test_quality_is_the_share_found_at_each_depth_and_the_reciprocal_rank() -> None:
    found = {each.task: each.median for each in quality.finding([ASKED, Asked("No answer?")], [Fixed()])}
    assert found == {
        "answer in top 1": 0.0,
        "answer in top 5": 1.0,
        "answer in top 10": 1.0,
        "MRR": pytest.approx(1 / 3),
    }


def test_each_round_of_latencies_has_questions_of_its_own() -> None:
    contender = Fixed()
    questions = [Asked(f"Question {number}") for number in range(12)]
    settings = Settings(store=Path("nowhere"))
    found = list(warm.warming(questions, [contender], settings, 3, size=7, tasks=("search",)))
    assert [(each.task, each.size, len(each.values)) for each in found] == [
        ("search p50", 7, 3),
        ("search p95", 7, 3),
    ]
    assert contender.asked == [asked.question for asked in questions]


def test_a_claim_to_verify_is_the_sentence_that_holds_the_answer() -> None:
    paragraph = "The bridge is old. It was built in 1968. It is long."
    assert warm.claim_of(Asked("When?", ("1968",), paragraph)) == "It was built in 1968."
    assert warm.claim_of(Asked("A sentence to look for")) == "A sentence to look for"


def test_recall_counts_a_neighbour_that_is_as_near_as_the_last_right_one() -> None:
    exact = [("a", 0.9), ("b", 0.8), ("c", 0.7)]
    assert recall(exact, exact) == 1.0
    assert recall([("a", 0.9), ("b", 0.8), ("d", 0.7)], exact) == 1.0
    assert recall([("a", 0.9), ("d", 0.6)], exact) == pytest.approx(1 / 3)
    assert recall([], []) == 1.0


def test_a_volume_has_a_passage_a_paragraph_and_no_more_than_asked() -> None:
    found = volume(Article("Sandvik", ("One here.", "Two here.", "Three here.")), 2)
    texts = [found.document.text[span.start : span.end] for span in found.spans]
    assert texts == ["One here.", "Two here."]
    assert found.texts[0] == "Sandvik\nOne here."


def test_vectors_are_made_once_and_an_interrupted_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "BLOCK", 5)
    embedder = FakeEmbedder(dimension=4)
    texts = [f"text {number}" for number in range(8)]
    first = vectors_of(texts, embedder, tmp_path)
    assert embedder.embedded == len(texts)
    assert (vectors_of(texts, embedder, tmp_path) == first).all()
    assert embedder.embedded == len(texts)
    assert len(vectors_of([*texts[:5], "another"], embedder, tmp_path)) == 6
    assert embedder.embedded == len(texts) + 1
    assert not list(tmp_path.glob("*.part.npy"))


def test_the_stages_of_an_ingest_are_timed_and_leave_a_store(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import rag.models.embedding
    from rag.index import Store
    from rag.index.vectors import VectorIndex

    monkeypatch.setattr(rag.models.embedding, "load_embedder", lambda _: FakeEmbedder())
    monkeypatch.setattr(VectorIndex, "sync", lambda *_: None)
    file = tmp_path / "bridge.txt"
    file.write_text(f"The bridge\n\n{PARAGRAPH}\n", encoding="utf-8")
    seconds = staged([file], settings)
    assert tuple(seconds) == STAGES
    assert all(each >= 0 for each in seconds.values())
    with Store(settings) as store:
        assert len(store.documents()) == 1
    assert megabytes(settings.store) > 0


def test_words_alone_finds_the_paragraph_that_shares_words(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(f"Title\n\n{PARAGRAPH}\n\nThe library has many books.\n", encoding="utf-8")
    words = WordsAlone()
    assert words.build([file], tmp_path / "index").pieces == 2
    assert words.search("harbour bridge", 10)[0] == PARAGRAPH
    assert (tmp_path / "index").is_dir()


def test_operations_grow_with_the_square_of_a_text_only_in_attention() -> None:
    one, two = operations([100]), operations([200])
    assert operations([100, 100]) == pytest.approx(2 * one)
    assert 2 * one < two < 2.1 * one
    assert one == pytest.approx(2 * 6 * (12 * 384**2 * 100 + 2 * 384 * 100**2) / 1e9)


def test_the_machine_is_described() -> None:
    found = description()
    assert {"processor", "cores", "instruction sets", "memory", "openvino", "torch", "bm25s"} <= set(found)
    assert all(found.values())


def test_memory_is_told_in_mebibytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert peak_megabytes(2048) == 2.0
    monkeypatch.setattr("sys.platform", "darwin")
    assert peak_megabytes(2 * 2**20) == 2.0


def test_a_child_works_on_the_same_store_and_never_on_a_server(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTCHECK_CHROMA_URL", "http://127.0.0.1:9")
    environment = environment_of(settings)
    assert environment["FACTCHECK_STORE"] == str(settings.store)
    assert "FACTCHECK_CHROMA_URL" not in environment


def test_a_launch_is_timed_to_its_first_words_and_its_memory_told(settings: Settings) -> None:
    code = "import time; print(); print('an answer', flush=True); time.sleep(1); raise SystemExit(3)"
    found = launched([sys.executable, "-c", code], environment_of(settings))
    assert found.seconds > 0
    assert found.memory is not None
    assert 1 < found.memory < 100  # of its own: what started it holds more


def test_a_launch_that_is_over_at_once_tells_its_own_memory_or_none(settings: Settings) -> None:
    parent = bytearray(200 * 2**20)
    parent[::4096] = b"1" * len(parent[::4096])
    for _ in range(5):
        found = launched(
            [sys.executable, "-c", "import os; print('x', flush=True); os._exit(0)"], environment_of(settings)
        )
        assert found.memory is None or found.memory < 100


@pytest.mark.parametrize(
    "code", ["raise SystemExit('no model')", "print('half'); raise SystemExit('no model')"]
)
def test_a_launch_that_fails_says_what_the_program_said(settings: Settings, code: str) -> None:
    with pytest.raises(FactcheckError, match="ended with 1 and without an answer: no model"):
        launched([sys.executable, "-c", code], environment_of(settings))
