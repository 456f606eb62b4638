"""Budgets of a language model: whether one more call may be made, and what it has cost."""

from dataclasses import dataclass

from agent.turn import Turn
from shop.errors import Invalid
from shop.settings import ModelPrice, Settings

MILLION = 1_000_000


@dataclass(frozen=True)
class Budgets:
    """A limit of 0 binds nobody. Turns that run at the same moment may each pass once more."""

    turn_tokens: int
    conversation_tokens: int = 0
    day_tokens: int = 0
    conversation_micros: int = 0
    day_micros: int = 0
    price: ModelPrice | None = None

    @classmethod
    def of(cls, settings: Settings, model: str) -> "Budgets":
        """Raises `Invalid` where a budget in money is set for a model whose price is not known."""
        price = settings.model_prices.get(model)
        if price is None and (settings.conversation_cost_budget or settings.day_cost_budget):
            raise Invalid(
                f"A cost budget is set, but AISLE_MODEL_PRICES has no price of {model!r}: it could not be kept."
            )
        return cls(
            turn_tokens=settings.turn_token_budget,
            conversation_tokens=settings.conversation_token_budget,
            day_tokens=settings.day_token_budget,
            conversation_micros=round(settings.conversation_cost_budget * MILLION),
            day_micros=round(settings.day_cost_budget * MILLION),
            price=price,
        )

    def refusal(self, turn: Turn, next_tokens: int) -> str | None:
        """Why a call that takes about `next_tokens` more may not be made; `None` if it may."""
        tokens, micros = turn.spent.tokens + next_tokens, turn.spent.cost_micros or 0
        before = turn.spent_before
        limits = (
            ("turn's token", tokens, self.turn_tokens),
            ("conversation's token", before.conversation_tokens + tokens, self.conversation_tokens),
            ("day's token", before.day_tokens + tokens, self.day_tokens),
            ("conversation's cost", before.conversation_micros + micros, self.conversation_micros),
            ("day's cost", before.day_micros + micros, self.day_micros),
        )
        over = next((name for name, spent, limit in limits if limit and spent >= limit), None)
        return f"over the {over} budget" if over else None

    def cost_micros(self, input_tokens: int, output_tokens: int, cached_tokens: int = 0) -> int | None:
        """Millionths of the currency; a price a million tokens is that many millionths a token."""
        if self.price is None:
            return None
        cached = self.price.input if self.price.cached_input is None else self.price.cached_input
        fresh = max(0, input_tokens - cached_tokens)
        return round(fresh * self.price.input + cached_tokens * cached + output_tokens * self.price.output)
