"""A real headless Chromium and a scripted shop for it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.ui.chat_page import ChatPage
from tests.ui.wire_server import Running, WireServer

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

Visit = Callable[..., ChatPage]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser a module: Playwright keeps an event loop running that other modules' tests must not meet."""
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def server() -> Iterator[WireServer]:
    with Running() as running:
        yield running


@pytest.fixture
def visit(chromium: Browser, server: WireServer) -> Iterator[Visit]:
    """Open a page in a fresh profile; arguments are the browser context's (`viewport`, `color_scheme`, ...)."""
    contexts: list[BrowserContext] = []

    def opened(**options: Any) -> ChatPage:
        context = chromium.new_context(
            **{"viewport": {"width": 1280, "height": 800}, "locale": "en-US", "reduced_motion": "reduce", **options}
        )
        contexts.append(context)
        return ChatPage.in_context(context, server)

    yield opened
    for context in contexts:
        context.close()
