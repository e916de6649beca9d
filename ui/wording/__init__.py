"""Every English word of the page, in one place: here the conversation, in `phrases` and `check_wording` the other tabs.

Constants are whole sentences or labels; functions fill in figures. Nothing here is markup:
the renderers escape all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.results import Band

TITLE = "Factcheck"
TAGLINE = "Answers from your own documents, each backed by the exact words of the source."

# The question
CONVERSATION = "Questions and answers"
QUESTION = "Your question"
QUESTION_HINT = "Ask a question"
ASK = "Ask"
STOP = "Stop"
CLEAR = "Clear"
WELCOME = "Ask a question. The answer quotes your documents, or says that they do not answer it."
EXAMPLES_TITLE = "For example"
EXAMPLES = (
    "How large was China's 2019 loan?",
    "How many agreements were signed during the state visit?",
    "Which other country has an all-weather partnership with China?",
    "How large was China's 2021 loan?",
)

# While it works
SEARCHING = "Searching your documents…"
LOADING_FIRST = "Loading the models first; this happens once after the start and takes a few seconds."
STILL_READING = "Documents are still being read; this answer can only use those that are finished."
GROWING = "Being written. Each sentence is shown when it has been checked."
STOPPED = "Stopped before an answer was found."
LOST = "The server was stopped twice before it had an answer, so this question is not asked again by itself."
ASK_AGAIN = "Ask again"
DISCONNECTED = (
    "The connection to the server is lost. What you typed and what was answered is kept; "
    "the page goes on by itself as soon as the server can be reached."
)
UNFINISHED = "It ended before its end; what stands here has been checked."
FAULT = "The program met an error of its own and could not finish; the server's log has the details."

# The answer
ANSWERED = "Answer"
DISAGREEMENT = "Sources disagree"
LIKELY_ANSWER = "Likely answer"
POSSIBLE_ANSWER = "Possible answer"
MAY_DISAGREE = "Sources may disagree"
BANDS: dict[Band, str] = {"sure": "Sure", "likely": "Likely", "unsure": "Unsure"}
BAND_SIGNS: dict[Band, str] = {"sure": "●●●", "likely": "●●○", "unsure": "●○○"}
ABSTAINED = "No sure answer in your documents"
NOT_SEARCHED = "Nothing was looked up"
PROBLEM = "This did not work"
DISAGREEMENT_NOTE = "Your documents give different values. Each stands here with its source and date."
DISAGREEMENT_COLUMNS = ("Value", "Source", "Date")
EVENT_COLUMNS = ("Date", "What the source says")
CHANGED = "What"
SIDES = ("Before", "After")
CLOSEST = "What came closest"
CLOSEST_NOTE = "This is not support for an answer."
NOT_ENOUGH = "Why it is not enough"
UNMET_COLUMNS = ("The question asks for", "The passage has")
UNMET_NOTHING = "nothing of the kind"
SHOW_CLOSEST = "Show this passage in its document"
COPY = "Copy"
COPIES = {"text": "As text", "markdown": "As Markdown", "footnotes": "With footnotes"}
COPY_LINK = "Link to the question"
COPIED = "Copied."
COPY_REFUSED = "The browser did not allow it."
FOLLOW_UPS = "Your documents also answer"
EDIT = "Edit"
EDIT_HINT = "Put this question into the box, to change it and ask again"

# The evidence
EVIDENCE = "Evidence"
EVIDENCE_EMPTY = "The sources of an answer appear here, with the exact words it rests on."
EVIDENCE_WAITING = "Sources appear here when the answer is found."
EVIDENCE_NONE = "No source supports an answer, so none is listed."
SOURCES = "Sources of this answer"
BACK = "All sources"
CLOSE = "Close"
PREVIOUS = "Previous source"
NEXT = "Next source"
NO_DATE = "date not known"
NO_PUBLISHER = "publisher not known"
OPEN_ORIGINAL = "Open the original"
SOURCE_TEXT = "Text of the source"
PAGE_REGION = "The page as it looks"
PAGE_LABEL = "Page {page} as it looks"
PAGE_POSITION = "Page {page} of {pages}"
PAGE_LOADING = "The page is being drawn…"
PAGE_REFUSED = "The page cannot be shown just now."
PAGE_PREVIOUS = "Previous page"
PAGE_NEXT = "Next page"
PAGE_ZOOM = "Enlarge the page"
VERIFIED = "Checked just now: these words stand in the source exactly as quoted."
UNVERIFIED = "This quote could not be confirmed in the source, so nothing is highlighted below."
DOCUMENT_GONE = "The document of this quote is no longer in the store."
QUOTE_THEN = "The quote as it was made"
SOURCE_UNKNOWN = "This source belongs to an answer that is no longer on the page. Ask the question again."

# The tabs, and what the keyboard does
TAB_ASK = "Ask"
TAB_CHECK = "Check"
KEYBOARD = "Keyboard"
KEYS = (
    ("Alt + Q", "the question, or the draft"),
    ("Alt + J, Alt + K", "next, previous source or claim"),
    ("Alt + A, Alt + C", "Ask, Check"),
    ("Arrows", "from claim to claim, from tab to tab"),
    ("Enter", "ask, open what is chosen"),
    ("Escape", "back"),
)

# Documents
DOCUMENTS = "Documents"
DROP = "Drop documents here, or choose files"
DROP_HINT = "PDF, Word, PowerPoint, Excel, HTML, Markdown or text"
UPLOADING = "Uploading {name}…"
UPLOAD_REFUSED = (
    "{name} could not be uploaded. It may be larger than the limit of {limit}, or the connection was lost."
)
UPLOAD_LOST = "The upload of this file was lost before it could be read. Choose it again."
READING = "being read…"
WAITING = "waiting"
STATUS = {
    "added": "added",
    "updated": "updated",
    "unchanged": "already there, unchanged",
    "failed": "failed",
    "cancelled": "cancelled",
    "skipped": "left out",
}
CANCEL = "Cancel"

# The state of the program
STARTING = "Starting…"
LOADING = "Loading the models…"
SEEDS_FAILED = "The starter documents could not be read."
NO_DOCUMENTS = "No documents yet. Drop some below to begin."


def reading_seeds(done: int, current: str | None) -> str:
    """The progress of the first start."""
    so_far = f" ({done} finished)" if done else ""
    name = f": {current}" if current else ""
    return f"Reading the starter documents{so_far}{name}…"


def too_many_files(most: int) -> str:
    """A user has as many files waiting as one may have."""
    return f"{plural(most, 'file')} of yours wait already; add the others when these are read."


def embedding(done: int, total: int) -> str:
    """How far a file is."""
    return f"being read, {done:,} of {plural(total, 'passage')}…"


def cancel_file(name: str) -> str:
    """What a screen reader says for the button."""
    return f"Cancel {name}"


def waiting_turn(before: int) -> str:
    """How many questions have to be answered first."""
    return f"{plural(before, 'question')} of others {'is' if before == 1 else 'are'} answered first; yours waits."


def documents_ready(count: int) -> str:
    """How many documents can be asked about."""
    return NO_DOCUMENTS if count == 0 else f"{plural(count, 'document')} ready"


def plural(count: int, noun: str) -> str:
    """``1 source``, ``1,204 sources``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def capital(words: str) -> str:
    """With a capital at its beginning."""
    return words[:1].upper() + words[1:]


def confidence(value: float) -> str:
    """The calibrated confidence of an answer."""
    return f"confidence {percent(value)}"


def independent(count: int) -> str:
    """How many sources stand behind an answer, independently of each other."""
    return plural(count, "independent source")


def possibly(short_answer: str) -> str:
    """An answer that is not sure enough to be given as one."""
    return f"Possibly {_SMALL.get(short_answer, short_answer)}"


_SMALL = {"Yes": "yes", "No": "no"}


def band(name: Band, value: float) -> str:
    """How sure a result is, in a sign, a word and a figure: for a file without colours."""
    return f"{BAND_SIGNS[name]} {BANDS[name]}, {confidence(value)}"


def strength(count: int, dates: tuple[str, ...]) -> str:
    """How many independent sources, and of when (oldest first)."""
    dated = f", dated {dates[0]}" if dates else ""
    if len(dates) > 1:
        dated += f" to {dates[-1]}"
    return f"{independent(count)}{dated}"


def percent(value: float) -> str:
    """``0.934`` as ``93 %``; never rounded up to certainty or down to nothing."""
    shown = round(value * 100)
    if shown == 100 and value < 1.0:
        shown = 99
    if shown == 0 and value > 0.0:
        shown = 1
    return f"{shown} %"


def page(number: int) -> str:
    """The page of a quote."""
    return f"page {number}"


def rewritten(question: str) -> str:
    """How a follow-up question was understood."""
    return f"Understood as: {question}"


def searched(count: int) -> str:
    """What an abstention rests on."""
    return f"{plural(count, 'passage')} searched"


def chat_model(name: str, place: str, *, worded: bool) -> str:
    """Which chat model took part in an answer, and where it runs."""
    where = "on this machine" if place == "this machine" else f"at {place}"
    return f"Worded by {name}, {where}." if worded else f"{name}, {where}, did not word this."


def cite_label(number: int, title: str) -> str:
    """What a screen reader says for a citation mark."""
    return f"Source {number}: {title}. Show the exact words."


def position(number: int, total: int) -> str:
    """Which source of how many is open."""
    return f"Source {number} of {total}"


def text_left_out(characters: int, where: str) -> str:
    """What of a long document is not shown (``where``: before or after)."""
    return f"{plural(characters, 'character')} of the document {where} this part are not shown."


def kept_passages(count: int) -> str:
    """How many passages of a document can be found."""
    return plural(count, "passage")


def size(limit: int) -> str:
    """A number of bytes for people: ``100 MB``."""
    for unit, step in (("GB", 2**30), ("MB", 2**20), ("kB", 2**10)):
        if limit >= step:
            return f"{limit / step:.4g} {unit}"
    return plural(limit, "byte")


# The server
NO_SCRIPT = "This page needs JavaScript, from this machine only: it loads nothing from anywhere else."
WRONG_HOST = "This page is not served under that name. Open it under the address shown when it was started."
FOREIGN_PAGE = "A page of another site may not talk to this one."
NOTHING_HERE = "There is nothing under this address; open the page itself, or read docs/api.md."
NAMES_HINT = (
    "The page answers under addresses in numbers only; give the names it may be asked for under in "
    "FACTCHECK_UI_HOSTS, such as FACTCHECK_UI_HOSTS='[\"desk.example.org\"]'."
)
KEY_WANTED = (
    "The token is wanted that the terminal showed when this page was started: open the address that "
    "stands there, or give the token here. A program sends it as “Authorization: Bearer TOKEN”."
)
KEY_LABEL = "Token"
KEY_OPEN = "Open"
OTHER_SESSION = "There is no such session of yours; load the page again."
NOT_A_CALL = (
    "The call cannot be used: it needs data as a list, and names a function and a session of the page."
)
TOO_SLOW_BODY = "The request did not arrive in time; send it again."


def wrong_type(given: str, wanted: str) -> str:
    """The body is not of the type that is wanted."""
    seen = f"not {given[:60]}" if given else "and none was named"
    return f"The content type has to be {wanted}, {seen}; set the header Content-Type."


def not_json(reason: str) -> str:
    """The body is not JSON as it should be."""
    return f"The body cannot be used as JSON ({reason[:120]}); send JSON in UTF-8 with finite numbers."


def request_invalid(reason: str) -> str:
    """Something of the request itself cannot be used."""
    return f"The request cannot be used: {reason.rstrip('.')[:300]}."


def took_too_long(seconds: float) -> str:
    """The work on a request outlived its limit."""
    return (
        f"The work took more than {seconds:g} seconds and was given up; the server's log says where it stood."
    )


def ready_at(url: str) -> str:
    """Printed when the page can be opened."""
    return f"{TITLE} is at {url} (Ctrl+C stops it)"


def cannot_listen(host: str, port: int, reason: str) -> str:
    """The address is taken or not ours."""
    return (
        f"The page cannot listen on {host} port {port}: {reason.lower()}. "
        "Choose another with --port, or stop the program that uses it."
    )


# Machines and limits
WHO_IS_THERE = "A user name and a password are wanted here."
TOO_MANY_ATTEMPTS = "Too many wrong passwords came from this address or for this user; try again in a minute."
OPEN_TO_ALL = (
    "Anyone who reaches this address can read and change the documents: "
    "set FACTCHECK_UI_PASSWORD or FACTCHECK_UI_USERS, or leave FACTCHECK_UI_TOKEN out."
)
OPEN_TO_MACHINE = (
    "Every account of this machine can read and change the documents: FACTCHECK_UI_TOKEN is off."
)
BUSY = "The server is at its limit of work that may wait; ask again in a moment."


def text_too_long(length: int, most: int) -> str:
    """A draft over the limit."""
    return f"The text has {length:,} characters and the limit is {most:,}; check it in parts."


def file_too_large(name: str, length: int, most: int) -> str:
    """A document over the limit."""
    return f"{name} has {size(length)} and the limit is {size(most)}; give a smaller file."


def too_large(most: int) -> str:
    """A request over the limit."""
    return f"The request is larger than the limit of {size(most)}; send less at once."


def too_many_requests(seconds: int) -> str:
    """A client over its requests a minute."""
    return f"Too many requests came in the last minute; try again in {plural(seconds, 'second')}."


def users_unreadable(path: str, reason: str) -> str:
    """The users file cannot be read."""
    return f"The users file {path} cannot be read ({reason}); change FACTCHECK_UI_USERS or leave it out."


def users_line(path: str, number: int) -> str:
    """A line of the users file is not name and hash."""
    return (
        f"Line {number} of the users file {path} is not a name with a hashed password; "
        "make it with `python -m ui.accounts NAME`."
    )


def users_empty(path: str) -> str:
    """Nobody could come in."""
    return f"The users file {path} names nobody; add a line with `python -m ui.accounts NAME >> {path}`."
