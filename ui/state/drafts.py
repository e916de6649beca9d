"""What one browser page remembers of the draft it checks: its text, its claims, the verdicts so far."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from secrets import token_hex
from typing import TYPE_CHECKING, Literal

from rag.archive import CheckedClaim, CheckedDraft, Earlier
from rag.erasing import verdict_without
from rag.kept_file import now
from rag.results import Citation
from rag.reviews import standing_label
from ui.state.opinions import Opinion
from ui.state.scope import Scope, said_of
from ui.wording import check_wording

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from rag.results import Source, Verdict, VerdictLabel

DraftState = Literal["writing", "checking", "done", "stopped", "failed"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A text and the verdicts on its claims, in reading order. Changing it gives a new one.

    ``claims`` are the ranges of all claims, known before the first verdict, ``times`` the ISO times of the
    verdicts; ``chosen`` is the index of the claim that is looked at, ``note`` a sentence when the state is
    ``failed``. ``earlier`` is what was known of claims from before. ``key`` is also its name in the archive, if it
    is ``kept`` there.
    """

    text: str = ""
    state: DraftState = "writing"
    claims: tuple[tuple[int, int], ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    times: tuple[str, ...] = ()
    chosen: int | None = None
    checked: str | None = None
    note: str | None = None
    kept: bool = False
    scope: Scope = field(default_factory=Scope)
    key: str = field(default_factory=lambda: token_hex(8), compare=False, repr=False)
    opinions: dict[int, Opinion] = field(default_factory=dict, compare=False, repr=False)
    earlier: dict[int, Earlier] = field(default_factory=dict, compare=False, repr=False)

    def started(self, text: str, checked: str, scope: Scope | None = None) -> Draft:
        """A check of ``text`` against what ``scope`` names, that begins on the ISO date ``checked``."""
        # How sure an answer has to be is a matter of answers.
        scope = replace(scope or Scope(), strictness="usual")
        return Draft(text=text, state="checking", checked=checked, scope=scope)

    def split(self, claims: tuple[tuple[int, int], ...]) -> Draft:
        """With its claims known."""
        return replace(self, claims=claims)

    def judged(self, verdicts: tuple[Verdict, ...]) -> Draft:
        """With further verdicts, reached now."""
        times = self.times + (now(),) * len(verdicts)
        return replace(self, verdicts=self.verdicts + verdicts, times=times)

    def recalled(self, claim: CheckedClaim, earlier: Earlier) -> Draft:
        """With the verdict and the reviews of the same claim of before for the next one."""
        index = len(self.verdicts)
        start, end = self.claims[index]
        update = {"claim": self.text[start:end], "start": start, "end": end}
        verdict = claim.verdict.model_copy(update=update)
        self.opinions[index], self.earlier[index] = Opinion(claim.reviews), earlier
        return replace(self, verdicts=(*self.verdicts, verdict), times=(*self.times, claim.checked))

    def rechecked(self, index: int, verdict: Verdict) -> Draft:
        """With another verdict on claim ``index``, reached now; what people said of it stays."""
        verdicts, times = list(self.verdicts), list(self.times)
        verdicts[index], times[index] = verdict, now()
        self.earlier.pop(index, None)
        return replace(self, verdicts=tuple(verdicts), times=tuple(times))

    @classmethod
    def of(cls, kept: CheckedDraft) -> Draft:
        """A draft of the archive."""
        return cls(
            text=kept.text,
            state=kept.state,
            claims=kept.ranges,
            verdicts=tuple(claim.verdict for claim in kept.claims),
            times=tuple(claim.checked for claim in kept.claims),
            checked=kept.created[:10],
            note=kept.note,
            kept=True,
            scope=Scope.loaded(kept.scope),
            key=kept.id,
            opinions={index: Opinion(claim.reviews) for index, claim in enumerate(kept.claims)},
            earlier={index: claim.earlier for index, claim in enumerate(kept.claims) if claim.earlier},
        )

    def to_keep(self, sources: Mapping[str, str]) -> CheckedDraft:
        """It for the archive; ``sources`` says where the documents that it quotes came from."""
        return CheckedDraft(
            id=self.key,
            text=self.text,
            ranges=self.claims,
            state="stopped" if self.state == "writing" else self.state,
            note=self.note,
            scope=self.scope.dumped(),
            claims=tuple(self.claim_to_keep(index, sources) for index in range(len(self.verdicts))),
        )

    def claim_to_keep(self, index: int, sources: Mapping[str, str]) -> CheckedClaim:
        """One of its claims for the archive, likewise."""
        verdict = self.verdicts[index]
        quoted = {source.document_id for source in claim_sources(verdict)}
        return CheckedClaim(
            verdict=verdict,
            checked=self.times[index],
            sources={name: where for name, where in sources.items() if name in quoted},
            reviews=self.opinion_at(index).reviews,
            earlier=self.earlier.get(index),
        )

    @property
    def checked_on(self) -> str:
        """When it was checked, and against what if not against all documents; empty where neither is known."""
        told = [check_wording.checked_on(self.checked)] if self.checked else []
        return ". ".join([*told, *filter(None, [said_of(self.scope)])])

    @property
    def waiting(self) -> str | None:
        """Its key while it is being checked."""
        return self.key if self.state == "checking" else None

    def without(self, gone: Collection[str]) -> Draft:
        """With nothing left of the words of deleted documents in its verdicts."""
        return replace(self, verdicts=tuple(verdict_without(verdict, gone) for verdict in self.verdicts))

    @property
    def documents(self) -> set[str]:
        """The ids of the documents that its verdicts quote."""
        return {source.document_id for verdict in self.verdicts for source in claim_sources(verdict)}

    def ended(self, state: DraftState, note: str | None = None) -> Draft:
        """Brought to its end, if it was being checked."""
        return replace(self, state=state, note=note) if self.state == "checking" else self

    def choosing(self, index: int) -> Draft:
        """With another claim looked at."""
        return replace(self, chosen=index)

    def verdict_at(self, index: int | None) -> Verdict | None:
        """The verdict on claim ``index`` (from 0), if it is reached."""
        if index is None or not 0 <= index < len(self.verdicts):
            return None
        return self.verdicts[index]

    def opinion_at(self, index: int) -> Opinion:
        """What people say of the verdict on claim ``index``."""
        return self.opinions.setdefault(index, Opinion())

    def label_at(self, index: int) -> VerdictLabel | None:
        """The verdict on claim ``index`` that counts: a person's where there is one; None for a withdrawn one."""
        return standing_label(self.verdicts[index].label, self.opinion_at(index).reviews)

    def source_at(self, index: int, number: int) -> Citation | None:
        """Source ``number`` (from 1) of claim ``index``."""
        verdict = self.verdict_at(index)
        sources = claim_sources(verdict) if verdict else ()
        return sources[number - 1] if 0 < number <= len(sources) else None


def claim_sources(verdict: Verdict) -> tuple[Citation, ...]:
    """The evidence of a verdict, then the sources of its quotations, numbered from 1."""
    return tuple(_numbered(source, number) for number, source in enumerate(verdict.sources, start=1))


def _numbered(source: Source, number: int) -> Citation:
    shared = {name: getattr(source, name) for name in Citation.model_fields if name != "number"}
    return Citation(number=number, **shared)
