"""PDF pages with words at given places: tables without rules, and raised marks."""

from __future__ import annotations

from collections.abc import Sequence

from tests.documents.samples import make_pdf

_WIDTHS = 5.6  # of a letter of Helvetica at 10 points, about


def make_table_pdf(
    rows: Sequence[Sequence[object]], *, title: str = "", mark: str = "", rest: str = ""
) -> bytes:
    """A page with a title, a raised mark and words behind it, and rows of (left, [text], left, [text] …)."""
    parts = [b"BT /F1 10 Tf 1 0 0 1 72 760 Tm (%s) Tj" % _escaped(title)]
    if mark:
        parts += [b"/F1 6 Tf 4 Ts (%s) Tj 0 Ts /F1 10 Tf ( %s) Tj" % (_escaped(mark), _escaped(rest))]
    parts.append(b"ET")
    for number, row in enumerate(rows):
        for left, texts in zip(row[::2], row[1::2], strict=True):
            assert isinstance(texts, list)
            text = str(texts[0])
            # Figures end at the same place, as in statements.
            place = float(left) if number and left == 72 else float(left) + 40 - _WIDTHS * len(text)  # type: ignore[arg-type]
            place = 72.0 if left == 72 else place
            parts.append(
                b"BT /F1 10 Tf 1 0 0 1 %.1f %d Tm (%s) Tj ET" % (place, 730 - 14 * number, _escaped(text))
            )
    stream = b"\n".join(parts)
    page = make_pdf([["@"]])
    begin = page.index(b"stream\n") + 7
    end = page.index(b"\nendstream")
    length = b"/Length %d" % (end - begin)
    return page[:begin].replace(length, b"/Length %d" % len(stream)) + stream + page[end:]


def _escaped(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
