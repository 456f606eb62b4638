"""Pictures of the demo shop."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from shop.database import Database, Session, upsert
from shop.demo.catalogue import Catalogue, load_catalogue
from shop.demo.drawings import drawing
from shop.demo.drawings.choose import KINDS, PLACES, shape_for
from shop.demo.drawings.packs import carton


@pytest.fixture(scope="module")
def shelves() -> Catalogue:
    return load_catalogue(date(2026, 1, 15))


@pytest.fixture(scope="module")
def session(shelves: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder: Path = tmp_path_factory.mktemp("drawings")
    database = Database(f"sqlite:///{folder / 'shop.db'}")
    database.migrate()
    with database.writing() as writing:
        upsert(writing, [*shelves.categories, *shelves.brands, *shelves.products, *shelves.variants])
    with database.session() as reading:
        yield reading
    database.close()


def drawn(session: Session, image_id: str) -> str:
    svg = drawing(session, image_id)
    assert svg is not None, image_id
    return svg


def test_every_product_and_variant_is_drawn_from_nothing_outside(session: Session, shelves: Catalogue) -> None:
    for image_id in [p.product_id for p in shelves.products] + [v.sku for v in shelves.variants]:
        svg = drawn(session, image_id)
        ElementTree.fromstring(svg)  # noqa: S314 - our own words, written a line above
        assert svg.count("http") == svg.count('xmlns="http://www.w3.org/2000/svg"') == 1
        assert "href" not in svg
        assert "<text" not in svg


def test_two_colours_of_a_product_differ_and_two_sizes_do_not(session: Session, shelves: Catalogue) -> None:
    looks: dict[tuple[str, str], set[str]] = {}
    for variant in shelves.variants:
        if color := variant.options.get("color"):
            looks.setdefault((variant.product_id, color), set()).add(drawn(session, variant.sku))
    assert all(len(pictures) == 1 for pictures in looks.values())
    assert len(set().union(*looks.values())) == len(looks)


def test_no_two_products_look_the_same(session: Session, shelves: Catalogue) -> None:
    assert len({drawn(session, product.product_id) for product in shelves.products}) == len(shelves.products)


def test_a_picture_is_the_same_every_time(session: Session, shelves: Catalogue) -> None:
    first = shelves.products[0].product_id
    assert drawn(session, first) == drawn(session, first)


def test_nine_products_in_ten_are_drawn_by_what_they_are(shelves: Catalogue) -> None:
    own = [product for product in shelves.products if (product.product_type or "").lower() in KINDS]
    assert len(own) >= 0.9 * len(shelves.products)


def test_a_kind_nobody_drew_is_a_parcel_unless_its_shelf_holds_one_thing(shelves: Catalogue) -> None:
    assert shape_for("cherry stoner", ["knives", "kitchen"]) is carton
    assert shape_for("brogue", ["boots", "shoes"]) is PLACES["boots"]
    assert {category.category_id for category in shelves.categories} >= PLACES.keys()


def test_an_unknown_id_has_no_picture(session: Session) -> None:
    assert drawing(session, "no-such-thing") is None
