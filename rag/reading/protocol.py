"""What a reader is: the seam between the models that read and everything around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


@dataclass(frozen=True, slots=True)
class Span:
    """A candidate answer ``passage[start:end]``.

    ``score`` in [0, 1] is the probability of this span, given that the passage answers.
    """

    start: int
    end: int
    score: float


class Terms(NamedTuple):
    """What a probability was taken from: log-odds of the best span in its passage, in its sentence ``alone``, and by
    the reviewer, None where it did not look; and the shares of the question's content that stand in other
    sentences only (``elsewhere``) and nowhere in the passage (``absent``).
    """

    whole: float
    alone: float
    elsewhere: float = 0.0
    absent: float = 0.0
    review: float | None = None


@dataclass(frozen=True, slots=True)
class PassageReading:
    """What a reader found in one passage: spans, best first, and whether it answers at all.

    ``answerable`` in [0, 1] is the probability that the passage answers the question; ``terms`` is what the
    reader took it from, where a reviewer goes on from there and the calibration weighs each.
    """

    spans: tuple[Span, ...]
    answerable: float
    terms: Terms | None = None


class Reader(Protocol):
    """Finds the words of each passage that answer a question.

    ``read`` returns one ``PassageReading`` a passage, in order. It never raises on odd text:
    a passage it can make nothing of is simply not answerable.
    """

    @property
    def name(self) -> str:
        """The name that results and the calibration file know this reader by."""

    def read(
        self, question: str, passages: Sequence[str], titles: Sequence[str] | None = None
    ) -> list[PassageReading]:
        """Read every passage for the question; ``titles``, one a passage, are context and never an answer."""
