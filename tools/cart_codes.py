"""The promotion code on the cart: put on, taken off, and only ever worth what the rules give this cart."""

from shop import codes
from shop.errors import NotFound
from tools.cart import told
from tools.cart_view import cart_view
from tools.result import Fact, Problem, ToolResult
from tools.shop_tool import Answer, Shop, shop_tool


@shop_tool
def add_code(runtime: Shop, code: str) -> Answer:
    """Put a promotion code on the cart, in place of any other. Only codes from `find_offers` or the shopper's own work.

    Args:
        code: The code as it was given.
    """
    context, customer_id = runtime.context, runtime.context.principal.customer_id
    zh = context.language == "zh"
    with context.database.writing() as session:
        try:
            used = codes.apply_code(session, customer_id, code, moment=context.clock(), language=context.language)
        except NotFound:
            return _unknown(code, zh=zh)
        title = used.title(context.language)
        said = f"已使用优惠码 {used.code.code}：{title}" if zh else f"Code {used.code.code} is on: {title}"
        session.flush()
        cart = cart_view(session, customer_id, context.language, change=said)
    return told("add_code", cart, extra=(Fact("cart", "done", "add_code", said, stable=True),))


@shop_tool
def remove_code(runtime: Shop) -> Answer:
    """Take the promotion code off the cart; it stays the shopper's and can be used later."""
    context, customer_id = runtime.context, runtime.context.principal.customer_id
    with context.database.writing() as session:
        code = codes.drop_code(session, customer_id)
        said = f"已取下优惠码 {code}" if context.language == "zh" else f"Code {code} is off"
        session.flush()
        cart = cart_view(session, customer_id, context.language, change=said)
    return told("remove_code", cart, extra=(Fact("cart", "done", "remove_code", said, stable=True),))


def _unknown(code: str, *, zh: bool) -> Answer:
    """Someone else's code, a used one and an invented one are told in the same words."""
    shown = code.strip()[:60]
    text = f"优惠码 {shown} 不能使用。" if zh else f"The code {shown} can't be used here."
    instead = "可以让我查查现在有哪些优惠。" if zh else "Ask which offers there are for this cart."
    problem = Problem("not_found", text, instead=instead)
    return text, ToolResult(tool="add_code", outcome="refused", problem=problem)
