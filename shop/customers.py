"""Who buys: customers, where they live and how they pay. No card number is ever stored."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlmodel import Field, Session, SQLModel, case, col, func, select

from shop.columns import UtcTime, now
from shop.errors import NotFound


class PostalAddress(BaseModel):
    """An address as written on a parcel; orders keep their own copy."""

    model_config = ConfigDict(frozen=True)

    name: str = ""
    line1: str
    line2: str = ""
    city: str
    region: str = ""
    postcode: str
    country: str

    def one_line(self) -> str:
        parts = (self.name, self.line1, self.line2, f"{self.postcode} {self.city}".strip(), self.region, self.country)
        return ", ".join(part for part in parts if part)


class Customer(SQLModel, table=True):
    customer_id: str = Field(primary_key=True)
    email: str | None = Field(default=None, unique=True)
    first_name: str = ""
    last_name: str = ""
    language: str = "en"
    guest: bool = False
    """Came without signing in; may look and fill a cart, sees no orders."""
    personalise: bool = True
    """Consent to use events and profile facts for recommendations."""
    created_at: datetime | None = Field(default=None, sa_type=UtcTime)

    @property
    def full_name(self) -> str:
        """Family name first, without a space, where the name is written in Chinese."""
        if self.last_name and not self.last_name.isascii() and not self.first_name.isascii():
            return f"{self.last_name}{self.first_name}"
        return f"{self.first_name} {self.last_name}".strip()


class Address(SQLModel, table=True):
    address_id: str = Field(primary_key=True)
    customer_id: str = Field(foreign_key="customer.customer_id", index=True)
    is_default: bool = False
    name: str = ""
    line1: str
    line2: str = ""
    city: str
    region: str = ""
    postcode: str
    country: str

    def postal(self) -> PostalAddress:
        return PostalAddress(**self.model_dump(exclude={"address_id", "customer_id", "is_default"}))


class PaymentMethod(SQLModel, table=True):
    """Enough to name it ("your Visa ending 4242"), never enough to charge it."""

    payment_method_id: str = Field(primary_key=True)
    customer_id: str = Field(foreign_key="customer.customer_id", index=True)
    kind: str
    """`credit_card`, `paypal`, `gift_card`, `alipay` ..."""
    brand: str = ""
    last_four: str = Field(default="", max_length=4)
    balance_minor: int | None = None
    """Of a gift card."""
    removed: bool = False

    def label(self, language: str = "en") -> str:
        zh = language == "zh"
        names = {
            "gift_card": "礼品卡" if zh else "gift card",
            "paypal": "PayPal",
            "alipay": "支付宝" if zh else "Alipay",
        }
        name = self.brand or names.get(self.kind, self.kind.replace("_", " "))
        if not self.last_four:
            return name
        return f"尾号 {self.last_four} 的 {name}" if zh else f"{name} ending {self.last_four}"


def get_customer(session: Session, customer_id: str) -> Customer:
    found = session.get(Customer, customer_id)
    if found is None:
        raise NotFound("customer", customer_id)
    return found


def take_turn(session: Session, customer_id: str) -> None:
    """Let writers of one shopper's cart, codes and orders go one after another, until this transaction ends."""
    session.exec(select(Customer.customer_id).where(Customer.customer_id == customer_id).with_for_update()).first()


def new_guest(session: Session, customer_id: str) -> Customer:
    guest = Customer(customer_id=customer_id, guest=True, created_at=now())
    session.add(guest)
    return guest


def addresses_of(session: Session, customer_id: str) -> list[Address]:
    """The default one first."""
    return list(
        session.exec(
            select(Address)
            .where(Address.customer_id == customer_id)
            .order_by(col(Address.is_default).desc(), col(Address.address_id))
        )
    )


def payment_methods_of(session: Session, customer_id: str) -> list[PaymentMethod]:
    return list(
        session.exec(
            select(PaymentMethod)
            .where(PaymentMethod.customer_id == customer_id, col(PaymentMethod.removed).is_(False))
            .order_by(col(PaymentMethod.payment_method_id))
        )
    )


def demo_customers(session: Session, *, limit: int) -> list[tuple[Customer, str]]:
    """People worth being for a while, each with a word on why: those with most on its way first.

    Raises:
        NotFound: If nobody is there.
    """
    from shop.orders import Order

    moving = func.sum(case((col(Order.state).in_(("pending", "processed", "shipped")), 1), else_=0))
    rows = session.exec(
        select(Customer, func.count(col(Order.order_id)), moving)
        .join(Order, col(Order.customer_id) == col(Customer.customer_id), isouter=True)
        .where(col(Customer.guest).is_(False))
        .group_by(col(Customer.customer_id))
        .order_by(moving.desc().nulls_last(), col(Customer.customer_id))
        .limit(limit)
    )
    found = [(customer, _note(customer, orders, open_orders or 0)) for customer, orders, open_orders in rows]
    if not found:
        raise NotFound("customer", "demo")
    return found


def _note(customer: Customer, orders: int, open_orders: int) -> str:
    told = [f"{orders} order{'s' * (orders != 1)}" if orders else "nothing ordered yet"]
    if open_orders:
        told.append(f"{open_orders} on the way")
    if customer.language == "zh":
        told.append("reads Chinese")
    return ", ".join(told)
