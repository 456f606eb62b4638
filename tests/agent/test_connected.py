"""A shop with its own order system, by conversation: nothing is called done before it is, nothing old is called new."""

from collections.abc import Callable
from typing import TypeVar

import pytest

import wire
from shop.connectors.deliver import deliver_due
from shop.connectors.order_system import Answer, OutgoingWrite
from shop.connectors.systems import Systems
from shop.conversations import messages_of
from shop.errors import Unavailable
from shop.records.orders import OrderRow
from tests.agent.talking import Talk, state_of
from tests.demo_shop import DemoShop

T = TypeVar("T")


class Books:
    """An order system in memory: tells what it is given, takes every write, and can be away."""

    def __init__(self) -> None:
        self.rows: list[OrderRow] = []
        self.away = False

    def orders_of(self, customer_id: str) -> list[OrderRow]:
        return self._answer(lambda: [row for row in self.rows if row.customer_id == customer_id])

    def submit(self, write: OutgoingWrite) -> Answer:
        return self._answer(lambda: Answer(state="done"))

    def outcome(self, write_id: str) -> Answer | None:
        return self._answer(lambda: None)

    def _answer(self, told: Callable[[], T]) -> T:
        if self.away:
            raise Unavailable("order system", "it does not answer.")
        return told()


@pytest.fixture
def books() -> Books:
    return Books()


@pytest.mark.parametrize(
    ("language", "asked", "yes", "sent"),
    [
        ("en", "cancel order {id}, I no longer need it", "yes", "not confirmed|not yet confirmed"),
        ("zh", "取消订单 {id}，不需要了", "好的", "确认"),
    ],
)
def test_a_yes_is_told_as_sent_and_as_done_only_when_it_is(
    demo: DemoShop, books: Books, language: str, asked: str, yes: str, sent: str
) -> None:
    order = demo.order_in("pending")
    talk = Talk.begin(demo, order.customer_id, language=language, systems=Systems(books))
    talk.say(asked.format(id=order.order_id))

    reply = talk.say(yes)
    between = state_of(demo, order)
    deliver_due(demo.database, books)

    assert any(words in reply.text for words in sent.split("|")), reply.text
    assert [part.state for part in reply.parts if isinstance(part, wire.ConfirmationPart)] == ["confirmed"]
    assert (between, state_of(demo, order)) == ("pending", "cancelled")
    with demo.database.session() as session:
        assert messages_of(session, talk.conversation_id)[-1].parts[0]["state"] == "done"


def test_an_order_that_cannot_be_read_again_is_told_with_its_age(demo: DemoShop, books: Books) -> None:
    order = demo.order_in("shipped")
    talk = Talk.begin(demo, order.customer_id, systems=Systems(books))
    talk.say("where is my order?")
    books.away = True
    from shop.connectors.mirror import GOOD_FOR, MirrorAge

    with demo.database.writing() as session:
        age = session.get_one(MirrorAge, ("orders", order.customer_id))
        assert age.read_at is not None
        age.read_at -= GOOD_FOR
        session.add(age)
        read_at = age.read_at

    reply = talk.say(f"what state is order {order.order_id} in?")

    assert f"{read_at:%H:%M}" in reply.text, reply.text


def test_a_system_that_never_answered_is_unavailable_and_not_no_orders(demo: DemoShop, books: Books) -> None:
    order = demo.order_in("shipped")
    books.away = True

    reply = Talk.begin(demo, order.customer_id, systems=Systems(books)).say("show me my orders")

    assert reply.outcome == "failed"
    assert not any(part.type == "order" for part in reply.parts)
