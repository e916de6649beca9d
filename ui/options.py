"""How the page is served: address, seeds folder, limits.

Values come, in this order, from the command line, environment variables ``FACTCHECK_UI_*``
and the defaults below.
"""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import SettingsError

_SEEDS = Path(__file__).resolve().parent.parent / "seeds"


class PageOptions(BaseSettings):
    """Every choice about the page itself; what it answers from is ``rag.Settings``."""

    model_config = SettingsConfigDict(env_prefix="FACTCHECK_UI_", frozen=True, extra="forbid")

    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(default=7860, ge=0, le=65535, description="The port; 0 takes a free one.")
    seeds: Path | None = Field(
        default_factory=lambda: _SEEDS if _SEEDS.is_dir() else None,
        description="The folder read at a start with an empty store.",
    )
    hosts: tuple[str, ...] = Field(
        default=(),
        description="Further host names under which the page may be asked for (behind a proxy).",
    )
    password: SecretStr | None = Field(
        default=None, min_length=1, description="A password that everybody gives, under any user name."
    )
    users: Path | None = Field(
        default=None,
        description="A file of users with hashed passwords; `python -m ui.accounts NAME` makes its lines.",
    )
    requests_per_minute: int | None = Field(
        default=None,
        ge=0,
        description="Requests a minute from one user or address; 0 for no limit. "
        "Unless set: 240 from other machines, no limit from this one.",
    )
    workers: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, description="Questions answered at the same time."
    )
    waiting: int = Field(default=64, ge=1, description="Requests that may wait; more are turned away.")
    draft_chars: int = Field(default=50_000, ge=1, description="Longest draft to check, in characters.")
    turns: int = Field(default=50, ge=1, description="Questions kept on one page; older ones make room.")
    reports: Path = Field(
        default=Path("reports/eval"), description="The folder of the evaluation's last report."
    )
    cases: Path | None = Field(
        default=None,
        description="The folder for cases made of judged answers and verdicts; a folder of the store unless set.",
    )


def load_options(**overrides: object) -> PageOptions:
    """Options from the environment and ``overrides``.

    Raises:
        SettingsError: one sentence naming the option, the value seen and what is wanted.
    """
    try:
        return PageOptions(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"The option {name} cannot be {first.get('input')!r}: {first['msg'].rstrip('.').lower()}. "
            f"Change --{name} or FACTCHECK_UI_{name.upper()}."
        ) from None
