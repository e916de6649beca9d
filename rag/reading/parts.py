"""What was typed, taken apart: several questions in one, and what is no question beside one.

>>> questions_in("Hello! Who runs the mill, and when was it built? Thanks.")
('Who runs the mill?', 'when was it built?')
"""

from __future__ import annotations

import re

from rag.text.words import is_function_word

_NUMBERED = re.compile(r"(?:^|\s)(?:\(?\d{1,2}[.)]|[-•*])\s+(?=[A-Za-z])")
_BREAK = re.compile(r"(?<=[?!])\s+|(?<=[a-z0-9]{3}\.)\s+(?=[A-Z])|\n+")
_AUX = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|shall|may|might|must)(?:n['’]t)?"
_WH = r"(?:who|whom|whose|when|where|which|what|why|how)"
_JOINT = re.compile(
    rf"(?:\s*,\s*|\s*;\s*|\s+)(?:and|or|but|as\s+well\s+as)(?:\s+also)?\s+(?=(?:(?:in|on|at|by|for|to|since)\s+)?{_WH}\s+"
    rf"(?:{_AUX}\b|many\b|much\b|long\b|old\b|far\b|high\b|large\b|big\b|tall\b|\w+\s+{_AUX}\b))|\s*;\s+(?=(?:{_WH}|{_AUX})\s)",
    re.IGNORECASE,
)
_OPENS = re.compile(rf"\s*(?:(?:in|on|at|by|for|to|since|from)\s+)?(?:{_WH}|{_AUX})\b", re.IGNORECASE)
_CHAT = re.compile(
    r"\s*(?:(?:hi|hello|hey|dear|good\s+(?:morning|afternoon|evening|day)|greetings|thanks?|thank\s+you|cheers|many\s+thanks|please"
    r"|sorry|excuse\s+me|ok|okay|great|no\s+hurry|quick\s+question|one\s+(?:more\s+)?question|best(?:\s+regards)?|kind\s+regards)\b"
    r"|(?:i|we)(?:\s+|['’](?:m|re|ve|d|ll)\b)|my\s+(?:editor|boss|colleague|deadline|name|question)|this\s+is\s+(?:urgent|for)"
    r"|it['’]?s?\s+(?:is\s+)?urgent|(?:just\s+)?wondering|hope\b)",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"\s*(?:answer|respond|reply|round|express|write|give|provide|state|base|keep|limit|format)\b.*\b(?:answers?|response"
    r"|question|judge?ments?|decimals?|places|sentences?|words|digits|dollars|usd|euros?|eur|thousands|millions|billions"
    r"|percent)\b",
    re.IGNORECASE | re.DOTALL,
)
"""How the answer shall look, or from where it shall be taken: no question, and no words to look for."""
_MOST = 6


def questions_in(text: str) -> tuple[str, ...]:
    """The questions of ``text`` in order, greetings and thanks left aside; the text itself where it is but one.

    A statement that is no small talk stays with the question behind it.
    """
    found: list[str] = []
    ahead = ""
    for piece in _pieces(text):
        if not piece.endswith("?"):
            aside = _CHAT.match(piece) or (found and _FORM.match(piece))
            ahead = ahead if aside else f"{ahead} {piece}".strip()
            continue
        found += _coordinated(f"{ahead} {piece}".strip() if ahead else piece)
        ahead = ""
    if not found:
        return (text,)
    if ahead:
        found[-1] = f"{found[-1]} {ahead}"
    return tuple(found) if len(found) <= _MOST else (text,)


def _pieces(text: str) -> list[str]:
    """The sentences of what was typed, without the numbers of a list."""
    lists = _NUMBERED.split(text) if len(_NUMBERED.findall(text)) > 1 else [text]
    sentences = [piece.strip() for part in lists for piece in _BREAK.split(part)]
    pieces = [sentence for sentence in sentences if re.search(r"\w", sentence)]
    if len(lists) > 1:
        pieces = [
            piece if piece.endswith("?") or not _OPENS.match(piece) else piece.rstrip(".!;,") + "?"
            for piece in pieces
        ]
    return pieces


def _coordinated(question: str) -> list[str]:
    """The questions that "and when was" or "; who" joins; each must stand by itself."""
    if not _OPENS.match(question):
        return [question]
    parts = [part.strip() for part in _JOINT.split(question)]
    if any(len(part.split()) < 3 for part in parts):
        return [question]
    return [part if part.endswith("?") else f"{part.rstrip(' ,;')}?" for part in parts]


_CONTRACTED = re.compile(
    r"^(?P<lead>\s*(?:(?:so|and|but|well)[,\s]+)?)(?P<aux>is|are|was|were|do|does|did|has|have|had|ca|could|wo|would|should|sha|might"
    r"|must|need)n['’]t\b",
    re.IGNORECASE,
)
_BE_NOT = re.compile(
    r"^(?P<aux>is|are|was|were|did|does|do|has|have|had|will|would|can|could)\s+(?P<subject>(?:(?!not\b)\S+\s+){1,8}?)not\s+",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"^(?P<statement>.{8,}?),\s*(?P<aux>is|are|was|were|do|does|did|has|have|had|ca|wo|would|could|should)n['’]t\s+"
    r"(?:he|she|it|they|we|you|there|that)\s*\?$",
    re.IGNORECASE,
)


def affirmative(question: str) -> str:
    """A question that expects "yes", put without its negation: "Isn't she the mayor?" asks whether she is.

    "Yes" then says that she is, and so it does in English.
    """
    tag = _TAG.match(question)
    if tag:
        statement = _within_a_sentence(tag["statement"].strip())
        inner = re.search(rf"\s{tag['aux']}\s", statement, re.IGNORECASE)
        if inner:
            subject, rest = statement[: inner.start()], statement[inner.end() :]
            return f"{tag['aux'].capitalize()} {subject} {rest}?"
        return f"Is it true that {statement}?"
    contracted = _CONTRACTED.match(question)
    if contracted:
        written = contracted["aux"]
        plain = {"ca": "can", "wo": "will", "sha": "shall"}.get(written.lower(), written.lower())
        plain = plain.capitalize() if written[0].isupper() else plain
        return f"{contracted['lead']}{plain}{question[contracted.end() :]}"
    be = _BE_NOT.match(question)
    if be and question.rstrip().endswith("?"):
        return f"{be['aux']} {be['subject']}{question[be.end() :]}"
    return question


def _within_a_sentence(statement: str) -> str:
    """The statement without the capital of its first word, where that is no name."""
    first = statement.split(maxsplit=1)[0]
    return (
        f"{first.lower()}{statement[len(first) :]}" if is_function_word(first) and first != "I" else statement
    )
