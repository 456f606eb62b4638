"""How a guest shows who they are: a code by mail, told back in this conversation. Nothing about anybody is said."""

import logging
from dataclasses import dataclass
from threading import Thread

from shop.connectors.mailer import Mail, Mailer
from shop.errors import Unavailable
from shop.policies.parameters import Parameters, rules_of
from shop.proofs import DIGITS, Claimed, Made, make_code, proven_customer, try_code
from shop.storefront import find_storefront
from tools.context import Principal, ShopContext
from tools.result import Fact, Problem, ToolResult
from tools.shop_tool import Answer, Shop, shop_tool

log = logging.getLogger(__name__)
WORDS = {
    "asked": (
        "If that fits an account here, a 6-digit code goes to its e-mail address; it holds for {minutes} minutes.",
        "如果这些信息和本店账户相符，6 位验证码会发到账户的邮箱，{minutes} 分钟内有效。",
    ),
    "too_many": (
        "Too many codes were asked for here. Try again in an hour, or sign in.",
        "这里请求验证码的次数太多，请一小时后再试，或者直接登录。",
    ),
    "wrong": ("That is not the code.", "验证码不对。"),
    "over": (
        "There is no code here that could be right any more. Ask for a new one.",
        "这里没有可用的验证码了，请重新获取。",
    ),
    "right": ("The code is right.", "验证码正确。"),
    "incomplete": (
        "It needs the e-mail address of the account, or the full name and the postcode.",
        "需要账户的邮箱，或者姓名和邮编。",
    ),
}
SUBJECT = ("Your code for {shop}", "{shop} 的验证码")
LETTER = """Your code is {code}.

Somebody in the chat of {shop} said they are you. If that was you, enter it there within {minutes} minutes.
If not, do nothing: without the code nothing is told."""
LETTER_ZH = """您的验证码是 {code}。

有人在 {shop} 的对话里说是您本人。如果是您，请在 {minutes} 分钟内输入。
如果不是，请不用理会：没有验证码，什么都不会透露。"""


@dataclass(frozen=True)
class Proven:
    """From here on this conversation's guest is answered as this customer."""

    principal: Principal


@shop_tool
def send_code(runtime: Shop, given_email: str = "", given_name: str = "", given_postcode: str = "") -> Answer:
    """Have a code sent to a guest who wants to know about their orders: by e-mail, or by name and postcode.

    Never say whether there is such a customer; the answer is the same either way.

    Args:
        given_email: The e-mail address the guest says is theirs.
        given_name: Their first and last name, if they gave no e-mail address.
        given_postcode: The postcode of their address, with the name.
    """
    context = runtime.context
    claimed = Claimed(given_email.strip(), given_name.strip(), given_postcode.strip())
    if not claimed.email and not (claimed.name and claimed.postcode):
        return _problem("send_code", context, "incomplete", "needs", missing=("identity",))
    with context.database.writing() as session:
        rules = rules_of(session)
        shop = find_storefront(session)
        made = make_code(session, context.conversation_id, claimed, rules=rules, moment=context.clock())
    if made is None:
        return _problem("send_code", context, "too_many", "refused")
    _post(context.mailer, made, rules, shop.name if shop else "the shop")
    text = _say(context, "asked").format(minutes=rules.code_minutes)
    facts = (
        Fact("code", "valid_minutes", rules.code_minutes, stable=True),
        Fact("code", "digits", DIGITS, stable=True),
    )
    return text, ToolResult(tool="send_code", facts=facts, outcome="needs_input")


@shop_tool
def check_code(runtime: Shop, code: str) -> Answer:
    """Check the 6-digit code a guest was sent. When it is right, their own orders may be looked up from then on.

    Args:
        code: As the guest wrote it.
    """
    context = runtime.context
    with context.database.writing() as session:
        verdict = try_code(session, context.conversation_id, code, rules=rules_of(session), moment=context.clock())
        session.flush()
        customer = proven_customer(session, context.conversation_id, moment=context.clock())
    if verdict != "right" or customer is None:
        return _problem("check_code", context, verdict, "needs" if verdict == "wrong" else "refused", missing=("code",))
    proven = Proven(Principal(customer.customer_id, verified=True))
    return _say(context, "right"), ToolResult(tool="check_code", payload=proven)


def _say(context: ShopContext, key: str) -> str:
    return WORDS[key][context.language == "zh"]


def _problem(tool: str, context: ShopContext, key: str, kind: str, *, missing: tuple[str, ...] = ()) -> Answer:
    text = _say(context, key)
    problem = Problem("needs" if kind == "needs" else "refused", text, missing=missing)
    return text, ToolResult(tool=tool, outcome="needs_input" if kind == "needs" else "refused", problem=problem)


def _post(mailer: Mailer | None, made: Made, rules: Parameters, shop: str) -> None:
    """Beside the turn, so that its length does not tell whether there was anybody to write to."""
    customer = made.customer
    if mailer is None or customer is None or customer.email is None:
        return
    zh = customer.language == "zh"
    mail = Mail(
        to=customer.email,
        subject=SUBJECT[zh].format(shop=shop),
        text=(LETTER_ZH if zh else LETTER).format(code=made.code, shop=shop, minutes=rules.code_minutes),
    )
    Thread(target=_send, args=(mailer, mail), daemon=True).start()


def _send(mailer: Mailer, mail: Mail) -> None:
    try:
        mailer.send(mail)
    except (Unavailable, OSError) as error:
        log.warning("A code could not be sent: %s", error)
