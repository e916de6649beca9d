"""How the page is served: address, seeds folder, limits.

Values come, in this order, from the command line, environment variables ``FACTCHECK_UI_*``
and the defaults below.
"""

from __future__ import annotations

import os
from ipaddress import ip_network
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import SettingsError

_SEEDS = Path(__file__).resolve().parent.parent / "seeds"
_TOKEN = 16
_SECRET = ("password", "token")


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
    token: SecretStr | None = Field(
        default=None,
        description="Where no password is set: a token of yours that opens the page, or `off` for none. "
        "Unless set, one is made, kept in the store and shown in the terminal.",
    )
    folders: tuple[Path, ...] = Field(
        default=(),
        description="Folders of the server whose files may be added by their path, as a JSON list.",
    )
    proxies: tuple[str, ...] = Field(
        default=(),
        description="Addresses or networks of proxies whose forwarded addresses are believed, as a JSON list.",
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
    answer_seconds: float = Field(
        default=600.0,
        gt=0,
        description="Longest time of an answer; what outlives it is given up, with all stacks in the log.",
    )
    files_per_user: int = Field(
        default=1000, ge=1, description="Files of one user that may wait to be read; more are refused."
    )
    draft_chars: int = Field(default=50_000, ge=1, description="Longest draft to check, in characters.")
    turns: int = Field(default=50, ge=1, description="Questions kept on one page; older ones make room.")
    watch_minutes: float = Field(
        default=30.0,
        ge=0,
        description="How often watched folders and feeds are looked at, in minutes; 0 for never.",
    )
    reports: Path = Field(
        default=Path("reports/eval"), description="The folder of the evaluation's last report."
    )
    cases: Path | None = Field(
        default=None,
        description="The folder for cases made of judged answers and verdicts; a folder of the store unless set.",
    )

    @field_validator("token")
    @classmethod
    def _long(cls, token: SecretStr | None) -> SecretStr | None:
        value = None if token is None else token.get_secret_value()
        if value is not None and value != "off" and (len(value) < _TOKEN or not value.isascii()):
            raise ValueError(f"A token has at least {_TOKEN} ASCII characters, or is `off`.")
        return token

    @field_validator("proxies")
    @classmethod
    def _networks(cls, proxies: tuple[str, ...]) -> tuple[str, ...]:
        for proxy in proxies:
            ip_network(proxy, strict=False)
        return proxies


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
        seen = "what was given" if name in _SECRET else repr(first.get("input"))
        raise SettingsError(
            f"The option {name} cannot be {seen}: {first['msg'].rstrip('.').lower()}. "
            f"Change --{name} or FACTCHECK_UI_{name.upper()}."
        ) from None
