"""`aisle import`: which shop the rows go into, then the rows, then what follows from them."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from sqlmodel import Session, col, func, select

from jobs.importers import PRESETS, Preset, sources_of
from jobs.importers.knowledge import drop_leftovers
from jobs.importers.loading import Report, load
from shop.catalog import Product
from shop.database import Database, upsert
from shop.errors import Conflict, Invalid
from shop.handbook import default_documents
from shop.records.row import Target
from shop.reviews import Review
from shop.storefront import Storefront, find_storefront

Progress = Callable[[str, int], None]
"""Called with the kind and how many rows were just read."""


def run_import(
    database: Database,
    kind: str,
    path: Path,
    *,
    currency: str | None = None,
    force: bool = False,
    rejects_dir: Path,
    progress: Progress | None = None,
) -> Iterator[Report]:
    """Bring `path` into the shop, one report a kind of record.

    Raises:
        Invalid: If the file is of no known form, or the currency is missing or not the shop's.
        Conflict: If the shop is the demo and `force` is not set.
    """
    target = _open_shop(database, PRESETS.get(kind), kind=kind, currency=currency, force=force)
    for source in sources_of(kind, path):
        yield load(
            database,
            source,
            target,
            rejects_dir=rejects_dir,
            progress=partial(progress, source.kind) if progress else None,
        )
        if source.kind == "reviews":
            with database.writing() as session:
                _rate_products(session)
        if source.kind == "knowledge":
            with database.writing() as session:
                drop_leftovers(session, source.rows())


def _open_shop(database: Database, preset: Preset | None, *, kind: str, currency: str | None, force: bool) -> Target:
    with database.writing() as session:
        shop = find_storefront(session)
        if shop is None:
            shop = _new_shop(preset, kind=kind, currency=currency)
            session.add(shop)
            upsert(session, default_documents())
        if shop.kind == "demo" and not force:
            raise Conflict(
                "This data folder holds the demo shop; importing would mix the two. "
                "Set AISLE_DATA_DIR to another folder, or use --force."
            )
        wanted = currency or (preset.currency if preset else None)
        if wanted and wanted.upper() != shop.currency:
            raise Invalid(f"This shop's prices are in {shop.currency}; a shop has one currency, so not {wanted}.")
        return Target(shop.currency)


def _new_shop(preset: Preset | None, *, kind: str, currency: str | None) -> Storefront:
    known = currency or (preset.currency if preset else None)
    if known is None:
        raise Invalid("The first import must say what the prices are in, for example --currency EUR.")
    if len(known) != 3 or not known.isalpha():
        raise Invalid(f"{known!r} is no ISO 4217 currency code; write three letters, as EUR.")
    return Storefront(
        name=preset.shop_name if preset else "Our shop", currency=known.upper(), preset=kind if preset else None
    )


def _rate_products(session: Session) -> None:
    """Products whose source gave no rating are rated by their reviews."""
    counted = session.exec(
        select(Review.product_id, func.sum(Review.stars), func.count()).group_by(col(Review.product_id))
    )
    for product_id, stars, reviews in counted:
        product = session.get_one(Product, product_id)
        if product.rating_count <= reviews:
            product.rating_sum, product.rating_count = int(stars), reviews
            session.add(product)
