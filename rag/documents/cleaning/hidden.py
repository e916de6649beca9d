"""Text that a file holds and no reader of it sees: found, left out, and reported.

Hidden text is how a document speaks to machines behind its reader's back. What is surely invisible is left
out of the stored text; what only may be, such as white text on an unknown ground, is reported. What is
hidden in a page is decided by the cascade of its own style sheets: whole properties, the last rule, the
screen. What a script or an animation shows is not hidden, and where most of the prose looks hidden, it
is kept and reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.documents.blocks import Block
from rag.documents.cleaning.normalising import one_line
from rag.documents.instructions import addresses_model, instructions_in

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_WORDS = 5  # a hidden part of fewer words is a label or a mark of a machine
_SHOWN = 60
_WHITES = 500  # elements of white text that are looked at
_RULES = 400  # rules of style sheets that may hide something
_SHEET = 400_000
_MOST = 0.5  # of the words of a page: so much is not hidden from a reader
_SENTENCE_END = re.compile(r"[.!?…]")
_COLOURLESS = re.compile(
    r"(?:#fff(?:fff)?(?:ff)?|white|snow|rgba?\(25[0-5],25[0-5],25[0-5](?:,[\d.]+)?\)|transparent"
    r"|rgba\(\d+,\d+,\d+,0(?:\.0+)?\)|#fefefe|#fdfdfd)"
)
_TINY = re.compile(r"0+(?:\.0*)?(?:px|pt|em|rem|%)?|[012](?:\.\d+)?(?:px|pt)|0?\.[01]\d*r?em")
_FAR = re.compile(r"-\d{4,}(?:\.\d+)?(?:px|em|rem)?")
_ZERO = re.compile(r"0(?:px|em|rem|%)?")
_NO_AREA = re.compile(r"inset\((?:50|100)%.*|rect\(0.*|polygon\(0(?:px|%)?0.*")
_PROPERTIES = frozenset(
    """display visibility opacity font-size text-indent left top right margin-left margin-top clip clip-path
    width height max-width max-height overflow transform animation animation-name transition""".split()
)
_SCREENS = frozenset({"", "all", "screen", "only screen"})
_MARKED_UP = re.compile(
    r"<(?P<tag>\w{1,12})\b(?P<rest>[^<>]{0,300})>(?P<text>[^<]{0,2000})</(?P=tag)>", re.IGNORECASE
)
_STYLE = re.compile(r"style\s*=\s*(\"[^\"]*\"|'[^']*')|(?<!\S)hidden(?!\S)", re.IGNORECASE)
_LINK_COMMENT = re.compile(r"^\[//\]: # [(\"'](.{0,2000})[)\"']\s*$", re.MULTILINE)
_LONGEST_STYLE = 4_000
_ALT = re.compile(r"!\[([^\[\]\n]{0,1000})\]")
_ATTRIBUTES = ("alt", "title", "aria-label", "content", "placeholder", "value")
_SHOWING = re.compile(r"visib|display|opacity|show|fade|classlist|removeattr|unhide|reveal", re.IGNORECASE)
_CONDITIONAL = re.compile(r"^\s*\[if\b|<!\[endif\]", re.IGNORECASE)

Style = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hidden:
    """Parts that were left out, and remarks on others that no reader sees."""

    parts: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the report of a file says."""
        noted = [part for part in self.parts if _is_sentence(part)]
        return (*([hidden_text(noted)] if noted else []), *dict.fromkeys(self.remarks))


def hidden_text(parts: Sequence[str]) -> str:
    """The warning for parts that were left out."""
    first = one_line(parts[0])
    shown = first if len(first) <= _SHOWN else f"{first[:_SHOWN].rstrip()}…"
    return f"hidden text: {len(parts)} part{'s' if len(parts) > 1 else ''} that no reader sees left out: “{shown}”"


def instruction(where: str, text: str) -> str | None:
    """The warning for words at ``where`` that address a chat model; None where none do."""
    found = next(instructions_in(text), None)
    return None if found is None else f"{where} addresses a chat model: “{found}”"


def _is_sentence(part: str) -> bool:
    words = part.split()
    return (len(words) >= _WORDS and _SENTENCE_END.search(part) is not None) or addresses_model(part)


def drop_hidden(tree: HtmlElement) -> Hidden:
    """Take the elements that are not displayed out of the page ``tree``."""
    remarks = list(_asides(tree))
    styles, grounds = _cascade(tree)
    shown = _shown_by_scripts(tree)
    gone = list(_unseen(tree, styles, grounds, shown, remarks))
    words = sum(len(_words(body).split()) for body in tree.iter("body"))
    covered = sum(len(_words(element).split()) for element in gone)
    ordering = any(addresses_model(_words(element)) for element in gone) if gone else False
    if covered > _MOST * words and covered >= 40 and not ordering:
        remarks.append(
            "most of the text is hidden by the style of the page until a script shows it; it is kept"
        )
        return Hidden((), tuple(remarks))
    parts = []
    for element in gone:
        parts.append(_words(element))
        element.drop_tree()
    return Hidden(tuple(filter(None, parts)), tuple(remarks))


def _unseen(
    tree: HtmlElement,
    styles: Mapping[HtmlElement, Style],
    grounds: set[HtmlElement],
    shown: str,
    remarks: list[str],
) -> Iterator[HtmlElement]:
    """The outermost elements that are not displayed."""
    linked = any("stylesheet" in (link.get("rel") or "") for link in tree.iter("link"))
    whites = 0
    # Without recursion, and never upwards but for white text: a page may be as deep as it likes.
    stack = [child for body in tree.iter("body") for child in reversed(body)]
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str):
            continue
        inline = declarations(element.get("style") or "")
        style = {**styles.get(element, {}), **inline} if inline else styles.get(element, {})
        if element.get("hidden") is not None and style.get("display", "none") == "none":
            style = {**style, "display": "none"}
        if style and is_unseen(style) and not _is_shown(element, style, shown, inline):
            yield element
            continue
        if whites < _WHITES and inline and _is_white(inline) and not _grounded(element, grounds):
            whites += 1
            if not linked:
                yield element
                continue
            remarks.append(f"white text, perhaps hidden: “{_words(element)[:_SHOWN]}”")
        stack.extend(reversed(element))


def declarations(style: str) -> dict[str, str]:
    """The properties of a ``style`` attribute, lower-case and without spaces; what is important comes last."""
    found: dict[str, str] = {}
    important: dict[str, str] = {}
    for part in style[:_LONGEST_STYLE].split(";"):
        name, colon, value = part.partition(":")
        if colon:
            plain = re.sub(r"\s+", "", value).lower()
            bare = plain.removesuffix("!important")
            (important if bare != plain else found)[name.strip().lower()] = bare
    return {**found, **important}


def is_unseen(style: Style) -> bool:
    """Whether an element with these properties is not displayed."""
    value = style.get
    if value("display") == "none" or value("visibility") in ("hidden", "collapse"):
        return True
    opacity = value("opacity", "1").rstrip("%")
    if re.fullmatch(r"0*(?:\.0*)?", opacity) and opacity:
        return True
    if "font-size" in style and _TINY.fullmatch(style["font-size"]) and style["font-size"]:
        return True
    if any(_FAR.fullmatch(value(side, "")) for side in ("left", "top", "right", "margin-left", "margin-top")):
        return True
    if re.fullmatch(r"-\d{3,}(?:\.\d+)?(?:px|em|rem|%)?", value("text-indent", "")):
        return True
    if value("overflow", "").startswith(("hidden", "clip")) and any(
        _ZERO.fullmatch(value(side, "")) for side in ("height", "width", "max-height", "max-width")
    ):
        return True
    if _NO_AREA.fullmatch(value("clip", "")) or _NO_AREA.fullmatch(value("clip-path", "")):
        return True
    return "scale(0)" in value("transform", "")


def _is_white(style: Style) -> bool:
    return _COLOURLESS.fullmatch(style.get("color", "")) is not None


def _is_shown(element: HtmlElement, style: Style, shown: str, inline: Style) -> bool:
    """Whether an animation, a transition or a script of the page shows it."""
    if style.get("display") != "none" and any(name.startswith(("animation", "transition")) for name in style):
        return True
    if not shown or (inline and is_unseen(inline) and style.get("display") == "none"):
        return False
    names = [element.get("id") or "", *(element.get("class") or "").split()]
    return any(len(name) > 2 and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", shown) for name in names)


def _shown_by_scripts(tree: HtmlElement) -> str:
    """The scripts of the page that show something, as one text."""
    scripts = (script.text or "" for script in tree.iter("script") if not script.get("src"))
    return "\n".join(script[:50_000] for script in scripts if _SHOWING.search(script))[:500_000]


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


def _cascade(tree: HtmlElement) -> tuple[dict[HtmlElement, Style], set[HtmlElement]]:
    """What style sheets say of the elements that some rule may hide, and the elements with a ground of their own."""
    from cssselect import SelectorError
    from cssselect.parser import parse as parse_selectors

    winning: dict[HtmlElement, dict[str, tuple[tuple[bool, tuple[int, int, int], int], str]]] = {}
    grounds: set[HtmlElement] = set()
    for order, (selectors, style) in enumerate(_rules(tree)):
        try:
            parsed = parse_selectors(selectors)
        except (SelectorError, RecursionError):
            continue
        for selector in parsed:
            if selector.pseudo_element:
                continue
            weight = selector.specificity()
            for element in _matching(tree, selector):
                if any(name.startswith("background") for name in style):
                    grounds.add(element)
                for name, (value, important) in style.items():
                    if name not in _PROPERTIES:
                        continue
                    rank = (important, weight, order)
                    held = winning.setdefault(element, {})
                    if name not in held or held[name][0] <= rank:
                        held[name] = (rank, value)
    return {
        element: {name: value for name, (_, value) in held.items()} for element, held in winning.items()
    }, grounds


def _matching(tree: HtmlElement, selector: object) -> Sequence[HtmlElement]:
    from cssselect import HTMLTranslator, SelectorError
    from lxml.etree import XPathError

    try:
        path = HTMLTranslator().selector_to_xpath(selector, prefix="descendant-or-self::")  # type: ignore[arg-type]
        found = tree.xpath(path)
    except (SelectorError, XPathError, RecursionError):
        return ()
    return found if isinstance(found, list) else ()


def _rules(tree: HtmlElement) -> Iterator[tuple[str, dict[str, tuple[str, bool]]]]:
    """The selectors and declarations of rules for the screen that set a property which may hide or ground."""
    import tinycss2

    count = 0
    for sheet in tree.iter("style"):
        if re.sub(r"\s+", " ", sheet.get("media") or "").strip().lower() not in _SCREENS:
            continue
        waiting = tinycss2.parse_stylesheet(
            (sheet.text or "")[:_SHEET], skip_comments=True, skip_whitespace=True
        )
        stack = list(reversed(waiting))
        while stack and count < _RULES:
            rule = stack.pop()
            if rule.type == "at-rule" and rule.at_keyword == "media" and rule.content is not None:
                query = tinycss2.serialize(rule.prelude).strip().lower()
                if query in _SCREENS:
                    inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                    stack.extend(reversed(inner))
            if rule.type != "qualified-rule":
                continue
            style: dict[str, tuple[str, bool]] = {}
            for each in tinycss2.parse_blocks_contents(
                rule.content, skip_comments=True, skip_whitespace=True
            ):
                if each.type == "declaration" and (
                    each.lower_name in _PROPERTIES or each.lower_name.startswith("background")
                ):
                    value = re.sub(r"\s+", "", tinycss2.serialize(each.value)).lower()
                    style[each.lower_name] = (value, each.important)
            if style:
                count += 1
                yield tinycss2.serialize(rule.prelude).strip(), style


def _grounded(element: HtmlElement, grounds: set[HtmlElement]) -> bool:
    """Whether it or an ancestor has a background of its own, on which white text can be read."""
    for node in (element, *element.iterancestors()):
        if node in grounds or node.get("bgcolor"):
            return True
        if any(name.startswith("background") for name in declarations(node.get("style") or "")):
            return True
    return False


def comments(text: str) -> Iterator[str]:
    """Remarks on the comments of HTML or Markdown ``text`` that address a chat model."""
    start = text.find("<!--")
    while start >= 0 and (end := text.find("-->", start)) >= 0:
        comment = text[start + 4 : end]
        # What stands in a conditional comment or is switched off is markup, and words only between its tags.
        words = re.sub(r"<[^<>]*>|\[if [^\]]*\]>|<!\[endif\]", " ", comment)
        if remark := instruction(
            "a comment", words if _CONDITIONAL.search(comment) or words != comment else comment
        ):
            yield remark
        start = text.find("<!--", end)


def drop_hidden_markup(text: str) -> tuple[str, Hidden]:
    """Markdown ``text`` without elements that are not displayed, and what its unseen parts say."""
    parts: list[str] = []

    def seen(match: re.Match[str]) -> str:
        style = _STYLE.search(match["rest"])
        if style is None:
            return match[0]
        found = declarations((style[1] or "").strip("\"'"))
        grounded = any(name.startswith("background") for name in found)
        if style[1] and not is_unseen(found) and not (_is_white(found) and not grounded):
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
