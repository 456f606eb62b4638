"""Events of the API where a stream is set: on it at once, in the log when a consumer has come by."""

from pathlib import Path

from sqlmodel import select

from jobs.consume import consume
from shop.event_streams.in_database import DatabaseStream
from shop.events import Event
from tests.api.house import House, house_in

VIEW = {"event_id": "e-1", "kind": "view", "product_id": "p-1", "at": "2026-01-01T10:00:00Z"}


def stream_of(house: House) -> DatabaseStream:
    return DatabaseStream(house.database, group="log", pause=lambda _: None)


def logged(house: House) -> list[tuple[str, str]]:
    with house.database.session() as session:
        return [(event.event_id, event.customer_id) for event in session.exec(select(Event))]


def test_an_event_goes_over_the_stream_into_the_log_as_its_senders_own(tmp_path: Path) -> None:
    house = house_in(tmp_path, events_stream="database")
    with house.client() as client:
        told = client.post("/v1/events", json={"events": [VIEW]}, headers=house.mara).json()
    before, stream = logged(house), stream_of(house)

    consume(stream, house.database, "a", goes_on=lambda: stream.waiting() > 0)

    assert (told["accepted"], before) == (1, [])
    assert logged(house) == [("e-1", "c-mara")]


def test_what_the_log_has_already_is_not_streamed_again(tmp_path: Path) -> None:
    house = house_in(tmp_path, events_stream="database")
    stream = stream_of(house)
    with house.client() as client:
        client.post("/v1/events", json={"events": [VIEW]}, headers=house.mara)
        consume(stream, house.database, "a", goes_on=lambda: stream.waiting() > 0)

        told = client.post("/v1/events", json={"events": [VIEW]}, headers=house.mara).json()

    assert (told["accepted"], told["duplicates"], stream.waiting()) == (0, 1, 0)


def test_a_stream_that_is_away_costs_no_event_and_is_told(tmp_path: Path) -> None:
    house = house_in(tmp_path, events_stream="redis://127.0.0.1:1/0")
    with house.client() as client:
        told = client.post("/v1/events", json={"events": [VIEW]}, headers=house.mara).json()
        health = client.get("/health/ready").json()

    assert (told["accepted"], logged(house)) == (1, [("e-1", "c-mara")])
    assert "unavailable" in health["checks"]["event stream"]


def test_whoever_is_erased_leaves_nothing_on_the_stream(tmp_path: Path) -> None:
    house = house_in(tmp_path, events_stream="database")
    with house.client() as client:
        client.post("/v1/events", json={"events": [VIEW]}, headers=house.mara)

        assert client.delete("/v1/me", headers=house.mara).status_code == 204

    assert stream_of(house).waiting() == 0


def test_nobody_is_called_erased_while_the_stream_cannot_be_reached(tmp_path: Path) -> None:
    house = house_in(tmp_path, events_stream="redis://127.0.0.1:1/0")
    with house.client() as client:
        answer = client.delete("/v1/me", headers=house.mara)

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
