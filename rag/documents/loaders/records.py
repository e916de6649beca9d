"""JSON: records become rows with the names of their fields, a text among the fields becomes paragraphs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from rag.documents.blocks import Block, Extract, Hints
from rag.documents.cleaning.normalising import one_line
from rag.documents.loaders import Limits
from rag.documents.tables import SEPARATOR
from rag.errors import DocumentError

_MOST_RECORDS = 200_000
_LONG = 200  # characters from which a field is a text and no cell
_ROW = 600
_TEXTS = ("text", "body", "content", "article", "description", "summary", "transcript")


def load(path: Path, limits: Limits) -> Extract:
    """The records of the JSON or JSON-lines text (UTF-8) at ``path``.

    Raises:
        DocumentError: JSON that cannot be read, with the line where it breaks, or nothing in it.
    """
    del limits
    text = path.read_text(encoding="utf-8").lstrip("\ufeff")
    value, warnings = _parsed(text)
    hints = _hints(value) if isinstance(value, dict) else Hints()
    blocks = tuple(_blocks(value, ""))
    if not blocks:
        raise DocumentError("The JSON file holds no words, so there is nothing to read.")
    return Extract(blocks, hints, warnings=tuple(warnings))


def _parsed(text: str) -> tuple[object, list[str]]:
    try:
        return json.loads(text), []
    except ValueError as error:
        reason = str(error)
    records, broken = [], 0
    for line in text.split("\n"):
        if line.strip():
            try:
                records.append(json.loads(line))
            except ValueError:
                broken += 1
    if not records or broken > len(records):
        raise DocumentError(f"The file looks like JSON but is not ({reason[:80]}); save it again.")
    return records, [f"{broken} lines are no JSON and were left out"] if broken else []


def _hints(value: Mapping[str, object]) -> Hints:
    def first(*names: str) -> str | None:
        for name in names:
            found = value.get(name)
            if isinstance(found, str) and 0 < len(found) < 300:
                return found
        return None

    return Hints(
        title=first("title", "headline", "name"),
        author=first("author", "byline", "creator"),
        publisher=first("publisher", "site", "source"),
        published=first("published", "date", "datePublished", "published_at", "created_at"),
        url=first("url", "link"),
    )


def _blocks(value: object, name: str) -> Iterator[Block]:
    """Walks with a stack of its own: a file may nest as deep as it likes."""
    stack: list[tuple[object, str]] = [(value, name)]
    count = 0
    while stack:
        value, name = stack.pop()
        count += 1
        if count > _MOST_RECORDS:
            raise DocumentError(
                f"The JSON file has more than {_MOST_RECORDS:,} records; save those that matter as a file of their own."
            )
        if isinstance(value, list):
            if name and any(isinstance(part, dict) for part in value):
                yield Block(name, level=3)
            if value and not any(isinstance(part, dict | list) for part in value):
                yield Block(f"{name}: " * bool(name) + ", ".join(map(_cell, value)), row=True)
                continue
            stack.extend((part, "") for part in reversed(value))
        elif isinstance(value, dict):
            cells, texts, inner = _fields(value)
            yield from _row(name, cells)
            yield from (Block(one_line(part)) for text in texts for part in text.split("\n") if part.strip())
            stack.extend(reversed(inner))
        elif text := one_line(_cell(value)):
            yield Block(f"{name}: {text}" if name else text, row=bool(name))


def _fields(
    record: Mapping[str, object],
) -> tuple[list[str], list[str], list[tuple[object, str]]]:
    """The cells of a record's row, its long texts, and what is nested in it."""
    cells: list[str] = []
    texts: list[str] = []
    inner: list[tuple[object, str]] = []
    for name, value in record.items():
        label = one_line(str(name)).replace(": ", " – ")
        if isinstance(value, dict) and value and not any(isinstance(v, dict | list) for v in value.values()):
            cells += [
                f"{label} {key}: {one_line(_cell(v))}" for key, v in value.items() if v not in (None, "")
            ]
        elif isinstance(value, list) and value and not any(isinstance(v, dict | list) for v in value):
            cells.append(f"{label}: {', '.join(one_line(_cell(v)) for v in value)}")
        elif isinstance(value, dict | list):
            inner.append((value, label))
        elif isinstance(value, str) and (len(value) > _LONG or label.lower() in _TEXTS):
            texts.append(value)
        elif value not in (None, ""):
            cells.append(f"{label}: {one_line(_cell(value))}")
    return cells, texts, inner


def _row(name: str, cells: list[str]) -> Iterator[Block]:
    line: list[str] = [name] if name else []
    size = len(name)
    for cell in cells:
        cell = cell.replace(SEPARATOR, " / ")
        if size + len(cell) > _ROW and len(line) > 1:
            yield Block(SEPARATOR.join(line), row=True)
            line, size = line[:1], len(line[0])
        line.append(cell)
        size += len(cell) + 3
    if len(line) > bool(name):
        yield Block(SEPARATOR.join(line), row=True)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
