"""Which flows a message needs, in the order it asks for them."""

from collections.abc import Callable

from agent.absence import absent_product
from agent.aftersale import about_orders, answers_service, asks_in_words
from agent.brains.offline import (
    flows_absence,
    flows_bundle,
    flows_buy,
    flows_cart,
    flows_claims,
    flows_codes,
    flows_compare,
    flows_desk,
    flows_find,
    flows_memory,
    flows_orders,
    flows_product,
    flows_prove,
    flows_purchases,
    flows_service,
    flows_talk,
)
from agent.brains.offline.replay import Flow
from agent.brains.offline.view import View
from agent.deciding import DECIDED
from agent.dialogue import Task
from agent.referring import meant_products
from agent.turn import Turn
from agent.understanding.addresses import read_address
from agent.understanding.requests import ADDRESS, CANCEL, HOME, ITEMS, PAY, RETURN

Maker = Callable[[View], Flow]
MOST_FLOWS = 3
CERTAIN = 0.3
"""Further intents below this confidence are not acted on."""

FLOWS: dict[str, Maker] = {
    "find": flows_find.find,
    "refine": flows_find.find,
    "more": flows_find.find,
    "season": flows_find.find,
    "gift": flows_find.gift,
    "recommend": flows_find.recommend,
    "similar": flows_find.recommend,
    "goes_with": flows_find.recommend,
    "reorder": flows_find.recommend,
    "relax": flows_find.find,
    "count": flows_find.count,
    "availability": flows_product.availability,
    "price": flows_product.price,
    "ask_product": flows_product.ask,
    "explain": flows_product.explain,
    "compare": flows_compare.compare,
    "cart_add": flows_bundle.add,
    "bundle": flows_bundle.together,
    "cart_change": flows_cart.change,
    "cart_remove": flows_cart.remove,
    "cart_view": flows_cart.look,
    "cart_undo": flows_cart.undo,
    "checkout": flows_buy.checkout,
    "offers": flows_buy.offers,
    "track_order": flows_orders.track,
    "order_status": flows_orders.status,
    "list_orders": flows_orders.listed,
    "cancel_order": flows_desk.attend(CANCEL),
    "refund_status": flows_orders.refund,
    "delivery_time": flows_orders.delivery_time,
    "change_order": flows_desk.attend(ITEMS),
    "return_item": flows_desk.attend(RETURN),
    "exchange_item": flows_desk.attend(ITEMS),
    "change_address": flows_desk.attend(HOME),
    "order_address": flows_desk.attend(ADDRESS),
    "order_payment": flows_desk.attend(PAY),
    "invoice": flows_claims.invoice,
    "claim_parcel": flows_claims.claim,
    "goodwill": flows_claims.goodwill,
    "requests": flows_claims.requests,
    "prove": flows_prove.prove,
    "payment_problem": flows_desk.paying,
    "account": flows_service.beyond,
    "review": flows_service.beyond,
    "newsletter": flows_service.beyond,
    "delivery_options": flows_service.policy,
    "policy": flows_service.policy,
    "complaint": flows_service.complaint,
    "person": flows_service.person,
    "memory": flows_memory.memory,
    "noted": flows_talk.noted,
    "greeting": flows_talk.greeting,
    "thanks": flows_talk.thanks,
    "goodbye": flows_talk.goodbye,
    "identity": flows_talk.identity,
    "yes": flows_talk.yes,
    "no": flows_talk.no,
    "start_over": flows_talk.start_over,
    "out_of_scope": flows_talk.out_of_scope,
    "abuse": flows_talk.abuse,
    "manipulation": flows_talk.manipulation,
}
SERVICE = (flows_claims.claim, flows_claims.goodwill, flows_claims.invoice)
CLEAR = 0.6
ALONE = frozenset({"abuse", "manipulation"})
SMALL = frozenset({"greeting", "thanks", "goodbye", "yes", "no", "identity", "out_of_scope"})
"""Said in passing: they do not need an answer of their own beside a real request."""


def planned(turn: Turn) -> list[Maker]:
    if any(one.call.name == DECIDED for one in turn.called):
        return [flows_talk.decided]
    if (maker := flows_service.by_rule(turn) or flows_codes.about_code(turn)) is not None:
        return [maker]
    if (maker := flows_prove.about_proof(turn) or _of_orders(turn)) is not None:
        return [maker]
    if turn.understanding.intent.detail == "bundle":
        return [flows_bundle.together]
    if turn.understanding.has("cart_add") and not turn.understanding.has("compare") and flows_bundle.means_all(turn):
        return [flows_bundle.add_all]
    return _by_intents(turn)


def _of_orders(turn: Turn) -> Maker | None:
    """What the words themselves ask about orders, before intents are looked at."""
    if absent_product(turn) is not None:
        return flows_absence.why_not
    service = flows_claims.about_service(turn)
    if service is not None and not (service is flows_claims.goodwill and asks_in_words(turn)):
        return service  # who says where the price difference of an exchange goes asks for no favour
    if flows_purchases.counts_variants(turn) and not _counts_a_kind(turn):
        return flows_purchases.variants_counted
    if about_orders(turn):
        return flows_desk.at_desk
    answer = flows_purchases.question_meant(turn)
    return flows_purchases.answering(answer, _usual(turn)) if answer is not None else None


def _counts_a_kind(turn: Turn) -> bool:
    """ "How many desk lamps under 60": things of the shop, and no versions of one of them."""
    need = turn.understanding.need
    filters = need.filters if need is not None else None
    kinds = filters is not None and bool(filters.categories or filters.product_types)
    return kinds and turn.understanding.has("count") and not meant_products(turn)


def _usual(turn: Turn) -> Maker:
    return _by_intents(turn)[0]


def _by_intents(turn: Turn) -> list[Maker]:
    names = _names(turn)
    answered = _answer_to_task(turn, names)
    if answered is not None:
        return [answered]
    if _is_not_understood(turn, names) and not _shows_something(turn):
        return [flows_talk.not_understood]
    makers = list(dict.fromkeys(FLOWS[name] for name in names if name in FLOWS))
    return makers[:MOST_FLOWS] or [flows_talk.not_understood]


def _is_not_understood(turn: Turn, names: list[str]) -> bool:
    """A language nobody here speaks is no question that is none of the shop's business."""
    understanding, task = turn.understanding, turn.dialogue.task
    if task is not None and task.name != "person":
        return False
    return understanding.abstain or (understanding.foreign is not None and names == ["out_of_scope"])


def _shows_something(turn: Turn) -> bool:
    return any(part.type != "handoff" for result in turn.results for part in result.parts)


def _names(turn: Turn) -> list[str]:
    understanding = turn.understanding
    said = understanding.said_intents or understanding.intents
    strongest = understanding.intents[0].name if understanding.intents else ""
    names = [one.name for one in said if one.name == strongest or one.confidence >= CERTAIN] or [strongest]
    alone = [name for name in names if name in ALONE]
    if alone:
        return alone[:1]
    serious = [name for name in names if name not in SMALL]
    if read_address(turn.text) is not None:  # its words are no wishes
        return ["change_address"]
    if "compare" in serious:  # "this one or that one" is no order to buy either
        serious = [name for name in serious if name not in {"cart_add", "ask_product"}]
    if serious and serious[0] in {"find", "gift"}:  # "something to buy" is no wish to pay
        serious = [name for name in serious if name != "checkout"]
    if "person" in serious:  # who asks for a person is not asked whether they want one
        serious = [name for name in serious if name != "complaint"]
    return _without_doubles(serious) or names[:1]


def _without_doubles(names: list[str]) -> list[str]:
    """One slate a turn: of several intents that bring one, the first decides."""
    slates = [name for name in names if FLOWS.get(name) in SLATE_FLOWS]
    return [name for name in names if name not in slates[1:]]


SLATE_FLOWS = (flows_find.find, flows_find.gift, flows_find.recommend)


def _wants_something_else(turn: Turn, maker: Maker) -> bool:
    """A clear wish of another kind is no answer, even if it holds an ordinal that could be one."""
    first = turn.understanding.intents[0] if turn.understanding.intents else None
    if first is None or first.name in SMALL | {"refine", "find"} or FLOWS.get(first.name) is maker:
        return False
    return first.confidence >= CLEAR and View(turn).chosen(turn.dialogue.task or Task(name="")) is None


def _answer_to_task(turn: Turn, names: list[str]) -> Maker | None:
    """Whether the message answers what was asked last (a size, an order, a yes), rather than asks something new."""
    task = turn.dialogue.task
    maker = FLOWS.get(task.name) if task is not None else None
    if task is None or not task.asked:
        return None
    if maker is None or _wants_something_else(turn, maker):
        return None
    if maker in SERVICE:
        return maker if answers_service(turn, task) or turn.understanding.yes_no == "yes" else None
    if maker in (flows_bundle.add, flows_orders.track, flows_orders.status) and View(turn).answers(task):
        return maker
    wanted = turn.understanding.yes_no
    if task.asked == "yes" and wanted == "yes":
        return maker
    return flows_talk.no if task.asked == "yes" and wanted == "no" and set(names) <= SMALL else None
