"""Items changed for other variants: the price difference moves by the way that was shown, and so does the stock."""

import pytest

from shop.catalog import Variant
from shop.database import Database
from shop.orders import lines_of, payments_of
from shop.writes import perform
from shop.writes.deed import deed
from tests.shop.corner import ADA, KETTLE, order


@pytest.mark.parametrize(("price_minor", "moved"), [(4_500, ("payment", 500)), (3_800, ("refund", 200))])
def test_a_difference_is_settled_and_the_shelf_follows(
    corner: Database, price_minor: int, moved: tuple[str, int]
) -> None:
    with corner.writing() as session:
        order(session, ADA, "W1")
        session.add(Variant(sku="kettle-red", product_id=f"p-{KETTLE}", price_minor=price_minor, stock=2))
        session.flush()
        step = {"action": "modify_items", "order_id": "W1", "items": [{"item": KETTLE, "new_sku": "kettle-red"}]}
        perform(deed(session, ADA), [step])

    with corner.session() as session:
        last = payments_of(session, "W1")[-1]
        assert (last.kind, last.amount_minor) == moved
        assert [line.sku for line in lines_of(session, "W1")] == ["kettle-red"]
        assert session.get_one(Variant, "kettle-red").stock == 1
        assert session.get_one(Variant, KETTLE).stock == 6
