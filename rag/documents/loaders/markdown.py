"""Markdown to blocks: the words as prose, without any of the marks."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rag.documents.blocks import Block, Extract
from rag.documents.cleaning.front_matter import split_front_matter
from rag.documents.cleaning.marks import raised, struck_out
from rag.documents.cleaning.normalising import normalise, one_line
from rag.documents.loaders import Limits
from rag.documents.tables import rows_as_blocks

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_ATX = re.compile(r"^#{1,6} +\S.{0,200}$", re.MULTILINE)
_LONE_ATX = re.compile(r"(?:\A|\n\n)\n*#{1,6} +\S.{0,200}(?:\n\n|\Z)")
_SETEXT = re.compile(r"(?:\A|\n)\n*\S.{0,200}\n(?:={3,}|-{3,})\n")
# Other kinds of mark, each with characters that it holds: those are looked for first, the pattern seldom.
_TRAITS = (
    ("](", re.compile(r"\[[^\]\n]{1,200}\]\([^)\n]{0,500}\)")),
    ("**", re.compile(r"(?<![\w*])\*\*[^*\s][^*\n]{0,200}\*\*(?!\w)")),
    ("*", re.compile(r"(?<![\w*])\*[^*\s][^*\n]{0,2000}[^*\s]\*(?![\w*])")),
    ("```", re.compile(r"^```", re.MULTILINE)),
    ("|", re.compile(r"^\|(?:\s*:?-+:?\s*\|)+\s*$", re.MULTILINE)),
    ("> ", re.compile(r"^> \S", re.MULTILINE)),
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>|<!--(?:(?!<!--).){0,2000}?-->", re.DOTALL)
_LINK = re.compile(r"!?\[([^\[\]]{0,500})\](?:\([^()\s]{0,1000}\)|\[[^\[\]]{0,100}\])")
_EMPHASIS = re.compile(r"(?<!\w)([*_]{1,3})(?=\S)|(?<=\S)([*_]{1,3})(?!\w)")
_STRUCK = re.compile(r"~~(?=\S)([^~\n]{1,500})(?<=\S)~~|<(del|s|strike)>([^<]{1,500})</\2>", re.IGNORECASE)
_SUP = re.compile(
    r"(?P<before>.{0,20})<sup>(?:<a\b[^>]{0,200}>)?(?P<mark>[^<]{1,12})(?:</a>)?</sup>", re.IGNORECASE
)
_MARKED = re.compile(r"~~|<(?:del|s|strike)>", re.IGNORECASE)
_FOOTNOTE = re.compile(r"(?<=\S)\[\^([\w-]{1,20})\](?!:)")
_CHUNK = 200_000
_INLINE = 20_000


def load(path: Path, limits: Limits) -> Extract:
    """The blocks of the Markdown text (UTF-8) at ``path``."""
    del limits
    return parse_markdown(normalise(path.read_text(encoding="utf-8"))[0])


def looks_like_markdown(text: str) -> bool:
    """Whether plain text carries the marks of Markdown: a heading, or two other kinds of mark."""
    sample = text[:200_000]
    if split_front_matter(sample).fields:
        return True
    if "# " in sample and _LONE_ATX.search(sample):
        return True
    if ("\n===" in sample or "\n---" in sample) and _SETEXT.search(sample):
        return True
    return sum(mark in sample and trait.search(sample) is not None for mark, trait in _TRAITS) >= 2


def parse_markdown(text: str) -> Extract:
    """The blocks of normalised Markdown text, front matter already taken off."""
    struck = (
        [one_line(match[1] or match[3]) for match in _STRUCK.finditer(text)] if _MARKED.search(text) else []
    )
    if struck:
        text = _STRUCK.sub("", text)
    if "<sup" in text or "[^" in text:
        text = _SUP.sub(lambda m: m["before"] + raised(m["before"], m["mark"], linked="<a" in m[0]), text)
        text = _FOOTNOTE.sub(r" \\[\1\\]", text)
    blocks: list[Block] = []
    for chunk in _chunks(text):
        blocks.extend(_blocks(chunk))
    return Extract(tuple(blocks), warnings=tuple(struck_out(struck)))


def _chunks(text: str) -> Iterator[str]:
    """Pieces cut at blank lines outside code fences: a parse tree of a whole book takes gigabytes."""
    lines: list[str] = []
    size, fenced = 0, False
    for line in text.split("\n"):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        if size > _CHUNK and ((not line.strip() and not fenced) or size > 5 * _CHUNK):
            yield "\n".join(lines)
            lines, size = [], 0
        # One endless line is no paragraph of Markdown; the marks in it are few and are cut out later.
        lines.append(line)
        size += len(line) + 1
    if lines:
        yield "\n".join(lines)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    # Inline marks are parsed here block by block, with a limit: the rule for the whole text has none.
    return MarkdownIt("commonmark", {"maxNesting": 40}).enable("table").disable("inline")


def _blocks(text: str) -> Iterator[Block]:
    links: dict[str, object] = {}
    tokens = _parser().parse(text, links)
    walk = _Walk(links)
    for token in tokens:
        if token.nesting:
            yield from walk.turn(token)
        else:
            yield from walk.content(token)


class _Walk:
    """Where in the tree of a Markdown text the walk stands."""

    def __init__(self, links: dict[str, object]) -> None:
        self._links = links
        self._level = 0
        self._ordered: list[bool] = []
        self._number = ""
        self._table: list[list[str]] | None = None

    def turn(self, token: Token) -> Iterator[Block]:
        """A node that opens or closes."""
        match token.type:
            case "heading_open":
                self._level = int(token.tag[1:])
            case "heading_close":
                self._level = 0
            case "ordered_list_open" | "bullet_list_open":
                self._ordered.append(token.type == "ordered_list_open")
            case "ordered_list_close" | "bullet_list_close":
                self._ordered.pop()
            case "list_item_open":
                self._number = f"{token.info}{token.markup} " if self._ordered and self._ordered[-1] else ""
            case "table_open":
                self._table = []
            case "tr_open" if self._table is not None:
                self._table.append([])
            case "table_close" if self._table is not None:
                yield from rows_as_blocks(self._table)
                self._table = None

    def content(self, token: Token) -> Iterator[Block]:
        """A node that holds text."""
        match token.type:
            case "inline" if self._table:
                self._table[-1].append(_prose(token.content, self._links)[0])
            case "inline":
                words, emphasised = _prose(token.content, self._links)
                if words:
                    yield Block(self._number + words, level=self._level, emphasised=emphasised)
                    self._number = ""
            case "fence" | "code_block":
                for line in token.content.split("\n"):
                    if line.strip():
                        yield Block(one_line(line))
            case "html_block":
                yield from _html_block(token.content)


def _html_block(content: str) -> Iterator[Block]:
    if words := one_line(html.unescape(_TAG.sub(" ", content))):
        yield Block(words)


def _prose(content: str, links: dict[str, object]) -> tuple[str, bool]:
    """The words of inline Markdown, and whether all of them are emphasised."""
    if len(content) > _INLINE:
        bare = _EMPHASIS.sub("", _LINK.sub(r"\1", _TAG.sub("", content)))
        return one_line(html.unescape(bare)), False
    parts: list[str] = []
    depth, plain = 0, False
    # Reference links need their definitions; their words do not.
    for token in _children(_LINK.sub(_reference_words, content), links):
        match token.type:
            case "em_open" | "strong_open":
                depth += 1
            case "em_close" | "strong_close":
                depth -= 1
            case "text" | "code_inline":
                parts.append(token.content)
                plain = plain or (depth == 0 and bool(token.content.strip()))
            case "softbreak" | "hardbreak":
                parts.append(" ")
            case "image":
                # The description of a picture is no sentence of the article.
                continue
            case "html_inline" if token.content.lower().startswith("<br"):
                parts.append(" ")
    words = one_line("".join(parts))
    return words, bool(words) and not plain


def _reference_words(match: re.Match[str]) -> str:
    return (
        match.group(1) if match.group().endswith("]") and not match.group().startswith("!") else match.group()
    )


def _children(content: str, links: dict[str, object]) -> Sequence[Token]:
    inline = _inline_parser().parseInline(content, links)
    return inline[0].children or [] if inline else []


@cache
def _inline_parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"maxNesting": 40})
