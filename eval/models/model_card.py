"""Writes the model cards: their text from eval/cards, their figures from reports of the eval suite.

    python -m eval.models.model_card reports/eval/reader-*.json reports/eval/claims-*.json

Reports of ``eval reader`` go into rag/models/reader/README.md, those of ``eval claims`` into
rag/models/judge/README.md, and all of them, with those of ``--no-review`` beside them, into
rag/models/reviewer/README.md; the embedder's card needs none. No figure in a card is typed by hand.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rag.models.installation import MODELS
from rag.models.training.base_model import WEIGHTS_SHA256

TEXTS = Path(__file__).parents[1] / "cards"
KINDS = {"reader": ("reader",), "judge": ("claims",), "reviewer": ("reader", "claims")}
"""The kinds of reports that measure each model."""
BITS = {"embedder": "float16", "reader": "int8", "judge": "int8", "reviewer": "int4"}


def card(model: str, reports: Sequence[dict[str, Any]], folder: Path) -> str:
    """The text of a model's card."""
    files = [
        f"| {file.name} | `{hashlib.sha256(file.read_bytes()).hexdigest()}` |"
        for file in sorted(folder.iterdir())
        if file.is_file() and file.name != "README.md"
    ]
    return (
        (TEXTS / f"{model}.md")
        .read_text("utf-8")
        .format(
            precision=BITS[model],
            files="\n".join(files),
            figures="\n\n".join(_table(report) for report in reports),
            weights=WEIGHTS_SHA256,
        )
    )


def _table(report: dict[str, Any]) -> str:
    rows = "\n".join(
        f"| {figure['label']} | {figure['value']:.3f} | {figure['low']:.3f} to {figure['high']:.3f} | {figure['n']} |"
        for figure in report["figures"]
    )
    return (
        f"**{report['dataset']}**\n\n| figure | value | interval | rows |\n| --- | --- | --- | --- |\n{rows}"
    )


def main() -> None:
    """Write the card."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("reports", type=Path, nargs="*")
    options = parser.parse_args()
    reports = [json.loads(report.read_text("utf-8")) for report in options.reports]
    told = {model: [r for r in reports if r["kind"] in kinds] for model, kinds in KINDS.items()}
    for model, measured in [("embedder", []), *((model, rows) for model, rows in told.items() if rows)]:
        text = card(model, measured, MODELS / model)
        (MODELS / model / "README.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
