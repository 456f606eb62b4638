"""What staff see is text: whatever shoppers, shops and models wrote stays text."""

from datetime import UTC, datetime, timedelta

from ui.console import render
from wire import ConversationItem, GateDecision, InboxItem, MessageItem, ToolCallItem, TurnItem, Usage

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SCRIPT = "<script>alert(1)</script>"


def waiting(name: str, minutes: int) -> InboxItem:
    since = NOW - timedelta(minutes=minutes)
    return InboxItem(id=name, state="waiting", customer_id=name, updated_at=NOW, waiting_since=since, last_text=SCRIPT)


def test_markup_in_a_message_stays_text() -> None:
    talk = ConversationItem(
        id="c", state="bot", messages=[MessageItem(message_id="m", role="shopper", text=SCRIPT, at=NOW)]
    )

    assert SCRIPT not in render.transcript(talk)
    assert "&lt;script&gt;" in render.transcript(talk)


def test_markup_in_tool_results_and_arguments_stays_text() -> None:
    turn = TurnItem(
        turn_id="t", at=NOW, shopper_text=SCRIPT, outcome=SCRIPT, understanding={"text": SCRIPT},
        tool_calls=[
            ToolCallItem(call_id="1", name=SCRIPT, arguments={"q": SCRIPT}, result=SCRIPT, error=SCRIPT,
                         evidence=[{"entity": SCRIPT, "field": SCRIPT, "value": SCRIPT}]),
        ],
        gate=[GateDecision(sentence=SCRIPT, verdict="withheld", faults=[SCRIPT])],
        usage=Usage(brain="offline", fallback=SCRIPT),
    )  # fmt: skip

    assert "<script>" not in render.turns([turn])


def test_the_longest_wait_stands_on_top() -> None:
    page = render.inbox([waiting("short", 2), waiting("long", 90)])

    assert page.index("data-id='long'") < page.index("data-id='short'")
    assert "<script>" not in page


def test_an_empty_inbox_says_what_will_appear_there() -> None:
    assert "appear as soon as a shopper writes" in render.inbox([])


def test_the_wait_is_told_in_the_unit_that_fits() -> None:
    told = [render.waited(NOW - timedelta(minutes=minutes), NOW) for minutes in (4, 130, 60 * 24 * 3)]

    assert told == ["4 min", "2 h", "3 d"]


def test_a_turn_shows_evidence_gate_and_cost() -> None:
    call = ToolCallItem(
        call_id="1", name="track_parcel", evidence=[{"entity": "shipment:s", "field": "eta_to", "value": "2026-11-27"}]
    )
    turn = TurnItem(
        turn_id="t", at=NOW, shopper_text="where", tool_calls=[call],
        gate=[GateDecision(sentence="It comes on Friday.", verdict="replaced", faults=["date"])],
        usage=Usage(brain="openai:x", model_calls=2, input_tokens=900, output_tokens=40, fallback="timeout"),
    )  # fmt: skip
    page = render.turns([turn])

    for expected in ("track_parcel", "eta_to", "replaced", "2 model calls", "900 + 40 tokens", "fell back: timeout"):
        assert expected in page
