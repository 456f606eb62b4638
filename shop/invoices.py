"""Invoices: one number an order, given once, and what stands on the paper."""

from datetime import datetime, timedelta

from sqlmodel import Field, Session, SQLModel, col, func, select

from shop.columns import UtcTime, now
from shop.orders import Order, get_order
from shop.policies.parameters import rules_of
from shop.policies.rules import refuse
from shop.storefront import Storefront

LONGEST_NAME = 200


class Invoice(SQLModel, table=True):
    """The amounts are the order's; only whom it is made out to can be corrected, for a while."""

    invoice_number: str = Field(primary_key=True)
    order_id: str = Field(foreign_key="order.order_id", index=True, unique=True)
    customer_id: str = Field(foreign_key="customer.customer_id", index=True)
    company: str = ""
    tax_number: str = ""
    issued_at: datetime = Field(default_factory=now, sa_type=UtcTime)


def invoice_for(
    session: Session,
    order_id: str,
    *,
    customer_id: str,
    company: str | None = None,
    tax_number: str | None = None,
    language: str = "en",
    moment: datetime | None = None,
) -> Invoice:
    """The order's invoice, made the first time somebody asks; a company named later is put on the same one.

    Raises:
        NotFound: If the order is not there or not theirs.
        Refused: V1 for a cancelled order, V2 where it is too late to put a company on it.
    """
    order = get_order(session, order_id, customer_id=customer_id)
    if order.state == "cancelled":
        raise refuse("V1", language)
    session.exec(select(Storefront).with_for_update()).all()  # one invoice at a time takes a number
    invoice = session.exec(select(Invoice).where(Invoice.order_id == order.order_id)).first()
    invoice = invoice or _issued(session, order, moment or now())
    if company is not None or tax_number is not None:
        _made_out_to(session, invoice, company, tax_number, language=language, moment=moment or now())
    return invoice


def _issued(session: Session, order: Order, moment: datetime) -> Invoice:
    """Numbers run without a gap within a year, as bookkeeping asks."""
    year = f"{moment.year}-"
    taken = select(func.count()).select_from(Invoice).where(col(Invoice.invoice_number).startswith(year))
    number = f"{year}{session.exec(taken).one() + 1:06d}"
    invoice = Invoice(invoice_number=number, order_id=order.order_id, customer_id=order.customer_id, issued_at=moment)
    session.add(invoice)
    session.flush()
    return invoice


def _made_out_to(
    session: Session,
    invoice: Invoice,
    company: str | None,
    tax_number: str | None,
    *,
    language: str,
    moment: datetime,
) -> None:
    told = (_line(company, invoice.company), _line(tax_number, invoice.tax_number))
    if told == (invoice.company, invoice.tax_number):
        return
    rules = rules_of(session)
    if moment - invoice.issued_at > timedelta(days=rules.invoice_correction_days):
        raise refuse("V2", language, rules=rules)
    invoice.company, invoice.tax_number = told
    session.add(invoice)


def _line(told: str | None, before: str) -> str:
    return before if told is None else " ".join(told.split())[:LONGEST_NAME]
