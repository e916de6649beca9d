"""The words of an answer: the short answer, the sentences that carry it, their citation marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.candidates import Candidate, Group
from rag.answering.citing import Citations
from rag.answering.decision import Disagreement, Finding, Updated, Value
from rag.answering.independence import independent
from rag.answering.listing import AT_LEAST, Several, joined
from rag.answering.outlining import Outline
from rag.answering.polarity import Ruling
from rag.answering.saying import Said
from rag.answering.sources import Sentence, Sources
from rag.answering.updates import Dated
from rag.results import AnswerStatus, Band, Citation, Member, Statement, Update
from rag.text.calendar import in_words

_ALSO = 2  # further sources that say the same, at most
_ALSO_PROBABILITY = 0.5
_DISAGREE, _MAY_DISAGREE = "The sources disagree.", "The sources may disagree."
_POSSIBLY = "Possibly"
_WHOLE = 0.9  # of a sentence, from which on an answer is no shorter than it


@dataclass(frozen=True, slots=True)
class Composition:
    """What an answer says."""

    status: AnswerStatus
    short_answer: str
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    members: tuple[Member, ...] = ()
    updates: tuple[Update, ...] = ()

    @property
    def text(self) -> str:
        """The statements as running text."""
        return " ".join(statement.text for statement in self.statements)


def compose(finding: Finding, sources: Sources, threshold: float, band: Band = "sure") -> Composition:
    """Put ``finding`` into words.

    Args:
        threshold: the probability from which on a further source counts as saying the same.
        band: how sure the finding is; an unsure one is worded as a possible answer.

    Raises:
        CitationError: a quote is not what stands in the source.
    """
    citations = Citations(sources)
    match finding:
        case Value(group):
            short, statements = group.best.shown, _value(group, citations, max(threshold, _ALSO_PROBABILITY))
        case Several():
            short = f"{'' if finding.complete else AT_LEAST}{joined(finding.members)}"
            statements = _several(finding, short, citations)
        case Updated(values):
            short, statements = values[0].group.best.shown, _updated(values, citations)
        case Disagreement(groups):
            short, statements = "", _disagreement(groups, citations)
        case Ruling(yes, sentence, _):
            short = "Yes" if yes else "No"
            statements = [_quoted(f"{short}: ", sentence, citations, short)]
        case Said(short, sentences, named, _):
            statements = _said(short, sentences, named, citations)
        case Outline(sentences, _, core):
            short, statements = _outlined(sentences, core, citations)
    if band == "unsure" and statements:
        statements = [_as_possible(statements[0], finding), *statements[1:]]
    status: AnswerStatus = "disagreement" if isinstance(finding, Disagreement) else "answered"
    members = _listed(finding, citations) if isinstance(finding, Several) else ()
    updates = _updates(finding.values, citations) if isinstance(finding, Updated) else ()
    return Composition(status, short, tuple(statements), citations.all, members, updates)


def _listed(found: Several, citations: Citations) -> tuple[Member, ...]:
    return tuple(
        Member(text=member, citation=citations.cite(part.sentence).number)
        for part in found.parts
        for member in part.members
    )


def _quoted(lead: str, sentence: Sentence, citations: Citations, value: str | None) -> Statement:
    citation = citations.cite(sentence)
    return Statement(
        text=f"{lead}“{citation.quote}” [{citation.number}]", value=value, citations=(citation.number,)
    )


def _as_possible(first: Statement, finding: Finding) -> Statement:
    """The first statement with the words that keep an unsure finding apart from a sure one."""
    match finding:
        case Disagreement():
            text = first.text.replace(_DISAGREE, _MAY_DISAGREE, 1)
        case Ruling(yes, _, _):
            text = f"{_POSSIBLY} {'yes' if yes else 'no'}{first.text.removeprefix('Yes').removeprefix('No')}"
        case _:
            text = f"{_POSSIBLY}{': ' if first.text.startswith('“') else ' '}{first.text}"
    return first.model_copy(update={"text": text})


def _value(group: Group, citations: Citations, threshold: float) -> list[Statement]:
    best = group.best
    statements = [_quoted(f"{best.shown}: ", best.sentence, citations, best.text)]
    told = [best]
    for other in group.members[1:]:
        if len(told) > _ALSO or other.probability < threshold or other.check.contradicted:
            continue
        if all(independent(other, earlier) for earlier in told):
            statements.append(
                _quoted(f"{_name(other)} says the same: ", other.sentence, citations, other.text)
            )
            told.append(other)
    return statements


_UPDATE_LEADS = {
    "newest": "{value}: ",
    "earlier": "Earlier {value} ({day}): ",
    "corrected": "This corrects {value} ({day}): ",
}


def _updated(values: Sequence[Dated], citations: Citations) -> list[Statement]:
    return [
        _quoted(
            _UPDATE_LEADS[each.kind].format(value=each.group.best.text, day=in_words(each.day)),
            each.group.best.sentence,
            citations,
            each.group.best.text,
        )
        for each in values
    ]


def _updates(values: Sequence[Dated], citations: Citations) -> tuple[Update, ...]:
    return tuple(
        Update(
            value=each.group.best.text,
            day=each.day,
            kind=each.kind,
            citation=citations.cite(each.group.best.sentence).number,
        )
        for each in values
    )


def _outlined(
    sentences: Sequence[Sentence], core: Candidate | None, citations: Citations
) -> tuple[str, list[Statement]]:
    """The short answer, unless it is a whole sentence, and the sentences; the one that holds it has it as value."""
    if core is None or len(core.text) > _WHOLE * len(core.sentence.text):
        return "", [_quoted("", sentence, citations, None) for sentence in sentences]
    return core.text, [
        _quoted(
            "" if place else f"{core.text}: ",
            sentence,
            citations,
            core.text if sentence.place == core.sentence.place else None,
        )
        for place, sentence in enumerate(sentences)
    ]


def _said(
    short: str, sentences: Sequence[Sentence], named: Sequence[Sentence], citations: Citations
) -> list[Statement]:
    """What is said, then where the speaker is named, then what else is said of it."""
    first, *others = sentences
    whole = len(short) > _WHOLE * len(first.text)
    return [
        _quoted("" if whole else f"{short}: ", first, citations, short),
        *(_quoted("The speaker is named here: ", sentence, citations, None) for sentence in named),
        *(_quoted("Also: ", sentence, citations, None) for sentence in others),
    ]


def _several(found: Several, short: str, citations: Citations) -> list[Statement]:
    """All members over the first sentence, then each further sentence with those that it gives."""
    text = joined(found.members)
    parts = list(found.parts)
    if found.lead is not None:
        first = _quoted(f"{short}: ", found.lead, citations, text)
        return [first, *(_quoted("", part.sentence, citations, joined(part.members)) for part in parts)]
    first = _quoted(f"{short}: ", parts[0].sentence, citations, text)
    return [
        first,
        *(
            _quoted(f"Also {joined(part.members)}: ", part.sentence, citations, joined(part.members))
            for part in parts[1:]
        ),
    ]


def _disagreement(groups: Sequence[Group], citations: Citations) -> list[Statement]:
    statements = []
    for index, group in enumerate(groups):
        best = group.best
        lead = f"{_DISAGREE} " if index == 0 else ""
        lead += f"{best.shown} according to {_name(best)}"
        if best.passage.published:
            lead += f" ({best.passage.published})"
        statements.append(_quoted(f"{lead}: ", best.sentence, citations, best.text))
    return statements


def _name(candidate: Candidate) -> str:
    """How a source is called in running text: its publisher, else its title."""
    return candidate.passage.publisher or candidate.passage.title or "another document"
