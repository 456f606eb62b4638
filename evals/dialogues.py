"""`aisle eval dialogues`: whole conversations on the demo shop, graded on what was done, shown and told.

Each has a fresh copy of the shop's rows; index and models are shared and only read. `--data` takes one YAML file or
a folder of them in place of the cases written here.
"""

import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import wire
from agent.assistant import Assistant
from agent.dialogue import DialogueState
from agent.direct import Talk, open_talk
from agent.naming import short_name
from agent.reading import Reader
from evals.dialogue_cases import OWN_CASES, Case, Step, read_cases
from evals.dialogue_checks import CHECKS, Seen, always
from evals.dialogue_shelf import Shelf
from evals.grounding import share_of
from evals.result import EvalResult, Metric, stopwatch
from jobs.demo import prepare_demo
from shop.carts import AppliedCode, lines_in_cart
from shop.census import count_tickets, customer_without_orders, latest_order_in, order_states, told_facts
from shop.conversations import Conversation, turns_of
from shop.database import Database
from shop.errors import Invalid
from shop.settings import Settings
from tools.retrieval_port import LocalRetrieval


class NoValue(Exception):
    """A later message or check builds on something that was not shown."""


@dataclass
class Stage:
    """The shop every conversation begins with."""

    folder: Path
    retrieval: LocalRetrieval
    reader: Reader
    shelf: Shelf

    @classmethod
    def built(cls, folder: Path, *, embedder: str | None = None) -> "Stage":
        """Build the demo shop in `folder`, or take the one that is there."""
        given = {} if embedder is None else {"embedder": embedder}
        settings = Settings(data_dir=folder, **given)  # type: ignore[arg-type]
        database = Database(settings.database)
        prepare_demo(database, settings, progress=lambda _step: None)
        return cls.over(folder, LocalRetrieval(database, settings), database)

    @classmethod
    def over(cls, folder: Path, retrieval: LocalRetrieval, database: Database) -> "Stage":
        return cls(folder, retrieval, Reader(retrieval), Shelf.of(database))

    def copied(self, folder: Path) -> Database:
        shutil.copy(self.folder / "aisle.db", folder / "aisle.db")
        return Database(f"sqlite:///{folder / 'aisle.db'}")


@dataclass
class Played:
    """What happened in one conversation."""

    case: Case
    faults: list[str] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    """What was said on both sides, and what was shown, a turn each."""

    @property
    def transcript(self) -> str:
        return "\n".join(f"  S: {one['say']}\n  A: {one['reply']}  {one['shown']}" for one in self.lines)


def run(data: Path | None = None, *, brain: str = "offline") -> EvalResult:
    cases = list(read_cases(data or OWN_CASES))
    with TemporaryDirectory(prefix="aisle-dialogues-") as folder, stopwatch() as taken:
        stage = Stage.built(Path(folder))
        played = [play(case, stage, brain=brain) for case in _shown_progress(cases)]
    return result_of(played, data=str(data or OWN_CASES), brain=brain, seconds=taken.seconds)


def _shown_progress(cases: list[Case]) -> Iterator[Case]:
    for number, case in enumerate(cases, start=1):
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{number}/{len(cases)} {case.id:<40}")
        yield case


def result_of(played: list[Played], *, data: str, brain: str, seconds: float) -> EvalResult:
    failed = [one for one in played if one.faults]
    languages = {language: [one for one in played if one.case.language == language] for language in ("en", "zh")}
    metrics = {"pass": _passed(played)}
    metrics |= {f"pass_{language}": _passed(those) for language, those in languages.items() if those}
    themes = sorted({one.case.theme for one in failed})
    notes = [f"{theme}: {sum(one.case.theme == theme for one in failed)} failed" for theme in themes]
    notes += [f"{one.case.id}: {'; '.join(one.faults)}\n{one.transcript}" for one in failed]
    return EvalResult(
        name="dialogues",
        data=data,
        brain=brain,
        n=len(played),
        seconds=seconds,
        metrics=metrics,
        cases=tuple(
            {"id": one.case.id, "theme": one.case.theme, "faults": one.faults, "turns": one.lines} for one in played
        ),
        notes=tuple(notes),
    )


def _passed(played: list[Played]) -> Metric:
    return share_of([not one.faults for one in played])


# One conversation -------------------------------------------------------------------------------------------


def play(case: Case, stage: Stage, *, brain: str = "offline") -> Played:
    """Talk it through on a fresh copy of the shop, looking after every message."""
    played = Played(case)
    with TemporaryDirectory(prefix="aisle-dialogue-") as folder:
        database = stage.copied(Path(folder))
        try:
            _talk_through(played, stage, database, brain)
        except NoValue as missing:
            played.faults.append(f"turn {len(played.lines) + 1}: {missing}")
        finally:
            database.close()
    return played


def _talk_through(played: Played, stage: Stage, database: Database, brain: str) -> None:
    case = played.case
    customer_id, order_id = _who(database, case.who)
    settings = Settings(data_dir=stage.folder, brain=brain)
    values = {name: stage.shelf.give(given, case.language) for name, given in case.let.items()}
    values["order"] = order_id or ""
    with open_talk(database, settings, customer_id=customer_id, language=case.language) as talk:
        talk.assistant = Assistant(database, stage.retrieval, settings, reader=stage.reader)
        for number, step in enumerate(case.turns, start=1):
            said = _filled(step.say, values)
            reply = _finished(talk, said)
            if reply is None:
                played.faults.append(f"turn {number}: ended with an error")
                return
            seen = _look(talk, database, stage.shelf, reply, said, played, values)
            values |= _names(seen, case.language)
            played.faults += [f"turn {number}: {fault}" for fault in _judged(seen, step, case.language)]
            played.lines.append(_line(said, reply))


def _who(database: Database, who: str) -> tuple[str | None, str | None]:
    """Customer and order."""
    if who == "guest":
        return None, None
    with database.session() as session:
        if who == "customer":
            return customer_without_orders(session), None
        found = latest_order_in(session, who)
        if found is None:
            raise Invalid(f"The demo shop has no order that is {who}.")
        return found.customer_id, found.order_id


def _finished(talk: Talk, said: str) -> wire.Reply | None:
    last = list(talk.send(said))[-1]
    return wire.Reply.model_validate(last.payload) if last.event == "turn.finished" else None


def _filled(text: str, values: Mapping[str, str]) -> str:
    """`{name}` from `let`, `{order}`, `{1}` the name of the first card on screen, `{tap 2}` the second suggestion."""

    def value(match: re.Match[str]) -> str:
        if match[1] not in values:
            raise NoValue(f"{match[0]} in {text!r} was never shown")
        return values[match[1]]

    return re.sub(r"\{([\w -]+)\}", value, text)


def _names(seen: Seen, language: str) -> dict[str, str]:
    """What later messages may name: the cards on screen by place, what was suggested, the code that was told."""
    cards = _names_of(seen.reply, language)
    ids = {f"id {place}": item.product_id for place, item in enumerate(seen.items, start=1)}
    brands = {f"brand {place}": item.brand or "" for place, item in enumerate(seen.items, start=1)}
    taps = {f"tap {place}": text for place, text in enumerate(seen.reply.suggestions, start=1)}
    codes = [part.code for part in seen.reply.parts if isinstance(part, wire.OfferPart) and part.code]
    return cards | ids | brands | taps | ({"code": codes[0]} if codes else {})


def _look(
    talk: Talk,
    database: Database,
    shelf: Shelf,
    reply: wire.Reply,
    said: str,
    played: Played,
    values: dict[str, str],
) -> Seen:
    customer_id = talk.principal.customer_id
    with database.session() as session:
        conversation = session.get_one(Conversation, talk.conversation_id)
        turn = turns_of(session, talk.conversation_id)[-1]
        code = session.get(AppliedCode, customer_id)
        return Seen(
            reply=reply,
            tools=tuple(str(call.get("name")) for call in turn.tool_calls),
            said=said,
            before=played.lines[-1]["reply"] if played.lines else "",
            state=DialogueState.model_validate(conversation.dialogue),
            conversation_state=conversation.state,
            cart=tuple(lines_in_cart(session, customer_id)),
            code=code.code if code else None,
            orders=order_states(session, customer_id),
            profile=told_facts(session, customer_id),
            tickets=count_tickets(session, customer_id),
            shelf=shelf,
            fill=lambda text: _filled(text, {**values, **_names_of(reply, played.case.language)}),
        )


def _names_of(reply: wire.Reply, language: str) -> dict[str, str]:
    items = [item for part in reply.parts if isinstance(part, wire.ProductsPart) for item in part.items]
    return {str(place): short_name(item.title, language) for place, item in enumerate(items, start=1)}


def _judged(seen: Seen, step: Step, language: str) -> Iterator[str]:
    yield from always(seen, str(step.checks.get("language", language)))
    for name, wanted in step.checks.items():
        if name == "language":
            continue
        if name not in CHECKS:
            raise Invalid(f"There is no check {name!r}; choose one of {', '.join(CHECKS)}.")
        yield from CHECKS[name](seen, wanted)


def _line(said: str, reply: wire.Reply) -> dict[str, Any]:
    items = [item for part in reply.parts if isinstance(part, wire.ProductsPart) for item in part.items]
    cards = [f"{item.title} {item.price.minor / 100:g}" if item.price else item.title for item in items]
    others = [part.type for part in reply.parts if not isinstance(part, wire.ProductsPart)]
    return {
        "say": said,
        "reply": reply.text,
        "shown": [*cards, *others],
        "suggestions": list(reply.suggestions),
        "outcome": reply.outcome,
        "intents": list(reply.intents),
    }
