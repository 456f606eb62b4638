"""Older turns are folded into notes within a token budget: kept over a restart, without personal data, never lost."""

import json
from typing import Any

import pytest
from sqlmodel import Session

from agent.assistant import Assistant
from agent.dialogue import DialogueState
from agent.earlier import KEPT, Earlier, with_older
from agent.redacting import redacted
from shop.columns import now
from shop.conversations import Conversation, Message, Turn, lines_behind
from shop.database import Database
from shop.privacy import erase
from tests.agent.model_server import ModelServer, Text
from tests.agent.modelled import talk_with
from tests.agent.talking import Talk
from tests.demo_shop import DemoShop

SMALL = 120
"""Tokens: two or three turns."""


def message(position: int, role: str, text: str, parts: list[dict[str, Any]] | None = None) -> Message:
    return Message(
        message_id=f"m{position}", conversation_id="c", position=position, role=role, text=text, parts=parts or []
    )


def earlier_of(demo: DemoShop, talk: Talk) -> Earlier:
    with demo.database.session() as session:
        row = session.get(Conversation, talk.conversation_id)
        assert row is not None
        return DialogueState.model_validate(row.dialogue).earlier


def folding_talk(demo: DemoShop) -> Talk:
    talk = Talk.begin(demo, demo.order_in("pending").customer_id)
    talk.assistant = with_budget(demo, talk.assistant.database)
    return talk


def with_budget(demo: DemoShop, database: Database) -> Assistant:
    return Assistant(database, demo.retrieval, demo.settings.model_copy(update={"history_token_budget": SMALL}))


def test_notes_tell_what_was_asked_shown_done_and_spoken_of() -> None:
    item = {"product_id": "calm", "title": "Veltra Calm"}
    shown: list[dict[str, Any]] = [
        {"type": "products", "items": [item]},
        {"type": "order", "order": {"order_id": "7", "state": "shipped"}},
    ]
    call = {"name": "add_to_cart", "result": "Added 1 x Veltra Calm.\nCart: 1 line.", "error": None}
    failed = {"name": "remove_from_cart", "result": "refused", "error": "not there"}
    turn = Turn(
        turn_id="t", conversation_id="c", shopper_message_id="m1", reply_message_id="m2", outcome="answered",
        tool_calls=[call, failed], started_at=now(),
    )  # fmt: skip
    notes = with_older(
        Earlier(), [message(1, "shopper", "add the calm"), message(2, "assistant", "Done.", shown)], [turn]
    )

    assert (notes.asked, notes.shown, notes.orders) == (["add the calm"], ["Veltra Calm [calm]"], ["7 (shipped)"])
    assert notes.done == ["add to cart: Added 1 x Veltra Calm."]
    assert notes.up_to == 2
    assert "Veltra Calm [calm]" in notes.told()


def test_notes_are_bounded_and_the_oldest_give_way() -> None:
    many = [message(number, "shopper", f"question {number}") for number in range(1, 40)]
    notes = with_older(Earlier(), many, [])

    assert notes.asked == [f"question {number}" for number in range(40 - KEPT["asked"], 40)]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("write to ann.lee@example.org please", "write to [e-mail] please"),
        ("my number is +1 415 555 0133", "my number is [number]"),
        ("card 4111 1111 1111 1111", "card [number]"),
        ("send it to 12 Oak Street, Apt 4, Denver, CO 80202", "[address]"),
        ("地址是上海市浦东新区世纪大道100号3栋201室，邮编200120", "[address]"),
        ("where is order 10442, it was $1,299.00", "where is order 10442, it was $1,299.00"),
    ],
)
def test_what_could_tell_whose_words_they_are_is_left_out(said: str, kept: str) -> None:
    assert redacted(said) == kept


def test_older_turns_are_folded_and_the_tail_is_told_word_for_word(demo: DemoShop) -> None:
    talk = folding_talk(demo)
    for text in ("headphones under 60", "which orders do I have?", "any offers today?", "show me mugs"):
        talk.say(text)
    notes = earlier_of(demo, talk)
    with demo.database.session() as session:
        tail = lines_behind(session, talk.conversation_id, notes.up_to, limit=50)

    assert notes.asked[0] == "headphones under 60"
    assert any("Veltra Calm" in one for one in notes.shown)
    assert notes.orders
    assert notes.tail_tokens <= SMALL
    assert all(role == "shopper" for role, _, _ in tail[:1])


def test_notes_survive_a_restart_and_grow_on(demo: DemoShop) -> None:
    talk = folding_talk(demo)
    for text in ("headphones under 60", "any offers today?", "show me mugs"):
        talk.say(text)
    before = earlier_of(demo, talk)
    reopened = Database(demo.database.url)
    talk.assistant = with_budget(demo, reopened)
    for text in ("which orders do I have?", "thank you", "show me lamps"):
        talk.say(text)
    reopened.close()
    after = earlier_of(demo, talk)

    assert before.up_to > 0
    assert after.up_to > before.up_to
    assert after.asked[: len(before.asked)] == before.asked


def test_notes_go_with_the_person(demo: DemoShop) -> None:
    talk = folding_talk(demo)
    for text in ("headphones under 60", "any offers today?", "show me mugs"):
        talk.say(text)
    with demo.database.session() as session:
        erase(session, talk.principal.customer_id)
        session.flush()
        assert _conversation(session, talk) is None


def _conversation(session: Session, talk: Talk) -> Conversation | None:
    session.expire_all()
    return session.get(Conversation, talk.conversation_id)


# What a model is given --------------------------------------------------------------------------------------


def test_a_model_is_told_the_notes_and_then_the_tail(demo: DemoShop) -> None:
    with ModelServer([Text("Have a look at these.")]) as server:
        talk = talk_with(demo, server, changes={"history_token_budget": SMALL // 4})
        for text in ("headphones under 60", "and mugs?", "thank you", "hello again"):
            talk.say(text)

    messages = server.requests[-1]["messages"]
    situation = messages[-1]["content"]
    assert 'The shopper asked: "headphones under 60"' in situation
    assert [one["role"] for one in messages[:2]] == ["system", "user"]
    assert not any(one["content"] == "headphones under 60" for one in messages)


def test_a_models_own_notes_are_kept_beside_if_they_keep_to_the_form(demo: DemoShop) -> None:
    notes = {"looking_for": "headphones for the train", "preferences": ["mail me at a@b.example"], "decided": []}
    with ModelServer(
        [Text("Hello."), Text("Gladly."), Text(f"```json\n{json.dumps(notes)}\n```"), Text("Bye.")]
    ) as server:
        talk = talk_with(demo, server, changes={"history_token_budget": 20, "model_summaries": True})
        talk.say("hello")
        reply = talk.say("thank you for all of the help with my long list of headphones")

    assert reply.usage.model_calls == 2
    assert earlier_of(demo, talk).prose == "Looking for: headphones for the train\nPreferences: mail me at [e-mail]"


def test_notes_that_are_no_json_are_none(demo: DemoShop) -> None:
    with ModelServer([Text("Hello."), Text("Gladly."), Text("I think they like red.")]) as server:
        talk = talk_with(demo, server, changes={"history_token_budget": 20, "model_summaries": True})
        talk.say("hello")
        talk.say("thank you for all of the help with my long list of headphones")

    notes = earlier_of(demo, talk)
    assert (notes.prose, notes.asked[0]) == ("", "hello")
