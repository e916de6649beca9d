"""One plain sentence that says why the closest passage is not enough."""

from __future__ import annotations

from collections.abc import Sequence

from rag.results import Unmet

_NOTHING = "The closest passage touches the subject but does not answer the question."


def reason(unmet: Sequence[Unmet]) -> str:
    """The sentence for what is not met, the weightiest part first: 'The closest passage speaks of 2019, not 2016.'"""
    dates = [part for part in unmet if part.kind in ("year", "date") and not _is_wish(part)]
    names = [part for part in unmet if part.kind in ("name", "place", "person") and not _is_wish(part)]
    numbers = [part for part in unmet if part.kind == "number"]
    wishes = [part for part in unmet if _is_wish(part)]
    details = [part for part in unmet if part.kind == "detail"]
    clauses = [
        *(_date(part) for part in dates[:1]),
        *(_name(part, [other.asked for other in names]) for part in names[:1]),
        *(f"does not give the figure {part.asked}" for part in numbers[:1]),
        *(f"gives no {_bare(part.asked)}" for part in wishes[:1]),
    ]
    if not clauses and details:
        clauses = [f"says nothing of {_listed([f'“{part.asked}”' for part in details[:3]])}"]
    if not clauses:
        return _NOTHING
    return f"The closest passage {_listed(clauses[:2])}."


def _is_wish(part: Unmet) -> bool:
    return part.asked.startswith(("a ", "an "))


def _bare(asked: str) -> str:
    return asked.removeprefix("a ").removeprefix("an ")


def _date(part: Unmet) -> str:
    if part.found:
        return f"speaks of {_listed(part.found)}, not {part.asked}"
    return f"does not mention {part.asked}"


def _name(part: Unmet, missing: Sequence[str]) -> str:
    found = [name for name in part.found if name not in missing]
    if found:
        return f"names {_listed(found)} but not {_listed(missing[:2])}"
    return f"does not name {_listed(missing[:2])}"


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
