"""Who did it to whom: the same deed told from either side agrees, the parties exchanged do not."""

from __future__ import annotations

import pytest

from rag.claims import compare

LENT = "The Isholm Fund lent the town of Farvik 46 million euros for a new museum in November 2010."
SOLD = "Norvik Shipping sold its harbour terminal to Bergen Lines for 30 million euros in 2015."
BEAT = "United Rovers beat Harbour City 3-1 in the final on 4 May."
SUCCEEDED = "Anna Holt succeeded Peter Lind as director in 2012."
EXPORTED = "Sweden exported 20,000 tonnes of steel to Chile in 2018."
SUED = "Maria Olsen sued the newspaper Dagblad for libel in 2009."
DEEPER = "Lake Orn is deeper than Lake Vessa."
# A title that names one of the parties stands before the sentence.
TITLED = f"A museum for Farvik {LENT}"


@pytest.mark.parametrize(
    ("evidence", "claim"),
    [
        (LENT, "The Isholm Fund granted Farvik a loan of 46 million euros."),
        (LENT, "Farvik borrowed 46 million euros from the Isholm Fund."),
        (LENT, "Farvik was lent 46 million euros by the Isholm Fund."),
        (LENT, "Farvik received a loan of 46 million euros from the Isholm Fund."),
        (TITLED, "The Isholm Fund lent Farvik 46 million euros for a museum."),
        (SOLD, "Bergen Lines bought a harbour terminal from Norvik Shipping for 30 million euros."),
        (SOLD, "The harbour terminal of Norvik Shipping was sold to Bergen Lines."),
        ("The Norvik terminal is owned by Bergen Lines.", "Is the Norvik terminal owned by Bergen Lines?"),
        (BEAT, "Harbour City was beaten by United Rovers in the final."),
        (BEAT, "Harbour City lost 3-1 to United Rovers in the final."),
        (BEAT, "Harbour City lost 1-3 to United Rovers in the final."),
        (SUCCEEDED, "Peter Lind was succeeded by Anna Holt as director."),
        (SUCCEEDED, "Peter Lind preceded Anna Holt as director."),
        (EXPORTED, "Chile imported 20,000 tonnes of steel from Sweden in 2018."),
        (SUED, "Dagblad was sued by Maria Olsen for libel."),
        (DEEPER, "Lake Vessa is shallower than Lake Orn."),
        ("Kenya met Uganda at the table.", "Uganda met Kenya at the table."),
        ("Kenya paid Uganda in May; Uganda paid Kenya in June.", "Uganda paid Kenya."),
        ("Norway granted Kenya a loan.", "Kenya exported tea to Norway."),  # two deeds, not one turned round
    ],
)
def test_a_deed_told_from_the_other_side_agrees(evidence: str, claim: str) -> None:
    assert compare(claim, evidence) == ()


@pytest.mark.parametrize(
    ("evidence", "claim"),
    [
        (LENT, "Farvik lent the Isholm Fund 46 million euros."),
        (LENT, "Farvik granted the Isholm Fund a loan of 46 million euros."),
        (LENT, "The Isholm Fund borrowed 46 million euros from Farvik."),
        (LENT, "The Isholm Fund was lent 46 million euros by Farvik."),
        (LENT, "The Isholm Fund received a loan of 46 million euros from Farvik."),
        (TITLED, "Farvik lent the Isholm Fund 46 million euros for a museum."),
        (SOLD, "Norvik Shipping bought a harbour terminal from Bergen Lines for 30 million euros."),
        (SOLD, "Bergen Lines sold its harbour terminal to Norvik Shipping for 30 million euros."),
        (BEAT, "Harbour City beat United Rovers 3-1 in the final."),
        (BEAT, "United Rovers was beaten by Harbour City."),
        (BEAT, "United Rovers lost 3-1 to Harbour City in the final."),
        (SUCCEEDED, "Peter Lind succeeded Anna Holt as director in 2012."),
        (SUCCEEDED, "Anna Holt was succeeded by Peter Lind as director."),
        (SUCCEEDED, "Anna Holt preceded Peter Lind as director."),
        (EXPORTED, "Chile exported 20,000 tonnes of steel to Sweden in 2018."),
        (EXPORTED, "Sweden imported 20,000 tonnes of steel from Chile in 2018."),
        (SUED, "Dagblad sued Maria Olsen for libel."),
        (SUED, "Maria Olsen was sued by Dagblad for libel."),
        (DEEPER, "Lake Vessa is deeper than Lake Orn."),
        (DEEPER, "Lake Orn is shallower than Lake Vessa."),
    ],
)
def test_parties_that_changed_places_are_a_difference(evidence: str, claim: str) -> None:
    assert {difference.kind for difference in compare(claim, evidence)} == {"direction"}
