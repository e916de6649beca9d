"""The layout of the Check tab and its wiring: the draft at the left, the evidence on one claim at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from ui import marking, sources, wording
from ui.drafts import Draft
from ui.markup import text
from ui.parts import region, script
from ui.wording import check_wording

if TYPE_CHECKING:
    from ui.assessing import Assessor
    from ui.checking import CheckDesk
    from ui.options import PageOptions


def build_check_tab(
    desk: CheckDesk, assessor: Assessor, options: PageOptions, *, max_bytes: int
) -> tuple[gr.State, gr.HTML]:
    """Everything in the tab; called within it. Gives the draft and the pane of its evidence."""
    js = script("page.js", "ask.js", "pages.js", "check.js", "forms.js")

    def pane(value: str, elem_id: str, template: str = "${value}") -> gr.HTML:
        return gr.HTML(value, html_template=template, js_on_load=js, apply_default_css=False, elem_id=elem_id)

    draft = gr.State(Draft())
    with gr.Row(elem_id="fc-check"):
        with gr.Column(elem_id="fc-check-left"):
            marked = pane("", "fc-marked")
            written = gr.Textbox(
                label=check_wording.DRAFT_LABEL,
                placeholder=check_wording.DRAFT_HINT,
                lines=12,
                max_lines=12,
                max_length=options.draft_chars,
                container=False,
                elem_id="fc-draft",
            )
            drop = pane(marking.drop_zone(max_bytes), "fc-draft-drop")
            problem = pane("", "fc-draft-problem")
            with gr.Row(elem_id="fc-check-row"):
                check = gr.Button(check_wording.CHECK, variant="primary", elem_id="fc-check-button")
                stop = gr.Button(wording.STOP, variant="stop", visible=False, elem_id="fc-check-stop")
                change = gr.Button(
                    check_wording.CHANGE, variant="secondary", visible=False, elem_id="fc-change-button"
                )
        with gr.Column(elem_id="fc-check-right"):
            proof = pane(
                sources.hint(check_wording.PROOF_EMPTY), "fc-proof", region(text(check_wording.PROOF))
            )
            exported = pane("", "fc-exported")

    shown = [draft, marked, proof, written, drop, check, stop, change]
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    working: dict[str, Any] = {
        **private, "concurrency_id": "check", "concurrency_limit": options.workers, "trigger_mode": "once",
    }  # fmt: skip
    light: dict[str, Any] = {**private, "concurrency_id": "light", "concurrency_limit": None}
    checking = check.click(desk.check, [written, draft], shown, **working)
    stopped = stop.click(desk.stop, draft, shown, cancels=[checking], **light)
    # Once more: a verdict that was on its way may have come behind it.
    stopped.then(desk.stop, draft, shown, **light)
    change.click(desk.change, draft, shown, cancels=[checking], **light)
    drop.dropped(desk.take, None, [written, problem], **light)
    for part in (marked, proof):
        part.claim(desk.choose, draft, proof, trigger_mode="always_last", **light)
    proof.cite(desk.cite, draft, proof, trigger_mode="always_last", **light)
    proof.list(desk.back, draft, proof, **light)
    proof.judge(assessor.judge_verdict, draft, proof, **light)
    proof.learn(assessor.learn_verdict, draft, proof, **light)
    marked.export(desk.export, draft, exported, **light)
    return draft, proof
