"""What will not come as promised is told before anybody asks: each trouble once, each new day anew."""

from datetime import timedelta

from shop.columns import now
from shop.connectors.mailer import Mail
from shop.conversations import Conversation, messages_of
from shop.customers import Customer
from shop.database import Database
from shop.lateness import tell_late
from shop.shipments import Shipment, ShipmentEvent
from tests.shop.corner import ADA, order


class Post:
    def __init__(self) -> None:
        self.letters: list[Mail] = []

    def send(self, mail: Mail) -> None:
        self.letters.append(mail)


def late(shop: Database, *, state: str = "in_transit", days: int = 2, talks: bool = True, language: str = "en") -> None:
    promised = now() - timedelta(days=1)
    with shop.writing() as session:
        ada = session.get_one(Customer, ADA)
        ada.language, ada.email = language, "ada@example.org"
        order(session, ADA, "W1", state="shipped")
        session.flush()
        session.add(
            Shipment(
                shipment_id="s-1", order_id="W1", carrier="Post", state=state, promised_to=promised,
                eta_to=promised + timedelta(days=days),
            )
        )  # fmt: skip
        session.flush()
        session.add(
            ShipmentEvent(
                shipment_event_id="e-1", shipment_id="s-1", at=now(), code="delay", text="Held up by snow",
                text_zh="因大雪延误",
            )
        )  # fmt: skip
        if talks:
            session.add(Conversation(conversation_id="c-1", customer_id=ADA))


def told(shop: Database) -> list[str]:
    with shop.session() as session:
        return [message.text for message in messages_of(session, "c-1")]


def test_a_late_parcel_is_told_once_with_its_reason_and_its_new_day(either_corner: Database) -> None:
    late(either_corner)
    frames = [tell_late(either_corner), tell_late(either_corner)]

    assert [len(each) for each in frames] == [1, 0]
    assert "2 days later than promised. The carrier says: Held up by snow. It is expected by" in told(either_corner)[0]


def test_another_expected_day_is_news_again(corner: Database) -> None:
    late(corner)
    tell_late(corner)
    with corner.writing() as session:
        parcel = session.get_one(Shipment, "s-1")
        parcel.eta_to = now() + timedelta(days=6)
        session.add(parcel)
    tell_late(corner)

    assert len(told(corner)) == 2


def test_who_reads_chinese_is_told_in_chinese(corner: Database) -> None:
    late(corner, state="lost", language="zh")
    tell_late(corner)

    assert "承运商找不到" in told(corner)[0]


def test_who_never_talked_here_gets_one_letter(corner: Database) -> None:
    late(corner, talks=False)
    post = Post()
    tell_late(corner, post)
    tell_late(corner, post)

    assert [letter.to for letter in post.letters] == ["ada@example.org"]


def test_what_comes_in_time_is_not_talked_about(corner: Database) -> None:
    late(corner, days=0)
    with corner.writing() as session:
        parcel = session.get_one(Shipment, "s-1")
        parcel.promised_to = parcel.eta_to = now() + timedelta(days=1)
        session.add(parcel)

    assert tell_late(corner) == []
