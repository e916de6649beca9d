"""A conversation as a file: Markdown for people, JSON for programs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from ui.wording.review_wording import reviewed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.state.conversations import Kept, Record


def as_markdown(record: Record, turns: Sequence[Kept]) -> str:
    """Questions as headings, answers, and the quoted sources as numbered lists."""
    from rag.cli.markdown import answer_markdown, escaped

    parts = [f"# {escaped(record.title)}", record.changed[:10]]
    for turn in turns:
        parts += [answer_markdown(turn.answer), escaped(reviewed(turn.reviews))]
    return "\n\n".join(parts) + "\n"


def as_json(record: Record, turns: Sequence[Kept]) -> str:
    """The conversation with its whole answers, as the result types give them."""
    data = {
        "title": record.title,
        "created": record.created,
        "changed": record.changed,
        "turns": [
            {
                "question": turn.question,
                "asked": turn.asked,
                "judged": turn.judged,
                "reviews": [review.model_dump(mode="json") for review in turn.reviews],
                "answer": turn.answer.model_dump(mode="json"),
            }
            for turn in turns
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def file_name(record: Record, ending: str) -> str:
    """A name that every system takes: letters, digits and dashes of the title."""
    words = re.sub(r"[^a-z0-9]+", "-", record.title.casefold()).strip("-")[:60].strip("-")
    return f"{words or 'conversation'}.{ending}"
