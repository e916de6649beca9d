"""Every English word of the Check tab and of the files saved there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.wording import independent, percent, plural

if TYPE_CHECKING:
    from rag.results import Verdict

DRAFT = "The draft"
DRAFT_LABEL = "Text to check"
DRAFT_HINT = (
    "Paste a sentence, a paragraph or a whole draft. Each claim in it is looked up in your documents."
)
DRAFT_DROP = "Or drop a draft here, or choose a file"
DRAFT_DROP_NOTE = "It is only read for this check; it does not become one of your documents."
DRAFT_READING = "Reading {name}…"
DRAFT_REFUSED = "{name} could not be uploaded. It may be larger than the limit of {limit}."
CHECK = "Check"
CHANGE = "Change the draft"
MARKED = "The draft, claim by claim"
PROOF = "Evidence"
PROOF_EMPTY = (
    "Every claim of the draft comes back underlined: the sign and the line say whether your documents support "
    "it. Choose a claim to see the sentences for and against it."
)
PROOF_CHOOSE = "Choose a claim in the draft to see the sentences for and against it."
CHECK_AGAIN = "Check again"
CHECKING_AGAIN = "Checking again…"
CHECK_LOST = (
    "The server was stopped twice before it had checked this draft, so it is not gone on with by itself."
)
CLAIM_UNKNOWN = "This claim is no longer on the page. Check the draft again."
NO_CLAIMS = "There is no sentence in this text that could be checked."
VERDICTS = {
    "SUPPORTED": "supported",
    "REFUTED": "refuted",
    "CONFLICTING": "conflicting",
    "NOT_ENOUGH_EVIDENCE": "not enough evidence",
    "NOT_CHECKABLE": "not checkable",
}
NOT_YET = "not checked yet"
NEXT_OF = "Go to the next one"
PREVIOUS_CLAIM = "Previous claim"
NEXT_CLAIM = "Next claim"
FOR = "Sentences that support it"
AGAINST = "Sentences that speak against it"
NEAR = "What came closest"
NEAR_NOTE = "These decide nothing."
DIFFERENCES = "What does not match"
DIFFERENCE_COLUMNS = ("", "The draft says", "The source says", "Source")
DIFFERENCE_KINDS = {
    "number": "Number",
    "money": "Amount",
    "percent": "Percentage",
    "date": "Date",
    "duration": "Duration",
    "time": "Time",
    "score": "Score",
    "name": "Name",
    "direction": "Direction",
    "negation": "Negation",
}
QUOTATIONS = "Words in quotation marks"
QUOTATION = {
    "verbatim": "These words stand in the source exactly as quoted.",
    "altered": "These words stand in the source, but not as quoted.",
    "not_found": "No document holds these words.",
}
QUOTATION_LEGEND = "Struck through: only in the source. Underlined: only in the draft."
ONLY_SOURCE = "only in the source:"
ONLY_DRAFT = "only in the draft:"
SAVE_AS = "Save as"
EXPORTS = {"html": "HTML", "markdown": "Markdown", "json": "ClaimReview", "csv": "CSV"}
EXPORT_TITLE = "A draft, checked claim by claim"
EXPORT_NOTE = (
    "The verdicts say what the documents of one collection tell, not what is true. Each quote is what stood in "
    "its document when this was made."
)
EXPORT_NAME = "checked-draft"
EXPORT_COLUMNS = (
    "claim", "start", "end", "verdict", "band", "confidence", "note", "differences", "quotations",
    "stance", "probability", "quote", "title", "publisher", "published", "page", "url", "program's own verdict",
    "review",
)  # fmt: skip
STANCES = {"supports": "supports", "refutes": "speaks against", "neither": "undecided"}


def verdict(result: Verdict) -> str:
    """A verdict, with the doubt that remains: “possibly supported”."""
    words = VERDICTS[result.label]
    if result.label in {"NOT_CHECKABLE", "NOT_ENOUGH_EVIDENCE"} or result.band == "sure":
        return words
    return f"{'probably' if result.band == 'likely' else 'possibly'} {words}"


def checking(done: int, total: int) -> str:
    """How far a check is."""
    return f"{done:,} of {plural(total, 'claim')} checked" if total else "Looking for the claims…"


def checked(total: int, stopped: bool) -> str:
    """The end of a check."""
    return f"Stopped after {plural(total, 'claim')}" if stopped else f"{plural(total, 'claim')} checked"


def difference(kind: str, claim: str, evidence: str) -> str:
    """One thing that does not match."""
    return f"{kind}: the draft says “{claim}”, the source says “{evidence}”"


def misquoted(quote: str, status: str, source: str | None) -> str:
    """A quotation that is not what a source says."""
    return f"“{quote}”: {status}" + (f" The source: “{source}”" if source else "")


def checked_on(day: str) -> str:
    """When an exported draft was checked."""
    return f"Checked on {day}"


def earlier(day: str, verdict: str, reviewed: str, *, unchanged: bool, added: int) -> str:
    """What was known of a claim from before: "Checked on 12 May 2026: refuted; sources unchanged since"."""
    told = f"Checked on {day}: {verdict}"
    if reviewed:
        told += f" ({reviewed[:1].lower()}{reviewed[1:]})"
    told += "; sources unchanged since" if unchanged else "; its sources have changed since"
    return told + (f", {plural(added, 'document')} added since" if added else "")


def in_other_words(claim: str) -> str:
    """How a claim read when it was checked before."""
    return f"Then in these words: “{claim}”"


def claim_position(number: int, total: int) -> str:
    """Which claim of how many is looked at."""
    return f"Claim {number:,} of {total:,}"


def claim_label(verdict: str, claim: str) -> str:
    """What a screen reader says for a claim in the draft."""
    return f"{verdict[:1].upper()}{verdict[1:]}: {claim}"


def both_sides(supporting: int, against: int) -> str:
    """How many independent sources stand on each side of a claim."""
    sides = []
    if supporting:
        sides.append(f"{independent(supporting)} for it")
    if against:
        sides.append(f"{independent(against)} against it")
    return ", ".join(sides)


def stance_strength(value: float) -> str:
    """The probability that a sentence takes the side it is listed on."""
    return f"{percent(value)} sure"


def said_by(speaker: str) -> str:
    """Who says quoted words in the source."""
    return f"In the source, {speaker} says them."


def said_by_other(attributed: str, speaker: str) -> str:
    """The draft and the source name different speakers."""
    return f"The draft gives these words to {attributed}; in the source, {speaker} says them."


def draft_too_long(characters: int, limit: int) -> str:
    """The draft is over the limit."""
    return (
        f"The draft has {characters:,} characters and the limit is {limit:,}; check it in parts, "
        "or raise FACTCHECK_UI_DRAFT_CHARS."
    )
