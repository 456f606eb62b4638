"""Inbox and conversation: who waits, what was said, what the assistant did, and the person's own answer."""

from collections.abc import Callable
from html import escape
from typing import Any

import gradio as gr

from ui.console import render
from ui.console.client import ApiProblem, StaffApi

FILTERS = {"Waiting": "waiting", "With staff": "staff", "With the bot": "bot", "All": ""}
TELL_WHICH = """element.addEventListener("click", (event) => {
  const row = event.target.closest("[data-id]");
  if (row) trigger("click", {id: row.dataset.id});
});"""
REFRESH_S = 3.0
SignedIn = Callable[[gr.Request], StaffApi]


def inbox_page(signed_in: SignedIn) -> None:
    """Lay the page out inside the current Blocks. `signed_in` gives the API with the requester's own token."""
    with gr.Row():
        with gr.Column(scale=4, min_width=320):
            shown = gr.Radio(list(FILTERS), value="All", show_label=False, container=False, elem_id="filter")
            table = gr.HTML(render.EMPTY_INBOX, js_on_load=TELL_WHICH, elem_id="inbox")
            notice = gr.HTML(elem_classes="notice", elem_id="notice")
        with gr.Column(scale=6, min_width=420):
            chosen = gr.Textbox(visible="hidden", elem_id="chosen")
            talk = gr.HTML(render.EMPTY_CONVERSATION, elem_id="talk")
            answer = gr.Textbox(label="Answer", lines=2, placeholder="Writes to the shopper's chat", elem_id="answer")
            with gr.Row():
                take = gr.Button("Take over", size="md", min_width=90, elem_id="take")
                send = gr.Button("Send", variant="primary", size="md", min_width=90, elem_id="send")
                back = gr.Button("Hand back", size="md", min_width=90, elem_id="back")
        with gr.Column(scale=5, min_width=360):
            person = gr.HTML(elem_id="person")
            turns = gr.HTML(render.EMPTY_TURNS, elem_id="turns")
    desk = _Desk(signed_in)
    views = [table, talk, person, turns, notice]
    seen = [shown, chosen]
    table.click(desk.choose, seen, [chosen, *views])
    shown.change(desk.refresh, seen, views)
    take.click(desk.take_over, seen, views)
    send.click(desk.reply, [*seen, answer], [answer, *views])
    back.click(desk.hand_back, [*seen, answer], [answer, *views])
    gr.Timer(REFRESH_S).tick(desk.refresh, seen, views, show_progress="hidden")


class _Desk:
    """What the buttons do. Holds nothing of a person: who asks and what is open come with each request."""

    def __init__(self, signed_in: SignedIn) -> None:
        self._signed_in = signed_in

    def refresh(self, shown: str, chosen: str, request: gr.Request) -> list[Any]:
        return self._views(self._signed_in(request), shown, chosen)

    def choose(self, shown: str, chosen: str, row: gr.EventData, request: gr.Request) -> list[Any]:
        chosen = str(row._data.get("id", chosen)) if row._data else chosen
        return [chosen, *self._views(self._signed_in(request), shown, chosen)]

    def take_over(self, shown: str, chosen: str, request: gr.Request) -> list[Any]:
        return self._act(request, shown, chosen, lambda api: api.take_over(chosen), "You have this conversation now.")

    def reply(self, shown: str, chosen: str, text: str, request: gr.Request) -> list[Any]:
        if not text.strip():
            return [text, *self._views(self._signed_in(request), shown, chosen, "Write an answer first.")]
        views = self._act(request, shown, chosen, lambda api: api.reply(chosen, text.strip()), "Sent.")
        return ["" if views[-1].endswith("Sent.") else text, *views]

    def hand_back(self, shown: str, chosen: str, text: str, request: gr.Request) -> list[Any]:
        done = "The assistant has the conversation again."
        return ["", *self._act(request, shown, chosen, lambda api: api.hand_back(chosen, text.strip()), done)]

    def _act(
        self, request: gr.Request, shown: str, chosen: str, act: Callable[[StaffApi], None], done: str
    ) -> list[Any]:
        api = self._signed_in(request)
        if not chosen:
            return self._views(api, shown, chosen, "Choose a conversation first.")
        try:
            act(api)
        except ApiProblem as problem:
            return self._views(api, shown, chosen, str(problem))
        return self._views(api, shown, chosen, done)

    def _views(self, api: StaffApi, shown: str, chosen: str, notice: str = "") -> list[Any]:
        """Table, talk, person, turns and notice; what cannot be read keeps its last picture and says why."""
        try:
            everyone = api.inbox()
            listed = [item for item in everyone if FILTERS[shown] in {"", item.state}]
            if not chosen:
                return [render.inbox(listed, chosen), gr.skip(), gr.skip(), gr.skip(), escape(notice)]
            person = next((item for item in everyone if item.id == chosen), None)
            talk, turns = render.transcript(api.conversation(chosen)), render.turns(api.turns(chosen))
        except ApiProblem as problem:
            return [
                gr.skip(),
                gr.skip(),
                gr.skip(),
                gr.skip(),
                f"<span class='fault'>{escape(str(problem))}</span>",
            ]
        return [render.inbox(listed, chosen), talk, render.person(person), turns, escape(notice)]
