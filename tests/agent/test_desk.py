"""The order desk: what a message asks of which order, and what several requests in one message become."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

import wire
from agent.brains.offline.orders_meant import numbered
from agent.brains.offline.purchases_named import described_lines, mentions
from agent.brains.offline.variants_wanted import wanted_variants
from agent.understanding.requests import ADDRESS, CANCEL, HOME, ITEMS, PAY, RETURN, read_requests
from shop.columns import now
from shop.orders import Order
from tests.agent.talking import Talk, state_of
from tests.demo_shop import DemoShop

NOTHING = wire.Amount(minor=0, currency="USD")


def line(line_id: str, title: str, price: int = 1_000, **options: str) -> wire.OrderLineItem:
    amount = wire.Amount(minor=price, currency="USD")
    return wire.OrderLineItem(
        line_id=line_id, sku=f"s-{line_id}", product_id=title, title=title, options=options, quantity=1, price=amount,
        state="pending",
    )  # fmt: skip


def order(order_id: str, *lines: wire.OrderLineItem, state: str = "delivered") -> wire.OrderItem:
    return wire.OrderItem(
        order_id=order_id, state=state, lines=list(lines), payments=[], total=NOTHING, address=None, shipments=[]
    )


SHIRTS = order("#W5550001", line("a", "T-Shirt", color="blue", size="S"), line("b", "T-Shirt", color="red", size="L"))
HOME_OFFICE = order("#W5550002", line("c", "Desk Lamp"), line("d", "Indoor Security Camera"), state="pending")
ORDERS = [SHIRTS, HOME_OFFICE]


@pytest.mark.parametrize(("text", "kinds"), [
    ("Please cancel order 5 and return the mug, I don't need either.", [CANCEL, RETURN]),
    ("Return the lamp. Refund it to my PayPal.", [RETURN]),
    ("exchange the shirt for a red one, then send order 7 to 1 Elm St, Reno, NV 89501", [ITEMS, ADDRESS]),
    ("update the address in my account to 1 Elm St, Reno, NV 89501", [HOME]),
    ("I'd like to pay order 7 with my gift card instead", [PAY]),
    ("What is your return policy?", []), ("how long do refunds take?", []),
    ("switch type clicky, no backlight", [ITEMS]),
])  # fmt: skip
def test_a_message_is_read_as_the_requests_it_holds(text: str, kinds: list[str]) -> None:
    assert [one.kind for one in read_requests(text)] == kinds


@pytest.mark.parametrize(("text", "lines"), [
    ("the blue tshirt", ["a"]), ("my red t shirts", ["b"]), ("the desk lmap", ["c"]), ("the lamp", ["c"]),
    ("the camera", ["d"]),
])  # fmt: skip
def test_things_are_named_as_people_name_them(text: str, lines: list[str]) -> None:
    bought = [line for one in ORDERS for line in one.lines]
    found = [line.line_id for one in mentions(text, ORDERS) for line in described_lines(one, bought)]

    assert found == lines


def test_what_follows_order_with_tells_the_order_and_is_not_the_thing() -> None:
    found = mentions("exchange the lamp in the order with the t-shirt", ORDERS)

    assert [one.locates for one in found] == [False, True]


def test_a_part_of_how_another_thing_should_be_is_no_thing() -> None:
    assert len(mentions("exchange the lamp for one with compartment camera", ORDERS)) == 1


@pytest.mark.parametrize("said", ["#W5550001", "w5550001", "5550001", "W5550010", "W555001"])
def test_an_order_number_is_known_without_its_sign_and_with_one_slip(said: str) -> None:
    assert numbered(f"cancel order {said}.", [SHIRTS]) == [SHIRTS]


def test_a_number_near_to_two_orders_is_neither() -> None:
    assert numbered("order W5550003", ORDERS) == []


LAMP = wire.Item(
    position=1, product_id="Lamp", sku="s-c", title="Lamp", category=[], image_url="", url="", available=True,
    reasons=[],
    variants=[
        wire.VariantItem(sku=sku, available=there, price=wire.Amount(minor=price, currency="USD"), options=options)
        for sku, there, price, options in (
            ("s-c", True, 2_000, {"color": "black", "size": "S", "battery": "no"}),
            ("white", True, 2_500, {"color": "white", "size": "S", "battery": "no"}),
            ("large", True, 3_000, {"color": "black", "size": "L", "battery": "no"}),
            ("battery", True, 1_500, {"color": "black", "size": "S", "battery": "yes"}),
            ("blue", False, 900, {"color": "blue", "size": "S", "battery": "no"}),
        )
    ],
)  # fmt: skip
OWN = line("c", "Lamp", color="black", size="S", battery="no")


@pytest.mark.parametrize(("text", "sku"), [
    ("the same but in white", "white"), ("one in whtie", "white"), ("size L", "large"), ("the cheapest one", "battery"),
    ("with battery", "battery"), ("the most expensive version", "large"), ("a larger size", "large"),
    ("not black but white", "white"), ("item number large", "large"),
])  # fmt: skip
def test_a_variant_is_told_by_what_is_said_of_it(text: str, sku: str) -> None:
    assert [one.sku for one in wanted_variants(LAMP, OWN, text).fits[:1]] == [sku]


def test_a_variant_that_is_sold_out_fits_but_is_not_had() -> None:
    wanted = wanted_variants(LAMP, OWN, "in blue")

    assert (wanted.fits, [one.sku for one in wanted.gone]) == ((), ["blue"])


def test_nothing_said_of_a_variant_is_no_wish() -> None:
    assert not wanted_variants(LAMP, OWN, "please, thank you").said


# In conversation ------------------------------------------------------------------------------------------------


def buyer_with(demo: DemoShop, *states: str) -> list[Order]:
    """One order in each of the states, all of the same customer; what is delivered can still be returned."""
    recent = now() - timedelta(days=25)
    with demo.database.session() as session:
        for first in session.exec(select(Order).where(Order.state == states[0]).order_by(col(Order.sequence).desc())):
            theirs = session.exec(select(Order).where(Order.customer_id == first.customer_id)).all()
            fresh = [
                one for one in theirs if one.state != "delivered" or (one.delivered_at and one.delivered_at > recent)
            ]
            found = [one for state in states[1:] for one in fresh if one.state == state]
            if {one.state for one in found} == set(states[1:]):
                return [first, found[0]]
    raise AssertionError(f"nobody has orders that are {states}")


def actions(reply: wire.Reply) -> list[tuple[str, str]]:
    return [(part.action, part.state) for part in reply.parts if isinstance(part, wire.ConfirmationPart)]


def test_two_requests_in_one_message_are_dealt_with_one_after_the_other(demo: DemoShop) -> None:
    pending, delivered = buyer_with(demo, "pending", "delivered")
    talk = Talk.begin(demo, pending.customer_id)
    talk.say(f"Please cancel order {pending.order_id}. Also return everything from order {delivered.order_id}.")
    second = talk.say("yes")

    assert actions(second) == [("cancel_order", "done"), ("return_items", "proposed")]
    assert (state_of(demo, pending), state_of(demo, delivered)) == ("cancelled", "delivered")
    talk.say("yes")
    assert state_of(demo, delivered) == "return_requested"


def test_what_waits_is_taken_up_after_a_no_as_well(demo: DemoShop) -> None:
    pending, delivered = buyer_with(demo, "pending", "delivered")
    talk = Talk.begin(demo, pending.customer_id)
    talk.say(f"Please cancel order {pending.order_id}. Also return everything from order {delivered.order_id}.")

    assert actions(talk.say("no")) == [("cancel_order", "rejected"), ("return_items", "proposed")]
    assert state_of(demo, pending) == "pending"


def test_a_side_question_leaves_the_proposal_and_what_waits_as_they_are(demo: DemoShop) -> None:
    pending, delivered = buyer_with(demo, "pending", "delivered")
    talk = Talk.begin(demo, pending.customer_id)
    talk.say(f"Please cancel order {pending.order_id}. Also return everything from order {delivered.order_id}.")
    talk.say("how long do refunds take?")

    assert actions(talk.say("yes"))[0] == ("cancel_order", "done")


def test_what_comes_back_in_all_is_added_up_by_a_tool(demo: DemoShop) -> None:
    pending = demo.order_in("pending")
    talk = Talk.begin(demo, pending.customer_id)
    proposed = talk.say(f"cancel order {pending.order_id}")
    money = next(part for part in proposed.parts if isinstance(part, wire.ConfirmationPart)).money
    talk.say("yes")
    told = talk.say("How much do I get back in total?")

    assert str(sum(one.amount.minor for one in money) // 100) in told.text.replace(",", "")


def test_somebody_elses_number_is_told_as_one_that_does_not_exist(demo: DemoShop) -> None:
    theirs, mine = demo.order_in("pending"), demo.order_in("delivered")
    assert theirs.customer_id != mine.customer_id
    told = Talk.begin(demo, mine.customer_id).say(f"please cancel order {theirs.order_id}")
    unknown = Talk.begin(demo, mine.customer_id).say("please cancel order 9999999")

    assert told.outcome == unknown.outcome == "refused"
    assert told.text.replace(theirs.order_id, "N") == unknown.text.replace("9999999", "N")
    assert state_of(demo, theirs) == "pending"


def test_a_chinese_order_number_stands_between_characters(demo: DemoShop) -> None:
    pending = demo.order_in("pending")
    reply = Talk.begin(demo, pending.customer_id, language="zh").say(f"帮我取消订单{pending.order_id}吧")

    assert actions(reply) == [("cancel_order", "proposed")]
