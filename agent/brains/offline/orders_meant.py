"""Which of the shopper's orders a message means: by number, by what is in it, or by where it stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import wire
from agent.brains.offline.purchases_named import Mention, described_lines, mentions
from agent.turn import Turn
from agent.understanding.spelling import one_slip

NUMBER = re.compile(r"(?<![\w.$])#?\s?([a-z]{0,4}-?\d{4,}(?:-\d+)*)(?![\w%]|\.\d)", re.IGNORECASE | re.ASCII)
ALL_ORDERS = re.compile(
    r"\b(?:all|every|each|both)\s+(?:(?:of|my|the|those|these|pending|open|possible|delivered|other)\s+)*orders?\b|"
    r"\bother orders\b|(?:所有|全部|每个|两个)的?订单",
    re.IGNORECASE,
)
_LATEST = re.compile(
    r"\b(?:last|latest|most recent|newest|recent) (?:order|purchase)\b|最近(?:的|一个|那个)?(?:订单|一?单)",
    re.IGNORECASE,
)
_PENDING = re.compile(r"\b(?:pending|open|not (?:yet )?(?:shipped|sent|packed))\b|待发货|没发货|未发货", re.IGNORECASE)
_ARRIVED = re.compile(r"\b(?:delivered|received|arrived|got)\b|签收|收到", re.IGNORECASE)
_CANCELLED = re.compile(r"\bcancell?ed\b|取消(?:了的|的)", re.IGNORECASE)
_PROCESSED = re.compile(r"\bprocess(?:ed|ing)\b", re.IGNORECASE)


@dataclass(frozen=True)
class OrdersMeant:
    """`orders` are all it could be; `certain` where nothing more can be asked of the shopper."""

    orders: tuple[wire.OrderItem, ...]
    named: bool = False
    """By a number, or by what is in it: no guess."""

    @property
    def one_named(self) -> wire.OrderItem | None:
        return self.orders[0] if self.named and len(self.orders) == 1 else None


def numbered(text: str, orders: Sequence[wire.OrderItem]) -> list[wire.OrderItem]:
    """Orders whose number stands in the text; one wrong digit is forgiven where only one order is that near."""
    found: list[wire.OrderItem] = []
    for match in NUMBER.finditer(text):
        said = match[1].upper()
        exact = [one for one in orders if _plain(one.order_id) == said or _digits(one.order_id) == said]
        near = [] if exact else [one for one in orders if len(said) >= 6 and _near(said, one.order_id)]
        meant = exact or (near if len(near) == 1 else [])
        found += [one for one in meant if one not in found]
    return found


def strange_number(text: str, orders: Sequence[wire.OrderItem]) -> str | None:
    """A number that is said to be an order's and is none of theirs."""
    if numbered(text, orders):
        return None
    match = re.search(
        r"(?:#|\border (?:number |no\.? ?)?#?|订单号?)\s?([a-z]{0,4}-?\d{4,}(?:-\d+)*)(?!\w)",
        text,
        re.IGNORECASE | re.ASCII,
    )
    return match[1].upper() if match else None


def _plain(order_id: str) -> str:
    return order_id.lstrip("#").upper()


def _digits(order_id: str) -> str:
    return re.sub(r"\D", "", order_id)


def _near(said: str, order_id: str) -> bool:
    plain = _plain(order_id)
    return one_slip(said, plain) or one_slip(_digits(said), _digits(order_id))


def orders_meant(turn: Turn, orders: Sequence[wire.OrderItem], states: frozenset[str]) -> OrdersMeant:
    """`states`: where an order must stand for what is wanted; others are only meant where they are named."""
    text = turn.text
    if by_number := numbered(text, orders):
        return OrdersMeant(tuple(by_number), named=True)
    named = mentions(text, orders)
    located = [one for one in named if one.locates]
    if located:
        holding = _holding(located, orders)
        kept = _fitting([one for one in holding if holds_all(named, one)] or holding, states)
        return OrdersMeant(tuple(kept), named=True)
    if _LATEST.search(text) and orders:
        return OrdersMeant((orders[0],), named=True)
    pool = _in_said_state(text, orders) or [one for one in orders if one.state in states]
    if ALL_ORDERS.search(text):
        return OrdersMeant(tuple(pool), named=True)
    if not named:
        return OrdersMeant(tuple(pool))
    holding = [one for one in pool if holds_all(named, one)]
    if not holding:
        holding = [one for one in orders if holds_all(named, one)]
    return OrdersMeant(tuple(_best_described(named, holding)), named=bool(holding))


def _in_said_state(text: str, orders: Sequence[wire.OrderItem]) -> list[wire.OrderItem]:
    for words, state in (
        (_CANCELLED, "cancelled"),
        (_PENDING, "pending"),
        (_PROCESSED, "processed"),
        (_ARRIVED, "delivered"),
    ):
        if words.search(text):
            return [one for one in orders if one.state == state]
    return []


def _fitting(found: list[wire.OrderItem], states: frozenset[str]) -> list[wire.OrderItem]:
    return [one for one in found if one.state in states] or found


def holds_all(named: Sequence[Mention], order: wire.OrderItem) -> bool:
    return all(any(one.fits(line) for line in order.lines) for one in named)


def _holding(named: Sequence[Mention], orders: Sequence[wire.OrderItem]) -> list[wire.OrderItem]:
    """Orders with everything that locates; if none has, with the first of it."""
    full = [one for one in orders if holds_all(named, one)]
    return _best_described(named, full or [one for one in orders if holds_all(named[:1], one)])


def _best_described(named: Sequence[Mention], orders: list[wire.OrderItem]) -> list[wire.OrderItem]:
    """Where several orders hold such a thing, the one whose options are named."""
    if len(orders) < 2:
        return orders
    lines = [line for order in orders for line in order.lines]
    kept = orders
    for one in named:
        if not one.described:
            continue
        best = described_lines(one, lines)
        told = [order for order in kept if any(line in order.lines for line in best)]
        kept = told or kept
    return kept
