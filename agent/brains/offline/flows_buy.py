"""Paying and offers: an order is only ever proposed, an offer only ever the shop's own."""

import re
from collections.abc import Sequence

import wire
from agent.brains.offline.problems import refused, trouble
from agent.brains.offline.replay import Flow, Said
from agent.brains.offline.view import View
from agent.dialogue import Task
from tools.result import ToolResult

NAMING_ITEMS = frozenset({"return_items", "exchange_items", "modify_items", "modify_payment", "claim_parcel"})
NAMING_MONEY = NAMING_ITEMS | {"goodwill"}
BY_A_COLLEAGUE = re.compile(r"\((?:rule |规则 )T\d\)|（规则 T\d）")
NAMING_ADDRESS = frozenset({"modify_address", "change_default_address"})
PROMISED = re.compile(r"\b(?:promised|said|told me|supposed to|owe|guaranteed)\b|答应|说过|说好|承诺", re.IGNORECASE)


def checkout(view: View) -> Flow:
    """ "How do I order" is told; "check out" is proposed and waits for the shopper's own yes."""
    strongest = next((one for one in view.turn.understanding.intents if one.name == "checkout"), None)
    if strongest is not None and strongest.detail == "how":
        return Said(view.say("checkout.how"), suggestions=(view.plain("suggest.cart"), view.plain("suggest.checkout")))
    result = yield view.call("propose_checkout")
    return proposed(view, result)


def proposed(view: View, result: ToolResult) -> Said:
    """A confirmation is on screen: what it holds in one sentence, and the question."""
    part = next((part for part in result.parts if isinstance(part, wire.ConfirmationPart)), None)
    if part is None:
        if result.problem is not None and result.problem.kind in {"refused", "needs", "invalid"}:
            return Said(refused(view, result), outcome="refused", suggestions=(view.plain("suggest.person"),))
        return trouble(view, result) or Said(view.say("trouble.unknown"))
    key = f"confirm.{part.action}" if view.words.has(f"confirm.{part.action}") else "confirm.any"
    return Said(
        _proposal_words(view, part),
        question=view.say(key),
        outcome="needs_confirmation",
        suggestions=view.words.all_of("suggest.yes_no"),
    )


def _proposal_words(view: View, part: wire.ConfirmationPart) -> str:
    """Of a cancellation what matters is the money; else the summary, the items and the money as on the card."""
    back = part.money[0] if part.action == "cancel_order" and part.money else None
    if back is not None and back.method:
        return view.say("confirm.refunded", amount=view.money(back.amount), method=back.method)
    zh = view.language == "zh"
    summary = part.summary.strip()
    items = ("；" if zh else "; ").join(detail for detail in part.details if "×" in detail)
    if items and part.action in NAMING_ITEMS:
        summary = f"{summary}{'：' if zh else ': '}{items}"
    if part.action in NAMING_ADDRESS and part.details:
        summary = part.details[0]
    closing = "" if summary.endswith((".", "。", "!", "?")) else "。" if zh else "."
    moves = [_money_words(view, line) for line in part.money] if part.action in NAMING_MONEY else []
    waits = [detail for detail in part.details if BY_A_COLLEAGUE.search(detail)]
    return view.sentences(f"{summary}{closing}", *moves, *waits)


def _money_words(view: View, line: wire.MoneyLine) -> str:
    key = "confirm.money" if line.method else "confirm.money_plain"
    return view.plain(key, label=line.label, amount=view.money(line.amount), method=line.method or "")


def offers(view: View) -> Flow:
    """What the shop has for this shopper; what someone is said to have promised is not among it unless it is there."""
    result = yield view.call("find_offers")
    told = [part for part in result.parts if isinstance(part, wire.OfferPart)]
    unseen = view.say("offers.unseen") if _claims_another(view, told) else ""
    if not told:
        said = trouble(view, result) or Said(unseen or view.say("offers.none"), suggestions=_offer_steps(view))
        return said
    first = next((one for one in told if one.code), told[0])
    text = view.sentences(unseen, _offer_words(view, first))
    code = first.code
    if not code:
        return Said(text, suggestions=(view.plain("suggest.checkout"), view.plain("suggest.cart")))
    steps = (view.plain("suggest.use_code", code=code), view.plain("suggest.checkout"), view.plain("suggest.cart"))
    return Said(text, suggestions=steps, task=Task(name="add_code", slots={"code": code}))


def _claims_another(view: View, told: Sequence[wire.OfferPart]) -> bool:
    """A percentage the shopper names as promised, that no offer has."""
    named = re.findall(r"\d+(?=\s?(?:%|percent|％|折))", view.turn.text)
    words = " ".join(f"{one.title} {one.terms}" for one in told)
    return bool(named) and PROMISED.search(view.turn.text) is not None and not any(one in words for one in named)


def _offer_words(view: View, offer: wire.OfferPart) -> str:
    terms = offer.terms.rstrip(".。")
    if not offer.code:
        return view.say("offers.plain", title=offer.title, terms=terms)
    if offer.expires_at is None:
        return view.say("offers.coded", title=offer.title, terms=terms, code=offer.code)
    day = view.day(offer.expires_at)
    return view.say("offers.coded_until", title=offer.title, terms=terms, code=offer.code, day=day)


def _offer_steps(view: View) -> tuple[str, ...]:
    return (view.plain("suggest.on_sale"), view.plain("suggest.cart"))
