"""The values of views: text that is escaped, dates and addresses, and the words of an answer in a sentence.

Document text, questions, titles and file names are data. They reach the page only as values of a
template, which escapes them by ``text``; the templates are files of this package.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from ui import wording
from ui.views.signs import drawn

if TYPE_CHECKING:
    from collections.abc import Iterable

EMPTY = Markup("")
Pieces = list[tuple[str, bool]]
"""A text in pieces, each with whether it is marked."""
_MEMBERS = re.compile(r",\s+(?:and\s+)?|\s+and\s+|;\s+")
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202d\u202e]")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def text(value: object) -> Markup:
    """``value`` escaped. Characters that no page can show (control characters, lone surrogates)
    and those that reverse the order of what follows are shown as a replacement character.
    """
    return escape(_UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", str(value)))


def found_in(words: str, answer: str) -> list[tuple[int, int]]:
    """Where the words of a short answer stand in a sentence: all of it, else each member of a list."""
    if not answer or not words:
        return []
    members = [answer, *(part.strip() for part in _MEMBERS.split(answer))]
    for wanted in (members[:1], members[1:]):
        patterns = [rf"(?<!\w){re.escape(one)}(?!\w)" for one in wanted if one]
        found = [match.span() for one in patterns for match in re.finditer(one, words, re.IGNORECASE)]
        if found:
            return sorted(set(found))
    return []


def with_found(words: str, answer: str) -> Pieces:
    """A sentence with the words of the short answer marked in it."""
    return in_pieces(words, found_in(words, answer))


def in_pieces(words: str, marked: Iterable[tuple[int, int]]) -> Pieces:
    """A text cut at the ranges that are ``marked``, which are in order."""
    pieces, place = [], 0
    for start, end in marked:
        if start < place:  # one within another
            continue
        pieces += [(words[place:start], False), (words[start:end], True)]
        place = end
    return [*pieces, (words[place:], False)]


def joined(parts: Iterable[Markup], between: Markup = EMPTY) -> Markup:
    """Several pieces in a row."""
    return between.join(parts)


def web_address(url: str | None) -> str | None:
    """``url`` if it is a plain http or https address, else nothing."""
    if not url or any(char.isspace() or not char.isprintable() for char in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host else None


def link(url: str | None, label: str) -> Markup:
    """A link to another site, or nothing when the address is not one of the web."""
    address = web_address(url)
    if address is None:
        return EMPTY
    return Markup(
        '<a class="fc-link" href="{}" target="_blank" rel="noopener noreferrer nofollow">{}'
        '<span aria-hidden="true"> {}</span></a>'
    ).format(address, text(label), drawn("↗"))


def date(published: str | None) -> Markup:
    """A partial ISO date for people: ``16 March 2023``, ``March 2023``, ``2023``."""
    if not published:
        return text(wording.NO_DATE)
    return Markup('<time datetime="{}">{}</time>').format(published, text(date_words(published)))


def date_words(published: str | None) -> str:
    """The same as mere words."""
    if not published:
        return wording.NO_DATE
    year, *rest = published.split("-")
    words = [year]
    if rest and rest[0].isdigit() and 1 <= int(rest[0]) <= 12:
        words.insert(0, _MONTHS[int(rest[0]) - 1])
        if len(rest) > 1:
            words.insert(0, rest[1].lstrip("0"))
    return " ".join(words)
