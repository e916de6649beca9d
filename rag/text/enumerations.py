"""The members that a sentence joins by commas and "and", and the list that stands below a line.

>>> sentence = "Trees died in Harle, Little Brent (a hamlet) and Osmund last year."
>>> [sentence[a:b] for a, b in enumeration_at(sentence, 14, 19)]
['Harle', 'Little Brent', 'Osmund']
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.text.clauses import verb_at
from rag.text.dates import find_dates
from rag.text.designators import designator_ranges
from rag.text.names import find_names
from rag.text.quantities import find_quantities

Range = tuple[int, int]

_SEPARATOR = re.compile(
    r"\s*;\s*(?:and\s+|or\s+)?|\s*,\s*(?:and\s+also|and|or|as\s+well\s+as|but\s+also)\s+|\s*,\s+"
    r"|\s+(?:and\s+also|and|or|as\s+well\s+as|along\s+with|together\s+with|but\s+also|&)\s+"
)
_JOINS = re.compile(r"\b(?:and|or|as\s+well\s+as|along\s+with|together\s+with|but\s+also)\b|&|;")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|“[^“”]*”|(?<!\w)\"[^\"]*\"")
_EDGE = re.compile(r":\s+|\s[–—-]\s|[.!?…]+[\"”’)\]]*\s*$")
_LEAD = re.compile(
    r"^(?:(?:both|either|namely|also|then|such\s+as|including|includes?|included|among\s+them|are|were|is|was|of|in|from|by|with"
    r"|to|for|at|on|as|between|among|against|like|into|and|or|followed\s+by|that\s+of|called|again|later)\s+)+",
    re.IGNORECASE,
)
_LEADING_PLACE = re.compile(
    r"^.*\b(?:such\s+as|including|includes?|included|namely|are|were|is|was|of|in|from|by|with|to|for|at|on|as|between|among"
    r"|against|like|into|called|both)\s+",
    re.IGNORECASE | re.DOTALL,
)
_TAIL = re.compile(
    r"\s+(?:in|on|at|by|from|during|after|before|for|to|since|until|as|with|without|because|who|which|that|where|when|while|last|this"
    r"|next|respectively|so|if|than|over|under|have|has|had|is|are|was|were|will|would|can|could|may|all)\b"
)
_PREPOSITION = re.compile(r"\s(?:in|on|at|by|from|for|to|with|against)\s", re.IGNORECASE)
_TIMED = re.compile(r"\s*(?:on|in|at|by|from|since)\s+(?:the\s+)?", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:including|includes?|such\s+as|among\s+(?:them|others)|for\s+example|for\s+instance|e\.g\.|etc\b|and\s+others|like)",
    re.IGNORECASE,
)
_OFFICE = re.compile(r"(?:the|an?|its|his|her|their)\s+[^A-Z]*$")
"""Between names this is no member but tells who the one before it is: "Petra Oduya, the director, and Gunnar Vik"."""
_NUMBER = re.compile(r"(?:\s\d{1,3}(?![\d.,]*\d|\s+[a-z]{4}))?")
"""What belongs to a name behind it: the 11 of "Pioneer 11"."""
_LONGEST = 12  # words of a member
_LONGEST_ITEM = 240  # characters of a line of a list
_MOST_ITEMS = 30


def enumeration_at(sentence: str, start: int, end: int) -> tuple[Range, ...]:
    """The ranges of the members that are joined with the words [start, end), themselves among them.

    Empty where nothing is joined to them, or where it is not sure that what is joined is alike.
    """
    inner = sentence.rfind(": ", start, end)
    start = start if inner < 0 else inner + 2
    closed = [match.span() for match in _ASIDE.finditer(sentence)]
    closed += [(name.start, name.end) for name in find_names(sentence)]
    closed += [(value.whole[0], value.end) for value in (*find_quantities(sentence), *find_dates(sentence))]
    low, high = _region(sentence, start, end, closed)
    whole = _between(sentence, low, high, (start, end), closed)
    if len(whole) > 1 or _JOINS.search(sentence, start, end) is None:
        return whole
    return _between(sentence, start, end, (start, end), closed)  # "bees and hens" within one of "A, B and C"


def _between(sentence: str, low: int, high: int, span: Range, closed: Sequence[Range]) -> tuple[Range, ...]:
    """The members from ``low`` to ``high`` that are joined with the span."""
    start, end = span
    after_colon = sentence[:low].rstrip().endswith(":")
    cuts = [
        match.span()
        for match in _SEPARATOR.finditer(sentence, low, high)
        if not any(a < match.end() and match.start() < b for a, b in closed)
    ]
    joined = [cut for cut in cuts if _JOINS.search(sentence[slice(*cut)])]
    if any(sentence[slice(*cut)].strip()[:1] in {",", ";"} for cut in joined):
        # "if A, if B and C, or if D": the bare "and" is within a member
        cuts = [cut for cut in cuts if sentence[slice(*cut)].strip()[:1] in {",", ";"}]
    pieces, joints = _pieces(sentence, low, high, cuts)
    held = [number for number, (a, b) in enumerate(pieces) if a < end and start < b]
    if not held or len(pieces) < 2 or (len(held) == 1 and _several_inside(sentence, span, cuts, closed)):
        return ()
    found = _run(sentence, pieces, joints, (held[0], held[-1]), (start, end), clauses=after_colon)
    return tuple(found) if len(found) > 1 and _alike([sentence[a:b] for a, b in found]) else ()


def _several_inside(sentence: str, span: Range, cuts: Sequence[Range], closed: Sequence[Range]) -> bool:
    """Whether a span within one member joins things of its own."""
    joins = [match.span() for match in _SEPARATOR.finditer(sentence, *span)]
    return any(cut not in cuts and not any(a < cut[1] and cut[0] < b for a, b in closed) for cut in joins)


def is_open(sentence: str) -> bool:
    """Whether a sentence gives members as examples: "including", "among others"."""
    return _OPEN.search(sentence) is not None


def items_below(text: str, sentences: Sequence[Range], number: int) -> tuple[Range, ...]:
    """The lines of the list that the sentence of that number leads to ("… the following:"), else none."""
    first, last = sentences[number]
    if not text[first:last].rstrip().endswith(":"):
        return ()
    items: list[Range] = []
    for at in range(number + 1, min(len(sentences), number + 1 + _MOST_ITEMS)):
        start, end = sentences[at]
        gap = text[sentences[at - 1][1] : start]
        ends = at + 1 == len(sentences) or "\n" in text[end : sentences[at + 1][0]]
        if "\n" not in gap or not ends or end - start > _LONGEST_ITEM:
            break
        if items and not _same_form(text[slice(*items[0])], text[start:end]):
            break
        items.append((start, end))
    return tuple(items) if len(items) > 1 else ()


def list_around(text: str, sentences: Sequence[Range], number: int) -> tuple[int, tuple[Range, ...]] | None:
    """The list that the sentence of that number is an item of: the number of the line above it, and its items."""
    for above in range(number - 1, max(-1, number - 1 - _MOST_ITEMS), -1):
        if text[slice(*sentences[above])].rstrip().endswith(":"):
            items = items_below(text, sentences, above)
            return (above, items) if sentences[number] in items else None
    return None


def _same_form(first: str, other: str) -> bool:
    """Whether two lines can be items of one list: they begin and end alike."""
    ended = [line.rstrip()[-1:] in ".!?" for line in (first, other)]
    return ended[0] == ended[1] and first[:1].isupper() == other[:1].isupper()


def _region(sentence: str, start: int, end: int, closed: Sequence[Range]) -> Range:
    """From the colon or dash before the words to the one behind them."""
    low, high = 0, len(sentence)
    for edge in _EDGE.finditer(sentence):
        if any(a < edge.end() and edge.start() < b for a, b in closed) and edge.end() < len(sentence):
            continue
        if edge.end() <= start:
            low = edge.end()
        elif edge.start() >= end:
            high = min(high, edge.start())
    return low, high


def _pieces(sentence: str, low: int, high: int, cuts: Sequence[Range]) -> tuple[list[Range], list[str]]:
    """What stands between the separators, asides of time left out, and the separator before each but the first."""
    pieces: list[Range] = []
    joints: list[str] = []
    position, ahead = low, ""
    for begin, close in [*cuts, (high, high)]:
        piece = (position, begin)
        words = sentence[position:begin]
        if words.strip() and not (pieces and _is_aside(words)):
            if pieces:
                joints.append(ahead)
            pieces.append(piece)
        ahead = sentence[begin:close]
        position = close
    return pieces, joints


def _is_aside(words: str) -> bool:
    """Whether a piece only tells when, or who the member before it is: "on 5 May 2008", "who lost their land"."""
    if re.match(r"\s*(?:who|which|whose|where)\b", words):
        return True
    dates = find_dates(words)
    if len(dates) != 1 or words[dates[0].end :].strip():
        return False
    return _TIMED.fullmatch(words[: dates[0].start]) is not None


def _run(
    sentence: str,
    pieces: Sequence[Range],
    joints: Sequence[str],
    held: tuple[int, int],
    span: Range,
    *,
    clauses: bool,
) -> list[Range]:
    """The members around the pieces ``held``: to the left while they are whole, to the right up to the "and"."""
    first, last = held
    begin, after = pieces[first][0], _last_verb(sentence[slice(*pieces[first])])
    opened = not clauses and after is not None and begin + after <= span[0]
    while first > 0 and not opened:
        if _joining(joints[first - 1]) and first - 1 > 0 and _joining(joints[first - 2]):
            break
        rest = _verbs(sentence, pieces[first - 1], clauses=clauses)[1]
        if rest == "":
            break
        first, opened = first - 1, rest is not None
    verb = _verb(f"x {sentence[slice(*pieces[last])]}")
    closed = not clauses and verb is not None and pieces[last][0] + verb - 2 >= span[1]
    while last < len(joints) and not closed and not (last > first and _joining(joints[last - 1])):
        subject = _verbs(sentence, pieces[last + 1], clauses=clauses)[0]
        if subject == "" or (subject is not None and opened):
            break  # what follows is a clause of its own
        last, closed = last + 1, subject is not None
    if last == first or not (
        any(_joining(joint) for joint in joints[first:last]) or (clauses and last - first > 1)
    ):
        return []
    while last > first and not _joining(joints[last - 1]) and not clauses:
        last -= 1  # what follows the last member is an apposition: "A, B and C, the council said"
    found = []
    for number in range(first, last + 1):
        begin, close = pieces[number]
        if number == first:
            begin = _begin(sentence, pieces[number], span, clauses=clauses)
        if number == last:
            close = _close(
                sentence, pieces[number], span, [pieces[n] for n in range(first, last)], clauses=clauses
            )
        bare = _bare(sentence, begin, close)
        if bare is None or len(sentence[slice(*bare)].split()) > (_LONGEST if not clauses else 40):
            return []
        found.append(bare)
    others = [one for one in found if not _OFFICE.match(sentence[slice(*one)])]
    named = len(others) > 1 and all(find_names(f"x {sentence[slice(*one)]}") for one in others)
    return others if named else found


def _joining(joint: str) -> bool:
    return _JOINS.search(joint) is not None


def _verbs(sentence: str, piece: Range, *, clauses: bool) -> tuple[str | None, str | None]:
    """What stands before the first finite verb of a piece and behind the last one; None where it has none."""
    text = sentence[slice(*piece)]
    after = None if clauses else _last_verb(text)
    if after is None:
        return None, None
    first = _verb(f"x {text}")
    return text[: (first or 2) - 2].strip(), text[after:].strip(" .!?")


_DETERMINED = re.compile(
    r"\b(?:an?|the|its|his|her|their|our|no|some|any|these|those|this|that|of|newly|well)\s+$", re.IGNORECASE
)


def _verb(text: str) -> int | None:
    """Where the first finite verb begins; "a forked needle" has none."""
    at = 0
    while (verb := verb_at(f"x {text[at:]}" if at else text)) is not None:
        place = verb if not at else at + verb - 2
        if _DETERMINED.search(text, 0, place) is None:
            return place
        word = re.match(r"\S+\s*", text[place:])
        if word is None:
            return None
        at = place + word.end()
    return None


def _last_verb(text: str) -> int | None:
    """Where what follows the last finite verb of a piece begins; None where it has none."""
    at, found = 0, None
    while (verb := _verb(f"x {text[at:]}")) is not None:
        end = re.match(r"\S+\s*", text[at + verb - 2 :])
        if end is None:
            break
        at += verb - 2 + end.end()
        found = at
    return found


def _begin(sentence: str, piece: Range, span: Range, *, clauses: bool) -> int:
    """Where the first member begins: where the answer does, else at the last name or behind verb and preposition."""
    if piece[0] <= span[0] < piece[1]:
        return span[0]
    if clauses:
        return piece[0]
    start = piece[0] + (_last_verb(sentence[slice(*piece)]) or 0)
    text = sentence[start : piece[1]]
    bare = _undated(_ASIDE.sub(lambda match: " " * len(match[0]), text).rstrip())
    names = _named(bare)
    closing = [a for a, b in names if b >= len(bare) and bare[a:].strip()]
    if closing:
        return start + min(closing)
    lead = _LEADING_PLACE.match(text)
    if lead and start == piece[0] and not text[:1].isupper():
        return start + (lead.end() if len(text[lead.end() :].split()) else 0)
    if lead and start == piece[0]:
        return start + lead.end()
    return start


def _close(sentence: str, piece: Range, span: Range, others: Sequence[Range], *, clauses: bool) -> int:
    """Where the last member ends: where the answer does, else with its name or before what follows it."""
    if piece[0] < span[1] <= piece[1] and span[0] >= piece[0]:
        return span[1]
    if clauses:
        return piece[1]
    text = sentence[slice(*piece)]
    ahead = re.match(r"(?:(?:the|in|from|by|to|of|again|also|later|Mr|Ms|Mrs|Dr|Sir|[A-Z][a-z]+)\s+)*", text)
    opening = [b - 2 for a, b in _named(f"x {text}") if a <= 2 + (ahead.end() if ahead else 0)]
    if opening and not any(_PREPOSITION.search(sentence[slice(*one)]) for one in others[1:]):
        return piece[0] + max(opening)
    verb = _verb(f"x {text}")
    stop = len(text) if verb is None else verb - 2
    held = any(_PREPOSITION.search(sentence[slice(*one)]) for one in others[1:])
    tail = None if held else _TAIL.search(text, 2)
    return piece[0] + min(stop, tail.start() if tail else stop)


def _named(text: str) -> list[Range]:
    """The names, numbered things and dates of a text."""
    names = [(name.start, _NUMBER.match(text, name.end).end()) for name in find_names(text)]  # type: ignore[union-attr]
    return [*names, *designator_ranges(text), *((date.start, date.end) for date in find_dates(text))]


def _undated(text: str) -> str:
    """A member without the time behind it: "Voyager 1 in 1980"."""
    dates = find_dates(text)
    timed = re.search(r"\s+(?:in|on|since|by|at)\s+$", text[: dates[-1].start]) if dates else None
    return text[: timed.start()] if timed and dates[-1].end == len(text) else text


def _bare(sentence: str, start: int, end: int) -> Range | None:
    """A member without the words that lead to it and the signs behind it."""
    text = sentence[start:end]
    lead = _LEAD.match(text)
    if lead and len(lead[0]) < len(text):
        start += lead.end()
    while end > start and (sentence[end - 1].isspace() or sentence[end - 1] in ",;:.–—-"):
        end -= 1
    aside = re.search(r"\s*\([^()]*\)$", sentence[start:end])
    if aside:
        end = start + aside.start()
    end = start + len(_undated(sentence[start:end]))
    while start < end and sentence[start].isspace():
        start += 1
    return (start, end) if end > start and any(char.isalnum() for char in sentence[start:end]) else None


def _alike(members: Sequence[str]) -> bool:
    """Whether members can stand in one list: names and noun phrases together, clauses with clauses."""
    return len({_form(member) for member in members}) == 1


def _form(member: str) -> str:
    if re.match(r"(?:to|not\s+to)\s+[a-z]", member):
        return "infinitive"
    if re.match(r"(?:if|that|because|when|where|who|which|by|so)\b", member, re.IGNORECASE):
        return "clause"
    if re.match(r"(?:he|she|it|they|then|also|with|for|in|on|at|from)\b", member):
        return "other"
    return "thing"
