"""The wire: every request, reply and event as pydantic models. Imports nothing of ours, so any client may use it.

Money is `{minor, currency}`, time RFC 3339 UTC and may be unknown, ids opaque strings.
"""

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

T = TypeVar("T")


class Wire(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Strict(BaseModel):
    """A request body: what we do not know is refused, not dropped."""

    model_config = ConfigDict(extra="forbid")


class Page(Wire, Generic[T]):
    items: list[T]
    next_cursor: str | None = None


class Problem(Wire):
    """RFC 9457. `code` is stable; `detail` is for a person."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    instance: str | None = None
    dependency: str | None = None
    rule_id: str | None = None
    instead: str | None = None
    errors: list[dict[str, Any]] | None = None


class Amount(Wire):
    minor: int
    currency: str


# Products -------------------------------------------------------------------------------------------------


class EvidenceRef(Wire):
    kind: str
    id: str
    quote: str | None = None
    count: int | None = None
    of: int | None = None


class Reason(Wire):
    text: str
    evidence: list[EvidenceRef] = []


class VariantItem(Wire):
    sku: str
    options: dict[str, str] = {}
    label: str = ""
    price: Amount | None = None
    list_price: Amount | None = None
    available: bool
    stock: int | None = None
    image_url: str | None = None


class Item(Wire):
    position: int
    product_id: str
    sku: str
    title: str
    brand: str | None = None
    category: list[str] = []
    price: Amount | None = None
    list_price: Amount | None = None
    rating: float | None = None
    rating_count: int | None = None
    image_url: str | None = None
    url: str | None = None
    available: bool
    stock: int | None = None
    variants: list[VariantItem] | None = None
    score: float | None = None
    reasons: list[Reason] = []


class AttributeValue(Wire):
    name: str
    label: str
    value: str
    raw: bool | float | str | None = None
    unit: str | None = None


class ReviewItem(Wire):
    review_id: str
    author: str
    stars: int
    title: str = ""
    text: str
    language: str = "en"
    at: datetime | None = None
    verified: bool = False


class ProductDetail(Item):
    description: str = ""
    attributes: list[AttributeValue] = []
    images: list[str] = []
    reviews: list[ReviewItem] = []


class Facet(Wire):
    value: str
    label: str
    count: int


class Relaxation(Wire):
    """A condition that leaves nothing, and how many there are without it."""

    name: str
    text: str
    count: int


class SearchPage(Wire):
    slate_id: str
    items: list[Item]
    facets: dict[str, list[Facet]] = {}
    applied: dict[str, Any] = {}
    relaxations: list[Relaxation] = []
    total: int = 0
    next_cursor: str | None = None
    notice: str | None = None


class Recommendations(Wire):
    slate_id: str
    items: list[Item]
    title: str = ""
    notice: str | None = None


class InspectedClaim(Wire):
    kind: str
    text: str | None = None
    weight: float
    evidence: list[EvidenceRef] = []


class InspectedItem(Wire):
    """One place of a slate as the desk sees it: what its score comes from, and its claims with their share of it."""

    position: int
    product_id: str
    title: str
    score: float
    sources: dict[str, float] = {}
    claims: list[InspectedClaim] = []
    propensity: float | None = None


class LeftOut(Wire):
    """A product that was good enough to show, and the rule that kept it out."""

    product_id: str
    title: str
    rule: str
    text: str


class Absence(Wire):
    """Why one product is not in the slate; `place` is where it stands by score alone."""

    product_id: str
    title: str
    rule: str
    text: str
    place: int | None = None
    score: float = 0.0
    lowest: float = 0.0


class InspectedSlate(Wire):
    items: list[InspectedItem]
    left: list[LeftOut] = []
    absence: Absence | None = None
    version: str = ""
    degraded: str | None = None


class Suggestions(Wire):
    items: list[str] = []


class CategoryItem(Wire):
    category_id: str
    name: str
    name_zh: str | None = None
    parent_id: str | None = None
    image_url: str | None = None
    product_count: int = 0


# Orders and parcels ---------------------------------------------------------------------------------------


class OrderLineItem(Wire):
    line_id: str
    sku: str
    product_id: str
    title: str
    options: dict[str, str] = {}
    quantity: int
    price: Amount
    state: str
    image_url: str | None = None


class PaymentItem(Wire):
    kind: str
    method: str
    amount: Amount
    at: datetime | None = None


class AddressItem(Wire):
    name: str = ""
    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""


class ShipmentEventItem(Wire):
    at: datetime
    text: str
    place: str | None = None
    code: str | None = None


class ShipmentItem(Wire):
    shipment_id: str
    order_id: str | None = None
    carrier: str
    tracking_number: str
    state: str
    state_text: str = ""
    eta: str | None = None
    eta_from: datetime | None = None
    eta_to: datetime | None = None
    late_days: int | None = None
    note: str | None = None
    """What is unusual about it and why, in one sentence: late, stuck, lost, sent back."""
    line_ids: list[str] = []
    events: list[ShipmentEventItem] = []


class OrderItem(Wire):
    order_id: str
    state: str
    state_text: str = ""
    placed_at: datetime | None = None
    lines: list[OrderLineItem] = []
    payments: list[PaymentItem] = []
    total: Amount
    shipping: Amount | None = None
    discount: Amount | None = None
    address: AddressItem | None = None
    shipments: list[ShipmentItem] = []
    as_of: datetime | None = None
    """Set where the shop's own system is away: an older copy, true at that time."""


# Carts and offers -----------------------------------------------------------------------------------------


class CartLineItem(Wire):
    line_id: str
    sku: str
    product_id: str
    title: str
    options: dict[str, str] = {}
    quantity: int
    price: Amount | None = None
    line_total: Amount | None = None
    image_url: str | None = None
    available: bool = True


class Cart(Wire):
    lines: list[CartLineItem] = []
    subtotal: Amount
    discount: Amount | None = None
    total: Amount
    code: str | None = None
    offer_title: str | None = None
    can_undo: bool = False
    change: str | None = None
    """What the last change did, in words."""


class AddLine(Strict):
    sku: str = Field(min_length=1, max_length=200)
    quantity: int = Field(default=1, ge=1, le=99)


class ChangeLine(Strict):
    quantity: int = Field(ge=1, le=99)


class Offer(Wire):
    offer_id: str
    title: str
    terms: str
    code: str | None = None
    expires_at: datetime | None = None
    saves: Amount | None = None


# Documents ------------------------------------------------------------------------------------------------


class DocumentHead(Wire):
    """`kind` is `policy`, `faq` or `manual`; a manual may belong to a product."""

    document_id: str
    kind: str
    title: str
    url: str | None = None
    product_id: str | None = None


class DocumentSection(Wire):
    """`id` is what citations carry; `anchor` the place in the document."""

    id: str
    heading: str
    text: str
    anchor: str | None = None


class DocumentText(DocumentHead):
    language: str
    sections: list[DocumentSection]


# Conversations --------------------------------------------------------------------------------------------


class Citation(Wire):
    kind: str
    id: str
    title: str
    quote: str
    url: str | None = None


class ProductsPart(Wire):
    type: Literal["products"] = "products"
    slate_id: str
    items: list[Item]


class ComparisonRow(Wire):
    name: str
    values: list[str | None]
    best: int | None = None
    """Index of the better value, where one is plainly better."""
    best_text: str | None = None


class ComparisonPart(Wire):
    type: Literal["comparison"] = "comparison"
    product_ids: list[str]
    titles: list[str] = []
    rows: list[ComparisonRow]


class OrderPart(Wire):
    type: Literal["order"] = "order"
    order: OrderItem


class ShipmentPart(Wire):
    type: Literal["shipment"] = "shipment"
    shipment: ShipmentItem


class CartPart(Wire):
    type: Literal["cart"] = "cart"
    cart: Cart


class MoneyLine(Wire):
    label: str
    amount: Amount
    method: str | None = None


class ConfirmationPart(Wire):
    type: Literal["confirmation"] = "confirmation"
    confirmation_id: str
    action: str
    summary: str
    details: list[str] = []
    money: list[MoneyLine] = []
    expires_at: datetime | None = None
    state: Literal["proposed", "confirmed", "done", "failed", "rejected", "expired"]


class OfferPart(Wire):
    type: Literal["offer"] = "offer"
    offer_id: str
    title: str
    terms: str
    code: str | None = None
    expires_at: datetime | None = None
    saves: Amount | None = None
    """On the cart as it is."""


class CitationPart(Wire):
    type: Literal["citation"] = "citation"
    citation: Citation


class HandoffPart(Wire):
    type: Literal["handoff"] = "handoff"
    ticket_id: str
    reason: str
    team: str
    answers_from: datetime | None = None
    """When people are there again; `None`: now."""


class DocumentPart(Wire):
    """A paper of the shopper's own, an invoice; `url` opens with the shopper's token only."""

    type: Literal["document"] = "document"
    document_id: str
    title: str
    url: str
    media_type: str = "text/html"


Part = Annotated[
    ProductsPart
    | ComparisonPart
    | OrderPart
    | ShipmentPart
    | CartPart
    | ConfirmationPart
    | OfferPart
    | CitationPart
    | DocumentPart
    | HandoffPart,
    Field(discriminator="type"),
]

Outcome = Literal["failed", "handed_off", "needs_confirmation", "needs_input", "refused", "answered"]
OUTCOMES: tuple[Outcome, ...] = ("failed", "handed_off", "needs_confirmation", "needs_input", "refused", "answered")
"""The strongest first."""


class Usage(Wire):
    brain: str = "offline"
    model_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    tool_calls: int = 0
    milliseconds: float = 0.0
    fallback: str | None = None
    """Why another brain than the one asked for answered."""
    answered_by: str = "offline"
    """The brain that finished the answer: after a fallback another than `brain`."""
    model_milliseconds: float = 0.0
    """Of `milliseconds`, the time spent waiting for a model."""
    cost_micros: int | None = 0
    """Millionths of `cost_currency`; null where the model's price is not known."""
    cost_currency: str = "USD"
    tokens_estimated: bool = False
    """The model's server did not tell its usage."""


class Reply(Wire):
    message_id: str
    text: str
    language: str = "en"
    intents: list[str] = []
    parts: list[Part] = []
    citations: list[Citation] = []
    suggestions: list[str] = []
    outcome: Outcome = "answered"
    usage: Usage = Usage()


class Context(Strict):
    """Where the shopper is in the shop while writing."""

    page: str | None = Field(default=None, max_length=500)
    product_id: str | None = Field(default=None, max_length=200)
    query: str | None = Field(default=None, max_length=500)


class NewMessage(Strict):
    text: str = Field(min_length=1)
    context: Context | None = None


class Decision(Strict):
    decision: Literal["approve", "reject"]
    note: str | None = Field(default=None, max_length=2_000)


class Feedback(Strict):
    message_id: str | None = None
    slate_id: str | None = None
    product_id: str | None = None
    kind: Literal["up", "down", "not_this", "bought_already"]
    comment: str | None = Field(default=None, max_length=2_000)


class MessageItem(Wire):
    message_id: str
    role: Literal["shopper", "assistant", "staff"]
    text: str
    parts: list[Part] = []
    at: datetime
    name: str | None = None
    """Of a member of staff."""
    suggestions: list[str] = []


ConversationState = Literal["bot", "waiting", "staff", "closed"]


class ConversationItem(Wire):
    id: str
    state: ConversationState
    messages: list[MessageItem] = []
    language: str = "en"
    created_at: datetime | None = None
    updated_at: datetime | None = None
    last_event_id: int = 0


class Created(Wire):
    id: str


class Started(Wire):
    """The widget's first screen: the shop, one warm line, and things to try."""

    shop: dict[str, str]
    greeting: str
    suggestions: list[dict[str, str]]


# Frames of a stream ---------------------------------------------------------------------------------------

FrameName = Literal[
    "turn.started", "step.started", "tool.started", "tool.finished", "products", "text.delta", "reason", "comparison",
    "order", "shipment", "cart", "offer", "confirmation.required", "handoff", "citation", "document", "message",
    "usage", "turn.finished", "error",
]  # fmt: skip


class Frame(Wire):
    """One event of a stream: `id` grows within the conversation, `payload` is the JSON after `data:`."""

    id: int
    event: FrameName
    payload: dict[str, Any]


# Who ------------------------------------------------------------------------------------------------------


class Token(Wire):
    token: str
    customer_id: str
    role: str = "shopper"
    expires_at: datetime


class DemoTokenRequest(Strict):
    customer_id: str | None = None
    role: Literal["shopper", "staff", "admin"] = "shopper"


class DemoCustomer(Wire):
    customer_id: str
    name: str
    note: str = ""


# Events, profile ------------------------------------------------------------------------------------------


class EventIn(Strict):
    event_id: str = Field(min_length=1, max_length=200)
    kind: str
    product_id: str | None = None
    sku: str | None = None
    query: str | None = Field(default=None, max_length=2_000)
    slate_id: str | None = None
    position: int | None = Field(default=None, ge=0, le=100_000)
    at: datetime
    properties: dict[str, Any] = {}


class EventBatch(Strict):
    events: list[dict[str, Any]] = Field(max_length=1_000)
    """Each is an `EventIn`; a malformed one is rejected by itself, the rest is kept."""


class RejectedEvent(Wire):
    event_id: str
    reason: str


class EventsAccepted(Wire):
    accepted: int
    duplicates: int
    rejected: list[RejectedEvent] = []


class FactItem(Wire):
    fact_id: str
    kind: str
    name: str
    value: str
    source: str
    """`stated`, `conversation` (was asked for), `inferred` (from what was looked at and bought), `imported`."""
    at: datetime
    label: str = ""
    """The value in words, in the shopper's language."""
    strength: float = 1.0
    """What it counts today, 0 to 1: facts fade."""


class ProfileChange(Strict):
    consent: bool
    """Whether facts may be kept and used; withdrawing it deletes those that are kept."""


class FactChange(Strict):
    value: str = Field(min_length=1, max_length=80)


class Profile(Wire):
    customer_id: str
    name: str = ""
    email: str | None = None
    language: str = "en"
    personalise: bool = True
    """The shopper's consent."""
    facts: list[FactItem] = []


class Export(Wire):
    """Everything the shop holds about a shopper: rows by table."""

    customer_id: str
    exported_at: datetime
    tables: dict[str, list[dict[str, Any]]] = {}


# Staff ----------------------------------------------------------------------------------------------------


class InboxItem(Wire):
    id: str
    state: ConversationState
    customer_id: str
    customer_name: str = ""
    language: str = "en"
    last_text: str = ""
    last_role: str = ""
    updated_at: datetime
    waiting_since: datetime | None = None
    ticket_id: str | None = None
    reason: str | None = None
    team: str | None = None
    priority: str | None = None
    summary: str | None = None
    open_questions: list[str] = []
    evidence: list[str] = []
    assignee: str | None = None
    order_value: Amount | None = None


class StaffReply(Strict):
    text: str = Field(min_length=1, max_length=4_000)


class Handback(Strict):
    summary: str = Field(default="", max_length=4_000)


class ToolCallItem(Wire):
    call_id: str
    name: str
    arguments: dict[str, Any] = {}
    result: str = ""
    error: str | None = None
    milliseconds: float = 0.0
    evidence: list[dict[str, Any]] = []


class GateDecision(Wire):
    sentence: str
    verdict: Literal["passed", "repaired", "replaced", "withheld"]
    faults: list[str] = []


class TurnItem(Wire):
    """How one answer came about, for the staff."""

    turn_id: str
    at: datetime
    shopper_text: str = ""
    reply_text: str = ""
    outcome: str = ""
    understanding: dict[str, Any] = {}
    tool_calls: list[ToolCallItem] = []
    gate: list[GateDecision] = []
    usage: Usage = Usage()
    state: str = "finished"


class ApprovalItem(Wire):
    """Something a colleague must allow before it is done."""

    approval_id: str
    action: str
    summary: str
    rule_id: str | None = None
    customer_id: str | None = None
    conversation_id: str | None = None
    order_id: str | None = None
    details: list[str] = []
    money: list[MoneyLine] = []
    amount: Amount | None = None
    state: Literal["waiting", "approved", "rejected"] = "waiting"
    created_at: datetime | None = None
    staff_id: str | None = None
    note: str = ""
    decided_at: datetime | None = None


class ReturnItem(Wire):
    """Goods on their way back to the shop."""

    return_id: str
    order_id: str
    customer_id: str
    kind: Literal["return", "exchange"] = "return"
    state: str
    pieces: int
    reason: str = ""
    refund: Amount | None = None
    """Goes back to the shopper when the goods are here; negative: an exchange costs that much more."""
    requested_at: datetime | None = None
    closed_at: datetime | None = None


class Health(Wire):
    status: Literal["ok", "degraded", "unavailable"]
    checks: dict[str, str] = {}
    version: str = ""
