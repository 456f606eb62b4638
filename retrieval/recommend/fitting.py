"""From clean interactions to a bundle: every model fitted, the blend learned on what none of them saw."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from retrieval.blend import Blend, Candidates, candidates, learn, ndcg_of
from retrieval.diversify import near_duplicates
from retrieval.features import Interactions
from retrieval.recommend import RECOMMENDERS
from retrieval.recommend.bundle import Bundle
from retrieval.recommend.complements import Complements
from retrieval.recommend.item_to_item import ItemToItem
from retrieval.recommend.model import Model, Recommender
from retrieval.recommend.rebuy import learn_rebuy
from retrieval.recommend.together import count_together
from retrieval.recommend.trending import Trending
from retrieval.split import Split

DEFAULT_WEIGHTS: Mapping[str, float] = {
    "transitions": 1.0,
    "item_knn": 0.4,
    "content": 0.5,
    "popular": 0.1,
    "reminder": 0.0,
}
"""Where nothing can be learned, and where learning starts; models without a line start at `OTHERS`."""
OTHERS = 0.1
DEPTH = 100
Fitted = Callable[[str], None]
"""Called with the name of each model once it is fitted."""
Fit = Callable[[Recommender, Interactions], Model]
"""Where a recommender is fitted: in this process, or on a cluster."""


def fit_here(recommender: Recommender, interactions: Interactions) -> Model:
    return recommender.fit(interactions)


@dataclass(frozen=True)
class Learned:
    """A blend and NDCG@10 on the validation cases, of the blend and of each model alone."""

    blend: Blend
    ndcg10: Mapping[str, float]


def fit_models(
    interactions: Interactions,
    recommenders: Mapping[str, Recommender] = RECOMMENDERS,
    *,
    fitted: Fitted | None = None,
    fit: Fit = fit_here,
) -> dict[str, Model]:
    models: dict[str, Model] = {}
    for name, recommender in recommenders.items():
        models[name] = fit(recommender, interactions)
        if fitted:
            fitted(name)
    return models


def learn_blend(
    split: Split,
    recommenders: Mapping[str, Recommender] = RECOMMENDERS,
    *,
    fitted: Fitted | None = None,
    fit: Fit = fit_here,
) -> Learned:
    """Fit on the training part and choose weights on the cases; without cases the defaults, on measured scales."""
    models = fit_models(split.train, recommenders, fitted=fitted, fit=fit)
    start = {name: DEFAULT_WEIGHTS.get(name, OTHERS) for name in models}
    if not split.cases:
        scales = {name: _typical(model, split.train) for name, model in models.items()}
        return Learned(Blend(start, scales), {})
    found = candidates(models, split.cases, depth=DEPTH, seen_again=False)
    blend = learn(found, start=start)
    return Learned(blend, _compared(found, blend))


def _compared(found: Candidates, blend: Blend) -> dict[str, float]:
    alone = {name: ndcg_of(found, Blend({name: 1.0}, blend.scales)) for name in found.names}
    return {"blend": ndcg_of(found, blend)} | alone


def _typical(model: Model, interactions: Interactions) -> float:
    """The best score after one action, for a few items."""
    import numpy as np

    from retrieval.recommend.model import History

    size = len(interactions.items)
    probes: Sequence[int] = range(0, size, max(1, size // 20))
    best = [float(model.score(History.of(np.array([row], dtype=np.int32))).max(initial=0.0)) for row in probes]
    positive = [value for value in best if value > 0]
    return float(np.median(positive)) if positive else 1.0


def fit_bundle(
    interactions: Interactions,
    blend: Blend,
    recommenders: Mapping[str, Recommender] = RECOMMENDERS,
    *,
    fitted: Fitted | None = None,
    fit: Fit = fit_here,
) -> Bundle:
    """Fit on everything there is, with a blend learned before."""
    models = fit_models(interactions, recommenders, fitted=fitted, fit=fit)
    return bundle_of(interactions, models, blend)


def bundle_of(interactions: Interactions, models: Mapping[str, Model], blend: Blend) -> Bundle:
    """Fitted models with what serving needs besides."""
    content = models["content"]
    if not isinstance(content, ItemToItem):
        raise TypeError(f"content is a {type(content).__name__}, not an item-to-item model.")
    return Bundle(
        items=interactions.items,
        models=models,
        blend=blend,
        complements=Complements().fit(interactions),
        trending=Trending().fit(interactions),
        rebuy=learn_rebuy(interactions),
        counts=count_together(interactions),
        groups=near_duplicates(content.matrix, interactions.items.kind),
        n_actions=len(interactions),
    )
