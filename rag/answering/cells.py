"""Answers from tables: the cell where the row that is asked for meets the column that is asked for.

A row is read back from its stored text (``rag.documents.tables``). Its words must name what the question
names, and of its cells one must stand in the column that the question names by words or by year. Where
that cannot be told nothing is answered from the row: never the first figure behind a name.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.answering.calibration import Calibration, Scores
from rag.answering.candidates import Candidate, seen, setting_of
from rag.answering.sources import Sentence, Sources, sentences_of
from rag.documents.tables import SEPARATOR as _ROW
from rag.documents.tables import Cell, is_day, is_number, is_period, read_row, unit_of
from rag.reading.answer_types import DATES, QUANTITIES, AnswerType, noun_type
from rag.reading.constraints import check
from rag.reading.questions import Question
from rag.results import Passage
from rag.text.line_items import line_items
from rag.text.stems import stem
from rag.text.words import is_function_word, words

_SURE = 0.95  # of a cell whose row and column hold every word of the question, and no others
_UNCOVERED = 1.0  # what is lost where no word of the question is in row, column or their surroundings
_EXTRA = 0.5  # what is lost where no word of the row's name is in the question
_LEAST = 0.58
_AROUND = 150  # sentences before and behind a passage in which the rest of its table is looked for
_BETWEEN = 5  # sentences that are no rows, after which a table has ended
_ENOUGH = 2  # words of a row's name in the question, where it has others
_TIED = 0.02  # rows nearer than this are told apart by nothing
_DOUBTED = 0.4  # what is left of a tied cell
_OTHER_NAME = 0.25  # what is left where a name of the question stands neither in the row nor around it
_OTHER_WORDING = 0.95  # what is left where another name of the same thing was looked for
_FEW = 3  # cells from which a row has columns to choose from
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_ASKING = re.compile(r"\b(?:what|which|who|whose|whom|how|when|where)\b", re.IGNORECASE)
_INSTRUCTION = re.compile(
    r"^(?:answer|please|base|give|assume|use|round|state|if|we need|provide)\b", re.IGNORECASE
)
_STATES = re.compile(
    r"\b(?:what|which)(?:\s+\w+){0,4}?\s*(?:is|was|are|were|['’]s)\b|\bhow\s+(?:much|many|high|large|big|long|old|far)\b",
    re.IGNORECASE,
)
_COMPUTED = frozenset(
    """highest lowest most least largest smallest biggest worst best average mean median ratio margin difference
    change growth increase decrease decline share percentage percent coverage turnover days profile""".split()
)
"""What a cell answers only where its row or column is called so; else it would have to be computed."""
_BESIDE_FIGURE = re.compile(r"[$€£¥\s]|\[\w{1,3}\]")  # 11,588 and $11,588 [1] are the same
_BRACKETS = re.compile(r"\([^()]{0,120}\)")
_GENERIC = frozenset(
    stem(word)
    for word in """number amount figure value many much year fiscal end ended period quarter according table report
    reported stated document data give million millions billion thousand usd eur dollar dollars fy recorded
    show shown list listed stand stood""".split()
)


Place = tuple[str, int, int]
"""Document, start and end of a row."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """The words of a question by stem, its years, and whether a figure is wanted."""

    stems: frozenset[str]
    years: frozenset[str]
    kind: AnswerType
    figure: bool
    date: bool
    words: bool
    names: tuple[frozenset[str], ...]
    computed: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Found:
    """A cell that answers, in the row of this name, and how likely.

    ``share`` is how much of its column's name is asked for, ``held`` what row and column say of the question.
    """

    sentence: Sentence
    cell: Cell
    probability: float
    row: str
    share: float
    held: frozenset[str]


def with_cells(
    question: Question,
    ordered: Sequence[Candidate],
    passages: Sequence[Passage],
    sources: Sources,
    calibration: Calibration,
) -> list[Candidate]:
    """The candidates, best first, with those of cells; a reader's span in a row yields to the row's cell."""
    rows = rows_of(passages, sources)
    if not rows:
        return list(ordered)
    asked = [_asked(question, wording) for wording in _wordings(_main_clause(question.text))]
    found = [hit for sentence, cells in rows.values() if (hit := _best(asked, sentence, cells)) is not None]
    found = _told_apart(found)
    answered = {hit.sentence.place for hit in found}
    elsewhere = _other_rows(question, rows)
    kept: list[Candidate] = []
    for candidate in ordered:
        place = candidate.sentence.place
        if place in answered or place in elsewhere:
            continue
        several = place in rows and len(rows[place][1]) >= _FEW
        kept.append(seen(candidate, calibration, in_a_row=1.0) if several else candidate)
    kept += [_candidate(question, hit) for hit in found]
    return sorted(kept, key=lambda candidate: -candidate.probability)


def rows_of(passages: Sequence[Passage], sources: Sources) -> dict[Place, tuple[Sentence, tuple[Cell, ...]]]:
    """The rows of tables in the passages and around them, with their cells."""
    rows: dict[Place, tuple[Sentence, tuple[Cell, ...]]] = {}
    near = [sentence for passage in passages for sentence in sentences_of(passage, sources)]
    for sentence in (*near, *_rest_of_tables(near, sources)):
        if cells := read_row(sentence.text):
            rows.setdefault(sentence.place, (sentence, cells))
    return rows


def _other_rows(
    question: Question, rows: Mapping[Place, tuple[Sentence, tuple[Cell, ...]]]
) -> frozenset[Place]:
    """The rows that do not answer: of another name than the row that is asked for, and single ones of a whole column.

    (A total, and what is most or least of a column, is no one row's, unless a row or column is called so.)
    """
    asked = _stems(question.text)
    told = {word.text.casefold() for word in words(question.text)}
    names = {place: _stems(cells[0].text) for place, (_, cells) in rows.items()}
    named = {place[0] for place, name in names.items() if name and name <= asked}
    ranked, summed = told & _RANKED, told & _SUMMED
    found = set()
    for place, (sentence, cells) in rows.items():
        own = names[place] & asked
        if place[0] in named and not own and names[place]:
            found.add(place)
        held = {word.text.casefold() for word in words(sentence.text)}
        if len(cells) > 1 and (ranked - held or (summed - held and not own)):
            found.add(place)
    return frozenset(found)


_RANKED = frozenset("most least fewest highest lowest largest smallest biggest greatest".split())
_SUMMED = frozenset("total totals sum altogether combined average mean median share".split())


def _rest_of_tables(near: Sequence[Sentence], sources: Sources) -> Iterator[Sentence]:
    """The rows before and behind what was retrieved: the one that is asked for may be in the next passage."""
    text_of = getattr(sources, "text", None)
    if text_of is None:
        return
    for document_id in dict.fromkeys(sentence.passage.document_id for sentence in near):
        ranges, text = sources.sentences(document_id), text_of(document_id)
        own = [sentence for sentence in near if sentence.passage.document_id == document_id]
        places = {bisect.bisect_left(ranges, (sentence.start, 0)): sentence for sentence in own}
        seen_before = set(places)
        for place, sentence in places.items():
            for step in (-1, 1):
                missed = 0
                for number in range(place + step, place + step * _AROUND, step):
                    if number in seen_before or not 0 <= number < len(ranges) or missed > _BETWEEN:
                        break
                    seen_before.add(number)
                    start, end = ranges[number]
                    if _ROW not in text[start:end]:
                        missed += 1
                        continue
                    missed = 0
                    page = sources.page(document_id, start)
                    update = {"text": text[start:end], "start": start, "end": end, "page": page}
                    yield Sentence(sentence.passage.model_copy(update=update), start, end)


def _wordings(text: str) -> list[str]:
    """The question, and with each of the other names that tables use for what it names."""
    return [
        text,
        *(
            f"{text[: item.start]}{other}{text[item.end :]}"
            for item in line_items(text)
            for other in item.others
        ),
    ]


def _best(asked: Sequence[_Asked], sentence: Sentence, cells: Sequence[Cell]) -> _Found | None:
    """The likeliest cell of a row over all wordings; that of the question itself before others."""
    own = _cell(asked[0], sentence, cells)
    others = [hit for wording in asked[1:] if (hit := _cell(wording, sentence, cells)) is not None]
    best = max(others, key=lambda hit: hit.probability, default=None)
    if best is None or (own is not None and own.probability >= _OTHER_WORDING * best.probability):
        return own
    return replace(best, probability=_OTHER_WORDING * best.probability)


def _asked(question: Question, text: str) -> _Asked:
    stems = frozenset(
        word.stem for word in words(text) if not is_function_word(word.text) and not _YEAR.search(word.text)
    )
    figure = question.kind in ("how_many", "how_much", "how_long") or question.expects in QUANTITIES
    return _Asked(
        frozenset(stems - _GENERIC) or stems,
        frozenset(_YEAR.findall(text)),
        question.expects,
        figure,
        question.expects in DATES,
        question.kind in ("who", "where", "why", "how") or not (figure or _STATES.search(text)),
        # Outside the clause that asks, "Using" and "Answer" begin a sentence and are no names.
        tuple(name for each in question.names if each in text and (name := _named(each))),
        frozenset(word.stem for word in words(text) if word.text.casefold() in _COMPUTED),
    )


def _named(name: str) -> frozenset[str]:
    """The stems of a name, without periods and units that look like one ("FY2019", "USD")."""
    return frozenset(
        word.stem
        for word in words(name)
        if not any(c.isdigit() for c in word.text) and word.stem not in _GENERIC
    )


def _main_clause(text: str) -> str:
    """The question itself, without where to look for the answer and how to write it."""
    sentences = [part for part in re.split(r"(?<=[?.!])\s+", text) if not _INSTRUCTION.match(part)] or [text]
    chosen = next((part for part in sentences if "?" in part), sentences[0])
    found = list(_ASKING.finditer(chosen))
    start = next(
        (match.start() for match in found if match.start() == 0 or chosen[match.start() - 2] in ",:;"), None
    )
    if start is None and found and found[0].start() > 40:
        start = found[0].start()
    return _BRACKETS.sub(" ", chosen[start or 0 :])


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in words(text) if not is_function_word(word.text))


def _is_figure(text: str) -> bool:
    return is_number(text) or (bool(text) and text[0].isdigit() and not is_period(text))


def _cell(asked: _Asked, sentence: Sentence, cells: Sequence[Cell]) -> _Found | None:
    keys = [cell for cell in cells if _names_row(asked, cell)]
    named = [
        cell
        for cell in keys
        if _stems(cell.text) & asked.stems or set(_YEAR.findall(cell.text)) & asked.years
    ]
    if not named:
        return None
    held = frozenset().union(*(_stems(cell.text) for cell in named)) & asked.stems
    if not held and not any(set(_YEAR.findall(cell.text)) & asked.years for cell in named):
        return None
    rest = [cell for cell in cells if cell not in named and cell.text]
    target = _column(asked, rest, held)
    if target is None:
        return None
    around = _around(sentence)
    head = _stems(target.column)
    uncovered = asked.stems - held - head - _stems(around)
    years = asked.years - set(
        _YEAR.findall(" ".join([target.column, around, *(cell.text for cell in cells)]))
    )
    missing = (len(uncovered) + 2 * len(years)) / max(1, len(asked.stems) + len(asked.years))
    if asked.computed - held - head:
        return None
    if asked.words and _is_figure(target.text):
        return None
    name = _BRACKETS.sub(" ", " ".join(cell.text for cell in named)).rpartition(" – ")
    own = _stems(name[2])
    extra = len(own - asked.stems) / max(1, len(own))
    told = head & asked.stems or set(_YEAR.findall(target.column)) & asked.years
    if not told and extra and len(own & asked.stems) < _ENOUGH:
        return None  # neither the column nor enough of the row is named
    if not own & asked.stems and not any(set(_YEAR.findall(cell.text)) & asked.years for cell in named):
        extra = 1.0
    probability = _SURE * (1 - _UNCOVERED * min(1.0, missing)) * (1 - _EXTRA * extra)
    known = held | head | _stems(around)
    if any(not each & known for each in asked.names):
        probability *= _OTHER_NAME
    if probability < _LEAST:
        return None
    label = " ".join(cell.text for cell in named)
    share = len(head & asked.stems) / max(1, len(head))
    return _Found(sentence, target, probability, label, share, held | (head & asked.stems))


def _names_row(asked: _Asked, cell: Cell) -> bool:
    """Whether a cell may name its row: words, or the year that is asked for."""
    if is_period(cell.text) or not _is_figure(cell.text):
        return True
    return cell.text in asked.stems


def _column(asked: _Asked, cells: Sequence[Cell], held: frozenset[str]) -> Cell | None:
    """The cell in the column that is asked for, by its year and words; None where it cannot be told."""
    dated = [cell for cell in cells if _YEAR.search(cell.column)]
    if dated:
        fitting = [cell for cell in dated if set(_YEAR.findall(cell.column)) & asked.years]
        if asked.years and fitting:
            cells = fitting
        elif len(dated) == len(cells) > 1 or asked.years:
            return None
    wanted = [cell for cell in cells if _fits(asked, cell)]
    if not wanted:
        return None
    open_words = asked.stems - held
    scores = [len(_stems(cell.column) & open_words) for cell in wanted]
    best = max(scores)
    if best == 0:
        # No column is named: only where a single cell can be meant.
        if len(wanted) == 1:
            return wanted[0]
        figures = [cell for cell in wanted if _is_figure(cell.text)] if not asked.date else []
        figures = figures if len(figures) == 1 else [cell for cell in figures if _is_kind(asked, cell)]
        return figures[0] if len(figures) == 1 else None
    top = [cell for cell, score in zip(wanted, scores, strict=True) if score == best]
    if len(top) > 1:
        # "Handgun" is nearer to the column of that name than "Returned Handgun" is.
        shares = [len(_stems(cell.column) & open_words) / max(1, len(_stems(cell.column))) for cell in top]
        top = [cell for cell, share in zip(top, shares, strict=True) if share == max(shares)]
        if len(top) > 1 and len({cell.column for cell in top}) == 1:
            top = top[:1]  # the first of equal columns stands without a group above it
    return top[0] if len(top) == 1 else None


def _fits(asked: _Asked, cell: Cell) -> bool:
    if asked.date:
        return is_period(cell.text) or (not is_number(cell.text) and any(c.isdigit() for c in cell.text))
    if asked.figure:
        return any(c.isdigit() for c in cell.text) and not is_day(cell.text)
    return any(c.isalnum() for c in cell.text)


def _is_kind(asked: _Asked, cell: Cell) -> bool:
    """Whether a column is called by the kind of figure that is asked for: "Amount" where money is."""
    kind = noun_type([word.text.casefold() for word in words(_BRACKETS.sub(" ", cell.column))])
    return kind is not None and (kind == asked.kind or (asked.kind in QUANTITIES and kind == "amount"))


def _around(sentence: Sentence) -> str:
    """What stands around a row: title, section, and the lines of its passage that are no rows."""
    passage = sentence.passage
    lines = [line for line in passage.text.split("\n\n") if not read_row(line)]
    return " ".join(filter(None, [passage.title, passage.section, passage.publisher, *lines]))


def _told_apart(found: Sequence[_Found]) -> list[_Found]:
    """The cells, all in doubt where another row is named just as well as the best and has another value."""
    # A long row is stored in parts: of the cells of one row the one whose column is called most like it.
    nearest: dict[tuple[str, str], float] = {}
    for hit in found:
        key = (hit.sentence.passage.document_id, hit.row)
        nearest[key] = max(nearest.get(key, 0.0), hit.share)
    found = [hit for hit in found if hit.share == nearest[hit.sentence.passage.document_id, hit.row]]
    best = max((hit.probability for hit in found), default=0.0)
    tied = [hit for hit in found if hit.probability >= best - _TIED]
    # "Total current assets" says more of what is asked for than "Total assets" does.
    most = max((len(hit.held) for hit in tied), default=0)
    fullest = [hit for hit in tied if len(hit.held) == most]
    if len(fullest) < len(tied):
        found = [hit for hit in found if hit not in tied or hit in fullest]
    if len({_BESIDE_FIGURE.sub("", hit.cell.text) for hit in fullest}) <= 1:
        return found
    return [replace(hit, probability=hit.probability * _DOUBTED) for hit in found]


def _candidate(question: Question, hit: _Found) -> Candidate:
    sentence, cell = hit.sentence, hit.cell
    met = check(question, setting_of(sentence), span=(cell.start, cell.end))
    start = sentence.start + cell.start
    scores = Scores(hit.probability, 1.0, sentence.passage.score)
    unit = unit_of(hit.row) or unit_of(cell.column) if is_number(cell.text) and "%" not in cell.text else ""
    return Candidate(
        cell.text, start, start + len(cell.text), sentence, met, scores, {}, hit.probability, unit
    )
