"""A scripted shop on a free loopback port that speaks the wire, real frames included; no part of Aisle runs in it."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse
from starlette.middleware.base import RequestResponseEndpoint
from starlette.staticfiles import StaticFiles

import wire
from tests.ui import shop_routes
from tests.ui import shop_window as window
from tests.ui.dialogue_script import Answer, Step, answer_to, dumped, reply, steps
from tests.ui.frame_log import Frame, FrameLog

UI = Path(__file__).resolve().parents[2] / "ui"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'self'; form-action 'none'; require-trusted-types-for 'script'"
)
PAGE = """<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>A page</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<script type="module" src="/widget/aisle-chat.js"></script></head>
<body><h1>A page of the shop</h1><aisle-chat api="" language="{language}" {more}></aisle-chat></body></html>"""


@dataclass
class Conversation:
    log: FrameLog
    messages: list[dict[str, Any]] = field(default_factory=list)
    state: str = "bot"
    answers: dict[str, Answer] = field(default_factory=dict)
    turns: dict[str, asyncio.Task[None]] = field(default_factory=dict)


@dataclass
class WireServer:
    """What a test may look at and turn: requests seen, refusals to give next, gates to open."""

    requests: list[tuple[str, str, Any]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    refusals: list[tuple[str, int, dict[str, str]]] = field(default_factory=list)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    decided: dict[str, str] = field(default_factory=dict)
    gates: dict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))
    cart: list[wire.CartLineItem] = field(default_factory=list)
    address: str = ""
    loop: asyncio.AbstractEventLoop | None = None
    start_missing: bool = False
    delta_s: float = 0.0

    def bodies(self, method: str, path_end: str) -> list[Any]:
        return [body for seen, path, body in self.requests if seen == method and path.endswith(path_end)]

    def refuse_next(self, path_end: str, status: int, **headers: str) -> None:
        self.refusals.append((path_end, status, {name.replace("_", "-"): value for name, value in headers.items()}))

    def on_loop(self, act: Callable[[], object]) -> None:
        assert self.loop is not None
        self.loop.call_soon_threadsafe(act)

    def open_gate(self, name: str = "go") -> None:
        self.on_loop(self.gates[name].set)

    def staff_says(self, text: str, name: str = "Jonas") -> None:
        message = {
            "message_id": f"staff-{len(self.requests)}",
            "role": "staff",
            "text": text,
            "parts": [],
            "at": window.now().isoformat(),
            "name": name,
        }
        conversation = next(iter(self.conversations.values()))
        conversation.messages.append(message)
        conversation.state = "staff"
        self.on_loop(lambda: conversation.log.add("message", message))

    async def run(self, conversation: Conversation, answer: Answer, message_id: str, language: str) -> None:
        for step in steps(answer, message_id, language):
            await self._take(conversation, step)
        if not answer.fails:
            item = {
                "message_id": message_id,
                "role": "assistant",
                "at": window.now().isoformat(),
                **reply(answer, message_id, language),
            }
            conversation.messages.append(item)
        if answer.outcome == "handed_off":
            conversation.state = "waiting"

    async def _take(self, conversation: Conversation, step: Step) -> None:
        conversation.log.add(step.event, step.payload, cut=step.cut)
        if step.gate:
            await self.gates[step.gate].wait()
        await asyncio.sleep(self.delta_s)


def problem(status: int, headers: dict[str, str] | None = None, *, code: str = "scripted") -> Response:
    body = {"type": "about:blank", "title": "refused", "status": status, "detail": "scripted", "code": code}
    return JSONResponse(body, status, headers, media_type="application/problem+json")


async def _frames(log: FrameLog, after: int, *, until_end: bool, obey_cuts: bool) -> AsyncIterator[bytes]:
    async for frame in log.tail(after):
        yield frame.written()
        if (obey_cuts and frame.cut) or (until_end and frame.ends_turn):
            return


def stream(log: FrameLog, after: int, *, until_end: bool, obey_cuts: bool = False) -> StreamingResponse:
    return StreamingResponse(
        _frames(log, after, until_end=until_end, obey_cuts=obey_cuts), media_type="text/event-stream"
    )


def language_of(request: Request) -> str:
    return "zh" if request.headers.get("accept-language", "").startswith("zh") else "en"


def make_app(server: WireServer) -> FastAPI:
    app = FastAPI()
    _guard(app, server)
    _talk_routes(app, server)
    _message_routes(app, server)
    _after_routes(app, server)
    shop_routes.add(app, server.cart, lambda: server.start_missing)

    @app.get("/page")
    def page(language: str = "en", more: str = "") -> HTMLResponse:
        return HTMLResponse(PAGE.format(language=language, more=more))

    app.mount("/widget", StaticFiles(directory=UI / "widget"))
    shop_routes.add_storefront(app, UI / "storefront")
    return app


def _guard(app: FastAPI, server: WireServer) -> None:
    @app.middleware("http")
    async def guard(request: Request, call_next: RequestResponseEndpoint) -> Response:
        raw = await request.body()
        path = request.url.path
        if path.startswith("/v1"):
            server.requests.append((request.method, path, await request.json() if raw else None))
            server.tokens.append(request.headers.get("authorization", ""))
        for refusal in [each for each in server.refusals if path.endswith(each[0])]:
            server.refusals.remove(refusal)
            return problem(refusal[1], refusal[2], code="busy" if refusal[1] == 409 else "scripted")
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = POLICY
        return response


def _talk_routes(app: FastAPI, server: WireServer) -> None:
    @app.post("/v1/conversations", status_code=201)
    async def created() -> dict[str, str]:
        made = f"conv-{len(server.conversations) + 1}"
        server.conversations[made] = Conversation(FrameLog())
        return {"id": made}

    @app.get("/v1/conversations/{conversation_id}", response_model=None)
    async def read(conversation_id: str) -> dict[str, Any] | Response:
        found = server.conversations.get(conversation_id)
        if found is None:
            return problem(404)
        return {
            "id": conversation_id,
            "state": found.state,
            "messages": found.messages,
            "last_event_id": found.log.last_id,
        }


def _message_routes(app: FastAPI, server: WireServer) -> None:
    @app.post("/v1/conversations/{conversation_id}/messages")
    async def message(conversation_id: str, body: wire.NewMessage, request: Request) -> Response:
        found = server.conversations.get(conversation_id)
        if found is None:
            return problem(404)
        key, after, language = request.headers["idempotency-key"], found.log.last_id, language_of(request)
        if key not in found.turns:
            found.messages.append(
                {
                    "message_id": f"m-{key}",
                    "role": "shopper",
                    "text": body.text,
                    "parts": [],
                    "at": window.now().isoformat(),
                }
            )
            answer = answer_to(body.text, language)
            found.turns[key] = asyncio.create_task(server.run(found, answer, f"a-{key}", language))
        return stream(found.log, after, until_end=True, obey_cuts=True)

    @app.get("/v1/conversations/{conversation_id}/events")
    async def events(conversation_id: str, request: Request) -> Response:
        found = server.conversations.get(conversation_id)
        if found is None:
            return problem(404)
        return stream(found.log, int(request.headers.get("last-event-id") or 0), until_end=False)


def _after_routes(app: FastAPI, server: WireServer) -> None:
    @app.post("/v1/conversations/{conversation_id}/stop", status_code=202)
    async def stop(conversation_id: str) -> dict[str, str]:
        found = server.conversations[conversation_id]
        for turn in found.turns.values():
            turn.cancel()
        found.log.add("turn.finished", dumped(wire.Reply(message_id=f"s-{found.log.last_id}", text="Five that keep")))
        return {}

    @app.post("/v1/conversations/{conversation_id}/confirmations/{confirmation_id}")
    async def decide(conversation_id: str, confirmation_id: str, body: wire.Decision) -> Response:
        if confirmation_id in server.decided:
            return problem(409)
        server.decided[confirmation_id] = body.decision
        done = body.decision == "approve"
        answer = Answer(
            "Done. The return is started (R-2071); the label is in your e-mail." if done else "Left as it was."
        )
        found = server.conversations[conversation_id]
        after = found.log.last_id
        for message in found.messages:
            for part in message["parts"]:
                if part.get("confirmation_id") == confirmation_id:
                    part["state"] = "done" if done else "rejected"
        found.turns[confirmation_id] = asyncio.create_task(server.run(found, answer, f"d-{confirmation_id}", "en"))
        return stream(found.log, after, until_end=True)

    @app.post("/v1/conversations/{conversation_id}/feedback", status_code=204)
    async def feedback(conversation_id: str, body: wire.Feedback) -> Response:
        return Response(status_code=204)


class Running:
    """The server in a thread; `with Running() as server:`."""

    def __init__(self, port: int = 0) -> None:
        self.server = WireServer()
        config = uvicorn.Config(
            make_app(self.server),
            host="127.0.0.1",
            port=port,
            log_level="warning",
            timeout_graceful_shutdown=1,
            lifespan="off",
        )
        self.uvicorn = uvicorn.Server(config)
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.started = threading.Event()

    def _serve(self) -> None:
        asyncio.run(self._main())

    async def _main(self) -> None:
        self.server.loop = asyncio.get_running_loop()
        serving = asyncio.create_task(self.uvicorn.serve())
        while not self.uvicorn.started and not serving.done():
            await asyncio.sleep(0.01)
        self.started.set()
        await serving

    def __enter__(self) -> WireServer:
        self.thread.start()
        assert self.started.wait(20), "the scripted server did not start"
        port = self.uvicorn.servers[0].sockets[0].getsockname()[1]
        self.server.address = f"http://127.0.0.1:{port}"
        return self.server

    def __exit__(self, *_: object) -> None:
        self.uvicorn.should_exit = True
        self.uvicorn.force_exit = True
        self.thread.join(10)


__all__ = ["Conversation", "Frame", "Running", "WireServer"]
