"""Sentence ranges: exact, complete, and right on the punctuation of news."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.documents import sentences

SAMPLES = [
    ["The U.S. Senate voted on Tuesday.", "Mr. Okafor, of the E.U. delegation, abstained."],
    ["The fund paid $1.5 million to St. Mary's Hospital.", "It had promised $2.25 bn. in total."],
    ['"We will not sign," she said.', '"Not today. Not tomorrow."', "Then she left."],
    ["“The price is too high.”", "That was the view of J. R. Halvorsen, the chairman."],
    ["He arrived at 5 p.m. on Friday.", "Nobody met him."],
    ["He arrived at 5 p.m.", "The meeting had ended."],
    ["It was 7 a.m. Moscow time when the call came.", "He answered."],
    ["The deal was signed in Washington, D.C.", "The ministers then flew home."],
    ["She waited... and waited.", "Nothing came."],
    ["They hoped for peace…", "It did not last."],
    ["Dr. A. B. Carter Jr. joined Acme Inc. in 2019.", "He left two years later."],
    ["Was it a bribe?", "“No!” he shouted.", "The court disagreed."],
    ["Gov. Lee met Sen. Ruiz and Rep. Tan on Jan. 5.", "Talks failed."],
    ["See No. 5 on p. 12 of the report.", "It lists all ports."],
    ["Lt. Gen. Marko Ilić said (on Monday.) that it was over.", "It was not."],
    ["The minister called it “a disgrace.”", "He resigned."],
    ["The U.N. was founded in 1945.", "It has 193 members."],
    ["He works for the U.N.", "She does not."],
    ["What now?", "Who pays?", "Nobody knows!"],
    ["The 20th Congress ended.", "In Sept. the new Sec. of the Union read out its list."],
    ["“It is over,” said Col. Brandt.", "“We go home.”"],
    ["Profits were €3.2bn in 2021.", "In 2022, they fell to €1.1bn."],
    ["Visit www.example.org for more.", "The e-mail is a.b@c.org."],
    ["The firm, Smith & Co. of Leeds, was sold.", "Jones Ltd. bought it for £4m."],
    ["George W. Bush and Hugo C. de Groot met.", "They spoke of oil."],
    ["“Why did he go?” she asked.", "“He had to.”"],
    ["Exports fell 12.5%.", "Imports, by contrast, rose."],
    ["Prof. Weiss et al. found no effect.", "Others did."],
    ["He won by 5 to 3 (his best result ever).", "(It was also his last.)", "He retired."],
    ["The minister — a former K.G.B. officer — smiled.", "He said nothing."],
    ["It cost $5 million.", "$2 million of it was lost."],
    ["1. The bank pays.", "2. The state guarantees."],
]


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample[0][:30])
def test_sentences_of_news_end_where_a_reader_ends_them(sample: list[str]) -> None:
    assert cut(" ".join(sample)) == sample


def test_a_heading_is_a_sentence_of_its_own() -> None:
    assert cut("Ferry line to close\n\nThe line will close. It lost money.") == [
        "Ferry line to close",
        "The line will close.",
        "It lost money.",
    ]


def test_a_quotation_of_half_a_page_is_cut_into_its_sentences() -> None:
    quote = (
        "“" + " ".join(f"The bank paid the sum number {n} in March of that year." for n in range(30)) + "”"
    )
    assert len(cut(quote)) == 30


def test_a_paragraph_longer_than_any_window_is_cut_like_a_short_one() -> None:
    one = "The northern ferry line, with its five boats, will close in the month of June."
    assert cut(" ".join([one] * 3_000)) == [one] * 3_000


def test_a_word_without_end_gets_ranges_without_end_of_time() -> None:
    text = "a" * 200_000
    assert "".join(cut(text)) == text


def test_no_text_has_no_sentences() -> None:
    assert sentences("") == []
    assert sentences(" \n\n \t ") == []


PIECES = st.sampled_from(
    ["Mr. ", "U.S. ", "The bank paid. ", '"No," ', "“", "”", "(", ") ", "\n", "\n\n", "\n \n", "…", "... ", "$1.5 ",
     "a", "Ö", "😀", "? ", "! ", ".", " ", "5 p.m. ", "\u00a0", "\u3000", "。", "1. ", "e\u0301", "\r\n"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200))
def test_ranges_cover_all_but_white_space_in_order_and_cross_no_paragraph(text: str) -> None:
    position = 0
    for start, end in sentences(text):
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end].strip() == text[start:end]
        assert "\n\n" not in text[start:end]
        position = end
    assert not text[position:].strip()
