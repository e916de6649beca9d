"""From the setting to a chat model: what is missing is said in one sentence, and where it runs is known."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from rag.errors import ModelError, SettingsError
from rag.generation.langchain_chat import LangChainChat
from rag.generation.protocol import Message, Piece
from rag.generation.providers import PROVIDERS, load_chat_model, place_of
from rag.settings import Settings

ASK = (Message("system", "Be brief."), Message("user", "Who?"))


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for provider in PROVIDERS.values():
        for name in (*provider.keys, *provider.servers):
            monkeypatch.delenv(name, raising=False)
    load_chat_model.cache_clear()


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Every provider's package seems installed; what would be built is recorded."""
    built: list[dict[str, Any]] = []

    def build(model: str, *, model_provider: str, **options: Any) -> GenericFakeChatModel:
        built.append({"model": model, "model_provider": model_provider, **options})
        return GenericFakeChatModel(messages=iter([AIMessage("Anna Berg did.")]))

    find = importlib.util.find_spec
    modules = {provider.module for provider in PROVIDERS.values()}
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object() if name in modules else find(name))
    monkeypatch.setattr("langchain.chat_models.init_chat_model", build)
    return built


def test_without_the_setting_there_is_no_chat_model() -> None:
    assert load_chat_model(Settings()) is None
    assert load_chat_model(Settings(llm=" ")) is None


@pytest.mark.parametrize("llm", ["gpt-4o", "openai:", "nobody:model", ":", "openai"])
def test_a_setting_that_names_no_provider_and_model_is_an_error(llm: str) -> None:
    with pytest.raises(SettingsError, match="write provider:model"):
        load_chat_model(Settings(llm=llm))


@pytest.mark.parametrize("kind", [kind for kind in PROVIDERS if kind != "llamacpp"])
def test_a_missing_package_is_named_with_its_command(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match=f"pip install {PROVIDERS[kind].package}"):
        load_chat_model(Settings(llm=f"{kind}:some-model"))


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("kind", ["openai", "anthropic", "google_genai", "mistralai"])
def test_a_missing_key_is_named_with_its_variable(kind: str) -> None:
    with pytest.raises(SettingsError, match=PROVIDERS[kind].keys[0]):
        load_chat_model(Settings(llm=f"{kind}:some-model"))


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (
            "openai",
            {"api_key": "k", "base_url": "https://api.openai.com/v1", "timeout": 9.0, "max_tokens": 50},
        ),
        ("anthropic", {"api_key": "k", "base_url": "https://api.anthropic.com", "max_retries": 0}),
        ("google_genai", {"api_key": "k", "max_output_tokens": 50, "timeout": 9.0}),
        ("mistralai", {"api_key": "k", "base_url": "https://api.mistral.ai/v1", "max_tokens": 50}),
        ("ollama", {"base_url": "http://127.0.0.1:11434", "num_predict": 50}),
    ],
)
def test_each_provider_gets_key_server_time_and_length(
    kind: str, options: dict[str, Any], installed: list[dict[str, Any]]
) -> None:
    settings = Settings(llm=f"{kind}:m:7b", llm_key="k", llm_seconds=9, llm_max_tokens=50)  # type: ignore[arg-type]
    chat = load_chat_model(settings)

    assert chat is not None
    assert chat.name == f"{kind}:m:7b"
    assert installed[0]["model"] == "m:7b"
    assert {name: installed[0][name] for name in options} == options


def test_a_server_of_ones_own_needs_no_key_and_is_where_the_model_runs(
    installed: list[dict[str, Any]],
) -> None:
    settings = Settings(llm="openai:local", llm_base_url="http://localhost:8080/v1")
    chat = load_chat_model(settings)

    assert chat is not None
    assert chat.place == place_of(settings) == "this machine"
    assert installed[0]["base_url"] == "http://localhost:8080/v1"


def test_the_place_is_the_host_that_the_text_goes_to(
    installed: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(llm="openai:m", llm_key="k")  # type: ignore[arg-type]
    assert place_of(settings) == "api.openai.com"
    monkeypatch.setenv("OPENAI_BASE_URL", "https://gateway.example/v1")
    chat = load_chat_model(settings)

    assert chat is not None
    assert chat.place == "gateway.example"
    assert installed[0]["base_url"] == "https://gateway.example/v1"


def test_a_package_that_refuses_is_one_sentence(
    installed: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(model: str, **_: Any) -> None:
        raise TypeError("unexpected argument")

    monkeypatch.setattr("langchain.chat_models.init_chat_model", refuse)
    with pytest.raises(ModelError, match=r"could not be set up .*unexpected argument"):
        load_chat_model(Settings(llm="openai:m", llm_key="k"))  # type: ignore[arg-type]


def test_any_chat_model_of_langchain_streams_its_text_and_counts() -> None:
    message = AIMessage(
        "Anna Berg did.", usage_metadata={"input_tokens": 7, "output_tokens": 3, "total_tokens": 10}
    )
    chat = LangChainChat(GenericFakeChatModel(messages=iter([message])), "fake:model", "this machine")

    assert "".join(piece.text for piece in chat.stream(ASK)) == "Anna Berg did."


class Llama:
    """In the place of llama.cpp's own class."""

    made: ClassVar[list[str]] = []

    def __init__(self, path: str, **_: Any) -> None:
        self.made.append(path)

    def create_chat_completion(self, messages: Any, **options: Any) -> Any:
        assert options["stream"]
        assert [message["role"] for message in messages] == ["system", "user"]
        yield {"choices": [{"delta": {"role": "assistant"}}]}
        yield {"choices": [{"delta": {"content": "Anna Berg did."}}]}
        yield {"choices": [{"delta": {}, "finish_reason": "length"}]}

    def tokenize(self, text: bytes) -> list[int]:
        return list(text)


def test_a_model_file_runs_in_this_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = ModuleType("llama_cpp")
    library.Llama = Llama  # type: ignore[attr-defined]
    library.__spec__ = object()  # type: ignore[assignment]
    monkeypatch.setitem(sys.modules, "llama_cpp", library)
    file = tmp_path / "small.gguf"
    settings = Settings(llm=f"llamacpp:{file}")
    with pytest.raises(ModelError, match="no model file"):
        load_chat_model(settings)
    file.write_bytes(b"GGUF")
    chat = load_chat_model(settings)

    assert chat is not None
    assert (chat.name, chat.place) == ("llamacpp:small.gguf", "this machine")
    assert Llama.made == []  # nothing is loaded before the first question
    pieces = list(chat.stream(ASK))
    assert pieces[1:3] == [Piece("Anna Berg did."), Piece(cut=True)]
    assert pieces[-1].output_tokens == 1


def test_a_key_is_never_shown() -> None:
    settings = Settings(llm="openai:m", llm_key="very-secret")  # type: ignore[arg-type]
    assert "very-secret" not in f"{settings!r} {settings.model_dump_json()}"
