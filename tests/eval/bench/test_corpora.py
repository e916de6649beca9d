from __future__ import annotations

import gzip
import itertools
import json
from pathlib import Path

import pytest

from eval.bench.corpora import SEEDS, SQUAD, Article, Asked, Corpus, folder, grown, squad, write_files
from eval.bench.peers import paragraphs_of
from rag.errors import InputError

CORPUS = Corpus(
    "two towns",
    (
        Article("Sandvik", tuple(f"Sandvik has {n} bridges and one old harbour." for n in range(5))),
        Article("Lund", tuple(f"Lund has {n} mills and a river." for n in range(3))),
    ),
    (Asked("How many?", ("4",), "Sandvik has 4 bridges and one old harbour."), Asked("Where?", ("river",))),
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    file = tmp_path / SQUAD
    file.parent.mkdir()
    rows = [
        {
            "title": f"Town_{town}",
            "context": f"Town {town} has\n{n} wells.",
            "question": f"How many wells {town} {n}?",
            "answers": [{"text": str(n), "start": 0}],
        }
        for town in range(4)
        for n in range(3)
    ]
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    return tmp_path


def test_squad_is_read_into_articles_of_paragraphs_the_same_way_each_time(data: Path) -> None:
    corpus = squad(data)
    assert corpus == squad(data)
    assert corpus.paragraphs == 12
    assert sorted(article.title for article in corpus.articles) == [f"Town {town}" for town in range(4)]
    assert all("\n" not in paragraph for article in corpus.articles for paragraph in article.paragraphs)
    assert len(corpus.questions) == 12


def test_a_part_of_a_corpus_has_only_questions_on_that_part() -> None:
    part = CORPUS.first(4)
    assert part.paragraphs == 4
    assert [asked.question for asked in part.questions] == ["Where?"]
    assert CORPUS.first(5).questions == CORPUS.questions
    assert CORPUS.first(99).paragraphs == 8


def test_beyond_its_end_a_corpus_grows_by_passages_of_which_no_two_are_alike() -> None:
    paragraphs = [paragraph for article in grown(CORPUS) for paragraph in article.paragraphs]
    assert tuple(paragraphs[:5]) == CORPUS.articles[0].paragraphs
    assert len(set(paragraphs)) == len(paragraphs) > 4 * CORPUS.paragraphs
    titles = [article.title for article in grown(CORPUS)]
    assert len(set(titles)) == len(titles)


def test_a_variant_runs_from_the_middle_of_one_paragraph_into_the_next() -> None:
    third = next(itertools.islice(grown(CORPUS), 4, None))
    assert third.title == "Sandvik (cut 2/6)"
    # 8 words, a third of them left out in front, a third of the next 8 added behind.
    assert third.paragraphs[0] == "0 bridges and one old harbour. Sandvik has"
    assert len(third.paragraphs) == 4


def test_files_hold_title_and_paragraphs_and_every_peer_reads_the_same(tmp_path: Path) -> None:
    files = write_files(CORPUS.articles, tmp_path / "files")
    assert len(files) == 2
    assert files[0].read_text(encoding="utf-8").startswith("Sandvik\n\nSandvik has 0")
    assert paragraphs_of(files) == [p for article in CORPUS.articles for p in article.paragraphs]


def test_the_seeds_stand_in_with_their_questions() -> None:
    corpus = folder(SEEDS)
    assert corpus.paragraphs > 10
    assert len(corpus.questions) > 10
    assert all(asked.answers for asked in corpus.questions)


def test_a_folder_of_ones_own_is_searched_for_its_sentences(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("not an article", encoding="utf-8")
    (tmp_path / "a.md").write_text("---\ntitle: A\n---\n\n# A\n\nFirst one. Second one.\n", encoding="utf-8")
    corpus = folder(tmp_path)
    assert corpus.articles == (Article("a", ("First one. Second one.",)),)
    assert corpus.questions == (Asked("First one"),)


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no Markdown file"):
        folder(tmp_path)


def test_a_data_folder_without_squad_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="FACTCHECK_DATA"):
        squad(tmp_path)
