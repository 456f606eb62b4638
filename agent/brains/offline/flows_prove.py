"""A guest shows who they are: an e-mail address, or a name and a postcode, then the code that was sent there.

What they wanted at first is kept and answered as soon as the code is right.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from agent.brains.offline.problems import trouble
from agent.brains.offline.replay import Flow, Said
from agent.brains.offline.view import View
from agent.dialogue import Task
from agent.turn import Turn
from agent.understanding import Intent, Reference
from agent.understanding.identifiers import read_emails, read_postcode
from agent.understanding.service_wishes import service_wish
from tools.proving import Proven

CODE = re.compile(r"(?<!\d)(\d{3})[\s-]?(\d{3})(?!\d)")
ANOTHER = re.compile(
    r"\b(?:resend|re-send|send (?:it|me|the code|another|a new)|new code|another code|no code|"
    r"didn'?t (?:get|receive))\b|重(?:新)?发|再发|没收到|新的?验证码",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"(?:my name is|name(?:'s| is|:)?|i am|i'm|this is|我叫|我是|姓名(?:是|：|:)?|名字(?:是|叫)?)\s*"
    r"(?P<name>[^\d,，。;；.]{2,60})",
    re.IGNORECASE,
)
POSTCODE_WORDS = re.compile(
    r"\b(?:and )?(?:my )?(?:zip|post|postal)\s?-?(?:code)?\b.*|邮编.*|邮政编码.*|\band\b\s*$", re.IGNORECASE
)
BARE_POSTCODE = re.compile(
    r"(?<![\w@])(?=[A-Za-z\d -]*\d)([A-Za-z]{0,2}\d[A-Za-z\d]{1,4}(?:[ -]?\d[A-Za-z]{2})?|\d{4,6})\s*\.?$"
)
ASKED = frozenset({"who", "code"})


def about_proof(turn: Turn) -> Callable[[View], Flow] | None:
    """The flow, if a guest gives what was asked for, or an address with a question that needs it."""
    task = turn.dialogue.task
    if turn.principal.verified or task is None or task.name != "prove" or task.asked not in ASKED:
        return None
    answers = _code(turn, task) or _claimed(turn) or (task.asked == "code" and ANOTHER.search(turn.text))
    return prove if answers else None


def ask_who(view: View) -> Said:
    """Nothing about orders is said before; signing in works as well."""
    understanding = view.turn.understanding
    wish = service_wish(view.turn.text)
    then = wish.kind if wish else understanding.intents[0].name if understanding.intents else "order_status"
    slots = {"then": then, "text": view.turn.text[:500]}
    if understanding.order_ids:
        slots["order"] = understanding.order_ids[0]
    words = next((str(one.value) for one in understanding.references if one.kind == "order_words" and one.value), "")
    if words:
        slots["words"] = words
    question = view.say("prove.who")
    return Said(
        view.say("orders.sign_in"), question=question, outcome="needs_input",
        task=Task(name="prove", slots=slots, asked="who", question=question),
    )  # fmt: skip


def prove(view: View) -> Flow:
    task = view.turn.dialogue.task or Task(name="prove")
    code = _code(view.turn, task)
    if code and task.asked == "code":
        return (yield from _checked(view, task, code))
    claimed = _claimed(view.turn) or {
        name: task.slots[name] for name in ("given_email", "given_name", "given_postcode") if name in task.slots
    }
    result = yield view.call("send_code", **claimed)
    return _sent(view, task, claimed, result.problem is None) or trouble(view, result) or Said()


def _sent(view: View, task: Task, claimed: dict[str, str], done: bool) -> Said | None:
    if not done:
        sent = next((one.result for one in view.turn.called if one.call.name == "send_code"), None)
        if sent is None or sent.problem is None or sent.problem.kind == "unavailable":
            return None
        return Said(sent.problem.text, outcome="refused", suggestions=(view.plain("suggest.person"),))
    question = view.say("prove.code")
    kept = {name: value for name, value in task.slots.items() if not name.startswith("given_")}
    asked = Task(name="prove", slots={**kept, **claimed}, asked="code", question=question)
    minutes = next(
        (fact.value for one in view.turn.called for fact in one.result.facts if fact.field == "valid_minutes"), ""
    )
    return Said(view.say("prove.sent", minutes=minutes), question=question, outcome="needs_input", task=asked)


def _checked(view: View, task: Task, code: str) -> Flow:
    result = yield view.call("check_code", code=code)
    if not isinstance(result.payload, Proven):
        problem = result.problem
        if problem is None or problem.kind == "unavailable":
            return trouble(view, result) or Said()
        if problem.kind == "needs":
            question = view.say("prove.code_again")
            return Said(problem.text, question=question, outcome="needs_input",
                        task=task.model_copy(update={"question": question}))  # fmt: skip
        return Said(problem.text, outcome="refused", suggestions=(view.plain("suggest.person"),))
    said: Said = yield from _resumed(view, task)
    return replace(said, text=view.sentences(view.say("prove.right"), said.text))


def _resumed(view: View, task: Task) -> Flow:
    """What was wanted before the code, answered as if it had just been said."""
    from agent.brains.offline.plan import FLOWS

    then = task.slots.get("then", "")
    maker = FLOWS.get(then)
    if maker is None or maker is prove:
        return Said(view.say("prove.what_now"), suggestions=(view.plain("suggest.my_orders"),))
    earlier = View(_turn_before(view.turn, task, then))
    earlier.words = view.words
    return (yield from maker(earlier))


def _turn_before(turn: Turn, task: Task, then: str) -> Turn:
    intent = Intent(then, 0.9, clause=task.slots.get("text", ""))
    words = task.slots.get("words", "")
    understanding = replace(
        turn.understanding,
        intents=(intent,),
        said_intents=(intent,),
        order_ids=(task.slots["order"],) if "order" in task.slots else (),
        references=(Reference("order_words", words, words),) if words else (),
        yes_no=None,
        emails=(),
        postcode=None,
        quantity=None,
    )
    return replace(
        turn,
        text=task.slots.get("text", ""),
        understanding=understanding,
        principal=replace(turn.principal, verified=True),
        dialogue=turn.dialogue.model_copy(update={"task": None}),
    )


def _code(turn: Turn, task: Task) -> str | None:
    found = CODE.search(turn.text) if task.asked == "code" and not read_emails(turn.text) else None
    return f"{found[1]}{found[2]}" if found else None


def _claimed(turn: Turn) -> dict[str, str]:
    """What the message says about who they are, as `send_code` takes it; empty where that is not enough."""
    emails = read_emails(turn.text)
    if emails:
        return {"given_email": emails[0]}
    bare = BARE_POSTCODE.search(turn.text.strip())
    postcode = read_postcode(turn.text) or (bare[1] if bare else None)
    named = NAMED.search(turn.text)
    told = named["name"] if named else turn.text.replace(postcode or "", " ")
    name = re.sub(r"[\d,，。;；.:：#]+", " ", POSTCODE_WORDS.sub(" ", told))
    name = " ".join(name.split())
    return {"given_name": name, "given_postcode": postcode} if name and postcode else {}
