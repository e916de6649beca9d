"""Writes the reader's model card: its text here, its figures from reports of ``python -m eval reader``.

    python -m eval.model_card reports/eval/reader-*.json

The card is rag/models/reader/README.md. No figure in it is typed by hand.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rag.reading.span_reader import FOLDER

_TEXT = """# The span reader

Finds the words of a passage that answer a question, or says that they are not there. Written by
`python -m eval.model_card` from reports of `python -m eval reader`.

## What it is

A MiniLM encoder of 6 layers (22.7 million parameters) with a start and an end score for every word
piece; place 0 stands for "not here" (Devlin et al. 2019, section 4.3). It begins from
all-MiniLM-L6-v2 (Apache-2.0). `reader.xml` and `reader.bin` are its OpenVINO graph in {precision},
`tokenizer.json` its word pieces (unchanged), `scale.json` the scale on which its log-odds are
probabilities.

| file | SHA-256 |
| --- | --- |
{files}

## Data

Only sets licensed for it; the files are described in the data folder's own README.

| set | used for | licence |
| --- | --- | --- |
| SQuAD 1.1 train | answerable pairs; made unanswerable ones | CC BY-SA 4.0 |
| SQuAD 2.0 dev, one half by article | 14 articles train, 5 articles (`DEV_ARTICLES`) develop | CC BY-SA 4.0 |
| QED train (Natural Questions) | answerable pairs | CC BY-SA 3.0 |
| NQ-open with gold passages | answerable pairs | MIT |
| TimeQA, human questions | answerable pairs | BSD-3-Clause |
| QAMR dev and test (Wikinews, Wikipedia) | answerable pairs | MIT |

Unanswerable pairs are those of SQuAD 2.0 and made ones: the answering sentence taken out, a near
miss from the same or another article, another year, number or name in the question, an opposite
word (`rag/models/training/unanswerable.py`). `reader_data` writes 300 of the made ones to
samples.txt to be read; of some 45 read by hand, all but a few were truly unanswerable, and those
few were odd rather than answerable.

## Made by

```sh
python -m rag.models.training.reader_data DATA --size 0.45     # seed 13
python -m rag.models.training.reader_training DATA TRAINED     # seed 13, 1 epoch, batch 16, rate 1.2e-4
python -m rag.models.training.reader_export DATA TRAINED --precision {precision}
python -m eval.calibration DATA/dev.jsonl.gz --limit 450 --write
python -m eval reader DATA/dev.jsonl.gz --limit 600              # and squadshifts_new_wiki
python -m eval.model_card reports/eval/reader-*.json
```

`pip install -c constraints.txt -e '.[train]'` brings what they need; `FACTCHECK_DATA` names the data
folder. Training runs on a CPU or, unchanged, on a GPU, and goes on where it was interrupted.

## Figures

With 95 % intervals by bootstrap; exact match and F1 are SQuAD 2.0's. The development articles
chose the calibration; the other files chose nothing.

{figures}

## Limits

- English only; encyclopaedic text and some news. Questions that need two passages, arithmetic or
  world knowledge are beyond it.
- 256 word pieces at once; longer passages are read in overlapping windows.
- It still answers near misses at times. The program around it checks years, names and figures.
"""


def card(reports: Sequence[dict[str, Any]], folder: Path) -> str:
    """The text of the card."""
    files = [
        f"| {file.name} | `{hashlib.sha256(file.read_bytes()).hexdigest()}` |"
        for file in sorted(folder.iterdir())
        if file.name != "README.md"
    ]
    eight_bits = (folder / "reader.bin").stat().st_size < 30 * 2**20
    return _TEXT.format(
        precision="int8" if eight_bits else "fp16",
        files="\n".join(files),
        figures="\n\n".join(_table(report) for report in reports),
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
    parser.add_argument("reports", type=Path, nargs="+")
    options = parser.parse_args()
    reports = [json.loads(report.read_text("utf-8")) for report in options.reports]
    (FOLDER / "README.md").write_text(card(reports, FOLDER), encoding="utf-8")


if __name__ == "__main__":
    main()
