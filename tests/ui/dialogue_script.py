"""What the scripted wire server answers: a message is matched by a word in it, the answer is a list of steps."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import wire
from tests.ui import shop_window as window


@dataclass(frozen=True)
class Step:
    """One frame; `gate` holds the turn until the test opens it, `cut` breaks the connection after the frame."""

    event: str
    payload: dict[str, Any]
    gate: str | None = None
    cut: bool = False


@dataclass
class Answer:
    text: str
    parts: list[wire.Part] = field(default_factory=list)
    suggestions: list[str] = field(default_factory=list)
    citations: list[wire.Citation] = field(default_factory=list)
    outcome: wire.Outcome = "answered"
    label: str = "Looking through 412 headphones"
    gate_before_text: str | None = None
    cut_after_parts: bool = False
    fails: dict[str, Any] | None = None


def dumped(model: wire.Wire) -> dict[str, Any]:
    return model.model_dump(mode="json", exclude_none=True)


def _headphones(language: str) -> Answer:
    shown = window.items("veltra-calm", "norrin-stay", "alder-two", "veltra-quiet", "harbour-mono", language=language)
    part = wire.ProductsPart(slate_id="slate-1", items=shown)
    if language == "zh":
        return Answer(
            "这 5 款坐火车都够安静，价格从 $39 到 $119。前一款主动降噪，其余靠贴合隔音。"
            "预算在 $60 左右合适吗，还是再低一点？",
            [part],
            ["60 美元以内", "入耳式", "比较前两款"],
            label="正在看 412 款耳机",
        )
    text = (
        "Five that keep a train quiet, from $39 to $119. The first cancels noise actively; "
        "the others block it by their fit. Is around $60 about right, or lower?"
    )
    return Answer(text, [part], ["Under $60", "In-ear", "Compare the first two"])


def _comparison(language: str) -> Answer:
    rows = [
        wire.ComparisonRow(name="Price", values=["$96.00", "$76.00"], best=1, best_text="Cheaper"),
        wire.ComparisonRow(name="Weight", values=["310 g", "250 g"], best=1, best_text="Lighter"),
        wire.ComparisonRow(name="Waterproof", values=["Yes", "No"], best=0, best_text="Better in rain"),
        wire.ComparisonRow(name="Sole", values=["Rubber, deep lugs", "Foam"]),
        wire.ComparisonRow(name="Closure", values=["Laces", "Laces"]),
        wire.ComparisonRow(name="Recycled share", values=["40 %", None]),
    ]
    chinese = dict(zip([row.name for row in rows], ["价格", "重量", "防水", "鞋底", "系带", "再生材料"], strict=True))
    if language == "zh":
        rows = [row.model_copy(update={"name": chinese[row.name], "best_text": None}) for row in rows]
    shown = window.items("tarn-ridge", "fleet-go", language=language)
    part = wire.ComparisonPart(
        product_ids=[each.product_id for each in shown], titles=[each.title for each in shown], rows=rows
    )
    text = (
        "For rain, the Tarn Ridge: its upper is waterproof, the Fleet Go's is not. "
        "The Fleet Go is 60 g lighter and $20 cheaper."
    )
    return Answer(
        text if language == "en" else "雨天选 Tarn Ridge：鞋面防水。Fleet Go 轻 60 克，便宜 $20。",
        [part],
        ["Take the Ridge in 43"],
    )


def _order(language: str) -> Answer:
    text = "Your kettle and mugs left Leipzig this morning. They are two days late because of a sorting delay."
    return Answer(
        text if language == "en" else "您的水壶和杯子今早离开莱比锡，因分拣延误晚了两天。",
        [wire.OrderPart(order=window.order(language))],
        ["Can I still return it?"],
    )


def _return(language: str) -> Answer:
    english = (
        "That makes $66.00 for the kettle and the two mugs. Shall I start the return?",
        "The kettle and two mugs of order 10442 go back.",
        ["Tarn gooseneck kettle, 1 piece", "Night-blue mug, 2 pieces", "Send by 12 December, free of charge"],
        "Refund",
    )
    chinese = (
        "水壶和两只杯子共退 $66.00。要现在登记退货吗？",
        "订单 10442 的水壶和两只杯子退回。",
        ["Tarn 细口壶，1 件", "夜蓝马克杯，2 件", "12 月 12 日前免费寄回"],
        "退款",
    )
    text, summary, details, label = english if language == "en" else chinese
    part = wire.ConfirmationPart(
        confirmation_id="c-1",
        action="return_items",
        summary=summary,
        details=details,
        state="proposed",
        expires_at=window.now() + timedelta(hours=20),
        money=[wire.MoneyLine(label=label, amount=window.amount(6600), method="Visa •• 4242")],
    )
    citation = wire.Citation(
        kind="policy",
        id="returns",
        title="Returns" if language == "en" else "退货",
        quote="You may send goods back within 30 days of delivery.",
    )
    return Answer(text, [part], citations=[citation], outcome="needs_confirmation")


def _offer(language: str) -> Answer:
    part = wire.OfferPart(
        offer_id="o-1",
        title="10 % off headphones" if language == "en" else "耳机九折",
        code="QUIET10",
        terms="Valid for one order from $40. Not together with other codes."
        if language == "en"
        else "满 $40 可用一次，不与其他优惠码同用。",
        expires_at=window.now() + timedelta(days=5),
    )
    return Answer(
        "There is one offer that fits what you looked at." if language == "en" else "有一个适合您的优惠。", [part]
    )


def _person(language: str) -> Answer:
    part = wire.HandoffPart(
        ticket_id="T-311",
        reason="Third late parcel" if language == "en" else "第三次延误",
        team="Delivery" if language == "en" else "配送",
    )
    text = (
        "I'm sorry, that should not happen three times. I've passed this to our delivery team "
        "with the history, so you won't have to repeat it."
    )
    return Answer(
        text if language == "en" else "很抱歉发生了三次。我已连同经过转给配送团队，您不用再说一遍。",
        [part],
        outcome="handed_off",
    )


def _cart(language: str) -> Answer:
    good = window.goods()[0]
    line = wire.CartLineItem(
        line_id="C1",
        sku="veltra-calm-1",
        product_id=good.product_id,
        title=good.title,
        quantity=1,
        price=window.amount(5490),
        image_url=f"/images/{good.drawing}.svg",
    )
    cart = wire.Cart(
        lines=[line],
        subtotal=window.amount(5490),
        discount=window.amount(-549),
        total=window.amount(4941),
        offer_title="QUIET10",
        can_undo=True,
        change="Added: Veltra Calm, 1 piece",
    )
    return Answer("Added the Veltra Calm for $54.90.", [wire.CartPart(cart=cart)])


def _markup(language: str) -> Answer:
    bad = "<img src=x onerror=\"window.hacked='yes'\"><b>Bold</b>"
    shown = [
        window.items("mug-pair")[0].model_copy(
            update={
                "title": bad,
                "url": "javascript:window.hacked='yes'",
                "image_url": "javascript:window.hacked='yes'",
                "reasons": [wire.Reason(text=bad, evidence=[wire.EvidenceRef(kind="review", id="r", quote=bad)])],
            }
        )
    ]
    return Answer(f"Look: {bad}", [wire.ProductsPart(slate_id="slate-x", items=shown)], [bad])


def _long(language: str) -> Answer:
    lines = "\n".join(
        f"- **Point {number}**: a sentence that says something about kettles and how they pour."
        for number in range(1, 15)
    )
    return Answer(f"Here is what to look at.\n\n{lines}\n\nAnd a last word.")


SCRIPT: tuple[tuple[tuple[str, ...], Callable[[str], Answer]], ...] = (
    (("headphones", "耳机"), _headphones),
    (("compare", "比较"), _comparison),
    (("order", "订单"), _order),
    (("return", "退"), _return),
    (("offer", "优惠"), _offer),
    (("person", "人工"), _person),
    (("markup",), _markup),
    (("long",), _long),
    (("cart",), _cart),
)


def answer_to(text: str, language: str) -> Answer:
    """Match a message; `cut`, `wait` and `fail` in it bend the answer."""
    low = text.lower()
    made = next(
        (make(language) for words, make in SCRIPT if any(word in low for word in words)),
        Answer("I'm here for the shop: finding things, orders, returns."),
    )
    if "cut" in low:
        made.cut_after_parts = True
    if "wait" in low:
        made.gate_before_text = "go"
    if "fail" in low:
        made.fails = {"code": "brain_failed", "message": "The brain stopped.", "retryable": True}
    return made


_EVENTS = {"products": "products", "confirmation": "confirmation.required"}


def steps(answer: Answer, message_id: str, language: str) -> Iterator[Step]:
    """The frames of a turn in the order the wire promises: products before the first word."""
    yield Step("turn.started", {"turn_id": f"t-{message_id}"})
    yield Step("tool.started", {"call_id": "k1", "name": "search_products", "label": answer.label})
    early = [part for part in answer.parts if part.type == "products"]
    for part in early:
        yield Step("products", dumped(part), cut=answer.cut_after_parts)
    if answer.cut_after_parts and not early:
        yield Step("step.started", {"name": "think", "label": answer.label}, cut=True)
    if answer.gate_before_text:
        yield Step("step.started", {"name": "think", "label": answer.label}, gate=answer.gate_before_text)
    if answer.fails:
        yield Step("error", answer.fails)
        return
    for start in range(0, len(answer.text), 18):
        yield Step("text.delta", {"message_id": message_id, "delta": answer.text[start : start + 18]})
    for later in answer.parts:
        if later.type != "products":
            yield Step(_EVENTS.get(later.type, later.type), dumped(later))
    yield Step("turn.finished", reply(answer, message_id, language))


def reply(answer: Answer, message_id: str, language: str) -> dict[str, Any]:
    return dumped(
        wire.Reply(
            message_id=message_id,
            text=answer.text,
            language=language,
            parts=answer.parts,
            citations=answer.citations,
            suggestions=answer.suggestions,
            outcome=answer.outcome,
        )
    )
