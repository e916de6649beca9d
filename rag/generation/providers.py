"""From the setting ``llm`` to a chat model: which package, which key, which server.

The server is always passed on by name, so that the place that users are shown is the place that
the text is sent to, whatever else a library would read from the environment.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.errors import ModelError, SettingsError

if TYPE_CHECKING:
    from rag.generation.protocol import ChatModel
    from rag.settings import Settings

HERE = "this machine"
_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104  a name to compare with


@dataclass(frozen=True, slots=True)
class Provider:
    """What is known of a provider: its package and module, variables of key and server, option names."""

    package: str
    module: str
    keys: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()
    server: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)


_USUAL = {"tokens": "max_tokens", "seconds": "timeout", "key": "api_key", "server": "base_url"}
# Retries are ours: a library's own would hide failures from the circuit and outlast the time-out.
PROVIDERS: Mapping[str, Provider] = {
    "openai": Provider(
        "langchain-openai",
        "langchain_openai",
        ("OPENAI_API_KEY",),
        ("OPENAI_BASE_URL", "OPENAI_API_BASE"),
        "https://api.openai.com/v1",
        _USUAL,
        {"max_retries": 0, "stream_usage": True},
    ),
    "anthropic": Provider(
        "langchain-anthropic",
        "langchain_anthropic",
        ("ANTHROPIC_API_KEY",),
        ("ANTHROPIC_BASE_URL", "ANTHROPIC_API_URL"),
        "https://api.anthropic.com",
        _USUAL,
        {"max_retries": 0},
    ),
    "google_genai": Provider(
        "langchain-google-genai",
        "langchain_google_genai",
        ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
        (),
        "https://generativelanguage.googleapis.com",
        {**_USUAL, "tokens": "max_output_tokens"},
        {"max_retries": 1},  # this library counts the first try too
    ),
    "mistralai": Provider(
        "langchain-mistralai",
        "langchain_mistralai",
        ("MISTRAL_API_KEY",),
        ("MISTRAL_BASE_URL",),
        "https://api.mistral.ai/v1",
        _USUAL,
        {"max_retries": 0},
    ),
    "ollama": Provider(
        "langchain-ollama",
        "langchain_ollama",
        (),
        ("OLLAMA_HOST",),
        "http://127.0.0.1:11434",
        {"tokens": "num_predict", "server": "base_url"},
    ),
    "llamacpp": Provider("llama-cpp-python", "llama_cpp"),
}


@lru_cache(maxsize=4)
def load_chat_model(settings: Settings) -> ChatModel | None:
    """The chat model that is set; None where none is. Nothing is sent before it is asked.

    Raises:
        SettingsError: the setting names no provider or no model, or the key is missing.
        ModelError: the provider's package, or the file of the model, is missing.
    """
    if settings.llm is None:
        return None
    kind, provider, model = _parsed(settings.llm)
    if importlib.util.find_spec(provider.module) is None:
        raise ModelError(
            f"The chat model {settings.llm!r} needs a package that is not installed; "
            f"run: pip install {provider.package}"
        )
    if kind == "llamacpp":
        from rag.generation.llamacpp import LlamaCppChat

        return LlamaCppChat(model, settings)
    return _by_langchain(kind, provider, model, settings)


def place_of(settings: Settings) -> str:
    """Where the chat model that is set runs, without loading it."""
    assert settings.llm is not None
    kind, provider, _ = _parsed(settings.llm)
    return HERE if kind == "llamacpp" else _place(_server(provider, settings))


def _parsed(llm: str) -> tuple[str, Provider, str]:
    kind, _, model = llm.strip().partition(":")
    provider = PROVIDERS.get(kind)
    if provider is None or not model.strip():
        raise SettingsError(
            f"The setting llm cannot be {llm!r}: write provider:model with a provider of "
            f"{', '.join(PROVIDERS)}, such as FACTCHECK_LLM=ollama:llama3.2."
        )
    return kind, provider, model.strip()


def _by_langchain(kind: str, provider: Provider, model: str, settings: Settings) -> ChatModel:
    from rag.quiet import silence

    silence()
    from langchain.chat_models import init_chat_model

    from rag.generation.langchain_chat import LangChainChat

    server = _server(provider, settings)
    given: dict[str, Any] = {
        "tokens": settings.llm_max_tokens,
        "seconds": settings.llm_seconds,
        "key": _key(provider, settings),
        # The official server of Google's library has no one address to pass.
        "server": server if provider.servers or settings.llm_base_url else None,
    }
    options = {
        name: given[what] for what, name in provider.options.items() if given[what] is not None
    } | dict(provider.fixed)
    try:
        options |= _connection(kind, _place(server), settings)
        built = init_chat_model(model, model_provider=kind, **options)
    except Exception as error:
        # Each provider's package refuses in its own way.
        told = " ".join(str(error).split())[:200].rstrip(".")
        raise ModelError(
            f"The chat model {settings.llm!r} could not be set up ({type(error).__name__}: {told}); "
            f"check FACTCHECK_LLM, or renew its package: pip install --upgrade {provider.package}"
        ) from error
    return LangChainChat(built, f"{kind}:{model}", _place(server))


def _connection(kind: str, place: str, settings: Settings) -> dict[str, Any]:
    """Options after which the text goes to the server and nowhere else: no redirect is followed, and
    no proxy stands between this machine and itself. The other kinds are asked at their makers' servers.
    """
    here = place == HERE
    if kind == "ollama":
        kept = {"follow_redirects": False, "trust_env": not here}
        return {"client_kwargs": {"timeout": settings.llm_seconds, **kept}}
    if kind == "openai":
        # By name: the package is an extra, and nothing here may need it to be installed.
        library = importlib.import_module("openai")
        proxy = None if here else os.environ.get("OPENAI_PROXY") or None
        client = library.DefaultHttpxClient(follow_redirects=False, trust_env=not here, proxy=proxy)
        return {"http_client": client, "openai_proxy": ""}
    return {}


def _key(provider: Provider, settings: Settings) -> str | None:
    if settings.llm_key is not None:
        return settings.llm_key.get_secret_value()
    found = next((os.environ[name] for name in provider.keys if os.environ.get(name)), None)
    if found is None and provider.keys:
        if settings.llm_base_url is not None:
            return "none"  # a server of one's own mostly asks for no key, its client library for any
        raise SettingsError(
            f"The chat model {settings.llm!r} needs a key and there is none; "
            f"set FACTCHECK_LLM_KEY or {provider.keys[0]}, or FACTCHECK_LLM_BASE_URL for a server without one."
        )
    return found


def _server(provider: Provider, settings: Settings) -> str:
    named = (os.environ[name] for name in provider.servers if os.environ.get(name))
    server = settings.llm_base_url or next(named, provider.server)
    return server if "://" in server else f"http://{server}"


def _place(server: str) -> str:
    host = urlsplit(server).hostname or server
    return HERE if host in _LOCAL_HOSTS or host.startswith("127.") else host
