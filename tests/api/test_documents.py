"""What the shop has written down can be read by anybody, at the place a citation names."""

from fastapi.testclient import TestClient

from shop.knowledge import Document, Passage
from tests.api.house import House


def written(house: House) -> None:
    with house.database.session() as session:
        session.add(Document(document_id="pickup", kind="faq", topic="pickup", title="Pick-up", title_zh="自提"))
        session.flush()
        for language, text in (("en", "In Leipzig."), ("zh", "在莱比锡。")):
            session.add(
                Passage(
                    passage_id=f"pickup:{language}:0", document_id="pickup", language=language, heading="Where",
                    text=text, anchor="where",
                )
            )  # fmt: skip


def test_a_document_is_read_in_the_readers_language(client: TestClient, house: House) -> None:
    written(house)

    told = client.get("/v1/documents/pickup", headers={"Accept-Language": "zh"}).json()

    assert (told["title"], told["language"]) == ("自提", "zh")
    assert told["sections"] == [{"id": "pickup:zh:0", "heading": "Where", "text": "在莱比锡。", "anchor": "where"}]


def test_every_document_is_listed(client: TestClient, house: House) -> None:
    written(house)

    assert "pickup" in [each["document_id"] for each in client.get("/v1/documents?limit=100").json()["items"]]


def test_a_document_that_is_not_there_is_said_to_be_so(client: TestClient) -> None:
    answer = client.get("/v1/documents/nothing")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
