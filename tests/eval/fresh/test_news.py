"""News questions: articles are ingested whole with their day, questions asked as of theirs."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from eval.fresh import news
from eval.scoring import figures
from rag.documents.cleaning.front_matter import split_front_matter
from rag.errors import InputError
from tests.eval.fresh.world import DatedFake
from tests.eval.harbour import FakeSystem, answered

HOW_MANY = "How many passengers did the ferry carry this week?"
ARTICLE = {
    "doc_id": "n1",
    "url": "https://news.example/1",
    "title": 'The "Nordholm": full',
    "published": "2021/05/30",
    "text": "It carried 412.\n\n# Not a heading",
}
QUESTION = {"id": "q1", "asked": "2021-06-01", "question": HOW_MANY, "answers": ["412", "412 passengers"]}
OTHER = {"id": "q2", "asked": "2021-06-02", "question": "Who owns it?", "answers": ["Bo Lund"]}


def write(folder: Path, articles: list[object], questions: list[object]) -> Path:
    for name, rows in (("articles", articles), ("questions", questions)):
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    return folder


def test_an_article_is_written_whole_with_its_day_and_title(tmp_path: Path) -> None:
    articles = news.load_articles(write(tmp_path, [ARTICLE], [QUESTION]))
    news.write_articles(articles, tmp_path / "articles")
    found = split_front_matter((tmp_path / "articles" / "n1.txt").read_text(encoding="utf-8"))
    assert found.fields["published"] == "2021-05-30"
    assert found.fields["title"] == 'The "Nordholm": full'
    assert found.fields["url"] == ARTICLE["url"]
    assert found.body.strip() == ARTICLE["text"]
    assert not found.warnings


def test_what_is_unchanged_is_not_written_again(tmp_path: Path) -> None:
    articles = news.load_articles(write(tmp_path, [ARTICLE], [QUESTION]))
    news.write_articles(articles, tmp_path / "articles")
    os.utime(tmp_path / "articles" / "n1.txt", (1, 1))
    news.write_articles(articles, tmp_path / "articles")
    assert (tmp_path / "articles" / "n1.txt").stat().st_mtime == 1


def test_other_articles_get_another_store(tmp_path: Path) -> None:
    first = news.place_of(write(tmp_path, [ARTICLE], [QUESTION]), tmp_path)
    second = news.place_of(write(tmp_path, [{**ARTICLE, "text": "Other."}], [QUESTION]), tmp_path)
    assert first != second


def test_a_question_is_asked_and_searched_as_of_its_day(tmp_path: Path) -> None:
    system = DatedFake(FakeSystem({HOW_MANY: answered(HOW_MANY, "412 passengers in May", 0)}))
    questions = news.load_questions(write(tmp_path, [ARTICLE], [QUESTION, OTHER]))
    outcomes, complete = news.measure(questions, system)
    assert complete
    assert system.days == ["2021-06-01"] * 2 + ["2021-06-02"] * 2
    assert [(one.right, one.found, one.question.word) for one in outcomes] == [
        (True, True, "how many"),
        (False, False, "who"),
    ]
    values = {figure.name: figure.value for figure in figures(news.SCORERS, outcomes)}
    assert values["news_exact"] == 0.0
    assert values["news_right_of_answered"] == values["news_right_of_sure"] == 1.0
    assert values["news_answered"] == values["news_found"] == 0.5
    data = news.as_json(outcomes, complete, 1)
    assert set(data["words"]) == {"how many", "who"}
    assert "over 1 articles" in news.as_page(outcomes, complete, 1).summary


@pytest.mark.parametrize(
    ("articles", "questions", "fault"),
    [
        ([{"title": "No id"}], [QUESTION], r"Line 1 of .*articles\.jsonl\.gz"),
        ([ARTICLE], [{**QUESTION, "answers": []}], r"Line 1 of .*questions\.jsonl\.gz"),
        ([ARTICLE], ["text"], r"Line 1 of .*questions\.jsonl\.gz"),
        ([ARTICLE], [], "has no rows"),
    ],
)
def test_a_faulty_line_is_named(
    tmp_path: Path, articles: list[object], questions: list[object], fault: str
) -> None:
    write(tmp_path, articles, questions)
    with pytest.raises(InputError, match=fault):
        (news.load_articles(tmp_path), news.load_questions(tmp_path))


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"has no articles\.jsonl\.gz"):
        news.load_articles(tmp_path)
