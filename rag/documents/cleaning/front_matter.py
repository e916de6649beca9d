"""Front matter: the block of fields at the head of a Markdown or text file."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

from rag.documents.blocks import Hints
from rag.documents.cleaning.normalising import one_line
from rag.documents.dates import parse_date

_FENCED = re.compile(r"\A\s*---[ ]*\n(.{0,16384}?)\n(?:---|\.\.\.)[ ]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\A\s*\+\+\+[ ]*\n(.{0,16384}?)\n\+\+\+[ ]*(?:\n|\Z)", re.DOTALL)
_MAX_BRACKETS = 100
_EMPTY = ("", "null", "~", "none")
_FIELD = re.compile(
    r"(title|headline|author|by|byline|date|published|publisher|source|url|link)\s*:\s*(\S.{0,300})",
    re.IGNORECASE,
)

_NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "headline"),
    "author": ("author", "authors", "by", "byline", "creator"),
    "publisher": ("publisher", "site_name", "site", "outlet", "newspaper", "publication", "source"),
    "published": ("published", "date", "pubdate", "publish_date", "published_at", "publication_date"),
    "url": ("url", "link", "canonical", "canonical_url", "source_url", "source"),
}


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields at the head of a text, the text after them, and what was wrong with them."""

    fields: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    warnings: tuple[str, ...] = ()


def split_front_matter(text: str) -> FrontMatter:
    """Fields between ``---`` lines, or two or more ``Title: …`` lines that open the text."""
    if match := _FENCED.match(text):
        try:
            fields = _read_yaml(match.group(1))
        except _Unreadable:
            warning = "The front matter could not be read and was left out."
            return FrontMatter({}, text[match.end() :], (warning,))
        if fields is not None:
            return FrontMatter(fields, text[match.end() :])
    if match := _TOML.match(text):
        fields = _read_toml(match.group(1))
        if fields is None:
            warning = "The front matter could not be read and was left out."
            return FrontMatter({}, text[match.end() :], (warning,))
        return FrontMatter(fields, text[match.end() :])
    return _opening_fields(text)


def hints_of(fields: Mapping[str, str]) -> Hints:
    """What the fields say about title, author, publisher, date and address."""
    values = {
        name.strip().lower().replace("-", "_").replace(" ", "_"): value for name, value in fields.items()
    }

    def first(kind: str, wants_url: bool) -> str | None:
        for name in _NAMES[kind]:
            value = one_line(values.get(name, ""))[:500]
            if value.lower() not in _EMPTY and value.startswith(("http://", "https://")) is wants_url:
                return value
        return None

    published = first("published", wants_url=False)
    return Hints(
        title=first("title", wants_url=False),
        author=first("author", wants_url=False),
        publisher=first("publisher", wants_url=False),
        published=parse_date(published) if published else None,
        url=first("url", wants_url=True),
    )


def _read_toml(source: str) -> dict[str, str] | None:
    """The scalar fields of a TOML table as text; None where it is no TOML."""
    if source.count("[") + source.count("{") > _MAX_BRACKETS:
        return None
    try:
        table = tomllib.loads(source)
    except (ValueError, RecursionError):
        return None
    fields: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, list):
            value = ", ".join(part for part in value if isinstance(part, str))
        if isinstance(value, str | int | float | datetime.date | datetime.datetime):
            fields[name] = str(value)
    return fields


class _Unreadable(Exception):
    """The block is fenced like front matter and is no YAML."""


def _read_yaml(source: str) -> dict[str, str] | None:
    """The scalar fields of a YAML mapping as text; None where it is no mapping."""
    import yaml

    class Loader(yaml.BaseLoader):  # type: ignore[misc]
        """Every scalar a string; no aliases, with which a few lines can unfold to gigabytes."""

        def compose_node(self, parent: object, index: object) -> object:
            if self.check_event(yaml.AliasEvent):
                raise _Unreadable
            return super().compose_node(parent, index)

    # The parser takes quadratic time over nesting; front matter hardly nests.
    if source.count("[") + source.count("{") > _MAX_BRACKETS:
        raise _Unreadable
    try:
        value = yaml.load(source, Loader)  # noqa: S506  (a BaseLoader builds only str, list and dict)
    except (yaml.YAMLError, RecursionError, ValueError, TypeError):
        raise _Unreadable from None
    if not isinstance(value, dict):
        return None
    fields: dict[str, str] = {}
    for name, content in value.items():
        if isinstance(content, list):
            content = ", ".join(part for part in content if isinstance(part, str))
        if isinstance(name, str) and isinstance(content, str):
            fields[name] = content
    return fields


def _opening_fields(text: str) -> FrontMatter:
    fields: dict[str, str] = {}
    position = len(text) - len(text.lstrip())
    while match := _FIELD.match(text, position):
        end = text.find("\n", match.start())
        line_end = len(text) if end < 0 else end
        if match.end() != line_end:
            break
        fields.setdefault(match.group(1).lower(), match.group(2).strip())
        position = line_end + 1
    # One such line alone may be a sentence of the article.
    return FrontMatter(fields, text[position:]) if len(fields) >= 2 else FrontMatter({}, text)
