"""The judge of this process."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from rag.claims.rules import RuleJudge

if TYPE_CHECKING:
    from rag.claims.protocol import Judge
    from rag.settings import Settings


def load_judge(settings: Settings | None = None) -> Judge:
    """The judge of this installation: the trained one, where its weights are, else the rules."""
    return trained(settings) or _rules()


def trained(settings: Settings | None = None) -> Judge | None:
    """The trained judge, loaded once a process; None where its weights are not."""
    from rag.claims.trained_judge import FOLDER, trained_judge
    from rag.settings import default_settings

    if not (FOLDER / "judge.xml").is_file():
        return None
    settings = settings or default_settings()
    return trained_judge(settings.threads, settings.cache)


@cache
def _rules() -> Judge:
    return RuleJudge()
