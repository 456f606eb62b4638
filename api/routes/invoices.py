"""Invoices as pages: one an order, opened with the shopper's own token."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse

from api.guards import Customer, DatabaseDep
from api.invoice_page import invoice_page
from shop.invoices import invoice_for
from shop.orders import get_order, lines_of, payments_of
from shop.storefront import get_storefront

router = APIRouter(prefix="/v1", tags=["Orders"])


@router.get("/orders/{order_id}/invoice", response_class=HTMLResponse)
def read_invoice(
    order_id: Annotated[str, Path(max_length=200)],
    caller: Customer,
    database: DatabaseDep,
    language: Annotated[Literal["en", "zh"], Query()] = "en",
) -> HTMLResponse:
    """The invoice to print or to keep. Made the first time somebody asks for it; its number stays."""
    with database.writing() as session:
        invoice = invoice_for(session, order_id, customer_id=caller.customer_id, language=language)
        order = get_order(session, order_id, customer_id=caller.customer_id)
        page = invoice_page(
            invoice,
            order,
            lines_of(session, order.order_id),
            payments_of(session, order.order_id),
            shop=get_storefront(session),
            language=language,
        )
    return HTMLResponse(page, headers={"Cache-Control": "private, no-store"})
