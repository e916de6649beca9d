"""Who says what: in prose, in transcripts and in mails."""

from __future__ import annotations

import pytest

from rag.documents.sentences import sentences
from rag.text.speech import called, said_by_another, speaker_near, speaker_of, utterances

NEWS = (
    "Maud Ferrier, who chairs the growers' association, said the county had been too slow. "
    '"We asked for inspectors in April," she said. Trees were found in Harle and Osmund, the county said. '
    'The mayor of Selby, Sten Aalto, called it "a rainy miracle". A sort called Ironsides resists the disease.\n\n'
    '"It was late. We were tired," said its director, Petra Oduya. According to the police, nobody was hurt.'
)
HEARING = (
    "Hearing on the ferry\n\n"
    "MS ADEYEMI: Folake Adeyemi. I was chief mate that night.\n\n"
    "CHAIR: What was the visibility?\n\n"
    "MS ADEYEMI: About two hundred metres. I thought we should wait.\n\nI told nobody.\n\n"
    "CAPTAIN RUUD (master of the ferry): I never heard a warning."
)
MAILS = (
    "From: Janek Sobol To: Ruth Abara Date: Wed, 3 April 2024 09:12\n\nMy price holds until June.\n\n"
    "From: Ruth Abara To: Janek Sobol Date: Thu, 4 April 2024 10:00\n\nThe committee put this off."
)


def said(text: str) -> dict[str, str]:
    return {text[one.start : one.end]: one.speaker for one in utterances(text, tuple(sentences(text)))}


def test_prose_names_its_speakers_by_name_pronoun_and_office() -> None:
    found = said(NEWS)

    assert found['"We asked for inspectors in April," she said.'] == "Maud Ferrier"
    assert found["Trees were found in Harle and Osmund, the county said."] == "the county"
    assert found['The mayor of Selby, Sten Aalto, called it "a rainy miracle".'] == "Sten Aalto"
    assert found["According to the police, nobody was hurt."] == "the police"
    assert {who for quote, who in found.items() if "late" in quote or "tired" in quote} == {"Petra Oduya"}


def test_somebody_of_a_house_speaks_and_not_the_house() -> None:
    text = "Ivar Dale of the Kerr Foundation said the fund was empty."
    assert list(said(text).values()) == ["Ivar Dale"]


def test_a_thing_that_is_called_something_speaks_not() -> None:
    assert not [quote for quote in said(NEWS) if "Ironsides" in quote]


@pytest.mark.parametrize(
    ("claim", "another"),
    [
        ("Bo Lind said the roof was rotten.", True),
        ("Ada Berg said the roof was rotten.", False),
        ("Bo Lind bought the hall.", False),
    ],
)
def test_what_one_says_is_not_said_by_whoever_stands_beside(claim: str, another: bool) -> None:
    assert said_by_another(claim, 'Bo Lind bought the hall. "The roof is rotten," said Ada Berg.') is another


def test_a_turn_goes_on_until_the_next_label() -> None:
    found = said(HEARING)

    assert found["I thought we should wait."] == "MS ADEYEMI"
    assert found["I told nobody."] == "MS ADEYEMI"
    assert found["CHAIR: What was the visibility?"] == "CHAIR"


def test_the_sender_says_what_stands_in_a_mail() -> None:
    assert said(MAILS)["My price holds until June."] == "Janek Sobol"
    assert said(MAILS)["The committee put this off."] == "Ruth Abara"


def test_a_line_with_a_colon_is_no_transcript() -> None:
    assert not said("Contact: Ada Berg\n\nNote: The hall is closed on Monday.\n\nPrice: 40 crowns")


@pytest.mark.parametrize(
    ("asked", "quote", "expected"),
    [
        ("Ruud", "I never heard a warning", True),
        ("Anders Ruud", "I never heard a warning", True),
        ("the master", "I never heard a warning", True),
        ("the chief mate", "I told nobody", True),
        ("the chief mate", "I never heard a warning", False),
        ("Adeyemi", "I never heard a warning", False),
    ],
)
def test_a_speaker_is_known_by_name_and_by_office(asked: str, quote: str, expected: bool) -> None:
    ranges, at = tuple(sentences(HEARING)), HEARING.index(quote)
    spoken = speaker_of(HEARING, ranges, at, at + len(quote))

    assert spoken is not None
    assert called(HEARING, ranges, spoken, asked) is expected


@pytest.mark.parametrize("marks", ['""', "“”"])
def test_the_speaker_near_a_quotation_is_a_name(marks: str) -> None:
    text = f"Nobody came. {marks[0]}We did it,{marks[1]} said Anna Berg. Tom Hale left."
    start = text.index("We did")

    assert speaker_near(text, start, start + len("We did it")) == "Anna Berg"
    assert speaker_near("He wrote “we did it” on the wall.", 10, 19) is None
