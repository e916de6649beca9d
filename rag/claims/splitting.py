"""A draft taken apart into atomic claims, each with its exact range; what is no claim is marked so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.claims.language import foreign_language
from rag.text.clauses import clauses, has_verb
from rag.text.content import content_words
from rag.text.words import words

_TRIM_START = re.compile(r"^(?:[-*•–—>#]+\s+|\(?\d{1,3}[.)]\s+)+")
_GREETING = re.compile(
    r"^(?:hi|hello|hey|dear|greetings|good (?:morning|afternoon|evening|day)|thanks?|thank you|welcome|bye|goodbye"
    r"|best regards|kind regards|sincerely|cheers)\b[^.?]{0,40}[.!,]?$",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"\b(?:I|we)\s+(?:\w+ly\s+)?(?:think|believe|feel|hope|guess|suppose|doubt|love|hate|prefer|wish|find|suspect)\b"
    r"|\b(?:in my (?:opinion|view)|to my mind|as I see it|if you ask me|arguably|hopefully|sadly|luckily"
    r"|personally|frankly)\b"
    r"|\b(?:is|are|was|were|looks?|seems?|feels?|sounds?)\s+(?:\w+\s+){0,2}?(?:beautiful|ugly|wonderful|terrible|awful"
    r"|amazing|great|horrible|disgusting|disgraceful|shameful|fantastic|brilliant|stupid|ridiculous|boring|lovely|nice"
    r"|delicious|deplorable|outrageous)\b(?!\s+(?:power|majority|deal|number|britain))"
    r"|^(?:it|this|that)(?:'s|’s| is| was) (?:a )?(?:shame|pity|disgrace|scandal)\b",
    re.IGNORECASE,
)
_WISH = re.compile(r"^(?:\w+\s+){1,6}?(?:should|ought to|must)\s+(?!have\b)(?:not\s+)?\w+", re.IGNORECASE)
_REPORTED = re.compile(
    r"\b(?:said|says|say|told|tells|claims?|claimed|argues?|argued|according|reported|wrote|writes|demanded|demands"
    r"|warned|announced|urged|law|rules?|treaty|agreement)\b",
    re.IGNORECASE,
)
_IMPERATIVE = re.compile(
    r"^(?:please\b|let['’]?s\b|let us\b|(?:do not|don['’]t|never)\s+[a-z]+\b(?!ed)"
    r"|(?:check|verify|find|tell|show|give|make|take|read|look|see|write|list|explain|describe|summari[sz]e|compare"
    r"|consider|remember|note|click|subscribe|follow|share|send|add|remove|ignore|forget|disregard|use|ask|answer"
    r"|translate|stop|start|go|come|keep|try|call|open|say|output|print|respond|reply|pretend|act|be|imagine|think"
    r"|vote|buy|visit|join|download|continue|delete|mark)\b(?!\s+(?:is|are|was|were|has|have|had|rose|fell)\b))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A piece of the input: ``text == input[start:end]``; ``note`` says why it cannot be checked.

    ``lead`` is the sentence before it in the same paragraph, for what its pronouns stand for.
    """

    text: str
    start: int
    end: int
    checkable: bool = True
    note: str | None = None
    lead: str = ""


def split_claims(text: str) -> Iterator[Claim]:
    """The claims of ``text`` in reading order, as they are found; what is no claim comes with a note."""
    lead = ""
    for start, end in _sentences(text):
        start, end = _trimmed(text, start, end)
        sentence = text[start:end]
        if not sentence:
            continue
        note = uncheckable(sentence)
        if note is not None:
            yield Claim(sentence, start, end, False, note)
        else:
            for begin, stop in clauses(sentence):
                yield Claim(text[start + begin : start + stop], start + begin, start + stop, True, None, lead)
        lead = sentence


def uncheckable(sentence: str) -> str | None:
    """Why ``sentence`` is nothing that sources could support or refute; None when it is a claim."""
    count = len(words(sentence))
    if not count:
        return "There are no words here to check."
    language = foreign_language(sentence)
    if language is not None:
        return f"This looks like {language}; only English can be judged."
    if count == 1:
        return "A single word states nothing that could be checked."
    if sentence.rstrip("\"'”’) ").endswith("?"):
        return "A question states nothing that could be checked."
    if _GREETING.match(sentence):
        return "A greeting states nothing that could be checked."
    if _OPINION.search(sentence) or (_WISH.match(sentence) and not _REPORTED.search(sentence)):
        return "An opinion or a wish, which sources cannot support or refute."
    if _IMPERATIVE.match(sentence):
        return "A request states nothing that could be checked."
    if not has_verb(sentence) and (count == 2 or _is_heading(sentence)):
        return "A heading or fragment without a verb states nothing that could be checked."
    return None


def _is_heading(sentence: str) -> bool:
    """Whether every content word is written with a capital, as in a title; the verb list is not complete."""
    return all(word.capital for word in content_words(sentence)) and not sentence.endswith(".")


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Sentence ranges, paragraph by paragraph, so that a long draft gives its first claims at once."""
    from rag.documents import sentences

    for paragraph in re.finditer(r"[^\n]+(?:\n(?!\s*\n|\s*[-*•#>]|\s*\d{1,3}[.)]\s)[^\n]+)*", text):
        for start, end in sentences(paragraph[0]):
            yield paragraph.start() + start, paragraph.start() + end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without list marks and surrounding white space."""
    mark = _TRIM_START.match(text[start:end])
    start += mark.end() if mark else 0
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (
        len(piece) - len(piece.rstrip())
    ) if piece.strip() else start
