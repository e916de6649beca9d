"""What a browser sent along with an event: it may be anything, and is taken for what it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr


def whole(event: gr.EventData, name: str) -> int | None:
    """A whole number; nothing where anything else was sent."""
    value = getattr(event, name, None)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def word(event: gr.EventData, name: str) -> str:
    """A text; empty where anything else was sent."""
    value = getattr(event, name, "")
    return value if isinstance(value, str) else ""


def fields(event: gr.EventData) -> dict[str, object]:
    """The fields of a form by their names; what no file could hold of a text is replaced."""
    value = getattr(event, "fields", None)
    if not isinstance(value, dict):
        return {}
    return {str(name): _clean(given) if isinstance(given, str) else given for name, given in value.items()}


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
