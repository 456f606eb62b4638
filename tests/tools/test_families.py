"""What each family of tools promises, on the demo shop."""

import wire
from retrieval.filters import Filters
from shop.catalog import get_variant
from shop.proposals import Proposal
from shop.slates import get_slate
from shop.tickets import Ticket
from tests.demo_shop import DemoShop
from tests.tools.calling import call, part
from tools.context import ShopContext


def test_what_was_shown_is_stored_as_a_slate(demo: DemoShop) -> None:
    shown = part(call(demo.context(), "search_products", query="headphones"), wire.ProductsPart)

    with demo.database.session() as session:
        slate = get_slate(session, shown.slate_id, customer_id="g-guest")
    assert [item.product_id for item in slate.items] == [item.product_id for item in shown.items]
    assert [item.position for item in slate.items] == list(range(1, len(shown.items) + 1))


def test_settled_wishes_hold_whatever_is_asked_for(demo: DemoShop) -> None:
    context = demo.context()
    held = ShopContext(context.principal, context.database, context.retrieval, wants=Filters(price_max_minor=6_000))

    shown = part(call(held, "search_products", query="headphones", max_price_minor=6_000), wire.ProductsPart)

    assert all(item.price and item.price.minor <= 6_000 for item in shown.items)


def test_everything_a_card_says_is_a_fact(demo: DemoShop) -> None:
    result = call(demo.context(), "search_products", query="headphones")
    told = {(fact.entity, fact.field) for fact in result.facts}

    for item in part(result, wire.ProductsPart).items:
        assert {(f"product:{item.product_id}", field) for field in ("title", "price", "available")} <= told


def test_a_comparison_marks_the_better_value_and_no_tie(demo: DemoShop) -> None:
    result = call(demo.context(), "compare_products", product_ids=["veltra-calm", "norrin-stay"])
    rows = {row.name: row for row in part(result, wire.ComparisonPart).rows}

    assert rows["Price"].best_text == "cheaper"
    assert rows["Noise cancelling"].values == ["yes", "no"]
    assert rows["Noise cancelling"].best == 0
    assert all(row.best is None for row in rows.values() if len(set(row.values)) == 1)


def test_a_question_is_answered_from_the_attribute(demo: DemoShop) -> None:
    answer = call(demo.context(), "product_question", product_id="norrin-stay", question="does it have a mic?")

    assert "icrophone" in getattr(answer.payload, "answer", "")


def test_a_question_nothing_answers_is_left_open(demo: DemoShop) -> None:
    answer = call(demo.context(), "product_question", product_id="norrin-stay", question="zoological provenance?")

    assert getattr(answer.payload, "answer", None) == ""


def test_recommendations_leave_out_what_was_just_bought(demo: DemoShop) -> None:
    order = demo.order_in("pending")
    context = demo.context(order.customer_id)
    bought = part(call(context, "order_status", order_id=order.order_id), wire.OrderPart).order.lines

    shown = part(call(context, "recommend_products", count=12), wire.ProductsPart)

    assert {item.product_id for item in shown.items} & {line.product_id for line in bought} == set()
    assert any(reason.evidence for item in shown.items for reason in item.reasons)


def test_a_parcel_is_told_with_its_timeline_and_a_range_of_days(demo: DemoShop) -> None:
    order = demo.order_in("shipped")
    result = call(demo.context(order.customer_id), "track_parcel", order_id=f"#{order.order_id}")
    parcel = part(result, wire.ShipmentPart).shipment

    assert parcel.events
    assert [event.at for event in parcel.events] == sorted(event.at for event in parcel.events)
    assert {fact.field for fact in result.facts} >= {"tracking_number", "carrier", "event_at"}


def test_a_cart_change_is_told_exactly_and_can_be_undone(demo: DemoShop) -> None:
    context = demo.context()
    added = part(call(context, "add_to_cart", sku="VELTRA-CALM-BLC", quantity=2), wire.CartPart).cart
    undone = part(call(context, "undo_cart_change"), wire.CartPart).cart

    assert added.change == "Added 2 × Veltra Calm (black)"
    assert [line.quantity for line in added.lines] == [2]
    assert undone.lines == []
    assert call(context, "undo_cart_change").problem is not None


def test_more_than_there_is_cannot_be_put_in_the_cart(demo: DemoShop) -> None:
    with demo.database.writing() as session:
        variant = get_variant(session, "VELTRA-CALM-BLC")
        variant.stock = 1
        session.add(variant)

    result = call(demo.context(), "add_to_cart", sku="VELTRA-CALM-BLC", quantity=2)

    assert result.problem is not None
    assert result.problem.kind == "refused"
    assert "1" in result.problem.text


def test_a_code_comes_from_the_ledger_and_is_the_same_when_asked_twice(demo: DemoShop) -> None:
    context = demo.context(demo.order_in("delivered").customer_id)
    call(context, "add_to_cart", sku="VELTRA-CALM-BLC", quantity=2)

    first = {offer.code for offer in call(context, "find_offers").parts if isinstance(offer, wire.OfferPart)}
    second = {offer.code for offer in call(context, "find_offers").parts if isinstance(offer, wire.OfferPart)}

    assert first
    assert first == second


def test_without_a_cart_offers_are_told_but_no_code_is_issued(demo: DemoShop) -> None:
    offers = [each for each in call(demo.context(), "find_offers").parts if isinstance(each, wire.OfferPart)]

    assert offers
    assert {offer.code for offer in offers} == {None}


def test_a_shipped_order_is_refused_with_the_rule_and_what_works(demo: DemoShop) -> None:
    order = demo.order_in("shipped")
    result = call(demo.context(order.customer_id), "propose_cancel_order", order_id=order.order_id)

    assert result.problem is not None
    assert (result.problem.kind, result.problem.rule_id) == ("refused", "C2")
    assert result.problem.instead


def test_proposing_does_nothing_yet(demo: DemoShop) -> None:
    order = demo.order_in("pending")
    context = demo.context(order.customer_id)
    shown = part(call(context, "propose_cancel_order", order_id=order.order_id), wire.ConfirmationPart)

    status = part(call(context, "order_status", order_id=order.order_id), wire.OrderPart)
    with demo.database.session() as session:
        assert session.get_one(Proposal, shown.confirmation_id).state == "proposed"
    assert status.order.state == "pending"


def test_the_ticket_is_in_the_queue_before_it_is_told(demo: DemoShop) -> None:
    from agent.assistant import open_conversation

    context = demo.context(demo.order_in("pending").customer_id)
    conversation_id = open_conversation(demo.database, context.principal)
    here = demo.context(context.principal.customer_id, conversation_id=conversation_id)

    told = part(call(here, "hand_over", reason="asked_for_person", summary="wants a person"), wire.HandoffPart)

    with demo.database.session() as session:
        assert session.get_one(Ticket, told.ticket_id).state == "waiting"


def test_a_missing_index_is_unavailable_and_names_the_command(demo: DemoShop, tmp_path_factory: object) -> None:
    from tests.demo_shop import settings_in
    from tools.retrieval_port import LocalRetrieval

    nothing = LocalRetrieval(demo.database, settings_in(demo.settings.data_dir / "nowhere"))
    context = ShopContext(demo.context().principal, demo.database, nothing)

    result = call(context, "search_products", query="kettle")

    assert result.problem is not None
    assert result.problem.kind == "unavailable"
    assert "aisle index" in result.problem.text
