"""Questions that lie near one that was asked: the same words about a value that the documents do have.

They are only worth trying. What the page suggests has been asked first, and was answered.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from ui.views import render
from ui.views.markup import EMPTY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from markupsafe import Markup

    from rag.results import Answer

TRIED = 3
"""Questions that are tried for one answer, at most."""

_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


def neighbours(answer: Answer, texts: Iterable[str]) -> tuple[str, ...]:
    """Questions to try: what was asked for exchanged for what stands in the closest passage, and a year
    for other years of ``texts``, the more frequent first. A follow-up is taken as it was understood.
    """
    question = answer.rewritten or answer.question
    found = dict.fromkeys([*_from_closest(question, answer), *_from_years(question, texts)])
    return tuple(one for one in found if one != question)[:TRIED]


def _from_closest(question: str, answer: Answer) -> Iterator[str]:
    for part in answer.closest.unmet if answer.closest else ():
        asked = re.compile(rf"(?<!\w){re.escape(part.asked)}(?!\w)", re.IGNORECASE)
        for value in part.found:
            if len(asked.findall(question)) == 1 and len(value) <= 60:
                yield asked.sub(lambda _, value=value: value, question)  # type: ignore[misc]


def _from_years(question: str, texts: Iterable[str]) -> Iterator[str]:
    years = _YEAR.findall(question)
    if len(years) != 1:
        return
    known = Counter(year for words in texts for year in _YEAR.findall(words))
    for year, _ in known.most_common():
        yield _YEAR.sub(year, question)


def suggestions_view(questions: Sequence[str]) -> Markup:
    """A button for each question; nothing where there is none."""
    return render("followups.html", questions=questions) if questions else EMPTY
