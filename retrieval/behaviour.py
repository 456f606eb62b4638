"""What shoppers' own searches teach: which products they chose after which words, and which words mean the same.

Only what at least `K_ANONYMITY` different shoppers did is kept, so that no one's words or taste can be read from it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from retrieval.evidence import K_ANONYMITY
from retrieval.tokens import query_terms

WORTH = {"click": 0.5, "view": 0.3, "cart": 0.8, "purchase": 1.0}
"""How much each way of choosing says."""
SAME_VISIT_S = 1_800.0
"""What is done longer after a search has another cause."""
HALF_LIFE_S = 60 * 86_400.0
LEADS = 0.6
"""Of the shoppers who chose after a word, and of the products they chose, the share that must have the other word;"""
RARE = 0.2
"""of those products, the share that may say the first word themselves;"""
LIFT = 1.3
"""how many times as often they must say the other word as all products do."""


@dataclass(frozen=True)
class Did:
    """One search (`kind` is `search`, with its words) or one action on a product, `at_s` in UNIX seconds."""

    customer_id: str
    kind: str
    at_s: float
    product_id: str = ""
    words: str = ""


@dataclass(frozen=True)
class Chosen:
    """After the words: how many shoppers searched, and how many of them chose which product."""

    searched: int
    products: Mapping[str, int]


@dataclass(frozen=True)
class Behaviour:
    popular: Mapping[str, float] = field(default_factory=dict)
    """Weighted choices by product, the older the less; of products that enough shoppers chose."""
    chosen: Mapping[str, Chosen] = field(default_factory=dict)
    """By the query's terms, sorted and joined by a space."""
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def phrase_key(text: str) -> str:
    """Queries of the same words are one, whatever their order."""
    return " ".join(sorted(set(query_terms(text))))


def learn_behaviour(log: Iterable[Did], said: Mapping[str, frozenset[str]]) -> Behaviour:
    """`log` is sorted by time; `said` holds each product's own terms (title, kind, brand)."""
    choices: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    searchers: defaultdict[str, set[str]] = defaultdict(set)
    latest: dict[str, tuple[str, float]] = {}
    popular: defaultdict[str, list[tuple[str, float, float]]] = defaultdict(list)
    end_s = 0.0
    for did in log:
        end_s = max(end_s, did.at_s)
        if did.kind == "search":
            if key := phrase_key(did.words):
                latest[did.customer_id] = (key, did.at_s)
                searchers[key].add(did.customer_id)
        elif did.kind in WORTH and did.product_id in said:
            popular[did.product_id].append((did.customer_id, did.at_s, WORTH[did.kind]))
            key, at_s = latest.get(did.customer_id, ("", 0.0))
            if key and did.at_s - at_s <= SAME_VISIT_S:
                choices[key][did.product_id].add(did.customer_id)
    return Behaviour(
        popular=_popularity(popular, end_s),
        chosen=_anonymous(choices, searchers),
        synonyms=_synonyms(choices, said),
    )


def _popularity(found: Mapping[str, list[tuple[str, float, float]]], end_s: float) -> dict[str, float]:
    return {
        product_id: sum(weight * 0.5 ** ((end_s - at_s) / HALF_LIFE_S) for _, at_s, weight in actions)
        for product_id, actions in found.items()
        if len({customer_id for customer_id, _, _ in actions}) >= K_ANONYMITY
    }


def _anonymous(choices: Mapping[str, Mapping[str, set[str]]], searchers: Mapping[str, set[str]]) -> dict[str, Chosen]:
    found = {}
    for key, products in choices.items():
        kept = {product_id: len(who) for product_id, who in products.items() if len(who) >= K_ANONYMITY}
        if kept:
            found[key] = Chosen(len(searchers[key]), kept)
    return found


def _synonyms(
    choices: Mapping[str, Mapping[str, set[str]]], said: Mapping[str, frozenset[str]]
) -> dict[str, tuple[str, ...]]:
    """A word that products do not say leads shoppers to those that say another: people call a hoodie a sweatshirt."""
    by_word: defaultdict[str, list[tuple[str, set[str]]]] = defaultdict(list)
    for key, products in choices.items():
        for word in key.split(" "):
            by_word[word] += products.items()
    common = Counter(term for terms in said.values() for term in terms)
    found = {}
    for word, chosen in by_word.items():
        who = set().union(*(shoppers for _, shoppers in chosen))
        saying = sum(word in said[product_id] for product_id, _ in chosen)
        rare = len(who) >= K_ANONYMITY and saying <= RARE * len(chosen)
        if rare and (others := _led_to(word, chosen, said, who, common)):
            found[word] = others
    return found


def _led_to(
    word: str,
    chosen: list[tuple[str, set[str]]],
    said: Mapping[str, frozenset[str]],
    who: set[str],
    common: Mapping[str, int],
) -> tuple[str, ...]:
    """The terms that these shoppers' choices share, and other products less."""
    led: defaultdict[str, set[str]] = defaultdict(set)
    for product_id, shoppers in chosen:
        for term in said[product_id]:
            led[term] |= shoppers
    saying = Counter(term for product_id, _ in chosen for term in said[product_id])
    good = [
        term
        for term, people in led.items()
        if term != word
        and len(people) >= LEADS * len(who)
        and saying[term] >= LEADS * len(chosen)
        and saying[term] / len(chosen) >= LIFT * common[term] / len(said)
    ]
    return tuple(sorted(good, key=lambda term: (-len(led[term]), -saying[term], common[term], term))[:2])
