"""All rows of a kind, for those who judge what was done rather than do it: evals and reports."""

from collections.abc import Iterable, Sequence

from sqlalchemy import inspect
from sqlmodel import Session, SQLModel, col, select

from shop.catalog import Product, Variant
from shop.customers import Address, Customer, PaymentMethod
from shop.orders import Order, OrderLine, Payment
from shop.profiles import ProfileFact
from shop.returns import Return
from shop.shipments import Shipment
from shop.tickets import Ticket

WRITTEN: tuple[type[SQLModel], ...] = (
    Order,
    OrderLine,
    Payment,
    Return,
    Shipment,
    Customer,
    Address,
    PaymentMethod,
    Variant,
)
"""What a write on an order or an account can change."""


def whole_catalogue(session: Session) -> tuple[Sequence[Product], Sequence[Variant]]:
    """What is on sale, without hidden products."""
    products = session.exec(select(Product).where(col(Product.hidden).is_(False))).all()
    return products, session.exec(select(Variant)).all()


def customer_without_orders(session: Session) -> str | None:
    buyers = select(Order.customer_id)
    newcomers = select(Customer.customer_id).where(col(Customer.customer_id).not_in(buyers))
    return session.exec(newcomers.order_by(col(Customer.customer_id))).first()


def latest_order_in(session: Session, state: str) -> Order | None:
    """The newest in that state whose buyer has no other in it, else the newest."""
    found = session.exec(select(Order).where(Order.state == state).order_by(col(Order.sequence).desc())).all()
    buyers = [one.customer_id for one in found]
    return next((one for one in found if buyers.count(one.customer_id) == 1), found[0] if found else None)


def order_states(session: Session, customer_id: str) -> dict[str, str]:
    rows = session.exec(select(Order).where(Order.customer_id == customer_id))
    return {one.order_id: one.state for one in rows}


def told_facts(session: Session, customer_id: str) -> tuple[str, ...]:
    """The values kept in the shopper's profile."""
    rows = session.exec(select(ProfileFact).where(ProfileFact.customer_id == customer_id))
    return tuple(one.value for one in rows)


def count_tickets(session: Session, customer_id: str) -> int:
    return len(session.exec(select(Ticket).where(Ticket.customer_id == customer_id)).all())


def written_rows(session: Session) -> dict[tuple[str, str], tuple[object, ...]]:
    """Every row a write can change, by table and key: equal before and after where nothing was done."""
    rows: dict[tuple[str, str], tuple[object, ...]] = {}
    for table in WRITTEN:
        mapper = inspect(table)
        key = mapper.primary_key[0].name
        for row in session.connection().execute(select(*mapper.columns)):
            rows[table.__name__, str(getattr(row, key))] = tuple(row)
    return rows


def subjects_of(session: Session, keys: Iterable[tuple[str, str]]) -> set[str]:
    """The orders and customers behind rows of `written_rows`; what is neither names itself."""
    found: set[str] = set()
    tables = {table.__name__: table for table in WRITTEN}
    for name, key in keys:
        row = session.get(tables[name], key)
        told = getattr(row, "order_id", None) or getattr(row, "customer_id", None)
        found.add(str(told or key))
    return found


def owner_of(session: Session, order_id: str) -> str | None:
    """Whose order it is; of no use to anyone but a judge, who may look at all."""
    return session.exec(select(Order.customer_id).where(Order.order_id == order_id)).first()
