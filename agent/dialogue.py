"""What a conversation has settled so far: the open task, the wishes, and what "the second one" refers to."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field, TypeAdapter

import wire
from agent.earlier import Earlier
from agent.facts import StoredFact, remembered
from retrieval.filters import Filters
from shop.money import Money
from tools.bundle import Bundled
from tools.result import Fact, ToolResult

SLATES_KEPT = 6
_FILTERS: TypeAdapter[Filters] = TypeAdapter(Filters)


class Task(BaseModel):
    """Something begun that needs an answer from the shopper; `asked` names the missing slot."""

    name: str
    slots: dict[str, str] = {}
    asked: str | None = None
    question: str = ""
    """The question as it was put, to come back to after a side question."""
    reminded: bool = False
    """It has been put again once; a third time would nag."""


class Wants(BaseModel):
    """The need as it stands: words that rank, conditions that exclude."""

    words: str = ""
    """What ranks."""
    called: str = ""
    """What the thing itself is called, where conditions say what it is."""
    conditions: dict[str, Any] = {}
    sort: str = "relevance"
    by: str = ""
    """The attribute that orders instead, `-` before it for the largest first."""
    gift: bool = False
    """It is to be given away."""
    recipient: str | None = None
    occasion: str | None = None

    @property
    def filters(self) -> Filters:
        return _FILTERS.validate_python(self.conditions) if self.conditions else Filters()

    def with_filters(self, filters: Filters) -> "Wants":
        said = {name: value for name, value in vars(filters).items() if value not in ((), None, False)}
        return self.model_copy(update={"conditions": {name: _FILTERS_JSON(filters)[name] for name in said}})

    def __bool__(self) -> bool:
        return bool(self.words or self.conditions or self.gift)


def _FILTERS_JSON(filters: Filters) -> dict[str, Any]:  # noqa: N802  (a constant adapter's one use)
    dumped: dict[str, Any] = _FILTERS.dump_python(filters, mode="json")
    return dumped


class Shown(BaseModel):
    """One product of a slate, as far as the talk may refer to it."""

    product_id: str
    sku: str
    title: str
    brand: str | None = None
    price_minor: int | None = None


class SlateRef(BaseModel):
    slate_id: str
    surface: str = "search"
    items: list[Shown] = []
    wants: Wants | None = None
    """What was looked for then."""

    @property
    def wants_then(self) -> Wants:
        """What to look for to see the same again."""
        return self.wants or Wants().with_filters(Filters(product_ids=tuple(self.product_ids)))

    @property
    def product_ids(self) -> list[str]:
        return [item.product_id for item in self.items]

    @property
    def titles(self) -> list[str]:
        return [item.title for item in self.items]


class OpenProposal(BaseModel):
    proposal_id: str
    action: str
    summary: str = ""
    expires_at: datetime | None = None
    shown_turn: int = 0
    """`DialogueState.turns` when it was put to the shopper last."""


class BundlePiece(BaseModel):
    """One of several things wanted together."""

    words: str
    product_id: str | None = None
    """Chosen for it."""

    @property
    def name(self) -> str:
        """Without the limits that were put on it since."""
        return re.sub(r"\s*(?:under [\d.]+|[\d.]+以内)", "", self.words).strip()


class Bundle(BaseModel):
    pieces: list[BundlePiece] = []
    budget_minor: int | None = None
    about: str = ""
    not_product_ids: list[str] = []
    total_minor: int = 0
    slate_id: str = ""

    def after(self, result: ToolResult) -> "Bundle":
        """With what was chosen for each piece."""
        told = result.payload
        if not isinstance(told, Bundled):
            return self
        pairs = zip(self.pieces, told.pieces, strict=False)
        pieces = [piece.model_copy(update={"product_id": now.product_id}) for piece, now in pairs]
        slate = next((part.slate_id for part in result.parts if isinstance(part, wire.ProductsPart)), "")
        return self.model_copy(update={"pieces": pieces, "total_minor": told.total_minor, "slate_id": slate})


class DialogueState(BaseModel):
    """Stored in `Conversation.dialogue`, written with the turn's other rows."""

    turns: int = 0
    language: str | None = None
    task: Task | None = None
    later: list[Task] = []
    """Requests of one message that wait until those before them are done; `slots["text"]` holds their words."""
    wants: Wants = Wants()
    slates: list[SlateRef] = []
    """Newest first."""
    bundle: Bundle | None = None
    compared: list[str] = []
    focus_product: str | None = None
    focus_order: str | None = None
    recent_orders: list[str] = []
    """Orders told in the last answers, newest first, for "the second one" after a list of orders."""
    last_question: str = ""
    """The last question about a product, for "and the other one?"."""
    last_list: str = ""
    """What the last numbered list held: `products`, `orders` or `cart`."""
    proposals: list[OpenProposal] = []
    last_done: str = ""
    """The action of the write that was carried out last; emptied by a change of the cart."""
    facts: list[StoredFact] = []
    said: dict[str, int] = {}
    """How often each wording was used, so that it is not the same twice in a row."""
    misunderstood: int = 0
    """Turns in a row that could not be made sense of."""
    waiting_told: bool = False
    earlier: Earlier = Earlier()
    """Older turns in short, for a language model and for colleagues."""
    liked: list[str] = Field(default_factory=list)
    disliked: list[str] = Field(default_factory=list)

    @property
    def slate(self) -> SlateRef | None:
        return self.slates[0] if self.slates else None

    @property
    def bundle_on_screen(self) -> bool:
        """Whether what is on screen is the bundle, or nothing could be shown for it yet."""
        lists = [one for one in self.slates if one.slate_id]
        return self.bundle is not None and (
            not self.bundle.slate_id or bool(lists and lists[0].slate_id == self.bundle.slate_id)
        )

    @property
    def earlier_slate(self) -> SlateRef | None:
        """The list before the one on screen: other things, and no comparison."""
        lists = [one for one in self.slates if one.slate_id]
        return next((one for one in lists[1:] if set(one.product_ids) != set(lists[0].product_ids)), None)

    def shown(self, product_id: str) -> Shown | None:
        return next((item for slate in self.slates for item in slate.items if item.product_id == product_id), None)


def after_results(state: DialogueState, results: Sequence[ToolResult], moment: datetime) -> DialogueState:
    """The state once tools have answered: what is on screen now is what "it" and "the second one" mean."""
    changed = state.model_copy(deep=False)
    for result in results:
        for part in result.parts:
            changed = _after_part(changed, part, result)
        changed = _after_bundle(_after_orders(changed, result), result)
    facts: Iterable[Fact] = (fact for result in results for fact in result.facts)
    return changed.model_copy(update={"facts": remembered(state.facts, facts, moment)})


def _after_part(state: DialogueState, part: wire.Part, result: ToolResult) -> DialogueState:
    match part:
        case wire.ProductsPart():
            return _after_slate(state, part, result.tool)
        case wire.ComparisonPart():
            return _after_comparison(state, part, result.facts)
        case wire.CartPart():
            return state.model_copy(update={"last_list": "cart", "last_done": ""})
        case wire.ConfirmationPart():
            return _after_proposal(state, part)
        case _:
            return state


def _after_slate(state: DialogueState, part: wire.ProductsPart, tool: str) -> DialogueState:
    items = [
        Shown(
            product_id=item.product_id,
            sku=item.sku,
            title=item.title,
            brand=item.brand,
            price_minor=item.price.minor if item.price else None,
        )
        for item in part.items
    ]
    if not items:
        return state
    if not part.slate_id:
        return state.model_copy(update={"focus_product": items[0].product_id})
    slate = SlateRef(slate_id=part.slate_id, surface=tool, items=items, wants=_wants_of(state, tool))
    earlier = [kept for kept in state.slates if kept.slate_id and kept.slate_id != part.slate_id]
    return state.model_copy(
        update={
            "slates": [slate, *earlier][:SLATES_KEPT],
            "compared": [],
            "last_list": "products",
            "focus_product": items[0].product_id if len(items) == 1 else None,
        }
    )


def _wants_of(state: DialogueState, tool: str) -> Wants | None:
    return state.wants if tool == "search_products" and state.wants else None


def _after_comparison(state: DialogueState, part: wire.ComparisonPart, facts: Iterable[Fact]) -> DialogueState:
    """What is compared is on screen: "the second" is the second of it, until the next list."""
    prices = {
        fact.entity: fact.value.minor for fact in facts if fact.field == "price" and isinstance(fact.value, Money)
    }
    titles = part.titles or part.product_ids
    items = [
        Shown(product_id=key, sku="", title=title, price_minor=prices.get(f"product:{key}"))
        for key, title in zip(part.product_ids, titles, strict=True)
    ]
    known = [state.shown(item.product_id) or item for item in items]
    lists = [kept for kept in state.slates if kept.slate_id]
    return state.model_copy(
        update={
            "slates": [SlateRef(slate_id="", surface="compare_products", items=known), *lists][:SLATES_KEPT],
            "compared": list(part.product_ids),
            "last_list": "products",
            "focus_product": None,
        }
    )


def _after_orders(state: DialogueState, result: ToolResult) -> DialogueState:
    """Orders keep the order they were shown in, so that "the second" counts as the shopper does."""
    told = [part.order.order_id for part in result.parts if isinstance(part, wire.OrderPart)]
    told += [part.shipment.order_id or "" for part in result.parts if isinstance(part, wire.ShipmentPart)]
    order_ids = [order_id for order_id in dict.fromkeys(told) if order_id]
    if not order_ids:
        return state
    recent = [*order_ids, *(kept for kept in state.recent_orders if kept not in order_ids)][:10]
    focus = order_ids[0] if len(order_ids) == 1 else None
    return state.model_copy(update={"focus_order": focus, "recent_orders": recent, "last_list": "orders"})


def _after_bundle(state: DialogueState, result: ToolResult) -> DialogueState:
    if not isinstance(result.payload, Bundled) or state.bundle is None:
        return state
    return state.model_copy(update={"bundle": state.bundle.after(result)})


def _after_proposal(state: DialogueState, part: wire.ConfirmationPart) -> DialogueState:
    others = [kept for kept in state.proposals if kept.proposal_id != part.confirmation_id]
    if part.state != "proposed":
        done = part.action if part.state == "done" else state.last_done
        return state.model_copy(update={"proposals": others, "last_done": done})
    opened = OpenProposal(
        proposal_id=part.confirmation_id,
        action=part.action,
        summary=part.summary,
        expires_at=part.expires_at,
        shown_turn=state.turns,
    )
    return state.model_copy(update={"proposals": [opened, *others][:4]})
