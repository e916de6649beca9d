"""The history as safe HTML: the list of conversations, and one of them with its answers and proofs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from ui import wording
from ui.state.opinions import Opinion
from ui.views import part
from ui.views.judging import answer_judging
from ui.views.markup import EMPTY, byline, joined, text
from ui.views.signs import drawn
from ui.views.watch import changes_view
from ui.wording import phrases, review_wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rag.archive import DraftRecord
    from rag.watching import Finding
    from ui.state.conversations import Kept, Record
    from ui.state.proofs import Proof, ProofState

SHOWN = 200
"""Conversations and drafts listed at once."""
_SIGNS: dict[ProofState, str] = {"same": "✓", "edited": "≈", "newer": "↻", "altered": "≠", "gone": "✕"}
_OUTCOMES = {"answered": ("✓", wording.ANSWERED), "disagreement": ("≠", wording.DISAGREEMENT)}


def past_view(records: Sequence[Record], words: str, drafts: Sequence[DraftRecord] = ()) -> Markup:
    """The conversations and drafts together, latest first."""
    past = [
        (record.changed, record.id, "", record.title, phrases.record_facts(record.answers, record.changed))
        for record in records
    ]
    past += [
        (draft.changed, draft.id, "draft", draft.title, phrases.draft_facts(draft.claims, draft.changed))
        for draft in drafts
    ]
    if not past:
        return Markup('<p class="fc-hint">{}</p>').format(
            text(phrases.PAST_NOT_FOUND if words.strip() else phrases.PAST_EMPTY)
        )
    rows = joined(
        Markup(
            '<li data-id="{id}"><button type="button" class="fc-link-button" data-event="open" data-id="{id}"'
            ' data-kind="{kind}">{title}</button> <span class="fc-byline">{facts}</span></li>'
        ).format(id=name, kind=kind, title=text(title), facts=text(facts))
        for _, name, kind, title, facts in sorted(past, reverse=True)[:SHOWN]
    )
    left = len(past) - SHOWN
    more = Markup('<p class="fc-hint">{}</p>').format(text(phrases.more_past(left))) if left > 0 else EMPTY
    return Markup('<ul class="fc-past">{}</ul>{}').format(rows, more)


def nothing_open() -> Markup:
    """The place where a conversation opens."""
    return Markup('<p class="fc-hint">{}</p>').format(text(phrases.RECORD_EMPTY))


def record_view(
    record: Record,
    turns: Sequence[Kept],
    proofs: Mapping[str, Sequence[Proof]] | None = None,
    opinions: Mapping[str, Opinion] | None = None,
    changes: Mapping[str, Sequence[Finding]] | None = None,
) -> Markup:
    """A conversation; ``proofs``, ``opinions`` and ``changes`` of its sources belong to the answers of these keys."""
    answers = joined(
        _answer(
            record,
            turn,
            (proofs or {}).get(turn.key),
            (opinions or {}).get(turn.key, Opinion(turn.reviews)),
            (changes or {}).get(turn.key, ()),
        )
        for turn in turns
    )
    return Markup(
        '<article class="fc-document" data-id="{id}" data-first="0"><header>'
        '<h3 class="fc-source-title" tabindex="-1">{title}</h3><p class="fc-byline">{facts}</p></header>'
        '<div class="fc-doings"><button type="button" class="fc-step" data-event="resume" data-id="{id}">{resume}'
        '</button><button type="button" class="fc-step" data-event="again" data-id="{id}">{again}</button>'
        '<a class="fc-link" href="fc/history/{id}.md" download>{markdown}</a>'
        '<a class="fc-link" href="fc/history/{id}.json" download>{json}</a>{rename}{discard}</div>{answers}</article>'
    ).format(
        id=record.id,
        title=text(record.title),
        facts=text(phrases.record_facts(record.answers, record.changed)),
        resume=text(phrases.RESUME),
        again=text(phrases.VERIFY_ALL),
        markdown=text(phrases.EXPORT_MARKDOWN),
        json=text(phrases.EXPORT_JSON),
        rename=_rename(record),
        discard=_discard(record),
        answers=answers,
    )


def _rename(record: Record) -> Markup:
    return Markup(
        '<details class="fc-doing"><summary>{}</summary><div class="fc-fields" data-form><label>{}'
        '<input name="title" value="{}" maxlength="200" autocomplete="off"></label>'
        '<button type="button" class="fc-step fc-main" data-event="rename" data-id="{}">{}</button></div></details>'
    ).format(
        text(phrases.RENAME),
        text(phrases.FIELD_LABELS["title"]),
        text(record.title),
        record.id,
        text(phrases.SAVE),
    )


def _discard(record: Record) -> Markup:
    return Markup(
        '<details class="fc-doing fc-danger"><summary>{}</summary><p>{}</p>'
        '<button type="button" class="fc-step" data-event="discard" data-id="{}">{}</button></details>'
    ).format(text(phrases.DELETE), text(phrases.DISCARD_MEANS), record.id, text(phrases.DELETE_FOR_GOOD))


def _answer(
    record: Record,
    turn: Kept,
    proofs: Sequence[Proof] | None,
    opinion: Opinion,
    changes: Sequence[Finding],
) -> Markup:
    answer = turn.answer
    sign, badge = _OUTCOMES.get(answer.status, ("∅", wording.ABSTAINED))
    sources = joined(
        Markup('<li><blockquote>{}</blockquote><p class="fc-byline">[{}] {} · {}</p></li>').format(
            text(citation.quote), citation.number, text(citation.title), byline(citation)
        )
        for citation in answer.citations
    )
    return Markup(
        '<section class="fc-kept" data-key="{key}"><h4 class="fc-question">{question}</h4>{changes}'
        '<div class="fc-answer fc-{status}"><p class="fc-badge"><span class="fc-sign" aria-hidden="true">{sign}</span>'
        ' {badge}</p>{short}<p class="fc-statement">{said}</p><ol class="fc-cards">{sources}</ol>'
        '{model}<p class="fc-byline">{asked}</p>{proofs}<div class="fc-doings">'
        '<button type="button" class="fc-step" data-event="again" data-id="{id}" data-key="{key}">{again}</button>'
        '<a class="fc-link" href="fc/chain/{id}/{key}.html" target="_blank" rel="noopener">{chain}</a>'
        "</div>{judging}</div></section>"
    ).format(
        changes=changes_view(changes),
        key=turn.key,
        id=record.id,
        question=text(turn.question),
        status=answer.status,
        sign=drawn(sign),
        badge=text(badge),
        short=Markup('<p class="fc-short">{}</p>').format(text(answer.short_answer))
        if answer.short_answer
        else EMPTY,
        said=text(answer.text),
        sources=sources,
        model=part("chat_model", answer.generation),
        asked=text(phrases.asked_at(turn.asked)),
        proofs=EMPTY if proofs is None else _proofs(proofs),
        again=text(phrases.VERIFY_AGAIN),
        chain=text(review_wording.CHAIN),
        judging=answer_judging(answer, opinion, {"data-id": record.id, "data-key": turn.key}),
    )


def _proofs(proofs: Sequence[Proof]) -> Markup:
    if not proofs:
        return Markup('<p class="fc-byline" role="status">{}</p>').format(text(phrases.PROOF_NOTHING))
    lines = joined(
        Markup(
            '<li class="fc-proof" data-state="{}"><span class="fc-sign" aria-hidden="true">{}</span> {} {}: {}</li>'
        ).format(
            proof.state,
            drawn(_SIGNS[proof.state]),
            text(f"[{proof.number}]" if proof.number else ""),
            text(proof.title),
            text(proof.words),
        )
        for proof in proofs
    )
    same = sum(proof.state == "same" for proof in proofs)
    return Markup('<div class="fc-proofs" role="status"><p><strong>{}</strong></p><ul>{}</ul></div>').format(
        text(phrases.proved(same, len(proofs))), lines
    )
