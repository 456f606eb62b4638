"""`aisle train search`: what shoppers' own searches teach the search, and a ranker from judgements or from clicks."""

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, col, select

from jobs.training_log import is_test
from retrieval.behaviour import WORTH, Behaviour, Did, learn_behaviour
from retrieval.rerank.learned import Judged, LearnedRanker, learn
from retrieval.rerank.training import Seen, judged_of, learn_left_out, passed_over
from retrieval.search import Searcher
from retrieval.signals import write_signals
from retrieval.tokens import terms
from shop.catalog import Brand, Product
from shop.database import Database
from shop.errors import Invalid
from shop.events import Event
from shop.settings import Settings
from shop.slates import Slate

LEAST_QUERIES = 20
"""With fewer queries a ranker learns their accidents."""
DEPTH = 50
"""Of the first ranking, what is told beside the judged products: found, and judged by nobody."""


@dataclass(frozen=True)
class SearchReport:
    popular: int
    phrases: int
    synonyms: int
    queries: int
    """Judged, or seen with a choice."""
    ranker: bool
    """Whether one was learned: there may be too few queries."""
    agreed_before: float = 0.0
    """Of the pairs of differently graded products, the share the first ranking has in order,"""
    agreed_after: float = 0.0
    """and the learned one, each query by a ranker that never saw it."""

    def __str__(self) -> str:
        """As a person reads it."""
        learned = (
            f"Ranker learned from {self.queries} queries: pairs in order {self.agreed_before:.3f} before, "
            f"{self.agreed_after:.3f} after, on queries left out."
            if self.ranker
            else f"No ranker: {self.queries} queries with a choice, {LEAST_QUERIES} are needed."
        )
        return (
            f"From searches: {self.popular:,} popular products, {self.phrases:,} phrases, {self.synonyms:,} synonyms.\n"
            f"{learned}"
        )


def train_search(database: Database, settings: Settings, *, judgements: Path | None = None) -> SearchReport:
    """Learn from the shop's log, and a ranker from `judgements` (a file of query,docid,rating) or else from clicks.

    Raises:
        Unavailable: If there is no index, or what was learned cannot be written.
        Invalid: If the judgements cannot be read.
    """
    with database.session() as session:
        behaviour = learn_behaviour(sorted(_done(session), key=lambda did: did.at_s), _said(session))
        seen = list(_seen(session))
    write_signals(settings.models_dir, behaviour, data_hash=_hash(repr(behaviour)))
    searcher = Searcher.open(settings, database)
    judged = _judged(searcher, judgements) if judgements is not None else _from_lists(searcher, seen)
    return _report(behaviour, judged, settings)


def _report(behaviour: Behaviour, judged: list[Judged], settings: Settings) -> SearchReport:
    counts = (len(behaviour.popular), len(behaviour.chosen), len(behaviour.synonyms), len(judged))
    if len(judged) < LEAST_QUERIES:
        return SearchReport(*counts, ranker=False)
    first = [LearnedRanker({"first": 1.0})] * len(judged)
    before, after = agreement(judged, first), agreement(judged, learn_left_out(judged))
    told = {"queries": len(judged), "agreed_before": before, "agreed_after": after}
    LearnedRanker(learn(judged).weights, told).save(settings.models_dir, data_hash=_hash(repr(judged)))
    return SearchReport(*counts, ranker=True, agreed_before=before, agreed_after=after)


def agreement(judged: list[Judged], rankers: list[LearnedRanker]) -> float:
    """Mean over queries of the share of differently graded pairs that the query's ranker puts in their order."""
    shares = []
    for each, ranker in zip(judged, rankers, strict=True):
        scores = each.features @ ranker.vector
        better = each.grades[:, None] > each.grades[None, :]
        if better.any():
            shares.append(float((scores[:, None] > scores[None, :])[better].mean()))
    return sum(shares) / len(shares) if shares else 0.0


def read_judgements(path: Path) -> dict[str, dict[str, float]]:
    """Ratings by query and product.

    Raises:
        Invalid: If the file is missing or a line is no rating.
    """
    if not path.is_file():
        raise Invalid(f"{path} is not there; judgements are lines of query,docid,rating.")
    found: dict[str, dict[str, float]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            try:
                found.setdefault(row["query"], {})[row["docid"]] = float(row["rating"])
            except (KeyError, TypeError, ValueError) as error:
                raise Invalid(f"{path}, line {line}: expected query,docid,rating with a number.") from error
    return found


def _judged(searcher: Searcher, path: Path) -> list[Judged]:
    found = []
    for query, grades in read_judgements(path).items():
        if any(grade > 0 for grade in grades.values()):
            gains = {product_id: 2.0**grade - 1 for product_id, grade in grades.items()}
            found.append(judged_of(query, searcher.candidates(query, grades, depth=DEPTH), gains))
    return found


def _from_lists(searcher: Searcher, lists: list[Seen]) -> list[Judged]:
    """One entry a query: lists of the same words are laid together, a choice outweighs what was passed over."""
    grades: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for seen in lists:
        for product_id, grade in passed_over(seen).items():
            grades[seen.query][product_id] = max(grade, grades[seen.query].get(product_id, 0.0))
    found = []
    for query, told in grades.items():
        if len(set(told.values())) > 1:
            found.append(judged_of(query, searcher.candidates(query, told, depth=0), told))
    return found


def _done(session: Session) -> Iterator[Did]:
    """Searches by event and by stored list, and every choice."""
    columns = select(Event.customer_id, Event.kind, Event.at, Event.product_id, Event.query, Event.properties)  # type: ignore[call-overload]
    wanted = col(Event.kind).in_(["search", *WORTH])
    for customer_id, kind, at, product_id, query, properties in session.exec(columns.where(wanted)):
        if not is_test(properties):
            yield Did(customer_id, kind, at.timestamp(), product_id or "", query or "")
    lists = select(Slate.customer_id, Slate.created_at, Slate.query).where(col(Slate.query).is_not(None))
    for customer_id, at, query in session.exec(lists):
        yield Did(customer_id, "search", at.timestamp(), words=query or "")


def _said(session: Session) -> dict[str, frozenset[str]]:
    """Each product's own terms: title, kind and brand."""
    brands = {brand.brand_id: brand.name for brand in session.exec(select(Brand))}
    rows = session.exec(
        select(Product.product_id, Product.title, Product.title_zh, Product.product_type, Product.brand_id)  # type: ignore[call-overload]
    )
    return {
        product_id: frozenset(terms(" ".join(filter(None, (title, title_zh, kind, brands.get(brand_id or ""))))))
        for product_id, title, title_zh, kind, brand_id in rows
    }


def _seen(session: Session) -> Iterator[Seen]:
    """Lists that were asked for in words and of which something was chosen."""
    chosen: defaultdict[str, set[str]] = defaultdict(set)
    wanted = col(Event.slate_id).is_not(None) & col(Event.kind).in_(list(WORTH))
    for slate_id, product_id, properties in session.exec(
        select(Event.slate_id, Event.product_id, Event.properties).where(wanted)
    ):
        if slate_id and product_id and not is_test(dict(properties)):
            chosen[slate_id].add(product_id)
    for slate in session.exec(select(Slate).where(col(Slate.slate_id).in_(list(chosen)))):
        if slate.query:
            shown: Mapping[int, str] = {item.position: item.product_id for item in slate.items}
            ids = tuple(shown[place] for place in sorted(shown))
            yield Seen(slate.query, ids, frozenset(chosen[slate.slate_id]))


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
