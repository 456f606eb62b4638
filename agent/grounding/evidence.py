"""What may be said in this turn: facts with their entity and field, texts that may be quoted, the shopper's own words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property

import wire
from agent.facts import still_valid
from agent.grounding.foreign import is_an_order, is_foreign
from agent.grounding.quantities import Quantity, quantities
from agent.turn import Turn
from shop.money import Money
from tools.result import Fact, ToolResult

Value = Money | int | float | bool | str | datetime


@dataclass(frozen=True)
class Text:
    """Words from a tool that may be repeated: a passage, a quote, a reason, a summary."""

    entity: str
    words: str


@dataclass(frozen=True)
class Evidence:
    facts: tuple[Fact, ...]
    texts: tuple[Text, ...] = ()
    shopper: str = ""
    """What the shopper wrote; their own numbers may be repeated as theirs."""
    moment: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    said: str = ""
    """What this answer has said so far: what "it" refers to."""
    on_screen: tuple[str, ...] = ()
    """Entities of the newest slate in order: what "the second one" is."""
    shown: int = 0
    """How many things the newest cards show."""
    focus: str | None = None
    attribute_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Attribute name → the words it is called by."""
    kinds: str = ""
    """Words for kinds of things, folded: they name no single product even where only one title has them."""
    tools: frozenset[str] = frozenset()
    """Tools that have succeeded in this turn."""

    @classmethod
    def of_turn(cls, turn: Turn) -> "Evidence":
        fresh = turn.facts
        restated = {(fact.entity, fact.field) for fact in fresh}
        held = still_valid(turn.dialogue.facts, turn.moment)
        facts = [*fresh, *(fact for fact in held if (fact.entity, fact.field) not in restated)]
        results = turn.results
        told = (text for result in results for text in texts_of(result))
        return cls(
            facts=tuple(dict.fromkeys(fact for fact in facts if not is_an_order(_foreign_words(fact)))),
            texts=(*(text for text in told if _is_rule(text) or not is_an_order(text.words)), *_asked_before(turn)),
            shopper=_shopper_words(turn),
            moment=turn.moment,
            on_screen=_on_screen(turn),
            shown=_shown(results),
            focus=f"product:{turn.dialogue.focus_product}" if turn.dialogue.focus_product else None,
            attribute_words=_attribute_words(results),
            kinds=_kind_words(turn),
            tools=frozenset(result.tool for result in results if result.problem is None),
        )

    def after(self, said: str) -> "Evidence":
        """The same, after these words; what was worked out of the facts is kept."""
        if said == self.said:
            return self
        later = replace(self, said=said)
        later.__dict__.update({name: value for name, value in self.__dict__.items() if name in WORKED_OUT})
        return later

    @cached_property
    def by_entity(self) -> Mapping[str, tuple[Fact, ...]]:
        grouped: dict[str, list[Fact]] = {}
        for fact in self.facts:
            grouped.setdefault(fact.entity, []).append(fact)
        return {entity: tuple(facts) for entity, facts in grouped.items()}

    @cached_property
    def labels(self) -> Mapping[str, frozenset[str]]:
        """Every entity and the names it goes by."""
        names: dict[str, set[str]] = {}
        for fact in self.facts:
            if fact.label and ":" in fact.entity:  # the cart's label tells what was done, and is no name
                names.setdefault(fact.entity, set()).add(fact.label)
            if fact.field in {"title", "item"} and isinstance(fact.value, str):
                names.setdefault(fact.entity, set()).add(fact.value)
        return {entity: frozenset(found) for entity, found in names.items()}

    @cached_property
    def all_words(self) -> str:
        """Everything that may be quoted, folded, for literal look-ups."""
        told = [text.words for text in self.texts]
        told += [f"{fact.label} {fact.value}" for fact in self.facts]
        return folded(" ".join([*told, self.shopper]))

    @cached_property
    def trusted_words(self) -> str:
        """What the shop itself says, folded: no buyer's, seller's or carrier's words, and not the shopper's."""
        foreign = [fact.value for fact in self.facts if isinstance(fact.value, str) and is_foreign(fact.field)]
        own = [text.words for text in self.texts if not text.entity.startswith("review:")]
        told = [words for words in own if not any(folded(one) in folded(words) for one in foreign)]
        told += [f"{fact.label} {fact.value}" for fact in self.facts if not is_foreign(fact.field)]
        return folded(" ".join(told))

    @cached_property
    def text_quantities(self) -> tuple[tuple[str, Quantity], ...]:
        """Numbers in evidence texts and in the texts of facts, with their entity."""
        told = [(text.entity, text.words) for text in self.texts]
        told += [(fact.entity, fact.value) for fact in self.facts if isinstance(fact.value, str)]
        read = ((entity, words, found) for entity, words in told for found in quantities(words))
        return tuple((entity, found) for entity, words, found in read if not _is_an_amount(words, found))

    @cached_property
    def shopper_quantities(self) -> tuple[Quantity, ...]:
        return tuple(quantities(self.shopper))

    def facts_of(self, entities: Iterable[str]) -> Iterator[Fact]:
        for entity in entities:
            yield from self.by_entity.get(entity, ())


WORKED_OUT = frozenset(name for name, value in vars(Evidence).items() if isinstance(value, cached_property))


def _is_an_amount(words: str, found: Quantity) -> bool:
    """A field's amount, and nothing else: it is held against its field and not repeated as a text is."""
    return found.kind == "money" and found.text.strip() == words.strip()


def _asked_before(turn: Turn) -> Iterator[Text]:
    """Names that were never a claim, and the open task's question: it was checked when it was first put."""
    yield Text("shop", f"{turn.shop_name} {turn.first_name}")
    if turn.dialogue.task is not None and turn.dialogue.task.question:
        yield Text("task", turn.dialogue.task.question)


def _foreign_words(fact: Fact) -> str:
    return fact.value if isinstance(fact.value, str) and not fact.entity.startswith("passage:") else ""


def _is_rule(text: Text) -> bool:
    return text.entity.startswith(("passage:", "offer:", "shop", "task", "problem"))


def folded(text: str) -> str:
    """For comparing words: case, typographic quotes, dashes and spaces do not matter."""
    for curly, straight in (
        ("’", "'"),
        ("‘", "'"),
        ("“", '"'),
        ("”", '"'),
        ("–", "-"),
        ("—", "-"),
        ("，", ","),
        ("。", "."),
    ):
        text = text.replace(curly, straight)
    return " ".join(text.casefold().split())


def texts_of(result: ToolResult) -> Iterator[Text]:
    """The words of a result that are the shop's own or a person's, by what they are about."""
    for citation in result.citations:
        source = "review" if citation.kind == "review" else "passage"  # a buyer's words are no rule of the shop
        yield Text(f"{source}:{citation.id}", f"{citation.title}. {citation.quote}")
    if result.problem is not None:
        yield Text("problem", f"{result.problem.text} {result.problem.instead or ''}")
    for part in result.parts:
        yield from _part_texts(part)
    for name in ("answer", "text", "summary"):
        told = getattr(result.payload, name, None)
        if isinstance(told, str):
            yield Text("answer", told)
    for told in getattr(result.payload, "reasons", ()) or ():
        yield Text("answer", str(getattr(told, "text", told)))


def _part_texts(part: wire.Part) -> Iterator[Text]:  # noqa: C901  (one flat case a kind of part)
    match part:
        case wire.ProductsPart():
            for item in part.items:
                yield from _item_texts(item)
        case wire.ComparisonPart():
            for row in part.rows:
                for entity, value in zip(part.product_ids, row.values, strict=False):
                    yield Text(f"product:{entity}", f"{row.name} {value or ''} {row.best_text or ''}")
        case wire.ConfirmationPart():
            money = " ".join(
                f"{line.label} {Money(line.amount.minor, line.amount.currency)} {line.method or ''}"
                for line in part.money
            )
            yield Text(f"proposal:{part.confirmation_id}", " ".join([part.summary, *part.details, money]))
        case wire.OfferPart():
            yield Text(f"offer:{part.offer_id}", f"{part.title} {part.terms} {part.code or ''}")
        case wire.OrderPart():
            yield Text(f"order:{part.order.order_id}", _order_words(part.order))
        case wire.ShipmentPart():
            yield Text(f"shipment:{part.shipment.shipment_id}", _shipment_words(part.shipment))
        case wire.CartPart():
            yield Text(
                "cart",
                " ".join(
                    [
                        part.cart.change or "",
                        *(f"{line.title} {line.quantity} × {line.title}" for line in part.cart.lines),
                    ]
                ),
            )
        case wire.HandoffPart():
            yield Text(f"ticket:{part.ticket_id}", f"{part.ticket_id} {part.team}")
        case _:
            return


def _item_texts(item: wire.Item) -> Iterator[Text]:
    words = [item.title, item.brand or "", *item.category, *(variant.label for variant in item.variants or [])]
    yield Text(f"product:{item.product_id}", " ".join(words))
    for reason in item.reasons:
        quotes = " ".join(one.quote or "" for one in reason.evidence)
        counts = " ".join(f"{one.count or ''} {one.of or ''}" for one in reason.evidence)
        yield Text(f"product:{item.product_id}", f"{reason.text} {quotes} {counts}")


def _order_words(order: wire.OrderItem) -> str:
    lines = " ".join(f"{line.title} {line.quantity} × {line.title}" for line in order.lines)
    payments = " ".join(f"{one.kind} {one.method}" for one in order.payments)
    return f"{order.order_id} {order.state} {order.state_text} {lines} {payments}"


def _shipment_words(parcel: wire.ShipmentItem) -> str:
    events = " ".join(f"{event.text} {event.place or ''}" for event in parcel.events)
    return f"{parcel.carrier} {parcel.tracking_number} {parcel.state_text} {events} {parcel.eta or ''}"


def _shopper_words(turn: Turn) -> str:
    """This message, earlier ones, and the price limits they have set."""
    filters = turn.dialogue.wants.filters
    limits = [filters.price_min_minor, filters.price_max_minor]
    said = [str(Money(limit + step, turn.currency)) for limit in limits if limit is not None for step in (-1, 0, 1)]
    earlier = [line.text for line in turn.history if line.role == "shopper"]
    return "\n".join([turn.text, turn.dialogue.wants.words, *earlier, *said])


def _kind_words(turn: Turn) -> str:
    wants = turn.dialogue.wants
    categories = {
        name
        for result in turn.results
        for part in result.parts
        if isinstance(part, wire.ProductsPart)
        for item in part.items
        for name in item.category
    }
    return folded(
        " | ".join([wants.words, *wants.filters.product_types, *wants.filters.categories, *sorted(categories)])
    )


def _shown(results: Sequence[ToolResult]) -> int:
    slates = [part for result in results for part in result.parts if isinstance(part, wire.ProductsPart)]
    return len(slates[-1].items) if slates else 0


def _on_screen(turn: Turn) -> tuple[str, ...]:
    fresh = [
        part
        for result in turn.results
        for part in result.parts
        if isinstance(part, wire.ProductsPart) and len(part.items) > 1
    ]
    if fresh:
        return tuple(f"product:{item.product_id}" for item in fresh[-1].items)
    slate = turn.dialogue.slate
    return tuple(f"product:{product_id}" for product_id in slate.product_ids) if slate else ()


def _attribute_words(results: Sequence[ToolResult]) -> Mapping[str, tuple[str, ...]]:
    """Labels that tools gave for attributes; a name's own words serve where there is none."""
    found: dict[str, tuple[str, ...]] = {}
    for result in results:
        told = getattr(result.payload, "attributes", None)
        if isinstance(told, Mapping):
            for rows in told.values():
                found.update({str(row[0]): (str(row[1]),) for row in rows})
    return found
