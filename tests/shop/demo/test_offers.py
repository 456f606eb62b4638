"""The demo shop's campaigns and promotions: what they name exists, and what they say is what they do."""

import re
from datetime import UTC, datetime

import pytest

from shop.demo.catalogue import load_catalogue
from shop.demo.offers import load_offers
from shop.promotions import Campaign, Promotion

TODAY = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def promotions() -> list[Promotion]:
    return [row for row in load_offers(TODAY) if isinstance(row, Promotion)]


@pytest.fixture(scope="module")
def campaigns() -> list[Campaign]:
    return [row for row in load_offers(TODAY) if isinstance(row, Campaign)]


def test_there_are_ten_promotions_and_three_campaigns(promotions: list[Promotion], campaigns: list[Campaign]) -> None:
    assert (len(promotions), len(campaigns)) == (10, 3)


def test_every_kind_and_audience_is_there(promotions: list[Promotion]) -> None:
    assert {p.kind for p in promotions} == {"percent", "amount", "free_shipping", "bundle"}
    assert {p.audience for p in promotions} == {"everyone", "new", "returning", "loyal"}


def test_all_run_today_and_end_with_their_day(promotions: list[Promotion], campaigns: list[Campaign]) -> None:
    periods = [(p.starts_at, p.ends_at) for p in promotions] + [(c.starts_at, c.ends_at) for c in campaigns]

    for starts_at, ends_at in periods:
        assert starts_at <= TODAY < ends_at
        assert (ends_at.hour, ends_at.minute) == (23, 59)


def test_scopes_name_what_is_on_sale(promotions: list[Promotion]) -> None:
    shelves = load_catalogue(TODAY.date())
    categories = {category.category_id for category in shelves.categories}
    products = {product.product_id for product in shelves.products}

    for promotion in promotions:
        assert set(promotion.category_ids) <= categories
        assert set(promotion.product_ids) <= products


def test_a_department_in_scope_takes_its_categories_along(promotions: list[Promotion]) -> None:
    camping = next(p for p in promotions if p.code_prefix == "CAMP")

    assert {"outdoor", "tents", "fishing"} <= set(camping.category_ids)


def test_a_promotion_lasts_no_longer_than_its_campaign(promotions: list[Promotion], campaigns: list[Campaign]) -> None:
    by_id = {campaign.campaign_id: campaign for campaign in campaigns}
    inside = [p for p in promotions if p.campaign_id]

    assert len(inside) >= 4
    for promotion in inside:
        campaign = by_id[str(promotion.campaign_id)]
        assert campaign.starts_at <= promotion.starts_at
        assert promotion.ends_at <= campaign.ends_at


def test_the_worth_told_is_the_worth_given(promotions: list[Promotion]) -> None:
    for promotion in promotions:
        told = set(re.findall(r"\d+", promotion.title))
        if promotion.percent:
            assert str(promotion.percent) in told
        if promotion.amount_minor:
            assert str(promotion.amount_minor // 100) in told


def test_the_minimum_told_is_the_minimum_asked(promotions: list[Promotion]) -> None:
    for promotion in promotions:
        if promotion.minimum_minor:
            dollars = str(promotion.minimum_minor // 100)
            assert f"${dollars}" in promotion.terms
            assert f"{dollars}美元" in str(promotion.terms_zh)


def test_every_offer_keeps_a_margin_a_budget_and_a_limit_for_each_person(promotions: list[Promotion]) -> None:
    for promotion in promotions:
        assert promotion.margin_floor_percent > 0
        assert promotion.budget_minor
        assert promotion.per_customer >= 1
        assert promotion.valid_days >= 1


def test_a_reduction_leaves_its_margin_on_most_of_what_it_covers(promotions: list[Promotion]) -> None:
    """An offer that the margin floor always refuses would be a promise to nobody."""
    shelves = load_catalogue(TODAY.date())
    category_of = {product.product_id: product.category_id for product in shelves.products}
    for promotion in (p for p in promotions if p.percent and p.category_ids):
        kept = [
            1 - (v.cost_minor or 0) / ((v.price_minor or 1) * (100 - (promotion.percent or 0)) / 100)
            for v in shelves.variants
            if category_of[v.product_id] in promotion.category_ids
        ]
        good = sum(margin * 100 >= promotion.margin_floor_percent for margin in kept)
        assert good / len(kept) > 0.6, promotion.promotion_id


def test_codes_of_two_promotions_cannot_be_confused(promotions: list[Promotion]) -> None:
    prefixes = [promotion.code_prefix for promotion in promotions]

    assert len(set(prefixes)) == len(prefixes)
    assert all(promotion.title_zh and promotion.terms_zh for promotion in promotions)
