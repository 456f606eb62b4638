"""What moves money or cannot be undone: one file a write, one line in `WRITES`. Each is carried out inside the
transaction that marks its proposal done, so it happens exactly once or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from shop.errors import Conflict
from shop.writes import (
    cancel_order,
    change_default_address,
    claim_parcel,
    exchange_items,
    goodwill,
    modify_address,
    modify_items,
    modify_payment,
    place_order,
    return_items,
)
from shop.writes.deed import Deed, Plan, Step


@dataclass(frozen=True)
class Write:
    """Both raise `Refused`, `Conflict` or `NotFound`; `plan` changes nothing."""

    carry_out: Callable[[Deed, Step], dict[str, Any]]
    plan: Callable[[Deed, Step], Plan] | None = None
    """`None`: its own tool words the confirmation."""


WRITES: dict[str, Write] = {
    "cancel_order": Write(cancel_order.carry_out, cancel_order.plan),
    "modify_address": Write(modify_address.carry_out, modify_address.plan),
    "modify_payment": Write(modify_payment.carry_out, modify_payment.plan),
    "modify_items": Write(modify_items.carry_out, modify_items.plan),
    "change_default_address": Write(change_default_address.carry_out, change_default_address.plan),
    "return_items": Write(return_items.carry_out, return_items.plan),
    "exchange_items": Write(exchange_items.carry_out, exchange_items.plan),
    "place_order": Write(place_order.carry_out),
    "claim_parcel": Write(claim_parcel.carry_out, claim_parcel.plan),
    "goodwill": Write(goodwill.carry_out, goodwill.plan),
}
APPROVAL_RULES = {"claim_parcel": "T1", "goodwill": "T2"}
OTHER_APPROVAL_RULE = "T3"


def rehearse(deed: Deed, steps: Sequence[Step]) -> list[Plan]:
    """What the steps would do one after another, each checked against what the ones before it leave; then undone.

    Raises:
        Refused, NotFound, Conflict: As the first step that may not be.
    """
    plans: list[Plan] = []
    trial = deed.session.begin_nested()
    try:
        for step in steps:
            plans.append(_planned(deed, step))
            if len(plans) < len(steps):
                WRITES[step["action"]].carry_out(deed, step)
                deed.session.flush()
    finally:
        trial.rollback()
        deed.session.expire_all()
    return plans


def perform(deed: Deed, steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Carry the steps out, in order, exactly as they were shown.

    Raises:
        Refused, NotFound: If one may not be by now. Conflict: If it would do something else than was shown.
    """
    outcomes: list[dict[str, Any]] = []
    for step in steps:
        write = WRITES[step["action"]]
        if write.plan is not None and "shown" in step:
            _check_shown(_planned(deed, step), step)
        outcomes.append({"action": step["action"], **write.carry_out(deed, step)})
        deed.session.flush()
    return outcomes


@dataclass(frozen=True)
class Awaited:
    """Why steps wait for a person: the rule that says so, and how much the shop would give."""

    rule_id: str
    gives_minor: int


def awaited(deed: Deed, steps: Sequence[Step], plans: Sequence[Plan]) -> Awaited | None:
    """Whether a member of staff must allow the steps; `None`: the shopper's own yes is enough."""
    gives = sum(plan.gives_minor for plan in plans)
    for step, plan in zip(steps, plans, strict=True):
        limit = deed.rules.freely_up_to_minor(step["action"])
        if limit is not None and plan.gives_minor > limit:
            return Awaited(APPROVAL_RULES.get(step["action"], OTHER_APPROVAL_RULE), gives)
    return None


def recheck(deed: Deed, steps: Sequence[Step]) -> Awaited | None:
    """All of it once more at the yes, before it is laid before a person.

    Raises:
        Refused, NotFound: If one may not be by now. Conflict: If it would do something else than was shown.
    """
    if all(deed.rules.freely_up_to_minor(step["action"]) is None for step in steps):
        return None
    return awaited(deed, steps, check_again(deed, steps))


def check_again(deed: Deed, steps: Sequence[Step]) -> list[Plan]:
    """All of it as at the time of asking; nothing is changed.

    Raises:
        Refused, NotFound: If one may not be by now. Conflict: If it would do something else than was shown.
    """
    plans = rehearse(deed, steps)
    for plan, step in zip(plans, steps, strict=True):
        if "shown" in step:
            _check_shown(plan, step)
    return plans


def _check_shown(plan: Plan, step: Step) -> None:
    if plan.fingerprint != step["shown"]:
        raise Conflict("A price or an item has changed since you were asked; please look at it again.")


def _planned(deed: Deed, step: Step) -> Plan:
    plan = WRITES[step["action"]].plan
    return plan(deed, step) if plan else Plan("")
