"""HTML to blocks: the article of a page with its tables. Runs in the parser process."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.documents.blocks import Block, Extract
from rag.documents.cleaning.hidden import comments, drop_hidden
from rag.documents.cleaning.marks import raised, struck_out
from rag.documents.cleaning.normalising import one_line
from rag.documents.loaders import Limits
from rag.documents.loaders.html_metadata import page_hints
from rag.documents.tables import rows_as_blocks
from rag.errors import DocumentError

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

_NO_ARTICLE = "The page has no article, only menus, links or scripts; open it in a browser and save the text."
_SENTENCE_END = re.compile(r"[.!?…][\"”’»)]*(?:\s|$)|[。！？।؟]")
_MARK = re.compile(r"⟦T(\d{1,5})⟧\s?")
_SKIPPED = frozenset(
    "script style nav footer aside form button select option template noscript iframe svg head object dialog".split()
)
_INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q rp rt ruby s samp small
    span strike strong sub sup time tt u var wbr img picture""".split()
)
_MOST_SPAN = 100
_MOST_TABLES = 2_000
_LONGEST_CELL = 400
_CAPTION_WORDS = 4
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 div ul ol blockquote".split())
_MANY_PARAGRAPHS = 3
_LEAST_OWN = 3
_SHORT = 400


def load(path: Path, limits: Limits) -> Extract:
    """The article in the page (UTF-8) at ``path``.

    Raises:
        DocumentError: the page has no article.
    """
    del limits
    return parse_html(path.read_text(encoding="utf-8"))


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
    hints = page_hints(tree)
    struck = _mark_up(tree)
    _unframe(tree)
    tables = _marked_tables(tree)
    found = trafilatura.bare_extraction(
        tree, include_comments=False, include_tables=True, include_formatting=False
    )
    body = getattr(found, "body", None)
    blocks = [block for block in _blocks(body, tables) if block.text] if body is not None else []
    size = sum(len(block.text) for block in blocks)
    if size < _SHORT or not any(_is_prose(block) for block in blocks):
        # Of a short page trafilatura gives the words without their lines.
        whole = _whole_page(text)
        if size < _LEAST_OWN or not blocks or sum(len(block.text) for block in whole) >= 0.9 * size:
            blocks = whole or blocks
    if not blocks or not any(c.isalnum() for block in blocks for c in block.text):
        raise DocumentError(_NO_ARTICLE)
    printed = {block.text.casefold() for block in blocks[:4]}
    headings = {_words(h).casefold() for h in tree.iter("h1")}
    if hints.title and hints.title.casefold() not in printed and blocks[0].level != 1:
        level = 1 if hints.title.casefold() in headings or not headings else 0
        if level:
            blocks.insert(0, Block(hints.title, level=1))
    warnings = (*dict.fromkeys(comments(text)), *hidden.warnings, *struck)
    return Extract(tuple(blocks), hints, warnings=warnings, boilerplate=True)


def parse_message(text: str) -> list[Block]:
    """All that the HTML body of a mail shows: there is no menu around it. Remote pictures are never fetched."""
    import trafilatura

    tree = trafilatura.load_html(text)
    if tree is None:
        return []
    drop_hidden(tree)
    _mark_up(tree)
    return [block for block in walk(tree) if block.text]


def _whole_page(text: str) -> list[Block]:
    """What a page shows outside its menus, where no article was found: short notices, and tables alone."""
    import trafilatura

    tree = trafilatura.load_html(text)
    if tree is None:
        return []
    drop_hidden(tree)
    _mark_up(tree)
    for link in list(tree.iter("nav", "footer", "header")):
        if link.tag != "header" or not any(True for _ in link.iter("h1")):
            link.drop_tree()
    linked = sum(len(_words(link).split()) for link in tree.iter("a"))
    blocks = [block for block in walk(tree) if block.text]
    words = sum(len(block.text.split()) for block in blocks if not block.level)
    return blocks if words - linked >= _LEAST_OWN and linked <= 0.5 * words else []


def _is_prose(block: Block) -> bool:
    """Whether a block reads as sentences, as against a menu, however long."""
    words = block.text.split()
    return not block.level and (
        (len(block.text) >= 20 and _SENTENCE_END.search(block.text) is not None) or len(set(words)) >= 40
    )


def _mark_up(tree: HtmlElement) -> list[str]:
    """Raised marks apart from their words, struck words out, captions of figures as paragraphs."""
    from lxml.html import HtmlElement as Element

    for element in list(tree.iter("sup")):
        before = _text_before(element)
        mark = _words(element)
        linked = element.find(".//a") is not None or element.getparent().tag == "a"
        element.text = raised(before, mark, linked=linked)
        for child in list(element):
            element.remove(child)
    struck: list[str] = []
    for element in [node for name in ("del", "s", "strike") for node in tree.iter(name)]:
        if element.getparent() is not None and len(_words(element).split()) <= 200:
            struck.append(_words(element))
            element.drop_tree()
    for element in list(tree.iter("figcaption")):
        words = _words(element)
        parent = element.getparent()
        if parent is None or len(words.split()) < _CAPTION_WORDS:
            continue
        figure = next((node for node in element.iterancestors("figure")), None)
        if figure is None or figure.getparent() is None or figure.find(".//table") is not None:
            continue
        paragraph = Element()
        paragraph.tag = "p"
        paragraph.text = words
        element.drop_tree()
        figure.addnext(paragraph)
        paragraph.tail, figure.tail = figure.tail, None
    return struck_out(struck)


def _text_before(element: HtmlElement) -> str:
    previous = element.getprevious()
    if previous is not None:
        return (previous.tail or _words(previous))[-20:]
    parent = element.getparent()
    if parent is None:
        return ""
    if parent.text or parent.tag not in _INLINE:
        return (parent.text or "")[-20:]
    return _text_before(parent)


def _unframe(tree: HtmlElement) -> None:
    """Tables that only lay out a page become divisions: their paragraphs are no cells."""
    for table in list(tree.iter("table")):
        nested = next(table.iterdescendants("table"), None) is not None
        if not nested and not any(
            sum(1 for part in cell if part.tag in _PARAGRAPHS) >= _MANY_PARAGRAPHS
            for cell in table.iter("td")
        ):
            continue
        parts = [table]
        while parts:
            part = parts.pop()
            parts += [each for each in part if each.tag in ("thead", "tbody", "tfoot", "tr", "td", "th")]
            part.tag = "div"


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows of a table, and its words in the order of the page."""

    rows: tuple[Block, ...]
    words: tuple[str, ...]


def _marked_tables(tree: HtmlElement) -> list[_Table]:
    """The rows of each table of data, whose first cell is marked with the table's number."""
    tables: list[_Table] = []
    for table in list(tree.iter("table"))[:_MOST_TABLES]:
        rows = table_blocks(table)
        if rows is None:
            continue
        cell = next(table.iter("td", "th"), None)
        if cell is not None:
            words = [word for part in table.iter("td", "th") for word in _words(part).split()]
            cell.text = f"⟦T{len(tables)}⟧ {cell.text or ''}"
            tables.append(_Table(tuple(rows), tuple(words)))
    return tables


def table_blocks(table: HtmlElement) -> list[Block] | None:
    """The rows of a table of data; None for one that only lays out a page."""
    if next(table.iterdescendants("table"), None) is not None:
        return None
    grid, heads, spans = _grid(table)
    width = max((len(row) for row in grid), default=0)
    if len(grid) < 2 or width < 2:
        return None
    cells = [cell for row in grid for cell in row if cell]
    if not cells or sum(len(cell) > _LONGEST_CELL for cell in cells) > 0.2 * len(cells):
        return None
    caption = table.find("caption")
    words = _cell_words(caption) if caption is not None else ""
    del spans
    return list(rows_as_blocks(grid, heads=heads, caption=words))


def _grid(table: HtmlElement) -> tuple[list[list[str]], int | None, bool]:
    """The cells of a table, spans filled, and how many rows at its top are said to be heads."""
    grid: list[list[str]] = []
    filled: dict[tuple[int, int], str] = {}
    heads = 0
    only_heads = True
    spans = False
    for number, row in enumerate(list(table.iter("tr"))):
        cells: list[str] = []
        parts = [cell for cell in row if cell.tag in ("td", "th")]
        for cell in parts:
            while (number, len(cells)) in filled:
                cells.append(filled.pop((number, len(cells))))
            words = _cell_words(cell)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            spans = spans or across > 1 or down > 1
            for column in range(len(cells), len(cells) + across):
                for below in range(number + 1, number + down):
                    filled[below, column] = words
            is_head = cell.tag == "th" or across < 2
            cells += [words] * across if is_head or across > 1 else [words]
        while (number, len(cells)) in filled:
            cells.append(filled.pop((number, len(cells))))
        grid.append(cells)
        parent = row.getparent()
        in_head = parent is not None and parent.tag == "thead"
        named = parts and all(cell.tag == "th" for cell in parts) and len(parts) > 1
        if only_heads and parts and (in_head or named):
            heads = number + 1
        elif parts:
            only_heads = False
    return grid, heads if 0 < heads < len(grid) else None, spans


def _span(cell: HtmlElement, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return max(1, min(_MOST_SPAN, int(value))) if value.isdecimal() and len(value) < 6 else 1


def _cell_words(cell: HtmlElement) -> str:
    """The words of a cell; items of a list and lines in it are parted."""
    pieces: list[str] = []
    for node in cell.iter():
        if not isinstance(node.tag, str) or node.tag in ("script", "style"):
            if node is not cell:
                pieces.append(node.tail or "")
            continue
        if node is not cell and node.tag in ("li", "p", "div") and one_line("".join(pieces)):
            pieces.append("; " if node.tag == "li" else " ")
        pieces.append(" " if node.tag == "br" else "")
        pieces.append(node.text or "")
        if node is not cell:
            pieces.append(node.tail or "")
    return one_line("".join(pieces)).strip("; ")


def _blocks(body: _Element, tables: Sequence[_Table]) -> Iterator[Block]:
    """The blocks of what was extracted, with each table at its place, also where only its words were kept."""
    for block in _walk_extracted(body, tables):
        mark = _MARK.search(block.text)
        if mark is None or block.row or int(mark[1]) >= len(tables):
            yield replace(block, text=_plain(block.text)) if mark else block
            continue
        table = tables[int(mark[1])]
        before, after = block.text[: mark.start()].strip(), block.text[mark.end() :].split()
        flat, seen, count = "".join(table.words), "", 0
        while count < len(after) and flat.startswith(seen + after[count]):
            seen, count = seen + after[count], count + 1
        yield from [replace(block, text=before)] if before else []
        if len(seen) >= 0.9 * len(flat):
            yield from table.rows
            after = after[count:]
        yield from [replace(block, text=_plain(" ".join(after)))] if after else []


def _walk_extracted(body: _Element, tables: Sequence[_Table]) -> Iterator[Block]:
    """Walks without recursion: a page may nest its elements as deep as it likes."""
    stack: list[_Element] = list(reversed(body))
    while stack:
        element = stack.pop()
        match element.tag:
            case "head":
                level = element.get("rend", "h2")[-1:]
                yield Block(_words(element), level=int(level) if level in "123456" and level else 2)
            case "table":
                mark = _MARK.search(_words(element))
                if mark and int(mark[1]) < len(tables):
                    yield from tables[int(mark[1])].rows
                else:
                    rows = [
                        [_plain(_words(cell)) for cell in row.iter("cell")] for row in element.iter("row")
                    ]
                    yield from rows_as_blocks(rows)
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


def _plain(text: str) -> str:
    return one_line(_MARK.sub("", text)) if "⟦T" in text else text


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


def walk(root: HtmlElement) -> Iterator[Block]:  # noqa: C901  one pass, each tag a line
    """Every paragraph, heading, item and table below ``root``, in order, without recursion."""
    buffer: list[str] = []
    # Each entry is an element to open, or a level to close with the tail behind it.
    stack: list[tuple[HtmlElement, bool]] = [(root, True)]
    level = 0

    def flush() -> Iterator[Block]:
        words = one_line("".join(buffer))
        buffer.clear()
        if words:
            yield Block(words, level=level)

    while stack:
        element, opening = stack.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        inline = tag in _INLINE
        if not opening:
            if not inline:
                yield from flush()
            if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                level = 0
            buffer.append(element.tail or "")
            continue
        if not tag or tag in _SKIPPED:
            buffer.append(element.tail or "" if element is not root else "")
            continue
        if tag == "br":
            buffer.append(" ")
        if tag == "table" and (rows := table_blocks(element)) is not None:
            yield from flush()
            yield from rows
            buffer.append(element.tail or "")
            continue
        if not inline and tag != "br":
            yield from flush()
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            level = int(tag[1])
        if tag in ("td", "th") and buffer:
            buffer.append(" ")
        buffer.append(element.text or "")
        if element is not root:
            stack.append((element, False))
        stack.extend((child, True) for child in reversed(element))
    yield from flush()
