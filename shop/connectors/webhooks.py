"""News from the shop's own systems, signed: orders, stock, prices, and what became of a write.

`Aisle-Signature: t=<UNIX seconds>,v1=<hex>`, where `v1` is HMAC-SHA256 of `<t>.<body>` under the shared secret.
"""

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from sqlmodel import Field as Column
from sqlmodel import Session, SQLModel, col, delete

from shop.catalog import Variant
from shop.columns import UtcTime, now
from shop.connectors.deliver import settle
from shop.connectors.mirror import is_news, take_in_orders
from shop.connectors.order_system import Answer, State
from shop.conversations import Frame
from shop.customers import Customer
from shop.database import Database, upsert
from shop.errors import Invalid, NotFound, ShopError
from shop.money import to_minor
from shop.records.orders import OrderRow
from shop.storefront import get_storefront

TOLERANCE_S = 300
"""How old or early a signature may be: one that was overheard is worth nothing later."""


class WebhookReceipt(SQLModel, table=True):
    """News that was taken in; the same id again changes nothing."""

    webhook_id: str = Column(primary_key=True)
    received_at: datetime = Column(sa_type=UtcTime)


class BadSignature(ShopError):
    """Not from the shop's systems, or too old."""

    status, code = 401, "bad_signature"


class News(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str = Field(min_length=1, max_length=200)
    at: datetime
    """When it became true: older news of the same thing is dropped."""


class OrderUpdated(News):
    kind: Literal["order.updated"]
    order: OrderRow


class StockChanged(News):
    kind: Literal["stock.changed"]
    sku: str
    stock: int | None = Field(ge=0, le=1_000_000_000)
    """`None`: it is not counted any more."""


class PriceChanged(News):
    kind: Literal["price.changed"]
    sku: str
    price: Decimal = Field(gt=0, lt=Decimal(10) ** 9)


class WriteSettled(News):
    kind: Literal["write.settled"]
    write_id: str
    state: State
    reason: str = Field(default="", max_length=500)


ANY = TypeAdapter[OrderUpdated | StockChanged | PriceChanged | WriteSettled](
    Annotated[OrderUpdated | StockChanged | PriceChanged | WriteSettled, Field(discriminator="kind")]
)


def forget_receipts(session: Session, *, before: datetime) -> None:
    """News repeated later than this is told from new news by its own time and state."""
    session.exec(delete(WebhookReceipt).where(col(WebhookReceipt.received_at) < before))


def sign(body: bytes, secret: str, *, at_s: int) -> str:
    """The header's value."""
    return f"t={at_s},v1={_digest(body, secret, at_s)}"


def _digest(body: bytes, secret: str, at_s: int) -> str:
    return hmac.new(secret.encode(), f"{at_s}.".encode() + body, hashlib.sha256).hexdigest()


def check_signature(body: bytes, header: str, secret: str, *, moment: datetime) -> None:
    """Raises `BadSignature`, in the same words whatever is wrong."""
    parts = dict(part.strip().partition("=")[::2] for part in header.split(","))
    stamp = parts.get("t", "")
    at_s = int(stamp) if stamp.isascii() and stamp.isdigit() and len(stamp) <= 12 else 0
    right = hmac.compare_digest(_digest(body, secret, at_s).encode(), parts.get("v1", "").encode())
    if not secret or not right or abs(moment.timestamp() - at_s) > TOLERANCE_S:
        raise BadSignature("The signature is missing, wrong or too old.")


def take_news(database: Database, body: bytes, *, clock: Callable[[], datetime] = now) -> Frame | None:
    """Take in one signed message, once; with the frame that brings it to a shopper, if it is for one.

    Raises:
        Invalid: If it is not of the agreed form. NotFound: If it is about what is not here.
    """
    try:
        news = ANY.validate_json(body)
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()[:3])
        raise Invalid("; ".join(faults)) from error
    with database.session() as session:
        if session.get(WebhookReceipt, news.id) is not None:
            return None
    frame = _take_in(database, news, clock)
    with database.writing() as session:  # last: a crash before it takes the same news in again, which changes nothing
        upsert(session, [WebhookReceipt(webhook_id=news.id, received_at=clock())])
    return frame


def _take_in(
    database: Database, news: OrderUpdated | StockChanged | PriceChanged | WriteSettled, clock: Callable[[], datetime]
) -> Frame | None:
    match news:
        case WriteSettled():
            return settle(database, news.write_id, Answer(state=news.state, reason=news.reason), clock=clock)
        case OrderUpdated():
            _take_order(database, news)
        case StockChanged() | PriceChanged():
            _take_offer(database, news)
    return None


def _take_order(database: Database, news: OrderUpdated) -> None:
    with database.writing() as session:
        if session.get(Customer, news.order.customer_id) is None:
            raise NotFound("customer", news.order.customer_id)
        if is_news(session, "order", news.order.order_id, news.at):
            take_in_orders(session, [news.order])


def _take_offer(database: Database, news: StockChanged | PriceChanged) -> None:
    with database.writing() as session:
        variant = session.get(Variant, news.sku, with_for_update=True)
        if variant is None:
            raise NotFound("sku", news.sku)
        if not is_news(session, news.kind, news.sku, news.at):
            return
        if isinstance(news, StockChanged):
            variant.stock = news.stock
        else:
            variant.price_minor = to_minor(news.price, get_storefront(session).currency)
        session.add(variant)
