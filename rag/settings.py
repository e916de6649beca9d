"""The one settings object.

Values come, in this order, from keyword arguments, environment variables ``FACTCHECK_*``
(``FACTCHECK_STORE``, ``FACTCHECK_MIN_CONFIDENCE`` …) and the defaults below.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import SettingsError
from rag.paths import expanded


class Settings(BaseSettings):
    """Every choice a user can make. Immutable; compare and hash by value."""

    model_config = SettingsConfigDict(
        env_prefix="FACTCHECK_", env_ignore_empty=True, frozen=True, extra="forbid"
    )

    store: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("factcheck-chat") / "store",
        description="The folder that holds the catalogue and the vectors.",
    )
    cache: Path = Field(
        default_factory=lambda: platformdirs.user_cache_path("factcheck-chat"),
        description="The folder for models converted for this machine; safe to delete.",
    )
    embedder: str = Field(
        default="all-MiniLM-L6-v2",
        description="The embedding model: the built-in name, or a sentence-transformers name or path.",
    )
    chroma_url: str | None = Field(
        default=None, description="A Chroma server to use instead of the embedded one."
    )
    allow_download: bool = Field(
        default=False,
        description="Whether a model given by name may be fetched from the model hub.",
    )
    device: Literal["auto", "cpu", "cuda"] = Field(
        default="auto",
        description="Where passages are embedded: a graphics card where there is one (auto), cpu, or cuda.",
    )
    threads: int = Field(default=0, ge=0, description="CPU threads for inference; 0 lets the library choose.")
    workers: int = Field(
        default=0,
        ge=0,
        le=64,
        description="Files read side by side while others are embedded; 0: one a core.",
    )

    passage_tokens: int = Field(default=200, ge=40, le=400, description="Word pieces a passage holds, about.")

    retrieve: int = Field(default=50, ge=1, le=1000, description="Candidates from each index before fusion.")
    read: int = Field(default=10, ge=1, le=100, description="Passages the reader judges for one question.")
    per_document: int = Field(
        default=4, ge=1, description="Passages of one document among those read, at most."
    )

    min_confidence: float = Field(
        default=0.45, ge=0.0, le=1.0, description="Below this confidence the program abstains."
    )
    target_precision: float | None = Field(
        default=None,
        gt=0.0,
        lt=1.0,
        description="Answer only when this share of answers is expected to be right; overrides min_confidence.",
    )

    llm: str | None = Field(
        default=None,
        description="The chat model that words answers, as provider:model; without it nothing is sent anywhere.",
    )
    llm_key: SecretStr | None = Field(
        default=None, description="The key of the chat model; else the provider's own variable is read."
    )
    llm_base_url: str | None = Field(
        default=None, description="Another server that speaks the provider's protocol, such as a local one."
    )
    llm_passages: int = Field(
        default=6, ge=1, description="Most passages that the chat model is given, the likeliest first."
    )
    llm_max_tokens: int = Field(default=600, ge=16, description="Longest draft of the chat model, in tokens.")
    llm_seconds: float = Field(default=300.0, gt=0, description="Longest time one draft may take.")
    llm_silence_seconds: float = Field(
        default=45.0, gt=0, description="Longest silence of the chat model before and within a draft."
    )
    llm_attempts: int = Field(
        default=3, ge=1, le=10, description="How often a chat model that fails is asked for one answer."
    )
    llm_input_price: float | None = Field(
        default=None,
        ge=0,
        description="What a million tokens sent cost you; with it answers state their cost.",
    )
    llm_output_price: float | None = Field(
        default=None, ge=0, description="What a million tokens written by the chat model cost you."
    )
    unsupported: Literal["mark", "remove"] = Field(
        default="mark", description="What becomes of a sentence that the sources do not support."
    )

    max_question_chars: int = Field(default=2_000, ge=1, description="Longest question, in characters.")
    max_file_bytes: int = Field(default=100 * 2**20, ge=1, description="Largest file, in bytes.")
    max_text_chars: int = Field(
        default=60_000_000, ge=1, description="Longest text of one document, in characters."
    )
    max_pages: int = Field(default=5_000, ge=1, description="Most pages of a PDF.")
    max_unpacked_bytes: int = Field(default=500 * 2**20, ge=1, description="Unpacked size of an Office file.")
    scanned_pages: int = Field(
        default=200, ge=0, description="Most scanned pages of one file whose text is recognised; 0: none."
    )
    parse_seconds: float = Field(default=120.0, gt=0, description="Longest time one file may take to parse.")
    max_parse_bytes: int = Field(
        default=4 * 2**30, ge=2**28, description="Memory that the process which parses a file may take."
    )
    fetch_seconds: float = Field(
        default=20.0, gt=0, description="Longest time the fetch of one URL may take."
    )
    fetch_bytes: int = Field(
        default=20 * 2**20, ge=1, description="Largest answer to the fetch of a URL, in bytes."
    )
    lock_seconds: float = Field(default=10.0, ge=0, description="How long to wait for another writer.")

    @field_validator("llm", "llm_base_url", "llm_key", mode="before")
    @classmethod
    def _unset(cls, value: object) -> object:
        # An empty variable is how many shells and containers say "none".
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("store", "cache", mode="after")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return expanded(path).absolute()


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment and ``overrides``.

    Raises:
        SettingsError: one sentence naming the setting, the value seen and what is wanted.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        seen = first.get("input")
        raise SettingsError(
            f"The setting {name} cannot be {seen!r}: {first['msg'].rstrip('.').lower()}. "
            f"Change FACTCHECK_{name.upper()} or leave it out."
        ) from None


@cache
def default_settings() -> Settings:
    """The settings of this process, read from the environment once."""
    return load_settings()
