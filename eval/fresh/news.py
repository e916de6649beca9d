"""News questions over a folder of articles: ``articles.jsonl.gz`` and ``questions.jsonl.gz``.

An article has ``doc_id, url, title, published, text`` and is ingested whole, with its day; a question
has ``id, asked, question, answers`` and is asked as of the day on which it was put.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from eval.curves import reliability, risk_coverage
from eval.datasets import json_rows
from eval.fresh.report import reliability_table
from eval.fresh.scorers import SURE
from eval.matching import contains, exact_and_f1, mentions
from eval.page import Page, Table, interval, shown
from eval.progress import worked
from eval.scoring import Figure, figures, scorer
from rag.errors import FactcheckError, InputError
from rag.results import Answer, Passage

TEN = 10
_WORDS = re.compile(r"\b(who|whom|whose|when|where|which|what|why|how (?:many|much|long|old)|how)\b")


@dataclass(frozen=True, slots=True)
class Article:
    """A news article."""

    id: str
    url: str
    title: str
    published: str
    text: str


@dataclass(frozen=True, slots=True)
class NewsQuestion:
    """A question, the day on which it was put, and its accepted answers."""

    id: str
    asked: str
    question: str
    answers: tuple[str, ...]

    @property
    def word(self) -> str:
        """The first question word, by which figures are grouped."""
        found = _WORDS.search(self.question.lower())
        return found.group(1) if found else "none"


@dataclass(frozen=True, slots=True)
class NewsOutcome:
    """What came of a question; ``found`` says whether an answer stands in the first ten passages."""

    question: NewsQuestion
    answer: Answer | None = None
    found: bool = False
    error: str | None = None

    @property
    def answered(self) -> bool:
        """Whether an answer was given."""
        return self.answer is not None and self.answer.status != "abstained"

    @property
    def confidence(self) -> float:
        """The confidence that is shown with the answer."""
        return self.answer.confidence if self.answer else 0.0

    @property
    def given(self) -> str:
        """The short answer; silence is the empty one."""
        return self.answer.short_answer if self.answer and self.answered else ""

    @property
    def right(self) -> bool:
        """Whether an accepted answer stands in the short answer, with few words besides."""
        return contains(self.given, self.question.answers)


class DatedSearch(Protocol):
    """A program that answers and searches as of a day."""

    def ask(
        self, question: str, history: Sequence[tuple[str, str]], *, forced: bool, as_of: str | None = None
    ) -> Answer:
        """Answer."""

    def search(self, query: str, k: int, as_of: str | None = None) -> Sequence[Passage]:
        """The best passages, best first."""


@scorer("Exact match")
def news_exact(outcome: NewsOutcome) -> float:
    """SQuAD's; silence matches nothing."""
    return exact_and_f1(outcome.given, outcome.question.answers)[0]


@scorer("F1")
def news_f1(outcome: NewsOutcome) -> float:
    """SQuAD's."""
    return exact_and_f1(outcome.given, outcome.question.answers)[1]


@scorer("Answered")
def news_answered(outcome: NewsOutcome) -> float:
    """The share of questions that got an answer."""
    return outcome.answered


@scorer("Right among the answered")
def news_right_of_answered(outcome: NewsOutcome) -> float | None:
    """An accepted answer and at most six other words."""
    return outcome.right if outcome.answered else None


@scorer(f"Right among those at {SURE} and more")
def news_right_of_sure(outcome: NewsOutcome) -> float | None:
    """The same over the sure answers."""
    return outcome.right if outcome.answered and outcome.confidence >= SURE else None


@scorer("Answer among ten passages")
def news_found(outcome: NewsOutcome) -> float:
    """An accepted answer stands in one of the first ten passages."""
    return outcome.found


SCORERS = (
    news_exact,
    news_f1,
    news_answered,
    news_right_of_answered,
    news_right_of_sure,
    news_found,
)


def load_articles(folder: Path) -> list[Article]:
    """The articles of a folder.

    Raises:
        InputError: the file is missing, or a line is no article.
    """
    return json_rows(_file(folder, "articles"), _article)


def load_questions(folder: Path, limit: int | None = None) -> list[NewsQuestion]:
    """The questions of a folder, ``limit`` of them taken evenly.

    Raises:
        InputError: the file is missing, or a line is no question.
    """
    return json_rows(_file(folder, "questions"), _question, limit)


def place_of(folder: Path, stores: Path) -> Path:
    """Where the store of these articles is kept: other articles get another one."""
    digest = hashlib.sha256(_file(folder, "articles").read_bytes()).hexdigest()
    return stores / digest[:16]


def write_articles(articles: Sequence[Article], folder: Path) -> None:
    """Write each article as a text file with its title, day and address at the head."""
    folder.mkdir(parents=True, exist_ok=True)
    for article in articles:
        head = {"title": article.title, "published": article.published.replace("/", "-"), "url": article.url}
        lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in head.items() if value]
        text = "\n".join(["---", *lines, "---", "", article.text, ""])
        path = folder / f"{re.sub(r'[^A-Za-z0-9._-]', '_', article.id)}.txt"
        # What is unchanged keeps its time, so that ingesting again costs little.
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")


def measure(questions: Sequence[NewsQuestion], system: DatedSearch) -> tuple[list[NewsOutcome], bool]:
    """Ask every question as of its day; the second value is false when the user stopped it."""
    run = worked("Questions", questions, lambda question: ask_question(system, question))
    return run.made, run.complete


def ask_question(system: DatedSearch, question: NewsQuestion) -> NewsOutcome:
    """One question: its answer, and whether an accepted one stands among the first ten passages."""
    try:
        answer = system.ask(question.question, (), forced=False, as_of=question.asked)
        passages = system.search(question.question, TEN, as_of=question.asked)
    except FactcheckError as error:
        return NewsOutcome(question, error=str(error))
    found = any(
        mentions(f"{passage.title} {passage.text}", each) for passage in passages for each in question.answers
    )
    return NewsOutcome(question, answer, found)


def as_page(outcomes: Sequence[NewsOutcome], complete: bool, articles: int) -> Page:
    """The figures, by question word too, and the reliability of answers."""
    groups = _by_word(outcomes)
    rows = tuple(
        (word, *(f"{shown(each)} ({interval(each)})" if each.n else "" for each in found), str(found[0].n))
        for word, found in groups.items()
    )
    header = ("word", *(each.label for each in SCORERS), "questions")
    bins = reliability(*_answered(outcomes))
    return Page(
        title="News questions",
        summary=f"{len(outcomes)} questions over {articles} articles, each asked as of its day.",
        complete=complete,
        columns=(("all", tuple(figures(SCORERS, outcomes))),),
        tables=(Table("By question word (95% interval)", header, rows), reliability_table(bins)),
    )


def as_json(outcomes: Sequence[NewsOutcome], complete: bool, articles: int) -> dict[str, Any]:
    """The whole result as plain data."""
    confidence, right = _answered(outcomes)
    return {
        "kind": "news",
        "complete": complete,
        "articles": articles,
        "figures": {"all": [asdict(figure) for figure in figures(SCORERS, outcomes)]},
        "words": {word: [asdict(figure) for figure in found] for word, found in _by_word(outcomes).items()},
        "curves": {
            "reliability": [asdict(each) for each in reliability(confidence, right)],
            "risk_coverage": [asdict(point) for point in risk_coverage(confidence, right)],
        },
        "questions": [
            {
                **asdict(outcome.question),
                "given": outcome.given,
                "right": outcome.right,
                "confidence": outcome.confidence,
                "found": outcome.found,
                "error": outcome.error,
            }
            for outcome in outcomes
        ],
    }


def _by_word(outcomes: Sequence[NewsOutcome]) -> dict[str, list[Figure]]:
    words = sorted({outcome.question.word for outcome in outcomes})
    return {word: figures(SCORERS, [o for o in outcomes if o.question.word == word]) for word in words}


def _answered(outcomes: Sequence[NewsOutcome]) -> tuple[list[float], list[float]]:
    rows = [(outcome.confidence, float(outcome.right)) for outcome in outcomes if outcome.answered]
    return [row[0] for row in rows], [row[1] for row in rows]


def _file(folder: Path, stem: str) -> Path:
    for name in (f"{stem}.jsonl.gz", f"{stem}.jsonl"):
        if (folder / name).is_file():
            return folder / name
    raise InputError(
        f"{folder} has no {stem}.jsonl.gz; give a folder with articles.jsonl.gz and questions.jsonl.gz."
    )


def _article(data: Any) -> Article:
    if not data["text"]:
        raise ValueError("an article has a text")
    url, title, published = (str(data.get(name) or "") for name in ("url", "title", "published"))
    return Article(str(data["doc_id"]), url, title, published, str(data["text"]))


def _question(data: Any) -> NewsQuestion:
    answers = tuple(str(answer) for answer in data["answers"])
    if not answers or isinstance(data["answers"], str):
        raise ValueError("answers is a list with at least one answer")
    return NewsQuestion(str(data["id"]), str(data["asked"]), str(data["question"]), answers)
