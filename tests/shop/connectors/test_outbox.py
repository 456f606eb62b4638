"""A yes where the shop's own order system keeps the orders: sent, told as not yet confirmed, done once it says so."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from shop.columns import now
from shop.connectors.deliver import deliver_due, settle
from shop.connectors.order_system import Answer, HttpOrderSystem
from shop.connectors.outbox import LEASE, OutboxEntry, take_due
from shop.connectors.systems import Systems
from shop.conversations import Conversation, messages_of
from shop.database import Database
from shop.decide import decide
from shop.errors import Conflict, NotFound, Refused
from shop.orders import get_order, payments_of
from shop.proposals import Proposal
from tests.shop.connectors.order_server import OrderServer
from tests.shop.corner import ADA, order

ORDER = "W1"


class Clock:
    def __init__(self) -> None:
        self.now = now()

    def __call__(self) -> datetime:
        return self.now

    def forward(self, span: timedelta) -> None:
        self.now += span


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def confirmed(corner: Database, system: HttpOrderSystem) -> str:
    """The shopper has said yes to cancelling their order."""
    proposal_id = proposed(corner)
    decide(corner, proposal_id, customer_id=ADA, approve=True, systems=Systems(system))
    return proposal_id


def proposed(database: Database, *, state: str = "pending") -> str:
    proposal_id = f"p-{uuid4().hex[:8]}"
    with database.session() as session:
        order(session, ADA, ORDER, state=state)
        session.add(Conversation(conversation_id="talk", customer_id=ADA))
        session.flush()
        session.add(
            Proposal(
                proposal_id=proposal_id,
                customer_id=ADA,
                conversation_id="talk",
                action="cancel_order",
                steps=[{"action": "cancel_order", "order_id": ORDER, "reason": "no longer needed", "language": "en"}],
                shown={"type": "confirmation", "summary": "Cancel the kettle"},
                expires_at=now() + timedelta(hours=1),
            )
        )
    return proposal_id


def state_of(database: Database) -> str:
    with database.session() as session:
        return get_order(session, ORDER, customer_id=ADA).state


def proposal(database: Database, proposal_id: str) -> Proposal:
    with database.session() as session:
        return session.get_one(Proposal, proposal_id)


def entry(database: Database) -> OutboxEntry:
    with database.session() as session:
        return session.exec(select(OutboxEntry)).one()


def told(database: Database) -> list[str]:
    with database.session() as session:
        return [message.text for message in messages_of(session, "talk")]


def test_a_yes_is_handed_over_and_nothing_is_done_yet(corner: Database, confirmed: str) -> None:
    assert proposal(corner, confirmed).state == "confirmed"
    assert (state_of(corner), entry(corner).state) == ("pending", "waiting")


def test_what_our_rules_forbid_is_refused_before_anything_is_sent(corner: Database, system: HttpOrderSystem) -> None:
    proposal_id = proposed(corner, state="shipped")

    with pytest.raises(Refused):
        decide(corner, proposal_id, customer_id=ADA, approve=True, systems=Systems(system))

    with corner.session() as session:
        assert session.exec(select(OutboxEntry)).all() == []


def test_once_the_system_has_done_it_it_is_done_here_and_told(
    corner: Database, confirmed: str, system: HttpOrderSystem, clock: Clock
) -> None:
    frames = deliver_due(corner, system, clock=clock)

    assert (proposal(corner, confirmed).state, state_of(corner), entry(corner).state) == ("done", "cancelled", "done")
    assert [frame.event for frame in frames] == ["message"]
    assert "confirmed it" in told(corner)[-1]


def test_what_the_system_refuses_changes_nothing_here_and_its_reason_is_told(
    corner: Database, confirmed: str, server: OrderServer, system: HttpOrderSystem, clock: Clock
) -> None:
    server.books.says = [(409, {"reason": "already packed"})]

    deliver_due(corner, system, clock=clock)

    assert (proposal(corner, confirmed).state, state_of(corner)) == ("failed", "pending")
    assert "already packed" in told(corner)[-1]


@pytest.mark.parametrize("trouble", ["slow", "failing", "gone", "nonsense", "locked out"])
def test_a_system_in_trouble_is_asked_again_later_under_the_same_key(
    corner: Database, confirmed: str, server: OrderServer, system: HttpOrderSystem, clock: Clock, trouble: str
) -> None:
    def mend() -> None:
        server.books.silent, server.books.status, server.books.says = False, 200, [(200, {"state": "done"})]

    server.books.silent = trouble == "slow"
    server.books.status = {"failing": 503, "gone": 502, "locked out": 401}.get(trouble, 200)
    server.books.says = [(200, b"<html>")] if trouble == "nonsense" else server.books.says
    deliver_due(corner, system, clock=clock)
    held = (proposal(corner, confirmed).state, entry(corner).state, entry(corner).trouble != "")

    mend()
    at_once = deliver_due(corner, system, clock=clock)
    clock.forward(timedelta(minutes=1))
    deliver_due(corner, system, clock=clock)

    assert held == ("confirmed", "waiting", True)
    assert at_once == []
    assert (proposal(corner, confirmed).state, state_of(corner)) == ("done", "cancelled")
    assert set(server.books.carried_out) == {confirmed}


def test_a_system_that_answers_late_is_asked_what_became_of_it(
    corner: Database, confirmed: str, server: OrderServer, system: HttpOrderSystem, clock: Clock
) -> None:
    server.books.says = [(202, {"state": "accepted"})]
    deliver_due(corner, system, clock=clock)
    between = (proposal(corner, confirmed).state, entry(corner).state)

    server.books.known[confirmed] = {"state": "done"}
    clock.forward(timedelta(minutes=1))
    deliver_due(corner, system, clock=clock)

    assert between == ("confirmed", "sent")
    assert (proposal(corner, confirmed).state, server.books.asked["/writes"]) == ("done", 1)


def test_what_the_system_took_on_and_has_lost_is_sent_again(
    corner: Database, confirmed: str, server: OrderServer, system: HttpOrderSystem, clock: Clock
) -> None:
    server.books.says = [(202, {"state": "accepted"}), (200, {"state": "done"})]
    deliver_due(corner, system, clock=clock)

    clock.forward(timedelta(minutes=1))
    deliver_due(corner, system, clock=clock)

    assert proposal(corner, confirmed).state == "done"
    assert server.books.carried_out == {confirmed: 1}


def test_a_system_that_answers_twice_changes_nothing_the_second_time(
    corner: Database, confirmed: str, system: HttpOrderSystem, clock: Clock
) -> None:
    deliver_due(corner, system, clock=clock)
    before = len(told(corner))

    for late in (Answer(state="done"), Answer(state="refused", reason="too late"), Answer(state="accepted")):
        assert settle(corner, confirmed, late, clock=clock) is None

    with corner.session() as session:
        assert [paid.kind for paid in payments_of(session, ORDER)] == ["payment", "refund"]
    assert (proposal(corner, confirmed).state, len(told(corner))) == ("done", before)


def test_a_second_yes_sends_nothing_again(corner: Database, confirmed: str, system: HttpOrderSystem) -> None:
    with pytest.raises(Conflict):
        decide(corner, confirmed, customer_id=ADA, approve=True, systems=Systems(system))

    assert entry(corner).entry_id == confirmed


def test_what_a_killed_sender_held_is_sent_by_another(
    corner: Database, confirmed: str, system: HttpOrderSystem, clock: Clock
) -> None:
    with corner.writing() as session:
        take_due(session, moment=clock())  # and here it dies
    at_once = deliver_due(corner, system, clock=clock)

    clock.forward(LEASE)
    deliver_due(corner, system, clock=clock)

    assert at_once == []
    assert proposal(corner, confirmed).state == "done"


def test_our_copy_that_has_moved_on_stays_and_the_write_is_done(
    corner: Database, confirmed: str, system: HttpOrderSystem, clock: Clock
) -> None:
    with corner.session() as session:
        found = get_order(session, ORDER, customer_id=ADA)
        found.state = "cancelled"  # a webhook was faster
        session.add(found)

    deliver_due(corner, system, clock=clock)

    with corner.session() as session:
        assert [paid.kind for paid in payments_of(session, ORDER)] == ["payment"]
    assert proposal(corner, confirmed).state == "done"


def test_news_waits_while_a_turn_runs_in_the_conversation(
    corner: Database, confirmed: str, server: OrderServer, system: HttpOrderSystem, clock: Clock
) -> None:
    busy: Callable[[str], bool] = lambda conversation_id: conversation_id == "talk"  # noqa: E731

    deliver_due(corner, system, clock=clock, is_busy=busy)

    assert (server.books.asked["/writes"], entry(corner).state) == (0, "waiting")


def test_a_write_that_cannot_be_taken_in_holds_no_other_up(
    corner: Database, confirmed: str, system: HttpOrderSystem, clock: Clock
) -> None:
    first = clock() - timedelta(minutes=1)
    with corner.session() as session:
        session.add(
            OutboxEntry(entry_id="lost", customer_id=ADA, action="cancel_order", created_at=first, due_at=first)
        )

    deliver_due(corner, system, clock=clock)

    assert proposal(corner, confirmed).state == "done"


def test_an_answer_about_a_write_nobody_sent_is_not_found(corner: Database, clock: Clock) -> None:
    with pytest.raises(NotFound):
        settle(corner, "p-unknown", Answer(state="done"), clock=clock)


def test_pauses_grow_and_end_at_five_minutes() -> None:
    from shop.connectors.outbox import pause_after

    assert [pause_after(attempts).total_seconds() for attempts in (1, 2, 3, 100)] == [2, 4, 8, 300]
