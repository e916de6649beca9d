"""The scorers of claims."""

from __future__ import annotations

from eval.metrics import (
    accuracy,
    balanced_accuracy,
    calibration_error,
    macro_f1,
    median,
    percentile_95,
    share,
)
from eval.scoring import scorer
from eval.suite.outcomes import ClaimOutcome, PairOutcome, holds_marker


@scorer("Claims right", accuracy)
def claims_right(outcome: ClaimOutcome) -> tuple[float, float]:
    """Expected and given label."""
    return outcome.codes


@scorer("Claims, balanced accuracy", balanced_accuracy)
def claims_balanced(outcome: ClaimOutcome) -> tuple[float, float]:
    """Expected and given label."""
    return outcome.codes


@scorer("Claims, macro-F1", macro_f1)
def claims_macro_f1(outcome: ClaimOutcome) -> tuple[float, float]:
    """Expected and given label."""
    return outcome.codes


@scorer("Supported claims called refuted", better="lower")
def supported_called_refuted(outcome: ClaimOutcome) -> float | None:
    """The worst mistake of a fact-checker."""
    return outcome.label == "REFUTED" if outcome.case.label == "SUPPORTED" else None


@scorer("Refuted claims called supported", better="lower")
def refuted_called_supported(outcome: ClaimOutcome) -> float | None:
    """The other worst mistake."""
    return outcome.label == "SUPPORTED" if outcome.case.label == "REFUTED" else None


@scorer("Evidence that reproduces its quote", share)
def evidence_exactness(outcome: ClaimOutcome) -> tuple[float, float] | None:
    """Hits and evidence of each claim."""
    return (sum(outcome.exact), len(outcome.exact)) if outcome.exact else None


@scorer("Deciding sentence is among the evidence")
def evidence_found(outcome: ClaimOutcome) -> float | None:
    """Over the supported and refuted claims."""
    if outcome.case.label == "NOT_ENOUGH_EVIDENCE" or not outcome.markers:
        return None
    return any(holds_marker(source.quote, outcome.markers) for v in outcome.verdicts for source in v.evidence)


@scorer("Calibration error of verdicts", calibration_error, better="lower")
def verdict_calibration(outcome: ClaimOutcome) -> tuple[float, float] | None:
    """Confidence against whether the label is right."""
    return (outcome.confidence, outcome.right) if outcome.verdicts else None


@scorer("Seconds a claim, median", median, better="lower", unit="seconds")
def claim_seconds_p50(outcome: ClaimOutcome) -> float | None:
    """Wall time of ``verify``, warm."""
    return None if outcome.error else outcome.seconds


@scorer("Seconds a claim, 95th percentile", percentile_95, better="lower", unit="seconds")
def claim_seconds_p95(outcome: ClaimOutcome) -> float | None:
    """Wall time of ``verify``, warm."""
    return None if outcome.error else outcome.seconds


@scorer("Claim pairs told apart")
def pairs_told_apart(pair: PairOutcome) -> float:
    """A supported and a refuted claim that differ in little, both right."""
    return pair.told_apart


SCORERS = (
    claims_right,
    claims_balanced,
    claims_macro_f1,
    supported_called_refuted,
    refuted_called_supported,
    evidence_exactness,
    evidence_found,
    verdict_calibration,
    claim_seconds_p50,
    claim_seconds_p95,
)
