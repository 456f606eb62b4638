"""A shop changes a rule: its numbers, and every document that names them, in one transaction."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from shop.knowledge import Passage
from shop.policies.parameters import Parameters, fill, with_changes
from shop.storefront import get_storefront


def change_rules(session: Session, changes: Mapping[str, Any]) -> Parameters:
    """Put `changes` in effect on top of the shop's own earlier ones; writes, refusals and documents follow.

    Raises:
        Invalid: If a rule is not known or its value makes no sense; nothing is changed then.
    """
    shop = get_storefront(session)
    merged = {**shop.rules, **changes}
    rules = with_changes(merged)
    shop.rules = merged
    session.add(shop)
    words = rules.words(shop.currency)
    for passage in session.exec(select(Passage).where(col(Passage.written) != "")):
        passage.text = fill(passage.written, words)
        session.add(passage)
    return rules
