"""The text that both sides are given: articles of paragraphs, and questions on them.

The paragraphs of SQuAD's training set from ``$FACTCHECK_DATA``, else the seeds. Beyond what there
is, the same articles cut anew: from the middle of one paragraph to the middle of the next, so that
what is added is as long as what was there, and no passage occurs twice.
"""

from __future__ import annotations

import gzip
import html
import itertools
import json
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import InputError

DATA = Path(os.environ.get("FACTCHECK_DATA", "../shared/data"))
SQUAD = Path("reader", "squad_train_v1.1.jsonl.gz")
SEEDS = Path(__file__).parents[2] / "seeds"

_SHIFTS = (6, 7, 11, 13, 17, 19, 23)
"""Into so many parts a paragraph is cut for variants: primes after 6, so that no cut falls on another."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the answers that count, and the paragraph that it was asked on ("" if unknown)."""

    question: str
    answers: tuple[str, ...] = ()
    paragraph: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """A title and its paragraphs."""

    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles in a fixed order, and questions on them in another."""

    name: str
    articles: tuple[Article, ...]
    questions: tuple[Asked, ...]

    @property
    def paragraphs(self) -> int:
        """How many paragraphs the articles have together."""
        return sum(len(article.paragraphs) for article in self.articles)

    @property
    def characters(self) -> int:
        """How long the paragraphs are together."""
        return sum(len(paragraph) for article in self.articles for paragraph in article.paragraphs)

    def first(self, paragraphs: int) -> Corpus:
        """The first so many paragraphs, and the questions on them."""
        articles: list[Article] = []
        room = paragraphs
        for article in self.articles:
            if room <= 0:
                break
            articles.append(Article(article.title, article.paragraphs[:room]))
            room -= len(articles[-1].paragraphs)
        held = {paragraph for article in articles for paragraph in article.paragraphs}
        asked = tuple(each for each in self.questions if not each.paragraph or each.paragraph in held)
        return Corpus(self.name, tuple(articles), asked)


def squad(data: Path = DATA) -> Corpus:
    """SQuAD's training paragraphs; articles and questions shuffled the same way each time.

    Raises:
        InputError: the file is not there.
    """
    path = data / SQUAD
    if not path.is_file():
        raise InputError(f"The paragraphs of SQuAD are not at {path}; set FACTCHECK_DATA to their folder.")
    paragraphs: dict[str, dict[str, None]] = {}
    asked: list[Asked] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            text = " ".join(row["context"].split())
            paragraphs.setdefault(row["title"].replace("_", " "), {})[text] = None
            answers = tuple(dict.fromkeys(answer["text"] for answer in row["answers"]))
            asked.append(Asked(row["question"].strip(), answers, text))
    chance = random.Random(0)  # noqa: S311 - an order, not a secret
    articles = [Article(title, tuple(held)) for title, held in paragraphs.items()]
    chance.shuffle(articles)
    chance.shuffle(asked)
    usable = [each for each in asked if each.answers and len(each.question) > 10]
    return Corpus("SQuAD 1.1, training paragraphs", tuple(articles), tuple(usable))


def folder(path: Path) -> Corpus:
    """Markdown files of a folder; of the seeds with their questions, else with sentences to search for.

    Raises:
        InputError: it holds no Markdown file.
    """
    articles = [
        article
        for file in sorted(path.glob("*.md"))
        if file.name != "README.md" and (article := _article(file)).paragraphs
    ]
    if not articles:
        raise InputError(f"{path} holds no Markdown file to measure with; name another with --corpus.")
    if path.resolve() != SEEDS.resolve():
        asked = [
            Asked(paragraph.partition(". ")[0][:200])
            for article in articles
            for paragraph in article.paragraphs
        ]
    else:
        from eval.suite.cases import seed_cases

        asked = [
            Asked(case.question, case.answers)
            for case in seed_cases().questions
            if case.answers and not case.history
        ]
    random.Random(0).shuffle(asked)  # noqa: S311 - an order, not a secret
    return Corpus(f"the Markdown files of {path.name}", tuple(articles), tuple(asked))


def available(path: Path | None = None) -> Corpus:
    """The corpus of ``path``; without one SQuAD where it is at hand, else the seeds."""
    if path is not None:
        return folder(path)
    return squad() if (DATA / SQUAD).is_file() else folder(SEEDS)


def grown(corpus: Corpus) -> Iterator[Article]:
    """The articles, then the same cut anew, without end in sight but ending."""
    yield from corpus.articles
    seen = {hash(paragraph) for article in corpus.articles for paragraph in article.paragraphs}
    for parts in _SHIFTS:
        for part in range(1, parts):
            for article in corpus.articles:
                # Short paragraphs have few places to be cut at.
                cut = tuple(
                    text for text in _between(article.paragraphs, part / parts) if hash(text) not in seen
                )
                seen.update(map(hash, cut))
                if cut:
                    yield Article(f"{article.title} (cut {part}/{parts})", cut)


def write_files(articles: Sequence[Article], into: Path) -> list[Path]:
    """One text file an article: its title, then its paragraphs, with blank lines between them."""
    into.mkdir(parents=True, exist_ok=True)
    files = []
    for number, article in enumerate(articles):
        file = into / f"{number:05}.txt"
        file.write_text("\n\n".join([article.title, *article.paragraphs]) + "\n", encoding="utf-8")
        files.append(file)
    return files


def write_pages(articles: Sequence[Article], into: Path) -> list[Path]:
    """One web page an article, with the navigation and the foot that pages have."""
    into.mkdir(parents=True, exist_ok=True)
    files = []
    for number, article in enumerate(articles):
        title = html.escape(article.title)
        body = "".join(f"<p>{html.escape(paragraph)}</p>\n" for paragraph in article.paragraphs)
        file = into / f"{number:05}.html"
        file.write_text(
            f"<!doctype html><html><head><title>{title}</title></head><body><nav><a href='/'>Home</a></nav>"
            f"<article><h1>{title}</h1>\n{body}</article><footer>Contact</footer></body></html>\n",
            encoding="utf-8",
        )
        files.append(file)
    return files


def _between(paragraphs: Sequence[str], share: float) -> Iterator[str]:
    for first, second in itertools.pairwise(paragraphs):
        tail, head = first.split(), second.split()
        words = tail[int(len(tail) * share) :] + head[: int(len(head) * share)]
        if words:
            yield " ".join(words)


def _article(file: Path) -> Article:
    body = file.read_text(encoding="utf-8").split("\n---\n", 1)[-1].strip()
    blocks = [" ".join(block.split()) for block in body.split("\n\n")]
    return Article(file.stem, tuple(block for block in blocks if block and not block.startswith("#")))
