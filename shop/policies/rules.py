"""What a rule says no to: each refusal carries the rule's id and what works instead, in the shopper's language.

The words are `default/refusals.toml`, the numbers in them `default/rules.toml` with the shop's own changes.
"""

import tomllib
from datetime import datetime
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from shop.errors import Refused
from shop.orders import Order
from shop.policies.parameters import PARAMETERS, Parameters, fill

__all__ = ["PARAMETERS", "WORDINGS", "Parameters", "check_cancel", "check_change", "delivery_minor", "refuse"]


class Wording(BaseModel):
    """One refusal in both languages; `instead` names an entry of `INSTEAD`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    en: str
    zh: str
    instead: str | None = None


@cache
def _read() -> dict[str, dict[str, object]]:
    return tomllib.loads((files("shop.policies") / "default" / "refusals.toml").read_text(encoding="utf-8"))


WORDINGS = {rule_id: Wording.model_validate(told) for rule_id, told in _read().items() if rule_id != "instead"}
INSTEAD = {name: Wording.model_validate(told) for name, told in _read()["instead"].items()}
INSTEAD_BY_STATE = {
    "pending": "cancel_or_change", "processed": "when_it_arrives", "shipped": "when_it_arrives",
    "delivered": "return_or_exchange", "cancelled": "order_again",
    "return_requested": "person", "returned": "order_again", "exchange_requested": "person", "exchanged": "person",
}  # fmt: skip
"""What can be done with an order as it stands, where the rule itself depends on that."""
REASONS_ZH = {"no longer needed": "不需要了", "ordered by mistake": "下错单了"}


def refuse(
    rule_id: str,
    language: str = "en",
    *,
    rules: Parameters = PARAMETERS,
    state: str | None = None,
    days: int | None = None,
) -> Refused:
    """The refusal to raise. `state` is the order's, where what works depends on it; `days` the window that counted."""
    told = WORDINGS[rule_id]
    name = INSTEAD_BY_STATE.get(state) if state else told.instead
    # A refusal names no amount of money, so the currency does not matter to it.
    words = rules.words("USD") | {
        "cancel_reasons": ", or ".join(rules.cancel_reasons),
        "cancel_reasons_zh": "，或".join(REASONS_ZH.get(reason, reason) for reason in rules.cancel_reasons),
    }
    if days is not None:
        words["return_days"] = str(days)
    instead = fill(getattr(INSTEAD[name], _language(language)), words) if name else None
    return Refused(rule_id, fill(getattr(told, _language(language)), words), instead)


def _language(language: str) -> str:
    return "zh" if language == "zh" else "en"


def delivery_minor(goods_minor: int, *, rules: Parameters = PARAMETERS) -> int:
    """What standard delivery of goods of that worth costs."""
    return 0 if goods_minor >= rules.free_shipping_from_minor else rules.shipping_minor


def check_cancel(order: Order, reason: str, *, language: str = "en", rules: Parameters = PARAMETERS) -> None:
    """Raises `Refused` where the order may not be cancelled for this reason."""
    if order.state == "cancelled":
        raise refuse("C3", language, rules=rules)
    if order.state not in rules.cancellable_states:
        by_state = {"processed": "C1", "shipped": "C2"}
        raise refuse(by_state.get(order.state, "C5"), language, rules=rules)
    if order.item_changes:
        raise refuse("C6", language, rules=rules)
    if reason not in rules.cancel_reasons:
        raise refuse("C4", language, rules=rules)


def check_change(order: Order, rule_id: str, *, language: str = "en", rules: Parameters = PARAMETERS) -> None:
    """Raises `Refused` with `rule_id` where the order is past changing, with M2 where its items were changed before."""
    if order.state not in rules.changeable_states:
        raise refuse(rule_id, language, rules=rules, state=order.state)
    if order.item_changes and order.item_changes >= rules.item_changes_per_order:
        raise refuse("M2", language, rules=rules)


def days_since(start: datetime | None, moment: datetime) -> int | None:
    """Whole calendar days, the first not counted; `None` where the start is not known."""
    return (moment.date() - start.date()).days if start else None
