"""Whether an answer has the shape that the words of a question ask for, where its type alone does not tell.

An age is not any span of time, "five times" is no amount, what somebody said stands beside a
word of saying or in quotation marks, and when something will happen beside a word of what is to come.
"""

from __future__ import annotations

import re

from rag.reading.questions import Question
from rag.reading.typed_values import quantities_in

_HOW_OLD = re.compile(r"\bhow\s+old\b|\b(?:what|which)\s+age\b", re.IGNORECASE)
_AGE = re.compile(
    r"\bage[ds]?\b|\b(?:years?|months?|weeks?|days?)[-\s]+old\b|\bborn\b|\bbirthday\b"
    r"|\bturn(?:s|ed|ing)?\s+(?:\w+-)?\w+\b",
    re.IGNORECASE,
)
_OF_YEARS = re.compile(r"\b(?:years?|months?|decades?|centur(?:y|ies)|millenni(?:um|a))\b", re.IGNORECASE)
_NOT_AN_AGE = re.compile(
    r"\W*(?:years?|months?|decades?|centuries)?\s*(?:ago|later|earlier)\b", re.IGNORECASE
)
_A_YEAR = re.compile(r"\b[12]\d{3}\b")
_TIMES_ASKED = re.compile(
    r"\b(?:times|factor|than|by|more|less|ratio|compare\w*|exceed\w*|outnumber\w*|multipl\w+|change[ds]?"
    r"|gr[eo]w\w*|increas\w+|r[io]se[ns]?|fall\w*|fell|larger|higher|bigger|greater|smaller|lower)\b|fold\b",
    re.IGNORECASE,
)
_TO_COME_ASKED = re.compile(
    r"\W*(?:when|(?:in|on)\s+(?:what|which)\s+(?:year|month|day|date))\s+(?:will|shall|must|should|(?:is|are)\s+.{1,80}?\bgoing\s+to)\b",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:will|shall|would|should|could|may|might|must|until|till|by|next|upcoming|coming|tomorrow|soon|later|future"
    r"|due|set\s+to|going\s+to|about\s+to|to\s+be|(?:plan|schedul|expect|aim|intend|propos|forecast|predict|project|deadline"
    r"|target|hop|postpon|delay|announc|promis|envisag|foresee|foreseen|anticipat)\w*)\b|['’]ll\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\W*what\s+(?:else\s+)?(?:did|does|do|has|have|had)\s+"
    r"(?!(?:the\s+|this\s+|these\s+)?(?:author|writer|article|report|paper|text|document|source|study)s?\b)"
    r".{1,80}?\b(?:say|said|tell|told|state|stated|declare|declared|announce|announced|reply|replied)\b",
    re.IGNORECASE,
)
_SAYING = re.compile(
    r"[\"“”«»]|\b(?:sa(?:y|ys|id|ying)|t(?:ell|ells|old|elling)|stat(?:ed|ing|ements?)|according\s+to|"
    r"(?:declar|announc|promis|pledg|claim|warn|argu|insist|accus|comment|quot|predict|stress|emphasi[sz]|express|"
    r"explain|remark|critici|describ|suggest|propos|recommend|reveal|report|repl[iy]|answer|admit|deni|deny|urg|"
    r"vow|prais|condemn|demand|reject|respond|assert|conced|confirm|speech|interview|address|acknowledg|thank|"
    r"compar|complain|mention)\w*|add(?:s|ed|ing)|not(?:es|ed|ing)|call(?:s|ed|ing)|wr(?:ite|ites|ote|itten|iting)|"
    r"sp(?:eaks?|oke)|ask(?:s|ed|ing)|th(?:inks?|ought)|believ\w+|want(?:s|ed)?|hop(?:es|ed))\b",
    re.IGNORECASE,
)


def missing_shape(question: Question, sentence: str, span: tuple[int, int]) -> str | None:
    """What was asked for, where ``span`` of the sentence is a duration for an age, a multiple for an amount,
    or a day of the past for one to come.
    """
    answer, after = sentence[slice(*span)], sentence[span[1] :]
    if _HOW_OLD.search(question.text):
        apposition = sentence[: span[0]].rstrip().endswith(",") and after.lstrip().startswith((",", "."))
        if _AGE.search(sentence) or _A_YEAR.search(answer) or apposition:
            return None
        other = _NOT_AN_AGE.match(after) or not _OF_YEARS.search(" ".join([answer, *after.split()[:1]]))
        return "an age" if other else None
    if question.expects in ("amount", "measure", "money") and not _TIMES_ASKED.search(question.text):
        values = quantities_in(answer)
        if values and all(value.unit == "times" for value in values):
            return "an amount"
    if _TO_COME_ASKED.match(question.text) and not _TO_COME.search(sentence):
        return "a date to come"
    return None


def unsaid(question: Question, sentence: str) -> bool:
    """Whether the question asks what somebody said and the sentence tells of nothing that is said."""
    return _SAID.match(question.text) is not None and not _SAYING.search(sentence)
