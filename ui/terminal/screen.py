"""How each kind of frame looks in a terminal."""

from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ui.amounts import money as amount_text
from wire import (
    Amount,
    CartPart,
    ComparisonPart,
    ConfirmationPart,
    Frame,
    HandoffPart,
    OfferPart,
    OrderPart,
    ProductsPart,
    Reply,
    ShipmentPart,
)


def money(amount: Amount | None) -> str:
    return amount_text(amount, untold="-")


class Screen:
    """Shows the frames of one turn; text from the shop is escaped, so markup in a title stays text."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._speaking = False
        self._show: dict[str, Callable[[dict[str, Any]], None]] = {
            "step.started": self._step,
            "products": lambda payload: self._products(ProductsPart.model_validate(payload)),
            "comparison": lambda payload: self._comparison(ComparisonPart.model_validate(payload)),
            "order": lambda payload: self._order(OrderPart.model_validate(payload)),
            "shipment": lambda payload: self._shipment(ShipmentPart.model_validate(payload)),
            "cart": lambda payload: self._cart(CartPart.model_validate(payload)),
            "offer": lambda payload: self._offer(OfferPart.model_validate(payload)),
            "confirmation.required": lambda payload: self._confirmation(ConfirmationPart.model_validate(payload)),
            "handoff": lambda payload: self._handoff(HandoffPart.model_validate(payload)),
            "text.delta": self._text,
            "message": lambda payload: self._line(str(payload.get("text", ""))),
            "turn.finished": lambda payload: self._finished(Reply.model_validate(payload)),
            "error": self._error,
        }

    def show(self, frame: Frame) -> None:
        if handler := self._show.get(frame.event):
            handler(frame.payload)

    def _line(self, markup: str) -> None:
        if self._speaking:
            self.console.print()
            self._speaking = False
        self.console.print(markup, highlight=False)

    def _step(self, payload: dict[str, Any]) -> None:
        if label := payload.get("label"):
            self._line(f"[dim]{escape(str(label))}[/dim]")

    def _text(self, payload: dict[str, Any]) -> None:
        if not self._speaking:
            self.console.print("[bold green]aisle[/bold green]: ", end="")
            self._speaking = True
        self.console.print(escape(str(payload.get("delta", ""))), end="", highlight=False, soft_wrap=True)

    def _products(self, part: ProductsPart) -> None:
        table = _table("#", "product", "price", "stars", "why")
        for item in part.items:
            stars = f"{item.rating} ({item.rating_count})" if item.rating else "-"
            price = money(item.price) + (f" [dim](was {money(item.list_price)})[/dim]" if item.list_price else "")
            name = f"{escape(item.title)}\n[dim]{escape(item.brand or '')}  {escape(item.sku)}[/dim]"
            why = escape(item.reasons[0].text) if item.reasons else ""
            table.add_row(str(item.position), name, price, stars, why)
        self.console.print(table)

    def _comparison(self, part: ComparisonPart) -> None:
        table = _table("", *(escape(title) for title in part.titles or part.product_ids))
        for row in part.rows:
            cells = [escape(value) if value is not None else "-" for value in row.values]
            if row.best is not None:
                cells[row.best] = f"[bold]{cells[row.best]}[/bold] ({escape(row.best_text or 'better')})"
            table.add_row(escape(row.name), *cells)
        self.console.print(table)

    def _order(self, part: OrderPart) -> None:
        order = part.order
        when = f", {order.placed_at:%d %B %Y}" if order.placed_at else ""
        self._line(f"[bold]Order {escape(order.order_id)}[/bold]{when}: {escape(order.state_text or order.state)}")
        table = _table("pieces", "article", "price")
        for line in order.lines:
            options = ", ".join(line.options.values())
            table.add_row(str(line.quantity), escape(f"{line.title} {options}".strip()), money(line.price))
        table.add_row("", "[bold]total[/bold]", money(order.total))
        self.console.print(table)

    def _shipment(self, part: ShipmentPart) -> None:
        parcel = part.shipment
        self._line(
            f"[bold]{escape(parcel.carrier or 'Parcel')}[/bold] {escape(parcel.tracking_number)}: "
            f"{escape(parcel.state_text or parcel.state)}" + (f", {escape(parcel.eta)}" if parcel.eta else "")
        )
        for event in parcel.events:
            place = f" ({escape(event.place)})" if event.place else ""
            self._line(f"  [dim]{event.at:%a %d %b %H:%M}[/dim]  {escape(event.text)}{place}")

    def _cart(self, part: CartPart) -> None:
        table = _table("pieces", "in the cart", "price")
        for line in part.cart.lines:
            options = ", ".join(line.options.values())
            table.add_row(str(line.quantity), escape(f"{line.title} {options}".strip()), money(line.line_total))
        table.add_row("", "[bold]total[/bold]", money(part.cart.total))
        self.console.print(table)

    def _offer(self, part: OfferPart) -> None:
        code = f"  code [bold]{escape(part.code)}[/bold]" if part.code else ""
        self._line(f"[bold magenta]{escape(part.title)}[/bold magenta]{code}\n  [dim]{escape(part.terms)}[/dim]")

    def _confirmation(self, part: ConfirmationPart) -> None:
        self._line(f"[bold yellow]{escape(part.summary)}[/bold yellow]")
        for detail in part.details:
            self._line(f"  {escape(detail)}")
        for line in part.money:
            self._line(f"  {escape(line.label)}: {money(line.amount)} {escape(line.method or '')}")
        if part.state == "proposed":
            self._line("  [dim]yes or no?[/dim]")

    def _handoff(self, part: HandoffPart) -> None:
        self._line(f"[bold]Passed to {escape(part.team)}[/bold] as {escape(part.ticket_id)}")

    def _error(self, payload: dict[str, Any]) -> None:
        self._line(f"[bold red]{escape(str(payload.get('message', 'Something went wrong.')))}[/bold red]")

    def _finished(self, reply: Reply) -> None:
        for citation in reply.citations:
            self._line(f"[dim]  source: {escape(citation.title)} ({escape(citation.id)})[/dim]")
        if reply.suggestions:
            self._line("[dim]  " + "  |  ".join(escape(text) for text in reply.suggestions) + "[/dim]")
        self._line("")


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in columns:
        table.add_column(column)
    return table
