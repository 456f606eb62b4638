"""Items of an order as a write names them: how many pieces of which line, and what they become."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shop.catalog import Product, Variant
from shop.orders import Order, OrderLine, lines_of
from shop.shelves import can_be_had
from shop.writes.deed import Deed, Step


@dataclass(frozen=True)
class Pieces:
    """`quantity` of one line; for a change or an exchange, the variant they become."""

    line: OrderLine
    quantity: int
    variant: Variant | None = None

    @property
    def difference_minor(self) -> int:
        """What the change costs more; negative where it costs less."""
        if self.variant is None:
            return 0
        return ((self.variant.price_minor or 0) - self.line.price_minor) * self.quantity


def pieces_meant(deed: Deed, order: Order, step: Step) -> list[Pieces]:
    """The lines of `step["items"]`: `{"item": line id or sku, "quantity"?, "new_sku"?}`, one entry per line of ours.

    Without a quantity, all pieces of what is named are meant. An article on several lines is taken line by line.

    Raises:
        Refused: I1 for what the order does not hold, I2 for more than it holds, I6 for nothing at all.
    """
    lines = lines_of(deed.session, order.order_id)
    left = {line.line_id: line.quantity for line in lines}
    meant: list[Pieces] = []
    for item in step["items"]:
        named = [line for line in lines if _is(line, str(item["item"]))]
        if not named:
            raise deed.refuse("I1")
        open_pieces = sum(left[line.line_id] for line in named)
        wanted = open_pieces if item.get("quantity") is None else int(item["quantity"])
        if wanted < 1 or wanted > open_pieces:
            raise deed.refuse("I2")
        for line in named:
            taken = min(wanted, left[line.line_id])
            left[line.line_id] -= taken
            wanted -= taken
            if taken:
                meant.append(Pieces(line, taken, _new_variant(deed, line, item.get("new_sku"))))
    if not meant:
        raise deed.refuse("I6")
    return meant


def _is(line: OrderLine, named: str) -> bool:
    wanted = named.strip().lstrip("#").casefold()
    return wanted in {line.line_id.lstrip("#").casefold(), line.sku.casefold()}


def _new_variant(deed: Deed, line: OrderLine, new_sku: str | None) -> Variant | None:
    """Raises `Refused`: I3 for another product, I5 for what it is already, I4 for what is not there."""
    if new_sku is None:
        return None
    variant = deed.session.get(Variant, str(new_sku).strip())
    if variant is None:
        raise deed.refuse("I4")
    if variant.product_id != line.product_id:
        raise deed.refuse("I3")
    if variant.sku == line.sku:
        raise deed.refuse("I5")
    return variant


def check_stock(deed: Deed, meant: Sequence[Pieces]) -> None:
    """Raises `Refused` I4 where a new variant cannot be had in that number."""
    wanted: Counter[str] = Counter()
    for pieces in meant:
        if pieces.variant is not None:
            wanted[pieces.variant.sku] += pieces.quantity
            if not can_be_had(pieces.variant, wanted[pieces.variant.sku]):
                raise deed.refuse("I4")


def difference_minor(meant: Sequence[Pieces]) -> int:
    return sum(pieces.difference_minor for pieces in meant)


def piece_words(deed: Deed, pieces: Pieces) -> str:
    """`2 × Steel kettle (red) → blue, +$3.00 each`."""
    line = pieces.line
    chosen = line.options
    label = ", ".join(_value(name, value) for name, value in chosen.items())
    name = f"{pieces.quantity} × {line.name(deed.language)}" + (f" ({label})" if label else "")
    if pieces.variant is None:
        return f"{name}, {deed.amount(line.price_minor * pieces.quantity)}"
    new = _told_apart(line, pieces.variant)
    price = deed.amount(pieces.variant.price_minor or 0)
    each = deed.say(" each", "/件") if pieces.quantity > 1 else ""
    return f"{name} → {new}, {price}{each}"


def _told_apart(line: OrderLine, variant: Variant) -> str:
    """The options that differ from what was bought; all of them where none can be told apart."""
    other = {name: value for name, value in variant.options.items() if line.options.get(name) != value}
    return ", ".join(_value(name, value) for name, value in (other or variant.options).items()) or variant.sku


def _value(name: str, value: str) -> str:
    """`blue`, but `waterproof no`: a yes or no says nothing without its name."""
    return f"{name} {value}" if value.casefold() in {"yes", "no", "none"} else value


def product_of(deed: Deed, line: OrderLine) -> Product | None:
    return deed.session.get(Product, line.product_id)
