"""What is remembered about a shopper: the latest word holds, facts fade, and nothing is kept without consent."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from shop.catalog import Brand, Category, Product, Variant
from shop.customers import Customer
from shop.database import Database
from shop.errors import Invalid, NotFound
from shop.events import Event
from shop.inferring import find_fact, held_facts, inferred_facts, known_facts
from shop.orders import Order, OrderLine, order_key
from shop.privacy import erase
from shop.profile_names import names_of
from shop.profiles import (
    FADED,
    HALF_LIFE_DAYS,
    ForgottenFact,
    ProfileFact,
    edit_fact,
    facts_of,
    forget,
    in_force,
    remember,
    set_consent,
    strength,
)

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
MARA = "c-mara"


def fact(
    kind: str, name: str, value: str, *, source: str = "stated", days_ago: float = 0, weight: float = 1.0
) -> ProfileFact:
    at = NOW - timedelta(days=days_ago)
    made = ProfileFact(
        fact_id=f"{kind}-{value}-{days_ago}", customer_id=MARA, kind=kind, name=name, value=value, source=source, at=at
    )
    made.weight = weight
    return made


def told(session: Session) -> set[tuple[str, str, str]]:
    return {(one.kind, one.name, one.value) for one in facts_of(session, MARA)}


@pytest.fixture
def shop(either_database: Database) -> Database:
    """Mara, and a shelf of six lamps: four by Norrin, priced 10 to 60."""
    with either_database.session() as session:
        session.add(Customer(customer_id=MARA, first_name="Mara"))
        session.add(Category(category_id="lamps", name="Lamps", name_zh="灯具"))
        session.add_all([Brand(brand_id="norrin", name="Norrin"), Brand(brand_id="veltra", name="Veltra")])
        session.flush()
        for number in range(1, 7):
            brand = "norrin" if number > 2 else "veltra"
            session.add(Product(product_id=f"p{number}", title=f"Lamp {number}", brand_id=brand, category_id="lamps"))
            session.flush()
            session.add(
                Variant(sku=f"s{number}", product_id=f"p{number}", price_minor=1_000 * number, options={"size": "M"})
            )
    return either_database


def looked_at(session: Session, *product_ids: str, days_ago: float = 1) -> None:
    for number, product_id in enumerate(product_ids):
        at = NOW - timedelta(days=days_ago, minutes=number)
        session.add(
            Event(
                event_id=f"{product_id}-{days_ago}-{number}",
                customer_id=MARA,
                kind="cart",
                product_id=product_id,
                at=at,
            )
        )
    session.flush()


def bought(session: Session, *skus: str) -> None:
    session.add(
        Order(
            order_id="#1",
            order_key=order_key("#1"),
            customer_id=MARA,
            state="delivered",
            placed_at=NOW - timedelta(days=5),
        )
    )
    session.flush()
    for number, sku in enumerate(skus):
        line = OrderLine(
            line_id=f"l{number}",
            order_id="#1",
            sku=sku,
            product_id=f"p{sku[1:]}",
            title="Lamp",
            price_minor=1,
            state="delivered",
        )
        session.add(line)
    session.flush()


def values(facts: list[ProfileFact]) -> dict[str, str]:
    return {one.name: one.value for one in facts}


# What is stored ---------------------------------------------------------------------------------------------


def test_the_latest_word_replaces_what_it_contradicts(shop: Database) -> None:
    with shop.session() as session:
        remember(session, [fact("likes", "color", "red"), fact("size", "size", "42"), fact("size", "size", "M")])
        remember(session, [fact("dislikes", "color", "Red"), fact("size", "size", "43")])
        assert told(session) == {("dislikes", "color", "Red"), ("size", "size", "43"), ("size", "size", "M")}


def test_what_was_only_asked_for_does_not_unsay_what_was_said(shop: Database) -> None:
    with shop.session() as session:
        remember(session, [fact("size", "size", "42")])
        remember(session, [fact("size", "size", "44", source="conversation", weight=0.4)])
        assert told(session) == {("size", "size", "42")}


def test_what_is_asked_for_again_weighs_more(shop: Database) -> None:
    with shop.session() as session:
        for _ in range(2):
            remember(session, [fact("interest", "brand", "Norrin", source="conversation", weight=0.4)])
        assert [one.weight for one in facts_of(session, MARA)] == pytest.approx([0.6])


@pytest.mark.parametrize("source", sorted(HALF_LIFE_DAYS))
def test_a_fact_counts_half_after_the_half_life_of_its_source(source: str) -> None:
    assert strength(
        fact("likes", "color", "red", source=source, days_ago=HALF_LIFE_DAYS[source]), NOW
    ) == pytest.approx(0.5)


def test_what_has_faded_is_not_used() -> None:
    old = fact("likes", "color", "red", source="inferred", days_ago=60 * 5)

    assert strength(old, NOW) < FADED
    assert in_force([old, fact("likes", "color", "blue")], NOW)[0].value == "blue"
    assert len(in_force([old], NOW)) == 0


def test_a_correction_counts_as_said_and_has_its_limits(shop: Database) -> None:
    with shop.session() as session:
        remember(session, [fact("size", "size", "42", source="conversation")])
        edited = edit_fact(session, facts_of(session, MARA)[0], value=" 43 ", moment=NOW)
        assert (edited.value, edited.source) == ("43", "stated")
        assert told(session) == {("size", "size", "43")}
        with pytest.raises(Invalid):
            edit_fact(session, edited, value=" ", moment=NOW)


def test_without_consent_nothing_is_kept_and_nothing_is_used(shop: Database) -> None:
    with shop.session() as session:
        remember(session, [fact("likes", "color", "red")])
        looked_at(session, "p3", "p4", "p5")
        assert set_consent(session, MARA, given=False) == 1
        session.flush()
        assert held_facts(session, MARA, NOW) == []
        assert known_facts(session, MARA, NOW) == []


# What is inferred -------------------------------------------------------------------------------------------


def test_several_products_of_a_brand_and_a_kind_are_a_leaning(shop: Database) -> None:
    with shop.session() as session:
        looked_at(session, "p3", "p4", "p5", "p1")
        facts = inferred_facts(session, MARA, NOW)
        assert values(facts) == {"category": "lamps", "brand": "Norrin"}
        assert all(one.source == "inferred" and 0 < one.weight < 1 for one in facts)
        assert names_of(session, facts, "zh")[facts[0].fact_id] == "灯具"


def test_one_product_looked_at_often_is_none(shop: Database) -> None:
    with shop.session() as session:
        for day in range(1, 6):
            looked_at(session, "p3", days_ago=day)
        assert inferred_facts(session, MARA, NOW) == []


def test_what_lies_back_counts_less(shop: Database) -> None:
    with shop.session() as session:
        looked_at(session, "p3", "p4", "p5", days_ago=1)
        fresh = {one.name: one.weight for one in inferred_facts(session, MARA, NOW)}
        later = {one.name: one.weight for one in known_facts(session, MARA, NOW + timedelta(days=60))}
        assert later["brand"] < fresh["brand"] / 4
        assert inferred_facts(session, MARA, NOW + timedelta(days=200)) == []


def test_purchases_tell_the_size_and_the_level_of_price(shop: Database) -> None:
    with shop.session() as session:
        bought(session, "s4", "s5", "s6")
        assert values(inferred_facts(session, MARA, NOW)) == {
            "category": "lamps", "brand": "Norrin", "size": "M", "price_level": "high"
        }  # fmt: skip


def test_what_was_forgotten_is_not_inferred_again_but_may_be_said_again(shop: Database) -> None:
    with shop.session() as session:
        looked_at(session, "p3", "p4", "p5")
        forget(session, [one for one in inferred_facts(session, MARA, NOW) if one.name == "brand"], moment=NOW)
        assert "brand" not in values(known_facts(session, MARA, NOW))
        remember(session, [fact("likes", "brand", "Norrin")])
        assert values(known_facts(session, MARA, NOW))["brand"] == "Norrin"


def test_what_was_said_is_not_inferred_as_well(shop: Database) -> None:
    with shop.session() as session:
        looked_at(session, "p3", "p4", "p5")
        remember(session, [fact("dislikes", "brand", "Norrin")])
        about = [one.kind for one in known_facts(session, MARA, NOW) if one.name == "brand"]
        assert about == ["dislikes"]


def test_an_inferred_fact_is_found_again_by_its_id_and_only_by_its_owner(shop: Database) -> None:
    with shop.session() as session:
        looked_at(session, "p3", "p4", "p5")
        known = held_facts(session, MARA, NOW)[0]
        assert find_fact(session, known.fact_id, customer_id=MARA, moment=NOW).value == known.value
        with pytest.raises(NotFound):
            find_fact(session, known.fact_id, customer_id="c-tom", moment=NOW)


def test_erasing_the_person_erases_what_was_forgotten_too(shop: Database) -> None:
    with shop.session() as session:
        forget(session, [fact("likes", "color", "red")], moment=NOW)
        erase(session, MARA)
        session.flush()
        assert session.get(ForgottenFact, fact("likes", "color", "red").key) is None
