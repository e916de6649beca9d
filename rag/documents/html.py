"""HTML to blocks: the article of a page, and what its head says about it. Runs in the parser process."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rag.documents.blocks import Block, Extract, Hints
from rag.documents.dates import parse_date
from rag.documents.hiding import comments, drop_hidden
from rag.documents.normalising import one_line
from rag.documents.tables import rows_as_blocks
from rag.errors import DocumentError

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

_DATE_METAS = (
    "article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dcterms.date",
    "pubdate",
    "publishdate",
    "citation_publication_date",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
)
_NO_ARTICLE = "The page has no article, only menus, links or scripts; open it in a browser and save the text."
_SENTENCE_END = re.compile(r"[.!?…][\"”’»)]*(?:\s|$)|[。！？।؟]")
_SCRIPT_DATA = re.compile(r"^\s*(?:<!\[CDATA\[|<!--)|(?:\]\]>|-->)\s*$")


def parse_html(text: str) -> Extract:
    """The article in the page ``text``.

    Raises:
        DocumentError: the page has no article.
    """
    import trafilatura

    tree = trafilatura.load_html(text)
    if tree is None:
        raise DocumentError(_NO_ARTICLE)
    hidden = drop_hidden(tree)
    hints = _hints(tree)
    found = trafilatura.bare_extraction(
        tree, include_comments=False, include_tables=True, include_formatting=False
    )
    body = getattr(found, "body", None)
    blocks = [block for block in _blocks(body) if block.text] if body is not None else []
    if not any(_is_prose(block) for block in blocks):
        raise DocumentError(_NO_ARTICLE)
    printed = {block.text.casefold() for block in blocks[:4]}
    if hints.title and hints.title.casefold() not in printed and blocks[0].level != 1:
        blocks.insert(0, Block(hints.title, level=1))
    return Extract(tuple(blocks), hints, warnings=(*dict.fromkeys(comments(text)), *hidden.warnings))


def _is_prose(block: Block) -> bool:
    """Whether a block reads as sentences, as against a menu, however long."""
    words = block.text.split()
    return not block.level and (
        (len(block.text) >= 20 and _SENTENCE_END.search(block.text) is not None) or len(set(words)) >= 40
    )


def _blocks(body: _Element) -> Iterator[Block]:
    """Walks without recursion: a page may nest its elements as deep as it likes."""
    stack: list[_Element] = list(reversed(body))
    while stack:
        element = stack.pop()
        match element.tag:
            case "head":
                level = element.get("rend", "h2")[-1:]
                yield Block(_words(element), level=int(level) if level in "123456" and level else 2)
            case "table":
                yield from rows_as_blocks(
                    [[_words(cell) for cell in row.iter("cell")] for row in element.iter("row")]
                )
            case "p" | "item" | "ab" | "code" | "fw":
                for line in _lines(element):
                    yield Block(line)
            case "list" | "quote" | "div" | "body" | "main" | "article" | "section":
                if element.text and element.text.strip():
                    yield Block(one_line(element.text))
                stack.extend(reversed(element))
            case str():
                yield Block(_words(element))
        if element.tail and element.tail.strip():
            yield Block(one_line(element.tail))


def _words(element: _Element) -> str:
    return one_line("".join(str(part) for part in element.itertext()))


def _lines(element: _Element) -> Iterator[str]:
    """The lines of a paragraph; a break inside it parts lines only where the first ends a sentence."""
    pieces: list[str] = [""]
    for node in element.iter():
        if node.tag == "lb":
            pieces.append("")
        pieces[-1] += " " * (node.tag in ("p", "item", "row") and node is not element) + (node.text or "")
        if node is not element:
            pieces[-1] += node.tail or ""
    line = ""
    for piece in map(one_line, pieces):
        if line and line.endswith((".", "!", "?", "”", '"', ":")):
            yield line
            line = piece
        else:
            line = f"{line} {piece}".strip()
    if line:
        yield line


def _hints(tree: HtmlElement) -> Hints:
    from trafilatura import extract_metadata

    stated = _json_ld_hints(tree)
    found = extract_metadata(tree, extensive=False)
    site = (found.sitename or "").lstrip("@") or None
    return Hints(
        title=stated.title or found.title,
        author=stated.author or (found.author.replace(";", ",") if found.author else None),
        publisher=stated.publisher or site,
        published=stated.published or _meta_date(tree) or parse_date(found.date or ""),
        url=found.url,
    )


def _meta_date(tree: HtmlElement) -> str | None:
    metas: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        metas.setdefault(name.lower(), element.get("content") or "")
    for name in _DATE_METAS:
        if date := parse_date(metas.get(name, "")):
            return date
    for element in tree.iter("time"):
        if element.get("pubdate") is not None or element.get("itemprop") == "datePublished":
            return parse_date(element.get("datetime") or "")
    return None


def _json_ld_hints(tree: HtmlElement) -> Hints:
    """Title, author, publisher and date of the first article in JSON-LD; broken JSON says nothing."""
    for script in tree.iter("script"):
        if script.get("type", "").strip().lower() != "application/ld+json" or not script.text:
            continue
        try:
            data = json.loads(_SCRIPT_DATA.sub("", script.text), strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            kinds = node.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(
                isinstance(name, str) and (name.endswith("Article") or name in ("Report", "BlogPosting"))
                for name in names
            ):
                date = node.get("datePublished")
                return Hints(
                    title=_name(node.get("headline")),
                    author=_name(node.get("author")),
                    publisher=_name(node.get("publisher")),
                    published=parse_date(date) if isinstance(date, str) else None,
                )
    return Hints()


def _nodes(data: object) -> Iterator[dict[str, object]]:
    stack, seen = [data], 0
    while stack and seen < 1_000:
        value = stack.pop()
        seen += 1
        if isinstance(value, list):
            stack.extend(reversed(value))
        elif isinstance(value, dict):
            yield value
            stack.append(value.get("@graph"))


def _name(value: object) -> str | None:
    """The name in ``"A"``, ``{"name": "A"}`` or a list of such."""
    if isinstance(value, str):
        return one_line(value) or None
    if isinstance(value, dict):
        name = value.get("name")
        return one_line(name) or None if isinstance(name, str) else None
    if isinstance(value, list):
        names = [name for part in value[:10] if not isinstance(part, list) and (name := _name(part))]
        return ", ".join(names) or None
    return None
