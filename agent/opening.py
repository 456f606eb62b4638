"""The start of a turn: one short read of everything the turn needs from the shop's rows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import wire
from agent.dialogue import DialogueState
from agent.lately import lately
from agent.turn import Line
from agent.understanding.stage import NOTHING_LATELY, Lately
from shop.conversations import Conversation, get_conversation, lines_behind, turn_of_message
from shop.conversations import Turn as TurnRow
from shop.customers import Customer
from shop.database import Database, Session
from shop.inferring import known_facts
from shop.profile_names import names_of
from shop.proofs import proven_customer
from shop.spending import NEVER_SPENT, SpentBefore, spent_before
from shop.storefront import find_storefront
from tools.context import Principal

HISTORY_MESSAGES = 200
"""More are never behind what has been folded, unless members of staff wrote them."""
FACTS_TOLD = 12
"""Of the profile, to a language model."""


@dataclass(frozen=True)
class Opened:
    conversation_id: str
    message_id: str
    """Of the shopper's message of this turn."""
    state: str
    language: str
    last_frame: int
    dialogue: DialogueState
    first_name: str
    shop_name: str
    currency: str
    lately: Lately = NOTHING_LATELY
    history: tuple[Line, ...] = ()
    spent_before: SpentBefore = NEVER_SPENT
    known: tuple[str, ...] = ()
    """Facts of the shopper's profile in words, the surest first."""
    repeated: tuple[wire.Frame, ...] = ()
    """The last frame of a turn that has answered this very message before."""
    assignee: str | None = None
    proven: Principal | None = None
    """Whom a guest has shown themselves to be here."""


def open_turn(
    database: Database,
    principal: Principal,
    conversation_id: str,
    *,
    moment: datetime,
    message_id: str | None = None,
    for_model: bool = False,
) -> Opened:
    """For a language model what it needs is read too: the talk so far and what was spent by `moment`.

    Raises:
        NotFound: If the conversation is not there or not theirs.
    """
    with database.session() as session:
        conversation = get_conversation(session, conversation_id, customer_id=principal.customer_id)
        storefront = find_storefront(session)
        customer = session.get(Customer, principal.customer_id)
        personalise = bool(customer and customer.personalise)
        dialogue = DialogueState.model_validate(conversation.dialogue)
        return Opened(
            conversation_id=conversation_id,
            message_id=message_id or f"m-{uuid4().hex[:20]}",
            state=conversation.state,
            language=conversation.language,
            last_frame=conversation.last_frame,
            dialogue=dialogue,
            lately=lately(session, principal.customer_id, moment, personalise=personalise),
            first_name=customer.first_name if customer and not customer.guest else "",
            shop_name=storefront.name if storefront else "",
            currency=storefront.currency if storefront else "USD",
            history=_history(session, conversation_id, dialogue.earlier.up_to) if for_model else (),
            spent_before=spent_before(session, conversation_id, moment) if for_model else NEVER_SPENT,
            known=_known(session, principal.customer_id, moment) if for_model else (),
            repeated=_repeated(session, conversation, message_id),
            assignee=conversation.assignee,
            proven=None if principal.verified else _proven(session, conversation_id, moment),
        )


def _proven(session: Session, conversation_id: str, moment: datetime) -> Principal | None:
    customer = proven_customer(session, conversation_id, moment=moment)
    return Principal(customer.customer_id, verified=True) if customer else None


def _history(session: Session, conversation_id: str, after: int) -> tuple[Line, ...]:
    """Word for word what is not in `Earlier` yet."""
    return tuple(Line(*row) for row in lines_behind(session, conversation_id, after, limit=HISTORY_MESSAGES))


def _known(session: Session, customer_id: str, moment: datetime) -> tuple[str, ...]:
    facts = known_facts(session, customer_id, moment)[:FACTS_TOLD]
    names = names_of(session, facts)
    return tuple(f"{fact.kind} {fact.name} {names[fact.fact_id]} ({fact.source}, {fact.at:%Y-%m-%d})" for fact in facts)


def _repeated(session: Session, conversation: Conversation, message_id: str | None) -> tuple[wire.Frame, ...]:
    known = turn_of_message(session, conversation.conversation_id, message_id) if message_id else None
    return (_last_frame(known, conversation),) if known else ()


def _last_frame(row: TurnRow, conversation: Conversation) -> wire.Frame:
    return wire.Frame(id=conversation.last_frame, event="turn.finished", payload=row.reply)
