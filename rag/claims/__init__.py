"""Claims: verdicts with the evidence on both sides, the bare judge, and the guard over any prose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.claims.checking import check
from rag.claims.comparison import compare
from rag.claims.loading import load_judge
from rag.claims.verifying import iter_verdicts, verify

if TYPE_CHECKING:
    from rag.results import Judgement
    from rag.settings import Settings

__all__ = ["check", "compare", "iter_verdicts", "judge", "load_judge", "verify"]


def judge(claim: str, evidence: str, settings: Settings | None = None) -> Judgement:
    """The bare judge: what ``evidence``, one or a few sentences, means for ``claim``."""
    return load_judge(settings).judge([(claim, evidence)])[0]
