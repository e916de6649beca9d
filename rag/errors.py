"""The errors of the program.

    FactcheckError
    ├── InputError              what the user gave cannot be used (CLI exit 2)
    │   ├── QuestionError       an empty or over-long question
    │   ├── DocumentError       a file that cannot be read; the message is the reason in the report
    │   │   └── FetchError      a URL that cannot or must not be fetched
    │   └── SettingsError       a setting with an unusable value
    ├── StoreError              the store cannot be used (CLI exit 1)
    │   ├── StoreLocked         another process is writing
    │   └── StoreCorrupt        the catalogue cannot be read
    ├── ModelError              a model is missing or cannot be loaded
    │   └── ChatModelError      the chat model failed, fell silent or took too long
    ├── CitationError           a quote is not what stands in the source
    └── IngestCancelled         the user took back a document before it was in the store

Every message is one sentence for the user: what happened, the value seen, what to do.
"""


class FactcheckError(Exception):
    """Base of all errors raised on purpose."""


class InputError(FactcheckError):
    """What the user gave cannot be used."""


class QuestionError(InputError):
    """The question is empty or too long."""


class DocumentError(InputError):
    """A document cannot be read."""


class FetchError(DocumentError):
    """A URL cannot or must not be fetched."""


class SettingsError(InputError):
    """A setting has an unusable value."""


class StoreError(FactcheckError):
    """The store cannot be used."""


class StoreLocked(StoreError):
    """Another process is writing to the store."""


class StoreCorrupt(StoreError):
    """The catalogue cannot be read."""


class ModelError(FactcheckError):
    """A model is missing or cannot be loaded."""


class ChatModelError(ModelError):
    """The chat model failed, fell silent or took too long."""


class CitationError(FactcheckError):
    """A quote is not what stands in the source."""


class IngestCancelled(FactcheckError):
    """The user took back a document before it was in the store."""

    def __init__(self) -> None:
        super().__init__("It was cancelled before it was in the store; add it again when it is wanted.")
