"""Boilerplate: the lines of a page that are no part of its article.

Share bars, comment forms, counters, menus, cookie notices and legal warnings. The rules are about words
and shapes, never about one page. A rule that needs no context takes whole short lines only; the looser
ones look at the two ends of the page, where boilerplate stands, and stop at the first line that may be
article.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.documents.blocks import Block
from rag.documents.cleaning import boilerplate_words as known

_HEAD_BLOCKS = 14
_PROSE = 80
_TEASERS = 30
_COPIED = 2  # lines of boilerplate that show that a text was copied from a page
_WORDS = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*|[+&/|–·•>»×-]")


def without_boilerplate(blocks: Sequence[Block], *, page: bool = False) -> tuple[list[Block], list[Block]]:
    """The blocks of the article, and the others, which are left out.

    Of a text that is no ``page`` nothing goes for a single line that looks like boilerplate: "Print" may
    be all that a speaker says. No line goes because another is equal, but a headline of a page that
    is repeated beside itself.
    """
    kept: list[Block] = []
    after_boilerplate = False
    for index, block in enumerate(blocks):
        following = blocks[index + 1].text if index + 1 < len(blocks) else ""
        in_head = index < _HEAD_BLOCKS and len(kept) == 0 and index + 1 < len(blocks)
        gone = not block.row and (
            is_boilerplate(block.text, following)
            or (in_head and not block.level and _is_label_row(block.text, after_boilerplate))
        )
        if not gone:
            kept.append(block)
        after_boilerplate = gone
    copied = page or len(blocks) - len(kept) >= _COPIED or (kept == [] and bool(blocks))
    if not copied:
        return list(blocks), []
    kept = _without_teasers(_without_tail(kept))
    if page:
        kept = _without_repeated_headline(kept)
    held = set(map(id, kept))
    return kept, [block for block in blocks if id(block) not in held]


def is_boilerplate(line: str, following: str = "") -> bool:
    """Whether a whole line is boilerplate wherever it stands; ``following`` is the line below it."""
    if len(line) > 300:
        return False
    if known.OPENINGS.match(line) or any(form.fullmatch(line) for form in known.WHOLE_LINES):
        return True
    # "Facebook" above a long paragraph is the heading of a section on Facebook.
    is_heading = len(following) >= _PROSE
    if _is_made_of(line, known.ACTIONS, known.FILLER | known.NOUNS, at_least=2 if is_heading else 1):
        return True
    return _is_form_label(line) or (
        not is_heading and _is_made_of(line, known.NOUNS, known.FILLER | known.ACTIONS)
    )


def _is_made_of(line: str, telling: frozenset[str], filler: frozenset[str], at_least: int = 1) -> bool:
    if len(line) > 120 or line.endswith((".", "?", "!")) or any(character.isdigit() for character in line):
        return False
    words = [word.lower() for word in _WORDS.findall(line)]
    return (
        len(words) >= at_least
        and any(word in telling for word in words)
        and all(word in telling or word in filler for word in words)
    )


def _is_form_label(line: str) -> bool:
    bare = line.rstrip(" *:.")
    if known.YOUR_NAME.fullmatch(bare):
        return True
    return len(bare) <= 80 and _is_made_of(bare, known.FORM_TELLING, known.FORM, at_least=2)


def _is_label_row(text: str, after_boilerplate: bool) -> bool:
    """A row of tags: a label and a mark, or a label and names among other boilerplate; no sentence."""
    label = known.LABEL.match(text)
    if label is None or len(text) > 160 or text.endswith((".", "?", "!", "”", '"')):
        return False
    if label["mark"]:
        return True
    names = text[label.end() :].split()
    return after_boilerplate and len(names) >= 2 and all(not name[0].islower() for name in names)


def _is_legal(text: str) -> bool:
    """A warning or notice to the users of a page; only asked of the last lines of a page."""
    words = [word.lower() for word in _WORDS.findall(text[:3000])]
    telling = len({word for word in words if word in known.LEGAL})
    return telling >= (3 if known.LEGAL_OPENING.match(text) else 7) and telling >= 0.08 * len(words)


def _without_tail(blocks: list[Block]) -> list[Block]:
    end = len(blocks)
    while end > 1 and not blocks[end - 1].row:
        last = blocks[end - 1]
        if not (
            _is_legal(last.text) or (not last.level and _is_label_row(last.text, after_boilerplate=False))
        ):
            break
        end -= 1
    while 1 < end < len(blocks) and blocks[end - 1].level > 1:
        end -= 1  # the heading of what was just left out
    return blocks[:end]


def _without_teasers(blocks: list[Block]) -> list[Block]:
    """A list of other headlines at the end: a heading such as "Most read", then no sentence."""
    for index in range(max(1, len(blocks) - _TEASERS), len(blocks)):
        if known.TEASERS.fullmatch(blocks[index].text) and all(
            _is_headline(block) for block in blocks[index + 1 :]
        ):
            return blocks[:index]
    return blocks


def _is_headline(block: Block) -> bool:
    return len(block.text) <= 140 and not block.row and not block.text.endswith((".", ":", ";", ","))


def _without_repeated_headline(blocks: list[Block]) -> list[Block]:
    """A headline that stands right below itself once more is kept once."""
    return [
        block
        for index, block in enumerate(blocks)
        if not (
            0 < index < _HEAD_BLOCKS
            and (block.level or blocks[index - 1].level)
            and _key(block.text) == _key(blocks[index - 1].text)
        )
    ]


def _key(text: str) -> str:
    return " ".join(text[:4000].casefold().split())
