"""The words and shapes by which boilerplate is known."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ACTIONS = _words(
    """share print tweet subscribe login logout log-in sign-in signin signup register bookmark copy follow
    unsubscribe skip toggle reply post leave flip"""
)
"""What a page asks its reader to do."""

NOUNS = _words(
    """facebook twitter whatsapp telegram linkedin reddit pinterest instagram youtube flipboard tumblr comment
    comments newsletter newsletters menu navigation advertisement advertisements advertising sponsored cookies
    cookie permalink rss e-mail email captcha replies homepage breadcrumbs vkontakte viber messenger threads
    bluesky mastodon pocket"""
)
"""What a page offers; alone on a line above a paragraph such a word may be a heading of the article."""

FILLER = _words(
    """a an and all at article as back bar by can click close content continue display edition for from full
    get go here home image images in into it join latest link list load log main me more most my new news next
    now of off on one open or our out page pdf photo photos policy popular preferences previous privacy read
    related required save search section see send settings show sign site size story submit terms text the this
    to today top up updates us use via video videos view we with write x you your + & / | – - · • > » ×"""
)

FORM = _words(
    """your name e-mail email address website url message comment comments subject required optional submit send
    cancel reply leave post a an the captcha code phone first last full nickname title enter write here reset
    preview characters left remaining not be will published fields are marked"""
)
FORM_TELLING = _words("name e-mail email website comment reply captcha submit nickname characters message")

YOUR_NAME = re.compile(r"your (?:full |first |last )?name", re.IGNORECASE)

LABEL = re.compile(
    r"(?:featured|trending|tags?|topics?|keywords?|popular|most read|related|filed under|categor(?:y|ies)"
    r"|in this article|more from|read next|see also|latest news|editor'?s picks?)\b(?P<mark>\s*[:|>»])?",
    re.IGNORECASE,
)
"""The word before a row of tags or teasers."""

TEASERS = re.compile(
    r"(?:(?:most )?(?:related|popular|recommended|trending|latest|more) (?:articles?|stor(?:y|ies)|news|posts?|videos?)"
    r"|most (?:read|popular|viewed|commented)|read next|you (?:may|might) also like|recommended for you"
    r"|more from .{1,60}"
    r"|editor'?s picks?|up next|don'?t miss|around the web|promoted (?:stories|content)|elsewhere on .{1,60})\W*",
    re.IGNORECASE,
)
"""The heading of a list of other articles."""

_PLATFORM = (
    r"(?:facebook|twitter|x|instagram|youtube|telegram|whatsapp|linkedin|tiktok|mastodon|bluesky|google news)"
)
_COUNTED = r"(?:reads?|views?|shares?|comments?|likes?|reactions?|retweets?)"

WHOLE_LINES = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\W*\d[\d.,]*\s*[km]?\s*(?:total )?{_COUNTED}(?:\s*\W*\s*\d[\d.,]*\s*[km]?\s*{_COUNTED})*\W*",
        rf"\W*{_COUNTED}\s*[:(]\s*\d[\d.,]*\s*[km]?\)?\W*",
        r"\W*(?:reading time\s*:?\s*)?(?:about )?\d{1,3}[- ]min(?:ute)?s?(?: read| to read| reading time)\W*",
        r"\W*reading time\s*:?\s*(?:about )?\d{1,3}\s*min(?:ute)?s?\W*",
        r"characters? (?:left|remaining)\s*:?\s*\d*",
        r"home\s*(?:[>›»|]|\s/\s).{0,120}(?<![.!?])",
        r"skip to (?:main )?(?:content|navigation)\W*",
        r"(?:back|go) to (?:the )?top\W*",
        r"\W*advertise?ment\W*|\W*story continues below(?: this)?(?: advertisement)?\W*|\W*sponsored content\W*",
        r"(?:click|tap) here to .{0,80}",
        (
            r"(?:share|print|save|bookmark|e-?mail|tweet) (?:this|the) (?:article|story|page|post|news)"
            r"(?:(?::| on| via| with| by).{0,40})?(?<!\.)"
        ),
        r"(?:share|tweet|pin|save) (?:it|this)(?: (?:on|via|with) .{0,40})?(?<!\.)",
        rf"(?:follow|like|find) us (?:on|at) .{{0,40}}{_PLATFORM}\b.{{0,40}}",
        (
            r"(?:sign up|subscribe)(?: now| here| today)? (?:for|to) (?:our|the|this|my) .{0,60}"
            r"(?:newsletters?|channel|podcast|updates|alerts|briefing|mailing list|feed)\b.{0,40}"
        ),
        r"(?:read|see) (?:also|more|next)\s*[:>»].{0,160}",
        r"(?:please )?enable javascript .{0,120}",
    )
)

OPENINGS = re.compile(
    r"(?:thank you[.!,]? )?your comment (?:has been|have been|will be|is|was) (?:\w+ )?"
    r"(?:forwarded|submitted|sent|awaiting|published|posted|received|saved|approved|held|moderated)\b"
    r"|comments? (?:are|is|have been) (?:closed|moderated|disabled|subject to)\b"
    r"|(?:you must|please) (?:be logged in|log ?in|sign in|register) to (?:post|leave|comment|reply|read)\b"
    r"|your e-?mail address will not be (?:published|shared)\b"
    r"|by (?:submitting|clicking|signing up|continuing|using this)\b.{0,200}\b(?:agree|accept|consent)\b"
    r"|(?:we|this (?:web)?site|our (?:web)?site)(?: and our partners)? uses? cookies\b"
    r"|this site is protected by recaptcha\b"
    r"|(?:©|\(c\)|copyright\b)\s*(?:©|\(c\))?\s*(?:\d{4}|by\b|all rights).{0,200}$"
    r"|.{0,80}\ball rights reserved\.?$",
    re.IGNORECASE,
)
"""How sentences of the page itself begin, as against those of the article."""

LEGAL_OPENING = re.compile(
    r"\W*(?:(?:legal |important )?(?:warning|notice|disclaimer|attention)|terms of use|note to (?:users|readers))"
    r"\s*[!:.–—-]",
    re.IGNORECASE,
)
LEGAL = _words(
    """criminal offense offence offensive illegal unlawful threatening insulting swearing derogatory defamatory
    vulgar pornographic obscene indecent liability liable responsibility responsible sender member members users
    user prohibited comments content moderators moderation administrator copyright reproduced redistributed
    permission reserved warranty accuracy views opinions endorse"""
)
