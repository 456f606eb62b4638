"""Cart, orders, events, profile, privacy: the shop's rules over HTTP."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import SQLModel, select

from shop import privacy
from shop.claims import Claim
from shop.columns import now
from shop.conversations import Conversation, Message
from shop.customers import Customer
from shop.entities import TABLES
from shop.events import Event
from shop.goodwill import Goodwill
from shop.invoices import Invoice
from shop.orders import Order, lines_of, payments_of
from shop.profiles import ProfileFact
from shop.proofs import Proof
from shop.returns import Return
from shop.reviews import Review
from shop.shipments import Shipment, ShipmentEvent
from shop.tickets import Ticket
from tests.api.house import MARA, TOM, House

KEY = {"Idempotency-Key": "cart-1"}


def added(client: TestClient, house: House, **headers: str) -> Any:
    line = {"sku": "sku-1", "quantity": 2}
    return client.post("/v1/cart/lines", json=line, headers={**house.mara, **headers})


def test_a_cart_says_what_was_done_and_takes_it_back(client: TestClient, house: House) -> None:
    cart = added(client, house).json()
    assert [(line["sku"], line["quantity"]) for line in cart["lines"]] == [("sku-1", 2)]
    assert cart["total"] == {"minor": 2_000, "currency": "USD"}
    assert "Teal kettle" in cart["change"]
    line_id = cart["lines"][0]["line_id"]

    changed = client.patch(f"/v1/cart/lines/{line_id}", json={"quantity": 3}, headers=house.mara).json()
    assert changed["lines"][0]["quantity"] == 3
    assert client.post("/v1/cart/undo", headers=house.mara).json()["lines"][0]["quantity"] == 2
    assert client.delete(f"/v1/cart/lines/{line_id}", headers=house.mara).json()["lines"] == []


def test_a_repeated_write_is_done_once(client: TestClient, house: House) -> None:
    first, again = added(client, house, **KEY), added(client, house, **KEY)

    assert (again.status_code, again.json()) == (first.status_code, first.json()) == (201, first.json())
    assert client.get("/v1/cart", headers=house.mara).json()["lines"][0]["quantity"] == 2


def test_a_key_is_not_for_another_write(client: TestClient, house: House) -> None:
    added(client, house, **KEY)

    answer = client.post("/v1/cart/lines", json={"sku": "sku-2"}, headers={**house.mara, **KEY})
    assert answer.status_code == 409
    assert client.post("/v1/cart/undo", headers={**house.mara, **KEY}).status_code == 409


def test_a_refused_write_leaves_its_key_free(client: TestClient, house: House) -> None:
    refused = client.post("/v1/cart/lines", json={"sku": "sku-1", "quantity": 9}, headers={**house.mara, **KEY})
    assert (refused.status_code, refused.json()["code"]) == (409, "out_of_stock")

    assert added(client, house, **KEY).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 201, "caf\u00e9", "a\tb"])
def test_a_key_that_is_none_is_refused(key: str, client: TestClient, house: House) -> None:
    headers = [*house.mara.items(), ("Idempotency-Key", key.encode("latin-1"))]

    assert client.post("/v1/cart/lines", json={"sku": "sku-1"}, headers=headers).status_code == 422  # type: ignore[arg-type]


def test_someone_elses_line_is_not_there(client: TestClient, house: House) -> None:
    line_id = added(client, house).json()["lines"][0]["line_id"]

    assert client.patch(f"/v1/cart/lines/{line_id}", json={"quantity": 1}, headers=house.tom).status_code == 404
    assert client.delete(f"/v1/cart/lines/{line_id}", headers=house.tom).status_code == 404
    assert client.post("/v1/cart/undo", headers=house.tom).status_code == 404


def test_an_unknown_article_is_not_found(client: TestClient, house: House) -> None:
    assert client.post("/v1/cart/lines", json={"sku": "sku-99"}, headers=house.mara).status_code == 404


@pytest.mark.parametrize("typed", ["W100", "w100", "%23W100"])
def test_an_order_is_found_as_people_type_it(typed: str, client: TestClient, house: House) -> None:
    order = client.get(f"/v1/orders/{typed}", headers=house.mara).json()

    assert (order["order_id"], order["state"], order["total"]["minor"]) == ("#W100", "shipped", 1_000)
    parcels = client.get(f"/v1/orders/{typed}/shipments", headers=house.mara).json()["items"]
    assert [parcel["tracking_number"] for parcel in parcels] == ["TRACKW100"]


@pytest.mark.parametrize("path", ["/v1/orders/W200", "/v1/orders/W200/shipments"])
def test_someone_elses_order_is_told_as_one_that_is_not_there(path: str, client: TestClient, house: House) -> None:
    theirs = client.get(path, headers=house.mara)
    nobodys = client.get(path.replace("W200", "W999"), headers=house.mara)

    assert theirs.status_code == 404
    assert {**theirs.json(), "detail": theirs.json()["detail"].replace("W200", "W999")} == nobodys.json()


def test_own_orders_only_are_listed(client: TestClient, house: House) -> None:
    listed = client.get("/v1/orders", headers=house.mara).json()

    assert [order["order_id"] for order in listed["items"]] == ["#W100"]
    assert listed["next_cursor"] is None


# Events -----------------------------------------------------------------------------------------------------

GOOD = {"event_id": "e-1", "kind": "view", "product_id": "p-1", "at": "2026-01-01T10:00:00Z"}


def test_a_batch_keeps_what_is_sound_and_names_the_rest(client: TestClient, house: House) -> None:
    batch = [
        GOOD,
        {**GOOD, "event_id": "e-2", "kind": "stare"},
        {**GOOD, "event_id": "e-3", "at": "yesterday"},
        {**GOOD, "event_id": "e-4", "at": "2099-01-01T10:00:00Z"},
        {**GOOD, "event_id": "e-5", "at": "2026-01-01T10:00:00"},
        {**GOOD, "event_id": "e-6", "product_id": "p-99"},
        {**GOOD, "event_id": "e-7", "product_id": None},
        {**GOOD, "event_id": "e-8", "position": 10**30},
        {**GOOD, "event_id": "e-9", "customer_id": TOM},
        {"kind": "view"},
        {"event_id": 12},
    ]
    told = client.post("/v1/events", json={"events": batch}, headers=house.mara).json()

    assert (told["accepted"], told["duplicates"]) == (1, 0)
    assert {row["event_id"] for row in told["rejected"]} == {*(f"e-{n}" for n in range(2, 10)), "#9", "#10"}
    assert all(row["reason"] for row in told["rejected"])
    with house.database.session() as session:
        assert [(event.event_id, event.customer_id) for event in session.exec(select(Event))] == [("e-1", MARA)]


def test_an_event_sent_twice_counts_once(client: TestClient, house: House) -> None:
    client.post("/v1/events", json={"events": [GOOD]}, headers=house.mara)

    told = client.post("/v1/events", json={"events": [GOOD, GOOD]}, headers=house.mara).json()
    assert (told["accepted"], told["duplicates"], told["rejected"]) == (0, 2, [])


@pytest.mark.parametrize(
    "body", [{"events": "x"}, {"events": [7]}, {"events": [GOOD] * 1_001}, {}, {"events": [], "x": 1}]
)
def test_a_batch_that_is_none_is_refused_whole(body: object, client: TestClient, house: House) -> None:
    assert client.post("/v1/events", json=body, headers=house.mara).status_code == 422


# Own data ---------------------------------------------------------------------------------------------------


def lived_in(house: House) -> None:
    """Mara has talked, reviewed and told what she likes."""
    with house.database.session() as session:
        session.add(Conversation(conversation_id="c-1", customer_id=MARA))
        session.flush()
        session.add(Message(message_id="m-1", conversation_id="c-1", position=1, role="shopper", text="I am Mara"))
        session.add(
            ProfileFact(fact_id="f-1", customer_id=MARA, kind="likes", name="color", value="teal", source="stated")
        )
        session.add(
            Review(review_id="r-1", product_id="p-1", customer_id=MARA, author="Mara L.", stars=5, text="Good.")
        )
        session.add(Event(event_id="e-9", customer_id=MARA, kind="view", product_id="p-1", at=now()))


def test_a_fact_can_be_seen_and_forgotten_by_its_owner_only(client: TestClient, house: House) -> None:
    lived_in(house)
    assert [fact["value"] for fact in client.get("/v1/me/profile", headers=house.mara).json()["facts"]] == ["teal"]

    assert client.delete("/v1/me/profile/facts/f-1", headers=house.tom).status_code == 404
    assert client.delete("/v1/me/profile/facts/f-1", headers=house.mara).status_code == 204
    assert client.get("/v1/me/profile", headers=house.mara).json()["facts"] == []


def test_everything_can_be_taken_along(client: TestClient, house: House) -> None:
    lived_in(house)
    tables = client.get("/v1/me/export", headers=house.mara).json()["tables"]

    assert tables["message"][0]["text"] == "I am Mara"
    assert [row["order_id"] for row in tables["order"]] == ["#W100"]
    assert {"customer", "profilefact", "review", "event", "orderline", "payment", "shipment", "shipmentevent"} <= set(
        tables
    )


def test_erasing_leaves_the_sale_and_takes_the_person(client: TestClient, house: House) -> None:
    lived_in(house)
    added(client, house)
    assert client.delete("/v1/me", headers=house.mara).status_code == 204

    everything = whole_database(house)
    for word in (MARA, "Mara", "Private Name", "Secret street", "ring twice", "TRACKW100", "I am", "teal", "4242"):
        left = [row for row in everything if word in row and TOM not in row and "W200" not in row]
        assert left == [], word
    with house.database.session() as session:
        order = session.get(Order, "#W100")
        assert order is not None
        assert order.customer_id.startswith("erased-")
        assert [line.price_minor for line in lines_of(session, "#W100")] == [1_000]
        assert [payment.amount_minor for payment in payments_of(session, "#W100")] == [1_000]
        review = session.get(Review, "r-1")
        assert review is not None
        assert review.text == "Good."


def test_erasing_touches_nobody_else(client: TestClient, house: House) -> None:
    client.delete("/v1/me", headers=house.mara)

    assert client.get("/v1/orders/W200", headers=house.tom).json()["address"]["name"] == "Private Name"
    with house.database.session() as session:
        parcel = session.get(Shipment, "s-W200")
        assert parcel is not None
        assert parcel.tracking_number == "TRACKW200"


def test_erasing_twice_is_no_error(client: TestClient, house: House) -> None:
    assert [client.delete("/v1/me", headers=house.mara).status_code for _ in range(2)] == [204, 204]


def whole_database(house: House) -> list[str]:
    with house.database.session() as session:
        return [
            str(tuple(row)) for table in TABLES.sorted_tables for row in session.connection().execute(table.select())
        ]


def test_every_table_with_a_customer_is_exported_and_erased() -> None:
    covered = {Customer, Conversation, *privacy.ERASED, *privacy.KEPT}
    named = {table.name for table in TABLES.sorted_tables if "customer_id" in table.columns}

    assert {table.__tablename__ for table in covered} == named


def test_every_table_below_a_conversation_or_an_order_is_covered_too() -> None:
    below = {
        Ticket,
        Return,
        Proof,
        Claim,
        Goodwill,
        Invoice,
        *privacy.CONVERSATION_ROWS,
        *privacy.ORDER_ROWS,
        ShipmentEvent,
    }
    parents = {"conversation", "order", "shipment"}
    found = {
        table.name
        for table in SQLModel.metadata.sorted_tables
        if any(key.column.table.name in parents for key in table.foreign_keys)
    }

    assert {table.__tablename__ for table in below} == found
