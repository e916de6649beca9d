"""The English of collections and tags."""

from __future__ import annotations

from ui.wording import plural

SHOW_ALL = "All documents"
COLLECTIONS = "Collections and tags"
FILE = "Collections and tags"
NAME = "Name of a collection or tag"
ACTIONS = {"put": "Put in collection", "take": "Take out of it", "tag": "Tag", "untag": "Remove tag"}
RENAME = "Rename"
NEW_NAME = "New name"
REMOVE = "Remove the collection"
REMOVE_MEANS = "The documents stay in the Library."
CONFINE = "Ask within it"
EXPORT = "Export"
DELETE_MEANS = (
    "They go from every index, from the disk, and from the answers that quote them. This cannot be undone."
)
PICK_ALL = "Choose all that are listed"
NONE_PICKED = "Tick the documents first."


def filed(action: str, name: str, count: int) -> str:
    """What was done with the documents that are ticked."""
    documents = plural(count, "document")
    match action:
        case "put":
            return f"{documents} put in “{name}”."
        case "take":
            return f"{documents} taken out of “{name}”."
        case "tag":
            return f"{documents} tagged “{name}”."
        case _:
            return f"The tag “{name}” removed from {documents}."


def deleted(count: int) -> str:
    """How many documents were deleted."""
    return f"{plural(count, 'document')} deleted."


def delete_all(count: int) -> str:
    """The way to delete the documents that are ticked."""
    return f"Delete {plural(count, 'document')}"
