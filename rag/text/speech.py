"""Who says what in a text: the turns of a transcript, quotations and reported speech, sentence by sentence.

>>> text = 'Ada Berg, the mayor, was pleased. "We did it," she said.'
>>> [said.speaker for said in utterances(text, ((0, 33), (34, 56)))]
['Ada Berg']
"""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from rag.text.content import content_words, covered
from rag.text.names import find_names
from rag.text.spelling import fold, same_spelling
from rag.text.tables import words as listed

Range = tuple[int, int]

_LABEL = re.compile(
    r"(?:\[[\d:.]+\]\s*)?(?:[-–—]\s*)?(?P<who>(?:[A-Z][\w.'’&-]*)(?:\s+[\w.'’&-]+){0,5}?)"
    r"(?:\s*\((?P<role>[^()]{2,80})\)|,\s*(?P<office>[a-z][^:.?!]{2,60}))?\s*:\s+(?=\S)"
)
_MAIL = re.compile(r"From:\s+(?P<who>[^\n:<]{2,60}?)(?:\s*<[^>]*>)?\s+(?=(?:To|Sent|Date|Cc|Subject):)")
_QUOTED = re.compile(r"“[^“”]{2,2000}”|(?<![\w\"])\"[^\"]{2,2000}\"|«[^«»]{2,2000}»|„[^„“”]{2,2000}[“”]")
_PRONOUN = re.compile(r"(?:he|she|they|both|it)(?:\s+\w+ly)?(?:\s+(?:also|then|later))?", re.IGNORECASE)
_ADVERBS = re.compile(
    r"(?:\b(?:also|then|later|has|had|have|further|again|once|\w+ly|who|which|that|and|but|told|reporters)\s*)+$",
    re.IGNORECASE,
)
_AS_SAYING = re.compile(r"\bquot(?:es|ed|ing)\s+(?P<who>[^.;]{2,80}?)\s+as\s+saying\b", re.IGNORECASE)
_ACCORDING = re.compile(
    r"\b(?:according\s+to|in\s+the\s+words\s+of)\s+(?P<who>[^,.;\"“”\d]{2,80})", re.IGNORECASE
)
_ASIDE = re.compile(r"(?:who|which|whose|an?|the|its|his|her|their|aged|now|then|formerly|\d+)\b|[a-z]")
_NEAR = 3  # sentences back in which "she" was named
_LONGEST_TURN = 60  # sentences
_REACH = 90  # characters on either side of a name in which an office is looked for


@dataclass(frozen=True, slots=True)
class Utterance:
    """A sentence, ``start`` to ``end`` of a text, that somebody says; ``named`` is the range that names the speaker.

    ``role`` is what the label of a turn says of the speaker. ``turn`` tells the words of a transcript from those
    that a sentence quotes or reports.
    """

    speaker: str
    start: int
    end: int
    named: Range
    role: str = ""
    turn: bool = False


@lru_cache(maxsize=16)
def utterances(text: str, sentences: tuple[Range, ...]) -> tuple[Utterance, ...]:
    """What is said in a text, in order; each of ``sentences`` at most once."""
    turns = {said.start: said for said in _turns(text, sentences)}
    found: list[Utterance] = []
    waiting: list[Range] = []  # sentences of a quotation whose speaker is named behind it
    quotes = [match.span() for match in _QUOTED.finditer(text) if "\n\n" not in match[0]]
    starts = [start for start, _ in quotes]
    for number, (start, end) in enumerate(sentences):
        if start in turns:
            found.append(turns[start])
            continue
        if number and "\n\n" in text[sentences[number - 1][1] : start]:
            waiting = []
        named = None if " | " in text[start:end] else _speaker(text, (start, end), quotes)
        who = _resolved(text, sentences, number, named, found) if named else None
        at = bisect.bisect_right(starts, start + 1)
        within = at > 0 and quotes[at - 1][1] > start + 1
        if who is not None:
            back = [replace(who, start=first, end=last) for first, last in waiting]
            found += [*back, replace(who, start=start, end=end)]
            waiting = []
        elif within:
            last = found[-1] if found else None
            if last is not None and not last.turn and "\n\n" not in text[last.end : start] and not waiting:
                found.append(replace(last, start=start, end=end))
            else:
                waiting.append((start, end))
        else:
            waiting = []
    return tuple(sorted(found, key=lambda said: said.start))


def speaker_of(text: str, sentences: tuple[Range, ...], start: int, end: int) -> Utterance | None:
    """The utterance that the range stands in; None where nobody is named for it."""
    held = [said for said in utterances(text, sentences) if said.start < end and start < said.end]
    return held[0] if held else None


def speaker_near(text: str, start: int, end: int) -> str | None:
    """Who is named beside a verb of saying around the quotation [start, end) of a text; None if nobody."""
    low = max(text.rfind("\n\n", 0, start), 0)
    before = list(_STOP.finditer(text, low, max(low, start - 1)))
    low = before[-1].end() if before else low
    stop = _STOP.search(text, end)
    high = stop.start() if stop else len(text)
    closing = _CLOSING.match(text, end)
    found = _speaker(text, (low, high), [(max(low, start - 1), closing.end() if closing else end)])
    names = [name.text for name in find_names(found[0]) if len(name.text) > 1] if found else []
    return names[-1] if names else None


_CLOSING = re.compile(r"[\s,.;:!?…]*[\"“”’»]")
_STOP = re.compile(r"(?<=[^.\s]{3}[.!?])[\"”’»)]*\s+(?=[\"“‘«A-Z])|\n\s*\n")


def called(text: str, sentences: tuple[Range, ...], said: Utterance, asked: str) -> bool:
    """Whether ``asked`` ("Ruud", "the chief mate", "the growers' association") is the speaker of ``said``.

    An office counts where the text gives it to the speaker: in the label, beside the name, or in the first person.
    """
    names = [
        name.text for name in find_names(_written(asked)) if name.qualifier != "initial" or _one_word(asked)
    ]
    own = [name.text for name in find_names(_written(said.speaker))] or [said.speaker]
    if any(_same_person(name, other) for name in names for other in own):
        return True
    wanted = content_words(asked)
    if not wanted:
        return False
    if all(covered(wanted, content_words(f"{said.speaker} {said.role}"))):
        return True
    return all(covered(wanted, content_words(_introduced(text, sentences, said))))


def said_by_another(claim: str, evidence: str) -> bool:
    """Whether the claim says that somebody said something, and in the evidence somebody else of another name speaks.

    >>> said_by_another("Bo Lind said it rained.", 'Bo Lind left. "It rained," said Ada Berg.')
    True
    """
    from rag.documents import sentences

    if not _SAID.search(claim):
        return False
    ours, theirs = (
        [names[-1] for said in utterances(text, tuple(sentences(text))) if (names := _names(said.speaker))]
        for text in (claim, evidence)
    )
    return bool(ours and theirs) and not any(_same_person(one, two) for one in ours for two in theirs)


_SAID = re.compile(r"\b(?:said|says|told)\b|\b\w+(?:ed|es|s)\s+that\b", re.IGNORECASE)


def _same_person(one: str, two: str) -> bool:
    left, right = fold(one).split(), fold(two).split()
    if not left or not right:
        return False
    if len(left) == 1 or len(right) == 1:
        return left[-1] == right[-1] or (len(left) == 1 and left[0] == right[0])
    return same_spelling(one, two)


def _one_word(text: str) -> bool:
    return len(text.split()) == 1


def _written(label: str) -> str:
    """A label in capitals as a name is written: "MS ADEYEMI" -> "Ms Adeyemi"."""
    return " ".join(
        word.capitalize() if word.isupper() and len(word) > 1 and "." not in word else word
        for word in label.split()
    )


_ASIDE_OF = re.compile(
    r"\s*(?:,\s*|\(|[-–—]\s*|\s(?:is|was|became)\s+)(?P<of>[^.;]{2,90}?)(?:,|\)|\s[-–—]|$|\.)"
)
_OFFICE_AHEAD = re.compile(
    r"(?:^|[.;:“\"(]\s*|\b)(?P<of>(?:[Tt]he|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur|[Aa]n?)\s+[^.;:]{2,80}?),?\s*"
    r"(?:[A-Z][\w.’'-]*\s+){0,3}$"
)
_TITLE = re.compile(r"(?P<of>(?:[A-Za-z][\w’'-]*\s+){1,3}?)(?:[A-Z][\w.’'-]*\s+){0,2}$")


def _introduced(text: str, sentences: tuple[Range, ...], said: Utterance) -> str:
    """What the text says right beside the speaker's name, and what the speaker says with "I am"."""
    own = [name.text for name in find_names(_written(said.speaker))] or [said.speaker]
    last = own[-1].split()[-1]
    parts: list[str] = []
    for match in re.finditer(rf"(?<!\w){re.escape(last)}(?!\w)", text, re.IGNORECASE):
        at = bisect.bisect_right(sentences, (match.start(), len(text))) - 1
        first, end = sentences[max(0, at)]
        if not first <= match.start() < end:
            continue
        before = text[max(first, match.start() - _REACH) : match.start()]
        behind = text[match.end() : min(end, match.end() + _REACH)]
        aside, ahead, title = _ASIDE_OF.match(behind), _OFFICE_AHEAD.search(before), _TITLE.search(before)
        parts += [found["of"] for found in (aside, ahead, title) if found]
    if said.turn:
        for other in utterances(text, sentences):
            if other.turn and other.speaker == said.speaker:
                words = text[other.start : other.end]
                parts += re.findall(r"\bI(?:\s+am|\s+was|['’]m)\s+((?:the\s+|an?\s+)?[^.;,]{2,60})", words)
    return " . ".join(parts)


# Transcripts


def _turns(text: str, sentences: Sequence[Range]) -> Iterator[Utterance]:
    """The sentences of labelled turns: of two labels or more, or of mails with their heads."""
    labels: dict[int, tuple[str, str, Range]] = {}
    for number, (start, end) in enumerate(sentences):
        if number and "\n" not in text[sentences[number - 1][1] : start]:
            continue
        line = text[start:end]
        match = _MAIL.match(line) or _LABEL.match(line)
        if match is None or " | " in line or not _names_speaker(match["who"]):
            continue
        held = match.groupdict()
        labels[number] = (
            match["who"].strip(),
            (held.get("role") or held.get("office") or "").strip(),
            (start, end),
        )
    counted = Counter(who for who, _, _ in labels.values())
    if sum(counted.values()) < 2 or (len(counted) < 2 and len(sentences) > 6):
        return
    roles = {who: role for who, role, _ in labels.values() if role}
    current: tuple[str, str, Range] | None = None
    length = 0
    for number, (start, end) in enumerate(sentences):
        if number in labels:
            current, length = labels[number], 0
        elif current is not None and (length >= _LONGEST_TURN or _heading(text, sentences, number)):
            current = None
        if current is not None:
            length += 1
            who, role, named = current
            yield Utterance(who, start, end, named, role or roles.get(who, ""), turn=True)


def _names_speaker(who: str) -> bool:
    """Whether words before a colon can name a speaker: a name, an office in capitals, Q and A."""
    words = who.split()
    plain = who.lower().strip(".")
    if not words or plain in _no_speakers() or words[0].lower().strip(".") in _no_speakers():
        return False
    if len(words) == 1:
        return True
    large = [word for word in words if word[:1].isupper() or word[:1].isdigit()]
    return len(large) >= len(words) - sum(word in _LINKS for word in words)


_LINKS = frozenset("of the for and de la van von der den al bin".split())


@cache
def _no_speakers() -> frozenset[str]:
    return listed("speech", "no_speakers")


def _heading(text: str, sentences: Sequence[Range], number: int) -> bool:
    """Whether a paragraph is a short line without an end: a heading between turns."""
    start, end = sentences[number]
    alone = (number == 0 or "\n\n" in text[sentences[number - 1][1] : start]) and (
        number + 1 == len(sentences) or "\n\n" in text[end : sentences[number + 1][0]]
    )
    return alone and end - start < 80 and text[end - 1].isalnum() and len(text[start:end].split()) > 1


# Prose


@cache
def _cue() -> re.Pattern[str]:
    verbs = sorted(listed("speech", "says") | {"found", "finds"}, key=len, reverse=True)
    return re.compile(rf"\b(?P<verb>{'|'.join(map(re.escape, verbs))})\b")


_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|not|never|gets?|got|to|a|an|the|of|in|for|its|his|her|their)\s*(?:\w+ly\s+)?$",
    re.IGNORECASE,
)
_RESTRICTED = re.compile(r"[^,\s]\s+(?:who|which)\s+(?:had\s+|has\s+|have\s+)?$")
_OBJECTS = {
    "called": re.compile(
        r"\s+(?:it|them|him|her|this|that|the|his|its|their|an?|for|on|each|both|all)\b|\s+[^.]{2,60}\""
    ),
    "described": re.compile(r"\s+(?!by\b|in\b|as\b)"),
    "found": re.compile(r"\s+(?:that|no|fault|evidence)\b"),
    "finds": re.compile(r"\s+(?:that|no|fault|evidence)\b"),
    "asked": re.compile(
        r"\s+(?:whether|if|for|the|who|why|how|what|when|him|her|them|that|about)\b|\W*$|\s*[,:]"
    ),
    "quoted": re.compile(r"\s+[^.]{2,60}\bas\b"),
}
"""What follows those verbs where they say that somebody speaks: "the plan called X" says it of nobody."""


def _speaks(masked: str, cue: re.Match[str]) -> bool:
    ahead = masked[: cue.start()]
    if _PASSIVE.search(ahead) or _RESTRICTED.search(ahead):
        return False
    needed = _OBJECTS.get(cue["verb"])
    return needed is None or needed.match(masked, cue.end()) is not None


def _speaker(
    text: str, sentence: Range, quotes: Sequence[Range]
) -> tuple[str, Literal["name", "pronoun", "noun"]] | None:
    """Who a sentence names as saying something, in its words, and what these words are; None where nobody is."""
    start, end = sentence
    first = max(0, bisect.bisect_left(quotes, (start, 0)) - 1)
    inside = [q for q in quotes[first:] if q[0] < end and start < q[1]]
    bare = list(text[start:end])
    for low, high in inside:
        for place in range(max(start, low) - start, min(end, high) - start):
            bare[place] = '"'
    masked = "".join(bare)
    for pattern in (_AS_SAYING, _ACCORDING):
        match = pattern.search(masked)
        if match:
            return _kind(match["who"])
    for cue in _cue().finditer(masked):
        if not _speaks(masked, cue):
            continue
        ahead = masked[: cue.start()].rstrip()
        behind = masked[cue.end() :]
        inverted = _INVERTED.match(behind) if ahead.endswith(('"', '",')) else None
        if inverted:
            return _kind(_of_apposition(inverted["who"]))
        who = _subject(ahead)
        if who is not None:
            return _kind(who)
    return None


_INVERTED = re.compile(r"\s+(?P<who>(?:(?:the|its|his|her|their|our|an?)\s+)?[A-Za-z][^\";:.]{1,90})")


def _of_apposition(after: str) -> str:
    """The name in "its director, Petra Oduya, on Friday"; the office where there is none."""
    for part in after.split(","):
        names = _names(part)
        if names:
            return names[0]
    return re.split(r",|\s(?:on|in|at|after|when|as|to|yesterday|today)\b", after, maxsplit=1)[0]


def _subject(ahead: str) -> str | None:
    """The subject right before a verb of saying: "The mayor of Selby, Sten Aalto," -> "Sten Aalto"."""
    clause = re.split(r"[;:]\s|\s[-–—]\s|\b(?:that|because|while|but)\s", ahead)[-1]
    clause = clause.replace('"', "").strip()
    parts = [part.strip() for part in clause.split(",")]
    parts[-1] = _ADVERBS.sub("", parts[-1] + " ").strip()
    while parts and not parts[-1]:
        parts.pop()
    closed = clause.endswith(",") or (len(parts) < len(clause.split(",")))
    while closed and len(parts) > 1 and _ASIDE.match(parts[-1]) and not _names(parts[-1], whole=True):
        parts.pop()
    if not parts or not parts[-1]:
        return None
    last = re.sub(
        r"^(?:and|but|when|as|where|asked whether[^,]*|asked)\s+", "", parts[-1], flags=re.IGNORECASE
    )
    return last if 0 < len(last.split()) <= 12 else None


def _names(part: str, *, whole: bool = False) -> list[str]:
    """The names in a part of a sentence; "Selby" of "Selby's mayor" is none."""
    text = f"x {part}"
    found = [
        name.text
        for name in find_names(text)
        if len(name.text) > 1 and not re.match(r"['’]s?\s+[a-z]", text[name.end :])
    ]
    return [name for name in found if not whole or name == part]


def _kind(who: str) -> tuple[str, Literal["name", "pronoun", "noun"]] | None:
    who = who.strip(" ,\"“”'")
    if not who:
        return None
    pronoun = _PRONOUN.fullmatch(who) or re.search(r"(?:^|\s)(he|she|they|it)$", who, re.IGNORECASE)
    if pronoun:
        return who, "pronoun"
    names = _names(who)
    if names:
        house = re.search(r"\s+(?:of|from|at|with)\s+(?:the\s+)?$", who[: who.rfind(names[-1])])
        if house and len(names) > 1 and who[: house.start()].endswith(names[-2]):
            return names[-2], "name"  # "Ada Berg of the Harbour Office"
        titled = re.search(r"\b(?:of|for|from|in)\s+(?:the\s+)?$", who[: who.find(names[-1])])
        return (names[-1], "name") if not titled or len(names) > 1 else (who, "noun")
    noun = re.search(
        r"(?:(?:the|its|his|her|their|our|an?|some|many|most|several|two|three)\s+)?\w[\w'’ -]*$",
        who,
        re.IGNORECASE,
    )
    return (
        (noun[0], "noun")
        if noun and re.match(r"(?:the|its|his|her|their|our|an?|some|[A-Z])", noun[0])
        else None
    )


def _resolved(
    text: str,
    sentences: Sequence[Range],
    number: int,
    named: tuple[str, str],
    found: Sequence[Utterance],
) -> Utterance | None:
    """The utterance of a sentence: "she" is who spoke, or who was named, right before."""
    who, kind = named
    start, end = sentences[number]
    it = who.split()[-1].lower() == "it"
    if kind != "pronoun":
        return Utterance(who, start, end, (start, end))
    for back in range(number - 1, max(-1, number - 1 - _NEAR), -1):
        first, last = sentences[back]
        spoken = next((said for said in reversed(found) if said.start == first and not said.turn), None)
        if spoken is not None and (it or _names(spoken.speaker)):
            return spoken
        if it:
            continue
        first += text.rfind("; ", first, last) + 1 - first if "; " in text[first:last] else 0
        names = [
            name
            for name in find_names(text[first:last])
            if len(name.text) > 1 and name.qualifier != "initial"
        ]
        if names:
            ahead = text[first : first + names[0].start]
            place = re.search(r"\b(?:of|in|at|from|near|to)\s+(?:the\s+)?$", ahead) and len(names) > 1
            return Utterance(names[1 if place else 0].text, start, end, (first, last))
    return None
