"""Questions for several things: every member in the sources, merged by name, each with the sentence that gives it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.candidates import Candidate, Group
from rag.answering.sources import Sentence, Sources, sentences_of
from rag.reading.answer_types import DATES, QUANTITIES, noun_type
from rag.reading.operands import offered_things
from rag.reading.questions import Question
from rag.reading.relevance import coverage
from rag.reading.typed_values import same_answer
from rag.text.content import Word, content_words, covered
from rag.text.designators import designators
from rag.text.enumerations import enumeration_at, is_open, items_below, list_around
from rag.text.names import find_names
from rag.text.quantities import find_quantities
from rag.text.stems import stem
from rag.text.tables import words as listed
from rag.text.values import Value
from rag.text.words import words

AT_LEAST = "at least "
"""What stands before a list that may not be complete."""
_MOST = 30
_MOST_CARRIERS = 8
_ALIKE = 0.4
"""Share of what the best sentence holds of the question that the sentence of a further member must hold."""
_SURE = 0.9
"""Probability from which it need not."""
_AHEAD = 3
"""Sentences after "five parishes" in which the five are looked for."""


@dataclass(frozen=True, slots=True)
class Part:
    """Members that one sentence gives."""

    members: tuple[str, ...]
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Several:
    """The things asked for, by the sentences that give them, and the line above them where it is one.

    ``complete`` where one sentence gives them all and none as an example.
    """

    parts: tuple[Part, ...]
    complete: bool
    lead: Sentence | None = None

    @property
    def members(self) -> tuple[str, ...]:
        """All members in order."""
        return tuple(member for part in self.parts for member in part.members)


def several(question: Question, groups: Sequence[Group], floor: float, sources: Sources) -> Several | None:
    """The things asked for; None when it is one thing.

    "Who wrote it?" gets both authors where the sentence joins them.

    Args:
        floor: probability from which on an answer of another sentence counts as one more of them.
    """
    if not groups:
        return None
    if question.items == 1:
        return _joint_authors(question, groups[0].best)
    best = groups[0].best
    behind = announced(groups[0], sources) if is_bare_figure(question, best) else None
    found, lead = (behind.parts, behind.lead) if behind else _members_at(question, best, sources)
    parts: list[Part] = list(found)
    of_one = lead is not None or len({part.sentence.place for part in parts}) <= 1
    for group in groups[1:]:
        if question.items and sum(len(part.members) for part in parts) >= question.items:
            break
        candidate = group.best
        if group.probability < floor or len(parts) >= _MOST_CARRIERS or is_bare_figure(question, candidate):
            continue
        if not _one_more(question, best, candidate, group.probability):
            continue
        if any(part.sentence.place == candidate.sentence.place and len(part.members) > 1 for part in parts):
            continue  # what that sentence joins is the list
        more, _ = _members_at(question, candidate, sources)
        for part in more:
            fresh = tuple(
                member
                for member in part.members
                if not any(same_member(member, known) for each in parts for known in each.members)
            )
            if fresh:
                parts.append(Part(fresh, part.sentence))
                of_one = False
    parts = _at_most(parts, question.items if question.items > 1 else _MOST)
    if sum(len(part.members) for part in parts) < 2:
        return None
    opened = any(is_open(part.sentence.text) for part in parts)
    complete = bool(question.items) or (of_one and not opened)
    return Several(tuple(parts), complete, lead)


def is_bare_figure(question: Question, candidate: Candidate) -> bool:
    """Whether an answer is only how many there are ("five", "three hospitals") where the things are asked for.

    A cell is what its column says, and no count of things ("the fares in 2023").
    """
    text, read = candidate.text, bool(candidate.features)
    if not read or question.items == 1 or question.expects in QUANTITIES or question.expects in DATES:
        return False
    figures = find_quantities(text)
    if len(figures) != 1 or find_names(text) or not _counts(figures[0]):
        return False
    rest = {word.stem for word in words(text[: figures[0].start] + text[figures[0].end :])}
    return all(each in {word.stem for word in words(question.text)} | {"the", "all"} for each in rest)


def _counts(figure: Value) -> bool:
    """Whether a figure may be that of the members of a list."""
    whole = not figure.unit and figure.number == int(figure.number)
    return whole and figure.number <= _MOST


def announced(group: Group, sources: Sources) -> Several | None:
    """The members behind a sentence that only says how many there are: "It reached five parishes"."""
    candidate = group.best
    figures = [value for value in find_quantities(candidate.text) if value.number == int(value.number)]
    if not figures or not 2 <= figures[0].number <= _MOST:
        return None
    return _behind(candidate.sentence, int(figures[0].number), sources)


def _behind(sentence: Sentence, count: int, sources: Sources) -> Several | None:
    """The enumeration of exactly ``count`` members in a sentence or the next ones."""
    following = _following(sentence, sources, _AHEAD)
    for each in (sentence, *following):
        for name in find_names(each.text):
            ranges = enumeration_at(each.text, name.start, name.end)
            if len(ranges) == count:
                members = tuple(_members(each.text, ranges))
                lead = None if each.place == sentence.place else sentence
                return Several((Part(members, each),), True, lead)
    return None


def _following(sentence: Sentence, sources: Sources, most: int) -> list[Sentence]:
    """The sentences behind one in its passage's document, to the end of the passage."""
    return [each for each in sentences_of(sentence.passage, sources) if each.start >= sentence.end][:most]


def reasons_announced(
    question: Question, candidates: Sequence[Candidate], sources: Sources
) -> Several | None:
    """The sentences that "had three causes" leads to, or the lines below "for the following reasons:"."""
    focus = _focus_stems(question)
    for candidate in candidates[:1]:
        sentence = candidate.sentence
        document = sources.sentences(sentence.passage.document_id)
        text = sources.text(sentence.passage.document_id)
        number = _number(document, sentence)
        if number is None:
            continue
        for at in range(number, max(-1, number - 4), -1):
            first, last = document[at]
            line = text[first:last]
            count = _announces(line, focus)
            if count is None:
                continue
            ranges = items_below(text, document, at) or _next(text, document, at, count)
            if not ranges or number - at > len(ranges):
                continue
            lead = _placed(sentence, first, last, text, sources)
            parts = [Part((clean(text[a:b]),), _placed(sentence, a, b, text, sources)) for a, b in ranges]
            return Several(tuple(parts), True, lead)
    return None


def _announces(line: str, focus: frozenset[str]) -> int | None:
    """How many things of the kind asked for a line says that it will give; 0 where it only leads to a list."""
    tokens = list(words(line))
    counts = [value for value in find_quantities(line) if value.number in range(2, 11)]
    for place, token in enumerate(tokens):
        if token.stem not in focus:
            continue
        near = tokens[max(0, place - 3)].start
        count = next((value.number for value in counts if near <= value.start < token.start), None)
        if count is not None:
            return int(count)
        before = {other.text.casefold() for other in tokens[max(0, place - 3) : place]}
        if line.rstrip().endswith(":") or before & listed("lists", "following"):
            return 0
    return None


def _next(text: str, ranges: Sequence[tuple[int, int]], at: int, count: int) -> tuple[tuple[int, int], ...]:
    """The ``count`` sentences behind a line in its paragraph, where the paragraph has as many."""
    found = ranges[at + 1 : at + 1 + count]
    if not count or len(found) < count:
        return ()
    return tuple(found) if "\n\n" not in text[ranges[at][1] : found[-1][1]].strip() else ()


def _focus_stems(question: Question) -> frozenset[str]:
    """The stem of the noun for what is asked for: "parishes", "causes"."""
    said = question.focus.split()
    if not said:
        asked = _KIND_OF.search(question.text)
        said = [word.text for word in words(asked["noun"])][-1:] if asked else []
    plural = next((word for word in said if word.endswith("s")), said[0] if said else "")
    if question.kind == "why":
        plural = "reasons"
    head = stem(plural)
    return _CAUSES if head in _CAUSES else frozenset({head} if head else ())


_KIND_OF = re.compile(
    r"\b(?:what|which)\s+(?:are|were|is|was)\s+the\s+(?P<noun>[\w'’-]+(?:\s+(?!(?:of|for|that|behind|why|to|in)\b)[\w'’-]+)?)",
    re.IGNORECASE,
)
_CAUSES = frozenset({stem("cause"), stem("reason")})


def _members_at(
    question: Question, candidate: Candidate, sources: Sources
) -> tuple[Sequence[Part], Sentence | None]:
    """What the sentence of an answer joins with it, or the list that it stands in; at least the answer itself."""
    sentence = candidate.sentence
    start, end = candidate.start - sentence.start, candidate.end - sentence.start
    ranges = enumeration_at(sentence.text, start, end)
    if len(ranges) > 1:
        members = _members(sentence.text, ranges)
        kept = [member for member in members if member not in question.names]
        return [Part(tuple(dict.fromkeys(kept)), sentence)], None
    below = _list_of(sentence, sources)
    if below is not None:
        return below
    labelled = [each for each in designators(sentence.text) if each.head in question.focus]
    if question.items > 1 and len({each.label for each in labelled}) == question.items:
        things = [sentence.text[each.start : each.end] for each in labelled]  # "Tram 417 ran into tram 622"
        return [Part(tuple(dict.fromkeys(things)), sentence)], None
    return [Part((clean(candidate.text),), sentence)], None


def _members(sentence: str, ranges: Sequence[tuple[int, int]]) -> list[str]:
    """The members in words; "Norway's and Latvia's ministers" gives the countries."""
    owners = bool(ranges) and re.match(r"['’]s?\s", sentence[ranges[-1][1] :])
    members = [clean(sentence[a:b]) for a, b in ranges]
    return [re.sub(r"['’]s?$", "", member) for member in members] if owners else members


def _list_of(sentence: Sentence, sources: Sources) -> tuple[list[Part], Sentence] | None:
    """The list that a sentence stands in or leads to, each line a part, and the line above it."""
    document = sources.sentences(sentence.passage.document_id)
    text = sources.text(sentence.passage.document_id)
    number = _number(document, sentence)
    if number is None:
        return None
    items, above = items_below(text, document, number), number
    if not items:
        around = list_around(text, document, number)
        if around is None:
            return None
        above, items = around
    parts = [Part((clean(text[a:b]),), _placed(sentence, a, b, text, sources)) for a, b in items[:_MOST]]
    return parts, _placed(sentence, *document[above], text, sources)


def _number(ranges: Sequence[tuple[int, int]], sentence: Sentence) -> int | None:
    return next((n for n, (start, end) in enumerate(ranges) if start <= sentence.start < end), None)


def _placed(sentence: Sentence, start: int, end: int, text: str, sources: Sources) -> Sentence:
    """Another sentence of the document of ``sentence``."""
    passage = sentence.passage
    if passage.start <= start and end <= passage.end:
        return Sentence(passage, start, end)
    page = sources.page(passage.document_id, start)
    update = {"text": text[start:end], "start": start, "end": end, "page": page}
    return Sentence(passage.model_copy(update=update), start, end)


def _joint_authors(question: Question, best: Candidate) -> Several | None:
    """Several people where one may have been meant: names that the sentence joins."""
    if (question.kind, question.expects) != ("who", "person"):
        return None
    sentence = best.sentence.text
    ranges = enumeration_at(sentence, best.start - best.sentence.start, best.end - best.sentence.start)
    members = _members(sentence, ranges)
    if len(members) < 2 or any(member in question.names for member in members):
        return None
    named = all(find_names(f"x {member}") for member in members)
    if not named and "," not in best.text and " and " not in best.text:
        return None
    return Several((Part(tuple(members), best.sentence),), True)


def _one_more(question: Question, best: Candidate, other: Candidate, probability: float) -> bool:
    """Whether an answer of another sentence is one more of the same things, and not something beside the point."""
    if any(unmet.kind != "detail" for unmet in other.check.unmet):
        return False
    held = coverage(question, [best.sentence.text, f"{other.passage.title} {other.sentence.text}"])
    if probability < _SURE and held[1] < _ALIKE * held[0]:
        return False
    head = _focus_stems(question) if noun_type(question.focus.split()) is None else frozenset()
    if not head or question.kind == "who":
        return True
    around = {word.stem for word in words(f"{other.passage.text} {other.passage.title}")}
    return bool(head & around) or not head & {word.stem for word in words(best.sentence.text)}


def _at_most(parts: Sequence[Part], most: int) -> list[Part]:
    kept: list[Part] = []
    for part in parts:
        room = most - sum(len(each.members) for each in kept)
        if room > 0:
            kept.append(Part(part.members[:room], part.sentence))
    return kept


_LEADING = re.compile(r"^(?:(?:the|an?|in|of|from|by|for|also|both|and|or)\s+)+(?=\S)", re.IGNORECASE)
_ORDER = re.compile(
    r"^(?:[-–•*]|\(?\d{1,2}[.)]|(?:first|second|third|fourth|finally|and)(?:ly)?,?\s)\s*", re.IGNORECASE
)


def clean(member: str) -> str:
    """A member without article and punctuation: "the county" -> "county"."""
    bare = _ORDER.sub("", member.strip(), count=1)
    bare = bare.strip(" ,;:.–—-\n")
    shorter = _LEADING.sub("", bare)
    return shorter if len(shorter.split()) <= 6 and not re.match(r"(?:if|that|because|to)\b", bare) else bare


def same_member(one: str, other: str) -> bool:
    """Whether two members are one thing: the same name in any spelling, or the same words."""
    if clean(one).casefold() == clean(other).casefold():
        return True
    left, right = content_words(one), content_words(other)
    if not left or not right:
        return False
    if _named(left) and _named(right):
        return same_answer(clean(one), clean(other))
    return len(left) == len(right) and all(covered(left, right)) and all(covered(right, left))


def _named(content: Sequence[Word]) -> bool:
    return all(word.capital for word in content)


def among_offered(question: str, groups: Sequence[Group]) -> Sequence[Group]:
    """The groups that say one of the things offered ("…, Sierra Leone or Guinea?"); all where none is offered."""
    offered = [content_words(thing) for thing in offered_things(question)]
    if len(offered) < 2 or not all(offered):
        return groups
    return [group for group in groups if any(_says(group.best.text, thing) for thing in offered)]


def _says(answer: str, thing: tuple[Word, ...]) -> bool:
    """Whether an answer and an offered thing are the same words, or the one holds all of the other's."""
    said = content_words(answer)
    return bool(said) and (all(covered(said, thing)) or all(covered(thing, said)))


def joined(things: Sequence[str]) -> str:
    """'Poland', 'Poland and Lithuania', 'Poland, Lithuania and Latvia'."""
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"
