"""Questions and claims on documents that nobody tuned to: ``fresh FOLDER``, ``news FOLDER`` and ``fields``."""
