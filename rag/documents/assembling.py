"""Blocks to a document: boilerplate out, text joined, ranges for sections and pages, metadata settled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from rag.documents.blocks import Block, Extract, Hints
from rag.documents.cleaning.boilerplate import without_boilerplate
from rag.documents.cleaning.hidden import instruction
from rag.documents.cleaning.normalising import normalise, one_line
from rag.documents.dates import parse_date
from rag.documents.instructions import addresses_model
from rag.documents.loaders.plain import with_headings
from rag.documents.metadata import hints_from_head, is_generic, shorten, title_of_name
from rag.documents.model import DateOrigin, Document, Metadata, Page, Section
from rag.errors import DocumentError
from rag.settings import Settings

PARAGRAPH = "\n\n"
_LISTED = 12
_TIME = re.compile(r"^\[[\d:]{4,9}\]\s*")  # of a subtitle
_SHOWN = 60


def assemble(
    extract: Extract,
    *,
    source: str,
    name: str,
    media_type: str,
    settings: Settings,
    url: str | None = None,
    warnings: Sequence[str] = (),
) -> Document:
    """The document of the blocks in ``extract``; paragraphs are parted by one blank line.

    Raises:
        DocumentError: nothing but boilerplate, or more text than ``settings`` allow.
    """
    blocks, hidden = _normalised(extract.blocks)
    left_out: list[Block] = []
    kept = blocks
    if extract.boilerplate:
        kept, left_out = without_boilerplate(blocks, page=media_type == "text/html")
    kept = list(_rejoined(kept))
    if extract.guess_headings:
        kept = list(with_headings(kept))
    if not any(character.isalnum() for block in kept for character in block.text):
        raise DocumentError(_nothing(len(left_out)))
    if sum(len(block.text) + len(PARAGRAPH) for block in kept) > settings.max_text_chars:
        raise DocumentError(
            f"The file holds more than {settings.max_text_chars:,} characters of text; "
            "split it or raise max_text_chars."
        )
    declared, printed = _clean(extract.hints), hints_from_head(kept)
    hints = declared.over(printed).over(_clean(extract.weak))
    in_text = declared.published is None and printed.published is not None
    origin: DateOrigin | None = None if hints.published is None else "text" if in_text else "declared"
    title = hints.title or title_of_name(name) or _title_of(kept, name)
    if is_generic(title) and (named := title_of_name(name)):
        title = named
    text, sections, pages = _joined(kept)
    return Document(
        source=source,
        text=text,
        metadata=Metadata(
            title,
            hints.author,
            hints.publisher,
            hints.published,
            url or hints.url,
            published_origin=origin,
            made=extract.made,
        ),
        media_type=media_type,
        sections=sections,
        pages=pages,
        warnings=(
            *warnings,
            *extract.warnings,
            *_made(extract.made, hints.published),
            *_remarks(hidden, left_out),
            *_instructions(kept, title, hints),
        ),
    )


def _title_of(blocks: Sequence[Block], name: str) -> str:
    """The first words of a text; a table without any is called as its file."""
    prose = next((block.text for block in blocks if not block.row), "")
    words = _TIME.sub("", prose) or PurePath(name.replace("\\", "/")).stem or blocks[0].text
    return shorten(words, 100)


def _made(day: str | None, published: str | None) -> list[str]:
    """The day on which a file was made is said, and is no day of publication."""
    if day is None or published is not None:
        return []
    return [f"no date of publication is stated; the file was made on {day}"]


def _normalised(blocks: Sequence[Block]) -> tuple[list[Block], int]:
    """Parsers may hand on characters that plain text has lost already, such as those of entities."""
    result: list[Block] = []
    hidden = 0
    for block in blocks:
        text, count = normalise(block.text)
        hidden += count
        text = one_line(text)
        if text == block.text:
            result.append(block)
        elif text:
            turns = tuple((page, min(offset, len(text))) for page, offset in block.turns)
            result.append(replace(block, text=text, turns=turns))
    return result, hidden


def _rejoined(blocks: Sequence[Block]) -> Iterator[Block]:
    """A paragraph that ends with a comma was cut by mistake: its sentence goes on in the next one."""
    pending: Block | None = None
    for block in blocks:
        if pending is not None and _is_cut(pending) and not block.level and not block.row:
            shift = len(pending.text) + 1
            turns = [(page, offset + shift) for page, offset in block.turns]
            if block.page is not None and block.page != pending.page:
                turns.insert(0, (block.page, shift))
            pending = replace(pending, text=f"{pending.text} {block.text}", turns=(*pending.turns, *turns))
            continue
        if pending is not None:
            yield pending
        pending = block
    if pending is not None:
        yield pending


def _is_cut(block: Block) -> bool:
    return block.text.endswith(",") and len(block.text) >= 60 and not block.level and not block.row


def _joined(blocks: Sequence[Block]) -> tuple[str, tuple[Section, ...], tuple[Page, ...]]:
    sections: list[Section] = []
    pages: list[Page] = []
    position = 0
    for block in blocks:
        if block.level:
            sections.append(Section(position, block.text))
        if block.page is not None and (not pages or block.page > pages[-1].number):
            pages.append(Page(block.page, position))
        pages.extend(
            Page(number, position + offset)
            for number, offset in block.turns
            if not pages or number > pages[-1].number
        )
        position += len(block.text) + len(PARAGRAPH)
    return PARAGRAPH.join(block.text for block in blocks), tuple(sections), tuple(pages)


def _clean(hints: Hints) -> Hints:
    def line(value: str | None, limit: int) -> str | None:
        text = shorten(one_line(normalise(value)[0]), limit) if value else ""
        return text or None

    return Hints(
        title=line(hints.title, 300),
        author=line(hints.author, 300),
        publisher=line(hints.publisher, 200),
        published=parse_date(hints.published) if hints.published else None,
        url=line(hints.url, 2_000),
    )


def _nothing(left_out: int) -> str:
    if left_out:
        return "The file holds only boilerplate such as menus and share buttons, and no article."
    return "The file holds no words, only white space or signs, so there is nothing to read."


def _instructions(blocks: Sequence[Block], title: str, hints: Hints) -> list[str]:
    """Where the document speaks to a chat model: its words are kept, and flagged."""
    remarks = [
        instruction(where, value)
        for where, value in (
            ("the title", title),
            ("the author", hints.author),
            ("the publisher", hints.publisher),
        )
        if value
    ]
    ordering = [block.text for block in blocks if addresses_model(block.text)]
    remarks += [instruction("the text", text) for text in ordering[:1]]
    return list(dict.fromkeys(remark for remark in remarks if remark))


def _remarks(hidden: int, left_out: Sequence[Block]) -> list[str]:
    remarks: list[str] = []
    if hidden:
        remarks.append(f"hidden text: {hidden} invisible character{'s' if hidden > 1 else ''} removed")
    if left_out:
        words = ", ".join(f"“{shorten(block.text, _SHOWN)}”" for block in left_out[:_LISTED])
        more = "" if len(left_out) <= _LISTED else " and others"
        count = len(left_out)
        remarks.append(f"boilerplate: {count} line{'s' if count > 1 else ''} left out: {words}{more}")
    return remarks
