"""A claim is matched to one of before that means the same and has the same values and names, and to no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.archive import Archive, CheckedClaim, CheckedDraft
from rag.claims import load_judge
from rag.claims.memory import matches, meanings, recall, same_values, same_words
from rag.results import Judgement, Verdict
from rag.reviews import Review
from tests.fakes import FakeEmbedder

SAME = (
    (
        "Unemployment in Spain fell to 11.2% in 2024.",
        "In 2024 Spain's unemployment rate fell to 11.2 percent.",
    ),
    ("Acme acquired Widget Corp for 2 billion euros.", "Widget Corp was bought by Acme for €2bn."),
    ("The council rejected the plan.", "The plan was rejected by the council."),
    ("The factory employs 350 people.", "350 people work at the factory."),
)
OTHER = (
    ("The bridge was opened in 1968.", "The bridge opened in 1978."),
    ("Unemployment in Spain fell to 11.2% in 2024.", "Unemployment in Portugal fell to 11.2% in 2024."),
    ("Unemployment in Spain fell to 11.2% in 2024.", "Unemployment in Spain fell in 2024."),
    ("Acme acquired Widget Corp for 2 billion euros.", "Widget Corp acquired Acme for 2 billion euros."),
    ("The factory employs 350 people.", "The factory employs more than 350 people."),
    ("Spain won the match.", "Portugal won the match."),
    ("Line 4 carried 300 people.", "Line 5 carried 300 people."),
    ("Revenue was 5 million dollars.", "Revenue was 5 million euros."),
    ("The drug reduces the risk of stroke.", "The drug may reduce the risk of stroke."),
    ("Roke wrote: “It asks for care, not for speed.”", "Roke wrote: “It asks for speed, not for care.”"),
)


class Agreeing:
    """A judge to whom everything follows from everything: what is left is the comparison of values."""

    name = "agreeing"

    def judge(self, pairs: list[tuple[str, str]]) -> list[Judgement]:
        chances = {"SUPPORTED": 1.0, "REFUTED": 0.0, "NOT_ENOUGH_EVIDENCE": 0.0}
        return [Judgement(label="SUPPORTED", probabilities=chances) for _ in pairs]  # type: ignore[arg-type]


@pytest.mark.parametrize(("one", "two"), SAME)
def test_the_same_in_other_words_is_matched(one: str, two: str) -> None:
    embedder = FakeEmbedder()
    vectors = embedder.embed_passages([two])
    assert matches(one, [two], embedder.embed_query(one), vectors, load_judge()) == [0]


@pytest.mark.parametrize(("one", "two"), OTHER)
def test_another_value_name_or_certainty_is_never_matched(one: str, two: str) -> None:
    assert not same_values(one, two)
    embedder = FakeEmbedder()
    vectors = embedder.embed_passages([two])
    assert matches(one, [two], embedder.embed_query(one), vectors, Agreeing()) == []  # type: ignore[arg-type]


def test_spaces_and_the_last_stop_make_no_other_claim_but_signs_do() -> None:
    assert same_words("It  fell\nby 5%.", "It fell by 5%")
    assert not same_words("It fell by 5%", "It fell by 5")


def test_what_a_pronoun_stands_for_belongs_to_the_claim() -> None:
    text = "Marie Curie moved to Paris. She won two prizes."
    assert list(meanings(text).values()) == [
        "Marie Curie moved to Paris.",
        "Marie Curie won two prizes.",
    ]
    assert meanings("She won two prizes.") == {}


def kept(archive: Archive, owner: str, name: str, text: str, checked: str, *reviews: Review) -> None:
    verdict = Verdict(claim=text, start=0, end=len(text), label="REFUTED", confidence=0.9)
    claim = CheckedClaim(verdict=verdict, checked=checked, reviews=reviews)
    draft = CheckedDraft(id=name, text=text, ranges=((0, len(text)),), state="done", claims=(claim,))
    archive.begin(owner, draft)
    archive.keep(owner, draft)
    archive.replace(owner, name, 0, claim)


def recalled(archive: Archive, owner: str, *claims: str, but: str = "") -> list[str | None]:
    found = recall(archive, owner, claims, FakeEmbedder(), Agreeing(), but)  # type: ignore[arg-type]
    return [None if one is None else one.checked for one in found]


TEXT = "The bridge of Marlow was opened in 1968."


def test_the_latest_match_counts_but_one_that_a_person_reviewed_before_it(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "checks.sqlite3")
    assert recalled(archive, "user:ada", TEXT) == [None]
    kept(archive, "user:ada", "a1", TEXT, "2026-01-01")
    kept(archive, "user:ada", "a2", TEXT, "2026-02-01")
    assert recalled(archive, "user:ada", TEXT, "", TEXT.replace("8", "9")) == ["2026-02-01", None, None]
    assert recalled(archive, "user:ada", TEXT, but="a2") == ["2026-01-01"]
    kept(
        archive, "user:ada", "a3", TEXT, "2025-01-01", Review(standing="confirmed", by="ada", at="2026-03-01")
    )
    assert recalled(archive, "user:ada", TEXT) == ["2025-01-01"]


def test_claims_are_their_owners_until_somebody_signed_in_reviews_them(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "checks.sqlite3")
    kept(archive, "user:ada", "a1", TEXT, "2026-01-01", Review(standing="confirmed", at="2026-03-01"))
    assert recalled(archive, "user:bob", TEXT) == [None]
    kept(
        archive, "user:ada", "a2", TEXT, "2026-01-02", Review(standing="confirmed", by="ada", at="2026-03-01")
    )
    assert recalled(archive, "user:bob", TEXT) == ["2026-01-02"]
    archive.delete("user:ada", "a2")
    assert recalled(archive, "user:bob", TEXT) == [None]


def test_each_claim_is_embedded_once_by_each_model(tmp_path: Path) -> None:
    archive, embedder = Archive(tmp_path / "checks.sqlite3"), FakeEmbedder()
    kept(archive, "user:ada", "a1", TEXT, "2026-01-01")
    for _ in range(2):
        recall(archive, "user:ada", [TEXT], embedder, Agreeing())  # type: ignore[arg-type]
    assert embedder.embedded == 3
    assert recall(archive, "user:ada", [TEXT], FakeEmbedder("other-8", 8), Agreeing())[0] is not None  # type: ignore[arg-type]
