"""Every English word of the page, in one place.

Constants are whole sentences or labels; functions fill in figures. Nothing here is markup:
the renderers escape all of it.
"""

from __future__ import annotations

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
STOPPED = "Stopped before an answer was found."
FAULT = "The program met an error of its own and could not finish; the server's log has the details."

# The answer
ANSWERED = "Answer"
DISAGREEMENT = "Sources disagree"
ABSTAINED = "No answer in your documents"
PROBLEM = "This did not work"
DISAGREEMENT_NOTE = "Your documents give different values. Each stands here with its source and date."
DISAGREEMENT_COLUMNS = ("Value", "Source", "Date")
CLOSEST = "What came closest"
CLOSEST_NOTE = "This is not support for an answer."
NOT_ENOUGH = "Why it is not enough"
UNMET_COLUMNS = ("The question asks for", "The passage has")
UNMET_NOTHING = "nothing of the kind"
SHOW_CLOSEST = "Show this passage in its document"

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
VERIFIED = "Checked just now: these words stand in the source exactly as quoted."
UNVERIFIED = "This quote could not be confirmed in the source, so nothing is highlighted below."
DOCUMENT_GONE = "The document of this quote is no longer in the store."
QUOTE_THEN = "The quote as it was made"
SOURCE_UNKNOWN = "This source belongs to an answer that is no longer on the page. Ask the question again."

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
}

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


def documents_ready(count: int) -> str:
    """How many documents can be asked about."""
    return NO_DOCUMENTS if count == 0 else f"{plural(count, 'document')} ready"


def plural(count: int, noun: str) -> str:
    """``1 source``, ``1,204 sources``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def confidence(value: float) -> str:
    """The calibrated confidence of an answer."""
    return f"confidence {percent(value)}"


def independent(count: int) -> str:
    """How many sources stand behind an answer, independently of each other."""
    return plural(count, "independent source")


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
TOO_MANY_ATTEMPTS = "Too many wrong passwords came from this address; try again in a minute."
OPEN_TO_ALL = (
    "Anyone who reaches this address can read and change the documents: "
    "set FACTCHECK_UI_PASSWORD or FACTCHECK_UI_USERS."
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


# The tabs
TAB_ASK = "Ask"
TAB_LIBRARY = "Library"
TAB_HISTORY = "History"
TAB_QUALITY = "Quality"

# The library
ADD = "Add"
ADD_HINT = "Add a web address"
ADD_HINT_PATHS = "Add a web address, or a folder or file of this machine"
ADD_NOTHING = "Nothing was given to add; type an address that begins with https://."
SHELF_FIND = "Find a document by title, publisher or date"
SHELF_EMPTY = "No documents yet. Drop some above, or add a web address."
SHELF_NOT_FOUND = "No document has these words in its title, publisher, author or date."
SHELF_COLUMNS = ("Title", "Publisher", "Date", "Characters", "Passages", "State")
STATE_READY = "ready"
STATE_WARNED = "ready, with a warning"
READER = "Document"
READER_EMPTY = "Choose a document to read it, correct its details or delete it."
EDIT_DETAILS = "Edit details"
FIELD_LABELS = {
    "title": "Title",
    "author": "Author",
    "publisher": "Publisher",
    "published": "Date (2023, 2023-03 or 2023-03-16)",
    "url": "Web address",
}
SAVE = "Save"
SAVED = "Saved. Answers show the new details from now on."
DELETE = "Delete"
DELETE_MEANS = "The document goes from every index and from the disk. This cannot be undone."
DELETE_FOR_GOOD = "Delete for good"
EARLIER_PART = "Earlier part"
LATER_PART = "Later part"


def documents_found(found: int, every: int) -> str:
    """How many documents are listed, of how many."""
    return plural(every, "document") if found == every else f"{found:,} of {plural(every, 'document')}"


def more_documents(count: int) -> str:
    """What a long list leaves out."""
    return f"{plural(count, 'document')} more; find them by a word of their title."


def read_so_far(done: int, every: int) -> str:
    """The progress of a batch."""
    return f"{done:,} of {plural(every, 'file')} read"


def document_facts(characters: int, passages: int, added: str) -> str:
    """Size of a document, and the day it was added."""
    return f"{plural(characters, 'character')} · {plural(passages, 'passage')} · added {added}"


def deleted(title: str) -> str:
    """A document is gone."""
    return f"{title} is deleted, from every index and from the disk."


def part_of(first: int, last: int, every: int) -> str:
    """Which part of a long text is shown."""
    return f"Characters {first + 1:,} to {last:,} of {every:,}"


def not_an_address(given: str) -> str:
    """What was given is nothing to fetch."""
    return f"“{given}” is no web address; give one that begins with https://, or drop the file."


def no_such_path(given: str) -> str:
    """No file or folder of that name."""
    return f"There is no file or folder {given} on this machine; check the path."


def nothing_to_read(given: str) -> str:
    """A folder without documents."""
    return f"The folder {given} holds no file that can be read; put documents in it, or name another."


# The history
PAST = "Conversations"
PAST_FIND = "Find a conversation by a word of a question or an answer"
PAST_EMPTY = "No conversations yet. Each answer you get is kept here, for you alone."
PAST_NOT_FOUND = "No conversation holds these words."
RECORD = "Conversation"
RECORD_EMPTY = "Choose a conversation to read it, prove its answers again, export or delete it."
RECORD_GONE = "This conversation is no longer there."
RESUME = "Go on in Ask"
RENAME = "Rename"
DISCARD_MEANS = "The conversation goes from the disk. This cannot be undone."
EXPORT_MARKDOWN = "Markdown"
EXPORT_JSON = "JSON"
VERIFY_AGAIN = "Verify again"
VERIFY_ALL = "Verify all again"
PROOF_SAME = "these words still stand there, and nothing changed."
PROOF_ALTERED = "these words no longer stand in the document."
PROOF_GONE = "the document is no longer in the store."
PROOF_NOTHING = "This answer cites nothing, so there is nothing to verify."
FIELD_NAMES = {"title": "title", "publisher": "publisher", "published": "date", "url": "web address"}
JUDGE_RIGHT = "Right"
JUDGE_WRONG = "Wrong"

# Quality
REPORT = "The last evaluation"
REPORT_MADE = "Made"
REPORT_PASSED = "Every bound of the floors was kept."
REPORT_FAILED = "Under a floor:"
REPORT_STOPPED = "The run was stopped, so no bound was checked."
WHOLE_REPORT = "Open the whole report"
NO_REPORT = "There is no report yet. It appears here when the evaluation has run."
NO_FIGURE = "not a number"
FIGURE = "Figure"
FIGURES = "Figures with their 95% intervals"
HOW_TO_EVALUATE = "Run the evaluation on the seeds:"
HOW_TO_EVALUATE_OWN = "Run the cases made of answers that you judged, on your own documents:"
ADD_CASE = "Add to the eval set"
CASE_ANSWERS = "Short answers that are right, with ; between them"
CASE_UNANSWERABLE = "The documents do not answer this"
CASE_WANTS = "Give the right answer, or say that the documents do not answer this; one of the two."


def record_facts(answers: int, changed: str) -> str:
    """How many answers a conversation has, and its last day."""
    return f"{plural(answers, 'answer')} · {changed[:10]}"


def more_conversations(count: int) -> str:
    """What a long list leaves out."""
    return f"{plural(count, 'conversation')} more; find them by a word."


def asked_at(moment: str) -> str:
    """When an answer was given."""
    return f"Asked {moment[:16].replace('T', ' ')} UTC"


def proved(same: int, every: int) -> str:
    """The outcome of proving an answer again."""
    return f"{same:,} of {plural(every, 'source')} unchanged"


def proof_edited(changes: list[tuple[str, str, str]], day: str) -> str:
    """The words stand, but what is known of the document is different."""
    told = "; ".join(f"{label} was “{then}” and is “{now}”" for label, then, now in changes)
    return f"these words still stand there; changed since ({day}): {told}."


def proof_newer(day: str) -> str:
    """The document was replaced, and the words stand in the new one too."""
    return f"the document was replaced on {day}; these words stand in the newer version as well."


def proof_without(day: str) -> str:
    """The document was replaced, and the words are not in the new one."""
    return f"the document was replaced on {day}; these words do not stand in the newer version."


def case_added(folder: str) -> str:
    """A case was written."""
    return f"Added to the cases in {folder}; the next evaluation asks it."


def conversations_unusable(path: str, reason: str) -> str:
    """The file of conversations cannot be read or written."""
    return f"The conversations in {path} cannot be used ({reason}); move the file away to begin anew."


def newer_conversations(path: str) -> str:
    """A newer version wrote the file."""
    return f"The conversations in {path} were written by a newer version; upgrade factcheck-chat."
