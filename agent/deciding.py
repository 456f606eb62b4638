"""The shopper's own yes or no to a proposal, by button or in words. No tool and no model can reach this."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

import wire
from agent.dialogue import OpenProposal
from agent.turn import Call, Called, Decision, Turn
from agent.workplace import Workplace
from shop.database import Database
from shop.decide import decide
from shop.errors import Conflict, Gone, ShopError
from shop.proposals import Proposal, get_proposal
from tools.context import Principal
from tools.result import Fact, ToolResult
from tools.run import problem_of

DECIDED = "decide_proposal"
"""How the decision is called in the turn's record; there is no tool of that name."""
AMENDING = re.compile(
    r"\b(?:but|instead|actually|rather|except|without|too|also|as well|make (?:it|that)|change (?:it|that)|"
    r"only the|just the)\b|"
    r"但是?|也|不过|改成|换成|改为|还是.{0,6}吧|除了|只[退换要]",
    re.IGNORECASE,
)
"""Words that change what was proposed: neither a yes to it nor a no."""
LONGEST_YES = 60
"""Characters: a yes with a longer story behind it is read as a story."""


@dataclass(frozen=True)
class Decided:
    """What the decision led to, for templates."""

    action: str
    approve: bool
    state: str
    summary: str
    waits_for: str = ""
    """`colleague` or `order_system` while it is confirmed and not yet done."""


def spoken_decision(turn: Turn) -> Decision | None:
    """A short, plain yes or no to the proposal it is about; `None` where several wait and it is not clear which."""
    if turn.pressed is not None:
        return turn.pressed
    said = turn.understanding.yes_no
    waiting = waiting_proposals(turn)
    if said is None or not waiting or len(turn.text) > LONGEST_YES or re.search(r"[??]", turn.text):
        return None
    if AMENDING.search(turn.text):
        return None
    if turn.dialogue.task is not None and turn.dialogue.task.asked:
        return None  # the yes answers another question
    meant = meant_proposal(turn, waiting)
    return Decision(meant, said == "yes") if meant else None


def waiting_proposals(turn: Turn) -> list[OpenProposal]:
    """Those that have not run out."""
    return [one for one in turn.dialogue.proposals if one.expires_at is None or one.expires_at > turn.moment]


ACTION_WORDS = {
    "cancel_order": r"\bcancel|取消",
    "return_items": r"\breturn|退",
    "exchange_items": r"\b(?:exchange|swap)|换",
    "modify_items": r"\b(?:change|item)|换|改",
    "modify_address": r"\baddress|地址",
    "change_default_address": r"\baddress|地址",
    "modify_payment": r"\bpa(?:y|id)|付款|支付",
    "place_order": r"\b(?:place|buy|check ?out)|下单|买",
    "claim_parcel": r"\b(?:claim|report|lost|damage)|申报|理赔",
    "goodwill": r"\b(?:goodwill|compensation|request)|补偿|申请|差价",
}


def meant_proposal(turn: Turn, waiting: Sequence[OpenProposal]) -> OpenProposal | None:
    """The only one; else the one that is named; else the one put to the shopper just before."""
    if len(waiting) < 2:
        return next(iter(waiting), None)
    named = [one for one in waiting if _is_named(one, turn.text)]
    if len(named) == 1:
        return named[0]
    just_shown = [one for one in waiting if one.shown_turn == turn.dialogue.turns - 1]
    return just_shown[0] if just_shown and not named else None


def _is_named(proposal: OpenProposal, text: str) -> bool:
    words = ACTION_WORDS.get(proposal.action)
    if words and re.search(words, text, re.IGNORECASE):
        return True
    numbers = set(re.findall(r"\w*\d{3,}\w*", proposal.summary))
    return bool(numbers & set(re.findall(r"\w*\d{3,}\w*", text)))


def pressed_button(
    database: Database, principal: Principal, proposal_id: str, *, approve: bool, moment: datetime
) -> Decision:
    """The decision a button stands for.

    Raises:
        NotFound: If there is no such proposal of theirs.
        Conflict: If it has been decided before. Gone: If it has expired.
    """
    with database.session() as session:
        proposal = get_proposal(session, proposal_id, customer_id=principal.customer_id)
    if proposal.state not in {"proposed", "expired"}:
        raise Conflict("This was decided already; nothing has changed.")
    if proposal.state == "expired" or proposal.expires_at <= moment:
        raise Gone("This offer to confirm has expired; ask again and it will be checked anew.")
    shown = wire.ConfirmationPart.model_validate(proposal.shown)
    return Decision(OpenProposal(proposal_id=proposal_id, action=proposal.action, summary=shown.summary), approve)


async def decide_proposal(decision: Decision, work: Workplace) -> Called:
    """Carry it out, exactly once: the row in `shop` refuses a second yes by being decided already."""
    call = Call("decision", DECIDED, {"proposal_id": decision.proposal.proposal_id, "approve": decision.approve})
    started = perf_counter()
    result = await asyncio.to_thread(_decide, decision, work)
    for part in result.parts:
        work.show(part)
    return Called(call, "", result, round((perf_counter() - started) * 1000, 1))


def _decide(decision: Decision, work: Workplace) -> ToolResult:
    proposal = decision.proposal
    try:
        outcome = decide(
            work.database,
            proposal.proposal_id,
            customer_id=work.shop.owner.customer_id,
            approve=decision.approve,
            systems=work.shop.systems,
        )
    except ShopError as error:
        return ToolResult(
            tool=DECIDED,
            outcome="failed",
            problem=problem_of(error, work.shop.language),
            payload=_payload(decision, "failed"),
        )
    shown = wire.ConfirmationPart.model_validate({**outcome.shown, "state": outcome.state})
    facts = (
        Fact(f"proposal:{proposal.proposal_id}", "state", outcome.state, label=shown.summary, stable=True),
        *(
            Fact(f"proposal:{proposal.proposal_id}", "action", action, label=shown.summary, stable=True)
            for action in dict.fromkeys([proposal.action, *(step["action"] for step in outcome.steps)])
        ),
    )
    return ToolResult(
        tool=DECIDED,
        parts=(shown,),
        facts=(*facts, *_new_states(outcome)),
        payload=_payload(decision, outcome.state, shown.summary, waits_for=str(outcome.outcome.get("waits_for", ""))),
    )


def _new_states(outcome: Proposal) -> Iterator[Fact]:
    """What a carried out cancellation has changed: the order told a minute ago is another one now."""
    if outcome.state != "done" or outcome.action != "cancel_order":
        return
    for step in outcome.steps:
        if order_id := step.get("order_id"):
            yield Fact(f"order:{order_id}", "state", "cancelled", label=str(order_id))


def _payload(decision: Decision, state: str, summary: str = "", *, waits_for: str = "") -> Decided:
    return Decided(decision.proposal.action, decision.approve, state, summary or decision.proposal.summary, waits_for)
