"""E-mails (.eml): the headers as metadata, the best body, the quoted thread apart, attachments as files."""

from __future__ import annotations

import datetime
import email
import email.policy
import email.utils
import html
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

from rag.documents.blocks import Block, Extract, Hints, Member
from rag.documents.cleaning.normalising import normalise, one_line
from rag.documents.loaders import Limits
from rag.documents.loaders.html import parse_message
from rag.documents.loaders.plain import parse_plain
from rag.errors import DocumentError

_MOST_PARTS = 500
_MOST_ATTACHMENTS = 100
_DEEPEST = 20
_QUOTED = re.compile(r"^\s*>")
_INTRODUCED = re.compile(
    r"^(?:On .{5,200} wrote:|Am .{5,200} schrieb.{0,100}:|Le .{5,200} a écrit\s?:|El .{5,200} escribió:"
    r"|-{3,}\s*(?:Original Message|Forwarded message|Ursprüngliche Nachricht|Message d'origine).{0,20}-{3,}"
    r"|Begin forwarded message:|_{10,})\s*$",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^-- ?$")
_LATIN = "windows-1252"


def load(path: Path, limits: Limits) -> Extract:
    """The mail in the file at ``path``; its attachments are put beside it.

    Raises:
        DocumentError: no words and no attachment, or too many parts.
    """
    return extract_of(parse(path.read_bytes()), path.parent, limits)


def parse(data: bytes) -> EmailMessage:
    """The message in ``data``."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def extract_of(message: EmailMessage, folder: Path, limits: Limits) -> Extract:
    """What a message says; its attachments are written into ``folder``."""
    hints = hints_of(message)
    bodies, attachments = _parts(message)
    blocks = list(_body(bodies))
    members = tuple(_members(attachments, folder, limits, hints))
    if not blocks and not members:
        raise DocumentError("The e-mail holds no words, only headers, so there is nothing to read.")
    head = list(_head(message))
    if hints.title:
        head.insert(0, Block(hints.title, level=1))
    if not blocks:
        blocks = [Block("(The e-mail has no text of its own.)")]
    return Extract((*head, *blocks), hints, members=members)


def hints_of(message: EmailMessage) -> Hints:
    """Subject, sender and day of a message."""
    subject = one_line(normalise(_header(message, "subject"))[0]) or None
    name, address = email.utils.parseaddr(_header(message, "from"))
    return Hints(title=subject, author=one_line(name) or address or None, published=day_of(message))


def day_of(message: EmailMessage) -> str | None:
    """The day on which a message was sent, in its sender's own time."""
    try:
        date: datetime.datetime = email.utils.parsedate_to_datetime(_header(message, "date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date.date().isoformat() if 1970 <= date.year <= 2100 else None


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, "") or "")
    except (
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        IndexError,
    ):  # headers that the parser chokes on
        return next((str(value) for key, value in message.raw_items() if key.lower() == name), "")


def _head(message: EmailMessage) -> Iterator[Block]:
    """Who wrote to whom and when, as words that can be quoted."""
    for name in ("From", "To", "Cc", "Date"):
        if value := one_line(normalise(_header(message, name.lower()))[0])[:1_000]:
            yield Block(f"{name}: {value}", row=True)


def _parts(message: EmailMessage) -> tuple[list[EmailMessage], list[EmailMessage]]:
    """The parts of the body and the attachments; of alternatives the best one is the body."""
    bodies: list[EmailMessage] = []
    attachments: list[EmailMessage] = []
    stack = [(message, 0, True)]
    count = 0
    while stack:
        part, depth, wanted = stack.pop()
        count += 1
        if count > _MOST_PARTS or depth > _DEEPEST:
            raise DocumentError(
                f"The e-mail has more than {_MOST_PARTS} parts or {_DEEPEST} of them one inside the other; split it."
            )
        kind, inner = part.get_content_type(), _inner(part)
        if part is not message and (kind == "message/rfc822" or _is_attachment(part)):
            attachments.append(part)
        elif kind == "multipart/alternative" and inner:
            best = _best(inner)
            stack += [(each, depth + 1, False) for each in inner if each is not best and each.is_multipart()]
            stack.append((best, depth + 1, wanted))
        elif kind.startswith("multipart/"):
            stack += [(each, depth + 1, wanted) for each in reversed(inner)]
        elif kind in ("text/plain", "text/html"):
            bodies += [part] * wanted
        elif not (kind.startswith("image/") and part.get("content-id")):
            attachments.append(part)
    return bodies, attachments


def _inner(part: EmailMessage) -> list[EmailMessage]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, EmailMessage)] if isinstance(payload, list) else []


def _best(parts: list[EmailMessage]) -> EmailMessage:
    """The plain text, unless it is next to nothing beside the HTML."""
    plain = next((part for part in parts if part.get_content_type() == "text/plain"), None)
    rich = next((part for part in parts if part.get_content_type() != "text/plain"), None)
    if plain is None or rich is None:
        return plain or rich or parts[0]
    words = len(text_of(plain).split())
    page = text_of(rich) if rich.get_content_type() == "text/html" else ""
    if "<table" in page.lower() and "<th" in page.lower():
        return rich
    # "Your program cannot show this mail" is all that some plain parts say.
    return plain if words >= 20 or words >= 0.5 * len(re.sub(r"<[^>]*>", " ", page).split()) else rich


def _is_attachment(part: EmailMessage) -> bool:
    try:
        return part.get_content_disposition() == "attachment" or (
            bool(part.get_filename()) and part.get_content_type() not in ("text/plain", "text/html")
            and not part.get_content_type().startswith("multipart/")
            and not (part.get_content_type().startswith("image/") and bool(part.get("content-id")))
        )  # fmt: skip
    except (ValueError, TypeError, LookupError, AttributeError):
        return False


def data_of(part: EmailMessage) -> bytes:
    """The decoded bytes of a part."""
    if part.get_content_type() == "message/rfc822":
        inner = _inner(part)
        return inner[0].as_bytes() if inner else b""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def text_of(part: EmailMessage) -> str:
    """The decoded text of a part; an unknown or wrong character set is guessed."""
    data = data_of(part)
    for name in (part.get_content_charset() or "utf-8", "utf-8"):
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode(_LATIN, errors="replace")


def _body(parts: list[EmailMessage]) -> Iterator[Block]:
    for part in parts:
        text = text_of(part)
        if part.get_content_type() == "text/html":
            yield from parse_message(text)
        else:
            yield from plain_body(text)


def plain_body(text: str) -> Iterator[Block]:
    """The paragraphs of a plain body: first what is new, then the thread that it quotes, each marked."""
    lines = normalise(html.unescape(text) if "&nbsp;" in text else text)[0].split("\n")
    fresh: list[str] = []
    quoted: list[str] = []
    told = False
    for line in lines:
        if _INTRODUCED.match(line.strip()):
            if not told:
                yield from parse_plain("\n".join(fresh)).blocks
                fresh, told = [], True
            yield from _thread(quoted)
            quoted = []
            yield Block(line.strip() if line.strip("_ ") else "Quoted message", level=3)
        elif _QUOTED.match(line):
            quoted.append(re.sub(r"^\s*(?:>\s?)+", "", line))
        else:
            if quoted:
                yield from parse_plain("\n".join(fresh)).blocks
                fresh = []
                yield from _thread(quoted)
                quoted = []
            fresh.append("" if _SIGNATURE.match(line) else line)
    yield from _thread(quoted)
    yield from parse_plain("\n".join(fresh)).blocks


def _thread(lines: list[str]) -> Iterator[Block]:
    for block in parse_plain("\n".join(lines)).blocks if any(line.strip() for line in lines) else ():
        yield Block(f"> {block.text}")


def _members(parts: list[EmailMessage], folder: Path, limits: Limits, hints: Hints) -> Iterator[Member]:
    named = [f"“{hints.title or 'without a subject'}”"]
    named += [f"of {hints.author}"] if hints.author else []
    named += [f"({hints.published})"] if hints.published else []
    told = " ".join(named)
    room = limits.max_unpacked_bytes
    for number, part in enumerate(parts, start=1):
        name = _name(part, number)
        if number > _MOST_ATTACHMENTS:
            yield Member(
                name, reason=f"It is attachment {number} of a mail, and {_MOST_ATTACHMENTS} are read."
            )
            continue
        data = data_of(part)
        room -= len(data)
        if not data:
            yield Member(name, reason="The attachment is empty, so there is nothing to read.")
        elif len(data) > limits.max_file_bytes or room < 0:
            yield Member(
                name,
                reason=f"The attachment is too large: {len(data):,} bytes; save it as a file of its own.",
            )
        else:
            path = folder / f"member-{number}"
            path.write_bytes(data)
            yield Member(name, str(path), note=f"attached to the e-mail {told}")


def _name(part: EmailMessage, number: int) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, TypeError, LookupError, AttributeError):
        name = ""
    if not name and part.get_content_type() == "message/rfc822":
        inner = _inner(part)
        name = f"{_header(inner[0], 'subject')[:80]}.eml" if inner else ""
    name = one_line(normalise(name)[0]).replace("\\", "/").rpartition("/")[2].strip(". ")
    return name[:150] or f"attachment-{number}"
