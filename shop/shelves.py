"""Counted stock: pieces taken from the shelf and put back, one writer of an article at a time."""

from collections import Counter
from collections.abc import Mapping

from sqlmodel import Session, col, select

from shop.catalog import Variant


def move_stock(session: Session, pieces: Mapping[str, int]) -> None:
    """Add `pieces` by sku, negative ones are taken; what the shop does not count stays uncounted.

    The schema refuses to go below nothing, as `Conflict`.
    """
    wanted = {sku: change for sku, change in pieces.items() if change}
    rows = select(Variant).where(col(Variant.sku).in_(wanted)).order_by(col(Variant.sku)).with_for_update()
    for variant in session.exec(rows.execution_options(populate_existing=True)):
        if variant.stock is not None:
            variant.stock += wanted[variant.sku]
            session.add(variant)


def can_be_had(variant: Variant, pieces: int) -> bool:
    return variant.can_be_bought and (variant.stock is None or variant.stock >= pieces)


def swapped(moves: list[tuple[str, str, int]]) -> Counter[str]:
    """What an exchange of `(old sku, new sku, pieces)` does to the shelf."""
    change: Counter[str] = Counter()
    for old, new, pieces in moves:
        change[old] += pieces
        change[new] -= pieces
    return change
