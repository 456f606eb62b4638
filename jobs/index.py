"""Build what search reads: product index, vectors and passages, from the shop's database."""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from time import perf_counter, sleep
from typing import Any

from sqlmodel import Session, col, select

from retrieval.artifacts import current_version, find_version, read_current, write_artifact
from retrieval.embed import Embedder, Vectors, open_embedder
from retrieval.index import FORMAT, KIND, Index, IndexBuilder, brand_names, mark_of, tree_of
from retrieval.knowledge import FORMAT as KNOWLEDGE_FORMAT
from retrieval.knowledge import KIND as KNOWLEDGE
from retrieval.knowledge import passage_text, write_passages
from retrieval.listing import Listing, text_hash
from retrieval.vectors import (
    VectorJournal,
    collection_name,
    embed_all,
    open_chroma,
    open_collection,
    publish,
    publish_some,
)
from shop.catalog import (
    Brand,
    Category,
    Changes,
    Mark,
    Product,
    category_path,
    changes_since,
    current_mark,
    forget_changes,
    list_categories,
    variants_of,
)
from shop.database import Database
from shop.errors import Unavailable
from shop.knowledge import all_passages
from shop.settings import Settings
from shop.storefront import find_storefront

log = logging.getLogger(__name__)
BATCH = 1_000
FOLLOW_S = 2.0
"""Between two looks at the log of changes."""
PATCHED_SHARE = 0.1
"""Above this share of changed products the whole catalogue is indexed again, with fresh word statistics."""
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class IndexReport:
    version: str
    products: int
    embedded: int
    """Texts that were new or changed."""
    published: int
    """Vectors written to or removed from Chroma."""
    passages: int
    seconds: float
    embedder: str
    changed: int | None = None
    """Products that were read again; `None` where all of them were."""


def build_index(
    database: Database,
    settings: Settings,
    *,
    progress: Progress | None = None,
    whole: bool = False,
    embedder: Embedder | None = None,
) -> IndexReport:
    """Index the catalogue: what changed since the index in use, or all of it where that cannot be told or is `whole`.

    What was embedded before, also by a run that was killed, is not embedded again. `embedder` is the one of
    the settings where it is open already.

    Raises:
        Unavailable: If the embedder, the vector store, the database or the disk fails; the index in use stays.
    """
    start = perf_counter()
    embedder = embedder or open_embedder(settings.embedder, settings)
    old = None if whole else patchable_index(database, settings)
    if old is None:
        done = _index_all(database, settings, embedder, progress)
    else:
        done = _index_changed(database, settings, embedder, old, progress)
    passages = index_passages(database, settings, embedder)
    return IndexReport(
        version=current_version(settings.index_dir, KIND) or "",
        products=done.products,
        embedded=done.embedded,
        published=done.published,
        passages=passages,
        seconds=perf_counter() - start,
        embedder=settings.embedder,
        changed=done.changed,
    )


def follow_changes(
    database: Database, settings: Settings, *, wait: Callable[[float], None] = sleep
) -> Iterator[IndexReport]:
    """Index again whenever the catalogue changed; a report each time. Ends when whoever reads it stops.

    What fails for a while (a locked database, a full disk) is logged and tried again.
    """
    embedder: Embedder | None = None
    while True:
        try:
            if has_changed(database, settings):
                embedder = embedder or open_embedder(settings.embedder, settings)
                yield build_index(database, settings, embedder=embedder)
        except Unavailable as trouble:
            log.warning("The index waits: %s", trouble)
        wait(FOLLOW_S)


def has_changed(database: Database, settings: Settings) -> bool:
    """One small file and one question to the log; also `True` where the log cannot tell."""
    version = current_version(settings.index_dir, KIND)
    artifact = find_version(settings.index_dir, KIND, version) if version else None
    mark = mark_of(artifact) if artifact else None
    if mark is None:
        return True
    with database.session() as session:
        changes = changes_since(session, mark)
    return changes is None or bool(changes.product_ids)


@dataclass(frozen=True)
class _Done:
    products: int
    embedded: int
    published: int
    changed: int | None = None


def _index_all(database: Database, settings: Settings, embedder: Embedder | None, progress: Progress | None) -> _Done:
    with database.session() as session:  # closed before the long part: embedding needs no database
        mark, categories, currency = current_mark(session), list_categories(session), _currency(session)
        listings = read_listings(session, categories)
        builder, ids, texts = _take(listings, categories, currency, _count_products(session), progress)
    hashes = [text_hash(embedder.name, text) for text in texts] if embedder else []
    vectors, embedded = _vectors(texts, hashes, embedder, settings, progress, forget=True)
    published = _publish(ids, hashes, vectors, embedder, settings, progress)
    params = _params(settings, currency, len(ids), mark, patched=0)
    with write_artifact(settings.index_dir, KIND, data_hash=builder.data_hash, params=params, format=FORMAT) as folder:
        builder.write(folder, vectors, embedder.embed if embedder else None)
    with database.writing() as session:
        forget_changes(session, mark)
    return _Done(len(ids), embedded, published)


def _index_changed(
    database: Database, settings: Settings, embedder: Embedder | None, old: "Patchable", progress: Progress | None
) -> _Done:
    index, changes = old.index, old.changes
    if not changes.product_ids:
        return _Done(index.columns.size, 0, 0, changed=0)
    wanted = list(changes.product_ids)
    with database.session() as session:
        categories, currency = list_categories(session), _currency(session)
        listings = _listings(session, categories, _products_called(session, wanted))
        builder, ids, texts = _take(listings, categories, currency, len(wanted), progress)
    gone = sorted(set(wanted) - set(ids))
    hashes = [text_hash(embedder.name, text) for text in texts] if embedder else []
    vectors, embedded = _vectors(texts, hashes, embedder, settings, progress)
    if embedder is not None and vectors is not None:
        collection = open_collection(open_chroma(settings), collection_name(embedder.name))
        publish_some(collection, ids, hashes, vectors, gone=gone)
    size = index.columns.size + len(set(ids) - index.columns.row_of.keys()) - len(index.columns.row_of.keys() & gone)
    params = _params(settings, currency, size, changes.mark, patched=old.patched + len(wanted))
    data_hash = hashlib.blake2b(
        repr((index.artifact.data_hash, builder.data_hash, gone)).encode(), digest_size=16
    ).hexdigest()
    with write_artifact(settings.index_dir, KIND, data_hash=data_hash, params=params, format=FORMAT) as folder:
        embed = embedder.embed if embedder else None
        builder.write_patch(folder, index, gone=gone, vectors=vectors, embed=embed)
    return _Done(size, embedded, len(ids) + len(gone) if embedder else 0, changed=len(wanted))


@dataclass(frozen=True)
class Patchable:
    """An index in use, what changed since it was built, and how much of it has been patched already."""

    index: Index
    changes: Changes
    patched: int


def patchable_index(database: Database, settings: Settings) -> Patchable | None:
    """`None` where all must be built.

    That is: no readable index of this kind, brands or categories that were renamed, too many changes, or a log of
    changes that does not reach back far enough.
    """
    try:
        index = Index.read(settings.index_dir)
    except Unavailable:
        return None
    with database.session() as session:
        changes = changes_since(session, index.mark) if index.mark is not None else None
        fits = index.embedder == settings.embedder and index.currency == _currency(session)
        if changes is None or not fits or not _same_names(session, index):
            return None
    patched = int(index.artifact.params.get("patched", 0))
    too_many = patched + len(changes.product_ids) > PATCHED_SHARE * index.columns.size
    return None if changes.product_ids and too_many else Patchable(index, changes, patched)


def _same_names(session: Session, index: Index) -> bool:
    """A renamed brand or category changes products that are not in the log."""
    named = {tuple(dict.fromkeys(filter(None, brand_names(brand)))) for brand in session.exec(select(Brand))}
    return named.issuperset(index.columns.brands) and tree_of(list_categories(session)) == index.columns.tree


def _params(settings: Settings, currency: str, size: int, mark: Mark, *, patched: int) -> dict[str, Any]:
    told = {"embedder": settings.embedder, "currency": currency, "products": size}
    return told | {"mark": vars(mark), "patched": patched}


def _take(
    listings: Iterable[Listing], categories: list[Category], currency: str, total: int, progress: Progress | None
) -> tuple[IndexBuilder, list[str], list[str]]:
    builder = IndexBuilder(categories, currency=currency)
    ids: list[str] = []
    texts: list[str] = []
    for listing in listings:
        builder.add(listing)
        ids.append(listing.product.product_id)
        texts.append(listing.embedded_text())
        if progress and (len(ids) % BATCH == 0 or len(ids) == total):
            progress("read", len(ids), total)
    return builder, ids, texts


def read_listings(session: Session, categories: list[Category]) -> Iterator[Listing]:
    """Every product with its variants, in the order of its id, a batch at a time."""
    return _listings(session, categories, _all_products(session))


def _listings(session: Session, categories: list[Category], batches: Iterable[list[Product]]) -> Iterator[Listing]:
    brands = {brand.brand_id: brand for brand in session.exec(select(Brand))}
    paths = {category.category_id: tuple(category_path(categories, category.category_id)) for category in categories}
    for batch in batches:
        variants = variants_of(session, [product.product_id for product in batch])
        for product in batch:
            yield Listing(
                product=product,
                variants=tuple(variants.get(product.product_id, ())),
                brand=brands.get(product.brand_id or ""),
                path=paths.get(product.category_id or "", ()),
            )
        session.expunge_all()


def _all_products(session: Session) -> Iterator[list[Product]]:
    last = ""
    while batch := _batch_after(session, last):
        last = batch[-1].product_id
        yield batch


def _products_called(session: Session, product_ids: list[str]) -> Iterator[list[Product]]:
    for start in range(0, len(product_ids), BATCH):
        wanted = col(Product.product_id).in_(product_ids[start : start + BATCH])
        yield list(session.exec(select(Product).where(wanted).order_by(col(Product.product_id))))


def _batch_after(session: Session, last: str) -> list[Product]:
    rows = select(Product).where(col(Product.product_id) > last).order_by(col(Product.product_id)).limit(BATCH)
    return list(session.exec(rows))


def _count_products(session: Session) -> int:
    from sqlalchemy import func

    return session.exec(select(func.count()).select_from(Product)).one()


def _currency(session: Session) -> str:
    shop = find_storefront(session)
    return shop.currency if shop else "USD"


def _vectors(
    texts: list[str],
    hashes: list[bytes],
    embedder: Embedder | None,
    settings: Settings,
    progress: Progress | None,
    *,
    forget: bool = False,
) -> tuple[Vectors | None, int]:
    if embedder is None:
        return None, 0
    path = settings.index_dir / "cache" / f"{collection_name(embedder.name)}.journal"
    journal = VectorJournal(path, embedder.dimensions)
    embedded = embed_all(texts, hashes, embedder=embedder, journal=journal, progress=progress)
    if forget:
        journal.forget_others(hashes)
    return journal.take(hashes), embedded


def _publish(
    ids: list[str],
    hashes: list[bytes],
    vectors: Vectors | None,
    embedder: Embedder | None,
    settings: Settings,
    progress: Progress | None,
) -> int:
    if embedder is None or vectors is None:
        return 0
    collection = open_collection(open_chroma(settings), collection_name(embedder.name))
    written = publish(collection, ids, hashes, vectors)
    if progress:
        progress("publish", written, written)
    return written


def _is_current(settings: Settings, data_hash: str, params: dict[str, Any]) -> bool:
    try:
        current = read_current(settings.index_dir, KNOWLEDGE, format=KNOWLEDGE_FORMAT)
    except Unavailable:
        return False
    return current.data_hash == data_hash and current.params == params


def index_passages(database: Database, settings: Settings, embedder: Embedder | None) -> int:
    """Index the policies and answers; returns how many passages there are."""
    with database.session() as session:
        passages = all_passages(session)
    texts = [passage_text(document, passage) for document, passage in passages]
    told = [(p.passage_id, p.document_id, p.language, p.heading, p.text) for _, p in passages]
    data_hash = hashlib.blake2b(repr(told).encode(), digest_size=16).hexdigest()
    params = {"embedder": settings.embedder, "passages": len(passages)}
    if _is_current(settings, data_hash, params):
        return len(passages)
    vectors = embedder.embed(texts) if embedder and texts else None
    with write_artifact(
        settings.index_dir, KNOWLEDGE, data_hash=data_hash, params=params, format=KNOWLEDGE_FORMAT
    ) as folder:
        write_passages(folder, passages, vectors)
    return len(passages)
