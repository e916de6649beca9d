"""Questions about what somebody said: who spoke certain words, and what a speaker or a document says about a thing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rag.text.clauses import verb_at
from rag.text.tables import words as listed

_QUOTED = re.compile(
    r"“([^“”]{3,400})”|\"([^\"]{3,400})\"|«([^«»]{3,400})»|(?<!\w)['‘]([^'‘’]+(?:['’]\w[^'‘’]*)*)['’](?!\w)"
)


@dataclass(frozen=True, slots=True)
class Words:
    """Certain words whose speaker is asked for; ``quoted`` where the question has them in quotation marks."""

    text: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Speech:
    """What ``speaker`` (a person, an office, a body or a document) says about ``topic``, which may be empty."""

    speaker: str
    topic: str


@dataclass(frozen=True, slots=True)
class Speakers:
    """Those who spoke, or who asked questions, on an ``occasion``, which may be empty."""

    occasion: str
    asking: bool


def asked_saying(question: str) -> Words | Speech | Speakers | None:
    """What a question asks of somebody's words; None where it asks for something else."""
    plain = " ".join(question.split()).rstrip(" ?.!")
    spoke = _SPOKE.match(plain)
    if spoke:
        return Speakers(_bare(spoke["occasion"] or ""), asking=spoke["asking"] is not None)
    whose = _WHOSE.match(plain)
    if whose:
        quoted = _QUOTED.search(plain)
        if quoted:
            return Words(next(filter(None, quoted.groups())), quoted=True)
    match = _who_said().match(plain)
    if match and (match["that"] or verb_at(match["words"]) is not None):
        return Words(match["words"], quoted=False)
    for pattern in _speech():
        match = pattern.match(plain)
        if match:
            held = match.groupdict()
            return Speech(_bare(held["who"]), _bare(held.get("about") or ""))
    return None


_SPOKE = re.compile(
    r"(?:who|which|what|name|list)\b[^?]{0,50}?\s+(?:(?P<asking>(?:who\s+)?(?:asked|put|posed)\s+(?:the\s+|any\s+)?questions)"
    r"|(?:who\s+)?(?:spoke|testified|gave\s+evidence|took\s+the\s+floor))(?:\s+(?:on|at|in|during|to|of|before)\s+(?P<occasion>[^?]{2,60}))?\Z",
    re.IGNORECASE,
)
_WHOSE = re.compile(
    r"(?:(?:and|so)\s+)?(?:(?:by|to|from)\s+)?(?:who|whom|whose|which\s+(?:person|speaker|official|politician|witness))\b",
    re.IGNORECASE,
)
_ABOUT = (
    r"(?:about|of|on|regarding|concerning|as\s+to|with\s+regard\s+to|to\s+the\s+(?:question|subject)\s+of)"
)


@cache
def _who_said() -> re.Pattern[str]:
    verbs = "|".join(sorted(listed("speech", "asked") | listed("speech", "says"), key=len, reverse=True))
    telling = "|".join(sorted(listed("speech", "telling")))
    return re.compile(
        rf"(?:(?:and|so)\s+)?who(?:\s+(?:on|at|in|of|among)\s+[^?]{{2,40}}?)?\s+(?:was\s+it\s+(?:that|who)\s+)?(?:has\s+|had\s+)?"
        rf"(?:(?:{verbs}|(?:{telling})\s+[^?]{{2,50}}?)\s+(?P<that>that|whether|if)|sa(?:id|ys)|claim(?:ed|s)|th(?:ought|inks)|believe[sd])\s+(?P<words>\S.{{8,}})",
        re.IGNORECASE,
    )


@cache
def _speech() -> tuple[re.Pattern[str], ...]:
    verbs = "|".join(sorted(listed("speech", "asked"), key=len, reverse=True))
    opinion = (
        "view|views|opinion|reaction|comment|comments|position|answer|words|remarks?|statement|criticism"
    )
    did, views, quoted, commented, said = (
        rf"what\s+(?:else\s+)?(?:did|does|do|has|have|had)\s+(?P<who>[^?]{{2,80}}?)\s+(?:{verbs})\b(?!\s+(?:{verbs})\b)",
        rf"(?:what|which)\s+(?:is|was|were|are)\s+(?P<who>[^?]{{2,80}}?)['’]s?\s+(?:{opinion})\s+{_ABOUT}\s+(?P<about>\S.*)",
        rf"what\s+(?:is|was)\s+(?P<who>[^?]{{2,80}}?)\s+quoted\s+as\s+saying(?:\s+{_ABOUT}\s+(?P<about>\S.*))?",
        r"how\s+did\s+(?P<who>[^?]{2,80}?)\s+comment(?:\s+on)?\s+(?P<about>\S.*)",
        r"what\s+(?:did|does|has)\s+(?P<who>[^?]{2,80}?)\s+(?:say|said)",
    )
    about = rf"(?:\s+[^?]{{2,40}}?)??\s+{_ABOUT}\s+(?P<about>\S.*)"
    written = (f"{did}{about}", views, quoted, commented, said)
    return tuple(re.compile(rf"(?:(?:and|so)\s+)?{pattern}\Z", re.IGNORECASE) for pattern in written)


def _bare(text: str) -> str:
    return re.sub(r"^(?:the|a|an|his|her|its|their)\s+", "", text.strip(), flags=re.IGNORECASE)
