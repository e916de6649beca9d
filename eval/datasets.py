"""Files of the reader and claims formats: JSON lines, gzipped or not."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from rag.errors import InputError

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """A question on a passage, with the accepted answers; none when it is impossible."""

    id: str
    question: str
    context: str
    accepted: tuple[str, ...]
    impossible: bool
    title: str = ""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim, its evidence and the label as the file has it."""

    id: str
    claim: str
    evidence: str
    label: str


def reader_rows(path: Path, limit: int | None = None) -> list[ReaderRow]:
    """The rows of a reader file, ``limit`` of them taken evenly.

    Raises:
        InputError: the file cannot be read, or a line is no row of this format.
    """
    return json_rows(path, _reader_row, limit)


def claim_rows(path: Path, limit: int | None = None) -> list[ClaimRow]:
    """The rows of a claims file, ``limit`` of them taken evenly.

    Raises:
        InputError: as for ``reader_rows``.
    """
    return json_rows(path, _claim_row, limit)


def json_rows(path: Path, make: Callable[[Any], Row], limit: int | None = None) -> list[Row]:
    """What ``make`` makes of the lines of a file, ``limit`` of them taken evenly.

    Raises:
        InputError: the file cannot be read, has no rows, or ``make`` refuses a line.
    """
    rows = []
    for number, line in _lines(path):
        try:
            rows.append(make(json.loads(line)))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise InputError(f"Line {number} of {path} is no row of this format ({error!r}).") from None
    if not rows:
        raise InputError(f"{path} has no rows; give a JSON-lines file with one row a line.")
    if limit is None or limit >= len(rows):
        return rows
    return [rows[index * len(rows) // limit] for index in range(limit)]


def _reader_row(data: Any) -> ReaderRow:
    answers = tuple(dict.fromkeys(str(answer["text"]) for answer in data["answers"]))
    impossible = bool(data["impossible"])
    if bool(answers) == impossible:
        raise ValueError("a row has answers, or is impossible")
    title = str(data.get("title") or "")
    return ReaderRow(str(data["id"]), str(data["question"]), str(data["context"]), answers, impossible, title)


def _claim_row(data: Any) -> ClaimRow:
    evidence = data["evidence"]
    text = evidence if isinstance(evidence, str) else "\n".join(str(part) for part in evidence)
    return ClaimRow(str(data["id"]), str(data["claim"]), text, str(data["label"]))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8", newline="\n") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError(
            f"The data set {path} cannot be read ({error}); give a .jsonl or .jsonl.gz file."
        ) from None
