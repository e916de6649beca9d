"""The memory of a process that answers: ``python -m eval.bench.footprint QUESTION…`` prints MiB."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def main(questions: Sequence[str]) -> None:
    """Answer the questions on the store that the environment names, then print the peak."""
    import resource

    from eval.bench.starting import own_peak, peak_megabytes
    from rag import ask
    from rag.settings import load_settings

    settings = load_settings()
    for question in questions:
        ask(question, settings=settings)
    peak = own_peak(os.getpid()) or peak_megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    print(f"{peak:.1f}")


if __name__ == "__main__":
    main(sys.argv[1:])
