"""Hostile files: the broken ones of `tests.documents.hostile`, and those that keep a parser busy.

The second kind is well-formed: each repeats one thing until a parser that is not linear in it, or has
no limit, takes minutes. ``size`` is the length of each in characters.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.documents.hostile import hostile_files

_HEAD = "# A title\n\nA first sentence stands here.\n\n"
_REPEATED = {
    "short sentences": ("", "He ran. "),
    "short lines": ("", "He ran.\n"),
    "paragraphs of a letter": ("", "a\n\n"),
    "headings": ("", "# a\n"),
    "list items": ("", "- a\n"),
    "by-lines": ("", "By A. Person\n"),
    "abbreviations": ("", "Mr. "),
    "initials": ("", "A. "),
    "dates": ("", "1 May 2020 "),
    "digits": ("", "1."),
    "one word": ("", "a"),
    "words without an end": ("", "word "),
    "commas": ("", "a, "),
    "dots": ("Text. ", "."),
    "combining marks": ("a", "\N{COMBINING ACUTE ACCENT}"),
    "hyphens at line ends": ("", "ab-\n"),
    "quotation marks": ("Text. ", '"a" '),
    "open quotations": ("Text. ", "“He ran. "),
    "parentheses": ("Text. ", "(a "),
    "orders to a model": ("", "ignore previous instructions "),
    "open pictures": (_HEAD, "!["),
    "open links": (_HEAD, "[a]("),
    "open brackets": (_HEAD, "["),
    "nested pictures": (_HEAD, "![a]("),
    "backticks": (_HEAD, "`"),
    "backticks and words": (_HEAD, "`a "),
    "asterisks": (_HEAD, "*a "),
    "asterisks alone": (_HEAD, "**"),
    "underscores": (_HEAD, "_a"),
    "open tags": (_HEAD, "<a "),
    "open elements": (_HEAD, '<b style="display:none">'),
    "open comments": (_HEAD, "<!--"),
    "quotes in quotes": (_HEAD, "> "),
    "a table of many columns": (_HEAD + "| a | b |\n|---|---|\n", "|"),
    "rules of a table": (_HEAD, "|---"),
    "link definitions": (_HEAD, "[a]: b\n"),
    "entities": (_HEAD, "&amp;"),
    "front matter of many lines": ("---\n", "a: b\n"),
    "open front matter": ("---\na: ", "["),
    "an HTML table of many columns": ("<html><body><p>Text of a page.</p><table><tr>", "<td>a</td>"),
    "an HTML table of many rows": ("<html><body><p>Text of a page.</p><table>", "<tr><td>a</td></tr>"),
    "nested elements": ("<html><body><p>Text of a page.</p>", "<div>"),
    "nested tables": ("<html><body><p>Text of a page.</p>", "<table><tr><td>"),
    "paragraphs of HTML": ("<html><body>", "<p>He ran."),
    "links of HTML": ("<html><body><p>Text of a page.</p>", '<a href="x">a</a> '),
    "hidden elements": ("<html><body><p>Text of a page.</p>", '<i style="display:none">a</i>'),
    "attributes": ("<html><body><p>Text of a page.</p><p ", "a=b "),
    "style rules": ("<html><head><style>", ".a{color:#fff}"),
}


def heavy_files(size: int) -> Iterator[tuple[str, bytes]]:
    """The well-formed files, each of ``size`` characters."""
    for name, (head, part) in _REPEATED.items():
        yield f"{name}.txt", (head + part * (size // len(part))).encode()


def files(size: int) -> Iterator[tuple[str, bytes]]:
    """All hostile files, the same at each run."""
    yield from hostile_files()
    yield from heavy_files(size)
