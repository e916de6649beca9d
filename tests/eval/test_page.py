"""The HTML report stands by itself, and text from documents stays text."""

from __future__ import annotations

import math
import re

from eval.floors import Floors
from eval.page import CaseList, CaseRow, Page, Quote, interval, render, shown
from eval.scoring import Figure
from eval.suite.cases import CaseSet
from eval.suite.report import as_page, judged
from eval.suite.running import run_cases
from tests.eval.harbour import FakeSystem


def test_the_report_names_no_other_host_and_runs_no_script(careless: FakeSystem, cases: CaseSet) -> None:
    run = run_cases(careless, cases)
    html = render(as_page(judged(run, None, Floors(floors={"answer_exact": 0.9})), careless, "Six cases."))
    assert not re.search(
        r"https?:|//[a-z]|url\((?!#)|@import|<script|<link|<img|<iframe", html, re.IGNORECASE
    )
    assert html.count("<svg") == 5
    assert "under its floor of 0.9" in html


def test_every_case_is_listed_with_its_mark_and_its_quotes(careless: FakeSystem, cases: CaseSet) -> None:
    html = render(as_page(judged(run_cases(careless, cases), None, None), careless, ""))
    for case in (*cases.questions, *cases.claims):
        assert f'id="case-{case.id}"' in html
    assert html.count('<section class="case right"') == 2
    assert html.count('<section class="case wrong"') == 4
    assert "the source does not have these words at this place" in html


def test_markup_in_a_quote_is_shown_and_not_obeyed(careless: FakeSystem, cases: CaseSet) -> None:
    html = render(as_page(judged(run_cases(careless, cases), None, None), careless, "<i>"))
    assert "&lt;b&gt;Tidal Works&lt;/b&gt; &amp; Sons" in html
    assert "<b>Tidal" not in html
    assert "<i>" not in html


def test_hostile_text_in_every_field_is_escaped() -> None:
    bad = '"><script>alert(1)</script>'
    row = CaseRow(bad, (bad,), bad, bad, bad, False, (bad,), bad, (Quote(bad, bad, bad, False),))
    figure = Figure("name", bad, 0.5, 0.4, 0.6, 0.1, 3)
    html = render(Page(bad, bad, (bad,), True, ((bad, (figure,)),), lists=(CaseList(bad, (row,), bad),)))
    assert "<script" not in html


def test_a_figure_without_cases_says_so() -> None:
    figure = Figure("name", "Label", math.nan, math.nan, math.nan, math.nan, 0)
    assert "no cases" in render(Page("Title", "", columns=(("all", (figure,)),)))


def test_a_stopped_run_is_not_called_passed() -> None:
    assert "Stopped before the end" in render(Page("Title", "", complete=False))
    assert "Passed" not in render(Page("Title", "", complete=False))


def test_figures_have_as_many_digits_as_their_cases_allow() -> None:
    few = Figure("name", "Label", 0.12345, 0.1, 0.2, 0.0, 999)
    many = Figure("name", "Label", 0.12345, 0.1, 0.2, 0.0, 1000)
    seconds = Figure("name", "Label", 0.12345, 0.1, 0.2, 0.0, 10, "lower", "seconds")
    assert [shown(few), shown(many), shown(seconds)] == ["0.12", "0.123", "0.123 s"]
    assert interval(few) == "0.10 to 0.20"
