"""Follow-up questions made to stand alone, by rules and without a model.

"And in which month?", "what about 2021?", "who was he?" borrow from the question before. The
history lends words to the question and nothing else: it is never evidence. A question that
stands alone is returned as it is.
"""

from __future__ import annotations

import re

from rag.reading.frames import replaced
from rag.reading.history import History, Turn, turns
from rag.reading.names import Name, typed_names
from rag.reading.references import noun_phrase, resolve
from rag.reading.relevance import Similarity
from rag.text.countries import is_country_name
from rag.text.dates import find_dates
from rag.text.words import is_function_word, words

_LEAD = re.compile(r"^\s*(?:(?:and|but|or|so|ok|okay|then|also)\b[\s,]*)+", re.IGNORECASE)
_ABOUT = re.compile(
    r"^\s*(?:(?:and|but|or|so)\b[\s,]*)?(?:what|how)\s+about\s+(?P<topic>.+?)\s*\??\s*$", re.IGNORECASE
)
_WH_PHRASE = re.compile(
    r"^\s*(?P<preposition>(?:in|on|at|to|from|by|for|of|since|until|with)\s+)?"
    r"(?P<wh>(?:how\s+(?:much|many|large|big|long|often|old|far|high|tall|soon|expensive|late)|what|which|who|whom"
    r"|whose|when|where|why|how)\b)",
    re.IGNORECASE,
)
_AUX = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must)"
_TOPIC_WORDS = 6


def rewrite(question: str, history: History, similarity: Similarity | None = None) -> str:
    """``question`` with what it borrows from ``history`` put in; unchanged when it stands alone.

    ``similarity`` finds the phrase of the question before that a fragment stands in the place of.
    """
    past = turns(history)
    if not past:
        return question
    previous = Turn("", "")
    for turn in past[-8:]:
        previous = Turn(_standalone(turn.question, previous, similarity), turn.answer)
    return _standalone(question, previous, similarity)


def _standalone(question: str, previous: Turn, similarity: Similarity | None) -> str:
    if not previous.question.strip() or not words(question):
        return question
    about = _ABOUT.match(question)
    if about:
        return _with_topic(about["topic"], previous, similarity) or question
    led = _LEAD.match(question)
    bare = _LEAD.sub("", question, count=1).strip()
    if not bare:
        return question
    if _is_fragment(bare):
        return _fragment(bare, previous, similarity) or question
    resolved = resolve(bare, previous)
    if resolved != bare:
        return _sentence(resolved)
    return _sentence(bare) if led and _WH_PHRASE.match(bare) else question


def _is_fragment(bare: str) -> bool:
    """Whether it is a question phrase without a verb ("in which month?", "how much?") or a bare topic ("2021?")."""
    tokens = [word.text.casefold() for word in words(bare)]
    if _WH_PHRASE.match(bare):
        return len(tokens) <= 5 and not _has_verb(bare, tokens)
    return (
        len(tokens) <= _TOPIC_WORDS and bare.endswith("?") and not re.match(rf"{_AUX}\b", bare, re.IGNORECASE)
    )


def _has_verb(bare: str, tokens: list[str]) -> bool:
    if re.search(rf"\b{_AUX}\b", bare, re.IGNORECASE):
        return True
    match = _WH_PHRASE.match(bare)
    rest = tokens[len(words(match.group())) :] if match else tokens
    if match and match["wh"].casefold() in ("who", "what", "when", "where", "why", "how"):
        return any(token not in _TRAILERS for token in rest)
    return len(rest) > 2


_TRAILERS = frozenset("exactly else precisely then so for by to from with not there in on".split())


def _fragment(bare: str, previous: Turn, similarity: Similarity | None) -> str | None:
    if not _WH_PHRASE.match(bare):
        return _with_topic(bare.rstrip("? "), previous, similarity)
    phrase = re.sub(r"\b(?:exactly|precisely|then|so)\b", "", bare.rstrip("? ")).strip()
    remainder, subject_asked = _without_wh(previous.question)
    if not remainder:
        return None
    if subject_asked:
        subject = previous.answer.strip() if 0 < len(previous.answer) <= 60 else "that"
        return _sentence(f"{phrase} was it that {subject} {remainder}")
    if re.match(rf"{_AUX}\b", remainder, re.IGNORECASE):
        return _sentence(f"{phrase} {remainder}")
    return _sentence(f"{phrase}: {remainder}")


def _without_wh(question: str) -> tuple[str, bool]:
    """The question without its question phrase, and whether that phrase was the subject ("Who visited Minsk?")."""
    bare = _LEAD.sub("", question, count=1).strip().rstrip("?. ")
    match = _WH_PHRASE.match(bare)
    if not match:
        return bare, False
    auxiliary = re.search(rf"\b{_AUX}\b", bare[match.end() :], re.IGNORECASE)
    if auxiliary and len(words(bare[match.end() : match.end() + auxiliary.start()])) <= 4:
        remainder = bare[match.end() + auxiliary.start() :]
        subject = match["wh"].casefold() in ("who", "what", "which") and not match["preposition"]
        copula = re.match(r"(?:is|are|was|were)\b", remainder, re.IGNORECASE)
        return remainder, bool(subject and not copula and _passive_subject(remainder))
    return bare[match.end() :].strip(), match["wh"].casefold() in ("who", "what", "which")


def _passive_subject(remainder: str) -> bool:
    """Whether the verb follows the auxiliary ("Who has won the vote"): then the asked one is the subject."""
    tokens = words(remainder)
    return (
        len(tokens) > 1
        and tokens[0].text.casefold() in ("has", "had", "have")
        and not tokens[1].text[0].isupper()
    )


def _with_topic(topic: str, previous: Turn, similarity: Similarity | None) -> str | None:
    """The previous question with its date or a name of the same kind replaced by ``topic``."""
    topic = topic.strip().rstrip("?. ")
    base = previous.question.strip().rstrip("?. ")
    if not topic:
        return None
    bare_topic = re.sub(
        r"^(?:in|on|at|for|to|from|by|with|of|during|the)\s+(?=\S)", "", topic, flags=re.IGNORECASE
    )
    new_dates, old_dates = find_dates(f"in {bare_topic}"), find_dates(base)
    if new_dates:
        if not old_dates:
            return _sentence(f"{base} in {bare_topic}")
        old = old_dates[-1]
        return _sentence(f"{base[: old.start]}{bare_topic}{base[old.end :]}")
    stands = None if similarity is None else replaced(topic, base, similarity)
    stands = stands or _replaced_name(topic, bare_topic, base)
    if stands:
        return _sentence(stands)
    content = [word for word in words(topic) if not is_function_word(word.text)]
    if not content:
        return None
    phrase = noun_phrase(previous)
    return _sentence(f"what is {topic} of {phrase}" if phrase else f"{base}, {topic}")


def _replaced_name(topic: str, bare_topic: str, base: str) -> str | None:
    news = typed_names(bare_topic[:1].upper() + bare_topic[1:])
    if not news or not (bare_topic[0].isupper() or is_country_name(bare_topic)):
        return None
    asked = list(typed_names(base))
    alike = [name for name in asked if _alike(name, bare_topic, news[0])] or asked[-1:]
    preposition = re.match(r"(?:for|to|from|by|with|of|in|at|on)\b", topic, re.IGNORECASE)
    if preposition:
        before = rf"\b{preposition.group()}\s+(?:the\s+)?$"
        alike = [name for name in alike if re.search(before, base[: name.start], re.IGNORECASE)] or alike
    if not alike:
        return None
    old = alike[-1]
    return f"{base[: old.start]}{bare_topic}{base[old.end :]}"


def _alike(name: Name, topic: str, new: Name) -> bool:
    if is_country_name(topic) or is_country_name(new.text):
        return is_country_name(name.text)
    return name.kind == new.kind or name.kind not in ("country", "adjective")


def _sentence(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip().rstrip("?.,: ")
    return f"{text[:1].upper()}{text[1:]}?"
