"""The embedder: nearly the published vectors, without torch, whatever order, length or process."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.errors import ModelError, SettingsError
from rag.models import minilm
from rag.models.devices import torch_device
from rag.models.embedding import LangChainEmbeddings, load_embedder
from rag.models.minilm import MAX_TOKENS, MiniLM
from rag.settings import Settings
from tests.fakes import FakeEmbedder

REFERENCE = Path(__file__).with_name("minilm_reference.json")
"""Vectors of sentence-transformers 6.2 in float32, to five decimals."""

TEXTS = [
    "The ferry sails at noon.",
    "",
    "A bridge of 240 metres was opened in 1968. " * 9,
    "word " * 400,
    "The ferry sails at noon, and again at six in the evening.",
]


@pytest.fixture(scope="module")
def embedder(model_cache: Path) -> MiniLM:
    return MiniLM(model_cache)


def run_python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


EMBED = """
import sys
from pathlib import Path
from rag.models.minilm import MiniLM
vectors = MiniLM(Path(sys.argv[1])).embed_passages(["The ferry sails at noon."])
print(vectors.shape, sorted({"torch", "transformers", "openvino_telemetry.main"} & set(sys.modules)))
"""


def test_vectors_are_nearly_those_that_sentence_transformers_publishes(embedder: MiniLM) -> None:
    reference = json.loads(REFERENCE.read_text(encoding="utf-8"))
    vectors = embedder.embed_passages([row["text"] for row in reference])
    cosines = (vectors * np.array([row["vector"] for row in reference])).sum(axis=1)
    assert cosines.min() > 0.995


@pytest.mark.slow
def test_the_shipped_folder_is_one_of_sentence_transformers_with_the_same_vectors(embedder: MiniLM) -> None:
    from sentence_transformers import SentenceTransformer

    texts = [row["text"] for row in json.loads(REFERENCE.read_text(encoding="utf-8"))] + TEXTS
    theirs = SentenceTransformer(str(minilm.FOLDER), device="cpu").encode(texts, normalize_embeddings=True)
    assert (embedder.embed_passages(texts) * theirs).sum(axis=1).min() > 0.995


def test_a_processor_without_bfloat16_gives_nearly_the_same_vectors(
    embedder: MiniLM, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(minilm, "_has_bfloat16", lambda _: False)
    texts = [row["text"] for row in json.loads(REFERENCE.read_text(encoding="utf-8"))]
    in_eight_bits = MiniLM(tmp_path).embed_passages(texts)
    assert (in_eight_bits * embedder.embed_passages(texts)).sum(axis=1).min() > 0.99


def test_many_texts_go_to_a_graphics_card_and_few_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    class Card:
        def __init__(self, folder: str, *, device: str) -> None:
            assert (Path(folder), device) == (minilm.FOLDER, "cuda")

        def embed_passages(self, texts: list[str]) -> np.ndarray[Any, Any]:
            asked.append(len(texts))
            return np.ones((len(texts), 384), np.float32)

    monkeypatch.setattr(minilm, "torch_device", lambda _: "cuda")
    monkeypatch.setattr("rag.models.sentence_transformer.SentenceTransformerEmbedder", Card)
    embedder = MiniLM(tmp_path, device="auto")
    embedder.embed_passages(["a ferry"] * 40)
    embedder.embed_query("a ferry")
    assert asked == [40]


def test_a_graphics_card_that_is_not_there_is_a_sentence() -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is one here")
    assert torch_device("cpu") == torch_device("auto") == "cpu"
    with pytest.raises(SettingsError, match="finds no graphics card; set FACTCHECK_DEVICE=auto"):
        torch_device("cuda")


def test_vectors_have_unit_length_and_the_order_of_the_texts(embedder: MiniLM) -> None:
    together = embedder.embed_passages(TEXTS)
    assert together.shape == (len(TEXTS), embedder.dimension)
    assert together.dtype == np.float32
    assert np.linalg.norm(together, axis=1) == pytest.approx(1.0, abs=1e-5)
    alone = np.stack([embedder.embed_passages([text])[0] for text in TEXTS])
    assert (together * alone).sum(axis=1).min() > 0.99999


def test_a_question_is_embedded_as_a_passage_is(embedder: MiniLM) -> None:
    assert embedder.embed_query(TEXTS[0]) @ embedder.embed_passages(TEXTS[:1])[0] == pytest.approx(
        1.0, abs=1e-5
    )


def test_no_text_gives_no_vector(embedder: MiniLM) -> None:
    assert embedder.embed_passages([]).shape == (0, embedder.dimension)
    assert embedder.count_tokens([]) == []


def test_what_stands_beyond_the_limit_of_the_model_changes_nothing(embedder: MiniLM) -> None:
    within = "word " * (MAX_TOKENS - 2)
    one, other = embedder.embed_passages([within, f"{within} and something else"])
    assert one @ other == pytest.approx(1.0, abs=1e-6)
    shorter = embedder.embed_query("word " * (MAX_TOKENS - 60))
    assert one @ shorter < 1 - 1e-6


def test_tokens_are_counted_without_marks_and_without_a_limit(embedder: MiniLM) -> None:
    assert embedder.count_tokens(["", "one two", "word " * 1000]) == [0, 2, 1000]


def test_half_a_character_is_no_reason_to_fail(embedder: MiniLM) -> None:
    assert np.isfinite(embedder.embed_query("caf\ud800 \x00 \U0001f600")).all()


@pytest.mark.slow
def test_a_first_start_needs_no_torch_and_two_at_once_do_not_harm_each_other(tmp_path: Path) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", EMBED, str(tmp_path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    ended = [(*process.communicate(timeout=100), process.returncode) for process in running]
    assert ended == [("(1, 384) []\n", "", 0)] * 2
    assert [path.suffix for path in (tmp_path / "embedders").iterdir()] == [".blob"]


@pytest.mark.slow
def test_a_later_process_loads_what_the_first_one_compiled(model_cache: Path, embedder: MiniLM) -> None:
    embedder.embed_query("compiled by now")
    before = {path: path.stat().st_mtime_ns for path in (model_cache / "embedders").iterdir()}
    ended = run_python(EMBED, model_cache)
    assert (ended.stdout, ended.stderr, ended.returncode) == ("(1, 384) []\n", "", 0)
    assert {path: path.stat().st_mtime_ns for path in (model_cache / "embedders").iterdir()} == before


def test_a_damaged_file_of_the_cache_is_replaced(tmp_path: Path, embedder: MiniLM) -> None:
    first = MiniLM(tmp_path)
    expected = first.embed_query(TEXTS[0])
    (blob,) = (tmp_path / "embedders").iterdir()
    blob.write_bytes(blob.read_bytes()[:100_000])
    assert MiniLM(tmp_path).embed_query(TEXTS[0]) @ expected == pytest.approx(1.0, abs=1e-5)
    assert blob.stat().st_size > 20_000_000


def test_a_cache_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    (tmp_path / "embedders").write_text("a file where the folder should be")
    assert MiniLM(tmp_path).embed_query(TEXTS[0]).shape == (384,)


def test_other_weights_than_the_released_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "embedder"
    shutil.copytree(minilm.FOLDER, folder)
    (folder / minilm.WEIGHTS).write_bytes(b"other weights")
    monkeypatch.setattr(minilm, "FOLDER", folder)
    with pytest.raises(ModelError, match=r"not as released \(model.safetensors is damaged\): install"):
        MiniLM(tmp_path / "cache").embed_passages(["x"])
    assert not (tmp_path / "cache").exists()


def test_missing_weights_are_told_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "FOLDER", tmp_path)
    with pytest.raises(ModelError, match=r"missing in .*: install the program again"):
        MiniLM(tmp_path).embed_query("x")


def test_a_process_has_one_embedder_for_the_same_settings(tmp_path: Path) -> None:
    one = Settings(store=tmp_path / "a", cache=tmp_path)
    other = Settings(store=tmp_path / "b", cache=tmp_path, embedder="sentence-transformers/all-MiniLM-L6-v2")
    assert load_embedder(one) is load_embedder(one.model_copy(update={"store": tmp_path / "c", "read": 3}))
    assert load_embedder(other).key == load_embedder(one).key
    assert load_embedder(one).key.startswith("all-MiniLM-L6-v2-")


def test_langchain_gets_lists_of_numbers() -> None:
    fake = FakeEmbedder()
    adapter = LangChainEmbeddings(fake)
    assert adapter.embed_query("a ferry") == pytest.approx(fake.embed_query("a ferry").tolist())
    assert adapter.embed_documents(["a ferry", "a bridge"])[1] == pytest.approx(
        fake.embed_query("a bridge").tolist()
    )
    assert all(type(value) is float for value in adapter.embed_query("a ferry"))
