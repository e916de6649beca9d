"""One plain sentence that says what was looked for, what stands there instead, and why that is not enough."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.reading.constraints import DETAILS_SHOWN, KINDS_ASKED
from rag.reading.questions import Question
from rag.results import Unmet

_LEAD = re.compile(
    r"^.*?\b(?:who|whom|whose|when|where|which|what|why|how)\b(?:\s+(?:many|much|long|old|far|large|big|high|tall|often))?\s+",
    re.IGNORECASE,
)
_BE = re.compile(r"^(?:is|are|was|were)\s+(?:there\s+)?", re.IGNORECASE)
_LONG = 80  # characters of a subject that is still told


def reason(question: Question, unmet: Sequence[Unmet], value: str | None = None) -> str:
    """The sentence for what is not met, the weightiest part first.

    Args:
        value: what the closest sentence holds of the kind that is asked for, where it holds any.
    """
    if value is not None and _unrelated(question, unmet):
        value = None
    clauses = _clauses(unmet, found=value is not None)
    details = [f"“{part.asked}”" for part in unmet if part.kind == "detail" and not _is_wish(part)]
    if value is not None and not clauses:
        if details:
            return f"The nearest is “{value}”, but its passage says nothing of {_listed(details)}."
        return f"The nearest is “{value}”, but it is not certain that it answers this."
    wanted = _wanted(question, unmet)
    if value is not None:
        return f"{wanted}; the nearest passage gives “{value}” {', '.join(clauses)}."
    if not clauses:
        absent = (
            f"says nothing of {_listed(details)}" if details else "touches the subject but does not say it"
        )
        return f"{wanted}; the nearest passage {absent}."
    return f"{wanted}; the nearest passage {_listed(clauses)}."


def certain(question: Question, unmet: Sequence[Unmet], value: str | None) -> bool:
    """Whether what came closest is known not to answer: a fitting value that meets all may."""
    return value is None or bool(_clauses(unmet, found=True)) or _unrelated(question, unmet)


def _unrelated(question: Question, unmet: Sequence[Unmet]) -> bool:
    """Whether the passage says nothing of what the question is about."""
    details = [part for part in unmet if part.kind == "detail" and not _is_wish(part)]
    return bool(details) and len(details) >= min(DETAILS_SHOWN, len(question.content))


def _clauses(unmet: Sequence[Unmet], *, found: bool) -> list[str]:
    """What a passage is about instead of what was asked, two things at most; ``found``: of a value that it gives."""
    dates = [part for part in unmet if part.kind in ("year", "date") and not _is_wish(part)]
    names = [part for part in unmet if part.kind in ("name", "place", "person") and not _is_wish(part)]
    numbers = [part for part in unmet if part.kind == "number"]
    wishes = [part for part in unmet if _is_wish(part)]
    return [
        *(_instead(part, found=found) for part in dates[:1]),
        *(_instead(part, found=found) for part in names[:1]),
        *(f"{'without' if found else 'does not give'} the figure {part.asked}" for part in numbers[:1]),
        *(f"but no {_bare(part.asked)}" if found else "gives none" for part in wishes[:1]),
    ][:2]


def _instead(part: Unmet, *, found: bool) -> str:
    """Of a value "for 2016, not 2019", of a passage "speaks of 2016, not 2019"."""
    others = [other for other in part.found if other != part.asked]
    if others:
        return f"{'for' if found else 'speaks of'} {_listed(others)}, not {part.asked}"
    return f"without a word of {part.asked}" if found else f"does not mention {part.asked}"


def _wanted(question: Question, unmet: Sequence[Unmet]) -> str:
    """The kind of thing that was asked for, and what for, in the question's own words."""
    wishes = [part.asked for part in unmet if _is_wish(part)]
    kind = wishes[0] if wishes else KINDS_ASKED.get(question.expects, "an answer")
    subject = _subject(question)
    if subject and kind != "an answer":
        return f"The question asks for {kind} for “{subject}”"
    if len(question.text) <= _LONG:
        return f"“{question.text}” asks for {kind if kind != 'an answer' else 'more'}"
    return f"The question asks for {kind}"


def _subject(question: Question) -> str:
    """What the question is about, where it is a thing: "China's 2019 loan" of "How large was China's 2019 loan?"."""
    rest = _LEAD.sub("", question.text.strip().rstrip(" ?!."), count=1)
    if question.focus and rest.casefold().startswith(f"{question.focus.casefold()} "):
        rest = rest[len(question.focus) :].lstrip()
    if not _BE.match(rest):
        return ""
    subject = _BE.sub("", rest, count=1).strip()
    return subject if len(subject) <= _LONG else ""


def _is_wish(part: Unmet) -> bool:
    return part.asked.startswith(("a ", "an "))


def _bare(asked: str) -> str:
    return asked.removeprefix("an ").removeprefix("a ")


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
