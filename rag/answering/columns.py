"""A total, a mean, the most and the least over a column of a table: of all its cells, each quoted, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.cells import rows_of
from rag.answering.computing import Known, Refusal, compute
from rag.answering.look_ups import Found, composed, silence
from rag.answering.sources import Sentence, Sources
from rag.documents.tables import Cell, is_number
from rag.quoting import checked_source
from rag.reading.operands import Calculation
from rag.results import Answer, Citation, Operation, Passage
from rag.text.quantities import find_quantities
from rag.text.stems import stem
from rag.text.words import is_function_word, words

_OPERATIONS: tuple[tuple[Operation, frozenset[str]], ...] = (
    ("largest", frozenset("most highest largest biggest greatest".split())),
    ("smallest", frozenset("least fewest lowest smallest".split())),
    ("average", frozenset("average mean".split())),
    ("sum", frozenset("total sum altogether combined overall".split())),
)
_ASKS_WHICH = re.compile(r"(?:in\s[^,]+,\s+)?(?:which|who)\b", re.IGNORECASE)
_GENERIC = frozenset(
    stem(word) for word in "number amount figure value all each table row column have had".split()
)
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_SURE = 0.9
"""Of a column whose name and surroundings hold every word of the question."""
_EMPTY = "Not computed, because the table gives no {column} for {row}."


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows of a document with one heading above their names."""

    title: str
    rows: tuple[tuple[Sentence, tuple[Cell, ...]], ...]

    def column(self, name: str) -> list[tuple[Sentence, Cell, Cell]]:
        """Each row that has a cell in the column: the row, the cell that names it, and that cell."""
        return [
            (sentence, cells[0], cell)
            for sentence, cells in self.rows
            for cell in cells[1:]
            if cell.column == name and cell.text.strip()
        ]


def over_column(question: str, plain: Answer, passages: Sequence[Passage], sources: Sources) -> Answer:
    """The answer of a question over a whole column; ``plain`` where it is no such question or another answers it."""
    told = {word.text.casefold() for word in words(question)}
    operations = [(operation, told & cues) for operation, cues in _OPERATIONS if told & cues]
    if plain.status != "abstained" or len(operations) != 1:
        return plain
    operation, cues = operations[0]
    if operation in {"largest", "smallest"} and not _ASKS_WHICH.match(question.strip()):
        return plain
    asked = _stems(question) - {stem(cue) for cue in cues} - _GENERIC
    years = set(_YEAR.findall(question))
    found = [
        (table, name)
        for table in _tables(passages, sources)
        if (name := _column_of(asked, years, table)) is not None
    ]
    if len(found) != 1:
        return plain
    table, name = found[0]
    held = table.column(name)
    if len(held) < len(table.rows):
        filled = {sentence.place for sentence, *_ in held}
        row = next(cells[0].text for sentence, cells in table.rows if sentence.place not in filled)
        return silence(plain, _EMPTY.format(column=f"“{name}”", row=row))
    operands = [_operand(*each, sources) for each in held]
    if any(one is None for one in operands):
        return plain
    task = Calculation(operation, ())
    known = [one for one in operands if one is not None]
    result = compute(task, [Known(one.label, one.value) for one in known])
    if isinstance(result, Refusal):
        return silence(plain, result.reason)
    return composed(task, plain, known, result, _SURE, plain.searched)


def _stems(text: str) -> frozenset[str]:
    return frozenset(
        word.stem
        for word in words(text)
        if not is_function_word(word.text) and not any(letter.isdigit() for letter in word.text)
    )


def _tables(passages: Sequence[Passage], sources: Sources) -> list[_Table]:
    of: dict[tuple[str, str], list[tuple[Sentence, tuple[Cell, ...]]]] = {}
    for sentence, cells in rows_of(passages, sources).values():
        if not _stems(cells[0].text) & _TOTALS and not is_number(cells[0].text):
            of.setdefault((sentence.passage.document_id, cells[0].column), []).append((sentence, cells))
    return [
        _Table(rows[0][0].passage.title, tuple(sorted(rows, key=lambda row: row[0].start)))
        for rows in of.values()
        if len(rows) > 1
    ]


_TOTALS = frozenset(stem(word) for word in "total sum overall all average mean".split())


def _column_of(asked: frozenset[str], years: set[str], table: _Table) -> str | None:
    """The one column of figures that the question names, where the table speaks of all else that it says."""
    names = dict.fromkeys(
        cell.column for _, cells in table.rows for cell in cells[1:] if is_number(cell.text)
    )
    in_title = years <= set(_YEAR.findall(table.title))
    fitting = [
        name
        for name in names
        if name and (set(_YEAR.findall(name)) == years or (in_title and not _YEAR.search(name)))
    ]
    scores = {name: len(_stems(name) & asked) for name in fitting}
    best = max(scores.values(), default=0)
    chosen = [name for name, score in scores.items() if score == best and score]
    if len(chosen) != 1:
        return None
    around = _stems(f"{table.title} {table.rows[0][1][0].column} {chosen[0]}")
    return chosen[0] if asked <= around else None


def _operand(sentence: Sentence, row: Cell, cell: Cell, sources: Sources) -> Found | None:
    quote = sentence.text
    values = [
        value for value in find_quantities(quote) if cell.start <= value.start and value.end <= cell.end
    ]
    if len(values) != 1 or not is_number(cell.text):
        return None
    source = checked_source(sentence.passage, sentence.start, sentence.end, quote, sources)
    return Found(row.text, values[0], Citation(number=1, **dict(source)))
