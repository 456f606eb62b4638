"""What the assistant can do: one file a family, one list."""

from langchain_core.tools import BaseTool

from tools.cart import add_to_cart, change_cart_line, remove_from_cart, undo_cart_change, view_cart
from tools.compare import compare_products
from tools.explain import explain_choice
from tools.handover import hand_over
from tools.offers import find_offers
from tools.orders import list_orders, order_status, track_parcel
from tools.policy import answer_policy
from tools.product import show_product
from tools.proposals import propose_cancel_order, propose_checkout
from tools.questions import product_question
from tools.recommend import recommend_products
from tools.search import count_products, search_products

TOOLS: tuple[BaseTool, ...] = (
    search_products, count_products, show_product, compare_products, product_question,
    recommend_products, explain_choice,
    list_orders, order_status, track_parcel,
    view_cart, add_to_cart, change_cart_line, remove_from_cart, undo_cart_change,
    find_offers,
    answer_policy,
    propose_cancel_order, propose_checkout,
    hand_over,
)  # fmt: skip
