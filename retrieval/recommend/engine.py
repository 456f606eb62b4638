"""Recommend: score, leave out what must not be shown, spread the slate, and say why."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from retrieval.artifacts import current_version, read_current
from retrieval.diversify import Spread
from retrieval.graph.relations import FORMAT as GRAPH_FORMAT
from retrieval.graph.relations import KIND as GRAPH
from retrieval.graph.relations import NO_GRAPH, Graph, load_graph
from retrieval.graph.relations import REMEDY as GRAPH_REMEDY
from retrieval.hits import Hit, Left
from retrieval.recommend.accessories import more_of_the_same
from retrieval.recommend.bundle import FORMAT, KIND, REMEDY, Bundle, load_bundle
from retrieval.recommend.claims import MAX_CAUSES, Led, Reasons, led_to
from retrieval.recommend.fallback import fallback_scores, is_personal
from retrieval.recommend.model import History
from retrieval.recommend.request import Eligible, Recommended, Request
from retrieval.recommend.shopper import Shopper, TagIndex, anchors, shopper_of
from retrieval.recommend.surfaces import DUE, POLICIES, Mix, alike_in_kind, due_again, mix_for
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
        self, database: Database, bundle: Bundle, *, models_dir: Path | None = None, version: str = ""
    ) -> None:
        self._database = database
        self._models_dir = models_dir
        self._loaded = _Loaded(version, bundle, TagIndex(bundle.items))
        self._chance = Random()

    @classmethod
    def open(cls, settings: Settings, database: Database) -> "RecommenderEngine":
        """Load the current version.

        Raises:
            Unavailable: If nothing was trained, or the files are damaged or of another version; names the remedy.
        """
        bundle, version = _read(settings.models_dir)
        return cls(database, bundle, models_dir=settings.models_dir, version=version)

    @property
    def version(self) -> str:
        return self._loaded.version.partition("+")[0]

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
        loaded, now = self._loaded, now or datetime.now(UTC)
        if request.limit < 1 or not len(loaded.bundle.items):
            return Recommended(())
        shopper = shopper_of(request, loaded.bundle.items, loaded.tags)
        page = anchors(request.product_ids, loaded.bundle.items)
        mix = mix_for(request.surface, loaded.bundle, shopper, page, now=now)
        asked = _Asked(request, loaded.bundle, shopper, page, mix, now)
        bans = _bans(asked, eligible)
        first = self._slate(asked, _total(asked), bans, chance or self._chance)
        second, degraded = self._fill(asked, first, bans, chance or self._chance)
        hits = self._hits(asked, (*first.places, *second.places), {**first.skus, **second.skus})
        left = self._named(first.left, loaded.bundle)
        return Recommended(hits, left, degraded)

    def score(self, request: Request, product_id: str, *, now: datetime | None = None) -> float:
        """What the models give a product for this request, before any rule of the slate; 0 for an unknown one."""
        bundle, moment = self._loaded.bundle, now or datetime.now(UTC)
        shopper = shopper_of(request, bundle.items, self._loaded.tags)
        mix = mix_for(request.surface, bundle, shopper, anchors(request.product_ids, bundle.items), now=moment)
        row = bundle.items.index.get(product_id)
        return 0.0 if row is None else sum(float(part[row]) for part in mix.parts(len(bundle.items)).values())

    def _slate(
        self, asked: "_Asked", scores: Floats, bans: tuple[Ban, ...], chance: Random, *, taken: int = 0
    ) -> "_Slate":
        request, bundle = asked.request, asked.bundle
        limit = request.limit - taken
        pool = gather(scores, bans, limit=limit, buyable=lambda rows: self._buyable(rows, bundle))
        rule, explore = _rule(request), request.explore
        places, passed = arrange(
            pool, bundle.likeness, bundle.groups, limit=limit, rule=rule, explore=explore, chance=chance
        )
        return _Slate(tuple(places), pool.skus, pool.left + passed)

    def _fill(
        self, asked: "_Asked", first: "_Slate", bans: tuple[Ban, ...], chance: Random
    ) -> tuple["_Slate", str | None]:
        """What the fallback adds where the models gave too few, and its name."""
        scores, name = fallback_scores(asked.request, asked.bundle, asked.shopper, asked.page)
        missing = len(first.places) < asked.request.limit
        if not missing or not scores.any():
            personal = is_personal(asked.request, asked.shopper, asked.page)
            return _Slate((), {}, ()), None if personal else name
        lowest = min((place.score for place in first.places), default=1.0)
        below = scores / scores.max() * np.float32(0.9 * max(lowest, 1e-6))
        shown = _mask([place.row for place in first.places], len(scores))
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

    def _hits(self, asked: "_Asked", places: tuple[Place, ...], skus: Mapping[int, str]) -> tuple[Hit, ...]:
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
class _Asked:
    """A request with what it means for this bundle."""

    request: Request
    bundle: Bundle
    shopper: Shopper
    page: History
    mix: Mix
    now: datetime

    @cached_property
    def parts(self) -> dict[str, Floats]:
        return self.mix.parts(len(self.bundle.items))


@dataclass(frozen=True)
class _Slate:
    places: tuple[Place, ...]
    skus: Mapping[int, str]
    left: tuple[tuple[int, str], ...]


def _total(asked: _Asked) -> Floats:
    total = np.zeros(len(asked.bundle.items), dtype=np.float32)
    for part in asked.parts.values():
        total += part
    return np.nan_to_num(total, nan=0.0, posinf=0.0, neginf=0.0)


def _bans(asked: _Asked, eligible: Eligible | None) -> tuple[Ban, ...]:
    """Every rule that can forbid an item whatever its score, in the order in which it is named."""
    request, shopper, size = asked.request, asked.shopper, len(asked.bundle.items)
    on_page = "shown_already" if request.surface in ("similar", "goes_with") else "in_cart"
    bans = [Ban("disliked", _mask(shopper.disliked | shopper.refused, size))]
    if not POLICIES[request.surface].keep_purchased:
        due = due_again(asked.bundle, shopper, asked.now)
        bans.append(Ban("purchased", _mask([row for row in shopper.purchased if due[row] < DUE], size)))
    bans.append(Ban(on_page, _mask(asked.page.item, size)))
    if request.surface == "similar" and len(asked.page):
        bans.append(Ban("other_kind", ~alike_in_kind(asked.bundle, asked.page)))
    if request.surface in ("goes_with", "cart"):
        bans.append(Ban("not_compatible", asked.bundle.fits.misfits(asked.page)))
    if request.surface == "goes_with":
        same = more_of_the_same(asked.bundle.graph, asked.bundle.items, asked.page)
        bans.append(Ban("more_of_the_same", _mask(same, size)))
    if request.filters:
        if eligible is None:
            raise ValueError("Filters are applied exactly, so recommend() needs `eligible` with them.")
        fitting = asked.bundle.items.rows(eligible(request.filters))
        bans.append(Ban("filters", ~_mask(fitting, size)))
    return tuple(bans)


def _mask(rows: Iterable[int], size: int) -> NDArray[np.bool_]:
    mask = np.zeros(size, dtype=bool)
    mask[np.fromiter(rows, dtype=np.int64)] = True
    return mask


def _rule(request: Request) -> Spread:
    """A brand the shopper asked for is not capped."""
    spread = POLICIES[request.surface].spread
    return replace(spread, max_per_brand=None) if request.filters.brands else spread


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
