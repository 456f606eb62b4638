"""The scripted customer: says what it wants, answers what it is asked, reads confirmations before it agrees."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Literal

import wire
from evals.retail.questions import Question, questions_of
from evals.retail.tasks import Ends, RetailTask
from evals.retail.voice import NO, REASONS, SIDE_QUESTIONS, SMALL_TALK, YES, Voice
from evals.retail.wishes import Item, Knowledge, Wish, wishes_of

Style = Literal["at once", "one by one", "piecemeal"]
STYLES: tuple[Style, ...] = ("at once", "one by one", "piecemeal")
MOST_TRIES = 4
"""How often a wish is put again before the customer gives up on it."""
ACTIONS = {
    "cancel": "cancel_order", "return": "return_items", "exchange": "exchange_items", "change": "modify_items",
    "address": "modify_address", "pay": "modify_payment", "home": "change_default_address",
}  # fmt: skip
ASKED = (
    ("address", re.compile(r"\b(?:address|street|post ?code|zip)\b")),
    ("reason", re.compile(r"\b(?:reason|why)\b")),
    ("method", re.compile(r"\b(?:pay|card|paypal|payment|refund(?:ed)? to|method)\b")),
    ("order", re.compile(r"\bwhich (?:order|one of your orders|of (?:these|your) orders)\b|\border number\b|\bwhich do you mean\b|\(#?\w?\d{4,}\)")),
    ("item", re.compile(r"\bwhich (?:item|of them|of these|things?)|\bwhat (?:would you like|do you want) to (?:return|exchange|change|send)")),
    ("variant", re.compile(r"\b(?:which|what) (?:one|variant|version|colou?r|size|options?)|\binstead\b|\bwould you like it\b|\bthere(?:'s| is| are)\b")),
)  # fmt: skip
"""What a question is about, by its words, as anyone would read it."""


@dataclass
class Aim:
    """A wish on its way: what was said of it, and how it went."""

    wish: Wish
    decoy: Wish | None = None
    """What is asked for first, before the customer changes their mind."""
    said: bool = False
    done: bool = False
    given_up: bool = False
    tries: int = 0

    @property
    def open(self) -> bool:
        return self.said and not self.done and not self.given_up


@dataclass
class Customer:
    voice: Voice
    chance: Random
    style: Style
    aims: list[Aim]
    questions: list[Question]
    side_question: bool = False
    forbidden: str | None = None
    """Something the rules do not allow, asked for first."""
    faults: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    _asked: dict[str, int] = field(default_factory=dict)
    _waiting: list[Aim] = field(default_factory=list)
    """Those whose confirmation has just been agreed to."""

    # What to say next ----------------------------------------------------------------------------------------

    def first(self) -> str | None:
        return self._opening() if self.forbidden is None else self.forbidden

    def answer(self, reply: wire.Reply) -> str | None:
        """The next message; `None` when everything is said, done or given up."""
        self.heard.append(reply.text)
        self._note_done(reply)
        shown = next((part for part in reversed(reply.parts) if isinstance(part, wire.ConfirmationPart)
                      and part.state == "proposed"), None)  # fmt: skip
        if shown is not None:
            return self._on_confirmation(shown)
        if reply.outcome == "handed_off":
            return self._after_handover()
        current = next((aim for aim in self.aims if aim.open), None)
        if current is None:
            return self._opening()
        if reply.outcome == "refused" and current.wish.may_be_refused:
            current.done = True
            return self._opening()
        return self._explain(current, reply)

    def _opening(self) -> str | None:
        """The next thing they came for, or a question, or nothing more."""
        if asked := self._next_question(lambda one: one.first):
            return asked
        fresh = [aim for aim in self.aims if not aim.said]
        if (not fresh or self.chance.random() < 0.5) and (early := self._next_question(lambda one: not one.after)):
            return early
        if fresh and self.style == "at once":
            for aim in fresh:
                aim.said = True
            texts = [self.voice.wish(aim.decoy or aim.wish, full=True) for aim in fresh]
            return self.voice.typed(f"{self.voice.pick(SMALL_TALK)} {self._joined(texts)}".strip())
        if fresh:
            fresh[0].said = True
            text = self.voice.wish(fresh[0].decoy or fresh[0].wish, full=self.style != "piecemeal")
            return self.voice.typed(text)
        if any(aim.open for aim in self.aims):
            return None
        return self._next_question(lambda one: one.after)

    def _joined(self, texts: list[str]) -> str:
        joint = self.voice.pick((" ", " Also, ", " And "))
        return joint.join(
            [
                texts[0],
                *(
                    text if joint == " " or text[:2] in {"I ", "I'"} else text[0].lower() + text[1:]
                    for text in texts[1:]
                ),
            ]
        )

    def _next_question(self, now: Callable[[Question], bool]) -> str | None:
        for question in self.questions:
            if not now(question) or self._is_told(question):
                continue
            count = self._asked.get(question.asks[0], 0)
            if count < 2:
                self._asked[question.asks[0]] = count + 1
                return self.voice.typed(question.asks[(self.chance.randrange(9) + count) % len(question.asks)])
        return None

    def _is_told(self, question: Question) -> bool:
        return any(says(text, question.answer) for text in self.heard)

    def _after_handover(self) -> str | None:
        for aim in self.aims:
            if aim.wish.kind == "person" and aim.said:
                aim.done = True
        return None if all(aim.done for aim in self.aims) else self._opening()

    # A confirmation ------------------------------------------------------------------------------------------

    def _on_confirmation(self, part: wire.ConfirmationPart) -> str:
        matching = [aim for aim in self.aims if aim.open and self._shows(part, aim.decoy or aim.wish)]
        if not matching or not self._is_all(part, matching):
            return self._object(part, matching)
        changing = next((aim for aim in matching if aim.decoy is not None), None)
        if changing is not None and changing.decoy is not None:
            before, changing.decoy = changing.decoy, None
            return self._changed_mind(changing.wish, before)
        if self.side_question:
            self.side_question = False
            return self.voice.pick(SIDE_QUESTIONS)
        self._waiting = matching
        return self.voice.pick(YES)

    def _note_done(self, reply: wire.Reply) -> None:
        if any(isinstance(part, wire.ConfirmationPart) and part.state == "done" for part in reply.parts):
            for aim in self._waiting:
                aim.done = True
        self._waiting = []

    def _shows(self, part: wire.ConfirmationPart, wish: Wish) -> bool:
        """Whether the card says what this wish wants: read as a careful person reads it."""
        text = " ".join([part.summary, *part.details])
        if wish.kind != "home" and wish.order_id not in text and wish.order_id.lstrip("#") not in text:
            return False
        if ACTIONS.get(wish.kind) not in _actions(part):
            return False
        if wish.address is not None:
            new = next((detail for detail in part.details if detail.startswith("New address")), "")
            return all(value in new for name, value in wish.address.items() if value and name != "country")
        if wish.items and not all(_names(part.details, item) for item in wish.items):
            return False
        if wish.items and sum(_pieces(detail) for detail in part.details) != len(wish.items):
            return False
        return self._paid_right(part, wish)

    def _paid_right(self, part: wire.ConfirmationPart, wish: Wish) -> bool:
        if wish.method_id is None or not part.money:
            return True
        name = self.voice.known.method_name(wish.method_id).casefold()
        ways = {(line.method or "").casefold() for line in part.money}
        return name in ways if wish.kind == "pay" else ways == {name}

    def _is_all(self, part: wire.ConfirmationPart, matching: list[Aim]) -> bool:
        """Nothing on the card that nobody asked for."""
        return len(_actions(part)) <= len(matching)

    def _object(self, part: wire.ConfirmationPart, matching: list[Aim]) -> str:
        about = next((aim for aim in self.aims if aim.open and ACTIONS.get(aim.wish.kind) in _actions(part)), None)
        current = about or next((aim for aim in self.aims if aim.open), None)
        if current is None or matching:
            return self.voice.pick(NO)
        if self._too_often(current):
            return self.voice.pick(NO)
        wanted = current.decoy or current.wish
        if self._shows(part.model_copy(update={"money": []}), wanted) and wanted.method_id:
            return f"Please use {self.voice.method(wanted.method_id)} instead."
        return f"No, that's not what I meant. {self.voice.wish(wanted, full=True)}"

    def _changed_mind(self, wish: Wish, before: Wish) -> str:
        if wish.method_id != before.method_id and wish.method_id is not None:
            method = self.voice.method(wish.method_id)
            return self.voice.pick((f"Actually, use {method} instead.", f"Hmm, I'd rather have it on {method}."))
        if wish.kind == "return":
            added = [item for item in wish.items if item not in before.items]
            names = " and ".join(f"the {item.title.lower()}" for item in added)
            return self.voice.pick((f"Actually, I want to return {names} too.", f"Wait, also {names} please."))
        changed = next(now for now, was in zip(wish.items, before.items, strict=True) if now.new != was.new)
        name = changed.title.lower()
        return self.voice.pick((f"Actually, make the {name} {self.voice.new(changed, full=True)} instead.",
                                f"I changed my mind, I'd rather have the {name} with {self.voice.new(changed, full=True)}."))  # fmt: skip

    # A question ----------------------------------------------------------------------------------------------

    def _explain(self, aim: Aim, reply: wire.Reply) -> str | None:
        if self._too_often(aim):
            return self._opening() or self._next_open()
        wish = aim.decoy or aim.wish
        asked = _about(reply.text) if reply.outcome == "needs_input" else None
        match asked:
            case "order" if wish.order_id:
                shown = wish.order_id in reply.text or wish.order_id.lstrip("#") in reply.text
                number = wish.order_id if shown else self.voice.order(wish)
                return self.voice.pick((f"It's {number}.", number, f"{number} please"))
            case "item" if wish.items:
                return self.voice.items(wish)
            case "variant" if wish.items and wish.items[0].new:
                return self._variant_answer(wish, reply)
            case "method" if wish.method_id:
                return self.voice.method(wish.method_id)
            case "address" if wish.address:
                return self.voice.address(wish.address)
            case "reason" if wish.kind == "cancel":
                return self.voice.pick(REASONS.get(wish.reason, (wish.reason,)))
        return self.voice.wish(wish, full=True)

    def _next_open(self) -> str | None:
        following = next((aim for aim in self.aims if aim.open), None)
        return self.voice.wish(following.decoy or following.wish, full=True) if following else self._opening()

    def _variant_answer(self, wish: Wish, reply: wire.Reply) -> str:
        """Of the item that is asked about, where the question names one."""
        named = [item for item in wish.items if item.title.casefold() in reply.text.casefold()]
        item = (named or wish.items)[0]
        return self.voice.pick((self.voice.new(item, full=True), self.voice.new(item)))

    def _too_often(self, aim: Aim) -> bool:
        aim.tries += 1
        if aim.tries <= MOST_TRIES:
            return False
        aim.given_up = True
        self.faults.append(f"gave up on: {aim.wish.kind} {aim.wish.order_id}")
        return True

    def unsaid(self) -> list[str]:
        """Values the assistant should have told and has not."""
        return [question.answer for question in self.questions if not self._is_told(question)]


def _about(text: str) -> str | None:
    """What the last question asks for."""
    questions = re.findall(r"[^.!?]*\?", text)
    folded = (questions[-1] if questions else text).casefold()
    return next((name for name, words in ASKED if words.search(folded)), None)


def _actions(part: wire.ConfirmationPart) -> set[str]:
    """What a card does: its own action, and the others it holds, which its words tell."""
    text = " ".join([part.summary, *part.details]).casefold()
    held = {part.action}
    if "another address" in text:
        held.add("modify_address")
    if "change the items" in text:
        held.add("modify_items")
    if re.search(r"\bpay order\b", text):
        held.add("modify_payment")
    return held


def _names(details: list[str], item: Item) -> bool:
    for detail in details:
        before, _, after = detail.partition("→")
        if "×" not in detail or item.title.casefold() not in before.casefold():
            continue
        if item.new is None:
            own = list(item.state["options"].values())
            if "(" not in before or all(value.casefold() in before.casefold() for value in own):
                return True
        elif all(value.casefold() in after.casefold() for value in item.changes.values()):
            return True
    return False


def _pieces(detail: str) -> int:
    found = re.match(r"\s*(\d+) ×", detail)
    return int(found[1]) if found else 0


def says(text: str, value: str) -> bool:
    """As the benchmark looks for it: letter case and thousands commas do not matter."""
    return value.casefold() in text.casefold().replace(",", "")


# Making one ------------------------------------------------------------------------------------------------------


def customer_for(task: RetailTask, known: Knowledge, ends: Ends, seed: int) -> Customer:
    """Another customer for each seed: style, wordings, slips, a change of mind, a side question, a forbidden wish."""
    chance = Random(f"{task.task_id}/{seed}")
    wishes = wishes_of(task, known.bench, ends)
    aims = [Aim(wish) for wish in wishes]
    voice = Voice(known, chance, typos=chance.choice((0.0, 0.2, 0.4)))
    if aims and chance.random() < 0.4:
        aim = chance.choice(aims)
        aim.decoy = None if aim.wish.may_be_refused else next(_decoys(aim.wish, known, chance), None)
    forbidden = _forbidden(wishes, known, voice) if chance.random() < 0.2 else None
    return Customer(
        voice=voice,
        chance=chance,
        style=chance.choice(STYLES),
        aims=aims,
        questions=questions_of(task, wishes, known, ends),
        side_question=chance.random() < 0.3,
        forbidden=forbidden,
    )


def _decoys(wish: Wish, known: Knowledge, chance: Random) -> Iterator[Wish]:
    """What they might have wanted first and is allowed: another variant, fewer items, another way to pay."""
    if wish.kind in {"exchange", "change"}:
        place = chance.randrange(len(wish.items))
        item = wish.items[place]
        variants = known.bench.shop["products"][item.state["product_id"]]["variants"].values()
        cheaper = [
            known.bench.variants[one["item_id"]] for one in variants
            if one["available"] and one["item_id"] not in {item.state["item_id"], (item.new or {}).get("item_id")}
            and one["price"] <= item.state["price"]
        ]  # fmt: skip
        if cheaper:
            other = replace(item, new=chance.choice(cheaper))
            yield replace(wish, items=[other if one is item else one for one in wish.items])
    if wish.kind == "return" and len(wish.items) > 1:
        last = wish.items[-1]
        if all(one.title != last.title for one in wish.items[:-1]):
            yield replace(wish, items=wish.items[:-1])


def _forbidden(wishes: list[Wish], known: Knowledge, voice: Voice) -> str | None:
    """Something of theirs that can't be done any more, and that they do not want otherwise."""
    meant = {wish.order_id for wish in wishes}
    for order in known.orders:
        if order["order_id"] in meant:
            continue
        wish = Wish("cancel", order["order_id"], reason="no longer needed")
        if order["status"] in {"delivered", "processed"}:
            return voice.wish(wish, full=True)
    return None
