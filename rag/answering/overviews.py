"""Timelines, summaries and comparisons of two sides, composed of quoted sentences; or the reason why there is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Protocol

from rag.answering.abstention import EMPTY_STORE
from rag.answering.changes import Pair, Stated, pairs, stated_in
from rag.answering.citing import Citations
from rag.answering.sources import Sentence, Sources, sentences_of
from rag.answering.summary import FEWEST, summary
from rag.answering.timeline import Happening, timeline
from rag.documents.tables import SEPARATOR
from rag.reading.moments import dates_asked
from rag.reading.overviews import Overview, subject_words
from rag.reading.stretches import leans
from rag.results import Answer, Change, Event, Passage, Statement
from rag.text.calendar import covered, in_words
from rag.text.content import Word, content_words
from rag.text.content import covered as covered_words

_CONFIDENCE = 0.7
"""Of what is put together of whole sentences: no calibration of its own, chosen beside the default min_confidence."""
_FEW = 12  # documents that are read whole where no subject is named
_PASSAGES = 40  # searched for a subject
_LONGEST = 400  # passages of one document that are looked through
_ABOUT = 0.75  # of a subject's words, which a passage has with its title and heading
_LEAD = 5  # words of the first sentence of a document that tells what it is about; a heading has fewer
_NAMED = 3  # documents named where it is not clear which one is meant

_OPINION = "No opinion is given here: ask what the documents say about it, and you get their own words."
_WHICH = "Say which document or subject: there are {count}, among them {titles}."
_SILENT = "The documents say nothing about {subject}."
_UNDATED = "The documents tell nothing about {subject} with a date."
_UNDATED_ALL = "The documents have no sentence with a date."
_UNCHANGED = "No value of the same thing was found for both {before} and {after}."
_MORE = "{count} more dated sentences are left out; ask for a shorter time or a narrower subject."
_NEWEST = "the newest"
_AS_OF = "As of {day}: "
_DIFFERS = "{subject}: {before} ({first}), {after} ({second}). "


class Listed(Protocol):
    """A document as the store lists it."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def published(self) -> str | None: ...
    @property
    def source(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Shelf:
    """What an overview is made from: a search for passages, the documents in reach, and the passages of each."""

    search: Callable[[str, int], Sequence[Passage]]
    sources: Sources
    documents: Sequence[Listed] = ()
    passages_of: Callable[[str], Sequence[Passage]] = field(default=lambda _: ())


def overview(question: str, asked: Overview, shelf: Shelf, asked_on: str | None = None) -> Answer | None:
    """The answer; None where the question is better answered as any other.

    Raises:
        CitationError: the store changed underneath and a quote no longer stands where it stood.
    """
    composer = _Composer(question, shelf, asked_on)
    match asked.kind:
        case "opinion":
            return composer.silence(_OPINION)
        case "summary" | "about":
            return composer.summary(asked)
        case "latest":
            return composer.latest(asked)
        case "timeline" | "happened":
            return composer.timeline(asked)
        case "changes":
            return composer.changes(asked)


@dataclass(frozen=True, slots=True)
class _Composer:
    question: str
    shelf: Shelf
    asked_on: str | None

    def summary(self, asked: Overview) -> Answer | None:
        one = self._document(asked.subject)
        if one is not None:
            sentences = self._sentences(self._passages_of(one.id))
            return self._summed_up(summary(sentences, one.title))
        if asked.kind == "about" and asked.words:
            return None
        if not asked.words:
            return self._which()
        sentences = [each for each in self._about(asked.words, asked.subject) if SEPARATOR not in each.text]
        if not sentences:
            return self.silence(_SILENT.format(subject=asked.subject))
        return self._summed_up(summary(sentences, asked.subject))

    def latest(self, asked: Overview) -> Answer | None:
        """What the document that was published last says of the subject."""
        dated = [each for each in self._about(asked.words, asked.subject) if each.passage.published]
        if not asked.words or not dated:
            return None
        newest = max(dated, key=lambda each: covered(each.passage.published or "") or ()).passage
        last = [each for each in dated if each.passage.document_id == newest.document_id]
        found = self._summed_up(summary(last, asked.subject, FEWEST))
        lead = _AS_OF.format(day=in_words(newest.published or ""))
        first = found.statements[0]
        said = (first.model_copy(update={"text": f"{lead}{first.text}"}), *found.statements[1:])
        return found.model_copy(update={"statements": said, "text": " ".join(one.text for one in said)})

    def timeline(self, asked: Overview) -> Answer | None:
        when = dates_asked(asked.when, self.asked_on) if asked.when else ()
        if asked.words:
            sentences = self._about(asked.words, asked.subject)
        else:
            named = self._document(asked.subject)
            documents = [named] if named is not None else self.shelf.documents
            if len(documents) > _FEW and not when:
                return self._which()
            passages = (
                [each for one in documents for each in self._passages_of(one.id)]
                if len(documents) <= _FEW
                else self.shelf.search(self.question, _PASSAGES)
            )
            sentences = self._sentences(passages)
        found, left = timeline(sentences, when)
        if found:
            return self._timed(found, left)
        if asked.kind == "happened":
            return None
        if not self.shelf.documents and not sentences:
            return self.silence(EMPTY_STORE)
        return self.silence(
            _UNDATED.format(subject=asked.subject) if asked.words else _UNDATED_ALL, len(sentences)
        )

    def changes(self, asked: Overview) -> Answer | None:
        before, after = asked.sides or ("", "")
        since = not after
        times = self._time(before), self._time(after)
        if times[0] is not None and (since or times[1] is not None):
            stated = self._stated(asked)
            early = [one for one in stated if one.of(times[0])]
            if times[1] is not None:
                late = [one for one in stated if one.of(times[1])]
            else:
                late = _newest([one for one in stated if one not in early], times[0])
            names = (in_words(times[0]), in_words(times[1]) if times[1] else _NEWEST)
        else:
            one, two = self._document(before), self._document(after)
            if one is None or two is None or one.id == two.id:
                return None
            words = asked.words
            early, late = (
                [
                    value
                    for sentence in self._sentences(self._passages_of(each.id))
                    if not words or _share(words, [sentence.text, each.title]) >= _ABOUT
                    for value in stated_in(sentence)
                ]
                for each in (one, two)
            )
            names = (one.title, two.title)
        found = pairs(early, late)
        if not found:
            return self.silence(_UNCHANGED.format(before=names[0], after=names[1]))
        return self._side_by_side(found, names)

    def silence(self, text: str, searched: int = 0) -> Answer:
        return Answer(
            question=self.question, status="abstained", text=text, confidence=0.0, searched=searched
        )

    # Documents and sentences

    def _document(self, subject: str) -> Listed | None:
        """The one document that is meant: by its title, or as the only one there is."""
        documents = self.shelf.documents
        words = subject_words(subject)
        if not words:
            years = [str(date.value)[:4] for date in dates_asked(f"in {subject}")]
            fitting = [each for each in documents if _of_years(each, years)]
            named = [each for each in fitting if all(covered_words(content_words(subject), _titled(each)))]
            return next((some[0] for some in (fitting, named) if len(some) == 1), None)
        every = content_words(subject)
        plain = " ".join(subject.casefold().split())
        exact = [each for each in documents if " ".join(each.title.casefold().split()) == plain]
        if len(exact) == 1:
            return exact[0]
        years = [str(date.value)[:4] for date in dates_asked(subject)]
        for wanted in (every, words):
            found = [
                each
                for each in documents
                if all(covered_words(wanted, _titled(each))) and _of_years(each, years)
            ]
            if len(found) == 1:
                return found[0]
        return None

    def _which(self) -> Answer:
        documents = self.shelf.documents
        if not documents:
            return self.silence(EMPTY_STORE)
        titles = ", ".join(f"“{each.title}”" for each in documents[:_NAMED])
        return self.silence(_WHICH.format(count=len(documents), titles=titles))

    def _passages_of(self, document_id: str) -> Sequence[Passage]:
        passages = self.shelf.passages_of(document_id)
        step = max(1, -(-len(passages) // _LONGEST))
        return passages[::step]

    def _sentences(self, passages: Iterable[Passage]) -> list[Sentence]:
        """The sentences of the passages, each once."""
        found = {
            sentence.place: sentence
            for passage in passages
            for sentence in sentences_of(passage, self.shelf.sources)
        }
        return list(found.values())

    def _about(self, words: tuple[Word, ...], subject: str) -> list[Sentence]:
        """The sentences about a subject: of documents whose title names it, and of passages that tell of it."""
        found = self.shelf.search(subject, _PASSAGES)
        near = dict.fromkeys(passage.document_id for passage in found)
        titled = [each.id for each in self.shelf.documents if _share(words, [each.title]) == 1.0]
        whole = dict.fromkeys([*titled[:_FEW], *(each for each in near if self._opens_with(each, words))])
        sentences = self._sentences(passage for each in whole for passage in self._passages_of(each))
        chosen = {sentence.place: sentence for sentence in sentences}
        for passage in found:
            if passage.document_id in whole:
                continue
            if _share(words, [passage.text, passage.title, passage.section or ""]) < _ABOUT:
                continue
            before = False
            for sentence in sentences_of(passage, self.shelf.sources):
                here = _share(words, [sentence.text, passage.title, passage.section or ""]) >= _ABOUT
                before = here or (before and leans(sentence.text))
                if before:
                    chosen.setdefault(sentence.place, sentence)
        return list(chosen.values())

    def _opens_with(self, document_id: str, words: tuple[Word, ...]) -> bool:
        """Whether a document names a subject in its first sentence: then all of it is about that.

        A name alone does not tell it: whoever is present at a meeting is named at its head.
        """
        passages = self.shelf.passages_of(document_id)[:1] if not all(word.capital for word in words) else ()
        lead = [each.text for passage in passages for each in sentences_of(passage, self.shelf.sources)]
        first = next((text for text in lead if len(text.split()) >= _LEAD), "")
        return _share(words, [first]) == 1.0

    def _stated(self, asked: Overview) -> list[Stated]:
        if asked.words:
            sentences = self._about(asked.words, asked.subject)
        elif len(self.shelf.documents) <= _FEW:
            sentences = self._sentences(
                each for one in self.shelf.documents for each in self._passages_of(one.id)
            )
        else:
            sentences = self._sentences(self.shelf.search(self.question, _PASSAGES))
        return [value for sentence in sentences for value in stated_in(sentence)]

    def _time(self, side: str) -> str | None:
        """A side that is a day, month, year or span, as a partial ISO date."""
        dates = dates_asked(f"in {side}", self.asked_on)
        if len(dates) != 1 or subject_words(side) or covered(str(dates[0].value)) is None:
            return None
        return str(dates[0].value)

    # Answers

    def _summed_up(self, sentences: Sequence[Sentence]) -> Answer:
        if not sentences:
            return self.silence("The document has no sentence that could be quoted for a summary.")
        citations = Citations(self.shelf.sources)
        said = [_quoted("", one, citations) for one in sentences]
        return self._answer(said, citations)

    def _timed(self, found: Sequence[Happening], left: int) -> Answer:
        citations = Citations(self.shelf.sources)
        said: list[Statement] = []
        events: list[Event] = []
        for one in found:
            numbers = tuple(citations.cite(each).number for each in (one.sentence, *one.others))
            marks = " ".join(f"[{number}]" for number in numbers)
            text = f"{in_words(one.iso)}: “{one.text}” {marks}"
            said.append(Statement(text=text, value=one.date.text, citations=numbers))
            events.append(Event(date=one.iso, shown=one.date.text, text=one.text, citations=numbers))
        if left:
            said.append(Statement(text=_MORE.format(count=left), citations=()))
        return self._answer(said, citations).model_copy(update={"events": tuple(events)})

    def _side_by_side(self, found: Sequence[Pair], names: tuple[str, str]) -> Answer:
        citations = Citations(self.shelf.sources)
        said: list[Statement] = []
        changes: list[Change] = []
        for one in found:
            numbers = tuple(
                dict.fromkeys(citations.cite(each.sentence).number for each in (one.before, one.after))
            )
            marks = " ".join(f"[{number}]" for number in numbers)
            lead = _DIFFERS.format(
                subject=one.subject,
                before=one.before.text,
                first=names[0],
                after=one.after.text,
                second=names[1] if names[1] != _NEWEST else in_words(one.after.day),
            )
            said.append(Statement(text=f"{lead.rstrip()} {marks}", value=one.after.text, citations=numbers))
            changes.append(
                Change(subject=one.subject, before=one.before.text, after=one.after.text, citations=numbers)
            )
        update = {"changes": tuple(changes), "compared": names}
        return self._answer(said, citations).model_copy(update=update)

    def _answer(self, said: Sequence[Statement], citations: Citations) -> Answer:
        return Answer(
            question=self.question,
            status="answered",
            text=" ".join(statement.text for statement in said),
            statements=tuple(said),
            citations=citations.all,
            confidence=_CONFIDENCE,
            searched=len({citation.document_id for citation in citations.all}),
        )


def _quoted(lead: str, sentence: Sentence, citations: Citations) -> Statement:
    citation = citations.cite(sentence)
    return Statement(text=f"{lead}“{citation.quote}” [{citation.number}]", citations=(citation.number,))


def _share(words: Sequence[Word], texts: Iterable[str]) -> float:
    """The share of the words that one of the texts has."""
    held = tuple(word for text in texts for word in content_words(text))
    return sum(covered_words(tuple(words), held)) / max(1, len(words))


def _titled(document: Listed) -> tuple[Word, ...]:
    """The words of its title and of the name of its file."""
    name = re.sub(r"[\W_]+", " ", PurePath(document.source).stem)
    return content_words(f"{document.title} {name}")


def _of_years(document: Listed, years: Sequence[str]) -> bool:
    return all(year in document.title or (document.published or "").startswith(year) for year in years)


def _newest(stated: Sequence[Stated], since: str) -> list[Stated]:
    """Those that are of a later day than ``since``, the latest first."""
    end = covered(since)
    assert end is not None
    later = [
        (span[1], place)
        for place, one in enumerate(stated)
        if one.day and (span := covered(one.day)) is not None and span[1] > end[1]
    ]
    return [stated[place] for _, place in sorted(later, key=lambda each: (-each[0].toordinal(), each[1]))]
