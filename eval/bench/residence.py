"""Memory of one process over its work: passages of every length are ingested, then questions asked.

``python -m eval.bench.residence PASSAGES QUESTIONS`` works on the store that the environment names and prints
a line for each step: what was done, how many of them, and the memory that the process holds, MiB.
"""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from eval.bench import corpora
from eval.bench.measurements import OURS, Series
from eval.bench.starting import ROOT, environment_of
from rag.cli.terminal import say
from rag.errors import FactcheckError
from rag.settings import Settings

PART = "memory"
PASSAGES, QUESTIONS = "held after passages", "held after questions"
_STEPS = 20
_LONGEST = 250  # words of a passage
_A_DOCUMENT = 25  # passages


def residing(passages: int, questions: int, settings: Settings, scratch: Path) -> Iterator[Series]:
    """The memory after each twentieth of the passages and then of the questions.

    Raises:
        FactcheckError: the process ended early.
    """
    own = settings.model_copy(update={"store": scratch / "residence"})
    command = [sys.executable, "-m", "eval.bench.residence", str(passages), str(questions)]
    with subprocess.Popen(
        command, env=environment_of(own), cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            kind, done, held = line.split()
            say(f"{done} {kind}: {float(held):,.0f} MiB")
            task = PASSAGES if kind == "passages" else QUESTIONS
            yield Series(PART, task, OURS, "MiB", (float(held),), int(done))
    if child.returncode:
        raise FactcheckError(f"The process whose memory is measured ended with {child.returncode}.")


def held() -> float:
    """The memory that this process holds now, MiB; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return 0.0
    import resource

    return pages * resource.getpagesize() / 2**20


def main(passages: int, questions: int) -> None:
    """Do the work and print a line for each step."""
    from rag import ask
    from rag.ingestion import ingest_bytes
    from rag.settings import load_settings

    settings, corpus = load_settings(), corpora.available(None)
    chance = random.Random(5)  # noqa: S311 - lengths, not a secret
    words = [
        word for article in corpus.articles for paragraph in article.paragraphs for word in paragraph.split()
    ]
    done, number, step = 0, 0, max(1, passages // _STEPS)
    while done < passages:
        texts = []
        for _ in range(_A_DOCUMENT):
            first = chance.randrange(len(words) - _LONGEST)
            texts.append(" ".join(words[first : first + chance.randrange(3, _LONGEST)]) + ".")
        report = ingest_bytes("\n\n".join(texts).encode(), f"{number}.txt", settings)
        before, done, number = done, done + report.passages, number + 1
        if done // step > before // step:
            print("passages", done, f"{held():.1f}", flush=True)
    step = max(1, questions // _STEPS)
    for asked in range(1, questions + 1):
        ask(corpus.questions[asked % len(corpus.questions)].question, settings=settings)
        if asked % step == 0:
            print("questions", asked, f"{held():.1f}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
