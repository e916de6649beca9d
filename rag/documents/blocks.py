"""What a loader hands on: blocks of text in reading order, and what it knows about the document.

Every format becomes a list of blocks, so that boilerplate, metadata, sections and pages are handled
once, whatever the file was.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item or table row, on one line.

    ``level`` is 0 for prose and 1 to 6 for a heading. ``page`` is the page it begins on;
    ``turns`` are ``(page, offset)`` where a further page begins inside the block.
    """

    text: str
    level: int = 0
    emphasised: bool = False
    row: bool = False
    page: int | None = None
    turns: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hints:
    """Metadata that a format states about itself; None where it does not."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None

    def over(self, other: Hints) -> Hints:
        """These hints, with ``other`` where these are silent."""
        return Hints(
            title=self.title or other.title,
            author=self.author or other.author,
            publisher=self.publisher or other.publisher,
            published=self.published or other.published,
            url=self.url or other.url,
        )


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside another one, such as an attachment: its name there, and where its bytes were put.

    ``reason`` says why it is left out; then it has no path. ``note`` goes to the report of its document.
    """

    name: str
    path: str = ""
    note: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Extract:
    """The outcome of a loader.

    ``hints`` are what an author or publisher states; ``weak`` is what a program left behind, which yields
    to what is printed in the text. ``made`` is the day on which the file says it was made: it is shown in
    the report and is never the day of publication. ``boilerplate`` says whether menus and share bars may
    stand among the blocks, as in pages and in texts copied from pages. ``markdown`` says that a text
    carried the marks of Markdown.
    """

    blocks: tuple[Block, ...]
    hints: Hints = field(default_factory=Hints)
    weak: Hints = field(default_factory=Hints)
    warnings: tuple[str, ...] = ()
    markdown: bool = False
    made: str | None = None
    members: tuple[Member, ...] = ()
    boilerplate: bool = False
    guess_headings: bool = False


def to_json(extract: Extract) -> dict[str, object]:
    """``extract`` as plain JSON values, for the pipe from the parser process."""
    return asdict(extract)


def from_json(value: dict[str, object]) -> Extract:
    """The inverse of ``to_json``; raises TypeError or KeyError on anything else."""
    blocks, hints, weak, warnings = value["blocks"], value["hints"], value["weak"], value["warnings"]
    members, made = value.get("members", []), value.get("made")
    if not all(isinstance(part, list | tuple) for part in (blocks, warnings, members)):
        raise TypeError("not an extract")
    if not (isinstance(hints, dict) and isinstance(weak, dict)):
        raise TypeError("not an extract")
    assert isinstance(blocks, list | tuple)
    assert isinstance(warnings, list | tuple)
    assert isinstance(members, list | tuple)
    return Extract(
        blocks=tuple(
            Block(**{**block, "turns": tuple((p, o) for p, o in block["turns"])}) for block in blocks
        ),
        hints=Hints(**hints),
        weak=Hints(**weak),
        warnings=tuple(str(warning) for warning in warnings),
        markdown=bool(value.get("markdown")),
        made=str(made) if made else None,
        members=tuple(Member(**member) for member in members),
        boilerplate=bool(value.get("boilerplate")),
        guess_headings=bool(value.get("guess_headings")),
    )
