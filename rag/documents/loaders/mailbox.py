"""Mailboxes (.mbox): each message is a document of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from rag.documents.blocks import Extract, Member
from rag.documents.loaders import Limits
from rag.documents.loaders.mail import hints_of, parse
from rag.errors import DocumentError

_FROM = re.compile(rb"^From \S*.{0,80}\d{4}\r?$")
_MOST_MESSAGES = 20_000


def load(path: Path, limits: Limits) -> Extract:
    """The messages of the mailbox at ``path``, each put into a file beside it.

    Raises:
        DocumentError: it holds no message, or too many.
    """
    del limits
    members = tuple(_members(path))
    if not members:
        raise DocumentError("The mailbox holds no message, so there is nothing to read.")
    return Extract((), members=members)


def _members(path: Path) -> Iterator[Member]:
    for number, data in enumerate(_messages(path), start=1):
        if number > _MOST_MESSAGES:
            raise DocumentError(f"The mailbox holds more than {_MOST_MESSAGES:,} messages; split it.")
        hints = hints_of(parse(data[:200_000]))
        subject = re.sub(r"[^\w .,()-]+", " ", hints.title or "").strip()[:80]
        file = path.parent / f"member-{number}"
        file.write_bytes(data)
        yield Member(f"{number:04} {subject or 'message'}.eml", str(file))


def _messages(path: Path) -> Iterator[bytes]:
    lines: list[bytes] = []
    blank = True
    with path.open("rb") as file:
        for line in file:
            if blank and _FROM.match(line.rstrip(b"\n")):
                if lines:
                    yield b"".join(lines)
                lines = []
            else:
                lines.append(line[1:] if line.startswith(b">From ") else line)
            blank = not line.strip()
    if b"".join(lines).strip():
        yield b"".join(lines)
