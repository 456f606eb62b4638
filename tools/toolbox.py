"""What the assistant can do: one file a family, one list."""

from langchain_core.tools import BaseTool

from tools.absence import why_not_shown
from tools.account import show_account
from tools.bundle import put_together
from tools.cart import add_to_cart, change_cart_line, remove_from_cart, undo_cart_change, view_cart
from tools.cart_codes import add_code, remove_code
from tools.checkout import propose_checkout
from tools.compare import compare_products
from tools.explain import explain_choice
from tools.handover import hand_over
from tools.memory import allow_memory, forget_memory, show_memory
from tools.offers import find_offers
from tools.orders import list_orders, order_status, track_parcel
from tools.policy import answer_policy
from tools.product import show_product
from tools.proposals import (
    propose_cancel_order,
    propose_default_address,
    propose_exchange,
    propose_order_change,
    propose_return,
)
from tools.proving import check_code, send_code
from tools.purchases import find_purchases, total_of_changes, total_of_purchases
from tools.questions import product_question
from tools.recommend import recommend_products
from tools.search import count_products, search_products
from tools.service import order_invoice, propose_claim, propose_goodwill, propose_undo, show_requests

READING: tuple[BaseTool, ...] = (
    search_products, put_together, count_products, show_product, compare_products, product_question,
    recommend_products, explain_choice, why_not_shown,
    list_orders, order_status, track_parcel, show_account, show_requests, show_memory,
    find_purchases, total_of_changes, total_of_purchases,
    view_cart,
    answer_policy,
)  # fmt: skip
"""May run side by side, and is given up when it takes too long."""
WRITING: tuple[BaseTool, ...] = (
    add_to_cart, change_cart_line, remove_from_cart, undo_cart_change,
    find_offers, add_code, remove_code,
    propose_cancel_order, propose_order_change, propose_default_address, propose_return, propose_exchange,
    propose_checkout, propose_claim, propose_goodwill, propose_undo,
    order_invoice,
    send_code, check_code,
    forget_memory, allow_memory,
    hand_over,
)  # fmt: skip
"""Runs to its end, in the order asked for."""
TOOLS: tuple[BaseTool, ...] = (*READING, *WRITING)
OWN_RECORDS = frozenset(
    {
        "list_orders", "order_status", "track_parcel", "show_account", "show_requests", "order_invoice",
        "find_purchases", "total_of_changes", "total_of_purchases",
        "propose_cancel_order", "propose_order_change", "propose_default_address", "propose_return",
        "propose_exchange", "propose_claim", "propose_goodwill", "propose_undo",
    }
)  # fmt: skip
"""What a guest who has shown who they are may use as that customer. The cart stays the guest's own."""
