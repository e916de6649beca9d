"""Messages saved by Outlook (.msg): headers, body and attachments from the streams of the compound file.

The properties are those of [MS-OXMSG]: a stream ``__substg1.0_TTTTPPPP`` holds property TTTT of type PPPP.
"""

from __future__ import annotations

import datetime
import struct
from pathlib import Path

from rag.documents.blocks import Block, Extract, Hints, Member
from rag.documents.cleaning.normalising import normalise, one_line
from rag.documents.loaders import Limits
from rag.documents.loaders.html import parse_message
from rag.documents.loaders.mail import plain_body
from rag.errors import DocumentError

_SUBJECT, _SENDER, _ADDRESS, _TO, _CC, _BODY, _HTML = "0037", "0C1A", "0C1F", "0E04", "0E03", "1000", "1013"
_SENT, _DELIVERED = 0x00390040, 0x0E060040
_DATA, _LONG_NAME, _NAME = "3701", "3707", "3704"
_EPOCH = datetime.datetime(1601, 1, 1, tzinfo=datetime.UTC)
_LATEST = 250_000_000_000_000_000  # microseconds: a damaged date must not go beyond the calendar
_MOST_ATTACHMENTS = 100


def load(path: Path, limits: Limits) -> Extract:
    """The message in the file at ``path``; its attachments are put beside it.

    Raises:
        DocumentError: damaged, or without words and attachments.
    """
    import olefile

    try:
        with olefile.OleFileIO(str(path)) as file:
            return _extract(file, path.parent, limits)
    except (OSError, struct.error, IndexError) as error:
        raise DocumentError(f"The Outlook message is damaged ({error}); get a whole copy of it.") from None


def _extract(file: object, folder: Path, limits: Limits) -> Extract:
    entries = {tuple(entry): "/".join(entry) for entry in file.listdir()}  # type: ignore[attr-defined]

    def data(*storage: str, tag: str, kind: str) -> bytes | None:
        entry = (*storage, f"__substg1.0_{tag}{kind}")
        if entry not in entries or file.get_size(entries[entry]) > limits.max_file_bytes:  # type: ignore[attr-defined]
            return None
        content: bytes = file.openstream(entries[entry]).read()  # type: ignore[attr-defined]
        return content

    def text(*storage: str, tag: str) -> str:
        wide = data(*storage, tag=tag, kind="001F")
        if wide is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\x00")
        return (data(*storage, tag=tag, kind="001E") or b"").decode("cp1252", "replace").rstrip("\x00")

    properties = data_of_stream(file, entries)
    subject = one_line(normalise(text(tag=_SUBJECT))[0]) or None
    author = one_line(text(tag=_SENDER)) or one_line(text(tag=_ADDRESS)) or None
    hints = Hints(title=subject, author=author, published=_day(properties))
    blocks = [Block(subject, level=1)] if subject else []
    for name, value in (("From", author), ("To", text(tag=_TO)), ("Cc", text(tag=_CC))):
        if value and one_line(value):
            blocks.append(Block(f"{name}: {one_line(value)}", row=True))
    body = text(tag=_BODY)
    if body.strip():
        blocks += plain_body(body)
    elif page := data(tag=_HTML, kind="0102"):
        blocks += parse_message(page.decode("utf-8", "replace"))
    members: list[Member] = []
    storages = sorted({entry[0] for entry in entries if entry[0].startswith("__attach_version1.0_")})
    for number, storage in enumerate(storages[:_MOST_ATTACHMENTS], start=1):
        name = text(storage, tag=_LONG_NAME) or text(storage, tag=_NAME) or f"attachment-{number}"
        content = data(storage, tag=_DATA, kind="0102")
        name = (
            one_line(name).replace("\\", "/").rpartition("/")[2].strip(". ")[:150] or f"attachment-{number}"
        )
        if not content:
            members.append(
                Member(name, reason="The attachment cannot be taken out of the message; save it by itself.")
            )
            continue
        place = folder / f"member-{number}"
        place.write_bytes(content)
        members.append(
            Member(name, str(place), note=f"attached to the e-mail “{subject or 'without a subject'}”")
        )
    if not any(not block.row and not block.level for block in blocks) and not members:
        raise DocumentError("The Outlook message holds no words that can be read; save it as .eml or PDF.")
    return Extract(tuple(blocks), hints, members=tuple(members))


def data_of_stream(file: object, entries: dict[tuple[str, ...], str]) -> bytes:
    """The stream of the properties of fixed length, empty where there is none."""
    if ("__properties_version1.0",) not in entries:
        return b""
    content: bytes = file.openstream("__properties_version1.0").read(100_000)  # type: ignore[attr-defined]
    return content


def _day(properties: bytes) -> str | None:
    """The day of sending, from entries of 16 bytes behind a head of 32: tag, flags, value."""
    for wanted in (_SENT, _DELIVERED):
        for place in range(32, len(properties) - 15, 16):
            tag, _, value = struct.unpack_from("<IIQ", properties, place)
            if tag == wanted and value:
                day = _EPOCH + datetime.timedelta(microseconds=min(value // 10, _LATEST))
                return day.date().isoformat()
    return None
