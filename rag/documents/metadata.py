"""Title, author, publisher and date from the first lines of a document, where nothing states them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from rag.documents.blocks import Block, Hints
from rag.documents.dates import date_in_byline, date_line, dateline, parse_date

_HEAD = 12
_NAME_WORD = r"(?:[A-ZÀ-ÞĀ-ſА-ЯΑ-Ω][\w’'.-]*|de|da|del|della|der|di|du|van|von|den|ten|bin|al|el|la|le|y|e)"
_PERSON = re.compile(rf"{_NAME_WORD}(?: {_NAME_WORD}){{1,4}}")
_PEOPLE = re.compile(rf"{_PERSON.pattern}(?:(?:, | and | & |, and ){_PERSON.pattern}){{0,5}}")
_BYLINE = re.compile(
    r"(?:by|author|authors|written by|text by|story by|reported by|words by|from)\s*:?\s+(?P<who>\S.{1,120})",
    re.IGNORECASE,
)
_PUBLISHED_IN = re.compile(
    r"(?:this (?:article|story|text|piece|report|commentary|essay) (?:was )?)?(?:originally |first )*"
    r"(?:published|appeared)(?: originally| first)? (?:in|by|at|on) (?P<what>(?:the )?[^\W\d_].{1,100}?)"
    r"(?:\s*(?:,|\bon\b|\bin\b|\()\s*(?P<when>.{0,10}\d{4}.{0,12}))?[.)]?",
    re.IGNORECASE,
)
_PUBLISHER = re.compile(r"(?:publisher|source|publication|outlet)\s*:\s*(?P<what>\S.{1,100})", re.IGNORECASE)
_UPDATED = re.compile(r"\b(?:updated|modified|accessed|retrieved)\b", re.IGNORECASE)
_TITLE_LENGTH = 200
_DATE_BEGINS = re.compile(
    r"\b(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d|\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b)"
    r"|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
_MONTH_AT_END = re.compile(
    r"[\s,|·–—-]+(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?$",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"(?:united states(?: of america)?|securities and exchange commission|form \d{1,3}-?\w?|washington"
    r"|(?:annual |quarterly |interim |monthly |financial |current )?(?:report|statements?)|(?:table of )?contents"
    r"|agenda|minutes|(?:press|news) release|memo(?:randum)?|invoice|exhibit|draft|confidential|appendix|[\W\d])+",
    re.IGNORECASE,
)
_NOBODY = frozenset(
    """username user admin administrator author editor editors staff webmaster unknown anonymous by guest root
    none""".split()
)


def hints_from_head(blocks: Sequence[Block]) -> Hints:
    """What lines near the top say of author, publisher and date, and the headline.

    Only lines that say nothing else are read: a date inside a sentence is not the date of
    the document.
    """
    author = publisher = published = None
    head = blocks[:_HEAD]
    for index, block in enumerate(head):
        text = block.text
        if published is None and not block.row and (date := dateline(text)):
            published = date
        if len(text) > 200:
            continue
        if published is None and not _UPDATED.search(text):
            published = date_line(text)
        if match := _PUBLISHED_IN.fullmatch(text):
            publisher = publisher or _clean_publisher(match["what"])
            published = published or parse_date(match["when"] or "")
        elif match := _PUBLISHER.fullmatch(text):
            publisher = publisher or _clean_publisher(match["what"])
        elif author is None and (found := _author(block, head[index - 1 : index] if index else ())):
            author, when = found
            published = published or when
    if author is None:
        author = _signature(blocks)
    if author and author.isupper() and len(author) > 5:
        author = author.title()
    return Hints(title=headline(blocks), author=author, publisher=publisher, published=published)


def headline(blocks: Sequence[Block]) -> str | None:
    """The first heading; a subtitle right below it that is the only heading of its level joins it."""
    for index, block in enumerate(blocks[:_HEAD]):
        if not block.level:
            continue
        title = block.text
        if index + 1 < len(blocks) and blocks[index + 1].level > block.level:
            below = blocks[index + 1]
            alone = sum(other.level == below.level for other in blocks) == 1
            if (
                alone
                and block.level > 1
                and below.level <= 3
                and len(title) + len(below.text) < _TITLE_LENGTH
            ):
                title = f"{title} {below.text}"
        return shorten(title)
    return None


def clean_author(stated: str | None) -> str | None:
    """The names in what a page calls its author: without dates, addresses, placeholders and doubles.

    >>> clean_author("TESSA QUILL, Tessa Quill"), clean_author("By Ana Lind May 20, 2019"), clean_author("Username")
    ('Tessa Quill', 'Ana Lind', None)
    """
    names: dict[str, str] = {}
    whole = re.sub(r"^\W*(?:by|written by|author)\b:?\s+", "", stated or "", flags=re.IGNORECASE)
    if (cut := _DATE_BEGINS.search(whole)) and cut.start():
        whole = whole[: cut.start()]
    for part in re.split(r"\s*[,;|]\s*|\s+(?:and|&)\s+", whole):
        name = _MONTH_AT_END.sub("", part.strip(" .·–—-"))
        if not name or "@" in name or "://" in name or name.lower() in _NOBODY or len(name) > 80:
            continue
        if not any(c.isalpha() for c in name) or any(c.isdigit() for c in name):
            continue
        held = names.get(name.casefold())
        if held is None or held.isupper():
            names[name.casefold()] = name
    told = [name.title() if name.isupper() and len(name) > 5 else name for name in names.values()]
    return ", ".join(told) or None


def title_of_name(name: str) -> str | None:
    """A title from a file name that consists of words, such as ``annual-report_2022.pdf``."""
    words = re.sub(r"[\W_]+", " ", PurePath(name.replace("\\", "/")).stem).split()
    named = sum(word.isalpha() and len(word) > 1 for word in words)
    dated = any(word.isdecimal() and len(word) == 4 for word in words) and any(
        word.isalpha() and len(word) > 3 for word in words
    )
    return " ".join(words)[:_TITLE_LENGTH] if named >= 2 or (named and dated) else None


def is_generic(title: str) -> bool:
    """Whether a headline names the form of a document and not its subject, as on the cover of a filing."""
    return _GENERIC.fullmatch(title.strip()) is not None


def shorten(text: str, limit: int = _TITLE_LENGTH) -> str:
    """``text``, cut at a word border with an ellipsis where it is longer than ``limit`` characters."""
    if len(text) <= limit:
        return text
    cut = text.rfind(" ", limit // 2, limit)
    return text[: cut if cut > 0 else limit].rstrip(" ,;:") + "…"


def _author(block: Block, before: Sequence[Block]) -> tuple[str, str | None] | None:
    text = block.text
    if match := _BYLINE.fullmatch(text):
        who, _, rest = match["who"].partition("|")
        if not rest and (date := date_in_byline(f"by {who}")) and (cut := _DATE_BEGINS.search(who)):
            who, rest = who[: cut.start()].rstrip(" ,;|·–—-"), date
        name = _PEOPLE.match(who.strip())
        if name and (name.end() == len(who.strip()) or who.strip()[name.end()] in ",|–—-("):
            return name.group(), parse_date(rest or who[name.end() :])
        return None
    # A name alone is a byline where it is set in italics below a headline, or stands beside a date.
    if block.level or not _PEOPLE.fullmatch(text) or len(text) > 80:
        return None
    beside_date = bool(before) and date_line(before[0].text) is not None
    return (text, None) if block.emphasised or beside_date else None


def _signature(blocks: Sequence[Block]) -> str | None:
    """A name set in italics or bold among the last lines."""
    for block in blocks[-3:]:
        if block.emphasised and not block.level and len(block.text) <= 60 and _PERSON.fullmatch(block.text):
            return block.text
    return None


def _clean_publisher(text: str) -> str | None:
    name = re.sub(r"^the ", "", text.strip(" .,;:"), flags=re.IGNORECASE)
    return name if name and name[0].isupper() and not parse_date(name) and len(name.split()) <= 10 else None
