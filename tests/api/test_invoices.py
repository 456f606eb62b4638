"""An invoice is a page of the shopper's own, with one number, and nothing in it is run."""

from fastapi.testclient import TestClient

from shop.orders import OrderLine
from tests.api.house import House


def test_an_invoice_is_opened_by_its_owner_alone(client: TestClient, house: House) -> None:
    mine = client.get("/v1/orders/W100/invoice", headers=house.mara)
    again = client.get("/v1/orders/%23w100/invoice?language=zh", headers=house.mara)

    assert mine.headers["content-type"].startswith("text/html")
    number = mine.text.split("<h1>Invoice ")[1][:11]
    assert f"发票 {number}" in again.text
    assert client.get("/v1/orders/W100/invoice", headers=house.tom).status_code == 404
    assert client.get("/v1/orders/W100/invoice").status_code == 401


def test_what_people_wrote_is_only_text_on_an_invoice(client: TestClient, house: House) -> None:
    with house.database.session() as session:
        session.get_one(OrderLine, "l-W100").title = "<script>alert(1)</script>"
    page = client.get("/v1/orders/W100/invoice", headers=house.mara).text

    assert "<script>" not in page
    assert "&lt;script&gt;" in page
