"""Parcels that will not come as promised, told before the shopper asks: once for each trouble and each new day."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from shop.columns import now
from shop.connectors.mailer import Mail, Mailer
from shop.conversations import Frame
from shop.customers import Customer
from shop.database import Database
from shop.errors import Conflict
from shop.notices import Notice, tell_once
from shop.orders import Order
from shop.shipments import ARRIVED, Shipment, ShipmentEvent, Standing, shipment_events, standing

TROUBLES = {
    "late": (
        "News of your order {order}: the parcel comes {late} later than promised.",
        "您的订单 {order} 有新情况：包裹会比承诺的晚 {late}。",
    ),
    "stuck": (
        "News of your order {order}: the parcel has not been scanned for {silent}.",
        "您的订单 {order} 有新情况：包裹已经 {silent} 没有新的扫描记录。",
    ),
    "missed": (
        "News of your order {order}: a delivery was tried, and nobody could take the parcel.",
        "您的订单 {order} 有新情况：派送过一次，没有成功。",
    ),
    "lost": (
        "I'm sorry: the carrier can't find the parcel of order {order}. Would you like a refund or the same again?",
        "很抱歉：承运商找不到订单 {order} 的包裹。请在这里告诉我您想退款还是补发。",
    ),
    "returning": (
        "News of your order {order}: the parcel is on its way back to us.",
        "您的订单 {order} 有新情况：包裹正在退回。",
    ),
}
CAUSE = (" The carrier says: {cause}.", "承运商说明：{cause}。")
EXPECTED = (" It is expected by {day}.", "预计 {day} 之前送达。")
SUBJECT = ("Your order {order}", "您的订单 {order}")


@dataclass(frozen=True)
class Late:
    """A parcel in trouble, with what explains it."""

    parcel: Shipment
    order: Order
    customer: Customer
    how: Standing

    @property
    def notice_id(self) -> str:
        """Another trouble, or another day expected, is news again."""
        day = f"{self.parcel.eta_to:%Y-%m-%d}" if self.parcel.eta_to else ""
        return f"parcel:{self.parcel.shipment_id}:{self.how.trouble}:{day if self.how.trouble == 'late' else ''}"


def late_parcels(session: Session, *, moment: datetime) -> list[Late]:
    """Those that nobody has told the shopper about yet."""
    moving = select(Shipment, Order, Customer).join(Order, col(Order.order_id) == col(Shipment.order_id))
    rows = session.exec(
        moving.join(Customer, col(Customer.customer_id) == col(Order.customer_id))
        .where(col(Shipment.state).not_in(ARRIVED - {"returned_to_sender"}), Order.state == "shipped")
        .order_by(col(Shipment.shipment_id))
    )
    found = [
        Late(parcel, order, customer, standing(parcel, shipment_events(session, parcel.shipment_id), moment=moment))
        for parcel, order, customer in rows
    ]
    return [one for one in found if one.how.trouble != "none" and session.get(Notice, one.notice_id) is None]


def tell_late(database: Database, mailer: Mailer | None = None, *, moment: datetime | None = None) -> list[Frame]:
    """Into each shopper's latest conversation, else by mail; the frames that bring it to open screens.

    Each in a transaction of its own: what one process has told, another one finds told.
    """
    at = moment or now()
    with database.session() as session:
        waiting = late_parcels(session, moment=at)
    frames: list[Frame] = []
    for late in waiting:
        try:
            with database.writing() as session:
                frame = _tell(session, late, mailer)
        except Conflict:  # told by another process just now
            continue
        if frame is not None:
            frames.append(frame)
    return frames


def _tell(session: Session, late: Late, mailer: Mailer | None) -> Frame | None:
    text = words_of(late)
    frame = tell_once(session, late.notice_id, late.customer.customer_id, text)
    if frame is not None or session.get(Notice, late.notice_id) is not None:
        return frame
    if mailer is not None and late.customer.email:
        session.add(Notice(notice_id=late.notice_id, customer_id=late.customer.customer_id))
        session.flush()
        subject = SUBJECT[late.customer.language == "zh"].format(order=late.order.order_id)
        mailer.send(Mail(to=late.customer.email, subject=subject, text=text))
    return None


def words_of(late: Late) -> str:
    """What has happened, why as the carrier has it, and the day it should come now; in the customer's language."""
    zh = late.customer.language == "zh"
    how, parcel = late.how, late.parcel
    told = TROUBLES[how.trouble][zh].format(
        order=late.order.order_id, late=_days(how.late_days, zh=zh), silent=_days(how.silent_days, zh=zh)
    )
    if how.cause is not None and how.trouble != "lost":
        told += CAUSE[zh].format(cause=_plain(how.cause, zh=zh))
    if parcel.eta_to is not None and how.trouble in {"late", "missed"}:
        told += EXPECTED[zh].format(day=_day(parcel.eta_to, zh=zh))
    return told


def _plain(event: ShipmentEvent, *, zh: bool) -> str:
    return event.words("zh" if zh else "en").rstrip(".。")


def _days(days: int, *, zh: bool) -> str:
    return f"{days} 天" if zh else f"{days} day{'s' * (days != 1)}"


def _day(at: datetime, *, zh: bool) -> str:
    return f"{at.month}月{at.day}日" if zh else f"{at:%A} {at.day} {at:%B}"
