"""Words with their places, and a light English stemmer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)+|[^\W_]+(?:['’](?![sS]\b)[^\W\d_]+)*")

FUNCTION_WORDS = frozenset(
    """a an the this that these those some any each every all both either neither no not nor and or but if
    then than as so such too very just only also even still yet again once of in on at by for from to into onto
    with within without about against between among through during before after above below over under up down
    out off per via upon toward towards across along around behind beside besides beyond near since until till
    is are was were be been being am do does did doing done have has had having will would shall should can could
    may might must i me my mine we us our ours you your yours he him his she her hers it its they them their
    theirs itself himself herself themselves who whom whose which what when where why how there here
    according because while although though whether however therefore thus tell please know say says said
    much many more most less least few fewer lot name list describe explain kind sort type""".split()
)
"""Words that carry no content of a question."""

_IRREGULAR = {
    form: base
    for line in """be:was,were,been|begin:began,begun|become:became|break:broke,broken|bring:brought|build:built
    buy:bought|catch:caught|choose:chose,chosen|come:came|cut:cutting|deal:dealt|die:died,dying,death,dead
    draw:drew,drawn|drive:drove,driven|fall:fell,fallen|feel:felt|fight:fought|find:found|flee:fled|fly:flew,flown
    forbid:forbade,forbidden|found:founded|get:got,gotten|give:gave,given|go:went,gone|grow:grew,grown,growth
    hear:heard|hide:hid,hidden|hold:held|keep:kept|know:knew,known|lay:laid|lead:led|leave:left|lend:lent
    lie:lay,lain,lying|lose:lost,loss|make:made,making|man:men|mean:meant|meet:met|pay:paid|rise:rose,risen,rising
    run:ran,running|see:saw,seen|seek:sought|sell:sold,sale|send:sent|shoot:shot|show:shown|speak:spoke,spoken
    spend:spent|stand:stood|steal:stole,stolen|strike:struck|swear:swore,sworn|take:took,taken|teach:taught
    tell:told|think:thought|throw:threw,thrown|understand:understood|win:won,winning|withdraw:withdrew,withdrawn
    woman:women|write:wrote,written|child:children|person:people|prove:proven|lift:lifted|live:life,lives
    succeed:success|choose:choice|produce:production|sign:signing""".replace("\n", "|").split("|")
    for base, _, forms in [line.strip().partition(":")]
    for form in forms.split(",")
}
_DERIVATIONS = (
    "ization", "isation", "ational", "ations", "ation", "ition", "ments", "ment", "ness", "ities", "ity",
    "ances", "ance", "ences", "ence", "ions", "ion", "ive", "ives", "ers", "er", "ors", "or", "ly", "al",
)  # fmt: skip


_MORE_VERBS = {
    form: base
    for base, forms in (
        pair.split(":")
        for pair in """have:had,has do:did,does go:went get:got ride:rode,ridden swim:swam,swum wear:wore,worn
        eat:ate,eaten
        drink:drank,drunk feed:fed sing:sang,sung sleep:slept sink:sank,sunk bear:bore,borne cost:cost put:put cut:cut
        let:let set:set hit:hit shut:shut read:read hurt:hurt beat:beat""".split()
    )
    for form in forms.split(",")
}
_SILENT_E = re.compile(
    r"(?:[^e]at|iz|[^f]is|uc|[aeo]s|ur|ag|v|c|dg|rg|ang|u|vid|cid|lud|[^ao]ir|[^a]ar|or|let|pl|cl|tl|bl|[^ae]ak|[^ao]in"
    r"|ik|ok|ib|ap|um|us|as|[^o]ot)$"
)


def infinitive(verb: str) -> str | None:
    """The plain form of a verb in the past or the third person; None where the word is surely no such form.

    >>> infinitive("collected"), infinitive("sold"), infinitive("raised"), infinitive("stopped")
    ('collect', 'sell', 'raise', 'stop')
    """
    lower = verb.lower()
    known = _MORE_VERBS.get(lower) or _IRREGULAR.get(lower)
    if known is not None:
        return known
    if lower.endswith("ied") and len(lower) > 4:
        return f"{lower[:-3]}y"
    if lower.endswith("eed") or not lower.endswith("ed") or len(lower) < 4:
        return None
    root = lower[:-2]
    syllables = len(re.findall(r"[aeiouy]+", root))
    if root[-1] == root[-2] and (root[-1] not in "lsfz" or (root[-1] == "l" and syllables > 1)):
        return root[:-1]
    return f"{root}e" if _SILENT_E.search(root) else root


def is_function_word(word: str) -> bool:
    """Whether ``word`` carries no content: articles, auxiliaries ("didn't" too), question words."""
    lower = word.casefold().replace("’", "'")
    return (
        lower in FUNCTION_WORDS or lower.removesuffix("n't") in FUNCTION_WORDS or lower in ("won't", "can't")
    )


@dataclass(frozen=True, slots=True)
class Word:
    """A word ``text[start:end]`` of some text; a possessive 's is not part of it."""

    text: str
    start: int
    end: int

    @property
    def stem(self) -> str:
        return stem(self.text)


@lru_cache(maxsize=1024)
def words(text: str) -> tuple[Word, ...]:
    """The words and figures of ``text`` in order; hyphens separate, apostrophes inside a word do not."""
    return tuple(
        Word(match.group(), match.start(), match.end())
        for match in _WORD.finditer(text)
        if match.group() not in "sS" or text[max(0, match.start() - 1) : match.start()] not in ("'", "’")
    )


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The word without inflection, in lower case: ``agreements`` and ``agreement`` are one stem."""
    lower = word.casefold().replace("’", "'").removesuffix("'s")
    if lower in _IRREGULAR:
        return _IRREGULAR[lower]
    if len(lower) <= 3 or not lower.isalpha():
        return lower
    lower = _singular(lower)
    for ending in ("ing", "ed"):
        base = lower.removesuffix(ending)
        if base != lower and len(base) >= 3 and any(letter in "aeiouy" for letter in base):
            return _closed(base)
    return lower.removesuffix("e") if len(lower) > 4 else lower


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _closed(base: str) -> str:
    # granted -> grant, stopped -> stop, imported -> import, exchanged -> exchang (as exchange -> exchang)
    if base[-1] == base[-2] and (base[-1] not in "lsz" or (base.endswith("ll") and len(base) > 6)):
        base = base[:-1]
    return base.removesuffix("e") if len(base) > 4 else base


@lru_cache(maxsize=50_000)
def root(word_stem: str) -> str:
    """A coarser form that ties derivations together: ``invest`` and ``investment``, ``agree`` and ``agreement``."""
    for ending in _DERIVATIONS:
        base = word_stem.removesuffix(ending.removesuffix("e"))
        if base != word_stem and len(base) >= 4:
            return base.removesuffix("i")
    return word_stem


def content_stems(text: str) -> tuple[str, ...]:
    """The stems of the words that carry content, each once, in order."""
    return tuple(dict.fromkeys(word.stem for word in words(text) if not is_function_word(word.text)))


def covers(stems: Iterable[str], wanted: str) -> float:
    """How well ``stems`` hold ``wanted``: 1 for the stem itself, 0.7 for a word of the same root."""
    held = set(stems)
    if wanted in held:
        return 1.0
    return 0.7 if root(wanted) in {root(stem_) for stem_ in held} else 0.0
