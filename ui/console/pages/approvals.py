"""Approvals and returns: what shoppers have confirmed and a rule lays before a person, and goods that came back."""

from collections.abc import Callable
from html import escape
from typing import Any

import gradio as gr

from ui.console import render
from ui.console.client import ApiProblem, StaffApi
from ui.console.pages.inbox import REFRESH_S, TELL_WHICH, SignedIn


def approvals_page(signed_in: SignedIn) -> None:
    """Lay the page out inside the current Blocks."""
    with gr.Row():
        with gr.Column(scale=6, min_width=360):
            gr.HTML("<h3>Waiting for approval</h3>")
            waiting = gr.HTML(render.EMPTY_APPROVALS, js_on_load=TELL_WHICH, elem_id="approvals")
            note = gr.Textbox(label="Note to the shopper", lines=2, elem_id="approval-note")
            with gr.Row():
                approve = gr.Button("Approve", variant="primary", size="md", min_width=90, elem_id="approve")
                refuse = gr.Button("Refuse", size="md", min_width=90, elem_id="refuse")
        with gr.Column(scale=5, min_width=320):
            gr.HTML("<h3>Goods on their way back</h3>")
            returned = gr.HTML(render.EMPTY_RETURNS, js_on_load=TELL_WHICH, elem_id="returns")
            received = gr.Button("Mark as received", size="md", min_width=90, elem_id="received")
    notice = gr.HTML(elem_classes="notice", elem_id="approval-notice")
    chosen = gr.Textbox(visible="hidden", elem_id="chosen-approval")
    back = gr.Textbox(visible="hidden", elem_id="chosen-return")
    desk = _Approvals(signed_in)
    seen, views = [chosen, back], [waiting, returned, notice]
    waiting.click(desk.choose, seen, [chosen, *views])
    returned.click(desk.choose_return, seen, [back, *views])
    approve.click(desk.approve, [*seen, note], [note, *views])
    refuse.click(desk.refuse, [*seen, note], [note, *views])
    received.click(desk.receive, seen, views)
    gr.Timer(REFRESH_S).tick(desk.refresh, seen, [waiting, returned], show_progress="hidden")


class _Approvals:
    """What the buttons do; nothing is kept here."""

    def __init__(self, signed_in: SignedIn) -> None:
        self._signed_in = signed_in

    def refresh(self, chosen: str, back: str, request: gr.Request) -> list[Any]:
        return self._views(self._signed_in(request), chosen, back)[:2]

    def choose(self, chosen: str, back: str, row: gr.EventData, request: gr.Request) -> list[Any]:
        chosen = str(row._data.get("id", chosen)) if row._data else chosen
        return [chosen, *self._views(self._signed_in(request), chosen, back)]

    def choose_return(self, chosen: str, back: str, row: gr.EventData, request: gr.Request) -> list[Any]:
        back = str(row._data.get("id", back)) if row._data else back
        return [back, *self._views(self._signed_in(request), chosen, back)]

    def approve(self, chosen: str, back: str, note: str, request: gr.Request) -> list[Any]:
        return self._decide(request, chosen, back, "approve", note)

    def refuse(self, chosen: str, back: str, note: str, request: gr.Request) -> list[Any]:
        return self._decide(request, chosen, back, "reject", note)

    def receive(self, chosen: str, back: str, request: gr.Request) -> list[Any]:
        api = self._signed_in(request)
        if not back:
            return self._views(api, chosen, back, "Choose a return first.")
        done = "Settled, and the shopper has been told."
        return self._views(api, chosen, back, _act(lambda: api.received(back), done))

    def _decide(self, request: gr.Request, chosen: str, back: str, decision: str, note: str) -> list[Any]:
        api = self._signed_in(request)
        if not chosen:
            return [note, *self._views(api, chosen, back, "Choose a request first.")]
        done = "Approved and carried out." if decision == "approve" else "Refused; nothing was changed."
        told = _act(lambda: api.decide(chosen, decision, note.strip()), done)
        return ["" if told == done else note, *self._views(api, chosen, back, told)]

    def _views(self, api: StaffApi, chosen: str, back: str, notice: str = "") -> list[Any]:
        """Both lists and the notice; what cannot be read keeps its last picture and says why."""
        try:
            waiting, returned = api.approvals(), api.returns()
        except ApiProblem as problem:
            return [gr.skip(), gr.skip(), f"<span class='fault'>{escape(str(problem))}</span>"]
        return [render.approvals(waiting, chosen), render.returns(returned, back), escape(notice)]


def _act(act: Callable[[], None], done: str) -> str:
    try:
        act()
    except ApiProblem as problem:
        return str(problem)
    return done
