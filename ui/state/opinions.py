"""What people say of an answer or a verdict, and what came of making it a case of the evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from rag.kept_file import now
from rag.results import VerdictLabel
from rag.reviews import FAULTS, Review, standing_review, with_review

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rag.reviews import Fault

Judged = Literal["right", "wrong"]
LABELS: tuple[VerdictLabel, ...] = get_args(VerdictLabel)


@dataclass(slots=True)
class Opinion:
    """The reviews so far; ``told`` is the outcome of making it a case, in a sentence.

    It changes in place, unlike the turn or draft that it belongs to: another question may be being
    answered meanwhile, and what is shown then is made from the same opinion.
    """

    reviews: tuple[Review, ...] = ()
    told: str = ""
    failed: bool = False

    @property
    def review(self) -> Review | None:
        """The last word, if there is one."""
        return standing_review(self.reviews)

    @property
    def judged(self) -> Judged | None:
        """Right, wrong or nothing yet."""
        review = self.review
        if review is None:
            return None
        return "right" if review.standing == "confirmed" else "wrong"

    def judge(self, kind: str, by: str = "") -> bool:
        """Say that it is ``right`` or ``wrong``, ``wrong-`` with what is wrong, or take that ``back``.

        Gives whether anything was said; what came of an earlier opinion is past then.
        """
        review, wrong = self.review, self.judged == "wrong"
        fault = _fault(kind)
        match kind:
            case "right":
                review = Review(standing="confirmed", by=by, at=now())
            case "wrong":
                review = review if wrong and review else Review(standing="withdrawn", by=by, at=now())
            case "back" if review is not None:
                review = Review(standing="open", by=by, at=now())
            case _ if fault is not None:
                said = review if wrong and review else Review(standing="withdrawn", at="")
                review = said.model_copy(update={"fault": fault, "by": by, "at": now()})
            case _:
                return False
        self._say(review)
        return True

    def explain(self, fields: Mapping[str, object], by: str = "") -> bool:
        """Give the reason, and of a wrong result what is right, from the fields of the form."""
        review = self.review
        if review is None:
            return False
        reason = str(fields.get("reason", "")).strip()[:2000]
        given: dict[str, object] = {"reason": reason, "by": by, "at": now()}
        if self.judged == "wrong":
            label = next((one for one in LABELS if one == fields.get("verdict")), None)
            answer = str(fields.get("answer", "")).strip()[:2000]
            standing = "changed" if label or answer else "withdrawn"
            given |= {"label": label, "answer": answer, "standing": standing}
        self._say(review.model_copy(update=given))
        return True

    def tell(self, sentence: str, *, failed: bool) -> None:
        """Note what came of it."""
        self.told, self.failed = sentence, failed

    def _say(self, review: Review) -> None:
        self.reviews, self.told, self.failed = with_review(self.reviews, review), "", False


def reviewer(owner: str) -> str:
    """The name of who is signed in; empty where nobody has to."""
    kind, _, name = owner.partition(":")
    return name if kind == "user" else ""


def _fault(kind: str) -> Fault | None:
    return next((fault for fault in FAULTS if kind == f"wrong-{fault}"), None)
