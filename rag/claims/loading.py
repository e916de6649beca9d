"""The judge of this process."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rag.claims.pooling import PooledJudge
from rag.claims.rules import RuleJudge

if TYPE_CHECKING:
    from rag.claims.protocol import Judge
    from rag.claims.trained_judge import TrainedJudge
    from rag.settings import Settings


def load_judge(settings: Settings | None = None) -> Judge:
    """The judge of claims: the trained one together with the rules, or the rules where its weights are not."""
    network = trained(settings)
    return _rules() if network is None else _pooled(network, reviewer(settings))


def trained(settings: Settings | None = None) -> TrainedJudge | None:
    """The trained judge by itself, loaded once a process; None where its weights are not."""
    from rag.claims.trained_judge import FOLDER, trained_judge
    from rag.settings import default_settings

    if not (FOLDER / "judge.xml").is_file():
        return None
    settings = settings or default_settings()
    return trained_judge(settings.threads, settings.cache)


def reviewer(settings: Settings | None = None) -> TrainedJudge:
    """The reviewer of judgements, loaded at its first use, once a process."""
    from rag.settings import default_settings

    settings = settings or default_settings()
    return _reviewer(settings.threads, settings.cache)


@cache
def _reviewer(threads: int, cache_folder: Path | None) -> TrainedJudge:
    from rag.claims.trained_judge import TrainedJudge
    from rag.models.encoder import REVIEWER, load_reviewer

    return TrainedJudge(REVIEWER, graph=load_reviewer(threads, cache_folder))


@cache
def _pooled(network: TrainedJudge, reviewer: TrainedJudge) -> Judge:
    return PooledJudge(network, reviewer)


@cache
def _rules() -> Judge:
    return RuleJudge()
