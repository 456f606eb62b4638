"""A measured server: `python -m api` in a process of its own, and a client that clocks the frames of its turns."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Any

from shop.errors import Unavailable

if TYPE_CHECKING:
    import httpx

ROOT = Path(__file__).resolve().parents[1]
START_LIMIT_S = 120.0
POLL_S = 0.01
PLENTY = "1000000"
"""Limits that do not bind: the server is measured, not its brakes."""


@dataclass(frozen=True)
class Turn:
    """What one message took, as its client saw it; `ok` unless it ended with an error."""

    text: str
    whole_ms: float
    products_ms: float | None
    tool_ms: float
    ok: bool
    started_s: float = 0.0
    """By `perf_counter`."""
    model_ms: float = 0.0
    """Time in which a model had the turn: as Aisle says, or by the model's own clock where it has one here."""
    model_calls: int = 0
    fallback: str | None = None
    model_waited_for_products: bool | None = None
    """Whether products had arrived here before the model's first token left; `None` where that cannot be told."""


@dataclass(frozen=True)
class Server:
    url: str
    process: "subprocess.Popen[bytes]"
    started: float
    port_open_s: float
    ready_s: float

    def resident_mb(self) -> float:
        import psutil

        return float(psutil.Process(self.process.pid).memory_info().rss) / 1024**2


@contextmanager
def running_server(data: Path, brain: str, model_url: str = "") -> Iterator[Server]:
    """Raises `Unavailable` if it does not become ready."""
    port = _free_port()
    started = perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "api"],
        cwd=ROOT,
        env=_environment(data, brain, port, model_url),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        port_open_s = _until(lambda: _port_open(port), started, process)
        url = f"http://127.0.0.1:{port}"
        ready_s = _until(lambda: _is_ready(url), started, process)
        yield Server(url, process, started, port_open_s, ready_s)
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _environment(data: Path, brain: str, port: int, model_url: str) -> dict[str, str]:
    own = {"DATA_DIR": str(data.resolve()), "BRAIN": brain, "PORT": str(port), "HOST": "127.0.0.1", "DEMO": "1"}
    own |= {"OPENAI_BASE_URL": model_url} if model_url else {}
    limits = dict.fromkeys(("TURNS_PER_MINUTE", "REQUESTS_PER_MINUTE", "GUESTS_PER_MINUTE"), PLENTY)
    return {**os.environ, **{f"AISLE_{name}": value for name, value in {**own, **limits}.items()}}


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _until(holds: Callable[[], bool], started: float, process: "subprocess.Popen[bytes]") -> float:
    while not holds():
        if process.poll() is not None or perf_counter() - started > START_LIMIT_S:
            raise Unavailable("server", "the measured server did not become ready.", "try `python -m api`.")
        sleep(POLL_S)
    return perf_counter() - started


def _port_open(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _is_ready(url: str) -> bool:
    import httpx

    with suppress(httpx.HTTPError):
        return httpx.get(f"{url}/health/ready", timeout=30, trust_env=False).status_code == httpx.codes.OK
    return False


class Client:
    """One shopper in one conversation."""

    def __init__(self, url: str) -> None:
        import httpx

        self._http = httpx.Client(base_url=url, timeout=120, trust_env=False)
        token = self._posted("/v1/demo/tokens", {})["token"]
        self._http.headers["Authorization"] = f"Bearer {token}"
        self.conversation = str(self._posted("/v1/conversations", None)["id"])

    def _posted(self, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        response = self._http.post(path, json=body)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer

    def say(self, text: str) -> Turn:
        path = f"/v1/conversations/{self.conversation}/messages"
        started = perf_counter()
        with self._http.stream("POST", path, json={"text": text}, headers={"Accept": "text/event-stream"}) as response:
            response.raise_for_status()
            seen = [(event, data, (perf_counter() - started) * 1000) for event, data in frames_of(response)]
        whole_ms = (perf_counter() - started) * 1000
        return turn_of(text, seen, whole_ms, started_s=started)

    def close(self) -> None:
        self._http.close()


def frames_of(response: "httpx.Response") -> Iterator[tuple[str, dict[str, Any]]]:
    """Event and payload of each frame as it arrives."""
    event, data = "", ""
    for line in response.iter_lines():
        if line.startswith("event:"):
            event = line[6:].strip()
        elif line.startswith("data:"):
            data += line[5:].strip()
        elif not line and event:
            yield event, json.loads(data or "{}")
            event, data = "", ""


def turn_of(
    text: str, seen: list[tuple[str, dict[str, Any], float]], whole_ms: float, *, started_s: float = 0.0
) -> Turn:
    products = next((at for event, _, at in seen if event == "products"), None)
    finished = next((data for event, data, _ in seen if event == "turn.finished"), None)
    usage = (finished or {}).get("usage") or {}
    return Turn(
        text,
        whole_ms,
        products,
        tool_ms=sum(float(data.get("ms") or 0) for event, data, _ in seen if event == "tool.finished"),
        ok=finished is not None,
        started_s=started_s,
        model_ms=float(usage.get("model_milliseconds") or 0),
        model_calls=int(usage.get("model_calls") or 0),
        fallback=usage.get("fallback"),
    )
