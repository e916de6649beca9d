"""What a user says of an answer or a verdict, and what came of making it a case of the evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Judged = Literal["right", "wrong"]
CHOICES: dict[str, Judged] = {"right": "right", "wrong": "wrong"}


@dataclass(slots=True)
class Opinion:
    """Right, wrong or nothing yet; ``told`` is the outcome of making it a case, in a sentence.

    It changes in place, unlike the turn or draft that it belongs to: another question may be being
    answered meanwhile, and what is shown then is made from the same opinion.
    """

    judged: Judged | None = None
    told: str = ""
    failed: bool = False

    def judge(self, judged: Judged) -> None:
        """Say that it is right or wrong; what came of an earlier opinion is past."""
        self.judged, self.told, self.failed = judged, "", False

    def tell(self, sentence: str, *, failed: bool) -> None:
        """Note what came of it."""
        self.told, self.failed = sentence, failed
