"""The demo shop's campaigns and promotions, from `promotions.toml`; their days are counted from today."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

from sqlmodel import SQLModel

from shop.demo.catalogue import DEPARTMENTS
from shop.demo.wording import read_goods
from shop.promotions import Campaign, Promotion

Told = Mapping[str, Any]


def load_offers(today: datetime) -> list[SQLModel]:
    """Campaigns first, then the promotions that may belong to them."""
    with (files("shop.demo") / "promotions.toml").open("rb") as stream:
        told = tomllib.load(stream)
    campaigns = [_campaign(key, campaign, today) for key, campaign in told["campaigns"].items()]
    return [*campaigns, *(_promotion(key, promotion, today) for key, promotion in told["promotions"].items())]


def _days(told: Told, today: datetime) -> dict[str, Any]:
    """`starts_in = -3` was three days ago; an offer lasts until the end of its last day."""
    first, last = today + timedelta(days=told["starts_in"]), today + timedelta(days=told["ends_in"])
    return {
        "starts_at": first.replace(hour=0, minute=0, second=0, microsecond=0),
        "ends_at": last.replace(hour=23, minute=59, second=59, microsecond=0),
    }


def _campaign(campaign_id: str, told: Told, today: datetime) -> Campaign:
    words = {name: told[name] for name in ("name", "name_zh", "story", "story_zh")}
    return Campaign(campaign_id=campaign_id, **words, **_days(told, today))


def _promotion(promotion_id: str, told: Told, today: datetime) -> Promotion:
    rules = {name: value for name, value in told.items() if name not in {"categories", "starts_in", "ends_in"}}
    scope = sorted(_with_children(told.get("categories", [])))
    return Promotion(promotion_id=promotion_id, category_ids=scope, **rules, **_days(told, today))


def _with_children(categories: Iterable[str]) -> set[str]:
    """A department stands for itself and all its categories."""
    found = set(categories)
    for department in found & set(DEPARTMENTS):
        found |= set(read_goods(f"{department}.toml")["categories"])
    return found
