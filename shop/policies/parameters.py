"""The shop's rules in numbers: typed, checked, and changed in one place.

The defaults are `default/rules.toml`; what a shop changes is kept with its storefront: every process sees it at once.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from sqlmodel import Session

from shop.errors import Invalid
from shop.money import Money
from shop.storefront import find_storefront

PLACE = re.compile(r"\{(\w+)\}")


class Parameters(BaseModel):
    """Days are whole days after the day of delivery or of the order; amounts are minor units of the shop's currency."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cancellable_states: frozenset[str]
    cancel_reasons: tuple[str, ...] = Field(min_length=1)
    changeable_states: frozenset[str]
    item_changes_per_order: int = Field(ge=0)
    returnable_states: frozenset[str]
    return_days: int = Field(ge=0)
    return_days_by_category: dict[str, int]
    not_returnable_categories: frozenset[str]
    refund_to_gift_card: bool
    refund_days_from: int = Field(ge=0)
    refund_days_to: int = Field(ge=0)
    claim_days: int = Field(ge=0)
    lost_after_late_days: int = Field(ge=0)
    claim_freely_up_to_minor: int = Field(ge=0)
    goodwill_days: int = Field(ge=0)
    goodwill_most_percent: int = Field(ge=0, le=100)
    goodwill_freely_up_to_minor: int = Field(ge=0)
    price_adjustment_days: int = Field(ge=0)
    price_adjustment_as_gift_card: bool
    approve_above_minor: dict[str, int]
    invoice_correction_days: int = Field(ge=0)
    desk_days: frozenset[int]
    desk_opens_hour: int = Field(ge=0, le=23)
    desk_closes_hour: int = Field(ge=1, le=24)
    high_value_minor: int = Field(ge=0)
    code_minutes: int = Field(ge=1)
    code_attempts: int = Field(ge=1, le=20)
    codes_per_hour: int = Field(ge=1)
    proof_minutes: int = Field(ge=1)
    free_shipping_from_minor: int = Field(ge=0)
    shipping_minor: int = Field(ge=0)
    shipping_cutoff_hour: int = Field(ge=0, le=24)
    proposal_minutes: int = Field(ge=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.refund_days_from > self.refund_days_to:
            raise ValueError("refund_days_from is later than refund_days_to")
        if self.desk_opens_hour >= self.desk_closes_hour or not self.desk_days <= set(range(1, 8)):
            raise ValueError("desk_opens_hour, desk_closes_hour and desk_days name no time at which people answer")
        return self

    @property
    def return_window(self) -> timedelta:
        return timedelta(days=self.return_days)

    def freely_up_to_minor(self, action: str) -> int | None:
        """What a write may give without a person's yes; `None`: any amount."""
        own = {"claim_parcel": self.claim_freely_up_to_minor, "goodwill": self.goodwill_freely_up_to_minor}
        return (self.approve_above_minor | own).get(action)

    @property
    def proposal_valid(self) -> timedelta:
        return timedelta(minutes=self.proposal_minutes)

    def words(self, currency: str) -> dict[str, str]:
        """What the documents and refusals may name, as they are read: `{return_days}`, `{shipping}` ..."""
        told = {name: str(value) for name, value in self if isinstance(value, int)}
        for name in ("free_shipping_from", "shipping", "claim_freely_up_to", "goodwill_freely_up_to"):
            told[name] = str(Money(getattr(self, f"{name}_minor"), currency)).removesuffix(".00")
        return told


def fill(text: str, words: Mapping[str, str]) -> str:
    """Put the rules' values where `text` names them; a name that is no rule's is left as it is."""
    return PLACE.sub(lambda place: words.get(place[1], place[0]), text)


@cache
def _defaults() -> dict[str, Any]:
    return tomllib.loads((files("shop.policies") / "default" / "rules.toml").read_text(encoding="utf-8"))


PARAMETERS = Parameters.model_validate(_defaults())
"""Those every shop starts with."""


def rules_of(session: Session) -> Parameters:
    """The rules in effect in this shop."""
    shop = find_storefront(session)
    return with_changes(shop.rules) if shop and shop.rules else PARAMETERS


def with_changes(changes: Mapping[str, Any]) -> Parameters:
    """The defaults with a shop's own values.

    Raises:
        Invalid: If a rule is not known or its value makes no sense; names each.
    """
    try:
        return Parameters.model_validate({**_defaults(), **changes})
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc'])) or 'rules'}: {fault['msg']}" for fault in error.errors())
        raise Invalid(f"These rules cannot be used: {faults}.") from error
