"""What a customer asks so that a value of `communicate_info` is the answer: found in the task's own facts."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from random import Random

from evals.retail.states import cents
from evals.retail.tasks import Ends, RetailTask, State
from evals.retail.wishes import Knowledge, Wish


@dataclass(frozen=True)
class Question:
    """`asks` in several wordings; `after` all writes where the answer depends on them."""

    asks: tuple[str, ...]
    answer: str
    after: bool = False
    first: bool = False
    """Only before anything is changed is the answer still true."""


def questions_of(task: RetailTask, wishes: list[Wish], known: Knowledge, ends: Ends) -> list[Question]:
    """One question for each value, or for several that one answer tells; others are asked in the task's words."""
    found: list[Question] = []
    for value in sorted(task.to_say, key=lambda one: _minor(one) is None):  # a price also tells which thing is meant
        found.append(_question(value, task, wishes, known, ends, found))
    return found


def _question(
    value: str, task: RetailTask, wishes: list[Wish], known: Knowledge, ends: Ends, before: list[Question]
) -> Question:
    made = next(_same_thing(value, before, known), None) or next(_at_the_end(value, wishes, ends), None)
    if made is not None:
        return made
    for read in (_tracking, _count, _sums, _prices, _option, _address, _saved):
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
    """How many variants can be had of a product that was looked up or is talked about."""
    looked = [action.arguments.get("product_id") for action in task.actions]
    for product in known.bench.shop["products"].values():
        said = re.search(rf"\b{re.escape(_plain(product['name']))}", _plain(task.text))
        there = sum(one["available"] for one in product["variants"].values())
        if value == str(there) and (product["product_id"] in looked or said):
            name = product["name"]
            asks = (
                f"How many {name} options are available right now?",
                f"Exactly how many different {name.lower()} variants do you have in stock?",
                f"Could you tell me how many {name.lower()} options there are in the store at the moment?",
            )
            yield Question(asks, value)


def _sums(value: str, _task: RetailTask, wishes: list[Wish], known: Knowledge) -> Iterator[Question]:
    minor = _minor(value)
    if minor is None:
        return
    moves = [_back(wish, known) for wish in wishes if not wish.may_be_refused]
    if moves and minor in {sum(moves), abs(sum(moves)), sum(one for one in moves if one > 0)}:
        back = sum(moves) > 0
        asks = (
            "How much money will I get back in total?",
            "And what is the total refund I'll receive for all of that?",
            "How much do I get back altogether?",
        )
        dear = ("How much do I have to pay in total for that?", "What does it cost me altogether?",
                "What's the total I have to pay for these changes?")  # fmt: skip
        yield Question(asks if back else dear, value, after=True)
    for wish, move in zip(wishes, moves, strict=False):
        if abs(move) == minor:
            thing = wish.items[0].title.lower() if wish.items else "order"
            verb = "get back" if move > 0 else "pay"
            asked = (f"How much will I {verb} for the {thing}?", f"What's the amount I {verb} for the {thing}?")
            yield Question(asked, value, after=True)
        if wish.kind == "return" and minor == _kept(wish, known):
            left = (
                "How much did I pay for the remaining items in that order?",
                "And what's the total of the items I keep from that order?",
            )
            yield Question(left, value, after=True)


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


def _same_thing(value: str, before: list[Question], known: Knowledge) -> Iterator[Question]:
    """A name or an option of what another answer tells the price of."""
    for question in before:
        minor = _minor(question.answer)
        told = [
            f"{one['name']} {' '.join(one['options'].values())}"
            for one in known.bench.variants.values()
            if minor is not None and cents(one["price"]) == minor
        ]
        if any(value.casefold() in words.casefold() for words in told):
            yield replace(question, answer=value)


def _at_the_end(value: str, wishes: list[Wish], ends: Ends) -> Iterator[Question]:
    """What a gift card holds, or an order costs, once all is done."""
    minor = _minor(value)
    if minor is None:
        return
    for user in ends["users"].values():
        if minor in [method[1] for method in user["payment_methods"].values()]:
            asks = ("What is the balance of my gift card now?", "How much is left on my gift card after that?")
            yield Question(asks, value, after=True)
    changed = [ends["orders"][wish.order_id] for wish in wishes if wish.kind == "change" and not wish.may_be_refused]
    if minor in [sum(item[3] for item in order["items"]) for order in changed]:
        asks = ("What is the total price of my order now?", "How much does that order cost in total now?")
        yield Question(asks, value, after=True)


def _address(value: str, _task: RetailTask, _wishes: list[Wish], known: Knowledge) -> Iterator[Question]:
    """A part of the address an order goes to."""
    for order in known.orders:
        if value in order["address"].values():
            phrase = order_words(order, known)
            asks = (f"Which address was {phrase} sent to?", f"What's the shipping address of {phrase}?")
            yield Question(asks, value, first=True)


def _saved(value: str, _task: RetailTask, _wishes: list[Wish], known: Knowledge) -> Iterator[Question]:
    """What an exchange that is not made would save: things of one order for their cheapest variants."""
    minor = _minor(value)
    for order in known.orders if minor is not None else []:
        savings = {item["name"]: saved for item in order["items"] if (saved := _cheapest_saves(item, known)) > 0}
        for names in combinations(sorted(savings), min(2, len(savings))):
            if names and sum(savings[name] for name in names) == minor:
                things = " and the ".join(name.lower() for name in names)
                phrase = order_words(order, known)
                ask = f"How much would I save if I exchange the {things} in {phrase} for the cheapest ones available?"
                yield Question((ask,), value, first=True)


def _cheapest_saves(item: State, known: Knowledge) -> int:
    variants = known.bench.shop["products"][item["product_id"]]["variants"].values()
    there = [cents(one["price"]) for one in variants if one["available"] and one["item_id"] != item["item_id"]]
    return cents(item["price"]) - min(there) if there else 0


def _variant_prices(
    value: str, minor: int, task: RetailTask, wishes: list[Wish], known: Knowledge
) -> Iterator[Question]:
    """A variant of a product that was looked up or is to change: as the cheapest, the dearest, or by its options."""
    looked = {action.arguments.get("product_id") for action in task.actions}
    looked |= {item.state["product_id"] for wish in wishes for item in wish.items}
    for product in known.bench.shop["products"].values():
        there = [one for one in product["variants"].values() if one["available"]]
        found = next((one for one in there if cents(one["price"]) == minor), None)
        if product["product_id"] not in looked or found is None:
            continue
        name, prices = product["name"].lower(), sorted(cents(one["price"]) for one in there)
        if minor == prices[0]:
            yield Question((f"What is the cheapest {name} available right now, and its options?",), value, first=True)
        if minor == prices[-1]:
            yield Question((f"Which {name} is the most expensive one available?",), value, first=True)
        named = ", ".join(f"{option} {told}" for option, told in found["options"].items())
        yield Question((f"How much is the {name} with {named}?",), value, first=True)


def _prices(value: str, task: RetailTask, wishes: list[Wish], known: Knowledge) -> Iterator[Question]:
    minor = _minor(value)
    if minor is None:
        return
    yield from _paid_for_all(value, minor, known)
    yield from _paid_for_one(value, minor, known)
    yield from _variant_prices(value, minor, task, wishes, known)
    for method in known.user["payment_methods"].values():
        if "balance" in method and minor == cents(method["balance"]):
            yield Question(("What's the balance on my gift card?", "How much is left on my gift card?"), value)


def _paid_for_all(value: str, minor: int, known: Knowledge) -> Iterator[Question]:
    titles = {item["name"] for order in known.orders for item in order["items"]}
    for title in sorted(titles):
        bought = known.of_title(title)
        if len(bought) > 1 and minor == sum(cents(item["price"]) for _, item in bought):
            asks = (
                f"What's the total price of all the {title.lower()}s I have bought?",
                f"How much have I paid for all my {title.lower()}s together?",
            )
            yield Question(asks, value)
    for order in known.orders:
        if minor == sum(cents(item["price"]) for item in order["items"]):
            phrase = order_words(order, known)
            yield Question((f"How much was {phrase} in total?", f"What did I pay for {phrase}?"), value, first=True)


def _paid_for_one(value: str, minor: int, known: Knowledge) -> Iterator[Question]:
    for order in known.orders:
        for item in order["items"]:
            if minor == cents(item["price"]):
                name = item_words(item, known)
                asks = (f"How much did I pay for the {name}?", f"What was the price of the {name} I bought?")
                yield Question(asks, value, first=True)


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
    asking = [
        s for s in re.split(r"(?<=[.!?])\s+", text) if re.search(r"\b(know|ask|how much|how many|what|which)\b", s)
    ]
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
    told = [value for name, value in item["options"].items() if any(one["options"].get(name) != value for one in same)]
    return f"{' '.join(told[:3])} {item['name'].lower()}".strip() if same else str(item["name"]).lower()
