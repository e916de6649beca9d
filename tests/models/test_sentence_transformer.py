"""Any other embedding model: local only, with its own prompts, and an error in one sentence."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from rag.errors import ModelError
from rag.models.embedding import load_embedder
from rag.models.sentence_transformer import SentenceTransformerEmbedder
from rag.settings import Settings


class FakeTensor:
    shape = (2,)

    def __init__(self, value: float) -> None:
        self.value = value

    def flatten(self) -> FakeTensor:
        return self

    def __getitem__(self, _: slice) -> FakeTensor:
        return self

    def cpu(self) -> FakeTensor:
        return self

    def float(self) -> FakeTensor:
        return self

    def numpy(self) -> npt.NDArray[np.float32]:
        return np.full(2, self.value, np.float32)


class FakeSentenceTransformer:
    """In the place of the library's class, whose import takes seconds."""

    weight = 1.0
    opened: list[tuple[str, dict[str, Any]]]

    def __init__(self, name: str, **options: Any) -> None:
        type(self).opened.append((name, options))
        if "missing" in name:
            raise OSError("We couldn't connect to the hub.\nA second line.")

    def encode_document(self, texts: list[str], **_: Any) -> npt.NDArray[np.float64]:
        return np.tile([1.0, 0.0, 0.0], (len(texts), 1))

    def encode_query(self, texts: list[str], **_: Any) -> npt.NDArray[np.float64]:
        return np.tile([0.0, 1.0, 0.0], (len(texts), 1))

    def tokenizer(self, texts: list[str], **_: Any) -> dict[str, list[list[int]]]:
        return {"input_ids": [[7] * len(text.split()) for text in texts]}

    def state_dict(self) -> dict[str, FakeTensor]:
        return {"layer": FakeTensor(self.weight)}


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    library, logging = ModuleType("sentence_transformers"), ModuleType("transformers.utils.logging")
    library.SentenceTransformer = FakeSentenceTransformer  # type: ignore[attr-defined]
    logging.disable_progress_bar = lambda: None  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", library)
    monkeypatch.setitem(sys.modules, "transformers", ModuleType("transformers"))
    monkeypatch.setitem(sys.modules, "transformers.utils", ModuleType("transformers.utils"))
    monkeypatch.setitem(sys.modules, "transformers.utils.logging", logging)
    FakeSentenceTransformer.opened = []
    return FakeSentenceTransformer.opened


def test_questions_and_passages_get_the_prompts_of_their_own() -> None:
    embedder = SentenceTransformerEmbedder("some/model")
    assert embedder.embed_passages(["a", "b"]).tolist() == [[1, 0, 0], [1, 0, 0]]
    assert embedder.embed_query("a").tolist() == [0, 1, 0]
    assert embedder.embed_passages([]).shape == (0, 3)
    assert embedder.count_tokens(["one two", ""]) == [2, 0]
    assert embedder.dimension == 3


@pytest.mark.parametrize("allowed", [False, True])
def test_a_model_is_fetched_only_when_the_user_allows_it(
    settings: Settings, opened: list[tuple[str, dict[str, Any]]], *, allowed: bool
) -> None:
    load_embedder(
        settings.model_copy(update={"embedder": f"some/model-{allowed}", "allow_download": allowed})
    )
    assert [options["local_files_only"] for _, options in opened] == [not allowed]


def test_a_missing_model_is_named_in_one_sentence_with_the_remedy() -> None:
    with pytest.raises(ModelError) as caught:
        SentenceTransformerEmbedder("some/missing")
    message = str(caught.value)
    assert "'some/missing'" in message
    assert "FACTCHECK_ALLOW_DOWNLOAD=true" in message
    assert "\n" not in message


def test_the_key_names_the_model_and_changes_with_its_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    one, again = SentenceTransformerEmbedder("some/model v1"), SentenceTransformerEmbedder("some/model v1")
    monkeypatch.setattr(FakeSentenceTransformer, "weight", 2.0)
    assert one.key == again.key != SentenceTransformerEmbedder("some/model v1").key
    assert one.key.startswith("model-v1-")


def test_a_process_opens_a_model_once(settings: Settings, opened: list[tuple[str, dict[str, Any]]]) -> None:
    chosen = settings.model_copy(update={"embedder": "some/once"})
    assert load_embedder(chosen) is load_embedder(chosen.model_copy(update={"read": 3}))
    assert len(opened) == 1
    assert SimpleNamespace(**opened[0][1]).device == "cpu"
