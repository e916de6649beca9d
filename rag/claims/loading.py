"""The judge of this process."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from rag.claims.rules import RuleJudge

if TYPE_CHECKING:
    from rag.claims.protocol import Judge
    from rag.settings import Settings


def load_judge(settings: Settings | None = None) -> Judge:
    """The judge that ``settings`` ask for, one a process; without a trained one the rules."""
    del settings
    return _rules()


@cache
def _rules() -> Judge:
    return RuleJudge()
