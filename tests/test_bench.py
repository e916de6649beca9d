from __future__ import annotations

from pathlib import Path

import pytest

from eval.bench import corpus, machine, table
from eval.comparison import Comparison, in_turn


def test_the_corpus_is_as_long_as_asked_and_no_two_files_are_alike(tmp_path: Path) -> None:
    folder, into = tmp_path / "from", tmp_path / "to"
    folder.mkdir()
    into.mkdir()
    (folder / "README.md").write_text("not an article", encoding="utf-8")
    (folder / "a.md").write_text("---\ntitle: A\n---\n\nThe first article.\n", encoding="utf-8")
    files = corpus(folder, 100, into)
    texts = [file.read_text(encoding="utf-8") for file in files]
    assert len(set(texts)) == len(texts) == 6
    assert sum(text.count("The first article.") for text in texts) == 6
    assert not any("title:" in text or "not an article" in text for text in texts)


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="holds no Markdown file"):
        corpus(tmp_path, 100, tmp_path)


def test_both_sides_take_turns_after_an_unmeasured_round() -> None:
    calls: list[str] = []

    def side(name: str) -> float:
        calls.append(name)
        return float(len(calls))

    ours, peer = in_turn(lambda: side("o"), lambda: side("p"), rounds=3)
    assert "".join(calls) == "op" + "op" + "po" + "op"
    assert (ours, peer) == ([3.0, 6.0, 7.0], [4.0, 5.0, 8.0])


def test_the_ratio_is_that_of_the_medians_and_the_spread_is_shown() -> None:
    comparison = Comparison(
        "ingest", "characters/s", (10.0, 30.0, 20.0), (5.0, 4.0, 90.0), "the peer", "a note"
    )
    assert comparison.ratio == 4.0
    shown = table([comparison])
    assert "ingest: 4.00 times the peer" in shown
    assert "(10 to 30)" in shown
    assert "(4 to 90)" in shown


def test_the_machine_is_described() -> None:
    assert {"python", "cores", "openvino", "torch", "chromadb"} <= set(machine())
