"""The English of the tabs beside the conversation: library, history, quality. The package has the rest."""

from __future__ import annotations

from ui.wording import percent, plural

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
SHELF_FIND = "Find a document by its details or its text"
SHELF_EMPTY = "No documents yet. Drop some above, or add a web address."
SHELF_NOT_FOUND = "No document has these words in its details, or together in a part of its text."
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
DELETE_MEANS = (
    "The document goes from every index, from the disk, and from the answers that quote it. "
    "This cannot be undone."
)
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
    return f"{title} is deleted: from every index, from the disk, and from the answers that quoted it."


def copy_of(title: str, share: float) -> str:
    """A document has the text of another."""
    if share == 1.0:
        return f"Duplicate of “{title}”: the same words."
    return f"Nearly a duplicate of “{title}”: about {percent(share)} of the text is the same."


def part_of(first: int, last: int, every: int) -> str:
    """Which part of a long text is shown."""
    return f"Characters {first + 1:,} to {last:,} of {every:,}"


def not_an_address(given: str) -> str:
    """What was given is nothing to fetch."""
    return f"“{given[:200]}” is no web address; give one that begins with https://, or drop the file."


def not_a_folder(given: str) -> str:
    """A path that may not be read, or does not exist: the page does not tell which."""
    return (
        f"“{given[:200]}” is in none of the folders that may be added; drop the file, use `factcheck ingest`, "
        "or name its folder in FACTCHECK_UI_FOLDERS."
    )


def nothing_to_read(given: str) -> str:
    """A folder without documents."""
    return f"The folder {given} holds no file that can be read; put documents in it, or name another."


# The history
PAST = "Conversations and drafts"
PAST_FIND = "Find a conversation or a draft by its words"
PAST_EMPTY = "Nothing here yet. Each answer you get and each draft you check is kept here, for you alone."
PAST_NOT_FOUND = "No conversation and no draft holds these words."
CLAIMS_FOUND = "Checked claims"
RECORD = "Conversation or draft"
RECORD_EMPTY = "Choose a conversation or a draft to read it, prove its answers again, export or delete it."
RECORD_GONE = "This is no longer there."
RESUME = "Go on in Ask"
OPEN_DRAFT = "Open in Check"
RENAME = "Rename"
DISCARD_MEANS = "The conversation goes from the disk. This cannot be undone."
DISCARD_DRAFT_MEANS = "The draft and its verdicts go from the disk. This cannot be undone."
EXPORT_MARKDOWN = "Markdown"
EXPORT_JSON = "JSON"
VERIFY_AGAIN = "Verify again"
VERIFY_ALL = "Verify all again"
PROOF_SAME = "these words still stand there, and nothing changed."
PROOF_ALTERED = "these words no longer stand in the document."
PROOF_GONE = "the document is no longer in the store."
PROOF_NOTHING = "This answer cites nothing, so there is nothing to verify."
FIELD_NAMES = {"title": "title", "publisher": "publisher", "published": "date", "url": "web address"}

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
HOW_TO_EVALUATE_OWN = "Run the cases made of answers and verdicts that you judged, on your own documents:"

# Judging, where an answer or a verdict stands
JUDGE = "Is this right?"
JUDGE_RIGHT = "Right"
JUDGE_WRONG = "Wrong"
ADD_CASE = "Add to the eval set"
CASE_ANSWERS = "Short answers that are right, with ; between them"
CASE_UNANSWERABLE = "The documents do not answer this"
CASE_WANTS = "Give the right answer, or say that the documents do not answer this; one of the two."
CASE_CLAIM = "The claim, worded so that it can be understood alone"
CASE_LABEL = "The right verdict"
CASE_LABEL_OPEN = "Choose a verdict"
CLAIM_CASE_WANTS = "Give the claim and choose the verdict that is right."
NO_CASE = "The evaluation has no cases of this verdict: it knows supported, refuted and not enough evidence."


def record_facts(answers: int, changed: str) -> str:
    """How many answers a conversation has, and its last day."""
    return f"{plural(answers, 'answer')} · {changed[:10]}"


def draft_facts(claims: int, changed: str) -> str:
    """How many claims of a draft are checked, and its last day."""
    return f"draft · {plural(claims, 'claim')} checked · {changed[:10]}"


def claim_facts(verdict: str, checked: str) -> str:
    """The verdict on a claim, and its day."""
    return f"{verdict} · {checked[:10]}"


def checked_at(moment: str) -> str:
    """When a verdict was reached."""
    return f"Checked {moment[:16].replace('T', ' ')} UTC"


def more_past(count: int) -> str:
    """What a long list leaves out."""
    return f"{count:,} more; find them by a word."


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
    return f"Added to the cases in {folder}; the next evaluation runs it."


def cases_unwritable(folder: str, reason: str) -> str:
    """The folder of the cases cannot be written."""
    return (
        f"The cases in {folder} cannot be written ({reason.lower()}); make the folder writable, "
        "or name another in FACTCHECK_UI_CASES."
    )
