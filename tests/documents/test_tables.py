# ruff: noqa: E501  documents written out
"""Tables of every kind: a cell keeps its row and its column."""

from __future__ import annotations

import pytest

from rag.documents import Document, load_bytes
from rag.documents.sentences import sentences
from rag.documents.tables import read_row, rows_as_blocks
from rag.settings import Settings
from tests.documents.samples import make_docx, make_page, make_xlsx
from tests.documents.tabular import make_table_pdf


def load(data: bytes | str, settings: Settings, name: str = "x1") -> Document:
    return load_bytes(data.encode() if isinstance(data, str) else data, name, settings)


def lines(rows: list[list[str]], **told: object) -> list[str]:
    return [block.text for block in rows_as_blocks(rows, **told)]  # type: ignore[arg-type]


def test_years_name_columns_and_are_no_figures() -> None:
    assert lines([["Harbour", "2021", "2022"], ["Lindholm", "812", "907"]]) == [
        "Harbour: Lindholm | 2021: 812 | 2022: 907"
    ]


def test_a_column_of_years_is_no_head() -> None:
    assert lines([["Year", "Ferries"], ["2021", "14"], ["2022", "15"]])[0] == "Year: 2021 | Ferries: 14"


def test_titles_above_the_head_are_the_caption() -> None:
    assert lines([["Season 2022/23", ""], ["Club", "Goals"], ["Lindholm", "41"]]) == [
        "Season 2022/23",
        "Club: Lindholm | Goals: 41",
    ]


def test_a_head_of_two_rows_is_joined_and_groups_and_units_stay_with_their_rows() -> None:
    rows = [
        ["", "2022", "2021"],
        ["Operating costs:", "", ""],
        ["Fuel", "12.5", "11.0"],
        ["Total operating costs", "40.1", "38.2"],
        ["Costs per share", "0.4", "0.3"],
    ]
    assert lines(rows, caption="Statement of income (in millions, except per share data)") == [
        "Statement of income (in millions, except per share data)",
        "Operating costs:",
        "Operating costs – Fuel (in millions) | 2022: 12.5 | 2021: 11.0",
        "Total operating costs (in millions) | 2022: 40.1 | 2021: 38.2",
        "Costs per share | 2022: 0.4 | 2021: 0.3",
    ]


def test_a_row_is_read_back_from_its_text_with_its_ranges() -> None:
    line = "Harbour: Lindholm | 2021: 812 | 10:30 to 11:00"
    cells = read_row(line)
    assert [(cell.column, cell.text) for cell in cells] == [
        ("Harbour", "Lindholm"),
        ("2021", "812"),
        ("", "10:30 to 11:00"),
    ]
    assert all(line[cell.start : cell.end] == cell.text for cell in cells)
    assert read_row("No table here: none at all.") == ()


def test_a_wide_row_is_parted_and_each_part_names_it() -> None:
    parts = lines([["Place", *(f"Column number {n}" for n in range(40))], ["Lindholm", *map(str, range(40))]])
    assert len(parts) > 1
    assert all(part.startswith("Place: Lindholm | ") for part in parts)
    assert sum(len(read_row(part)) - 1 for part in parts) == 40


def test_a_row_is_one_sentence_whatever_stands_in_it() -> None:
    text = "Payee: Dr. Holt. Retired | Amount: 12.5\n\nIt rained. It stopped."
    assert [text[a:b] for a, b in sentences(text)] == [
        "Payee: Dr. Holt. Retired | Amount: 12.5",
        "It rained.",
        "It stopped.",
    ]


def test_spans_and_lists_in_the_cells_of_a_page_are_kept(settings: Settings) -> None:
    table = (
        "<table><tr><th>Line</th><th>Day</th><th>Hours</th></tr><tr><td rowspan=2>North</td><td>Monday</td>"
        "<td><ul><li>8:00 to 12:00</li><li>14:00 to 18:00</li></ul></td></tr><tr><td>Tuesday</td><td>closed</td></tr></table>"
    )
    prose = "The northern ferry line publishes its hours for the summer on this page every year in May."
    text = load(make_page(f"<article><h1>Hours</h1><p>{prose}</p>{table}</article>"), settings).text
    assert text.split("\n\n")[-2:] == [
        "Line: North | Day: Monday | Hours: 8:00 to 12:00; 14:00 to 18:00",
        "Line: North | Day: Tuesday | Hours: closed",
    ]


def test_a_page_that_is_a_table_alone_is_read(settings: Settings) -> None:
    table = "<table><tr><th>Harbour</th><th>Depth</th></tr><tr><td>Lindholm</td><td>12 m</td></tr></table>"
    assert load(make_page(table), settings).text.endswith("Harbour: Lindholm | Depth: 12 m")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", "harbour;depth\nLindholm;12\nAsker;9\n"),
        ("a.csv", "sep=;\nharbour;depth\nLindholm;12\n"),
        ("a.tsv", "harbour\tdepth\nLindholm\t12\n"),
        ("a", "harbour,depth,length\nLindholm,12,900\nAsker,9,400\n"),
        ("a.jsonl", '{"harbour": "Lindholm", "depth": 12}\n{"harbour": "Asker", "depth": 9}\n'),
        ("a.json", '[{"harbour": "Lindholm", "depth": 12}]'),
        ("a.txt", "Harbours of the coast\n\nharbour     depth\nLindholm       12\nAsker           9\n"),
    ],
)
def test_records_of_a_text_name_their_columns(name: str, data: str, settings: Settings) -> None:
    rows = [line for line in load(data, settings, name).text.split("\n\n") if "Lindholm" in line]
    assert rows[0].startswith("harbour: Lindholm | depth: 12")


def test_a_text_with_commas_is_no_table(settings: Settings) -> None:
    text = "It rained, and it blew, and it snowed.\nShe came, saw, and left again.\nNobody, she said, knew, or asked.\n"
    assert load(text, settings, "a.txt").media_type == "text/plain"


def test_equal_rows_of_a_table_are_all_kept(settings: Settings) -> None:
    data = "date,payee,amount\n2023-01-05,Asker Ltd,500\n2023-01-05,Asker Ltd,500\n"
    assert load(data, settings, "a.csv").text.count("Asker Ltd") == 2


def test_figures_of_a_workbook_stand_as_they_are_shown(settings: Settings) -> None:
    import io

    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Item", "Value"])
    for row, (item, value, form) in enumerate(
        [
            ("Share", 0.125, "0.0%"),
            ("Price", 1234.5, '"$"#,##0.00'),
            ("Time", 1.5, "[h]:mm"),
            ("Loss", -3, "#,##0;(#,##0)"),
        ],
        start=2,
    ):
        sheet.append([item, value])
        sheet.cell(row, 2).number_format = form
    sheet.append(["Sum", "=B2+B3"])
    out = io.BytesIO()
    book.save(out)
    document = load(out.getvalue(), settings, "a.xlsx")
    assert document.text.split("\n\n")[1:] == [
        "Item: Share | Value: 12.5%",
        "Item: Price | Value: $1,234.50",
        "Item: Time | Value: 36:00",
        "Item: Loss | Value: (3)",
        "Item: Sum",
    ]
    assert document.warnings[0].startswith("1 formula on the sheet “Sheet” without a stored value")


def test_two_tables_on_a_sheet_have_heads_of_their_own(settings: Settings) -> None:
    rows = [["Town", "Jobs"], ["Lindholm", 12], [], ["Lake", "Depth"], ["Asker", 40]]
    text = load(make_xlsx({"All": rows}), settings).text
    assert text.split("\n\n")[1:] == ["Town: Lindholm | Jobs: 12", "Lake: Asker | Depth: 40"]


def test_a_table_of_a_word_file_names_its_columns(settings: Settings) -> None:
    text = load(make_docx(["Harbours"], table=[["Harbour", "2021"], ["Lindholm", "812"]]), settings).text
    assert text.endswith("Harbour: Lindholm | 2021: 812")


def test_a_table_of_a_pdf_without_rules_names_its_columns(settings: Settings) -> None:
    data = make_table_pdf(
        [
            (72, ["Harbour"], 300, ["2022"], 400, ["2021"]),
            (72, ["Ships:"]),
            (72, ["Lindholm"], 300, ["1,812"], 400, ["907"]),
            (72, ["Asker"], 300, ["40"], 400, ["1,105"]),
            (72, ["Total"], 300, ["1,852"], 400, ["2,012"]),
        ],
        title="Ships by harbour (in thousands)",
    )
    assert load(data, settings).text.split("\n\n") == [
        "Ships by harbour (in thousands)",
        "Ships:",
        "Harbour: Ships – Lindholm (in thousands) | 2022: 1,812 | 2021: 907",
        "Harbour: Ships – Asker (in thousands) | 2022: 40 | 2021: 1,105",
        "Harbour: Total (in thousands) | 2022: 1,852 | 2021: 2,012",
    ]


def test_a_mark_above_a_figure_of_a_pdf_is_no_digit(settings: Settings) -> None:
    data = make_table_pdf([], title="The number of ferries fell to 48", mark="2", rest="in the year 2019.")
    assert load(data, settings).text == "The number of ferries fell to 48 [2] in the year 2019."
