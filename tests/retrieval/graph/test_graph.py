"""The graph of small catalogues whose relations follow by reading them."""

from pathlib import Path
from typing import Any

import pytest

from retrieval.features import KINDS, Interactions, from_sequences
from retrieval.graph.build import build_graph
from retrieval.graph.goods import goods_of
from retrieval.graph.relations import NO_GRAPH, Edge, Graph, Relation, graph_of, load_graph, save_graph
from retrieval.items import items_of
from retrieval.recommend.content import Content
from retrieval.recommend.together import count_together
from shop.catalog import Attribute, Brand, Category, Product, Variant
from shop.errors import Unavailable

BRANDS = [Brand(brand_id="acme", name="Acme"), Brand(brand_id="bolt", name="Bolt"), Brand(brand_id="zeta", name="Zeta")]
CATEGORIES = [
    Category(category_id="tech", name="Tech"),
    Category(category_id="phones", parent_id="tech", name="Phones"),
    Category(category_id="cases", parent_id="tech", name="Cases"),
    Category(category_id="kitchen", name="Kitchen"),
]


def product(key: str, title: str, kind: str | None = None, *, brand: str | None = "acme", **more: Any) -> Product:
    return Product(product_id=key, title=title, brand_id=brand, product_type=kind, **more)


def fact(name: str, value: str) -> Attribute:
    return Attribute(name=name, label=name.replace("_", " ").capitalize(), value=value)


def graph(*products: Product, sequences: tuple[list[int], ...] = (), kind: str = "view") -> Graph:
    variants = [Variant(sku=f"{one.product_id}-1", product_id=one.product_id, price_minor=100) for one in products]
    items = items_of(products, CATEGORIES, BRANDS)
    log = _of_kind(from_sequences(items, sequences), kind)
    goods = goods_of(products, CATEGORIES, BRANDS)
    return build_graph(goods, variants, items, counts=count_together(log), near=Content().fit(log).matrix)


def _of_kind(log: Interactions, kind: str) -> Interactions:
    log.kind[:] = KINDS.index(kind)
    return log


def pairs(found: Graph, *relations: Relation) -> set[tuple[str, str]]:
    return {(edge.product, edge.target) for edge in found.edges(*relations)}


def test_an_attribute_that_names_a_product_makes_an_accessory_of_it() -> None:
    found = graph(
        product("one", "Acme One", "smartphone"),
        product("mini", "Acme Mini", "smartphone"),
        product("case", "Zeta Halo Case", "phone case", brand="zeta", attributes=[fact("compatible_with", "Acme One")]),
    )

    assert pairs(found, "accessory_of") & {("case", "one"), ("case", "mini")} == {("case", "one")}
    assert found.edges_of("case", "accessory_of")[0].source == "attribute:compatible_with"
    assert found.edges_of("case", "accessory_of")[0].quote == "Acme One"


@pytest.mark.parametrize(
    "words",
    [
        {"title": "Zeta black toner for Bolt LaserJet 5200"},
        {"title": "Zeta toner", "description": "High yield. Compatible with Bolt LaserJet 5200/5300. Made in 2020."},
        {"title": "Zeta toner", "description_zh": "高容量硒鼓，适用于 Bolt LaserJet 5200。"},
        {"title": "Zeta toner", "title_zh": "Zeta 硒鼓 Bolt LaserJet 5200专用"},
    ],
    ids=["title", "description", "Chinese description", "Chinese title"],
)
def test_words_that_say_what_it_is_for_are_read_in_both_languages(words: dict[str, Any]) -> None:
    toner = Product(product_id="toner", brand_id="zeta", product_type="toner", **words)
    printers = [
        product(f"printer-{number}", f"Bolt LaserJet {number}00 printer 22 ppm", "printer", brand="bolt")
        for number in (52, 61)
    ]

    assert pairs(graph(toner, *printers), "accessory_of") == {("toner", "printer-52")}


def test_a_standard_that_many_products_name_is_no_product() -> None:
    cables = [product(f"c{n}", f"Zeta cable usb 30 type {n}{n}", "cable", brand="zeta") for n in range(20)]
    hub = product("hub", "Acme hub for Zeta usb 30", "hub")

    assert not pairs(graph(hub, *cables), "compatible_with")


def test_a_name_of_another_maker_is_not_taken_for_ours() -> None:
    found = graph(
        product("saw", "Bolt Saw C7100", "saw", brand="bolt"), product("toner", "Acme toner for Acme C7100", "toner")
    )

    assert not pairs(found, "compatible_with")


def test_two_accessories_of_one_thing_are_not_made_for_each_other() -> None:
    found = graph(
        product("printer", "Acme C8800 printer", "printer"),
        product("drum", "Acme C8800 drum", "drum", attributes=[fact("compatibility", "C8800")]),
        product("toner", "Acme toner black", "toner", attributes=[fact("compatibility", "C8800")]),
    )

    assert pairs(found, "accessory_of") == {("drum", "printer"), ("toner", "printer")}


def test_a_kind_named_after_another_kind_is_its_accessory_in_the_same_department() -> None:
    found = graph(
        product("one", "Acme One", "phone", category_id="phones", product_type_zh="手机"),
        product("shell", "Zeta Shell", "phone case", brand="zeta", category_id="cases", product_type_zh="手机壳"),
        product("rack", "Zeta Rack", "phone rack", brand="zeta", category_id="kitchen"),
    )

    assert pairs(found, "accessory_of") == {("shell", "type:phone")}


def test_titles_that_differ_in_colour_and_amount_are_variants_of_each_other() -> None:
    def tape(key: str, title: str, colour: str, kind: str = "tape") -> Product:
        return product(key, title, kind, attributes=[fact("color", colour)])

    found = graph(
        tape("a", "Acme label tape standard red 12 mm", "red"),
        tape("b", "Acme label tape standard blue 9 mm", "blue"),
        tape("c", "Acme label tape durable blue 9 mm", "blue"),
    )

    assert {(one, two) for one, two in pairs(found, "variant_of") if not one.startswith("sku:")} == {
        ("a", "b"),
        ("b", "a"),
    }
    assert ("sku:a-1", "a") in pairs(found, "variant_of")


def test_the_line_a_maker_gives_a_name_is_a_series_and_a_word_for_things_is_none() -> None:
    found = graph(
        product("p1", "Acme Pavilion 15 fast", "laptop"),
        product("p2", "Acme Pavilion 17 slow", "laptop"),
        product("x1", "Acme Laptop plain", "laptop"),
        product("x2", "Acme Laptop plain two", "laptop"),
    )

    assert pairs(found, "same_series") == {("p1", "series:acme pavilion"), ("p2", "series:acme pavilion")}


def test_shoppers_make_edges_only_where_enough_of_them_did_both() -> None:
    cups, pots = product("cup", "Acme cup", "cup"), product("pot", "Acme pot", "pot")
    bowl = product("bowl", "Acme bowl", "bowl")

    found = graph(cups, pots, bowl, sequences=([0, 1],) * 6 + ([0, 2],) * 4, kind="purchase")

    assert pairs(found, "bought_together") == {("cup", "pot"), ("pot", "cup")}
    assert found.edges_of("cup", "bought_together")[0].count == 6


def test_hidden_products_are_not_in_the_graph() -> None:
    found = graph(
        product("one", "Acme One", "smartphone", hidden=True),
        product("case", "Acme Case", "phone case", attributes=[fact("compatible_with", "Acme One")]),
    )

    assert not found.edges_of("one")
    assert not pairs(found, "compatible_with")


def test_a_stored_graph_is_the_same_graph(tmp_path: Path) -> None:
    edges = [Edge("a", "accessory_of", "b", 0.5, "title", "for b"), Edge("b", "brand", "brand:x", 1.0, "catalogue")]
    save_graph(graph_of(edges), tmp_path)

    assert load_graph(tmp_path).edges() == graph_of(edges).edges()


def test_damaged_files_are_said_to_be_so_with_the_remedy(tmp_path: Path) -> None:
    save_graph(NO_GRAPH, tmp_path)
    (tmp_path / "nodes.json").write_text("{")

    with pytest.raises(Unavailable, match="graph"):
        load_graph(tmp_path)


def test_the_empty_graph_answers_every_question_with_nothing() -> None:
    assert NO_GRAPH.edges_of("a") == NO_GRAPH.edges_to("a") == NO_GRAPH.edges() == []


def test_of_equal_edges_the_strongest_stays_and_none_ends_where_it_starts() -> None:
    weak, strong = Edge("a", "substitute", "b", 0.2, "x"), Edge("a", "substitute", "b", 0.75, "y")

    assert graph_of([weak, strong, Edge("a", "substitute", "a", 1.0, "z")]).edges() == [
        Edge("a", "substitute", "b", 0.75, "y")
    ]
