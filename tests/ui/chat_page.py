"""What a person sees of the chat, with names for it; every look waits for the page by itself."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from tests.ui.wire_server import WireServer

PATIENCE_MS = 8_000


@dataclass
class ChatPage:
    page: Page
    server: WireServer
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    @classmethod
    def in_context(cls, context: BrowserContext, server: WireServer) -> "ChatPage":
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        made = cls(page, server)
        page.on("console", made._hear)
        page.on("pageerror", lambda error: made.complaints.append(str(error)))
        page.on("request", made._watch)
        return made

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.server.address, "data:", "blob:")):
            self.outside.append(request.url)

    def goto(self, *, language: str = "en", more: str = "") -> "ChatPage":
        self.page.goto(f"{self.server.address}/page?language={language}&more={quote(more)}")
        return self

    def opened(self, *, language: str = "en", more: str = "") -> "ChatPage":
        self.goto(language=language, more=more)
        self.launch.click()
        expect(self.find(".start .try")).to_have_count(4)
        return self

    @property
    def host(self) -> Locator:
        return self.page.locator("aisle-chat")

    def find(self, selector: str) -> Locator:
        return self.host.locator(selector)

    @property
    def launch(self) -> Locator:
        return self.find(".launch")

    @property
    def field(self) -> Locator:
        return self.find("textarea")

    @property
    def cards(self) -> Locator:
        return self.find(".card")

    @property
    def answer(self) -> Locator:
        return self.find(".turn.assistant").last

    @property
    def notice(self) -> Locator:
        return self.find(".notice")

    def send(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")

    def say(self, text: str) -> None:
        """Send and wait for the whole answer."""
        before = self.find(".turn.assistant").count()
        self.send(text)
        expect(self.find(".turn.assistant")).to_have_count(before + 1)
        self.wait_until_answered()

    def wait_until_answered(self) -> None:
        expect(self.find("[aria-busy=true]")).to_have_count(0)
        expect(self.find(".send.stop")).to_have_count(0)

    def reload(self) -> None:
        self.page.reload()

    def in_page(self, expression: str, argument: Any = None) -> Any:
        """Run a function on the element; the page's own policy forbids evaluated strings elsewhere."""
        return self.host.evaluate(expression, argument)
