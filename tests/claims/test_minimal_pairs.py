"""Claims that differ from what the evidence says in one number, date, unit, rank, direction or name."""

from __future__ import annotations

import pytest

from rag.claims import compare

# evidence, what it bears out, what it does not
PAIRS = (
    (
        "The harbour of Larvik took in 3,200 ships during 2019.",
        "Larvik took in 3,200 ships in 2019.",
        "Larvik took in 2,300 ships in 2019.",
    ),
    (
        "The fund lent the city $40 million for the new tramway.",
        "The fund lent the city $40 million.",
        "The fund lent the city $400 million.",
    ),
    (
        "The fund lent the city $40 million for the new tramway.",
        "The fund lent the city 40 million dollars.",
        "The fund lent the city 40 million euros.",
    ),
    (
        "Nearly 1,500 workers went on strike at the shipyard.",
        "1,487 workers went on strike at the shipyard.",
        "1,900 workers went on strike at the shipyard.",
    ),
    (
        "Half a billion euros went into the dam.",
        "The dam cost 500 million euros.",
        "The dam cost 50 million euros.",
    ),
    (
        "Unemployment fell to 4.2 percent in March.",
        "Unemployment fell to 4.2% in March.",
        "Unemployment fell to 2.4% in March.",
    ),
    (
        "Unemployment fell to 4.2 percent in March.",
        "In March unemployment fell to 4.2 percent.",
        "In March unemployment rose to 4.2 percent.",
    ),
    (
        "The treaty was signed on 5 June 2014 in Oslo.",
        "The treaty was signed in June 2014.",
        "The treaty was signed in July 2014.",
    ),
    (
        "The treaty was signed on 5 June 2014 in Oslo.",
        "The treaty was signed in Oslo in 2014.",
        "The treaty was signed in Oslo in 2015.",
    ),
    (
        "The treaty was signed on 5 June 2014 in Oslo.",
        "The treaty was signed in Oslo.",
        "The treaty was signed in Lisbon.",
    ),
    (
        "Chile is the third largest supplier of salmon.",
        "Chile is the third largest supplier of salmon.",
        "Chile is the second largest supplier of salmon.",
    ),
    (
        "Chile is the third largest supplier of salmon.",
        "Chile is the number three supplier of salmon.",
        "Chile is the largest supplier of salmon.",
    ),
    (
        "Imports from Japan exceeded exports to it five times in 2018.",
        "In 2018 imports from Japan exceeded exports fivefold.",
        "In 2018 imports from Japan exceeded exports sixfold.",
    ),
    (
        "Imports from Japan exceeded exports to it five times in 2018.",
        "Imports from Japan exceeded exports in 2018.",
        "Exports to Japan exceeded imports in 2018.",
    ),
    (
        "The union has existed for more than 20 years.",
        "The union has existed for over 20 years.",
        "The union has existed for less than 15 years.",
    ),
    (
        "The expedition lasted three months.",
        "The expedition lasted three months.",
        "The expedition lasted three weeks.",
    ),
    (
        "The pipeline runs for 120 km below the sea.",
        "The pipeline runs for 120 kilometres.",
        "The pipeline runs for 120 miles.",
    ),
    (
        "The mine yields 12 tonnes of silver a year.",
        "The mine yields 12 tonnes of silver.",
        "The mine yields 12 kilograms of silver.",
    ),
    (
        "President Maria Olsen opened the museum.",
        "Maria Olsen opened the museum.",
        "Peter Lund opened the museum.",
    ),
    (
        "Aleksandr Petrenko opened the museum.",
        "Alexander Petrenka opened the museum.",
        "Alexandra Petrenko opened the museum.",
    ),
    (
        "Kenya granted Uganda a loan of $30 million.",
        "Kenya granted Uganda a loan.",
        "Uganda granted Kenya a loan.",
    ),
    (
        "Kenya granted Uganda a loan of $30 million.",
        "Kenya granted Uganda $30 million.",
        "Kenya granted Tanzania $30 million.",
    ),
    (
        "The ferry sank before the inspection.",
        "The ferry sank before the inspection.",
        "The ferry sank after the inspection.",
    ),
    (
        "Wages increased by 5 percent in the north.",
        "Wages rose by 5 percent in the north.",
        "Wages rose by 5 percent in the south.",
    ),
    (
        "The committee did not approve the budget.",
        "The committee did not approve the budget.",
        "The committee approved the budget.",
    ),
    (
        "The committee approved the budget.",
        "The committee approved the budget.",
        "The committee rejected the budget.",
    ),
    (
        "She was the first woman to chair the bank.",
        "She was the first woman to chair the bank.",
        "She was the last woman to chair the bank.",
    ),
    (
        "A third of the forest burned down.",
        "33 percent of the forest burned down.",
        "A quarter of the forest burned down.",
    ),
    (
        "The plant employs 250 people in two towns.",
        "The plant employs 250 people.",
        "The plant employs 520 people.",
    ),
    (
        "Turnover doubled within four years.",
        "Turnover doubled within four years.",
        "Turnover doubled within five years.",
    ),
    (
        "Turnover doubled within four years.",
        "Turnover doubled within four years.",
        "Turnover tripled within four years.",
    ),
    (
        "The parties signed about 40 agreements in Lima.",
        "Some 40 agreements were signed in Lima.",
        "Some 14 agreements were signed in Lima.",
    ),
    (
        "Sales reached 1.2bn yen last quarter.",
        "Sales reached 1.2 billion yen.",
        "Sales reached 1.2 million yen.",
    ),
    (
        "The minister visited Iran on Monday.",
        "The minister visited Iran.",
        "The minister visited Iraq.",
    ),
    (
        "Sanctions on the bank were lifted in May 2020.",
        "Sanctions on the bank were lifted in May 2020.",
        "Sanctions on the bank were imposed in May 2020.",
    ),
    (
        "Between 20 and 30 percent of the votes were invalid.",
        "25 percent of the votes were invalid.",
        "45 percent of the votes were invalid.",
    ),
    (
        "The Nordic Fund sold the hotel to a Danish company.",
        "The Nordic Fund sold the hotel.",
        "The Nordic Fund bought the hotel.",
    ),
    (
        "The bridge was opened in the 1990s.",
        "The bridge was opened in 1994.",
        "The bridge was opened in 2004.",
    ),
    (
        "Up to 60 trains a day use the tunnel.",
        "Up to 60 trains a day use the tunnel.",
        "Up to 80 trains a day use the tunnel.",
    ),
    (
        "The congress elected its 20th chairman.",
        "The congress elected its twentieth chairman.",
        "The congress elected its 21st chairman.",
    ),
)


@pytest.mark.parametrize(("evidence", "true", "false"), PAIRS)
def test_the_lens_tells_the_pair_apart(evidence: str, true: str, false: str) -> None:
    assert compare(true, evidence) == ()
    assert compare(false, evidence) != ()


def test_there_are_forty_pairs() -> None:
    assert len(PAIRS) == 40


def test_a_difference_names_both_sides() -> None:
    (difference,) = compare("The fund lent $400 million.", "The fund lent the city $40 million.")
    assert (difference.kind, difference.claim, difference.evidence) == (
        "money",
        "$400 million",
        "$40 million",
    )


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        (
            "The fund lent the city $40 million.",
            "The fund, which has 12 members, lent the city $40 million in 2019.",
        ),
        ("The tramway opened in 2019.", "The tramway opened in 2019; a second line followed in 2021."),
        ("Larvik has a harbour.", "The harbour of Larvik took in 3,200 ships during 2019."),
    ],
)
def test_a_mere_extra_figure_is_no_difference(claim: str, evidence: str) -> None:
    assert compare(claim, evidence) == ()


def test_relative_dates_are_counted_from_the_published_date() -> None:
    assert compare("The mill closed in 2021.", "The mill closed last year.", "2022-05-03") == ()
    assert compare("The mill closed in 2020.", "The mill closed last year.", "2022-05-03") != ()


def test_a_coarse_date_does_not_bear_out_a_day_that_a_nearer_date_contradicts() -> None:
    evidence = "They planned it in mid-September 2022. On September 22, 2022, the mayor met the builders."
    assert compare("The mayor met the builders on September 22, 2022.", evidence) == ()
    assert compare("The mayor met the builders on September 12, 2022.", evidence) != ()


def test_ahead_of_an_event_is_not_after_it() -> None:
    evidence = "Some days ahead of the visit the ministry had made a paper public."
    assert not compare("The ministry made a paper public before the visit.", evidence)
    assert compare("The ministry made a paper public after the visit.", evidence)
