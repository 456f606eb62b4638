"""The console in a real browser: sign in, see who waits, take over, answer, hand back, approve, receive goods."""

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import fastapi
import pytest

from tests.ui.console.desk_api import Desk, desk_api

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed"),
]


def serve(app: fastapi.FastAPI) -> Iterator[str]:
    import uvicorn

    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def console(desk: Desk) -> Iterator[str]:
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    pytest.importorskip("gradio", reason="the console's extra is not installed")
    from ui.console.app import create_console

    for api_url in serve(desk_api(desk)):
        yield from serve(create_console(api_url, demo=True))


@pytest.mark.timeout(240)
def test_a_member_of_staff_takes_over_answers_and_hands_back(console: str, desk: Desk, tmp_path: Path) -> None:
    from playwright.sync_api import expect, sync_playwright

    outside: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch_persistent_context(
            tmp_path / "profile", executable_path=CHROMIUM, args=FLAGS.split(), viewport={"width": 1440, "height": 860}
        )
        page = browser.new_page()
        page.on("request", lambda sent: outside.append(sent.url) if "//127.0.0.1" not in sent.url else None)
        page.set_default_timeout(60_000)
        page.goto(console)
        page.get_by_role("button", name="Enter as staff").click()

        page.locator("#inbox [data-id='cv-1']").click()
        expect(page.locator("#talk")).to_contain_text("where is it <img", timeout=30_000)
        expect(page.locator("#turns")).to_contain_text("track_parcel")
        expect(page.locator("#person")).to_contain_text("T-311")

        page.locator("#take").click()
        expect(page.locator("#notice")).to_contain_text("You have this conversation now", timeout=30_000)
        page.locator("#answer textarea").fill("I am looking into it.")
        page.locator("#send").click()
        expect(page.locator("#talk")).to_contain_text("I am looking into it.", timeout=30_000)
        page.locator("#back").click()
        expect(page.locator("#person")).to_contain_text("with the bot", timeout=30_000)
        page.get_by_role("tab", name="Approvals").click()
        page.locator("#approvals [data-id='p-1']").click()
        expect(page.locator("#approvals .chosen")).to_contain_text("Goodwill for order W1 <img", timeout=30_000)
        page.locator("#approval-note textarea").fill("Sorry for the wait.")
        page.locator("#approve").click()
        expect(page.locator("#approvals")).to_contain_text("Nothing waits", timeout=30_000)
        page.locator("#returns [data-id='r-W1']").click()
        expect(page.locator("#returns .chosen")).to_contain_text("1 pieces", timeout=30_000)
        page.locator("#received").click()
        expect(page.locator("#returns")).to_contain_text("No goods", timeout=30_000)
        title = page.title()
        browser.close()

    assert desk.replies == ["I am looking into it."]
    assert desk.acts == ["takeover", "handback", "received"]
    assert desk.decided == [("p-1 approve", "Sorry for the wait.")]
    assert title != "broken"
    assert [url for url in outside if not url.startswith(("data:", "blob:"))] == []
