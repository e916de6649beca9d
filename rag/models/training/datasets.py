"""Question-answering rows from disk, and the windows of text that training shows.

Rows are JSON lines, gzipped: ``id, dataset, title, question, context, answers[{text, start}],
impossible``, in the folder ``$FACTCHECK_DATA/reader`` (default ``../shared/data/reader``).
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Example:
    """A question over one text. ``answers`` are ranges of ``context``; none means "not here"."""

    question: str
    context: str
    answers: tuple[tuple[int, int], ...]
    title: str
    origin: str

    @property
    def answerable(self) -> bool:
        return bool(self.answers)

    def without_answers(
        self, *, question: str | None = None, context: str | None = None, origin: str
    ) -> Example:
        """The same pair made unanswerable."""
        return replace(
            self,
            question=question or self.question,
            context=context or self.context,
            answers=(),
            origin=origin,
        )


def data_folder() -> Path:
    """The folder of training data.

    Raises:
        FileNotFoundError: one sentence telling which variable to set.
    """
    folder = Path(os.environ.get("FACTCHECK_DATA", "../shared/data"))
    if not (folder / "reader").is_dir():
        raise FileNotFoundError(
            f"There is no folder {folder / 'reader'}; set FACTCHECK_DATA to the data folder."
        )
    return folder


def read_rows(name: str) -> Iterator[Example]:
    """The rows of ``reader/NAME.jsonl.gz`` with their distinct answers."""
    with gzip.open(data_folder() / "reader" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            spans = {(a["start"], a["start"] + len(a["text"])) for a in row["answers"] if a["text"].strip()}
            if not spans and not row["impossible"]:
                continue
            title = row["title"].rsplit("/", 1)[-1].replace("_", " ")
            title = "" if title in ("wikipedia", "wikinews") else title
            yield Example(row["question"].strip(), row["context"], tuple(sorted(spans)), title, name)
