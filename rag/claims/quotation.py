"""Words in quotation marks, looked up in the sources: verbatim, altered or not found, and who says them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rag.results import Edit, Passage, Quotation, Source
from rag.text.speech import speaker_near, speaker_of

if TYPE_CHECKING:
    from rag.index import Store

_MARKS = re.compile(
    r"“(?P<curly>[^“”]{3,2000})”|\"(?P<straight>[^\"\n]{3,2000})\"|«(?P<angle>[^«»]{3,2000})»|„(?P<low>[^„“”]{3,2000})[“”]"
    r"|(?<!\w)‘(?P<single>[^‘’]{12,2000})’(?!\w)"
)
_WORD = re.compile(r"[^\W_]+(?:['’‘][^\W_]+)*")
_WORDS_AT_LEAST = 2
_PASSAGES = 12
_ALIKE = 0.72  # share of words in common from which a passage counts as the altered original
_MARGIN = 400  # characters read around a found passage


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Match:
    """The best place for a quotation in one passage: token ranges, and how alike the words are."""

    likeness: float
    start: int
    end: int
    passage: Passage


def find_quotations(text: str) -> Iterator[tuple[int, int]]:
    """The ranges between quotation marks that hold two words or more, without closing punctuation."""
    for match in _MARKS.finditer(text):
        start, end = next(match.span(name) for name, body in match.groupdict().items() if body is not None)
        body = text[start:end]
        start += len(body) - len(body.lstrip())
        end -= len(body) - len(body.rstrip(" \n\t,.;:!?…"))
        if end > start and len(_WORD.findall(text[start:end])) >= _WORDS_AT_LEAST:
            yield start, end


def check_quotation(
    text: str,
    place: tuple[int, int],
    store: Store,
    *,
    documents: Collection[str] | None = None,
    as_of: str | None = None,
) -> Quotation:
    """The quotation at ``place`` in ``text`` looked up in the catalogue; case, quotes and white space do not count."""
    start, end = place
    match = _look_up(text[start:end], store, documents, as_of)
    attributed = speaker_near(text, start, end)
    if match is None:
        return Quotation(
            quote=text[start:end], start=start, end=end, status="not_found", attributed=attributed
        )
    return _quotation(text, place, match, store, attributed)


def _quotation(
    text: str, place: tuple[int, int], match: _Match, store: Store, attributed: str | None
) -> Quotation:
    start, end = place
    passage, source = match.passage, store.text(match.passage.document_id)
    words = source[match.start : match.end]
    speaker = speaker_of(source, store.sentences(passage.document_id), match.start, match.end)
    status: Literal["verbatim", "altered"] = "verbatim" if match.likeness == 1.0 else "altered"
    return Quotation(
        quote=text[start:end],
        start=start,
        end=end,
        status=status,
        source=Source(
            document_id=passage.document_id, title=passage.title, publisher=passage.publisher,
            published=passage.published, url=passage.url, quote=words, start=match.start, end=match.end,
            page=store.page(passage.document_id, match.start),
        ),
        changes=() if status == "verbatim" else word_diff(words, text[start:end]),
        speaker=speaker.speaker if speaker else None,
        attributed=attributed,
    )  # fmt: skip


def _look_up(quote: str, store: Store, documents: Collection[str] | None, as_of: str | None) -> _Match | None:
    wanted = words_of(quote)
    hits = store.search_words(quote, _PASSAGES, documents=documents, as_of=as_of)
    best: _Match | None = None
    for passage in store.passages([identifier for identifier, _ in hits]):
        text = store.text(passage.document_id)
        low, high = max(0, passage.start - _MARGIN), min(len(text), passage.end + _MARGIN)
        match = best_place(wanted, text[low:high])
        if match is not None and (best is None or match[0] > best.likeness):
            best = _Match(match[0], low + match[1], low + match[2], passage)
        if best is not None and best.likeness == 1.0:
            break
    return best if best is not None and best.likeness >= _ALIKE else None


def best_place(wanted: Sequence[str], text: str) -> tuple[float, int, int] | None:
    """Where the words ``wanted`` stand in ``text`` best: (likeness in [0, 1], start, end); None without a trace."""
    tokens = _tokens(text)
    words = [token.word for token in tokens]
    size = len(wanted)
    for index in range(len(words) - size + 1):
        if words[index : index + size] == list(wanted):
            return 1.0, tokens[index].start, tokens[index + size - 1].end
    matcher = difflib.SequenceMatcher(None, words, list(wanted), autojunk=False)
    block = matcher.find_longest_match()
    if not block.size or (block.size < 2 and size > 3):
        return None
    # The original lies around the longest common run; grow the window by what the quotation still has.
    first = max(0, block.a - block.b - 2)
    last = min(len(words), block.a + (size - block.b) + 2)
    window = difflib.SequenceMatcher(None, words[first:last], list(wanted), autojunk=False)
    blocks = [b for b in window.get_matching_blocks() if b.size]
    begin, stop = first + blocks[0].a, first + blocks[-1].a + blocks[-1].size
    # A changed first or last word stands just outside the blocks.
    begin = max(first, begin - blocks[0].b)
    stop = min(last, stop + size - (blocks[-1].b + blocks[-1].size))
    common = sum(b.size for b in blocks)
    likeness = min(0.999, 2 * common / (size + stop - begin))
    return likeness, tokens[begin].start, tokens[stop - 1].end


def word_diff(source: str, quote: str) -> tuple[Edit, ...]:
    """The words that both share, those of the source only and those of the quotation only, in order."""
    left, right = _tokens(source), _tokens(quote)
    matcher = difflib.SequenceMatcher(None, [t.word for t in left], [t.word for t in right], autojunk=False)
    edits: list[Edit] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            edits.append(Edit(kind="same", text=source[left[a].start : left[b - 1].end]))
            continue
        if b > a:
            edits.append(Edit(kind="source", text=source[left[a].start : left[b - 1].end]))
        if d > c:
            edits.append(Edit(kind="input", text=quote[right[c].start : right[d - 1].end]))
    return tuple(edits)


def words_of(text: str) -> list[str]:
    """The words of ``text`` as ``best_place`` compares them."""
    return [token.word for token in _tokens(text)]


def _tokens(text: str) -> list[_Token]:
    """The words of ``text`` in lower case, their apostrophes made straight."""
    return [
        _Token(re.sub("[’‘]", "'", match[0]).casefold(), match.start(), match.end())
        for match in _WORD.finditer(text)
    ]
