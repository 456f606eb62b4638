"""What is remembered about a shopper, by conversation and by both brains: learned, told, forgotten, switched off."""

import json

import pytest

from agent.assistant import Assistant
from shop.columns import now
from shop.customers import Customer
from shop.database import Database
from shop.inferring import known_facts
from shop.profiles import ProfileFact, facts_of, has_consented
from tests.agent.model_server import ModelServer, Step, Text, Tools
from tests.agent.modelled import talk_with
from tests.agent.talking import Talk
from tests.demo_shop import DemoShop


def talk_of(demo: DemoShop, *, language: str = "en") -> Talk:
    """With somebody who has done nothing yet, so that nothing can be inferred."""
    customer_id = demo.customer_without_orders()
    with demo.database.session() as session:
        customer = session.get(Customer, customer_id)
        assert customer is not None
        customer.personalise, customer.language = True, language
        session.add(customer)
    return Talk.begin(demo, customer_id, language=language)


def held(demo: DemoShop, talk: Talk) -> set[tuple[str, str, str, str]]:
    with demo.database.session() as session:
        facts = facts_of(session, talk.principal.customer_id)
        return {(fact.kind, fact.name, fact.value.lower(), fact.source) for fact in facts}


@pytest.mark.parametrize(
    ("said", "learned"),
    [
        ("I like red", ("likes", "color", "red", "stated")),
        ("I don't like leather", ("dislikes", "upper", "leather", "stated")),
        ("I hate Norrin", ("dislikes", "brand", "norrin", "stated")),
        ("I wear size 42", ("size", "size", "42", "stated")),
        ("I love long walks", ("likes", "topic", "long walks", "stated")),
        ("running shoes in size 42", ("size", "size", "42", "conversation")),
        ("headphones from Norrin", ("interest", "brand", "norrin", "conversation")),
        ("我喜欢红色", ("likes", "color", "red", "stated")),
        ("我穿42码", ("size", "size", "42", "stated")),
    ],
)
def test_what_is_said_of_oneself_is_kept_as_the_catalogue_names_it(
    demo: DemoShop, said: str, learned: tuple[str, str, str, str]
) -> None:
    talk = talk_of(demo)
    talk.say(said)

    assert learned in held(demo, talk)


@pytest.mark.parametrize("said", ["remember that I like red", "帮我记住，我喜欢红色"])
def test_what_is_to_be_remembered_is_remembered(demo: DemoShop, said: str) -> None:
    talk = talk_of(demo)
    talk.say(said)

    assert ("likes", "color", "red", "stated") in held(demo, talk)


@pytest.mark.parametrize("said", ["shoes in size 42 for my brother", "not Norrin, headphones please"])
def test_what_is_for_somebody_else_or_ruled_out_is_no_taste(demo: DemoShop, said: str) -> None:
    talk = talk_of(demo)
    talk.say(said)

    assert held(demo, talk) == set()


@pytest.mark.parametrize(
    ("language", "like", "ask", "forget", "told"),
    [
        ("en", "I like red", "what do you know about me?", "forget that I like red", "red"),
        ("zh", "我喜欢红色", "你记得我什么？", "忘掉我喜欢红色", "红"),
    ],
)
def test_a_fact_is_told_with_its_origin_and_forgotten_by_word(
    demo: DemoShop, language: str, like: str, ask: str, forget: str, told: str
) -> None:
    talk = talk_of(demo, language=language)
    talk.say(like)
    asked = talk.say(ask)
    gone = talk.say(forget)

    assert told in asked.text
    assert ("told me" in asked.text or "From you" in asked.text) if language == "en" else "你" in asked.text
    assert told in gone.text
    assert held(demo, talk) == set()
    assert told not in talk.say(ask).text


@pytest.mark.parametrize(
    ("language", "stop", "start"),
    [
        ("en", "don't remember anything about me", "you may remember my preferences again"),
        ("zh", "别记我的任何信息", "以后可以记住我的喜好"),
    ],
)
def test_remembering_is_switched_off_and_on_by_word(demo: DemoShop, language: str, stop: str, start: str) -> None:
    talk = talk_of(demo, language=language)
    talk.say("I like red" if language == "en" else "我喜欢红色")
    talk.say(stop)
    after_stop = (held(demo, talk), consent(demo, talk))
    talk.say("I wear size 42" if language == "en" else "我穿42码")
    nothing_new = held(demo, talk)
    talk.say(start)

    assert after_stop == (set(), False)
    assert nothing_new == set()
    assert consent(demo, talk)


def consent(demo: DemoShop, talk: Talk) -> bool:
    with demo.database.session() as session:
        return has_consented(session, talk.principal.customer_id)


def test_who_names_nothing_that_is_remembered_loses_nothing(demo: DemoShop) -> None:
    talk = talk_of(demo)
    talk.say("I like red")
    reply = talk.say("forget that I like blue")

    assert ("likes", "color", "red", "stated") in held(demo, talk)
    assert "red" in reply.text


def test_all_of_it_is_forgotten_when_all_is_meant(demo: DemoShop) -> None:
    talk = talk_of(demo)
    talk.say("I like red")
    talk.say("I wear size 42")
    talk.say("delete everything you know about me")

    assert held(demo, talk) == set()


def test_it_survives_a_restart(demo: DemoShop) -> None:
    talk = talk_of(demo)
    talk.say("I like red")
    reopened = Database(demo.database.url)
    talk.assistant = Assistant(reopened, demo.retrieval, demo.settings)
    reply = talk.say("what do you know about me?")
    reopened.close()

    assert "red" in reply.text


# A language model -------------------------------------------------------------------------------------------


def test_a_model_is_told_what_is_known_and_nothing_without_consent(demo: DemoShop) -> None:
    with ModelServer([Text("Hello.")]) as server:
        talk = talk_with(demo, server, customer_id=talk_of(demo).principal.customer_id)
        talk.say("I like red")
        talk.say("hello")
        with demo.database.session() as session:
            customer = session.get(Customer, talk.principal.customer_id)
            assert customer is not None
            customer.personalise = False
            session.add(customer)
        talk.say("hello")

    _, known, unknown = (request["messages"][-1]["content"] for request in server.requests)
    assert "likes color red (stated" in known
    assert "likes color red" not in unknown


def red_liked_by(customer_id: str) -> ProfileFact:
    return ProfileFact(
        fact_id=f"f-{customer_id}", customer_id=customer_id, kind="likes", name="color", value="red", source="stated"
    )


def test_a_model_forgets_by_tool_and_only_for_its_own_shopper(demo: DemoShop) -> None:
    forget: list[Step] = [Tools((("forget_memory", json.dumps({"about": "red"})),)), Text("I have forgotten that.")]
    other = "c-1001"
    with demo.database.session() as session:
        session.add_all(red_liked_by(one) for one in (other, demo.customer_without_orders()))
    with ModelServer(forget) as server:
        talk = talk_with(demo, server, customer_id=talk_of(demo).principal.customer_id)
        talk.say("please forget that I like red")

    assert held(demo, talk) == set()
    with demo.database.session() as session:
        assert [fact.value for fact in facts_of(session, other)] == ["red"]


def test_purchases_of_a_regular_tell_something(demo: DemoShop) -> None:
    """On the demo shop's own orders, so that the thresholds are no thought experiment."""
    with demo.database.session() as session:
        told = [known_facts(session, f"c-{number}", now()) for number in range(1001, 1061)]

    assert any(fact.source == "inferred" for facts in told for fact in facts)
