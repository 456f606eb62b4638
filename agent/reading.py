"""From the message to a turn that is understood: language, intents, references, and the wishes now in force."""

from dataclasses import replace
from typing import TYPE_CHECKING
from unicodedata import normalize

from agent.bundles import bundled
from agent.dialogue import Bundle, DialogueState, Wants
from agent.in_context import in_context
from agent.needs import settled_wants
from agent.relaxing import opened_condition, without_condition
from agent.turn import Turn
from agent.understanding import Intent, IntentModel, Reference, Understanding, understand
from agent.understanding.message import LONGEST_READ
from agent.understanding.taxonomy import family
from agent.understanding.understood import Language
from agent.wish import Wish, read_wish
from retrieval.filters import Filters
from retrieval.tokens import has_han
from retrieval.tokens import words as words_of
from shop.errors import Unavailable
from tools.retrieval_port import Retrieval

if TYPE_CHECKING:
    from retrieval.embed import Embedder
    from retrieval.named import Named
    from retrieval.search import Searcher


class Reader:
    """Holds what understanding needs and is slow to load: the intent model, the catalogue's vocabulary."""

    def __init__(self, retrieval: Retrieval, *, intents: IntentModel | None = None) -> None:
        self._retrieval = retrieval
        self._intents = intents

    def warm(self) -> None:
        self.intents.score("hello")
        self._searcher()

    @property
    def intents(self) -> IntentModel:
        if self._intents is None:
            self._intents = IntentModel.load(embedder=self._embedder())
        return self._intents

    def _embedder(self) -> "Embedder | None":
        """Search's own, so that its weights are in memory once; without it word pieces alone decide."""
        searcher = self._searcher()
        return searcher.embedder if searcher else None

    def _searcher(self) -> "Searcher | None":
        """With the prices of this moment, so asked for once a message; `None` without a search index."""
        try:
            return self._retrieval.searcher
        except Unavailable:
            return None

    def read(self, turn: Turn) -> Turn:
        if turn.pressed is not None:
            return turn
        searcher = self._searcher()
        understanding = self._understand(turn, searcher)
        wish = _wish(turn, understanding, searcher)
        understanding = replace(in_context(understanding, wish, turn), need=wish.need)
        bundle = _bundle(turn, understanding, searcher)
        if bundle is not None:
            return _of_bundle(turn, understanding, bundle)
        opened = opened_condition(turn.dialogue, understanding, text=turn.text)
        if opened is not None:
            refine = Intent("refine", 0.9, clause=turn.text)
            understanding = replace(understanding, intents=(refine,), said_intents=(refine,), abstain=False)
            wants = without_condition(turn.dialogue.wants, opened)
        else:
            wants = settled_wants(turn.dialogue, understanding, wish, text=turn.text)
        dialogue = turn.dialogue.model_copy(update={"wants": wants, **_begun_anew(understanding)})
        if wants != turn.dialogue.wants:
            dialogue = dialogue.model_copy(update={"bundle": None})
        return replace(turn, language=understanding.language, understanding=understanding, dialogue=dialogue)

    def _understand(self, turn: Turn, searcher: "Searcher | None") -> Understanding:
        text = normalize("NFKC", turn.text)
        named = _named(text, searcher, in_cart=turn.dialogue.last_list == "cart")
        if not named:
            return self._read(turn, searcher, None)
        called = _unnamed(text, named)
        if 0 < len(_beside(called)) <= FEW_WORDS:  # "Veltra Calm headphones": the few words may be the kind it is
            plain = self._read(turn, searcher, None)
            if plain.intent.name == "find":
                return replace(plain, references=_references(named, plain))
        return _with_names(self._read(turn, searcher, called), named, called, turn)

    def _read(self, turn: Turn, searcher: "Searcher | None", called: str | None) -> Understanding:
        return understand(
            turn.text,
            vocabulary=searcher.vocabulary if searcher else None,
            dialogue=turn.dialogue,
            page=turn.page,
            intents=self.intents,
            called=called,
            lately=turn.lately,
        )


def _bundle(turn: Turn, understanding: Understanding, searcher: "Searcher | None") -> Bundle | None:
    task = turn.dialogue.task
    if task is not None and task.name == "bundle" and understanding.yes_no == "yes" and turn.dialogue.bundle:
        return turn.dialogue.bundle.model_copy(update={"budget_minor": int(task.slots["budget"])})
    if searcher is None:
        return None
    return bundled(turn.dialogue, understanding, text=normalize("NFKC", turn.text)[:LONGEST_READ], searcher=searcher)


def _wish(turn: Turn, understanding: Understanding, searcher: "Searcher | None") -> Wish:
    """Empty without an index: intents are still understood, products are not."""
    if searcher is None:
        return Wish()
    wants = turn.dialogue.wants
    gift = wants.gift or understanding.has("gift")
    recipient = understanding.recipient or wants.recipient
    aside = tuple(one.text for one in understanding.references if understanding.critiques)
    return read_wish(
        _wishing_part(turn, understanding), searcher, wants.filters, gift=gift, recipient=recipient, aside=aside
    )


def _named(text: str, searcher: "Searcher | None", *, in_cart: bool) -> "tuple[Named, ...]":
    """While the cart is talked about, a name is understood without its brand."""
    if searcher is None:
        return ()
    return searcher.named_in(text) or (searcher.named_in(text, brandless=True) if in_cart else ())


def _of_bundle(turn: Turn, understanding: Understanding, bundle: Bundle) -> Turn:
    """Several things are wanted together: no single need is looked for."""
    together = Intent("find", 0.9, detail="bundle", clause=turn.text)
    understanding = replace(understanding, intents=(together,), said_intents=(together,), abstain=False)
    wants = Wants().with_filters(Filters(not_brands=turn.dialogue.wants.filters.not_brands))
    dialogue = turn.dialogue.model_copy(update={"wants": wants, "bundle": bundle})
    return replace(turn, language=understanding.language, understanding=understanding, dialogue=dialogue)


def _wishing_part(turn: Turn, understanding: Understanding) -> str:
    """Of a message that asks several things, the part that asks for products."""
    text = normalize("NFKC", turn.text)[:LONGEST_READ]
    others = [one.clause for one in understanding.said_intents if family(one.name) == "support" and one.clause]
    for clause in others if len(understanding.said_intents) > 1 else ():
        text = text.replace(clause, " ")
    return text


def _unnamed(text: str, named: "tuple[Named, ...]") -> str:
    this = "\u8fd9\u4e2a" if has_han(text) else "this one"
    for one in named:
        text = text.replace(one.text, this)
    return text


def _with_names(understood: Understanding, named: "tuple[Named, ...]", called: str, turn: Turn) -> Understanding:
    """What is called by name is meant; a bare name is a wish to see it."""
    changed = replace(understood, references=_references(named, understood))
    if _beside(called):
        return changed
    find = Intent("find", 0.9, clause=turn.text)
    usual = turn.dialogue.language or turn.language
    language: Language = "zh" if usual == "zh" or has_han(turn.text) else "en"
    return replace(changed, intents=(find,), said_intents=(find,), language=language, abstain=False)


def _references(named: "tuple[Named, ...]", understood: Understanding) -> tuple[Reference, ...]:
    others = [one for one in understood.references if one.kind not in {"product_on_screen", "product"}]
    return (*(Reference("product", one.product_id, one.text) for one in named), *others)


def _beside(called: str) -> list[str]:
    """What is said beside the name."""
    return [word for word in words_of(called) if word not in _ASIDE]


FEW_WORDS = 2
_ASIDE = frozenset(
    {"this", "one", "the", "a", "show", "me", "please", "see", "看看", "看", "这个", "这", "个", "给", "我"}
)


def _begun_anew(understanding: Understanding) -> dict[str, object]:
    """`start over` forgets what was on screen, not what is true of orders and proposals."""
    if not any(intent.name == "start_over" for intent in understanding.intents):
        return {}
    fresh = DialogueState()
    return {name: getattr(fresh, name) for name in ("slates", "compared", "focus_product", "task", "bundle")}
