"""Text as it is stored: NFC, plain spaces, no invisible characters, no broken words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence, Set

_BREAKS = re.compile(r"[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffc\ufffe\uffff\ud800-\udfff]")
# Marks that belong to ordinary typesetting: removed, but no sign of hiding anything.
_INNOCENT = re.compile(
    r"[\xad\u200e\u200f\ufeff]|(?<=[\u0000-\u024f])[\u200c\u200d]|[\u200c\u200d](?=[\u0000-\u024f])"
)
_UNSEEN = re.compile("[\xad\u200c-\u200f\ufeff]")
# Zero-width spaces, direction overrides, tag characters: they can hide or reorder words.
_HIDING = re.compile(
    r"[\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\u180e\U000e0000-\U000e007f\U000e0100-\U000e01ef\u115f\u1160\u3164\uffa0]"
)
_HYPHENATED = re.compile(r"([^\W\d_]+)[-\u2010\x02]$")
_LONGEST_WORD = 60
_WORD_START = re.compile(r"[^\W\d_]+")


def normalise(text: str) -> tuple[str, int]:
    """``text`` in NFC with plain line breaks, and the number of hiding characters removed."""
    text = _BREAKS.sub("\n", text.replace("\r\n", "\n"))
    text = _SPACES.sub(" ", text)
    text = _CONTROLS.sub("", text)
    if text.isascii():
        return text, 0
    if _UNSEEN.search(text):
        text = _INNOCENT.sub("", text)
    text, hidden = _HIDING.subn("", text)
    return unicodedata.normalize("NFC", text), hidden


def one_line(text: str) -> str:
    """``text`` with every run of white space as one space, and none at the ends."""
    return " ".join(text.split())


def join_lines(lines: Sequence[str], words: Set[str] = frozenset()) -> str:
    """The lines of one paragraph as one line; words broken at a line end are made whole.

    ``words`` are the lower-case words of the document: a broken word keeps its hyphen when
    only the hyphenated form occurs there, or when what follows is a capital or a digit.
    """
    parts: list[str] = []
    for line in lines:
        line = one_line(line)
        if not line:
            continue
        follow = _WORD_START.match(line)
        if parts and follow and (broken := _HYPHENATED.search(parts[-1][-_LONGEST_WORD:])):
            head, tail = broken.group(1), follow.group()
            kept = f"{head}-{tail}".lower() in words and f"{head}{tail}".lower() not in words
            if tail[0].islower() and not kept:
                parts[-1] = parts[-1][:-1] + line
            else:
                parts[-1] = parts[-1][:-1] + "-" + line
            continue
        parts.append(line)
    return " ".join(parts)


def document_words(text: str) -> frozenset[str]:
    """The lower-case words of ``text``, hyphenated ones whole, for ``join_lines``."""
    return frozenset(word.lower() for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text))
