"""How the scripted customer puts things: several wordings a fact, chosen by a seed, with the odd slip of the fingers."""

import re
from collections.abc import Sequence
from random import Random

from evals.retail.questions import item_words, order_words
from evals.retail.tasks import State
from evals.retail.wishes import Item, Knowledge, Wish

YES = (
    "yes",
    "Yes, please.",
    "Yes please go ahead",
    "yep",
    "Sure, go ahead.",
    "Yes, that's right.",
    "ok do it",
    "confirm",
)
NO = ("No, leave it as it is.", "no", "No thanks, not that.")
SIDE_QUESTIONS = (
    "By the way, how long do refunds take?",
    "Quick question, what is your return policy?",
    "Also, how much is shipping usually?",
    "What payment methods do you accept, by the way?",
)
SMALL_TALK = ("Hi there!", "Hello,", "hey", "Good morning.", "")
REASONS = {
    "no longer needed": ("I don't need it any more", "it's no longer needed", "I no longer need it"),
    "ordered by mistake": ("I ordered it by mistake", "it was ordered by mistake", "I placed it by accident"),
}
BARE_VALUES = re.compile(r"yes|no|none|\d+", re.IGNORECASE)
"""Values that say nothing without the name of their option."""


class Voice:
    """One customer's way of speaking in one conversation."""

    def __init__(self, known: Knowledge, chance: Random, *, typos: float) -> None:
        self.known, self.chance, self.typos = known, chance, typos

    def pick(self, wordings: Sequence[str]) -> str:
        return self.chance.choice(list(wordings))

    def typed(self, text: str) -> str:
        """With two letters of one long word swapped, now and then; never in numbers, names and addresses."""
        if self.chance.random() >= self.typos:
            return text
        words = list(re.finditer(r"(?<![\w#])[a-z]{5,}(?!\w)", text))
        if not words:
            return text
        word = self.chance.choice(words)
        place = word.start() + self.chance.randrange(1, len(word[0]) - 2)
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]

    # Wishes -------------------------------------------------------------------------------------------------

    def wish(self, wish: Wish, *, full: bool) -> str:
        """All of it, or only the beginning, so that the rest must be asked for."""
        made = {
            "cancel": self._cancel, "return": self._return, "exchange": self._exchange, "change": self._exchange,
            "address": self._address, "pay": self._pay, "home": self._home, "person": self._person,
        }[wish.kind]  # fmt: skip
        return made(wish, full)

    def _cancel(self, wish: Wish, full: bool) -> str:
        order = self.order(wish)
        reason = self.pick(REASONS.get(wish.reason, (wish.reason,)))
        ask = self.pick((f"I'd like to cancel {order}", f"Please cancel {order}", f"Can you cancel {order}",
                         f"I want to cancel {order}"))  # fmt: skip
        if full or wish.reason != "no longer needed":
            return f"{ask}, {reason}."
        return f"{ask}."

    def _return(self, wish: Wish, full: bool) -> str:
        if not full and self.chance.random() < 0.3:
            return self.pick(("I'd like to return something.", "I want to make a return."))
        things = self.items(wish)
        ask = self.pick((f"I'd like to return {things}", f"I want to send back {things}", f"Please return {things}",
                         f"I need to return {things}"))  # fmt: skip
        if full or self.known.knows_number(wish.order_id):
            ask = f"{ask} from {self.order(wish)}"
        return f"{ask}.{self._paid_by(wish) if full else ''}"

    def _exchange(self, wish: Wish, full: bool) -> str:
        if not full and self.chance.random() < 0.3:
            thing = wish.items[0].title.lower()
            return self.pick((f"I want to exchange my {thing}.", f"I'd like to swap the {thing} I ordered."))
        parts = [f"{self._item(item, wish)} {self.pick(('for', 'to'))} {self.new(item)}" for item in wish.items]
        verb = "exchange" if wish.kind == "exchange" else self.pick(("change", "exchange", "modify"))
        parts = [re.sub(r" (?:for|to) ", " for " if verb == "exchange" else " to ", part, count=1) for part in parts]
        place = f" in {self.order(wish)}" if full or self.known.knows_number(wish.order_id) else ""
        joined = " and ".join(parts)
        lead = self.pick((f"I'd like to {verb}", f"Please {verb}", f"I want to {verb}", f"Could you {verb}"))
        if place and self.chance.random() < 0.5:
            return f"For {self.order(wish)}, {lead[0].lower() + lead[1:] if lead[0] != 'I' else lead} {joined}.{self._paid_by(wish) if full else ''}"
        return f"{lead} {joined}{place}.{self._paid_by(wish) if full else ''}"

    def _address(self, wish: Wish, full: bool) -> str:
        order = self.order(wish)
        if not full and self.chance.random() < 0.4:
            return self.pick((f"I need to change the address of {order}.", f"Can I change where {order} is sent?"))
        place = self.place(wish)
        return self.pick((f"Please change the shipping address of {order} to {place}.",
                          f"I want {order} sent to {place} instead.", f"Can you send {order} to {place}?"))  # fmt: skip

    def _home(self, wish: Wish, full: bool) -> str:
        if not full and self.chance.random() < 0.4:
            return self.pick(
                ("I want to change my default address.", "I've moved, please update the address in my account.")
            )
        place = self.place(wish)
        return self.pick((f"Please change my default address to {place}.",
                          f"Update the address in my account to {place}, please."))  # fmt: skip

    def _pay(self, wish: Wish, full: bool) -> str:  # noqa: ARG002  (a way to pay has no shorter form)
        order, method = self.order(wish), self.method(wish.method_id or "")
        return self.pick((f"I'd like to pay {order} with {method} instead.",
                          f"Please change the payment method of {order} to {method}."))  # fmt: skip

    def _person(self, wish: Wish, full: bool) -> str:  # noqa: ARG002
        return self.pick(("I want to talk to a human.", "Please connect me with a human representative.",
                          "Can I speak to a real person?"))  # fmt: skip

    # Their parts --------------------------------------------------------------------------------------------

    def order(self, wish: Wish) -> str:
        order = self.known.bench.orders[wish.order_id]
        return order_words(order, self.known, self.chance)

    def items(self, wish: Wish) -> str:
        order = self.known.bench.orders[wish.order_id]
        if len(wish.items) == len(order["items"]) > 1 and self.chance.random() < 0.5:
            return self.pick(("everything", "all the items", "all of it"))
        names = [self._item(item, wish) for item in wish.items]
        return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"

    def _item(self, item: Item, wish: Wish) -> str:
        """`the desk lamp`, `the blue t-shirt`; in a known order only what tells it apart there."""
        order = self.known.bench.orders[wish.order_id]
        same = [one for one in order["items"] if one["name"] == item.title and one["item_id"] != item.state["item_id"]]
        if same:
            told = [v for n, v in item.state["options"].items() if any(one["options"].get(n) != v for one in same)]
            return f"the {' '.join(told)} {item.title.lower()}"
        name = item.title.lower() if self.known.knows_number(wish.order_id) else item_words(item.state, self.known)
        return f"the {name}"

    def new(self, item: Item, *, full: bool = False) -> str:
        """The variant they want: by what differs, by all of it, by number where they know it, or as the cheapest."""
        if item.new is None:
            return ""
        if self.known.knows_item_id(item.new["item_id"]):
            return f"item number {item.new['item_id']}"
        if full:
            return ", ".join(f"{name} {value}" for name, value in item.new["options"].items())
        extreme = self._extreme(item)
        if extreme and self.chance.random() < 0.5:
            return extreme
        told = [_named(name, value) for name, value in item.changes.items()]
        if not told:
            return "the same one again"
        values = [value for value in item.changes.values() if not BARE_VALUES.fullmatch(value)]
        joined = " and ".join(told)
        if len(values) == len(told):
            short = " and ".join(values)
            return self.pick((f"the {short} one", f"the same one but {short}", f"{short}", f"one with {joined}"))
        return self.pick((f"one with {joined}", f"the same one but with {joined}", joined))

    def _extreme(self, item: Item) -> str | None:
        variants = self.known.bench.shop["products"][item.state["product_id"]]["variants"].values()
        there = [one for one in variants if one["available"] and one["item_id"] != item.state["item_id"]]
        prices = sorted(float(one["price"]) for one in there)
        if item.new is None or len(prices) < 2:
            return None
        if item.new["price"] == prices[0] < prices[1]:
            return self.pick(("the cheapest one available", "the cheapest one you have"))
        if item.new["price"] == prices[-1] > prices[-2]:
            return self.pick(("the most expensive one available", "the most expensive version"))
        return None

    def method(self, method_id: str) -> str:
        method = self.known.user["payment_methods"][method_id]
        cards = [one for one in self.known.user["payment_methods"].values() if one["source"] == "credit_card"]
        if method["source"] != "credit_card":
            return f"my {self.known.method_name(method_id)}"
        last = method["last_four"]
        if len(cards) == 1:
            return self.pick(("my credit card", f"my {method['brand'].title()}", f"the card ending in {last}"))
        return self.pick((f"the card ending in {last}", f"my card ending {last}"))

    def _paid_by(self, wish: Wish) -> str:
        if wish.method_id is None:
            return ""
        default = self.known.is_default(wish.method_id, wish.order_id)
        if default and self.chance.random() < 0.6:
            return self.pick(("", " Use the original payment method."))
        method = self.method(wish.method_id)
        if wish.kind == "return":
            return self.pick((f" Refund it to {method}.", f" I'd like the money back on {method}."))
        return self.pick((f" Use {method} for the difference.", f" Any difference should go to {method}."))

    def place(self, wish: Wish) -> str:
        """Written out, or by what has the same address."""
        address = wish.address or {}
        by_name: list[str] = []
        if wish.kind != "home" and address == self.known.user["address"]:
            by_name.append("my default address")
        by_name += [
            f"the same address as {order_words(order, self.known)}"
            for order in self.known.orders
            if order["address"] == address and order["order_id"] != wish.order_id
        ]
        if by_name and self.chance.random() < 0.4:
            return self.pick(by_name)
        return self.address(address)

    def address(self, address: State) -> str:
        lines = ", ".join(filter(None, (address["address1"], address["address2"], address["city"])))
        return self.pick((f"{lines}, {address['state']} {address['zip']}",
                          f"{lines}, {address['state']}, {address['zip']}"))  # fmt: skip


def _named(name: str, value: str) -> str:
    """`color black`, `medium size`."""
    return f"{name} {value}"
