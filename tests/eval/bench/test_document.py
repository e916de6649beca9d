from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from eval.bench.document import NOTHING, filled, main
from eval.bench.measurements import EMBEDDING, MACHINE, OURS, TUTORIAL, Bench, Series, to_json
from eval.bench.scaling import GIB, Growth, Rented, Scale, plan_table
from rag.errors import InputError
from tests.conftest import ROOT


def part(name: str, text: str = "old") -> str:
    return f"<!-- {name}: written by eval.bench.document -->\n{text}\n<!-- end {name} -->"


def grown(size: int, answer: float) -> list[Series]:
    figures = {"disk, catalogue": size / 256, "disk, index": size / 512, "memory": 300.0}
    times = {"fill, catalogue": 1.0, "fill, index": 2.0}
    found = [Series("growth", task, OURS, "MiB", (value,), size) for task, value in figures.items()]
    found += [
        Series("growth", task, OURS, "s per 1,000 passages", (value,), size) for task, value in times.items()
    ]
    found.append(Series("growth", "search by vector", "Chroma's index", "ms", (answer / 50,), size))
    return [*found, Series("growth", "ask p50", OURS, "ms", (answer,), size)]


BENCH = Bench(
    "2026-01-01",
    quick=False,
    complete=True,
    machine={"cores": "2", "processor": "a | b"},
    corpus="x",
    series=(
        Series("ingest", "end to end", OURS, "paragraphs/s", (9.0, 12.0)),
        Series("ingest", "end to end", TUTORIAL, "paragraphs/s", (3.0, 4.0)),
        Series("limits", EMBEDDING, OURS, "passages/s", (50.0,)),
        *grown(1_000, 100.0),
        *grown(100_000, 150.0),
    ),
)


def test_parts_are_filled_from_the_run_and_the_rest_of_the_page_stays() -> None:
    page = f"# Title\n\n{part('ingest')}\n\nwords\n\n{part('quality')}\n"
    new = filled(page, BENCH)
    assert "| end to end | LangChain tutorial | 3.50 paragraphs/s | 3.00 to 4.00 | 3.00 |" in new
    assert NOTHING in new.partition("words")[2]
    assert new.startswith("# Title\n\n<!-- ingest")
    assert filled(new, BENCH) == new


def test_the_distance_to_the_limit_is_a_share_of_the_best_product_in_the_same_precision() -> None:
    more = (
        Series("limits", f"{EMBEDDING}, operations", OURS, "GFLOP/s", (225.0,)),
        Series("limits", "matrix products, f32", MACHINE, "GFLOP/s", (80.0,)),
        Series("limits", "matrix products, i8", MACHINE, "GFLOP/s", (300.0,)),
    )
    page = filled(part("limits"), replace(BENCH, series=BENCH.series + more))
    assert "| embedding, share of the machine's best | factcheck-chat | 75% |" in page
    assert "reading, share" not in page


def test_a_bar_in_a_figure_does_not_break_the_table() -> None:
    assert "| processor | a \\| b |" in filled(part("machine"), BENCH)


def test_a_page_without_parts_and_an_unknown_part_are_told() -> None:
    with pytest.raises(InputError, match="has no part"):
        filled("# Title\n", BENCH)
    with pytest.raises(InputError, match="'speed' is unknown"):
        filled(part("speed"), BENCH)


def test_the_pages_of_the_documentation_can_be_filled(tmp_path: Path) -> None:
    run = tmp_path / "bench.json"
    run.write_text(to_json(BENCH), encoding="utf-8")
    pages = [tmp_path / name for name in ("performance.md", "scaling.md")]
    for page in pages:
        page.write_text((ROOT / "docs" / page.name).read_text(encoding="utf-8"), encoding="utf-8")
    assert main([str(run), *map(str, pages)]) == 0
    assert "| end to end | factcheck-chat |" in pages[0].read_text(encoding="utf-8")
    assert "| machines that hold the index |" in pages[1].read_text(encoding="utf-8")
    assert main([str(run), str(tmp_path / "none.md")]) == 2
    assert main([str(tmp_path / "none.json"), str(pages[0])]) == 2
    assert main([]) == 2


def test_growth_is_read_from_the_smallest_and_the_largest_store() -> None:
    growth = Growth.of(BENCH)
    assert growth is not None
    assert (growth.cores, growth.sizes, growth.answer) == (2, (1_000, 100_000), (0.1, 0.15))
    assert growth.catalogue_bytes == pytest.approx(2**20 / 256)
    assert growth.store_seconds == pytest.approx(0.003)
    assert plan_table(Bench("", quick=True, complete=True, machine={}, corpus="")) is None


def test_a_plan_grows_as_its_formulae_say() -> None:
    growth = Growth.of(BENCH)
    assert growth is not None
    small, large = (Scale(passages, growth, Rented()) for passages in (10_000_000, 1_000_000_000))
    assert large.disk == pytest.approx(100 * small.disk)
    assert small.disk == pytest.approx(10_000_000 * (4096 + 2048) / GIB)
    assert large.index_memory == pytest.approx(1_000_000_000 * (1536 + 132 + 300) / GIB)
    assert small.index_machines == 1
    assert large.index_machines == math.ceil(large.index_memory / 96)
    assert small.ingest_hours == pytest.approx((10_000_000 / 400 + 30_000) / 3600)
    assert large.shard_search > small.shard_search * 0.9
    assert large.cost_of_thousand > small.cost_of_thousand > 0
    assert small.answers_a_second == pytest.approx(16 / small.core_seconds)


def test_dearer_machines_make_a_dearer_plan() -> None:
    growth = Growth.of(BENCH)
    assert growth is not None
    cheap, dear = (Scale(10_000_000, growth, Rented(core_hour=price)) for price in (0.02, 0.2))
    assert dear.cost_of_thousand > cheap.cost_of_thousand
    assert dear.month > cheap.month
