"""Privacy, the desk, feedback and idempotency keys: the same rules on SQLite and PostgreSQL."""

from typing import Any

import pytest
from sqlmodel import Session

from shop import desk, privacy
from shop.columns import now
from shop.conversations import Conversation, Message, frames_after, keep_failure
from shop.customers import Customer, demo_customers
from shop.database import Database
from shop.errors import Conflict, NotFound
from shop.feedback import Feedback, give_feedback
from shop.idempotency import claim, release, settle
from shop.orders import get_order
from shop.profiles import facts_of
from shop.proofs import Proof
from shop.tickets import Ticket
from tests.api.small_shop import MARA, TOM, small_shop

REQUEST: dict[str, Any] = {"customer_id": MARA, "key": "k", "route": "POST /v1/cart/lines", "body_sha256": "a"}


@pytest.fixture
def shop(either_database: Database) -> Database:
    small_shop(either_database)
    with either_database.session() as session:
        session.add(Conversation(conversation_id="c-1", customer_id=MARA, state="waiting"))
        session.add(Conversation(conversation_id="c-2", customer_id=TOM))
        session.flush()
        session.add(Ticket(ticket_id="t-1", conversation_id="c-1", customer_id=MARA, reason="asked_for_person"))
        session.add(Message(message_id="m-1", conversation_id="c-1", position=1, role="shopper", text="hello"))
    return either_database


def test_an_erased_customer_is_gone_and_the_sale_stays(shop: Database) -> None:
    with shop.writing() as session:
        privacy.erase(session, MARA)

    with shop.session() as session:
        assert session.get(Customer, MARA) is None
        assert privacy.export(session, MARA) == {}
        with pytest.raises(NotFound):
            get_order(session, "W100", customer_id=MARA)
        assert get_order(session, "W200", customer_id=TOM).note == "ring twice"


def test_a_code_is_told_to_whom_it_was_sent_alone_and_without_what_it_could_be_guessed_from(shop: Database) -> None:
    with shop.session() as session:
        session.add(Customer(customer_id="g-1", guest=True))
        session.flush()
        session.add(Conversation(conversation_id="c-3", customer_id="g-1"))
        session.flush()
        proof = Proof(proof_id="k-1", conversation_id="c-3", customer_id=MARA, digest="d", expires_at=now())
        session.add(proof)

    with shop.session() as session:
        assert "proof" not in privacy.export(session, "g-1")
        assert [sorted({"proof_id", "digest"} & row.keys()) for row in privacy.export(session, MARA)["proof"]] == [
            ["proof_id"]
        ]


def test_the_inbox_shows_who_waits_first_with_what_is_at_stake(shop: Database) -> None:
    with shop.session() as session:
        rows = desk.inbox(session)

    assert [row.conversation.conversation_id for row in rows] == ["c-1", "c-2"]
    assert (rows[0].order_value_minor, rows[0].last and rows[0].last.text) == (1_000, "hello")
    assert rows[0].ticket is not None
    assert rows[1].ticket is None


def test_a_reply_of_the_staff_is_a_message_and_a_frame(shop: Database) -> None:
    with shop.writing() as session:
        desk.take_over(session, "c-1", staff_id="s-1")
        message, frame = desk.staff_reply(session, "c-1", staff_id="s-1", name="Jonas", text="Hello Mara")

    assert (message.position, frame.number, frame.payload["text"]) == (2, 1, "Hello Mara")


def test_a_key_is_taken_once_and_told_again(shop: Database) -> None:
    with shop.writing() as session:
        assert claim(session, **REQUEST) is None
    with shop.writing() as session:
        settle(session, customer_id=MARA, key="k", status=204, reply=None)
    with shop.writing() as session:
        earlier = claim(session, **REQUEST)
        assert earlier is not None
        assert (earlier.status, earlier.reply) == (204, None)
        with pytest.raises(Conflict):
            claim(session, **{**REQUEST, "body_sha256": "b"})


def test_a_released_key_is_free(shop: Database) -> None:
    with shop.writing() as session:
        claim(session, **REQUEST)
        release(session, customer_id=MARA, key="k")

    with shop.writing() as session:
        assert claim(session, **REQUEST) is None


def test_the_number_of_a_failed_turns_last_frame_is_kept(shop: Database) -> None:
    with shop.writing() as session:
        keep_failure(session, "c-1", number=7, payload={"code": "unavailable"})
        keep_failure(session, "c-1", number=5, payload={"code": "late"})

    with shop.session() as session:
        assert [(frame.number, frame.event) for frame in frames_after(session, "c-1", 0)] == [(7, "error")]


def feedback(session: Session, kind: str) -> None:
    given = Feedback(feedback_id=f"f-{kind}", customer_id=MARA, conversation_id="c-1", product_id="p-1", kind=kind)
    give_feedback(session, given)


def test_the_latest_word_about_a_product_holds(shop: Database) -> None:
    for kind in ("up", "not_this", "bought_already"):
        with shop.writing() as session:
            feedback(session, kind)

    with shop.session() as session:
        assert [(fact.kind, fact.value) for fact in facts_of(session, MARA)] == [("owns", "p-1")]


def test_who_did_not_agree_is_not_remembered(shop: Database) -> None:
    with shop.writing() as session:
        mara = session.get(Customer, MARA)
        assert mara is not None
        mara.personalise = False
        feedback(session, "not_this")

    with shop.session() as session:
        assert facts_of(session, MARA) == []


def test_people_to_be_have_a_word_on_why(shop: Database) -> None:
    with shop.session() as session:
        told = demo_customers(session, limit=5)

    assert {(row.customer_id, note) for row, note in told} == {
        (MARA, "1 order, 1 on the way"),
        (TOM, "1 order, 1 on the way"),
    }
