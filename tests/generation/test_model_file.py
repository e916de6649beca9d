"""A whole answer by a real chat model in a GGUF file, where FACTCHECK_TEST_GGUF names one; never in CI."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag.generation.providers import load_chat_model
from rag.generation.wording import UNSUPPORTED, worded
from rag.settings import Settings
from tests.generation.fakes import conditions, generation, read, shelf

FILE = os.environ.get("FACTCHECK_TEST_GGUF", "")

pytestmark = [
    pytest.mark.skipif(not FILE, reason="FACTCHECK_TEST_GGUF names no model file"),
    pytest.mark.timeout(900),
]


def test_a_real_model_words_an_answer_that_is_held_to_the_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("llama_cpp")
    chat = load_chat_model(Settings(llm=f"llamacpp:{Path(FILE).expanduser()}", llm_max_tokens=120))
    assert chat is not None
    shelved = shelf()
    given = conditions(chat, shelved, llm_seconds=600, llm_silence_seconds=300)  # type: ignore[arg-type]
    *growing, answer = worded(read(shelved), shelved.passages, given)

    part = generation(answer)
    assert part.note is None
    assert (part.input_tokens or 0) > 100
    assert (part.output_tokens or 0) > 0
    assert part.worded
    assert growing
    assert "$40 million" in answer.text
    for statement in answer.statements:
        assert statement.supported == bool(statement.citations)
        assert statement.supported != statement.text.endswith(UNSUPPORTED)
    for citation in answer.citations:
        text = shelved.text(citation.document_id)
        assert text[citation.start : citation.end] == citation.quote
