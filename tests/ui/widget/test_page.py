"""The widget as a guest on somebody's page: small, strict, reachable by everyone."""

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.ui.conftest import Visit
from tests.ui.wire_server import WireServer

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WIDGET = Path(__file__).resolve().parents[3] / "ui" / "widget"
HEIGHTS = """(host, targets) => [...host.shadowRoot.querySelectorAll(targets)]
  .map((each) => [each.className, each.getBoundingClientRect().height]).filter(([, height]) => height > 0)"""
COLOURS = """(host, names) => {
  const probe = document.createElement("i");
  host.shadowRoot.append(probe);
  const pen = document.createElement("canvas").getContext("2d");
  const read = (name) => {
    probe.style.color = `var(--${name})`;
    pen.fillStyle = getComputedStyle(probe).color;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  return Object.fromEntries(names.map((name) => [name, read(name)]));
}"""
COMPOSING_ENTER = """host => host.shadowRoot.querySelector("textarea").dispatchEvent(
  new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true }))"""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
TARGETS = ".button, .icon-button, .chip, .send, .not-this, .try, .why, .text-button, .launch, textarea"
PAIRS = (
    ("ink", "ground"),
    ("ink", "raised"),
    ("ink", "sunken"),
    ("muted", "ground"),
    ("muted", "raised"),
    ("muted", "sunken"),
    ("accent", "ground"),
    ("accent", "raised"),
    ("accent", "accent-soft"),
    ("ink", "accent-soft"),
    ("accent-ink", "accent"),
    ("bubble-ink", "bubble"),
    ("good", "good-soft"),
    ("good", "ground"),
    ("warn", "warn-soft"),
    ("warn", "raised"),
    ("bad", "raised"),
    ("ink", "bad-soft"),
    ("muted", "good-soft"),
)


def test_all_of_it_is_at_most_40_kb_gzipped() -> None:
    assert sum(len(gzip.compress(path.read_bytes())) for path in WIDGET.glob("*.js")) <= 40_000


def test_a_strict_policy_is_kept_and_no_other_site_is_asked(visit: Visit) -> None:
    chat = visit().opened()
    for text in (
        "headphones",
        "compare",
        "where is my order",
        "return it",
        "any offer",
        "my cart",
        "a person",
        "long",
        "headphones cut",
    ):
        chat.say(text)
    chat.cards.first.locator(".add").click()
    expect(chat.notice).to_contain_text("Added")

    assert chat.complaints == []
    assert chat.outside == []


def test_everything_works_by_keyboard_alone(visit: Visit, server: WireServer) -> None:
    chat = visit().goto()
    keyboard = chat.page.keyboard
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(chat.field).to_be_focused()
    keyboard.type("headphones")
    keyboard.press("Shift+Enter")
    keyboard.type("for the train")
    keyboard.press("Enter")
    chat.wait_until_answered()
    chat.find(".not-this").first.focus()
    for name in ("card-title", "why", "button quiet", "button primary add"):
        keyboard.press("Tab")
        expect(chat.find(":focus")).to_have_class(re.compile(name))
    keyboard.press("Enter")
    expect(chat.notice).to_contain_text("Added")
    keyboard.press("Escape")

    expect(chat.find(".panel")).to_be_hidden()
    expect(chat.launch).to_be_focused()
    assert server.bodies("POST", "/messages")[0]["text"] == "headphones\nfor the train"


def test_the_menu_is_walked_with_the_arrows(visit: Visit) -> None:
    chat = visit().opened()
    chat.find("[aria-haspopup=menu]").press("Enter")
    expect(chat.find(".menu-item").first).to_be_focused()
    chat.page.keyboard.press("ArrowUp")
    expect(chat.find(".menu-item").last).to_be_focused()
    chat.page.keyboard.press("Enter")

    expect(chat.find(".drawer")).to_contain_text("Colour: dark green")


def test_the_conversation_is_a_polite_log(visit: Visit) -> None:
    chat = visit().opened()

    expect(chat.find("[role=log]")).to_have_attribute("aria-live", "polite")
    expect(chat.host.get_by_role("dialog", name="Shopping assistant")).to_be_visible()


def test_a_phone_gets_the_whole_screen_and_no_keyboard_at_once(visit: Visit) -> None:
    chat = visit(**PHONE).opened()

    assert chat.find(".panel").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    expect(chat.field).not_to_be_focused()


def test_a_desktop_gets_a_panel_of_400_by_at_most_680(visit: Visit) -> None:
    box = visit(viewport={"width": 1280, "height": 900}).opened().find(".panel").bounding_box()

    assert box is not None
    assert (box["width"], box["height"]) == (400, 680)


@pytest.mark.parametrize("text", ["headphones", "return it", "any offer", "where is my order"])
def test_targets_are_at_least_44_pixels_high(visit: Visit, text: str) -> None:
    chat = visit(**PHONE).opened()
    chat.say(text)
    heights = chat.in_page(HEIGHTS, TARGETS)

    assert len(heights) > 3
    assert [each for each in heights if each[1] < 44] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_colours_has_a_contrast_of_4_5(visit: Visit, scheme: str) -> None:
    chat = visit(color_scheme=scheme).opened()
    names = sorted({name for pair in PAIRS for name in pair})
    colours = chat.in_page(COLOURS, names)

    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in PAIRS}
    assert {pair: value for pair, value in weak.items() if value < 4.5} == {}


def luminance(colour: list[int]) -> float:
    linear = [
        value / 255 / 12.92 if value / 255 <= 0.03928 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in colour
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: list[int], other: list[int]) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_reduced_motion_moves_nothing(visit: Visit, server: WireServer) -> None:
    chat = visit().opened()
    chat.send("hello, wait")
    expect(chat.find(".dots")).to_be_visible()

    assert chat.in_page("host => host.shadowRoot.getAnimations().length") == 0
    server.open_gate()


def test_chinese_is_chosen_by_the_page_and_switched_by_the_shopper(visit: Visit) -> None:
    chat = visit().opened(language="zh")
    expect(chat.field).to_have_attribute("placeholder", "问商品，或者问订单")
    chat.say("坐火车用的耳机")
    expect(chat.answer).to_contain_text("主动降噪")
    chat.find("[aria-haspopup=menu]").click()
    chat.find(".menu-item").nth(1).click()

    expect(chat.field).to_have_attribute("placeholder", "Ask about a product or an order")
    expect(chat.find(".bubble")).to_contain_text("坐火车用的耳机")


def test_inline_mode_is_part_of_the_page(visit: Visit) -> None:
    chat = visit().goto(more='mode="inline"')

    expect(chat.find(".panel")).to_be_visible()
    expect(chat.launch).to_be_hidden()
    expect(chat.host.get_by_role("button", name="Close")).to_have_count(0)


def test_the_page_can_ask_and_tell_the_product_on_screen(visit: Visit, server: WireServer) -> None:
    chat = visit().goto(more='product-id="tarn-ridge"')
    chat.in_page("host => host.ask('Is it waterproof?', { query: 'shoes' })")
    expect(chat.find(".bubble")).to_contain_text("Is it waterproof?")
    chat.wait_until_answered()
    chat.in_page("host => { host.setContext({ product_id: 'fleet-go' }); return host.ask('And this?') }")

    chat.wait_until_answered()
    contexts = [body["context"] for body in server.bodies("POST", "/messages")]
    assert contexts == [
        {"page": "/page", "product_id": "tarn-ridge", "query": "shoes"},
        {"page": "/page", "product_id": "fleet-go"},
    ]


def test_a_pages_own_token_is_used_and_no_guest_is_made(visit: Visit, server: WireServer) -> None:
    chat = visit().opened(more='token="h.eyJzdWIiOiJtYXJhIn0.s"')
    chat.say("hello")

    assert server.bodies("POST", "/guests") == []
    assert set(server.tokens) == {"Bearer h.eyJzdWIiOiJtYXJhIn0.s"}


def test_another_shopper_in_the_same_tab_sees_nothing_of_the_first(visit: Visit) -> None:
    chat = visit().opened(more='token="h.eyJzdWIiOiJtYXJhIn0.s"')
    chat.say("hello")
    chat.in_page("host => host.setAttribute('token', 'h.eyJzdWIiOiJvdGhlciJ9.s')")

    expect(chat.find(".try")).to_have_count(4)
    expect(chat.find(".bubble")).to_have_count(0)


def test_enter_that_chooses_a_chinese_word_does_not_send(visit: Visit, server: WireServer) -> None:
    chat = visit().opened(language="zh")
    chat.field.fill("er'ji")
    chat.in_page(COMPOSING_ENTER)

    expect(chat.field).to_have_value("er'ji")
    assert server.bodies("POST", "/messages") == []
