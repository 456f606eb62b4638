"""Returns, exchanges and changes by conversation: one question at a time, amended in words, done only by a yes."""

import pytest
from sqlmodel import col, select

import wire
from shop.catalog import Variant, variants_of
from shop.orders import Order, OrderLine, get_order, lines_of
from tests.agent.talking import Talk, confirmation, state_of
from tests.demo_shop import DemoShop


def order_with(demo: DemoShop, state: str, *, lines: int) -> tuple[Order, list[OrderLine]]:
    """The latest order in `state` with that many lines of different products."""
    with demo.database.session() as session:
        rows = session.exec(select(Order).where(Order.state == state).order_by(col(Order.sequence).desc()))
        for order in rows:
            held = lines_of(session, order.order_id)
            if len(held) == lines and len({line.title.split()[-1] for line in held}) == lines:
                return order, held
    raise AssertionError(f"no order that is {state} has {lines} lines")


def short(line: OrderLine) -> str:
    return line.title.split()[-1].lower()


def named(reply: wire.Reply, lines: list[OrderLine]) -> list[str]:
    details = " ".join(confirmation(reply).details)
    return [line.title for line in lines if line.title in details]


def test_which_item_goes_back_is_asked_and_nothing_happens_before_the_yes(demo: DemoShop) -> None:
    order, lines = order_with(demo, "delivered", lines=2)
    talk = Talk.begin(demo, order.customer_id)
    asked = talk.say(f"I want to return something from order {order.order_id}")
    proposed = talk.say(f"the {short(lines[0])}")

    assert asked.outcome == "needs_input"
    assert named(proposed, lines) == [lines[0].title]
    assert state_of(demo, order) == "delivered"
    assert talk.say("yes").outcome == "answered"
    assert state_of(demo, order) == "return_requested"


@pytest.mark.parametrize(("amendment", "kept"), [
    ("actually the {1} too", [0, 1]), ("make it the {1} instead", [1]), ("only the {1} please", [1]),
])  # fmt: skip
def test_an_open_proposal_is_changed_in_words(demo: DemoShop, amendment: str, kept: list[int]) -> None:
    order, lines = order_with(demo, "delivered", lines=2)
    talk = Talk.begin(demo, order.customer_id)
    talk.say(f"I want to return the {short(lines[0])} from order {order.order_id}")
    changed = talk.say(amendment.format(*map(short, lines)))

    assert named(changed, lines) == [lines[place].title for place in kept]
    assert state_of(demo, order) == "delivered"


def test_a_yes_with_a_but_is_no_yes(demo: DemoShop) -> None:
    order, lines = order_with(demo, "delivered", lines=2)
    talk = Talk.begin(demo, order.customer_id)
    talk.say(f"I want to return the {short(lines[0])} from order {order.order_id}")
    talk.say(f"yes but the {short(lines[1])} too")

    assert state_of(demo, order) == "delivered"


def exchangeable(demo: DemoShop, state: str) -> tuple[Order, OrderLine, Variant]:
    """An order of one line whose product is in stock in another single option value."""
    with demo.database.session() as session:
        for order in session.exec(select(Order).where(Order.state == state).order_by(col(Order.sequence).desc())):
            held = lines_of(session, order.order_id)
            for other in variants_of(session, [held[0].product_id])[held[0].product_id] if len(held) == 1 else ():
                new = [value for name, value in other.options.items() if held[0].options.get(name) != value]
                if len(new) == 1 and other.stock and other.price_minor == held[0].price_minor:
                    return order, held[0], other
    raise AssertionError(f"nothing in an order that is {state} has another variant")


@pytest.mark.parametrize(("state", "done"), [("delivered", "exchange_requested"), ("pending", "pending")])
def test_another_variant_is_an_exchange_once_delivered_and_a_change_before(
    demo: DemoShop, state: str, done: str
) -> None:
    order, line, other = exchangeable(demo, state)
    wanted = next(value for name, value in other.options.items() if line.options.get(name) != value)
    talk = Talk.begin(demo, order.customer_id)
    proposed = talk.say(f"I'd like to exchange the {short(line)} in order {order.order_id} for {wanted}")

    assert confirmation(proposed).action == ("exchange_items" if state == "delivered" else "modify_items")
    assert wanted in " ".join(confirmation(proposed).details)
    talk.say("yes")
    assert state_of(demo, order) == done


def test_an_address_in_the_message_is_the_new_one_and_no_product_wish(demo: DemoShop) -> None:
    order = demo.order_in("pending")
    talk = Talk.begin(demo, order.customer_id)
    proposed = talk.say(f"please send order {order.order_id} to 12 Oak Street, Apt 4, Denver, CO 80202 instead")

    assert "12 Oak Street" in confirmation(proposed).details[0]
    assert not any(isinstance(part, wire.ProductsPart) for part in proposed.parts)
    talk.say("yes")
    with demo.database.session() as session:
        changed = get_order(session, order.order_id, customer_id=order.customer_id)
    assert changed.address is not None
    assert changed.address.city == "Denver"


def test_a_missing_postcode_is_asked_for_and_its_digits_are_no_order(demo: DemoShop) -> None:
    order = demo.order_in("pending")
    talk = Talk.begin(demo, order.customer_id, language="zh")
    asked = talk.say(f"订单{order.order_id}的地址改成上海市浦东新区世纪大道100号3栋201室")
    proposed = talk.say("200120")

    assert asked.outcome == "needs_input"
    assert confirmation(proposed).action == "modify_address"
    assert "200120" in confirmation(proposed).details[0]


def test_what_a_rule_forbids_is_refused_with_what_works_instead(demo: DemoShop) -> None:
    order = demo.order_in("shipped")
    reply = Talk.begin(demo, order.customer_id).say(
        f"change the address of order {order.order_id} to 12 Oak Street, Denver, CO 80202"
    )

    assert reply.outcome == "refused"
    assert "rule" in reply.text


def test_a_guest_is_told_to_sign_in(demo: DemoShop) -> None:
    reply = Talk.begin(demo).say("I want to return my kettle")

    assert "sign in" in reply.text
    assert not reply.parts
