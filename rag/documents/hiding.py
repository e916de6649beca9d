"""Text that a file holds and no reader of it sees: found, left out, and told.

Hidden text is how a document speaks to machines behind its reader's back. What is surely invisible
is left out of the stored text; what only may be, such as white text on an unknown ground, is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.documents.blocks import Block
from rag.documents.instructions import addresses_model, instructions_in
from rag.documents.normalising import one_line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_WORDS = 5  # a hidden part of fewer words is a label or a mark of a machine
_SHOWN = 60
_WHITES = 500  # elements of white text that are looked at
_SENTENCE_END = re.compile(r"[.!?…]")
_UNSEEN = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|(?<![\w-])opacity:0(?:\.0*)?(?![.\d])"
    r"|font-size:(?:0*(?:\.\d+)?|[012](?:\.\d+)?(?:px|pt)|0?\.[01]\d*r?em|0%)(?:[;!}]|$)"
    r"|text-indent:-\d{3,}|(?:left|top|right|margin-left|margin-top):-\d{4,}|clip:rect\(0|clip-path:inset\((?:50|100)%"
    r"|(?:max-)?(?:width|height):0(?:px)?(?:;.*)?overflow:hidden|transform:scale\(0\)"
)
_WHITE = re.compile(
    r"(?<![\w-])color:(?:#fff(?:fff)?(?:ff)?|white|snow|rgba?\(25[0-5],25[0-5],25[0-5](?:,[\d.]+)?\)|transparent"
    r"|rgba\(\d+,\d+,\d+,0(?:\.0+)?\)|#fefefe|#fdfdfd)(?:[;!]|$)"
)
_AT_RULE = re.compile(r"@[^{};]+\{(?:[^{}]|\{[^{}]*\})*\}|/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"[a-z0-9]*[.#][\w-]+", re.IGNORECASE)
_ATTRIBUTES = ("alt", "title", "aria-label", "content", "placeholder", "value")
_MARKED_UP = re.compile(
    r"<(?P<tag>\w{1,12})\b(?P<rest>[^<>]{0,300})>(?P<text>[^<]{0,2000})</(?P=tag)>", re.IGNORECASE
)
_STYLE = re.compile(r"style\s*=\s*(\"[^\"]*\"|'[^']*')|(?<!\S)hidden(?!\S)", re.IGNORECASE)
_LINK_COMMENT = re.compile(r"^\[//\]: # [(\"'](.{0,2000})[)\"']\s*$", re.MULTILINE)
_LONGEST_STYLE = 4_000
_ALT = re.compile(r"!\[([^\[\]\n]{0,1000})\]")


@dataclass(frozen=True, slots=True)
class Hidden:
    """Parts that were left out, and remarks on others that no reader sees."""

    parts: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the report of a file says."""
        telling = [part for part in self.parts if _is_telling(part)]
        return (*([hidden_text(telling)] if telling else []), *dict.fromkeys(self.remarks))


def hidden_text(parts: Sequence[str]) -> str:
    """The warning for parts that were left out."""
    first = one_line(parts[0])
    shown = first if len(first) <= _SHOWN else f"{first[:_SHOWN].rstrip()}…"
    return f"hidden text: {len(parts)} part{'s' if len(parts) > 1 else ''} that no reader sees left out: “{shown}”"


def instruction(where: str, text: str) -> str | None:
    """The warning for words at ``where`` that address a chat model; None where none do."""
    found = next(instructions_in(text), None)
    return None if found is None else f"{where} addresses a chat model: “{found}”"


def _is_telling(part: str) -> bool:
    words = part.split()
    return (len(words) >= _WORDS and _SENTENCE_END.search(part) is not None) or addresses_model(part)


def drop_hidden(tree: HtmlElement) -> Hidden:
    """Take the elements that are not displayed out of the page ``tree``."""
    unseen, grounds = _style_rules(tree)
    linked = any("stylesheet" in (link.get("rel") or "") for link in tree.iter("link"))
    remarks = list(_asides(tree))
    parts: list[str] = []
    whites = 0
    # Without recursion, and never upwards but for white text: a page may be as deep as it likes.
    stack = [child for body in tree.iter("body") for child in reversed(body)]
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str):
            continue
        style = _plain(element.get("style") or "")
        if element.get("hidden") is not None or _UNSEEN.search(style) or _selectors(element) & unseen:
            parts.append(_words(element))
            element.drop_tree()
            continue
        if whites < _WHITES and _WHITE.search(style) and not _grounded(element, grounds):
            whites += 1
            if not linked:
                parts.append(_words(element))
                element.drop_tree()
                continue
            remarks.append(f"white text, perhaps hidden: “{_words(element)[:_SHOWN]}”")
        stack.extend(reversed(element))
    return Hidden(tuple(filter(None, parts)), tuple(remarks))


def _words(element: HtmlElement) -> str:
    return one_line("".join(str(piece) for piece in element.itertext()))


def _asides(tree: HtmlElement) -> Iterator[str]:
    """Descriptions of pictures, metadata and what browsers do not show, where they address a chat model."""
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        unrendered = element.tag in ("template", "noscript")
        if unrendered and (remark := instruction(f"a <{element.tag}>", _words(element))):
            yield remark
        for name in _ATTRIBUTES:
            where = "metadata" if element.tag == "meta" else f"the {name} of a <{element.tag}>"
            if (value := element.get(name)) and (remark := instruction(where, value)):
                yield remark


def _style_rules(tree: HtmlElement) -> tuple[set[str], set[str]]:
    """Simple selectors whose elements are not displayed, and those that set a background."""
    unseen: set[str] = set()
    grounds: set[str] = set()
    for sheet in tree.iter("style"):
        for selectors, body in _RULE.findall(_AT_RULE.sub("", sheet.text or "")):
            style = _plain(body)
            names = {name.strip().lower() for name in selectors.split(",")}
            if _UNSEEN.search(style):
                unseen |= {name for name in names if _SIMPLE.fullmatch(name)}
            if "background" in style:
                grounds |= names
    return unseen, grounds


def _selectors(element: HtmlElement) -> set[str]:
    tag = str(element.tag)
    names = [f".{name}" for name in (element.get("class") or "").lower().split()]
    names += [f"#{name}" for name in (element.get("id") or "").lower().split()]
    return {*names, *(f"{tag}{name}" for name in names)}


def _grounded(element: HtmlElement, grounds: set[str]) -> bool:
    """Whether it or an ancestor has a background of its own, on which white text can be read."""
    for node in (element, *element.iterancestors()):
        style = _plain(node.get("style") or "")
        if "background" in style or node.get("bgcolor") or ({str(node.tag)} | _selectors(node)) & grounds:
            return True
    return False


def _plain(style: str) -> str:
    return re.sub(r"\s+", "", style[:_LONGEST_STYLE]).lower()


def comments(text: str) -> Iterator[str]:
    """Remarks on the comments of HTML or Markdown ``text`` that address a chat model."""
    start = text.find("<!--")
    while start >= 0 and (end := text.find("-->", start)) >= 0:
        if remark := instruction("a comment", text[start + 4 : end]):
            yield remark
        start = text.find("<!--", end)


def drop_hidden_markup(text: str) -> tuple[str, Hidden]:
    """Markdown ``text`` without elements that are not displayed, and what its unseen parts say."""
    parts: list[str] = []

    def seen(match: re.Match[str]) -> str:
        style = _STYLE.search(match["rest"])
        if style is None:
            return match[0]
        plain = _plain((style[1] or "").strip("\"'"))
        if (
            style[1]
            and not _UNSEEN.search(plain)
            and not (_WHITE.search(plain) and "background" not in plain)
        ):
            return match[0]
        parts.append(one_line(match["text"]))
        return ""

    text = _MARKED_UP.sub(seen, text)
    remarks = [
        *comments(text),
        *(instruction("a comment", match[1]) for match in _LINK_COMMENT.finditer(text)),
        *(instruction("the description of a picture", match[1]) for match in _ALT.finditer(text)),
    ]
    return text, Hidden(tuple(filter(None, parts)), tuple(filter(None, remarks)))


def without_parts(blocks: Sequence[Block], parts: Sequence[str]) -> tuple[Block, ...]:
    """The blocks without the hidden ``parts``, which the parser had handed on as text."""
    kept: list[Block] = []
    hidden = [one_line(part) for part in parts if len(one_line(part)) > 2]
    for block in blocks:
        text = block.text
        for part in hidden:
            text = text.replace(part, " ")
        if text == block.text:
            kept.append(block)
        elif text := one_line(text):
            kept.append(replace(block, text=text))
    return tuple(kept)
