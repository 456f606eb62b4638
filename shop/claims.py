"""Parcels that were lost or came damaged, and what was given for them."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from shop.columns import AsJson, UtcTime, now


class Claim(SQLModel, table=True):
    """One parcel, or one order where the source knows no parcels; made good by a refund or by the same goods again."""

    claim_id: str = Field(primary_key=True)
    order_id: str = Field(foreign_key="order.order_id", index=True)
    customer_id: str = Field(foreign_key="customer.customer_id", index=True)
    shipment_id: str | None = None
    kind: str
    """`lost` or `damaged`."""
    remedy: str
    """`refund` or `replacement`."""
    quantities: dict[str, int] = Field(default_factory=dict, sa_type=AsJson(dict[str, int]))
    """Pieces by line id."""
    reason: str = ""
    refund_minor: int = 0
    replacement_order_id: str | None = None
    made_at: datetime = Field(default_factory=now, sa_type=UtcTime)


def claims_of_order(session: Session, order_id: str) -> list[Claim]:
    """The earliest first."""
    return list(
        session.exec(select(Claim).where(Claim.order_id == order_id).order_by(col(Claim.made_at), col(Claim.claim_id)))
    )


def claimed_pieces(session: Session, order_id: str) -> dict[str, int]:
    """How many pieces of each line were made good already, by line id."""
    pieces: dict[str, int] = {}
    for claim in claims_of_order(session, order_id):
        for line_id, quantity in claim.quantities.items():
            pieces[line_id] = pieces.get(line_id, 0) + quantity
    return pieces
