"""Passages: whole sentences, one of overlap, headings with what follows them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rag.documents import Document, Metadata, Page, Section, sentences, split_passages
from rag.settings import Settings

LIMIT = 40


def count_words(texts: list[str]) -> list[int]:
    """One token a word, and one for every eight characters of a long word."""
    return [sum(1 + len(word) // 8 for word in text.split()) for text in texts]


def make_document(paragraphs: Sequence[tuple[str, bool]], pages: tuple[Page, ...] = ()) -> Document:
    """Paragraphs are (text, is a heading)."""
    position, sections = 0, []
    for text, heading in paragraphs:
        if heading:
            sections.append(Section(position, text))
        position += len(text) + 2
    text = "\n\n".join(text for text, _ in paragraphs)
    return Document("test", text, Metadata("Test"), sections=tuple(sections), pages=pages)


def settings() -> Settings:
    return Settings(passage_tokens=LIMIT)


def numbered(count: int, words: int = 9) -> str:
    return " ".join(f"Sentence {n} says that {'very ' * (words - 5)}little happened." for n in range(count))


def test_a_short_document_is_one_passage() -> None:
    document = make_document([("Nothing happened. Nobody came.", False)])
    (passage,) = split_passages(document, count_words, settings())
    assert (passage.index, passage.start, passage.end) == (0, 0, len(document.text))
    assert list(passage.sentences) == sentences(document.text)


def test_neighbours_share_one_sentence() -> None:
    passages = split_passages(make_document([(numbered(20), False)]), count_words, settings())
    assert len(passages) > 3
    for before, after in pairwise(passages):
        assert before.sentences[-1] == after.sentences[0]


def test_no_passage_is_larger_than_asked() -> None:
    document = make_document([(numbered(50, words), False) for words in (6, 12, 30)])
    for passage in split_passages(document, count_words, settings()):
        pieces = [document.text[start:end] for start, end in passage.sentences]
        assert sum(count_words(pieces)) <= LIMIT


def test_a_heading_stays_with_what_follows_it() -> None:
    paragraphs = [(numbered(4), False), ("Costs", True), ("In euros", True), (numbered(6), False)] * 4
    document = make_document(paragraphs)
    headings = {section.start for section in document.sections}
    for passage in split_passages(document, count_words, settings()):
        assert passage.sentences[-1][0] not in headings


def test_no_overlap_reaches_back_over_a_heading() -> None:
    document = make_document([("First", True), (numbered(4), False), ("Second", True), (numbered(4), False)])
    second = document.sections[1].start
    for passage in split_passages(document, count_words, settings()):
        if passage.section == "Second":
            assert passage.start >= second


def test_section_and_page_are_those_in_which_the_passage_begins() -> None:
    document = make_document([("First", True), (numbered(4), False), ("Second", True), (numbered(4), False)])
    paged = make_document(
        [("First", True), (numbered(4), False), ("Second", True), (numbered(4), False)],
        pages=(Page(1, 0), Page(2, document.sections[1].start)),
    )
    passages = split_passages(paged, count_words, settings())
    assert [(passage.section, passage.page) for passage in passages][:1] == [("First", 1)]
    assert (passages[-1].section, passages[-1].page) == ("Second", 2)


def test_an_over_long_sentence_is_cut_between_words() -> None:
    sentence = "The list names " + ", ".join(f"item{n}" for n in range(300)) + "."
    document = make_document([(sentence, False)])
    passages = split_passages(document, count_words, settings())
    pieces = [document.text[start:end] for passage in passages for start, end in passage.sentences]
    assert " ".join(dict.fromkeys(pieces)) == sentence
    assert all(count <= LIMIT for count in count_words(pieces))


def test_a_word_longer_than_a_passage_is_cut_inside() -> None:
    document = make_document([("a" * 5_000, False)])
    passages = split_passages(document, count_words, settings())
    assert (
        "".join(document.text[start:end] for passage in passages for start, end in passage.sentences)
        == "a" * 5_000
    )


def test_tokens_are_counted_in_batches() -> None:
    sizes = []

    def count(texts: list[str]) -> list[int]:
        sizes.append(len(texts))
        return [5] * len(texts)

    split_passages(make_document([(numbered(60), False)]), count, settings())
    assert sizes == [60]


PARAGRAPHS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "Costs",
                "It rained. It snowed.",
                numbered(3),
                numbered(12, 20),
                "word " * 90,
                "x" * 700,
                "a | b",
            ]
        ).map(str.strip),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@given(PARAGRAPHS)
def test_passages_cover_every_sentence_in_order(paragraphs: list[tuple[str, bool]]) -> None:
    document = make_document(paragraphs)
    passages = split_passages(document, count_words, settings())
    seen: list[tuple[int, int]] = []
    for index, passage in enumerate(passages):
        assert passage.index == index
        assert (passage.start, passage.end) == (passage.sentences[0][0], passage.sentences[-1][1])
        seen.extend(span for span in passage.sentences if span not in seen[-1:])
    assert seen == sorted(set(seen))
    position = 0
    for start, end in seen:
        assert not document.text[position:start].strip()
        position = end
    assert not document.text[position:].strip()


def test_the_lines_above_a_table_stay_with_its_rows() -> None:
    rows = [f"Town {n} (in thousands) | 2022: 1{n} | 2023: 2{n}" for n in range(4)]
    lines = [numbered(3), "Jobs by town", "In the north:", *rows]
    document = make_document([(line, False) for line in lines])
    passages = split_passages(document, count_words, settings())
    held = [document.text[passage.start : passage.end] for passage in passages]
    assert next(text for text in held if "Jobs by town" in text).endswith(tuple(rows))
