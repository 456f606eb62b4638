"""What language models have cost: a row a turn that asked one, so that budgets of a conversation and a day hold."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Field, Session, SQLModel, col, func, select, update


class Spending(SQLModel, table=True):
    """Written with the turn's other rows. It outlives an erased conversation, without naming it."""

    turn_id: str = Field(primary_key=True)
    conversation_id: str | None = Field(default=None, index=True)
    day: str = Field(index=True)
    """`2026-11-24`, UTC."""
    model: str
    input_tokens: int = 0
    output_tokens: int = 0
    cost_micros: int | None = None
    """Millionths of the price list's currency; `None` where the model's price is not known."""


@dataclass(frozen=True)
class SpentBefore:
    """Up to this turn. Unknown costs add nothing: a budget in money asks for a known price at the start."""

    conversation_tokens: int = 0
    conversation_micros: int = 0
    day_tokens: int = 0
    day_micros: int = 0


NEVER_SPENT = SpentBefore()


def day_of(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d}"


def spent_before(session: Session, conversation_id: str, moment: datetime) -> SpentBefore:
    conversation = _total(session, col(Spending.conversation_id) == conversation_id)
    day = _total(session, col(Spending.day) == day_of(moment))
    return SpentBefore(*conversation, *day)


def _total(session: Session, where: Any) -> tuple[int, int]:
    tokens = func.sum(col(Spending.input_tokens) + col(Spending.output_tokens))
    row = session.exec(select(tokens, func.sum(col(Spending.cost_micros))).where(where)).one()
    return int(row[0] or 0), int(row[1] or 0)


def without_conversations(session: Session, conversation_ids: Any) -> None:
    """The sums stay; whose talk it was is forgotten."""
    session.exec(
        update(Spending).where(col(Spending.conversation_id).in_(conversation_ids)).values(conversation_id=None)
    )
