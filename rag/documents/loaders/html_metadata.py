"""What a page says about itself: title, author, publisher, date and address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from rag.documents.blocks import Hints
from rag.documents.cleaning.normalising import one_line
from rag.documents.dates import date_in_byline, date_line, parse_date
from rag.documents.metadata import clean_author

if TYPE_CHECKING:
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
    "citation_date",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "og:published_time",
    "publication_date",
    "article.published",
)
_SCRIPT_DATA = re.compile(r"^\s*(?:<!\[CDATA\[|<!--)|(?:\]\]>|-->)\s*$")
_DATED = re.compile(r"date|time|publish|posted|byline|meta|author|info", re.IGNORECASE)
_CHANGED = re.compile(r"updat|modif|edit|revis|copyright|access|retriev|event", re.IGNORECASE)
_REVISED = re.compile(
    r"(?:this page was )?last (?:modified|edited|updated|changed|revised)(?: on|:)?\s+(.{6,40})",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?:/|-|$)")
_WORD = re.compile(r"\w+")
_PARTED = re.compile(r"\s+[|–—·»«-]\s+|\s*[|»]\s*")
_LEAST_SHARED = 0.5


def page_hints(tree: HtmlElement) -> Hints:
    """Title, author, publisher, date and address of the page ``tree``, as far as it states them."""
    from trafilatura import extract_metadata

    stated = _json_ld(tree)
    found = extract_metadata(tree, extensive=False)
    site = (found.sitename or "").lstrip("@") or None
    wiki = _is_wiki(tree, stated.author)
    author = clean_author(stated.author) or clean_author((found.author or "").replace(";", ","))
    url = found.url if isinstance(found.url, str) else None
    return Hints(
        title=_title(tree, stated, found.title),
        author=None if wiki else author,
        publisher=stated.publisher or site,
        published=_revised(tree, stated) if wiki else _published(tree, stated, url),
        url=url,
    )


def _json_ld(tree: HtmlElement) -> _Article:
    """The first article in JSON-LD; broken JSON says nothing."""
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
                return _Article(node)
    return _Article({})


class _Article:
    """An article as JSON-LD describes it."""

    def __init__(self, node: Mapping[str, object]) -> None:
        self.headline = _name(node.get("headline"))
        self.name = _name(node.get("name"))
        self.author = _name(node.get("author"))
        self.publisher = _name(node.get("publisher"))
        self.published = _date(node.get("datePublished"))
        self.modified = _date(node.get("dateModified"))


def _title(tree: HtmlElement, stated: _Article, found: str | None) -> str | None:
    """The title that names the article: a headline of the data, where it shares words with what is shown."""
    heads = [words for h in tree.iter("h1") if (words := _words(h))]
    title = next((_words(t) for t in tree.iter("title")), "")
    shown = {word for text in (title, *heads[:3]) for word in _content(text)}
    for candidate in (stated.headline, stated.name):
        if candidate and _shares(candidate, shown):
            return candidate
    if stated.headline and not shown:
        return stated.headline
    first = _PARTED.split(title)[0] if title else ""
    if heads and len(heads) == 1 and set(_content(heads[0])) & set(_content(title)):
        return heads[0]
    return found or (heads[0] if heads else None) or first or None


def _shares(candidate: str, shown: set[str]) -> bool:
    words = _content(candidate)
    return bool(words) and sum(word in shown for word in words) >= _LEAST_SHARED * len(words)


def _content(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.casefold()) if len(word) > 2 or not word.isalpha()]


def _is_wiki(tree: HtmlElement, author: str | None) -> bool:
    if author and author.lower().startswith("contributors to"):
        return True
    return any(
        (meta.get("name") or "").lower() == "generator" and "mediawiki" in (meta.get("content") or "").lower()
        for meta in tree.iter("meta")
    )


def _published(tree: HtmlElement, stated: _Article, url: str | None) -> str | None:
    return stated.published or _meta_date(tree) or _marked_date(tree) or _address_date(tree, url)


def _revised(tree: HtmlElement, stated: _Article) -> str | None:
    """The date of a wiki page is that of its revision; that of its creation says nothing of its text."""
    if stated.modified:
        return stated.modified
    for element in tree.iter("li", "div", "p", "span", "footer"):
        text = one_line(element.text or "")
        if len(text) < 200 and (match := _REVISED.search(text)) and (date := parse_date(match[1])):
            return date
    return None


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


def _marked_date(tree: HtmlElement) -> str | None:
    """The date in a byline, or in an element whose name says that it is one."""
    for count, element in enumerate(
        tree.iter("time", "span", "div", "p", "li", "abbr", "small", "td", "header")
    ):
        if count > 5_000:
            break
        names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        if element.tag != "time" and not _DATED.search(names):
            continue
        text = _words(element)
        if len(text) > 160 or _CHANGED.search(names) or _CHANGED.search(text):
            continue
        if element.tag == "time" and (date := parse_date(element.get("datetime") or "")):
            return date
        if date := date_line(text) or date_in_byline(text):
            return date
    return None


def _address_date(tree: HtmlElement, url: str | None) -> str | None:
    addresses = [url or ""]
    addresses += [link.get("href") or "" for link in tree.iter("link") if link.get("rel") == "canonical"]
    for address in addresses:
        if match := _IN_ADDRESS.search(address):
            return parse_date(f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}")
    return None


def _words(element: HtmlElement) -> str:
    return one_line("".join(str(part) for part in element.itertext()))


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


def _date(value: object) -> str | None:
    return parse_date(value) if isinstance(value, str) else None


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
