"""Writes that the shop's rules forbid, made from each order as it stands, with the rule that must refuse each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from evals.retail.states import cents
from evals.retail.tasks import Benchmark, State

Step = dict[str, Any]
NOT_FOUND = "not_found"
"""Where only ownership forbids it: told exactly as what does not exist."""
PASSED_STATES = {
    "processed": {"cancel": "C1", "change": "M1", "address": "A1", "pay": "G5", "return": "R1", "exchange": "E1"},
    "cancelled": {"cancel": "C3", "change": "M1", "address": "A1", "pay": "G5", "return": "R1", "exchange": "E1"},
    "delivered": {"cancel": "C5", "change": "M1", "address": "A1", "pay": "G5"},
    "pending": {"return": "R1", "exchange": "E1"},
}
"""By state and write: the rule that says it is too early or too late."""
AFTER_A_CHANGE = {"cancel": "C6", "change": "M2", "address": "M2", "pay": "M2"}
AFTER_A_RETURN = {"return": "R4", "exchange": "E4", "cancel": "C5", "change": "M1", "address": "A1", "pay": "G5"}
ELSEWHERE = {
    "line1": "1 Nowhere Lane", "line2": "", "city": "Springfield", "region": "IL", "postcode": "62701",
    "country": "USA",
}  # fmt: skip


@dataclass(frozen=True)
class Attempt:
    kind: str
    customer_id: str
    step: Step
    rule: str


@dataclass(frozen=True)
class Forbidden:
    """All that is forbidden with one order; which line, stranger or method is taken is drawn by `chance`."""

    bench: Benchmark
    order: State
    chance: Random

    def attempts(self) -> Iterator[Attempt]:
        rules = PASSED_STATES[self.order["status"]]
        yield from self._each(rules, f"{self.order['status']} order")
        yield from self._of_others()
        if self.order["status"] == "pending":
            yield from self._wrong_items("change")
            yield from self._wrong_change()
        if self.order["status"] == "delivered":
            yield from self._wrong_items("return")
            yield from self._wrong_items("exchange")
            yield from self._wrong_refund()

    def after_a_change(self) -> Iterator[Attempt]:
        yield from self._each(AFTER_A_CHANGE, "second change")

    def after_a_return(self) -> Iterator[Attempt]:
        yield from self._each(AFTER_A_RETURN, "second return")

    def allowed(self) -> Step | None:
        """A write the rules allow, after which others are forbidden: a change or a return of one item."""
        if self.order["status"] == "delivered":
            return self._step("return")
        item = next((one for one in self.order["items"] if self._others(one, available=True)), None)
        if self.order["status"] != "pending" or item is None:
            return None
        # A cheaper variant needs no balance on any card.
        cheapest = min(self._others(item, available=True), key=lambda one: float(self.bench.variants[one]["price"]))
        if self.bench.variants[cheapest]["price"] > item["price"]:
            return None
        return self._step("change", items=[{"item": item["item_id"], "quantity": 1, "new_sku": cheapest}])

    # Whatever the details: the state, the owner, the number --------------------------------------------------

    def _each(self, rules: Mapping[str, str], kind: str) -> Iterator[Attempt]:
        for write, rule in rules.items():
            yield self._attempt(f"{write}: {kind}", self._step(write), rule)

    def _of_others(self) -> Iterator[Attempt]:
        stranger = self.chance.choice([one for one in self.bench.users if one != self.order["user_id"]])
        made_up = f"#W{self.chance.randrange(10**6, 10**7)}"
        for write in self.chance.sample(sorted(_STEPS), 2):
            yield Attempt(f"{write}: order of another", stranger, self._step(write), NOT_FOUND)
        if made_up not in self.bench.orders:
            step = {**self._step(self.chance.choice(sorted(_STEPS))), "order_id": made_up}
            yield self._attempt("order that does not exist", step, NOT_FOUND)

    # Items ---------------------------------------------------------------------------------------------------

    def _wrong_items(self, write: str) -> Iterator[Attempt]:
        item = self.chance.choice(self.order["items"])
        pieces = sum(one["item_id"] == item["item_id"] for one in self.order["items"])
        new = self._new(item) if write != "return" else {}
        foreign = self.chance.choice([sku for sku in self.bench.variants if not self._holds(sku)])
        yield self._of_items(write, "no item", [], "I6")
        yield self._of_items(write, "item of no order of theirs", [{"item": foreign, **new}], "I1")
        yield self._of_items(write, "more pieces", [{"item": item["item_id"], "quantity": pieces + 1, **new}], "I2")
        if write == "return":
            return
        gone = self._others(item, available=False)
        other = self.chance.choice(
            [sku for sku, one in self.bench.variants.items() if one["product_id"] != item["product_id"]]
        )
        for kind, sku, rule in (
            *((("variant that is sold out", gone[0], "I4"),) if gone else ()),
            ("variant that does not exist", "0000000001", "I4"),
            ("other product", other, "I3"),
            ("same variant", item["item_id"], "I5"),
        ):
            yield self._of_items(write, kind, [{"item": item["item_id"], "quantity": 1, "new_sku": sku}], rule)
        yield from self._badly_paid(write, item)

    def _badly_paid(self, write: str, item: State) -> Iterator[Attempt]:
        """A price difference by a way that is unknown, another's, or does not hold enough."""
        others = self._others(item, available=True)
        if not others:
            return
        new = self.chance.choice(others)
        changed = [{"item": item["item_id"], "quantity": 1, "new_sku": new}]
        for kind, method in (("unknown way to pay", "credit_card_0"), ("way to pay of another", self._strangers_way())):
            step = self._step(write, items=changed, payment_method_id=method)
            yield self._attempt(f"{write}: {kind}", step, "G1")
        difference = cents(self.bench.variants[new]["price"]) - cents(item["price"])
        for card in self._gift_cards():
            if difference > cents(card["balance"]):
                step = self._step(write, items=changed, payment_method_id=card["id"])
                yield self._attempt(f"{write}: short gift card", step, "G2")

    # Address, way to pay, refund -----------------------------------------------------------------------------

    def _wrong_change(self) -> Iterator[Attempt]:
        same = self.order["address"]
        now = {
            "line1": same["address1"], "line2": same["address2"], "city": same["city"],
            "region": same["state"], "postcode": same["zip"], "country": same["country"],
        }  # fmt: skip
        missing = self.chance.choice(["line1", "city", "postcode"])
        yield self._attempt("cancel: reason of no list", self._step("cancel", reason="changed my mind"), "C4")
        yield self._attempt("address: part missing", self._step("address", address={**ELSEWHERE, missing: " "}), "A2")
        yield self._attempt("address: the same", self._step("address", address=now), "A3")
        paid = self.order["payment_history"]
        if len(paid) != 1:
            return
        for kind, method, rule in (
            ("unknown way", "paypal_0", "G1"),
            ("way of another", self._strangers_way(), "G1"),
            ("the same way", paid[0]["payment_method_id"], "G4"),
            *(
                ("short gift card", card["id"], "G2")
                for card in self._gift_cards()
                if card["balance"] < paid[0]["amount"] and card["id"] != paid[0]["payment_method_id"]
            ),
        ):
            yield self._attempt(f"pay: {kind}", self._step("pay", payment_method_id=method), rule)

    def _wrong_refund(self) -> Iterator[Attempt]:
        paid = {one["payment_method_id"] for one in self.order["payment_history"]}
        own = self._methods()
        for kind, method, rule in (
            ("unknown way", "paypal_0", "G1"),
            ("way of another", self._strangers_way(), "G1"),
            *(
                ("neither how it was paid nor a gift card", one["id"], "G3")
                for one in own
                if one["source"] != "gift_card" and one["id"] not in paid
            ),
        ):
            yield self._attempt(f"return: refund by {kind}", self._step("return", payment_method_id=method), rule)

    # What there is -------------------------------------------------------------------------------------------

    def _methods(self) -> list[State]:
        return list(self.bench.users[self.order["user_id"]]["payment_methods"].values())

    def _gift_cards(self) -> list[State]:
        return [one for one in self._methods() if one["source"] == "gift_card"]

    def _strangers_way(self) -> str:
        stranger = self.chance.choice([one for one in self.bench.users if one != self.order["user_id"]])
        return str(self.chance.choice(sorted(self.bench.users[stranger]["payment_methods"])))

    def _holds(self, sku: str) -> bool:
        return any(one["item_id"] == sku for one in self.order["items"])

    def _others(self, item: State, *, available: bool) -> list[str]:
        return [
            sku for sku, one in self.bench.shop["products"][item["product_id"]]["variants"].items()
            if sku != item["item_id"] and one["available"] is available
        ]  # fmt: skip

    def _new(self, item: State) -> Step:
        others = self._others(item, available=True)
        return {"new_sku": others[0] if others else "0000000001"}

    def _attempt(self, kind: str, step: Step, rule: str) -> Attempt:
        return Attempt(kind, self.order["user_id"], step, rule)

    def _of_items(self, write: str, kind: str, items: list[Step], rule: str) -> Attempt:
        return self._attempt(f"{write}: {kind}", self._step(write, items=items), rule)

    def _step(self, write: str, **changes: Any) -> Step:
        """A write that is right in all its details but for `changes`."""
        item = self.order["items"][0]
        piece = {"item": item["item_id"], "quantity": 1}
        details: dict[str, Step] = {
            "cancel": {"reason": "no longer needed"},
            "address": {"address": ELSEWHERE},
            "pay": {"payment_method_id": self._methods()[-1]["id"]},
            "change": {"items": [{**piece, **self._new(item)}], "payment_method_id": None},
            "return": {"items": [piece], "payment_method_id": None},
            "exchange": {"items": [{**piece, **self._new(item)}], "payment_method_id": None},
        }
        return {"action": _STEPS[write], "order_id": self.order["order_id"], **details[write], **changes}


_STEPS = {
    "cancel": "cancel_order", "address": "modify_address", "pay": "modify_payment", "change": "modify_items",
    "return": "return_items", "exchange": "exchange_items",
}  # fmt: skip
