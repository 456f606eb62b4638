"""The demo shop's shelves: whole, consistent, and nowhere a pattern a person would notice."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

import pytest

from shop.catalog import Product, Variant, category_path, category_subtree
from shop.demo.catalogue import Catalogue, load_catalogue
from shop.demo.wording import read_goods, wording

TODAY = date(2026, 11, 24)
HAN = re.compile(r"[\u4e00-\u9fff]")
UNITS_EN = r"(?:mm|cm|m|kg|g|ml|l|h|W|dB|GB|MP|mAh|lm|K|inch|°C|pages|pieces|TOG|hours)"
UNITS_ZH = r"(?:毫米|厘米|公斤|克|毫升|升|小时|瓦|分贝|流明|英寸|毫安时|片|块|页)"
REPLENISHED = ("coffee beans", "loose tea", "shampoo", "dog food", "cat food", "printer ink", "paper filters")


@pytest.fixture(scope="module")
def shelves() -> Catalogue:
    return load_catalogue(TODAY)


@pytest.fixture(scope="module")
def variants_by_product(shelves: Catalogue) -> dict[str, list[Variant]]:
    grouped: dict[str, list[Variant]] = defaultdict(list)
    for variant in shelves.variants:
        grouped[variant.product_id].append(variant)
    return grouped


def repeated(words: Iterable[str]) -> list[str]:
    return [word for word, count in Counter(words).items() if count > 1]


def numbers_known(product: Product, variants: list[Variant]) -> set[str]:
    """Every number that an attribute or an option of the product tells, in g and kg alike."""
    told = [a.value for a in product.attributes if not isinstance(a.value, (bool, str))]
    in_text = " ".join(
        [str(a.value) for a in product.attributes if isinstance(a.value, str)]
        + [value for variant in variants for value in variant.options.values()]
    )
    return {f"{number:g}" for number in told} | set(re.findall(r"\d+(?:\.\d+)?", in_text))


def test_the_shop_is_as_large_as_promised(shelves: Catalogue) -> None:
    departments = [category for category in shelves.categories if category.parent_id is None]

    assert len(departments) >= 10
    assert len(shelves.brands) >= 55
    assert len(shelves.products) >= 230
    assert len(shelves.variants) >= 760


def test_the_same_day_gives_the_same_shelves(shelves: Catalogue) -> None:
    again = load_catalogue(TODAY)

    assert [p.model_dump() for p in again.products] == [p.model_dump() for p in shelves.products]
    assert [v.model_dump() for v in again.variants] == [v.model_dump() for v in shelves.variants]


def test_another_day_moves_release_dates_but_no_price_and_no_stock(shelves: Catalogue) -> None:
    later = load_catalogue(date(2027, 3, 1))

    assert later.products[0].released_at != shelves.products[0].released_at
    assert [(v.sku, v.price_minor, v.stock) for v in later.variants] == [
        (v.sku, v.price_minor, v.stock) for v in shelves.variants
    ]


def test_ids_are_unique_and_every_reference_exists(shelves: Catalogue) -> None:
    categories = {category.category_id for category in shelves.categories}
    products = {product.product_id for product in shelves.products}

    assert not repeated(category.category_id for category in shelves.categories)
    assert not repeated(product.product_id for product in shelves.products)
    assert not repeated(variant.sku for variant in shelves.variants)
    assert {p.category_id for p in shelves.products} <= categories
    assert {c.parent_id for c in shelves.categories} - {None} <= categories
    assert {p.brand_id for p in shelves.products} == {brand.brand_id for brand in shelves.brands}
    assert {variant.product_id for variant in shelves.variants} == products


def test_every_product_lies_in_a_category_of_a_department_and_no_shelf_is_empty(shelves: Catalogue) -> None:
    used = {product.category_id for product in shelves.products}

    assert all(len(category_path(shelves.categories, category_id)) in {2, 3} for category_id in used)
    assert {c.category_id for c in shelves.categories if c.parent_id} == used


def test_a_trail_shoe_is_a_running_shoe(shelves: Catalogue) -> None:
    below = category_subtree(shelves.categories, "running-shoes")

    assert {p.title for p in shelves.products if p.category_id in below} >= {"Fleet Go", "Tarn Ridge"}


def test_everything_has_chinese_words(shelves: Catalogue) -> None:
    for category in shelves.categories:
        assert category.name_zh is not None
        assert HAN.search(category.name_zh)
        assert HAN.search("".join(category.aliases)), category.category_id
    for product in shelves.products:
        for text in (product.title_zh, product.description_zh, product.product_type_zh):
            assert text is not None
            assert HAN.search(text), product.product_id
        assert all(a.label_zh and (a.value_zh or not isinstance(a.value, str)) for a in product.attributes)


def test_options_have_as_many_chinese_words_as_english_ones(shelves: Catalogue) -> None:
    for variant in shelves.variants:
        assert len(variant.options) == len(variant.options_zh)
        if "color" in variant.options:
            assert HAN.search(variant.options_zh["颜色"]), variant.sku


def test_no_two_products_share_a_title(shelves: Catalogue) -> None:
    assert not repeated(product.title.casefold() for product in shelves.products)
    assert not repeated(str(product.title_zh) for product in shelves.products)


def test_no_title_is_a_counter(shelves: Catalogue) -> None:
    assert not [
        p.title
        for p in shelves.products
        if re.search(r"\b(?:product|item|article|no\.?)\s*\d+$", p.title, re.IGNORECASE)
    ]


def test_no_two_descriptions_begin_alike(shelves: Catalogue) -> None:
    assert not repeated(" ".join(p.description.casefold().split()[:5]) for p in shelves.products)
    assert not repeated(str(p.description_zh)[:6] for p in shelves.products)


def test_no_sentence_is_used_twice(shelves: Catalogue) -> None:
    english = [s for p in shelves.products for s in re.split(r"(?<=[.!?])\s+", p.description)]
    chinese = [s for p in shelves.products for s in str(p.description_zh).split("。") if s]

    assert not repeated(english)
    assert not repeated(chinese)


def test_descriptions_are_concrete_and_of_card_length(shelves: Catalogue) -> None:
    assert all(60 <= len(p.description) <= 420 for p in shelves.products)
    assert all(22 <= len(str(p.description_zh)) <= 160 for p in shelves.products)


def test_measures_in_descriptions_are_those_of_the_attributes(
    shelves: Catalogue, variants_by_product: dict[str, list[Variant]]
) -> None:
    for product in shelves.products:
        known = numbers_known(product, variants_by_product[product.product_id])
        said = re.findall(rf"(?<![\w.])(-?\d+(?:\.\d+)?)\s?{UNITS_EN}\b", product.description)
        said += re.findall(rf"(\d+(?:\.\d+)?)\s?{UNITS_ZH}", str(product.description_zh))
        assert set(said) <= known, product.product_id


def test_prices_are_sane(shelves: Catalogue) -> None:
    for variant in shelves.variants:
        assert variant.price_minor is not None
        assert variant.cost_minor is not None
        assert 300 <= variant.price_minor <= 200_000, variant.sku
        margin = 1 - variant.cost_minor / variant.price_minor
        assert 0.19 <= margin <= 0.56, variant.sku
        if variant.list_price_minor is not None:
            assert 1.05 <= variant.list_price_minor / variant.price_minor <= 1.6, variant.sku


def test_a_larger_size_never_costs_less(variants_by_product: dict[str, list[Variant]]) -> None:
    for variants in variants_by_product.values():
        first = variants[0].options
        for name in first:
            others = {key: value for key, value in first.items() if key != name}
            row = [v for v in variants if {k: x for k, x in v.options.items() if k != name} == others]
            prices = [v.price_minor or 0 for v in row]
            assert prices == sorted(prices), variants[0].product_id


def test_about_one_product_in_seven_is_reduced(shelves: Catalogue) -> None:
    reduced = {variant.product_id for variant in shelves.variants if variant.list_price_minor}

    assert 0.1 <= len(reduced) / len(shelves.products) <= 0.2


def test_shelves_are_full_low_bare_and_uncounted(shelves: Catalogue) -> None:
    stocks = [variant.stock for variant in shelves.variants]

    assert any(stock is None for stock in stocks)
    assert any(stock == 0 for stock in stocks)
    assert any(stock is not None and 0 < stock < 5 for stock in stocks)
    assert sum(stock is None or stock > 0 for stock in stocks) / len(stocks) > 0.9


def test_products_of_one_kind_can_be_compared(shelves: Catalogue) -> None:
    """Of each kind with several products, most facts of one are known of another, too."""
    kinds: dict[str, list[Product]] = defaultdict(list)
    for product in shelves.products:
        kinds[str(product.product_type)].append(product)
    for kind, products in kinds.items():
        if len(products) > 1:
            shared = set.intersection(*({a.name for a in p.attributes} for p in products))
            assert len(shared) >= 2, kind


def test_an_attribute_means_the_same_type_and_unit_everywhere(shelves: Catalogue) -> None:
    seen: dict[str, set[tuple[type, str | None]]] = defaultdict(set)
    for product in shelves.products:
        for attribute in product.attributes:
            kind = type(attribute.value) if isinstance(attribute.value, (bool, str)) else float
            seen[attribute.name].add((kind, attribute.unit))

    assert {name for name, forms in seen.items() if len(forms) > 1} == set()


def test_accessories_name_products_that_are_on_sale(shelves: Catalogue) -> None:
    titles = {product.title for product in shelves.products}
    named = [
        name
        for product in shelves.products
        for attribute in product.attributes
        if attribute.name in {"accessory_of", "compatible_with"}
        for name in str(attribute.value).split(", ")
    ]

    assert len(named) >= 30
    assert set(named) <= titles


def test_every_word_of_the_dictionary_is_used(shelves: Catalogue) -> None:
    used = {attribute.name for product in shelves.products for attribute in product.attributes}

    assert set(wording().attributes) == used


@pytest.mark.parametrize("title", ["Veltra Calm", "Norrin Stay", "Tarn Ridge", "Fleet Go"])
def test_the_products_of_the_dialogues_are_there(shelves: Catalogue, title: str) -> None:
    assert title in {product.title for product in shelves.products}


def test_the_facts_of_the_dialogues_hold(shelves: Catalogue) -> None:
    by_title = {product.title: product for product in shelves.products}
    facts = {
        (title, name): attribute.value
        for title in ("Veltra Calm", "Norrin Stay", "Tarn Ridge", "Fleet Go")
        for name in ("noise_cancelling", "battery_life", "microphone", "mute_button", "waterproof", "weight")
        if (attribute := by_title[title].attribute(name))
    }

    assert facts["Veltra Calm", "noise_cancelling"] is True
    assert facts["Veltra Calm", "battery_life"] == 30
    assert (facts["Norrin Stay", "microphone"], facts["Norrin Stay", "mute_button"]) == (True, False)
    assert (facts["Tarn Ridge", "waterproof"], facts["Fleet Go", "waterproof"]) == (True, False)
    assert float(facts["Tarn Ridge", "weight"]) - float(facts["Fleet Go", "weight"]) == 60


def test_things_to_buy_again_are_on_sale(shelves: Catalogue) -> None:
    assert set(REPLENISHED) <= {product.product_type for product in shelves.products}


def test_every_maker_has_a_level_and_a_style(shelves: Catalogue) -> None:
    told = read_goods("brands.toml")

    assert {brand.brand_id for brand in shelves.brands} == set(told)
    assert all(maker["level"] in {"budget", "middle", "premium"} and maker["style"] for maker in told.values())


def test_nothing_was_released_after_today_or_changed_before_its_release(shelves: Catalogue) -> None:
    for product in shelves.products:
        assert product.released_at is not None
        assert product.released_at.date() < TODAY
        assert product.released_at <= product.updated_at
