"""Build what search reads: product index, vectors and passages, from the shop's database."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter

from sqlmodel import Session, col, select

from retrieval.artifacts import current_version, write_artifact
from retrieval.embed import Embedder, Vectors, open_embedder
from retrieval.index import ACCESSORIES, FORMAT, KIND, IndexBuilder
from retrieval.knowledge import FORMAT as KNOWLEDGE_FORMAT
from retrieval.knowledge import KIND as KNOWLEDGE
from retrieval.knowledge import passage_text, write_passages
from retrieval.listing import Listing, text_hash
from retrieval.vectors import VectorJournal, collection_name, embed_all, open_chroma, open_collection, publish
from shop.catalog import Brand, Category, Product, category_path, current_mark, list_categories, variants_of
from shop.database import Database
from shop.knowledge import all_passages
from shop.settings import Settings
from shop.storefront import find_storefront

BATCH = 1_000
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


def build_index(database: Database, settings: Settings, *, progress: Progress | None = None) -> IndexReport:
    """Index the whole catalogue; what was embedded before, also by a run that was killed, is not embedded again.

    Raises:
        Unavailable: If the embedder, the vector store, the database or the disk fails; the index in use stays.
    """
    start = perf_counter()
    embedder = open_embedder(settings.embedder, settings)
    with database.session() as session:
        mark = current_mark(session)
        builder, ids, texts = _read_catalogue(session, progress)
        currency = _currency(session)
    hashes = [text_hash(embedder.name, text) for text in texts] if embedder else []
    vectors, embedded = _vectors(texts, hashes, embedder, settings, progress)
    published = _publish(ids, hashes, vectors, embedder, settings, progress)
    params = {"embedder": settings.embedder, "currency": currency, "products": len(ids), "mark": vars(mark)}
    with write_artifact(settings.index_dir, KIND, data_hash=builder.data_hash, params=params, format=FORMAT) as folder:
        builder.write(folder, vectors, embedder.embed([ACCESSORIES])[0] if embedder else None)
    passages = index_passages(database, settings, embedder)
    return IndexReport(
        version=current_version(settings.index_dir, KIND) or "",
        products=len(ids),
        embedded=embedded,
        published=published,
        passages=passages,
        seconds=perf_counter() - start,
        embedder=settings.embedder,
    )


def _read_catalogue(session: Session, progress: Progress | None) -> tuple[IndexBuilder, list[str], list[str]]:
    categories = list_categories(session)
    builder = IndexBuilder(categories, currency=_currency(session))
    total = _count_products(session)
    ids: list[str] = []
    texts: list[str] = []
    for listing in read_listings(session, categories):
        builder.add(listing)
        ids.append(listing.product.product_id)
        texts.append(listing.embedded_text())
        if progress and (len(ids) % BATCH == 0 or len(ids) == total):
            progress("read", len(ids), total)
    return builder, ids, texts


def read_listings(session: Session, categories: list[Category]) -> Iterator[Listing]:
    """Every visible product with its variants, in the order of its id, a batch at a time."""
    brands = {brand.brand_id: brand for brand in session.exec(select(Brand))}
    paths = {category.category_id: tuple(category_path(categories, category.category_id)) for category in categories}
    last = ""
    while batch := _batch_after(session, last):
        variants = variants_of(session, [product.product_id for product in batch])
        for product in batch:
            yield Listing(
                product=product,
                variants=tuple(variants.get(product.product_id, ())),
                brand=brands.get(product.brand_id or ""),
                path=paths.get(product.category_id or "", ()),
            )
        last = batch[-1].product_id
        session.expunge_all()


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
    texts: list[str], hashes: list[bytes], embedder: Embedder | None, settings: Settings, progress: Progress | None
) -> tuple[Vectors | None, int]:
    if embedder is None:
        return None, 0
    path = settings.index_dir / "cache" / f"{collection_name(embedder.name)}.journal"
    journal = VectorJournal(path, embedder.dimensions)
    embedded = embed_all(texts, hashes, embedder=embedder, journal=journal, progress=progress)
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


def index_passages(database: Database, settings: Settings, embedder: Embedder | None) -> int:
    """Index the policies and answers; returns how many passages there are."""
    with database.session() as session:
        passages = all_passages(session)
    texts = [passage_text(document, passage) for document, passage in passages]
    told = [(p.passage_id, p.document_id, p.language, p.heading, p.text) for _, p in passages]
    data_hash = hashlib.blake2b(repr(told).encode(), digest_size=16).hexdigest()
    params = {"embedder": settings.embedder, "passages": len(passages)}
    vectors = embedder.embed(texts) if embedder and texts else None
    with write_artifact(
        settings.index_dir, KNOWLEDGE, data_hash=data_hash, params=params, format=KNOWLEDGE_FORMAT
    ) as folder:
        write_passages(folder, passages, vectors)
    return len(passages)
