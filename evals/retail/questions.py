"""What a customer asks so that a value of `communicate_info` is the answer: found in the task's own facts."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from evals.retail.states import cents
from evals.retail.tasks import RetailTask, State
from evals.retail.wishes import Knowledge, Wish


@dataclass(frozen=True)
class Question:
    """`asks` in several wordings; `after` all writes where the answer depends on them."""

    asks: tuple[str, ...]
    answer: str
    after: bool = False


def questions_of(task: RetailTask, wishes: list[Wish], known: Knowledge) -> list[Question]:
    """One question for each value, or for several that one answer tells; unknown values are asked in the task's words."""
    found: list[Question] = []
    for value in task.to_say:
        made = _question(value, task, wishes, known)
        if all(one.asks != made.asks for one in found):
            found.append(made)
    return found


def _question(value: str, task: RetailTask, wishes: list[Wish], known: Knowledge) -> Question:
    for read in (_tracking, _count, _sums, _prices, _option):
        made = next(read(value, task, wishes, known), None)
        if made is not None:
            return made
    return Question((_in_own_words(task.text),), value, after=True)


Reader = Callable[[str, RetailTask, list[Wish], Knowledge], Iterator[Question]]


def _tracking(value: str, _task: RetailTask, _wishes: list[Wish], known: Knowledge) -> Iterator[Question]:
    for order in known.orders:
        if value in [code for parcel in order["fulfillments"] for code in parcel["tracking_id"]]:
            phrase = order_words(order, known)
            asks = (f"What's the tracking number of {phrase}?", f"Can you give me the tracking number for {phrase}?",
                    f"I need the tracking number of {phrase}.")  # fmt: skip
            yield Question(asks, value)


def _count(value: str, task: RetailTask, _wishes: list[Wish], known: Knowledge) -> Iterator[Question]:
    """How many variants of a product that was looked up, or is talked about, can be had."""
    looked = [action.arguments.get("product_id") for action in task.actions]
    for product in known.bench.shop["products"].values():
        said = re.search(rf"\b{re.escape(_plain(product['name']))}", _plain(task.text))
        there = sum(one["available"] for one in product["variants"].values())
        if value == str(there) and (product["product_id"] in looked or said):
            name = product["name"]
            asks = (f"How many {name} options are available right now?",
                    f"Exactly how many different {name.lower()} variants do you have in stock?",
                    f"Could you tell me how many {name.lower()} options there are in the store at the moment?")  # fmt: skip
            yield Question(asks, value)


def _sums(value: str, _task: RetailTask, wishes: list[Wish], known: Knowledge) -> Iterator[Question]:
    minor = _minor(value)
    if minor is None:
        return
    moves = [_back(wish, known) for wish in wishes if not wish.may_be_refused]
    if moves and minor in {sum(moves), abs(sum(moves)), sum(one for one in moves if one > 0)}:
        back = sum(moves) > 0
        asks = ("How much money will I get back in total?", "And what is the total refund I'll receive for all of that?",
                "How much do I get back altogether?")  # fmt: skip
        dear = ("How much do I have to pay in total for that?", "What does it cost me altogether?",
                "What's the total I have to pay for these changes?")  # fmt: skip
        yield Question(asks if back else dear, value, after=True)
    for wish, move in zip(wishes, moves, strict=False):
        if abs(move) == minor:
            thing = wish.items[0].title.lower() if wish.items else "order"
            verb = "get back" if move > 0 else "pay"
            asks = (f"How much will I {verb} for the {thing}?", f"What's the amount I {verb} for the {thing}?")
            yield Question(asks, value, after=True)
        if wish.kind == "return" and minor == _kept(wish, known):
            asks = ("How much did I pay for the remaining items in that order?",
                    "And what's the total of the items I keep from that order?")  # fmt: skip
            yield Question(asks, value, after=True)


def _kept(wish: Wish, known: Knowledge) -> int:
    """What the items cost that stay."""
    order = known.bench.orders[wish.order_id]
    return sum(cents(one["price"]) for one in order["items"]) - sum(cents(one.state["price"]) for one in wish.items)


def _back(wish: Wish, known: Knowledge) -> int:
    """Minor units the customer gets back; negative: pays."""
    match wish.kind:
        case "cancel":
            return sum(cents(one["amount"]) for one in known.bench.orders[wish.order_id]["payment_history"])
        case "return":
            return sum(cents(item.state["price"]) for item in wish.items)
        case "exchange" | "change":
            return sum(cents(item.state["price"]) - cents(item.new["price"]) for item in wish.items if item.new)
        case _:
            return 0


def _prices(value: str, _task: RetailTask, wishes: list[Wish], known: Knowledge) -> Iterator[Question]:
    minor = _minor(value)
    if minor is None:
        return
    titles = {item["name"] for order in known.orders for item in order["items"]}
    for title in sorted(titles):
        bought = known.of_title(title)
        if len(bought) > 1 and minor == sum(cents(item["price"]) for _, item in bought):
            asks = (f"What's the total price of all the {title.lower()}s I have bought?",
                    f"How much have I paid for all my {title.lower()}s together?")  # fmt: skip
            yield Question(asks, value)
    for order in known.orders:
        if minor == sum(cents(item["price"]) for item in order["items"]):
            phrase = order_words(order, known)
            yield Question((f"How much was {phrase} in total?", f"What did I pay for {phrase}?"), value)
    for order in known.orders:
        for item in order["items"]:
            if minor == cents(item["price"]):
                name = item_words(item, known)
                yield Question((f"How much did I pay for the {name}?", f"What was the price of the {name} I bought?"), value)
    for item in [item for wish in wishes for item in wish.items if item.new]:
        if item.new and minor == cents(item.new["price"]):
            named = ", ".join(item.new["options"].values())
            asks = (f"How much is the {item.title.lower()} ({named})?",)
            yield Question(asks, value)
    for method in known.user["payment_methods"].values():
        if "balance" in method and minor == cents(method["balance"]):
            asks = ("What's the balance on my gift card?", "How much is left on my gift card?")
            yield Question(asks, value)


def _option(value: str, task: RetailTask, _wishes: list[Wish], known: Knowledge) -> Iterator[Question]:
    """An option of something they bought and the instructions speak of."""
    for order in known.orders:
        for item in order["items"]:
            for name, told in item["options"].items():
                if told.casefold() == value.casefold() and _plain(item["name"]) in _plain(task.text):
                    many = "s" if sum(one["name"] == item["name"] for one in order["items"]) > 1 else ""
                    asks = (f"What {name} {'are' if many else 'is'} the {item['name'].lower()}{many} I ordered?",
                            f"Which {name} did I choose for the {item['name'].lower()}{many} I bought?")  # fmt: skip
                    yield Question(asks, value)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _minor(value: str) -> int | None:
    told = value.replace(",", "").lstrip("$")
    return cents(float(told)) if re.fullmatch(r"\d+(?:\.\d{1,2})?", told) else None


def _in_own_words(text: str) -> str:
    """The sentences of the instructions that ask, as the customer would say them."""
    asking = [s for s in re.split(r"(?<=[.!?])\s+", text) if re.search(r"\b(know|ask|how much|how many|what|which)\b", s)]
    said = " ".join(asking) or text
    for old, new in ((r"\bYou want\b", "I want"), (r"\byour\b", "my"), (r"\byou\b", "I"), (r"\bYou\b", "I")):
        said = re.sub(old, new, said)
    return said


# Names a customer gives to what they own -------------------------------------------------------------------------


def order_words(order: State, known: Knowledge, chance: Random | None = None) -> str:
    """`order #W1` where they were told the number, else what is in it: enough to tell it from their other orders."""
    if known.knows_number(order["order_id"]):
        number = order["order_id"]
        return chance.choice([f"order {number}", f"order {number.lstrip('#')}", f"my order {number}"]) if chance else (
            f"order {number}"
        )  # fmt: skip
    others = {item["name"] for one in known.orders if one is not order for item in one["items"]}
    own = [item["name"] for item in order["items"] if item["name"] not in others]
    if own:
        return f"the order with the {(chance.choice(own) if chance else own[0]).lower()}"
    return f"the order with the {' and the '.join(item_words(item, known) for item in order['items'][:2])}"


def item_words(item: State, known: Knowledge) -> str:
    """Its name, with what tells it from others of that name that they bought."""
    same = [one for _, one in known.of_title(item["name"]) if one["item_id"] != item["item_id"]]
    told = [
        value for name, value in item["options"].items() if any(one["options"].get(name) != value for one in same)
    ]
    return f"{' '.join(told[:3])} {item['name'].lower()}".strip() if same else str(item["name"]).lower()
