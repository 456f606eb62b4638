"""What a write gets and what it would do: checked in full before the shopper is asked, and again at the yes."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from shop.columns import now
from shop.errors import Refused
from shop.money import Money
from shop.payments import SIMULATED, PaymentProvider
from shop.policies.parameters import Parameters, rules_of
from shop.policies.rules import refuse
from shop.storefront import currency_of

Step = dict[str, Any]
"""One write as a proposal keeps it: `{"action", ...arguments}`, ids resolved."""


@dataclass(frozen=True)
class Deed:
    """Who asks for a write, in which language, and under which rules."""

    session: Session
    customer_id: str
    language: str
    moment: datetime
    rules: Parameters
    currency: str
    payments: PaymentProvider = SIMULATED
    key: str = ""
    """Names this write for good: what it creates carries it, so it can't be created twice."""

    def say(self, en: str, zh: str) -> str:
        return zh if self.language == "zh" else en

    def amount(self, minor: int) -> str:
        return str(Money(minor, self.currency))

    def refuse(self, rule_id: str, *, state: str | None = None, days: int | None = None) -> Refused:
        return refuse(rule_id, self.language, rules=self.rules, state=state, days=days)


def deed(
    session: Session,
    customer_id: str,
    *,
    language: str = "en",
    moment: datetime | None = None,
    payments: PaymentProvider = SIMULATED,
    key: str = "",
) -> Deed:
    """With the rules and the currency in effect now."""
    rules, currency = rules_of(session), currency_of(session)
    return Deed(session, customer_id, language, moment or now(), rules, currency, payments, key)


@dataclass(frozen=True)
class MoneyMove:
    """Positive: back to the shopper. Negative: to pay."""

    label: str
    amount_minor: int
    method: str | None = None


@dataclass(frozen=True)
class Plan:
    """One write in the shopper's words, with all that will change."""

    summary: str
    details: tuple[str, ...] = ()
    money: tuple[MoneyMove, ...] = ()
    goods_minor: int = 0
    """Worth of what leaves the shop without being paid for."""
    settled: Step = field(default_factory=dict)
    """What was worked out now and stays so whenever the write is carried out."""

    @property
    def gives_minor(self) -> int:
        """What the shop gives: money out less money in, and goods."""
        return max(0, sum(move.amount_minor for move in self.money)) + self.goods_minor

    @property
    def fingerprint(self) -> str:
        """Changes whenever what was said yes to would not be what happens."""
        money = ",".join(f"{move.amount_minor}@{move.method or ''}" for move in self.money)
        return f"{'|'.join(self.details)}#{money}"
