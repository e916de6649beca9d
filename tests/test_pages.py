"""README and docs: what they show runs, what they list is what the program has."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from unittest.mock import patch

import pytest

from rag.cli.manual import renewed
from rag.documents import loaders
from rag.settings import Settings
from tests.conftest import ROOT

PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])


def snippets(page: str) -> list[str]:
    """The examples of a page, in order."""
    return re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_generated_parts_are_fresh(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert renewed(text) == text, f"{page.name} is stale: make docs"


def test_the_generated_parts_are_there() -> None:
    assert "| `min_confidence` |" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "Usage: factcheck verify" in (ROOT / "docs/cli.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_snippets_of_the_readme_run_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    for snippet in snippets("README.md"):
        exec(compile(snippet, "README.md", "exec"), {})
    shown = capsys.readouterr().out
    assert "answered" in shown
    assert "500 million" in shown
    assert (tmp_path / "store").is_dir()


def test_the_examples_of_extending_run_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    with patch.dict(loaders.FORMATS):
        for snippet in snippets("docs/extending.md"):
            exec(compile(snippet, "docs/extending.md", "exec"), names)
    kind, added, retrieved, read, verified, worded, thresholds, case = capsys.readouterr().out.splitlines()
    assert (kind, added) == ("bibliography", "added")
    assert retrieved == read == "240"
    assert verified == "answered"
    assert "240 passengers" in worded
    assert thresholds.startswith("0.6 ")
    assert "ferries-q1" in case


def test_every_setting_is_documented_with_a_sentence() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name


def test_the_changelog_knows_the_present_version_or_has_an_unreleased_part() -> None:
    import rag

    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in text or f"## [{rag.__version__}]" in text
