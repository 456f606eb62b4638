"""The widget's first screen: one warm line and four real things to try, taken from the shop itself."""

import wire
from agent.wording import Words
from shop.catalog import Category, list_categories
from shop.customers import Customer
from shop.database import Database
from shop.orders import OPEN_STATES, orders_of
from shop.storefront import get_storefront
from tools.context import Principal

CATEGORIES_SHOWN = 2


def started(database: Database, principal: Principal, language: str) -> wire.Started:
    """Raises `Unavailable` if the shop is empty."""
    words = Words(language, {})
    with database.session() as session:
        shop = get_storefront(session)
        customer = session.get(Customer, principal.customer_id)
        categories = list_categories(session)
        waiting = bool(
            principal.verified and orders_of(session, principal.customer_id, states=sorted(OPEN_STATES), limit=1)
        )
    name = customer.first_name if customer and not customer.guest else ""
    greeting = (
        words.plain("start.named", name=name, shop=shop.name) if name else words.plain("start.plain", shop=shop.name)
    )
    return wire.Started(
        shop={"name": shop.name, "currency": shop.currency},
        greeting=greeting,
        suggestions=[{"text": text} for text in _suggestions(words, categories, waiting, principal)],
    )


def _suggestions(words: Words, categories: list[Category], waiting: bool, principal: Principal) -> list[str]:
    """A parcel on its way comes first; the departments change with the shopper, not with every reload."""
    departments = [row for row in categories if row.parent_id is None] or categories
    offset = sum(principal.customer_id.encode()) % max(1, len(departments))
    turned = departments[offset:] + departments[:offset]
    names = [(row.name_zh or row.name) if words.language == "zh" else row.name for row in turned]
    first = [words.plain("start.parcel")] if waiting else []
    browsing = [words.plain("start.browse", category=name) for name in names[:CATEGORIES_SHOWN]]
    return [*first, *browsing, words.plain("start.gift"), words.plain("start.policy")][:4]
