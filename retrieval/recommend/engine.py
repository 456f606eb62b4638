"""Recommend: score, leave out what must not be shown, spread the slate, and say why."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import numpy as np

from retrieval.artifacts import current_version, read_current
from retrieval.graph.relations import FORMAT as GRAPH_FORMAT
from retrieval.graph.relations import KIND as GRAPH
from retrieval.graph.relations import NO_GRAPH, Graph, load_graph
from retrieval.graph.relations import REMEDY as GRAPH_REMEDY
from retrieval.hits import Hit, Left
from retrieval.recommend.absence import Absence, why_absent
from retrieval.recommend.bans import Asked, bans_of, mask
from retrieval.recommend.bundle import FORMAT, KIND, REMEDY, Bundle, load_bundle
from retrieval.recommend.claims import MAX_CAUSES, Led, Reasons, led_to
from retrieval.recommend.fallback import fallback_scores, is_personal
from retrieval.recommend.request import Eligible, Recommended, Request
from retrieval.recommend.shopper import TagIndex, anchors, shopper_of
from retrieval.recommend.surfaces import POLICIES, mix_for, spread_of
from retrieval.slate import OUT_OF_STOCK, Ban, Place, arrange, gather
from retrieval.sparse import Floats, Indices
from shop.catalog import Product, buyable_skus, hidden_ids, list_products
from shop.database import Database
from shop.errors import Unavailable
from shop.settings import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Loaded:
    version: str
    bundle: Bundle
    tags: TagIndex


class RecommenderEngine:
    """Holds the models in use; `recommend` reads prices, stock and visibility from the shop at every call."""

    def __init__(
        self,
        database: Database,
        bundle: Bundle,
        *,
        models_dir: Path | None = None,
        version: str = "",
        explore_share: float = 0.0,
    ) -> None:
        self._database = database
        self._models_dir = models_dir
        self._explore_share = explore_share
        self._loaded = _Loaded(version, bundle, TagIndex(bundle.items))
        self._chance = Random()

    @classmethod
    def open(cls, settings: Settings, database: Database) -> "RecommenderEngine":
        """Load the current version.

        Raises:
            Unavailable: If nothing was trained, or the files are damaged or of another version; names the remedy.
        """
        bundle, version = _read(settings.models_dir)
        return cls(
            database,
            bundle,
            models_dir=settings.models_dir,
            version=version,
            explore_share=settings.explore_share,
        )

    @property
    def version(self) -> str:
        return self._loaded.version.partition("+")[0]

    def product_ids(self) -> tuple[str, ...]:
        """Every product that training knew."""
        return self._loaded.bundle.items.ids

    def reload_if_changed(self) -> bool:
        """Take over a newer version; one that cannot be read raises and leaves the one in use."""
        if self._models_dir is None or _version(self._models_dir) in (self._loaded.version, None):
            return False
        bundle, version = _read(self._models_dir)
        self._loaded = _Loaded(version, bundle, TagIndex(bundle.items))
        return True

    def recommend(
        self,
        request: Request,
        eligible: Eligible | None = None,
        *,
        now: datetime | None = None,
        chance: Random | None = None,
    ) -> Recommended:
        """Rank products for one shopper and surface.

        Args:
            request: Who asks, from where, and what they did.
            eligible: Turns the request's filters into product ids; needed where there are filters.
            now: The moment of asking, for what is due again.
            chance: Where exploration draws from.

        Raises:
            ValueError: If there are filters and no `eligible`.
        """
        if request.limit < 1 or not len(self._loaded.bundle.items):
            return Recommended(())
        asked = self._asked(request, now)
        bans = bans_of(asked, eligible)
        first = self._slate(asked, asked.total, bans, chance or self._chance)
        second, degraded = self._fill(asked, first, bans, chance or self._chance)
        hits = self._hits(asked, (*first.places, *second.places), {**first.skus, **second.skus})
        left = self._named(first.left, asked.bundle)
        return Recommended(hits, left, degraded)

    def why_not(
        self, request: Request, product_id: str, eligible: Eligible | None = None, *, now: datetime | None = None
    ) -> Absence:
        """Why a product is not in the slate of this request; `shown` where it is.

        Raises:
            ValueError: If there are filters and no `eligible`.
        """
        asked = self._asked(replace(request, explore=0.0), now)
        bans, row = bans_of(asked, eligible), asked.bundle.items.index.get(product_id)
        if row is None:
            return Absence("not_trained")
        found = self.recommend(asked.request, eligible, now=asked.now)
        places = {hit.product_id: place for place, hit in enumerate(found.hits, start=1)}
        if product_id in places:
            return Absence("shown", place=places[product_id])
        named = {left.product_id: left.rule for left in found.left}
        buyable = row in self._buyable([row], asked.bundle)
        stock = None if buyable else self._named(((row, OUT_OF_STOCK),), asked.bundle)[0].rule
        lowest = min((hit.score for hit in found.hits), default=0.0)
        return why_absent(asked, bans, row, told=named.get(product_id) or stock, lowest=lowest)

    def _asked(self, request: Request, now: datetime | None) -> Asked:
        bundle, moment = self._loaded.bundle, now or datetime.now(UTC)
        shopper = shopper_of(request, bundle.items, self._loaded.tags)
        page = anchors(request.product_ids, bundle.items)
        mix = mix_for(request, bundle, shopper, page, now=moment)
        return Asked(request, bundle, shopper, page, mix, moment)

    def score(self, request: Request, product_id: str, *, now: datetime | None = None) -> float:
        """What the models give a product for this request, before any rule of the slate; 0 for an unknown one."""
        asked = self._asked(request, now)
        row = asked.bundle.items.index.get(product_id)
        return 0.0 if row is None else sum(float(part[row]) for part in asked.parts.values())

    def _slate(
        self, asked: "Asked", scores: Floats, bans: tuple[Ban, ...], chance: Random, *, taken: int = 0
    ) -> "_Slate":
        request, bundle = asked.request, asked.bundle
        limit = request.limit - taken
        pool = gather(scores, bans, limit=limit, buyable=lambda rows: self._buyable(rows, bundle))
        places, passed = arrange(
            pool,
            bundle.likeness,
            bundle.groups,
            bundle.best_known,
            limit=limit,
            rule=spread_of(request),
            explore=self._share(request),
            chance=chance,
        )
        return _Slate(tuple(places), pool.skus, pool.left + passed)

    def _share(self, request: Request) -> float:
        """The request's own share of exploration, else the shop's on surfaces that explore."""
        if request.explore is not None:
            return request.explore
        return self._explore_share if POLICIES[request.surface].explores else 0.0

    def _fill(
        self, asked: "Asked", first: "_Slate", bans: tuple[Ban, ...], chance: Random
    ) -> tuple["_Slate", str | None]:
        """What the fallback adds where the models gave too few, and its name."""
        scores, name = fallback_scores(asked.request, asked.bundle, asked.shopper, asked.page)
        missing = len(first.places) < asked.request.limit
        if not missing or not scores.any():
            personal = is_personal(asked.request, asked.shopper, asked.page)
            return _Slate((), {}, ()), None if personal else name
        lowest = min((place.score for place in first.places), default=1.0)
        below = scores / scores.max() * np.float32(0.9 * max(lowest, 1e-6))
        shown = mask([place.row for place in first.places], len(scores))
        groups = {int(asked.bundle.groups[place.row]) for place in first.places} - {-1}
        shown |= np.isin(asked.bundle.groups, list(groups))
        more = (*bans, Ban("shown", shown))
        filled = self._slate(asked, below.astype(np.float32), more, chance, taken=len(first.places))
        return filled, name if filled.places else None

    def _buyable(self, rows: list[int], bundle: Bundle) -> dict[int, str]:
        ids = [bundle.items.ids[row] for row in rows]
        with self._database.session() as session:
            found = buyable_skus(session, ids)
        return {row: found[key] for row, key in zip(rows, ids, strict=True) if key in found}

    def _named(self, left: tuple[tuple[int, str], ...], bundle: Bundle) -> tuple[Left, ...]:
        """Left-outs by product id; a hidden product is said to be hidden, not sold out."""
        ids = bundle.items.ids
        missing = [ids[row] for row, rule in left if rule == OUT_OF_STOCK]
        with self._database.session() as session:
            hidden = hidden_ids(session, missing) if missing else set()
        return tuple(Left(ids[row], "hidden" if ids[row] in hidden else rule) for row, rule in left)

    def _hits(self, asked: "Asked", places: tuple[Place, ...], skus: Mapping[int, str]) -> tuple[Hit, ...]:
        rows = np.array([place.row for place in places], dtype=np.int32)
        led = led_to(asked.mix, asked.shopper, rows)
        products = self._products(rows, led, asked.bundle)
        reasons = Reasons(asked.bundle, asked.shopper, asked.mix, asked.parts, products)
        return tuple(
            _hit(place, skus[place.row], reasons, causes, asked.now) for place, causes in zip(places, led, strict=True)
        )

    def _products(self, rows: Indices, led: list[list[Led]], bundle: Bundle) -> dict[str, Product]:
        """The slate's products and those named as causes, as the shop has them now."""
        named = {int(row) for row in rows} | {cause.row for causes in led for cause in causes[:MAX_CAUSES]}
        with self._database.session() as session:
            found = list_products(session, [bundle.items.ids[row] for row in sorted(named)])
        return {product.product_id: product for product in found}


@dataclass(frozen=True)
class _Slate:
    places: tuple[Place, ...]
    skus: Mapping[int, str]
    left: tuple[tuple[int, str], ...]


def _hit(place: Place, sku: str, reasons: Reasons, led: list[Led], now: datetime) -> Hit:
    row = place.row
    score = reasons.score(row)
    shares = {name: float(part[row]) / score for name, part in reasons.parts.items() if part[row] > 0}
    return Hit(
        product_id=reasons.bundle.items.ids[row],
        sku=sku,
        score=place.score,
        sources=shares or {"popular": 1.0},
        claims=reasons.claims(row, led, now=now),
        propensity=place.propensity,
    )


def _version(models_dir: Path) -> str | None:
    """Of the models and of the graph beside them; `None` where there are no models."""
    models = current_version(models_dir, KIND)
    return models and f"{models}+{current_version(models_dir, GRAPH) or ''}"


def _read(models_dir: Path) -> tuple[Bundle, str]:
    version = _version(models_dir) or ""
    artifact = read_current(models_dir, KIND, format=FORMAT, remedy=REMEDY)
    return replace(load_bundle(artifact.folder), graph=_read_graph(models_dir)), version


def _read_graph(models_dir: Path) -> Graph:
    """Without a graph, or with one that cannot be read, recommending goes on from baskets and content alone."""
    if current_version(models_dir, GRAPH) is None:
        return NO_GRAPH
    try:
        return load_graph(read_current(models_dir, GRAPH, format=GRAPH_FORMAT, remedy=GRAPH_REMEDY).folder)
    except Unavailable as trouble:
        log.warning("Recommending without the graph: %s", trouble)
        return NO_GRAPH
