"""The shopper's profile over HTTP: seen with source and time, corrected, forgotten, and kept only with consent."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from shop.columns import now
from shop.events import Event
from shop.profiles import ProfileFact
from tests.api.house import MARA, House


@pytest.fixture(autouse=True)
def taste(house: House) -> None:
    """Mara has said that she likes red, and has looked at three things from the kitchen."""
    with house.database.session() as session:
        session.add(
            ProfileFact(fact_id="f-1", customer_id=MARA, kind="likes", name="color", value="red", source="stated")
        )
        for number in (1, 2, 3):
            at = now() - timedelta(hours=number)
            session.add(Event(event_id=f"e-{number}", customer_id=MARA, kind="cart", product_id=f"p-{number}", at=at))


def facts(client: TestClient, house: House) -> dict[str, dict[str, object]]:
    told = client.get("/v1/me/profile", headers=house.mara).json()["facts"]
    return {f"{one['name']} {one['value']}": one for one in told}


def test_facts_are_told_with_source_time_words_and_strength(client: TestClient, house: House) -> None:
    told = facts(client, house)

    assert {name: one["source"] for name, one in told.items()} == {
        "color red": "stated", "category kitchen": "inferred", "brand Norrin": "inferred"
    }  # fmt: skip
    assert told["category kitchen"]["label"] == "Kitchen"
    assert told["color red"]["strength"] == 1.0
    assert all(one["at"] for one in told.values())


def test_withdrawing_consent_empties_the_profile_and_giving_it_again_does_not_bring_back_what_was_said(
    client: TestClient, house: House
) -> None:
    off = client.patch("/v1/me/profile", json={"consent": False}, headers=house.mara).json()
    on = client.patch("/v1/me/profile", json={"consent": True}, headers=house.mara).json()

    assert (off["personalise"], off["facts"]) == (False, [])
    assert on["personalise"]
    assert {one["source"] for one in on["facts"]} == {"inferred"}


def test_a_correction_replaces_a_fact_even_an_inferred_one(client: TestClient, house: House) -> None:
    brand = facts(client, house)["brand Norrin"]
    changed = client.patch(f"/v1/me/profile/facts/{brand['fact_id']}", json={"value": "Veltra"}, headers=house.mara)

    assert (changed.status_code, changed.json()["source"]) == (200, "stated")
    assert "brand Veltra" in facts(client, house)
    assert "brand Norrin" not in facts(client, house)


def test_what_is_forgotten_stays_forgotten(client: TestClient, house: House) -> None:
    for one in facts(client, house).values():
        assert client.delete(f"/v1/me/profile/facts/{one['fact_id']}", headers=house.mara).status_code == 204

    assert facts(client, house) == {}


def test_somebody_elses_fact_is_not_there(client: TestClient, house: House) -> None:
    assert client.delete("/v1/me/profile/facts/f-1", headers=house.tom).status_code == 404
    assert client.patch("/v1/me/profile/facts/f-1", json={"value": "x"}, headers=house.tom).status_code == 404
    assert "color red" in facts(client, house)


@pytest.mark.parametrize("body", [{}, {"consent": "maybe"}, {"consent": True, "personalise": True}])
def test_a_consent_that_is_none_is_refused(client: TestClient, house: House, body: dict[str, object]) -> None:
    assert client.patch("/v1/me/profile", json=body, headers=house.mara).status_code == 422
